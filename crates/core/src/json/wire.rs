//! Readers for the contract's types.

use hustings_wire::{
    Article, ArticleCard, ArticleList, AskingArticle, Audience, Author, Direction, ErrorCode, Heading, Heartbeat,
    Language, OptionImage, OriginalChange, Picture, Poll, PollCard, PollKind, PollList, PollOption, PollState, Problem,
    Publication, Quiz, Rating, RatingSnapshot, RatingSummary, ResultsRule, Round, Translation, WriteIn,
    write_in::OTHER,
};

use super::node::{Decode, Node};
use crate::{
    kinds::every_kind,
    model::tally::{SnapshotOf, Tally},
};

members! {
    Publication { name, tagline, languages, audiences }
    Language { lang, dir, name, switch_label }
    Audience { id, label; intro }

    ArticleList { items, next_cursor }
    ArticleCard {
        slug, lang, dir, title, dek, author, published_at, reading_minutes, audiences, languages, rating, image;
        outdated
    }
    Article {
        slug, lang, dir, title, dek, author, published_at, updated_at, original_change, reading_minutes, audiences,
        languages, body_html, toc, translations, polls, rating, image, related
    }
    Author { name; role }
    Picture { src, width, height, alt; caption }
    OriginalChange { lang, changed_at }
    Heading { id, level, text }
    Translation { lang, dir, name, switch_label, title, url }

    Rating { votes, mean, histogram, my_stars, seq }
    RatingSummary { votes, mean }
    RatingSnapshot { slug, seq, votes, mean, histogram }

    Poll {
        id, lang, dir, question, kind, min_choices, max_choices, options, voters, total_votes, state, opens_at,
        closes_at, results, results_visible, changeable, my_vote, seq;
        identity_required, allowed_origins;
        abstain, abstained, has_abstained, quiz, rounds, write_in, flow, my_before
    }
    Quiz { correct, explanation }
    WriteIn { max, count, percent; mine }
    PollOption { id, label, votes, percent;; image }
    OptionImage { src, width, height, alt }
    PollList { items, next_cursor }
    PollCard { id, lang, dir, question, kind, state, opens_at, closes_at, voters, results_visible, articles }
    AskingArticle { slug, title, url }

    SnapshotOf { id }
    Heartbeat { at; interval }
    Problem { code, field; kind: "type", title, status, detail, available }
}

words! {
    Direction { Ltr: "ltr", Rtl: "rtl" }
    PollState { Scheduled: "scheduled", Open: "open", Closed: "closed"; Other }
    ResultsRule { Always: "always", AfterVote: "after_vote", AfterClose: "after_close"; Other }
    ErrorCode {
        InvalidRequest: "invalid_request",
        NotFound: "not_found",
        TranslationMissing: "translation_missing",
        UnknownOption: "unknown_option",
        TooManyOptions: "too_many_options",
        PollClosed: "poll_closed",
        PollNotOpen: "poll_not_open",
        VoteNotChangeable: "vote_not_changeable",
        OriginNotAllowed: "origin_not_allowed",
        IdentityRequired: "identity_required",
        ProofRequired: "proof_required",
        SetAside: "set_aside",
        UnsupportedMediaType: "unsupported_media_type",
        PayloadTooLarge: "payload_too_large",
        RateLimited: "rate_limited",
        Unavailable: "unavailable";
        Other
    }
}

/// Any other word is that of a kind that this version does not know.
impl Decode for PollKind {
    fn read(node: &Node<'_>) -> Self {
        let plain = node.word_of(&[("single", Self::Single), ("multiple", Self::Multiple)]);
        plain.unwrap_or_else(|| {
            node.only_plain_kind();
            let known = [("scale", Self::Scale), ("ranking", Self::Ranking)];
            every_kind().then(|| node.word_of(&known)).flatten().unwrap_or(Self::Other)
        })
    }
}

/// The app has its own type for a poll's snapshot.
impl Decode for Tally {
    fn read(node: &Node<'_>) -> Self {
        let votes = node.at("votes");
        let votes = (!votes.is_nothing()).then(|| {
            let mut votes = votes.entries();
            if every_kind() {
                votes.extend(node.member::<Option<u64>>("write_in").map(|count| (OTHER.to_owned(), count)));
            }
            votes
        });
        node.only_plain(&["write_in", "rounds", "abstained"]);
        Self {
            id: node.member("id"),
            seq: node.member("seq"),
            state: node.member("state"),
            totals: [node.member("voters"), node.member("total_votes")],
            votes,
            rounds: every_kind().then(|| node.member("rounds")).flatten(),
            abstained: every_kind().then(|| node.member("abstained")).flatten(),
        }
    }
}

/// Its votes are an object whose members are ids.
impl Decode for Round {
    fn read(node: &Node<'_>) -> Self {
        Self {
            votes: node.at("votes").entries(),
            exhausted: node.member("exhausted"),
            eliminated: node.member("eliminated"),
            elected: node.member("elected"),
        }
    }
}
