//! The votes of a poll that are set aside, as its owner sees them: everything but whose they are.

use std::fmt::Write as _;

use hustings_domain::date;
use hustings_store::AsideVote;
use serde::Serialize;

use crate::csv::cell;

/// A vote that is set aside.
#[derive(Clone, Debug, Serialize)]
pub struct Aside {
    /// Number of its entry in the poll's log.
    pub entry: u64,
    /// The day, such as `2026-06-01`.
    pub day: String,
    /// Why: `no-scripts` or `no-work`.
    pub reason: String,
    /// BCP 47 tag of the language in which the poll was seen.
    pub lang: Option<String>,
    /// Origin of the partner's page; none for the publication's own.
    pub partner: Option<String>,
    /// Ids of options.
    pub options: Vec<String>,
}

/// All of a poll, the earliest first.
#[derive(Clone, Debug, Serialize)]
#[serde(transparent)]
pub struct Asides(Vec<Aside>);

impl Asides {
    /// These votes.
    pub fn of(votes: Vec<AsideVote>) -> Self {
        let aside = |AsideVote { entry, day, reason, options, provenance }| Aside {
            entry,
            day: date(day),
            reason,
            lang: provenance.lang,
            partner: provenance.partner,
            options,
        };
        Self(votes.into_iter().map(aside).collect())
    }

    /// The table: a row a vote (RFC 4180).
    pub fn to_csv(&self) -> String {
        let mut csv = String::from("entry,day,reason,lang,partner,options\r\n");
        for Aside { entry, day, reason, lang, partner, options } in &self.0 {
            let [lang, partner] = [lang, partner].map(|text| cell(text.as_deref().unwrap_or_default()));
            // Writing to a String cannot fail.
            let _ = write!(csv, "{entry},{day},{reason},{lang},{partner},{}\r\n", cell(&options.join(" ")));
        }
        csv
    }
}
