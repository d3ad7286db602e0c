//! A partner's site, for the demo and for the tests: "The Siding", the newsletter of a railway line's
//! passengers, which embeds live polls and has nothing else to do with Hustings.
//!
//! Its pages follow the guide for partners: one script, the elements, and a strict Content-Security-Policy that allows
//! exactly what the guide asks for. For a browser `localhost`, where it is served, and `127.0.0.1`, where the polls
//! are, are two different sites, so that the polls' frames are third-party as in production.
//!
//! Deliberately not a general web server, and without dependencies: it listens on this machine alone, with a thread for
//! each request, and closes every connection after its response.

mod http;
mod pages;
mod site;

pub use pages::{POLICY, Page};
pub use site::Partner;
