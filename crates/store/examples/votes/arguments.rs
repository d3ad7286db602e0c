//! The numbers that a measurement is given.

use std::{env, process};

/// The first two of at most so many arguments: numbers above zero, by default these. For anything else the program ends, with a
/// sentence that says what to give.
pub(crate) fn numbers(what_to_give: &str, defaults: [usize; 2], most: usize) -> [usize; 2] {
    let given: Vec<String> = env::args().skip(1).collect();
    let mut numbers = defaults;
    for (number, text) in numbers.iter_mut().zip(&given) {
        *number = text.parse().unwrap_or(0);
    }
    if given.len() > most || numbers.contains(&0) {
        eprintln!("{what_to_give}");
        process::exit(2);
    }
    numbers
}
