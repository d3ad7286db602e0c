//! Bad days of PostgreSQL: what goes wrong is said in one sentence at the start and is the contract's 503 later, no count is ever
//! wrong, and all goes on by itself when it is over.

mod clocks;
mod running;
mod starting;
mod tls;

use std::{
    path::PathBuf,
    process::{Command, Output, Stdio},
};

use hustings_cluster::{Cluster, shared};
use hustings_domain::Clock;
use hustings_server::{settings::Settings, state::AppState};
use tempfile::TempDir;

use crate::support::{noon, sources, write_content};

/// A database of its own in a cluster, a role in it that has the rights it is given, and a publication.
struct Database {
    cluster: &'static Cluster,
    url: String,
    role: String,
    folder: TempDir,
}

impl Database {
    /// One without any schema.
    fn empty() -> Self {
        let (cluster, folder) = (shared(), tempfile::tempdir().expect("a folder"));
        write_content(&folder.path().join("content"));
        let url = cluster.database();
        let role = format!("reader_of_{}", name_of(&url));
        let database = Self { cluster, url, role, folder };
        database.run(&format!("CREATE ROLE {} LOGIN", database.role));
        database
    }

    /// One with the schema, in which the role has all rights that a server needs.
    async fn in_use() -> Self {
        let database = tokio::task::spawn_blocking(Self::empty).await.expect("made");
        database.open(&database.url, Clock::standing_at(noon())).await.routes.store.close().await;
        database.run(&format!(
            "GRANT USAGE ON SCHEMA hustings TO {role}; GRANT ALL ON ALL TABLES IN SCHEMA hustings TO {role}",
            role = database.role
        ));
        database
    }

    async fn open(&self, url: &str, clock: Clock) -> AppState {
        let mut settings = Settings::for_tests(sources(self.folder.path()));
        url.clone_into(&mut settings.sources.database);
        settings.sources.key_file = Some(self.key_file());
        AppState::open(settings, clock).await.expect("the backend opens")
    }

    fn key_file(&self) -> PathBuf {
        self.folder.path().join("votes.key")
    }

    /// How the role reaches it.
    fn url_of_role(&self) -> String {
        self.url.replace("//hustings@", &format!("//{}@", self.role))
    }

    /// Does something in it as who may do everything, and returns what that says.
    fn run(&self, statements: &str) -> String {
        let arguments = ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", &self.url, "-c", statements];
        self.cluster.run_program("psql", &arguments)
    }

    /// Ends the connections of the role.
    fn disconnect(&self) {
        self.run(&format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{}'", self.role));
    }

    /// How many have voted in a poll, as the database itself says.
    fn voters(&self, poll: &str) -> u64 {
        let said = self.run(&format!("SELECT voters FROM hustings.poll_tally WHERE poll = '{poll}'"));
        said.trim().parse().unwrap_or(0)
    }

    /// `hustings serve` with this URL, which is ended after half a minute where it has not ended by itself.
    fn serve(&self, url: &str) -> Output {
        Command::new("timeout")
            .args(["30", env!("CARGO_BIN_EXE_hustings"), "serve", "--listen", "127.0.0.1:0"])
            .env("HUSTINGS_DATABASE", url)
            .env("HUSTINGS_CONTENT", sources(self.folder.path()).content)
            .env("HUSTINGS_KEY_FILE", self.key_file())
            .env("HUSTINGS_LOG", "off")
            .stdin(Stdio::null())
            .output()
            .expect("the command runs")
    }

    /// Checks that `hustings serve` ends with 1 and one sentence, which has all of `words`.
    #[track_caller]
    fn is_refused(&self, case: &str, url: &str, words: &[&str]) {
        self.ends_with(1, case, url, words);
    }

    /// The same with 2, which says that to try again is of no use.
    #[track_caller]
    fn is_not_understood(&self, case: &str, url: &str, words: &[&str]) {
        self.ends_with(2, case, url, words);
    }

    #[track_caller]
    fn ends_with(&self, code: i32, case: &str, url: &str, words: &[&str]) {
        let output = self.serve(url);
        let said = String::from_utf8_lossy(&output.stderr);
        let sentence = said.strip_prefix("hustings: ").unwrap_or_default().trim_end();
        let is_one = !sentence.is_empty() && !sentence.contains('\n');
        assert!(is_one && output.stdout.is_empty() && output.status.code() == Some(code), "{case}: {output:?}");
        for word in words {
            assert!(sentence.contains(word), "{case}, {word}: {sentence}");
        }
    }
}

/// The name of the database that a URL names.
fn name_of(url: &str) -> &str {
    url.rsplit('/').next().expect("a name")
}
