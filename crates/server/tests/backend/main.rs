//! The backend as a client meets it: requests through `app()`, streams over a real socket, the
//! command as a process.

mod partner_site;
mod support;
mod tls;

mod abstaining;
mod articles;
mod asked_twice;
mod backup;
mod bad_days;
mod bad_input;
mod breakdowns;
mod caching;
mod commands;
mod conformance;
mod connections;
mod disk;
mod events;
mod guard;
mod keys;
mod kinds;
mod live_socket;
mod me;
mod message_ends;
mod notices;
mod one_reader;
mod operations;
mod partner_check;
mod poll_list;
mod postgres;
mod process;
mod rankings;
mod ratings;
mod security_doc;
mod vote_log;
mod voters;
mod votes;
mod webhook;
mod write_ins;
