//! Signals and tasks that join `api` to `model`. No views in here.
//!
//! - [`site`]: the handle that the reader app's pages are given,
//! - [`polls`]: polls, wherever they are shown; [`feedback_extension`]: feedback besides polls,
//! - [`shown`]: the page on the screen with its language,
//! - [`navigation`]: from one page to the next without a reload; [`loading`]: loads data and messages before,
//! - [`search`]: searches by the index of the server or of the host,
//! - [`ballots`], [`ratings`]: one signal for each poll and rating, whatever page shows it,
//! - [`outbox`]: delivers votes and ratings until they are acknowledged; `deliveries`: what is kept of them; `turn`: one
//!   tab at a time,
//! - [`reading`]: the reader's settings, the current section, the reading place; [`reading_signals`]: its signals for
//!   pages,
//! - `article_bar`: the bar of an article follows the page's scrolling,
//! - [`live`]: keeps the live stream open,
//! - [`clock`]: the time, by the server's clock,
//! - [`wake`]: sleeps that end early when something has changed,
//! - `registry`, `refetches`, `lock`: helpers that these share.

mod article_bar;
pub mod ballots;
pub mod clock;
mod deliveries;
pub mod feedback_extension;
pub mod live;
pub mod loading;
mod lock;
pub mod navigation;
pub mod outbox;
pub mod polls;
pub mod ratings;
pub mod reading;
pub mod reading_signals;
mod refetches;
pub mod registry;
pub mod search;
pub mod shown;
pub mod site;
mod turn;
pub mod wake;

pub use polls::Polls;
pub use shown::Shown;
pub use site::Site;
