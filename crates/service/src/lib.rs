//! Joins content and store to the contract's resources. The API, the pages and the command line call the same
//! functions, so that they cannot disagree.
//!
//! The backend imports it. Deliberately absent: requests and responses; the state that requests share.
//!
//! - [`context`]: what it depends on, taken once a request,
//! - `publication`, `articles`, `polls`, `ratings`: a resource each; `related`: what to read next;
//!   `poll_view`: a poll as whoever asks may see it; `poll_list`: lists of them, and the articles that ask them; `ranking`: how
//!   a ranking is counted,
//! - `moments`, `flow`: polls that ask before reading and after, and how readers moved,
//! - [`vote_log`], [`passport`]: what it takes to check a result; `breakdowns`: the same by group,
//! - `notices`: whom to tell that a poll has ended,
//! - `held`: what is held about one reader, and how it is erased,
//! - `voted_words`: which words of polls stay since readers have voted on them,
//! - `languages`: which language a response is in,
//! - [`results`], [`voter_breakdown`], [`asides`]: tallies, where votes came from, and which are set aside, for those who
//!   work with them; `csv`: as tables.

pub mod asides;
pub mod context;
pub mod passport;
pub mod results;
pub mod vote_log;
pub mod voted_words;
pub mod voter_breakdown;
pub mod write_ins;

mod articles;
mod breakdowns;
mod csv;
mod flow;
mod held;
mod languages;
mod moments;
mod notices;
mod option_order;
mod poll_list;
mod poll_view;
mod polls;
mod publication;
mod ranking;
mod ratings;
mod related;

pub use articles::{LIST_LIMIT, article, article_list};
pub use breakdowns::breakdowns;
pub use context::Context;
pub use flow::flow;
pub use held::{erase, held};
pub use languages::default_language;
pub use moments::{answered, asked};
pub use notices::{ask_notice, drop_notice, wants_notice};
pub use option_order::own_order;
pub use poll_list::{PollWithArticles, asking_articles, poll_list};
pub use poll_view::{OwnAnswers, PollStatus, PollWithEntry, answers_shown_by, poll_view};
pub use polls::{Choice, asked_poll, cast_vote, definition as poll_definition, own_answers, poll, withdraw_vote};
pub use publication::publication;
pub use ranking::with_count;
pub use ratings::{check_article, rate, rating, withdraw_rating};
