//! Whoever serves at a port of this machine, until it is stopped or dropped.

use std::{cell::RefCell, future::Future};

use anyhow::{Context, Result};
use tokio::{
    net::{TcpListener, TcpStream},
    task::{JoinHandle, JoinSet},
};

/// Whoever answers at a URL.
#[derive(Debug)]
pub(crate) struct Serving(RefCell<Option<JoinHandle<()>>>);

impl Serving {
    /// What `task` does until it is stopped.
    pub(crate) fn new(task: JoinHandle<()>) -> Self {
        Self(RefCell::new(Some(task)))
    }

    /// Does `serve` with every connection to a port that is free; they end with it. Returns its URL, too.
    pub(crate) async fn at_free_port<F>(serve: impl Fn(TcpStream) -> F + Send + 'static) -> Result<(String, Self)>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.context("no port is free")?;
        let address = format!("http://{}", listener.local_addr()?);
        let accepting = async move {
            let mut connections = JoinSet::new();
            while let Ok((browser, _)) = listener.accept().await {
                connections.spawn(serve(browser));
            }
        };
        Ok((address, Self::new(tokio::spawn(accepting))))
    }

    /// Ends it: nothing answers at its URL any more.
    ///
    /// # Errors
    /// When it had ended by itself or been stopped before.
    pub(crate) async fn stop(&self) -> Result<()> {
        let task = self.0.borrow_mut().take().context("it had been stopped before")?;
        task.abort();
        match task.await {
            Err(error) if error.is_cancelled() => Ok(()),
            outcome => outcome.context("it had ended by itself"),
        }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        if let Some(task) = self.0.get_mut() {
            task.abort();
        }
    }
}
