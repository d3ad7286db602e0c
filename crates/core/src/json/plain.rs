//! Readers for flags, numbers, texts, lists, and types that are texts in JSON.

use hustings_wire::{Seq, Timestamp};

use super::node::{Decode, Node};

impl Decode for bool {
    fn read(node: &Node<'_>) -> Self {
        node.or_blame(node.value().flag())
    }
}

impl Decode for f64 {
    fn read(node: &Node<'_>) -> Self {
        node.or_blame(node.value().number())
    }
}

/// A whole number from 0 to `max`. JSON's numbers are the browser's, exact up to 2^53.
fn whole(node: &Node<'_>, max: u64) -> u64 {
    let number = f64::read(node);
    let whole = number as u64;
    if whole as f64 != number || whole > max {
        node.blame();
    }
    whole
}

macro_rules! whole_numbers {
    ($($number:ident)*) => {$(
        impl Decode for $number {
            fn read(node: &Node<'_>) -> Self {
                whole(node, $number::MAX.into()) as Self
            }
        }
    )*};
}
whole_numbers! { u8 u16 u32 u64 }

impl Decode for String {
    fn read(node: &Node<'_>) -> Self {
        node.or_blame(node.value().text())
    }
}

/// `null`, or nothing at all, is `None`.
impl<T: Decode> Decode for Option<T> {
    fn read(node: &Node<'_>) -> Self {
        if node.is_nothing() { None } else { Some(T::read(node)) }
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn read(node: &Node<'_>) -> Self {
        node.items().iter().map(T::read).collect()
    }
}

impl<T: Decode> Decode for Box<T> {
    fn read(node: &Node<'_>) -> Self {
        Self::new(T::read(node))
    }
}

/// Readers for each number of stars: a list of exactly five.
impl Decode for [u64; 5] {
    fn read(node: &Node<'_>) -> Self {
        let mut counts = [0; 5];
        let items = node.items();
        if items.len() != counts.len() {
            node.blame();
        }
        for (count, item) in counts.iter_mut().zip(&items) {
            *count = u64::read(item);
        }
        counts
    }
}

impl Decode for Timestamp {
    fn read(node: &Node<'_>) -> Self {
        node.value().instant().unwrap_or_else(|| {
            node.blame();
            Self::MIN
        })
    }
}

impl Decode for Seq {
    fn read(node: &Node<'_>) -> Self {
        node.value().text().and_then(|text| text.parse().ok()).unwrap_or_else(|| {
            node.blame();
            Self { epoch: String::new(), number: 0 }
        })
    }
}
