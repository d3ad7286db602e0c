//! The suite that every store must pass, and what only one kind of store can meet.

mod breakdowns;
mod closings;
mod model;
mod moments;
mod notices;
mod suite;

mod postgres;
mod severed;
mod sqlite;
