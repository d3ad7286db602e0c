//! What readers do, from one end to the other: one module for each area, one test for each thing.
//!
//! The words that the tests look for are those of the English catalogue and of the demo publication.

mod accessibility;
mod accessibility_exported;
mod accessibility_states;
mod article_bar;
mod articles;
mod delivery;
mod embed_check;
mod embed_live;
mod embed_origins;
mod embed_page;
mod embed_votes;
mod embedding;
mod everybody;
mod exported;
mod exported_hosts;
mod faults;
mod firefox;
mod firefox_answers;
mod footnotes;
mod frames_accessibility;
mod harness;
mod heads;
mod held;
mod languages;
mod lists;
mod live;
mod offline;
mod partner_site;
mod poll_modes;
mod power_cuts;
mod rating;
mod reading_features;
mod related;
mod search;
mod settings;
mod sharing;
mod static_hosts;
mod steps;
mod takeover;
mod trap;
mod versions;
mod voting;
mod webkit;
mod without_scripts;
