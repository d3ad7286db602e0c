//! A line to a PostgreSQL that breaks at a commit: before the database hears of it, or before its answer is heard.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{UnixListener, UnixStream},
};

/// Where the line breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Break {
    /// The database never hears of the commit.
    Unsent,
    /// The database commits, and nobody hears that it has.
    Unheard,
}

/// The line, which breaks at so many of the next commits as it is told to.
pub(crate) struct Line {
    folder: TempDir,
    breaks: Arc<AtomicU32>,
}

impl Line {
    /// A line to the socket in the folder `to`.
    pub(crate) fn new(to: &Path, at: Break) -> Self {
        let folder = tempfile::tempdir_in("/tmp").expect("a folder");
        let listener = UnixListener::bind(socket(folder.path())).expect("a socket");
        let (to, breaks) = (socket(to), Arc::new(AtomicU32::new(0)));
        let line = Self { folder, breaks: Arc::clone(&breaks) };
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = UnixStream::connect(&to).await.expect("connected");
                tokio::spawn(carry(client, server, Arc::clone(&breaks), at));
            }
        });
        line
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Breaks it at the next `commits`.
    pub(crate) fn break_at(&self, commits: u32) {
        self.breaks.store(commits, Ordering::SeqCst);
    }

    /// How many commits it still breaks at.
    pub(crate) fn left(&self) -> u32 {
        self.breaks.load(Ordering::SeqCst)
    }
}

fn socket(folder: &Path) -> PathBuf {
    folder.join(".s.PGSQL.5432")
}

/// Carries what both say, until the line breaks.
async fn carry(client: UnixStream, server: UnixStream, breaks: Arc<AtomicU32>, at: Break) {
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let mut asked = vec![0; 64 << 10];
    let mut answered = vec![0; 64 << 10];
    loop {
        tokio::select! {
            read = from_client.read(&mut asked) => {
                let Ok(read @ 1..) = read else { return };
                let is_commit = asked[..read].windows(6).any(|word| word == b"COMMIT");
                let one_less = |left: u32| left.checked_sub(1);
                let is_broken = is_commit && breaks.fetch_update(Ordering::SeqCst, Ordering::SeqCst, one_less).is_ok();
                if is_broken && at == Break::Unsent {
                    return;
                }
                if to_server.write_all(&asked[..read]).await.is_err() {
                    return;
                }
                if is_broken {
                    // It has committed when it answers.
                    let _ = from_server.read(&mut answered).await;
                    return;
                }
            }
            read = from_server.read(&mut answered) => {
                let Ok(read @ 1..) = read else { return };
                if to_client.write_all(&answered[..read]).await.is_err() {
                    return;
                }
            }
        }
    }
}
