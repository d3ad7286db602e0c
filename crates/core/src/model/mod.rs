//! Pure rules: no DOM, no network, no signals. In reading order:
//!
//! - [`page`]: what one page shows,
//! - [`poll_frame`]: what a poll's frame on a partner's page shows,
//! - [`route`]: parses and formats the paths of pages,
//! - [`ballot`]: a reader's ballot, and a poll with an unacknowledged vote over it,
//! - [`summary`]: what the votes of a scale or a ranking add up to, in words,
//! - [`tally`]: a poll's snapshot from the live stream,
//! - [`stars`]: the same for ratings,
//! - [`outbox`]: mutations that are not yet acknowledged; [`lease`]: which tab sends them,
//! - [`backoff`]: how long to wait before trying again,
//! - [`live_status`]: the status of the live stream,
//! - [`share`]: share links of other services,
//! - [`reading_place`]: the paragraph that is being read,
//! - [`kept_places`]: the reading place of each article,
//! - [`reading_settings`]: light or dark, size of the text, length of a line,
//! - [`article_bar`]: when the bar of an article shows,
//! - [`note_place`]: the position of a footnote beside its line,
//! - [`poll_times`]: when a poll opens and closes,
//! - [`countdown`]: the remaining time, in a suitable unit,
//! - [`search`]: the search in articles,
//! - [`trusted_html`]: the only text that may become inner HTML.

pub mod article_bar;
pub mod backoff;
pub mod ballot;
pub mod countdown;
pub mod kept_places;
pub mod lease;
pub mod live_status;
pub mod note_place;
pub mod outbox;
pub mod page;
pub mod poll_frame;
pub mod poll_times;
pub mod reading_place;
pub mod reading_settings;
pub mod route;
pub mod search;
pub mod share;
pub mod stars;
pub mod summary;
pub mod tally;
pub mod trusted_html;
