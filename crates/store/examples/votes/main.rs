//! `cargo xtask bench votes`: how many votes a second a database takes on this disk, or the one whose URL is the third argument,
//! each answered once it is durable. Every voter is a new one, and as many as there are places wait at once. No HTTP.

mod arguments;
mod casting;

use std::{env, error::Error};

use arguments::numbers;

const WHAT_TO_GIVE: &str = "give how many votes, how many wait at once, both above zero, and the URL of a database, or the first of these: \
    cargo xtask bench votes 100000 256 sqlite:votes.db";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let [votes, places] = numbers(WHAT_TO_GIVE, [100_000, 256], 3);
    // Where one works, and not where temporary files are, since those may be in memory.
    let folder = tempfile::tempdir_in(".")?;
    let file = format!("sqlite:{}", folder.path().join("votes.db").display());
    let seconds = casting::cast(&env::args().nth(3).unwrap_or(file), votes, places).await?;
    println!("{votes} votes, {places} at once: {seconds:.2} s, {:.0} votes/s", votes as f64 / seconds);
    Ok(())
}
