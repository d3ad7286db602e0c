//! Fetches what an id names, one request at a time, until the backend itself has answered.
//!
//! Requests made while one is under way are served by one more after it. On a slow network the service worker answers with
//! what it keeps, which may be from before the reader's own vote or stars, and some requests fail: both are tried again a few
//! times, since nothing else may come that would say so. What was asked for before the backend acknowledged something of this
//! reader's is asked for once more: it may have known nobody by that request, and have answered it after the vote.

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

/// What is being fetched. Clones are the same.
#[derive(Clone, Default)]
pub(super) struct Refetches(Arc<Mutex<Vec<UnderWay>>>);

/// A fetch, from its first request to a moment after its last answer.
struct UnderWay {
    id: String,
    /// Whether to fetch it once more.
    again: bool,
    /// Whether the request was made before what the backend has acknowledged since.
    is_outdated: bool,
}

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

    /// The backend has acknowledged what this reader did: what is on its way about `id` knows nothing of it.
    pub(super) fn outdate(&self, id: &str) {
        if let Some(fetch) = locked(&self.0).iter_mut().find(|fetch| fetch.id == id) {
            (fetch.again, fetch.is_outdated) = (true, true);
        }
    }

    /// Whether an answer about `id` is to be left for the next one.
    pub(super) fn is_outdated(&self, id: &str) -> bool {
        locked(&self.0).iter().any(|fetch| fetch.id == id && fetch.is_outdated)
    }

    /// Requests a fetch. Returns whether the caller has to start it.
    fn begin(&self, id: &str) -> bool {
        let mut under_way = locked(&self.0);
        match under_way.iter_mut().find(|fetch| fetch.id == id) {
            Some(fetch) => {
                fetch.again = true;
                false
            }
            None => {
                under_way.push(UnderWay { id: id.to_owned(), again: false, is_outdated: false });
                true
            }
        }
    }

    /// Ends the fetch, unless another was requested meanwhile. Returns whether it has ended.
    fn end(&self, id: &str) -> bool {
        let mut under_way = locked(&self.0);
        under_way.retain(|fetch| fetch.id != id || fetch.again);
        let known = under_way.iter_mut().find(|fetch| fetch.id == id);
        known.map(|fetch| (fetch.again, fetch.is_outdated) = (false, false)).is_none()
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

    #[test]
    fn what_is_on_its_way_while_something_is_acknowledged_is_left_for_the_next_answer() {
        let refetches = Refetches::default();
        refetches.outdate("p");
        assert!(refetches.begin("p") && !refetches.is_outdated("p"), "nothing was on its way");
        refetches.outdate("p");
        assert!(refetches.is_outdated("p") && !refetches.is_outdated("q"));
        assert!(!refetches.end("p"), "once more");
        assert!(!refetches.is_outdated("p"), "asked for after the acknowledgement");
        assert!(refetches.end("p"));
    }
}
