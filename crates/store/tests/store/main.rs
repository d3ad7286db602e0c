//! The suite that every store must pass, and what only one kind of store can meet.

mod model;
mod suite;

mod sqlite;
