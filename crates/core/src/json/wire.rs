//! Readers of the contract's types.

use hustings_wire::{
    Article, ArticleCard, ArticleList, Audience, Author, Direction, ErrorCode, Heading, Heartbeat, Language,
    OriginalChange, Picture, Poll, PollKind, PollOption, PollState, Problem, Publication, Rating, RatingFrame,
    RatingSummary, ResultsRule, Seq, Timestamp, Translation,
};

use super::node::{Decode, Node};
use crate::model::tally::Tally;

fn direction(node: &Node<'_>) -> Direction {
    match node.text("dir").as_str() {
        "ltr" => Direction::Ltr,
        "rtl" => Direction::Rtl,
        _ => {
            node.at("dir").blame();
            Direction::Ltr
        }
    }
}

pub(super) fn instant(node: &Node<'_>) -> Timestamp {
    node.instant()
}

fn seq(node: &Node<'_>) -> Seq {
    node.at("seq").parsed(Seq { epoch: String::new(), number: 0 })
}

fn histogram(node: &Node<'_>) -> [u64; 5] {
    let node = node.at("histogram");
    let mut counts = [0; 5];
    let items = node.items();
    if items.len() != counts.len() {
        node.blame();
    }
    for (count, item) in counts.iter_mut().zip(&items) {
        *count = item.own_whole(u64::MAX);
    }
    counts
}

fn state(node: &Node<'_>) -> PollState {
    const WORDS: [(&str, PollState); 3] =
        [("scheduled", PollState::Scheduled), ("open", PollState::Open), ("closed", PollState::Closed)];
    node.one_of("state", &WORDS, PollState::Other)
}

pub(super) fn error_code(node: &Node<'_>) -> ErrorCode {
    error_code_of(&node.at("code"))
}

pub(super) fn error_code_of(node: &Node<'_>) -> ErrorCode {
    const WORDS: [(&str, ErrorCode); 14] = [
        ("invalid_request", ErrorCode::InvalidRequest),
        ("not_found", ErrorCode::NotFound),
        ("translation_missing", ErrorCode::TranslationMissing),
        ("unknown_option", ErrorCode::UnknownOption),
        ("too_many_options", ErrorCode::TooManyOptions),
        ("poll_closed", ErrorCode::PollClosed),
        ("poll_not_open", ErrorCode::PollNotOpen),
        ("vote_not_changeable", ErrorCode::VoteNotChangeable),
        ("origin_not_allowed", ErrorCode::OriginNotAllowed),
        ("identity_required", ErrorCode::IdentityRequired),
        ("unsupported_media_type", ErrorCode::UnsupportedMediaType),
        ("payload_too_large", ErrorCode::PayloadTooLarge),
        ("rate_limited", ErrorCode::RateLimited),
        ("unavailable", ErrorCode::Unavailable),
    ];
    node.own_one_of(&WORDS, ErrorCode::Other)
}

fn flag_or_false(node: &Node<'_>, name: &'static str) -> bool {
    !node.at(name).is_absent() && node.flag(name)
}

fn list_or_empty<T: Decode>(node: &Node<'_>, name: &'static str) -> Vec<T> {
    if node.at(name).is_absent() { Vec::new() } else { node.list(name) }
}

fn author(node: &Node<'_>) -> Author {
    let node = node.at("author");
    Author { name: node.text("name"), role: node.text_or_empty("role") }
}

fn picture(node: &Node<'_>) -> Picture {
    Picture {
        src: node.text("src"),
        width: node.number("width"),
        height: node.number("height"),
        alt: node.text("alt"),
        caption: node.text_or_empty("caption"),
    }
}

impl Decode for ArticleCard {
    fn read(node: &Node<'_>) -> Self {
        let rating = node.at("rating");
        Self {
            slug: node.text("slug"),
            lang: node.text("lang"),
            dir: direction(node),
            title: node.text("title"),
            dek: node.text("dek"),
            author: author(node),
            published_at: instant(&node.at("published_at")),
            reading_minutes: node.number("reading_minutes"),
            audiences: node.list("audiences"),
            languages: node.list("languages"),
            rating: RatingSummary { votes: rating.count("votes"), mean: rating.maybe("mean", Node::own_fraction) },
            outdated: flag_or_false(node, "outdated"),
            image: node.maybe("image", picture),
        }
    }
}

impl Decode for ArticleList {
    fn read(node: &Node<'_>) -> Self {
        Self { items: node.list("items"), next_cursor: node.maybe("next_cursor", Node::own_text) }
    }
}

impl Decode for Heading {
    fn read(node: &Node<'_>) -> Self {
        Self { id: node.text("id"), level: node.small("level"), text: node.text("text") }
    }
}

impl Decode for Translation {
    fn read(node: &Node<'_>) -> Self {
        Self {
            lang: node.text("lang"),
            dir: direction(node),
            name: node.text("name"),
            switch_label: node.text("switch_label"),
            title: node.text("title"),
            url: node.text("url"),
        }
    }
}

impl Decode for Article {
    fn read(node: &Node<'_>) -> Self {
        Self {
            slug: node.text("slug"),
            lang: node.text("lang"),
            dir: direction(node),
            title: node.text("title"),
            dek: node.text("dek"),
            author: author(node),
            published_at: instant(&node.at("published_at")),
            updated_at: node.maybe("updated_at", instant),
            original_change: node.maybe("original_change", |change| OriginalChange {
                lang: change.text("lang"),
                changed_at: instant(&change.at("changed_at")),
            }),
            reading_minutes: node.number("reading_minutes"),
            audiences: node.list("audiences"),
            languages: node.list("languages"),
            body_html: node.text("body_html"),
            toc: node.list("toc"),
            translations: node.list("translations"),
            polls: node.list("polls"),
            image: node.maybe("image", picture),
            rating: Rating::read(&node.at("rating")),
            related: node.list("related"),
        }
    }
}

impl Decode for PollOption {
    fn read(node: &Node<'_>) -> Self {
        Self {
            id: node.text("id"),
            label: node.text("label"),
            votes: node.maybe("votes", |votes| votes.own_whole(u64::MAX)),
            percent: node.maybe("percent", |percent| percent.own_whole(u64::from(u8::MAX)) as u8),
        }
    }
}

impl Decode for Poll {
    fn read(node: &Node<'_>) -> Self {
        const KINDS: [(&str, PollKind); 2] = [("single", PollKind::Single), ("multiple", PollKind::Multiple)];
        const RULES: [(&str, ResultsRule); 3] = [
            ("always", ResultsRule::Always),
            ("after_vote", ResultsRule::AfterVote),
            ("after_close", ResultsRule::AfterClose),
        ];
        Self {
            id: node.text("id"),
            lang: node.text("lang"),
            dir: direction(node),
            question: node.text("question"),
            kind: node.one_of("kind", &KINDS, PollKind::Other),
            min_choices: node.number("min_choices"),
            max_choices: node.number("max_choices"),
            options: node.list("options"),
            voters: node.count("voters"),
            total_votes: node.count("total_votes"),
            state: state(node),
            opens_at: node.maybe("opens_at", instant),
            closes_at: node.maybe("closes_at", instant),
            results: node.one_of("results", &RULES, ResultsRule::Other),
            results_visible: node.flag("results_visible"),
            changeable: node.flag("changeable"),
            identity_required: flag_or_false(node, "identity_required"),
            allowed_origins: list_or_empty(node, "allowed_origins"),
            my_vote: node.maybe("my_vote", |ids| ids.items().iter().map(Node::own_text).collect()),
            seq: seq(node),
        }
    }
}

impl Decode for Rating {
    fn read(node: &Node<'_>) -> Self {
        Self {
            votes: node.count("votes"),
            mean: node.maybe("mean", Node::own_fraction),
            histogram: histogram(node),
            my_stars: node.maybe("my_stars", |stars| stars.own_whole(u64::from(u8::MAX)) as u8),
            seq: seq(node),
        }
    }
}

impl Decode for Tally {
    fn read(node: &Node<'_>) -> Self {
        Self {
            id: node.text("id"),
            seq: seq(node),
            state: state(node),
            totals: [node.count("voters"), node.count("total_votes")],
            votes: node.maybe("votes", Node::counts),
        }
    }
}

impl Decode for RatingFrame {
    fn read(node: &Node<'_>) -> Self {
        Self {
            slug: node.text("slug"),
            seq: seq(node),
            votes: node.count("votes"),
            mean: node.maybe("mean", Node::own_fraction),
            histogram: histogram(node),
        }
    }
}

impl Decode for Heartbeat {
    fn read(node: &Node<'_>) -> Self {
        Self { at: instant(&node.at("at")) }
    }
}

impl Decode for Problem {
    fn read(node: &Node<'_>) -> Self {
        let status = node.at("status");
        Self {
            kind: node.text_or_empty("type"),
            title: node.text_or_empty("title"),
            status: if status.is_absent() { 0 } else { status.own_whole(u64::from(u16::MAX)) as u16 },
            detail: node.text_or_empty("detail"),
            code: error_code(node),
            field: node.maybe("field", Node::own_text),
            available: list_or_empty(node, "available"),
        }
    }
}

impl Decode for Language {
    fn read(node: &Node<'_>) -> Self {
        Self {
            lang: node.text("lang"),
            dir: direction(node),
            name: node.text("name"),
            switch_label: node.text("switch_label"),
        }
    }
}

impl Decode for Audience {
    fn read(node: &Node<'_>) -> Self {
        Self { id: node.text("id"), label: node.text("label"), intro: node.text_or_empty("intro") }
    }
}

impl Decode for Publication {
    fn read(node: &Node<'_>) -> Self {
        Self {
            name: node.text("name"),
            tagline: node.text("tagline"),
            languages: node.list("languages"),
            audiences: node.list("audiences"),
        }
    }
}
