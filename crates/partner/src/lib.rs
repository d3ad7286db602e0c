//! A partner's site, for the demo and for the tests: "The Siding", the newsletter of a railway line's
//! passengers, which embeds live polls and has nothing else to do with Hustings.
//!
//! Its pages are what a partner writes after reading the guide: one script, the elements, and a strict
//! Content-Security-Policy that permits exactly what the guide asks for. A browser takes `localhost`,
//! where it is served, and `127.0.0.1`, where the polls are, for two different sites, so that the
//! polls' frames are as third-party as they are in the world.
//!
//! Deliberately no general web server and without any dependency: this machine alone, a thread for
//! each request, and every connection closed after its answer.

mod http;
mod pages;
mod site;

pub use pages::{POLICY, Page};
pub use site::Partner;
