//! The texts of the picture: a poll's figures in its language, from the same messages as the pages. Dates are absolute,
//! since a picture may be cached or sent by e-mail.

use std::{collections::BTreeMap, sync::Arc};

use hustings_core::{
    i18n::{Locale, Zone},
    model::summary::summary_words,
};
use hustings_wire::{Direction, OptionImage, Poll, PollOption, PollState, ResultsRule, Timestamp};

use crate::{option_words::option_words, thumbnails::SIDE};

/// All that stands in the picture, ready to be set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// The poll's name in URLs.
    pub(super) id: String,
    /// BCP 47 tag of the words.
    pub(super) lang: String,
    /// Reading direction.
    pub(super) dir: Direction,
    /// What kind of thing this is.
    pub(super) kicker: String,
    pub(super) question: String,
    pub(super) options: Vec<Line>,
    /// Width and height in CSS pixels in which the options' pictures are drawn, where they have any.
    pub(super) pictures: Option<(u32, u32)>,
    /// How many readers voted, and how many only looked; what the votes on a scale add up to; when the poll opens or closes; why results are hidden.
    pub(super) facts: Vec<String>,
    /// The publication's name.
    pub(super) brand: String,
}

/// An option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) label: String,
    /// "33 (31%)" and the percentage by itself; `None` while results are hidden.
    pub(super) figures: Option<(String, u8)>,
    pub(super) picture: Option<Picture>,
}

/// The small copy of an option's picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Picture {
    /// A `data:` URL.
    pub(super) href: Arc<str>,
    /// What is to be seen.
    pub(super) alt: String,
}

impl Words {
    /// The words for `poll` at the moment `now`.
    pub fn new(poll: &Poll, locale: &Locale, brand: &str, now: Timestamp) -> Self {
        let other = poll.other(locale.t("poll_other"));
        let voters = locale.t_count("poll_voters", poll.voters, &[]);
        let summary = Some(summary_words(poll, locale)).filter(|words| !words.is_empty());
        let abstained = poll.abstained.filter(|abstained| *abstained > 0);
        let abstained = abstained.map(|abstained| locale.t_count("poll_abstained", abstained, &[]));
        let facts = [Some(voters), abstained, summary, time(poll, locale, now), results(poll, locale)];
        Self {
            id: poll.id.clone(),
            lang: poll.lang.clone(),
            dir: poll.dir,
            kicker: locale.t("poll"),
            question: poll.question.clone(),
            options: poll.options.iter().chain(&other).zip(1..).map(|option| line(poll, option, locale)).collect(),
            pictures: None,
            facts: facts.into_iter().flatten().collect(),
            brand: brand.to_owned(),
        }
    }

    /// The same with the small copies of the options' pictures, by option, where all of them have one: none is to stand out.
    #[must_use]
    pub fn with_pictures(mut self, poll: &Poll, copies: &BTreeMap<String, Arc<str>>) -> Self {
        let shown = |option: &PollOption| {
            let picture = |image: &OptionImage| {
                let href = Arc::clone(copies.get(&option.id)?);
                Some(Picture { href, alt: image.alt.clone() })
            };
            option.image.as_ref().and_then(picture)
        };
        let pictures: Option<Vec<Picture>> = poll.options.iter().map(shown).collect();
        let measure = poll.options.first().and_then(|option| option.image.as_ref());
        if let Some((pictures, measure)) = pictures.zip(measure) {
            self.pictures = Some(fitted(measure));
            for (line, picture) in self.options.iter_mut().zip(pictures) {
                line.picture = Some(picture);
            }
        }
        self
    }

    /// The picture in a paragraph, for those who do not see it.
    pub(super) fn description(&self) -> String {
        let option = |line: &Line| {
            let words = match &line.picture {
                Some(Picture { alt, .. }) => format!("{} ({alt})", line.label),
                None => line.label.clone(),
            };
            match &line.figures {
                Some((figures, _)) => format!("{words}: {figures}"),
                None => words,
            }
        };
        let options: Vec<String> = self.options.iter().map(option).collect();
        format!("{}. {}. {}", options.join("; "), self.facts.join(". "), self.brand)
    }
}

fn line(poll: &Poll, (option, number): (&PollOption, u64), locale: &Locale) -> Line {
    let figures = option.votes.zip(option.percent).map(|(votes, percent)| {
        let values = [locale.number(votes), locale.number(u64::from(percent))];
        (locale.t_with("poll_count", &[("votes", &values[0]), ("percent", &values[1])]), percent)
    });
    Line { label: option_words(poll, option, number, locale), figures, picture: None }
}

/// The shape of a picture, fitted into a square of [`SIDE`].
fn fitted(image: &OptionImage) -> (u32, u32) {
    let longest = u64::from(image.width.max(image.height).max(1));
    let side = |side: u32| u32::try_from(u64::from(side) * u64::from(SIDE) / longest).unwrap_or(SIDE).max(1);
    (side(image.width), side(image.height))
}

/// When the poll opens or closes. An operator may open or close it at another time than it says; then
/// that time says nothing.
fn time(poll: &Poll, locale: &Locale, now: Timestamp) -> Option<String> {
    let date = |at: Timestamp| locale.date(at, Zone::Utc);
    match poll.state {
        PollState::Scheduled => Some(match poll.opens_at.filter(|at| *at > now) {
            Some(at) => locale.t_with("poll_opens_on", &[("date", &date(at))]),
            None => locale.t("poll_scheduled"),
        }),
        PollState::Open => {
            let closes = poll.closes_at.filter(|at| *at > now);
            closes.map(|at| locale.t_with("poll_closes_on", &[("date", &date(at))]))
        }
        PollState::Closed | PollState::Other => Some(match poll.closes_at.filter(|at| *at <= now) {
            Some(at) => locale.t_with("poll_closed_on", &[("date", &date(at))]),
            None => locale.t("poll_closed"),
        }),
    }
}

/// Why there are no figures, while there are none.
fn results(poll: &Poll, locale: &Locale) -> Option<String> {
    match (poll.results_visible, poll.results) {
        (true, _) => None,
        (false, ResultsRule::AfterVote) => Some(locale.t("poll_results_after_vote")),
        (false, _) => Some(locale.t("poll_results_after_close")),
    }
}
