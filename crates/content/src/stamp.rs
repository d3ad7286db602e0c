//! What files look like from outside: whether one is another than when it was read last, without reading it.
//!
//! A clock of files ticks: what is saved twice within one tick looks the same both times. So a stamp also says whether it was
//! taken long enough after the file changed.

use std::{
    fs::{self, Metadata},
    hash::{DefaultHasher, Hash, Hasher},
    io,
    path::Path,
    time::{Duration, SystemTime},
};

/// Longer than the clock of files of any system ticks that gives them times finer than seconds.
const FINE: Duration = Duration::from_millis(100);
/// The same of systems that do not.
const COARSE: Duration = Duration::from_secs(3);

/// What some files and folders looked like at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    hash: u64,
    /// Whether a later change of any of them would have made another stamp.
    pub(super) is_settled: bool,
    /// Whether one of them is a link, behind which something may change that nobody tells of.
    pub(super) has_link: bool,
}

impl Stamp {
    /// That of these files, in this order. What a folder contains is not part of it.
    pub(super) fn of<'p>(paths: impl IntoIterator<Item = &'p Path>) -> Self {
        let (mut hasher, now) = (DefaultHasher::new(), SystemTime::now());
        let (mut is_settled, mut has_link) = (true, false);
        for path in paths {
            path.file_name().hash(&mut hasher);
            let look = look(path, now, &mut hasher);
            is_settled &= look.is_settled;
            has_link |= look.is_link;
        }
        Self { hash: hasher.finish(), is_settled, has_link }
    }

    /// Whether everything is as it was at `earlier`.
    pub(super) fn is_that_of(self, earlier: Self) -> bool {
        self.hash == earlier.hash && earlier.is_settled
    }
}

/// What else a look at a file or folder tells.
pub(super) struct Look {
    /// Whether it had changed long enough before.
    pub(super) is_settled: bool,
    /// Whether it is a folder, or a link to one.
    pub(super) is_dir: bool,
    /// Whether it is a link.
    pub(super) is_link: bool,
}

/// Puts what a file or folder looks like at the time `now` into `hasher`.
pub(super) fn look(path: &Path, now: SystemTime, hasher: &mut impl Hasher) -> Look {
    let found = fs::symlink_metadata(path);
    let is_link = found.as_ref().is_ok_and(Metadata::is_symlink);
    let found = found.and_then(|own| if own.is_symlink() { follow(path, hasher) } else { Ok(own) });
    let Ok(found) = found else {
        // Whatever it is that cannot be looked at, something else can be later.
        0u8.hash(hasher);
        return Look { is_settled: true, is_dir: false, is_link };
    };
    found.is_dir().hash(hasher);
    system::identity(&found).hash(hasher);
    if found.is_dir() {
        return Look { is_settled: true, is_dir: true, is_link };
    }
    let changed = system::changed(&found);
    (found.len(), found.modified().ok(), changed).hash(hasher);
    Look { is_settled: changed.is_none_or(|changed| is_settled(changed, now)), is_dir: false, is_link }
}

/// What a link leads to, and where that is.
fn follow(path: &Path, hasher: &mut impl Hasher) -> io::Result<Metadata> {
    path.canonicalize()?.hash(hasher);
    fs::metadata(path)
}

/// A time that is ahead of ours by more than this is another clock's, and says nothing.
fn is_settled(changed: SystemTime, now: SystemTime) -> bool {
    let whole = changed.duration_since(SystemTime::UNIX_EPOCH).is_ok_and(|since| since.subsec_nanos() == 0);
    let apart = now.duration_since(changed).unwrap_or_else(|ahead| ahead.duration());
    apart >= if whole { COARSE } else { FINE }
}

#[cfg(unix)]
mod system {
    use std::{fs::Metadata, os::unix::fs::MetadataExt as _, time::*};

    /// Which file it is, whatever its name.
    pub(super) fn identity(found: &Metadata) -> (u64, u64) {
        (found.dev(), found.ino())
    }

    /// When it or anything about it changed, which nobody can set.
    pub(super) fn changed(found: &Metadata) -> Option<SystemTime> {
        let since = Duration::new(u64::try_from(found.ctime()).ok()?, u32::try_from(found.ctime_nsec()).ok()?);
        SystemTime::UNIX_EPOCH.checked_add(since)
    }
}

#[cfg(not(unix))]
mod system {
    use std::{fs::Metadata, time::SystemTime};

    /// Not known.
    pub(super) fn identity(_: &Metadata) {}

    /// When it was written.
    pub(super) fn changed(found: &Metadata) -> Option<SystemTime> {
        found.modified().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changed_within_a_tick_is_not_settled() {
        let at = |nanoseconds| SystemTime::UNIX_EPOCH + Duration::from_nanos(nanoseconds);
        let changed = 1_000_000_000_000_000_001;
        for (now, settled) in [(0, false), (99_999_999, false), (100_000_000, true)] {
            assert_eq!(is_settled(at(changed), at(changed + now)), settled, "{now}");
            assert_eq!(is_settled(at(changed + now), at(changed)), settled, "{now} ahead");
        }
        for (now, settled) in [(100_000_000, false), (2_999_999_999, false), (3_000_000_000, true)] {
            assert_eq!(is_settled(at(changed - 1), at(changed - 1 + now)), settled, "whole seconds, {now}");
        }
    }

    #[test]
    fn a_stamp_tells_files_apart_by_what_they_are_and_not_by_their_names_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = |name: &str| dir.path().join(name);
        let of = |name: &str| Stamp::of([path(name).as_path()]).hash;
        let nothing = of("a");
        fs::write(path("a"), "one").unwrap();
        let first = of("a");
        assert_ne!(nothing, first);
        assert_eq!(first, of("a"));
        // As long, and as old as far as anybody can say.
        let modified = fs::metadata(path("a")).unwrap().modified().unwrap();
        fs::write(path("b"), "two").unwrap();
        fs::File::options().write(true).open(path("b")).unwrap().set_modified(modified).unwrap();
        fs::rename(path("b"), path("a")).unwrap();
        assert_ne!(first, of("a"));
        fs::remove_file(path("a")).unwrap();
        fs::create_dir(path("a")).unwrap();
        let folder = of("a");
        fs::write(path("a/c"), "").unwrap();
        assert_eq!(folder, of("a"));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_what_it_leads_to_and_where_that_is() {
        let dir = tempfile::tempdir().unwrap();
        let path = |name: &str| dir.path().join(name);
        let of = |name: &str| Stamp::of([path(name).as_path()]).hash;
        fs::create_dir(path("real")).unwrap();
        fs::write(path("real/file"), "one").unwrap();
        std::os::unix::fs::symlink(path("real/file"), path("link")).unwrap();
        let before = of("link");
        fs::rename(path("real"), path("moved")).unwrap();
        let dangling = of("link");
        std::os::unix::fs::symlink(path("moved"), path("real")).unwrap();
        let elsewhere = of("link");
        assert!(before != dangling && dangling != elsewhere && before != elsewhere);
    }
}
