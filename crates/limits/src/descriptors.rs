//! How many connections the system's limit of file descriptors has room for. Some are kept back, so that files, the
//! database and refusals still have theirs when every connection is taken.

/// What is kept back at least: the database and its readers, the content, the log.
const KEPT_BACK: u64 = 64;
/// The share that is kept back of what is not for streams: an answer that is a file holds it open while it is sent, and a
/// stream holds none.
const SHARE: u64 = 4;

/// Connections for which so many descriptors have room, of which so many are for streams.
pub(crate) fn room(descriptors: u64, streams: u64) -> u64 {
    let kept_back = (descriptors.saturating_sub(streams) / SHARE).max(KEPT_BACK);
    descriptors.saturating_sub(kept_back).max(1)
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
        for (descriptors, streams, connections) in [
            (1_048_576, 0, 786_432),
            (1_048_576, 786_432, 983_040),
            (20_000, 15_000, 18_750),
            (20_000, 19_000, 19_750),
            (1_024, 768, 960),
            (256, 0, 192),
            (100, 75, 36),
            (64, 48, 1),
            (10, 20, 1),
        ] {
            assert_eq!(room(descriptors, streams), connections, "{descriptors}, {streams}");
        }
    }
}
