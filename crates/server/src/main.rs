//! The command line `hustings`.

fn main() {}
