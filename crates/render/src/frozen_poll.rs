//! Where the files of a closed poll are, for the export, which writes them, and for the pages that lead to them.

use hustings_wire::Passport;

use crate::{Addresses, PassportFiles};

/// Entries in one file of a log; a vote's line has some 250 bytes.
pub const LOG_PART: u64 = 10_000;
/// A log with more entries, some 50 MB, is not among the files.
pub const LOG_MOST: u64 = 200_000;

/// The files of the closed poll of this id, by their paths within the site, without a slash at their beginning.
#[derive(Clone, Copy, Debug)]
pub struct FrozenPoll<'a>(pub &'a str);

impl FrozenPoll<'_> {
    /// The folder of its frames, with a slash at its end: the one in the publication's own language, and a folder for each.
    pub fn frames(self) -> String {
        format!("embed/polls/{}/", self.0)
    }

    /// What the contract has of it: its picture, in a folder for each language as well.
    pub fn api(self) -> String {
        format!("api/v1/polls/{}/", self.0)
    }

    /// The folder of its passport in this language, with a slash at its end.
    pub fn passport(self, lang: &str) -> String {
        format!("{lang}/polls/{}/passport/", self.0)
    }

    /// The part of its log that begins with this entry.
    pub fn log(self, from: u64) -> String {
        format!("{}log/{from}.ndjson", self.api())
    }

    /// The numbers with which parts of a log of so many entries begin; none of one that is not among the files.
    pub fn log_parts(entries: u64) -> impl Iterator<Item = u64> {
        let entries = if entries > LOG_MOST { 0 } else { entries };
        (0..entries).step_by(LOG_PART as usize)
    }

    /// The files that its passport leads to.
    pub fn passport_files(self, addresses: &Addresses, passport: &Passport) -> PassportFiles {
        let base = addresses.base();
        let entries = passport.log.as_ref().map_or(0, |end| end.index + 1);
        PassportFiles {
            log: Self::log_parts(entries).map(|from| format!("{base}/{}", self.log(from))).collect(),
            json: format!("{base}/{}passport.json", self.passport(&passport.lang)),
        }
    }
}
