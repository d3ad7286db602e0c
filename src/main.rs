//! Boots the reader app.

fn main() {}
