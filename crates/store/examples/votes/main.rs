//! `cargo xtask bench votes`: how many votes a second a database takes on this disk, or the one whose URL is the third argument,
//! each answered once it is durable. Every voter is a new one, and as many as there are places wait at once. No HTTP.

mod casting;

use std::{env, error::Error};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut numbers = env::args().skip(1).take(2).map(|argument| argument.parse::<usize>());
    let (votes, places) = (numbers.next().unwrap_or(Ok(100_000))?, numbers.next().unwrap_or(Ok(256))?);
    // Where one works, and not where temporary files are, since those may be in memory.
    let folder = tempfile::tempdir_in(".")?;
    let file = format!("sqlite:{}", folder.path().join("votes.db").display());
    let seconds = casting::cast(&env::args().nth(3).unwrap_or(file), votes, places).await?;
    println!("{votes} votes, {places} at once: {seconds:.2} s, {:.0} votes/s", votes as f64 / seconds);
    Ok(())
}
