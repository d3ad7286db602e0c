//! Cookies of a request. Taken apart here and not by a library: those who read them as quoted texts lose all that come
//! after somebody else's single quote, and those who also write them bring a calendar along.

use axum::http::{HeaderMap, header};

/// The values of every cookie of this name, in the order in which the browser sends them.
pub(crate) fn values<'h>(headers: &'h HeaderMap, name: &'static str) -> impl Iterator<Item = &'h str> {
    let lines = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.filter(move |(known, _)| *known == name).map(|(_, value)| value)
}
