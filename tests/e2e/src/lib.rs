//! The harness of the end-to-end tests: the real server with the demo publication, and real browsers.
//!
//! A test is a [`journey`]: it gets a [`World`] with a server of its own, opens [`Browser`]s in it
//! and does what a reader does. It fails on what it asserts, and also on anything that a browser's
//! console calls an error, on any violation of the Content-Security-Policy, and on any panic. Everything
//! that a reader does works in Chromium and in Firefox, and the ways through the whole in WebKit; what only Chromium can do
//! says so. When it fails, pictures of its
//! browsers and the server's log are in `tests/output`. Everything that a world started ends with it; what worlds share
//! is in `shared`, `exports`, `chromium::pool` and `firefox::pool`, and holds nothing of a reader.
//!
//! The tests need built programs: `cargo xtask test --only e2e` builds them and says where they are.

mod accessibility;
mod browser;
mod chromedriver;
mod chromium;
mod command;
mod console;
mod eventually;
mod evidence;
mod exported_site;
mod exports;
mod faulty_network;
mod file_host;
mod firefox;
mod fleet;
mod frames;
mod geckodriver;
mod hand;
mod http;
mod journey;
mod kills;
mod messages;
mod nginx;
mod notifications;
mod options;
mod ports;
mod process_group;
mod push_service;
mod scripted_streams;
mod server;
mod serving;
mod shared;
mod sleep;
mod static_host;
mod webkit;
mod world;

pub use browser::Browser;
pub use eventually::{PATIENCE, eventually};
pub use exported_site::ExportedSite;
pub use faulty_network::{Fault, FaultyNetwork};
pub use fleet::{Fleet, Proxy};
pub use hand::Pointer;
pub use hustings_partner::{POLICY, Page, Partner};
pub use journey::journey;
pub use kills::{Account, kill};
pub use nginx::{Nginx, temporary_paths};
pub use options::{Engine, Options};
pub use ports::free_port;
pub use push_service::PushService;
pub use scripted_streams::{Reply, ScriptedStreams};
pub use server::Server;
pub use sleep::Asleep;
pub use static_host::StaticHost;
pub use thirtyfour::{By, Key, WebElement};
pub use world::World;
