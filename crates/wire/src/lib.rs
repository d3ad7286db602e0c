//! The contract as types: what travels between a Hustings front-end and a backend, and the
//! arithmetic that both sides must agree on.
//!
//! Nothing here does I/O, knows HTTP or formats text for a reader. Modules in reading order:
//!
//! - [`article`], [`poll`], [`rating`], [`publication`]: the resources; [`poll_list`]: the list of polls; [`round`]: how a
//!   ranking is counted; [`write_in`]: answers in readers' own words; [`moment`], [`flow`]: polls that ask before reading and after; [`passport`]: what stands behind a result; [`breakdown`]: the
//!   same by group; [`held`]: what is held about a reader,
//! - [`snapshot`]: what the live stream carries,
//! - what goes wrong: [`problem`],
//! - [`tally`]: percentages and means, computed once for everybody,
//! - [`seq`], [`time`], [`lang`]: the small types the resources are made of, and [`digits`] to write them.
//!
//! Readers of these types ignore unknown fields and read an unknown enum value as `Other`.
//! Requests are strict: an unknown field is an error.

pub mod article;
pub mod breakdown;
pub mod flow;
pub mod held;
pub mod moment;
pub mod notice;
pub mod passport;
pub mod poll;
pub mod poll_list;
pub mod publication;
pub mod rating;
pub mod round;
pub mod write_in;

pub mod snapshot;

pub mod problem;

pub mod tally;

pub mod digits;
pub mod lang;
pub mod seq;
pub mod time;

#[cfg(any(test, fuzzing))]
pub mod fuzz;

pub use article::{Article, ArticleCard, ArticleList, Author, Heading, OriginalChange, Picture, Translation};
pub use breakdown::{BreakdownGroup, PollBreakdown};
pub use flow::FlowPair;
pub use held::{Erased, Held, HeldNotice, HeldOption, HeldRating, HeldVote};
pub use lang::Direction;
pub use moment::Moment;
pub use notice::{NoticeKeys, NoticeRequest, PollNotice};
pub use passport::{LogEnd, OptionWords, Passport, PictureWords, WordingEntry, WordsIn};
pub use poll::{OptionImage, Poll, PollKind, PollOption, PollState, Quiz, ResultsRule, VoteRequest};
pub use poll_list::{AskingArticle, PollCard, PollList};
pub use problem::{Challenge, ErrorCode, Problem};
pub use publication::{Audience, Language, Publication};
pub use rating::{Rating, RatingRequest, RatingSummary};
pub use round::Round;
pub use seq::{STATIC_EPOCH, Seq};
pub use snapshot::{Heartbeat, PollSnapshot, RatingSnapshot};
pub use time::Timestamp;
pub use write_in::WriteIn;
