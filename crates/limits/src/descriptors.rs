//! How many connections the system's limit of file descriptors has room for. Some are kept back, so that files, the
//! database and refusals still have theirs when every connection is taken.

/// What is kept back at least: the database and its readers, the content, the log.
const KEPT_BACK: u64 = 64;
/// The share that is kept back: an answer that is a file holds it open while it is sent.
const SHARE: u64 = 4;

/// Connections for which so many descriptors have room.
pub(crate) fn room(descriptors: u64) -> usize {
    let kept_back = (descriptors / SHARE).max(KEPT_BACK);
    usize::try_from(descriptors.saturating_sub(kept_back)).unwrap_or(usize::MAX).max(1)
}

/// The process's own limit of descriptors, after it was raised as far as the system allows; `None` when there is none.
#[cfg(unix)]
pub(crate) fn raised() -> Option<u64> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let limit = getrlimit(Resource::Nofile);
    let current = limit.current?;
    if limit.maximum == Some(current) {
        return Some(current);
    }
    let raised = Rlimit { current: limit.maximum, maximum: limit.maximum };
    match setrlimit(Resource::Nofile, raised) {
        Ok(()) => limit.maximum,
        Err(_) => Some(current),
    }
}

#[cfg(not(unix))]
pub(crate) fn raised() -> Option<u64> {
    None
}

#[cfg(test)]
mod tests {
    use super::room;

    #[test]
    fn some_descriptors_are_kept_back() {
        for (descriptors, connections) in
            [(1_048_576, 786_432), (20_000, 15_000), (1_024, 768), (256, 192), (100, 36), (64, 1), (10, 1)]
        {
            assert_eq!(room(descriptors), connections, "{descriptors}");
        }
    }
}
