//! The cookies of a request. Parsed here: libraries that read quoted values lose every cookie after a single quotation
//! mark in a foreign one, and those that also write cookies depend on a date library.

use axum::http::{HeaderMap, header};

/// The values of every cookie of this name, in the order in which the browser sends them.
pub fn values<'h>(headers: &'h HeaderMap, name: &'static str) -> impl Iterator<Item = &'h str> {
    let lines = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.filter(move |(known, _)| *known == name).map(|(_, value)| value)
}
