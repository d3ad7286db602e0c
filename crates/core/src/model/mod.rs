//! Pure rules: no DOM, no network, no signals. In reading order:
//!
//! - [`page`]: what one page shows,
//! - [`poll_frame`]: what a poll's frame on a partner's page shows,
//! - [`route`]: addresses and what they lead to,
//! - [`ballot`]: a choice in the making, and a poll with an unacknowledged vote over it,
//! - [`tally`]: what the live stream says of a poll,
//! - [`stars`]: the same for ratings,
//! - [`outbox`]: what was sent and not yet acknowledged,
//! - [`backoff`]: how long to wait before trying again,
//! - [`live_status`]: how the live stream does,
//! - [`share`]: addresses that hand a page to other services,
//! - [`reading_place`]: the paragraph that is being read,
//! - [`kept_places`]: where a reader was in each article,
//! - [`reading_settings`]: light or dark, size of the text, length of a line,
//! - [`note_place`]: where a footnote stands beside its line,
//! - [`countdown`]: the time that is left, in the largest unit that says enough,
//! - [`search`]: what a reader's words find,
//! - [`trusted_html`]: the only text that may become inner HTML.

pub mod backoff;
pub mod ballot;
pub mod countdown;
pub mod kept_places;
pub mod live_status;
pub mod note_place;
pub mod outbox;
pub mod page;
pub mod poll_frame;
pub mod reading_place;
pub mod reading_settings;
pub mod route;
pub mod search;
pub mod share;
pub mod stars;
pub mod tally;
pub mod trusted_html;
