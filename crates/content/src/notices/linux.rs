//! What Linux tells of changes in the folder (inotify(7)), so that nobody has to look at thousands of files again and again.
//!
//! It tells only of disks of this machine, and of folders that it was asked for. A notice says that there is something to look
//! at, never what: files are compared all the same, and looked at now and then without one.

use std::{
    fs,
    mem::MaybeUninit,
    os::{fd::OwnedFd, unix::fs::MetadataExt as _},
    path::{Path, PathBuf},
};

use rustix::{
    fs::{
        inotify::{self, CreateFlags, Reader, WatchFlags},
        statfs,
    },
    io::Errno,
};

use crate::reading::is_meant;

/// Numbers of file systems (statfs(2)) of which every change is made by this machine: ext4, XFS, Btrfs, tmpfs, overlayfs, ZFS,
/// F2FS, bcachefs.
const OF_THIS_MACHINE: [u64; 8] =
    [0xef53, 0x5846_5342, 0x9123_683e, 0x0102_1994, 0x794c_7630, 0x2fc1_2fc1, 0xf2f5_2010, 0xca45_1a4e];
/// The folders that hold everything.
const ABOVE: [&str; 3] = ["", "articles", "polls"];

/// Listens to what is done in a content folder.
#[derive(Debug)]
pub(crate) struct Notices {
    folder: PathBuf,
    listening: OwnedFd,
    /// Which folders those in [`ABOVE`] were: another may stand in the place of one, and nothing says so.
    above: [Option<(u64, u64)>; 3],
}

impl Notices {
    /// Begins to listen; `None` where the system does not tell everything.
    pub(crate) fn of(folder: &Path) -> Option<Self> {
        let is_told =
            |name| statfs(folder.join(name)).is_ok_and(|found| OF_THIS_MACHINE.contains(&(found.f_type as u64)));
        if !ABOVE.iter().filter(|name| folder.join(name).exists()).all(is_told) {
            return None;
        }
        let listening = inotify::init(CreateFlags::CLOEXEC | CreateFlags::NONBLOCK).ok()?;
        let mut notices = Self { folder: folder.to_owned(), listening, above: [None; 3] };
        notices.cover().then_some(notices)
    }

    /// Asks for all folders that there are now. Returns whether it was granted; a system has a bound on how many it watches.
    pub(crate) fn cover(&mut self) -> bool {
        self.above = self.now_above();
        let within = |name| fs::read_dir(self.folder.join(name)).into_iter().flatten().flatten();
        let articles = within("articles").map(|entry| entry.path());
        // Of the files there nobody needs to be told twice, and there may be thousands.
        let of_polls = within("polls").filter(|entry| entry.file_type().is_ok_and(|kind| !kind.is_file()));
        let of_polls = of_polls.map(|entry| entry.path());
        let mut all = ABOVE.iter().map(|name| self.folder.join(name)).chain(articles).chain(of_polls);
        let flags = WatchFlags::ATTRIB
            | WatchFlags::CLOSE_WRITE
            | WatchFlags::CREATE
            | WatchFlags::DELETE
            | WatchFlags::MODIFY
            | WatchFlags::MOVE
            | WatchFlags::ONLYDIR;
        all.all(|folder| {
            let watched = inotify::add_watch(&self.listening, &folder, flags);
            // What has gone in the meantime, or is no folder, is told of by the folder that it is in.
            watched.is_ok() || matches!(watched, Err(Errno::NOENT | Errno::NOTDIR | Errno::ACCESS))
        })
    }

    /// Whether something was done since this was last asked. Takes microseconds.
    pub(crate) fn have_come(&mut self) -> bool {
        let mut buffer = [MaybeUninit::uninit(); 4096];
        let mut reader = Reader::new(&self.listening, &mut buffer);
        let mut has_heard = self.above != self.now_above();
        loop {
            match reader.next() {
                Ok(notice) => {
                    has_heard |= notice.file_name().is_none_or(|name| is_meant(&name.to_string_lossy()));
                }
                Err(Errno::INTR) => {}
                Err(Errno::AGAIN) => return has_heard,
                Err(_) => return true,
            }
        }
    }

    fn now_above(&self) -> [Option<(u64, u64)>; 3] {
        ABOVE.map(|name| fs::metadata(self.folder.join(name)).ok().map(|found| (found.dev(), found.ino())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_done_to_what_is_meant_is_told() {
        let dir = tempfile::tempdir().unwrap();
        let path = |name: &str| dir.path().join(name);
        fs::create_dir_all(path("articles/trains")).unwrap();
        fs::write(path("articles/trains/en.md"), "one").unwrap();
        let Some(mut notices) = Notices::of(dir.path()) else { return };
        assert!(!notices.have_come());
        let deeds: [(&str, bool, &dyn Fn()); 11] = [
            ("a file is written", true, &|| fs::write(path("articles/trains/en.md"), "two").unwrap()),
            ("one that nobody means", false, &|| fs::write(path("articles/trains/.en.md.swp"), "").unwrap()),
            ("a file is replaced", true, &|| {
                fs::rename(path("articles/trains/.en.md.swp"), path("articles/trains/en.md")).unwrap();
            }),
            ("a folder is made", true, &|| fs::create_dir(path("polls")).unwrap()),
            ("a folder of a poll's pictures is made", true, &|| fs::create_dir(path("polls/tea")).unwrap()),
            ("a picture in it", true, &|| fs::write(path("polls/tea/cup.png"), "").unwrap()),
            ("a file at the top", true, &|| fs::write(path("publication.toml"), "").unwrap()),
            ("a folder of an article is made", true, &|| fs::create_dir(path("articles/planes")).unwrap()),
            ("a file in it", true, &|| fs::write(path("articles/planes/en.md"), "").unwrap()),
            ("a file is removed", true, &|| fs::remove_file(path("articles/planes/en.md")).unwrap()),
            ("a folder is renamed", true, &|| fs::rename(path("polls"), path("articles/polls")).unwrap()),
        ];
        for (what, is_told, deed) in deeds {
            deed();
            assert_eq!(notices.have_come(), is_told, "{what}");
            assert!(notices.cover(), "{what}");
            assert!(!notices.have_come(), "{what}");
        }
    }

    #[test]
    fn a_link_to_another_folder_in_the_place_of_the_first_is_told() {
        let dir = tempfile::tempdir().unwrap();
        let path = |name: &str| dir.path().join(name);
        for version in ["first", "second"] {
            fs::create_dir(path(version)).unwrap();
        }
        std::os::unix::fs::symlink(path("first"), path("now")).unwrap();
        let Some(mut notices) = Notices::of(&path("now")) else { return };
        std::os::unix::fs::symlink(path("second"), path("next")).unwrap();
        fs::rename(path("next"), path("now")).unwrap();
        assert!(notices.have_come());
        assert!(notices.cover() && !notices.have_come());
        fs::write(path("second/publication.toml"), "").unwrap();
        assert!(notices.have_come());
    }
}
