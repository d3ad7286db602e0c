//! Coalesces refetches of polls: requests made while one is under way are served by one more after it.

use std::sync::Mutex;

use super::lock::locked;

/// Polls that are being fetched, each with whether to fetch it once more.
#[derive(Default)]
pub(super) struct Refetches(Mutex<Vec<(String, bool)>>);

impl Refetches {
    /// Requests a fetch of a poll. Returns whether the caller has to start it.
    pub(super) fn begin(&self, poll: &str) -> bool {
        let mut under_way = locked(&self.0);
        let known = under_way.iter_mut().find(|(id, _)| id == poll);
        match known {
            Some((_, again)) => {
                *again = true;
                false
            }
            None => {
                under_way.push((poll.to_owned(), false));
                true
            }
        }
    }

    /// Ends the fetch, unless another was requested meanwhile. Returns whether it has ended.
    pub(super) fn end(&self, poll: &str) -> bool {
        let mut under_way = locked(&self.0);
        under_way.retain(|(id, again)| id != poll || *again);
        let known = under_way.iter_mut().find(|(id, _)| id == poll);
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
        assert!(refetches.begin("q"), "each poll is asked for by itself");
        assert!(!refetches.end("p"), "once more, for the two");
        assert!(refetches.end("p") && refetches.end("q"));
        assert!(refetches.begin("p"), "and anew");
    }
}
