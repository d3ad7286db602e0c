//! Signals and tasks that join `api` to `model`. No views in here.
//!
//! - [`site`]: the handle that the reader app's pages are given,
//! - [`polls`]: polls, wherever they are shown; [`feedback_extension`]: what readers say besides,
//! - [`shown`]: the page on the screen with its language,
//! - [`navigation`]: from one page to the next without a reload; [`loading`]: what comes before it can be shown,
//! - [`search`]: what a search finds, in an index that is fetched when it is first needed,
//! - [`ballots`], [`ratings`]: one signal for each poll and rating, whatever page shows it,
//! - [`outbox`]: delivers votes and ratings until they are acknowledged; `deliveries` is what there is to deliver,
//! - [`reading`]: settings of the reader, the section on the screen, the place where they were; [`reading_signals`] is
//!   what pages see of it,
//! - [`live`]: keeps the live stream open,
//! - [`clock`]: the time, by the server's clock,
//! - [`wake`]: naps that end early when something has changed,
//! - `registry`, `refetches`, `lock`: small things that several of these share, and that know none of them.

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
pub mod wake;

pub use polls::Polls;
pub use shown::Shown;
pub use site::Site;
