//! Signals and tasks that join `api` to `model`. No views in here.
//!
//! - [`site`]: the handle that the reader app's pages are given,
//! - [`answers`]: polls and ratings, wherever they are shown,
//! - [`shown`]: the page on the screen with its language,
//! - [`navigation`]: from one page to the next without a reload; [`loading`]: what comes before it can be shown,
//! - [`search`]: what a search finds, in an index that is fetched when it is first needed,
//! - [`ballots`], [`ratings`]: one signal for each poll and rating, whatever page shows it,
//! - [`outbox`]: delivers votes and ratings until they are acknowledged,
//! - [`reading`]: settings of the reader, the section on the screen, the place where they were,
//! - [`live`]: keeps the live stream open,
//! - [`clock`]: the time, by the server's clock,
//! - [`wake`]: naps that end early when something has changed.

pub mod answers;
pub mod ballots;
pub mod clock;
pub mod live;
pub mod loading;
pub mod navigation;
pub mod outbox;
pub mod ratings;
pub mod reading;
pub mod registry;
pub mod search;
pub mod shown;
pub mod site;
pub mod wake;

pub use answers::Answers;
pub use shown::Shown;
pub use site::Site;
