//! What components are given in these tests.

use hustings_core::model::ballot::Ballot;
use hustings_wire::{
    Article, ArticleCard, AskingArticle, Author, Direction, Picture, Poll, PollCard, PollKind, PollOption, PollState,
    Rating, RatingSummary, ResultsRule, Seq, Timestamp,
};

/// Noon of 2 November 2026 in UTC.
pub(crate) fn noon() -> Timestamp {
    at("2026-11-02T12:00:00Z")
}

/// An instant.
pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().expect("a well-formed instant")
}

/// An open poll of four answers with 33, 30, 24 and 21 votes.
pub(crate) fn poll() -> Poll {
    let option = |id: &str, label: &str| PollOption {
        id: id.into(),
        label: label.into(),
        image: None,
        votes: None,
        percent: None,
    };
    let mut poll = Poll {
        id: "trains".into(),
        lang: "en".into(),
        dir: Direction::Ltr,
        question: "How would you travel?".into(),
        kind: PollKind::Single,
        min_choices: 1,
        max_choices: 1,
        options: vec![
            option("sleeper", "By sleeper"),
            option("day", "By day train"),
            option("coach", "By coach"),
            option("plane", "By plane"),
        ],
        voters: 108,
        total_votes: 108,
        state: PollState::Open,
        opens_at: None,
        closes_at: None,
        results: ResultsRule::Always,
        results_visible: true,
        changeable: true,
        abstain: false,
        abstained: None,
        has_abstained: false,
        identity_required: false,
        allowed_origins: Vec::new(),
        write_in: None,
        quiz: None,
        rounds: None,
        my_vote: None,
        flow: None,
        my_before: None,
        seq: Seq::new("e", 1),
    };
    poll.set_votes(Some(&[33, 30, 24, 21]));
    poll
}

/// A scale of five numbers with these votes.
pub(crate) fn scale(votes: [u64; 5]) -> Poll {
    let option = |(id, label): (&str, &str)| PollOption {
        id: id.into(),
        label: label.into(),
        image: None,
        votes: None,
        percent: None,
    };
    let steps = [("1", "nothing"), ("2", "2"), ("3", "3"), ("4", "4"), ("5", "everything")];
    let voters = votes.iter().sum();
    let mut scale = Poll {
        question: "How much do you remember?".into(),
        kind: PollKind::Scale,
        options: steps.map(option).into(),
        voters,
        total_votes: voters,
        ..poll()
    };
    scale.set_votes(Some(&votes));
    scale
}

/// The poll as a ranking of up to three of its answers.
pub(crate) fn ranking() -> Poll {
    let mut poll = Poll { kind: PollKind::Ranking, min_choices: 1, max_choices: 3, ..poll() };
    poll.set_votes(Some(&[33, 30, 24, 21]));
    poll
}

/// The poll as a list shows it.
pub(crate) fn poll_card() -> PollCard {
    let poll = poll();
    let (slug, title, url) =
        ("night-trains".into(), "Night trains are back".into(), "/en/articles/night-trains".into());
    PollCard {
        id: poll.id,
        lang: poll.lang,
        dir: poll.dir,
        question: poll.question,
        kind: poll.kind,
        state: poll.state,
        opens_at: Some(noon()),
        closes_at: None,
        voters: poll.voters,
        results_visible: true,
        articles: vec![AskingArticle { slug, title, url }],
    }
}

/// The poll as one in which `min` to `max` answers are chosen.
pub(crate) fn multiple(min: u32, max: u32) -> Poll {
    let mut poll = Poll { kind: PollKind::Multiple, min_choices: min, max_choices: max, ..poll() };
    poll.set_votes(Some(&[33, 30, 24, 21]));
    poll
}

/// A ballot for the poll, with this vote cast.
pub(crate) fn voted(mut poll: Poll, options: &[&str]) -> Ballot {
    poll.my_vote = Some(options.iter().map(|&id| id.to_owned()).collect());
    Ballot::new(poll)
}

/// Four readers who gave five stars each.
pub(crate) fn rating() -> Rating {
    Rating::from_histogram([0, 0, 0, 0, 4], None, Seq::new("e", 1))
}

/// A picture with words and a caption.
pub(crate) fn picture() -> Picture {
    Picture {
        src: "/media/night-trains/platform.svg".into(),
        width: 1200,
        height: 800,
        alt: "A platform at night".into(),
        caption: "The last train of the evening".into(),
    }
}

/// An article as a list shows it.
pub(crate) fn card() -> ArticleCard {
    ArticleCard {
        slug: "night-trains".into(),
        lang: "en".into(),
        dir: Direction::Ltr,
        title: "Night trains are back".into(),
        dek: "What they cost, and whom they serve.".into(),
        author: Author { name: "Transport desk".into(), role: "Reporting".into() },
        published_at: noon(),
        reading_minutes: 7,
        audiences: vec!["business".into()],
        languages: vec!["en".into(), "ru".into()],
        rating: RatingSummary { votes: 4, mean: Some(5.0) },
        outdated: false,
        image: Some(picture()),
    }
}

/// A whole article with this body.
pub(crate) fn article(body_html: &str) -> Article {
    let card = card();
    Article {
        slug: card.slug,
        lang: card.lang,
        dir: card.dir,
        title: card.title,
        dek: card.dek,
        author: card.author,
        published_at: card.published_at,
        updated_at: None,
        original_change: None,
        reading_minutes: card.reading_minutes,
        audiences: card.audiences,
        languages: card.languages,
        body_html: body_html.into(),
        toc: Vec::new(),
        translations: Vec::new(),
        polls: Vec::new(),
        image: card.image,
        rating: rating(),
        related: Vec::new(),
    }
}
