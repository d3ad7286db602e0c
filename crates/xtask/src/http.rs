//! A minimal HTTP client: one GET. No TLS, no redirects, no proxy.

use std::time::Duration;

use anyhow::{Context, Result};
use ureq::Agent;

/// An answer takes milliseconds; a server that takes so long has failed.
const PATIENCE: Duration = Duration::from_secs(30);
/// Most bytes of an answer.
const MOST: u64 = 64 << 20;

/// Asks `authority`, a host and a port, for `path`; gives the status and the body, plain and uncompressed.
pub(crate) fn get(authority: &str, path: &str) -> Result<(u16, Vec<u8>)> {
    let config = Agent::config_builder().timeout_global(Some(PATIENCE)).proxy(None);
    let agent = Agent::new_with_config(config.max_redirects(0).http_status_as_error(false).build());
    let failed = || format!("GET {path}");
    let mut answer = agent.get(format!("http://{authority}{path}")).call().with_context(failed)?;
    let body = answer.body_mut().with_config().limit(MOST).read_to_vec().with_context(failed)?;
    Ok((answer.status().as_u16(), body))
}
