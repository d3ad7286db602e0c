//! The frame of a closed poll as a file: `/embed/polls/{id}` for [`crate::export`], which asks for it in each language.
//!
//! Where the files of such a poll are, [`FrozenPoll`] says, to the export and to the pages that lead to them.

use axum::response::{IntoResponse, Response};
use hustings_core::model::{poll_frame::PollFrame, route::Route};
use hustings_domain::PollDefinition;
use hustings_render::{FrozenLinks, PassportFiles, RenderError, absolute};
use hustings_wire::{Passport, Poll};

use super::poll::Asking;
use crate::{addresses::Addresses, routes::pages::StaticPage};

/// Entries in one file of a log; a vote's line has some 250 bytes.
pub(crate) const LOG_PART: u64 = 10_000;
/// A log with more entries, some 50 MB, is not among the files.
pub(crate) const LOG_MOST: u64 = 200_000;

/// The files of a closed poll, by their paths within the site, without a slash at their beginning.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FrozenPoll<'a>(pub(crate) &'a str);

impl FrozenPoll<'_> {
    /// The folder of its frames, with a slash at its end: the one in the publication's own language, and a folder for each.
    pub(crate) fn frames(self) -> String {
        format!("embed/polls/{}/", self.0)
    }

    /// What the contract has of it: its picture, in a folder for each language as well.
    pub(crate) fn api(self) -> String {
        format!("api/v1/polls/{}/", self.0)
    }

    /// The folder of its passport in this language, with a slash at its end.
    pub(crate) fn passport(self, lang: &str) -> String {
        format!("{lang}/polls/{}/passport/", self.0)
    }

    /// The part of its log that begins with this entry.
    pub(crate) fn log(self, from: u64) -> String {
        format!("{}log/{from}.ndjson", self.api())
    }

    /// The numbers with which parts of a log of so many entries begin; none of one that is not among the files.
    pub(crate) fn log_parts(entries: u64) -> impl Iterator<Item = u64> {
        let entries = if entries > LOG_MOST { 0 } else { entries };
        (0..entries).step_by(LOG_PART as usize)
    }

    /// The files that its passport leads to.
    pub(crate) fn passport_files(self, addresses: &Addresses, passport: &Passport) -> PassportFiles {
        let base = addresses.base();
        let entries = passport.log.as_ref().map_or(0, |end| end.index + 1);
        PassportFiles {
            log: Self::log_parts(entries).map(|from| format!("{base}/{}", self.log(from))).collect(),
            json: format!("{base}/{}passport.json", self.passport(&passport.lang)),
        }
    }
}

impl Asking {
    /// The frame as a file. A poll that is open has none.
    pub(super) fn frozen(
        &self,
        poll: &PollDefinition,
        mut shown: Poll,
        file: StaticPage,
    ) -> Result<Response, RenderError> {
        if !shown.is_frozen() {
            return Ok(axum::http::StatusCode::CONFLICT.into_response());
        }
        // It stands below the links that a file has.
        shown.flow = None;
        let (addresses, files) = (&self.state.addresses, FrozenPoll(&poll.id));
        let route = Route::Poll { lang: self.lang.clone(), id: poll.id.clone() };
        for image in shown.options.iter_mut().filter_map(|option| option.image.as_mut()) {
            image.src.insert_str(0, addresses.base());
        }
        let publication = self.content.publication(&self.lang);
        let is_asked = |lang: &str| poll.question.contains_key(lang);
        let links = FrozenLinks {
            frames: format!("{}/{}", addresses.base(), files.frames()),
            passport: format!("{}/{}", addresses.base(), files.passport(&self.lang)),
            flow: poll.asks_twice.then(|| format!("{}/{}{}/flow.svg", addresses.base(), files.api(), self.lang)),
            languages: publication.languages.into_iter().filter(|language| is_asked(&language.lang)).collect(),
        };
        let frame = PollFrame {
            poll: shown,
            now: file.as_of,
            publication: self.localized_brand()?.brand,
            home: absolute(&self.state.settings.public_url(), &addresses.path(&route)),
            back: String::new(),
            partner: None,
            notice: None,
        };
        let drawn = self.renderer.frozen_frame(&frame, &links)?;
        let policy = format!(
            "default-src 'none'; script-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; style-src {}",
            drawn.style_source
        );
        Ok(self.framed(axum::response::Html(drawn.html).into_response(), policy, &poll.allowed_origins))
    }
}
