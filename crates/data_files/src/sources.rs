//! Where a command finds the publication and its votes.

use std::path::PathBuf;

use clap::Args;

/// Where the publication and its votes are.
#[derive(Args, Clone, Debug)]
pub struct Sources {
    /// Where votes and ratings are kept: `sqlite:FILE`, which is made when there is none, or `postgres://HOST/NAME`.
    #[arg(long, env = "HUSTINGS_DATABASE", default_value = "sqlite:hustings.db", value_name = "URL")]
    pub database: String,
    /// The key file of the database, for PostgreSQL the same at all servers. Without it SQLite's is beside it, and PostgreSQL's
    /// words are in the environment variable HUSTINGS_KEYS.
    #[arg(long, env = "HUSTINGS_KEY_FILE", value_name = "FILE")]
    pub key_file: Option<PathBuf>,
    /// The publication's folder.
    #[arg(long, env = "HUSTINGS_CONTENT", default_value = "content", value_name = "DIR")]
    pub content: PathBuf,
}
