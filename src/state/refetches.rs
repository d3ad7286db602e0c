//! Fetches what an id names, one request at a time, until the backend itself has answered.
//!
//! Requests made while one is under way are served by one more after it. On a slow network the service worker answers with
//! what it keeps, which may be from before the reader's own vote or stars, and some requests fail: both are tried again a few
//! times, since nothing else may come that would say so.

use std::{
    pin::Pin,
    sync::{Arc, Mutex},
};

use hustings_core::model::backoff::full_jitter_ms;
use leptos::task::spawn_local;

use super::{lock::locked, wake::nap};
use crate::{
    api::{Api, ApiError},
    dom::{
        document::{log_error, random},
        timer::sleep,
    },
};

/// Least milliseconds between two fetches that were asked for.
const REFETCH_MS: u32 = 1_000;
/// After this many answers in a row that are not the backend's own, it is left alone until somebody asks again.
const ATTEMPTS: u32 = 6;

/// Fetches something once. Boxed, so that what goes on around it is in the WASM once.
pub(super) type Fetch = Box<dyn Fn() -> Pin<Box<dyn Future<Output = Result<(), ApiError>>>>>;

/// What is being fetched, each with whether to fetch it once more. Clones are the same.
#[derive(Clone, Default)]
pub(super) struct Refetches(Arc<Mutex<Vec<(String, bool)>>>);

impl Refetches {
    /// Calls `fetch`, which applies what the backend answers about `id`. Calls during a fetch, or in the second after it,
    /// share one more.
    pub(super) fn run(&self, api: &Api, id: &str, fetch: Fetch) {
        if !self.begin(id) {
            return;
        }
        let (refetches, api, id) = (self.clone(), api.clone(), id.to_owned());
        spawn_local(async move {
            let mut attempt = 0;
            loop {
                let is_settled = match fetch().await {
                    Ok(()) => !api.is_kept(),
                    Err(error) => {
                        log_error(&error.text());
                        error.is_final()
                    }
                };
                attempt += 1;
                if !is_settled && attempt < ATTEMPTS {
                    nap(full_jitter_ms(attempt, random())).await;
                    continue;
                }
                sleep(REFETCH_MS).await;
                if refetches.end(&id) {
                    return;
                }
                attempt = 0;
            }
        });
    }

    /// Requests a fetch. Returns whether the caller has to start it.
    fn begin(&self, id: &str) -> bool {
        let mut under_way = locked(&self.0);
        let known = under_way.iter_mut().find(|(known, _)| known == id);
        match known {
            Some((_, again)) => {
                *again = true;
                false
            }
            None => {
                under_way.push((id.to_owned(), false));
                true
            }
        }
    }

    /// Ends the fetch, unless another was requested meanwhile. Returns whether it has ended.
    fn end(&self, id: &str) -> bool {
        let mut under_way = locked(&self.0);
        under_way.retain(|(known, again)| known != id || *again);
        let known = under_way.iter_mut().find(|(known, _)| known == id);
        known.is_none_or(|(_, again)| !std::mem::take(again))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_asks_meanwhile_is_served_by_one_more_request() {
        let refetches = Refetches::default();
        assert!(refetches.begin("p"));
        assert!(!refetches.begin("p") && !refetches.begin("p"), "somebody asks already");
        assert!(refetches.begin("q"), "each is asked for by itself");
        assert!(!refetches.end("p"), "once more, for the two");
        assert!(refetches.end("p") && refetches.end("q"));
        assert!(refetches.begin("p"), "and anew");
    }
}
