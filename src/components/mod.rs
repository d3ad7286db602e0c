//! Components: they take values and report events; they never fetch, store or parse, and know no page.

pub mod announcer;
pub mod article_bar;
pub mod article_card;
pub mod article_head;
pub mod as_of;
pub mod continue_offer;
pub mod footnote_note;
pub mod language_switcher;
pub mod live_badge;
pub mod loading_bar;
pub mod poll_card;
pub mod poll_option;
pub mod poll_time;
pub mod prose;
pub mod reading_progress;
pub mod reading_settings;
pub mod search_panel;
pub mod section_links;
pub mod share_buttons;
pub mod share_dialog;
pub mod site_footer;
pub mod site_header;
pub mod star_rating;
pub mod table_of_contents;
pub mod tally_bar;
pub mod translation_note;
pub mod update_notice;
pub mod way_on;

use hustings_core::i18n::Locale;
use hustings_wire::{ErrorCode, PollKind};

/// What an error means for the reader and what can be done, in their language.
pub fn problem_words(locale: &Locale, code: ErrorCode) -> String {
    let key = match code {
        ErrorCode::PollClosed => "problem_poll_closed",
        ErrorCode::PollNotOpen => "problem_poll_not_open",
        ErrorCode::VoteNotChangeable => "problem_vote_not_changeable",
        ErrorCode::UnknownOption => "problem_unknown_option",
        ErrorCode::TooManyOptions => "problem_too_many_options",
        ErrorCode::InvalidRequest => "problem_invalid_request",
        ErrorCode::RateLimited => "problem_rate_limited",
        ErrorCode::Unavailable => "problem_unavailable",
        ErrorCode::OriginNotAllowed => "problem_origin_not_allowed",
        ErrorCode::IdentityRequired => "problem_identity_required",
        ErrorCode::ProofRequired => "problem_proof_required",
        ErrorCode::SetAside => "problem_set_aside",
        ErrorCode::NotFound
        | ErrorCode::TranslationMissing
        | ErrorCode::UnsupportedMediaType
        | ErrorCode::PayloadTooLarge
        | ErrorCode::Other => "problem_unexpected",
    };
    locale.t(key)
}

/// The same of a form without scripts, in which places of a ranking may be there twice or left out.
pub fn form_problem_words(locale: &Locale, code: ErrorCode, kind: PollKind) -> String {
    match (code, kind) {
        (ErrorCode::InvalidRequest, PollKind::Ranking) => locale.t("problem_places"),
        _ => problem_words(locale, code),
    }
}
