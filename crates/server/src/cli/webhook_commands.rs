//! `hustings webhook`: what the owner was told of closed polls, and telling it again. A server does the sending: the command only
//! says in the database what is due.

use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::Subcommand;
use hustings_data_files::sources::Sources;
use hustings_store::{Closing, ClosingChange, ClosingState};
use hustings_webhook::{retry::ATTEMPTS, secret::Secret};

use super::commands::{open_existing, say};

#[derive(Debug, Subcommand)]
pub(super) enum WebhookCommand {
    /// Makes a secret, for the server and for the receiver.
    Secret,
    /// Names the times that polls have closed, and whether the webhook was told.
    List {
        /// Id of a poll; by default of all.
        poll: Option<String>,
        #[command(flatten)]
        sources: Sources,
    },
    /// Has a server tell the webhook again, with as many attempts as at first. The message has the same id and the same words, so that
    /// a receiver that took it will pass over it.
    Send {
        /// Id of a poll, of which the last closing is meant, or id of a closing.
        closing: String,
        #[command(flatten)]
        sources: Sources,
    },
}

pub(super) async fn run(command: WebhookCommand) -> anyhow::Result<ExitCode> {
    match command {
        WebhookCommand::Secret => say(&Secret::random()),
        WebhookCommand::List { poll, sources } => {
            let store = open_existing(&sources.database).await?.store;
            let closings = store.closings(poll.as_deref()).await?;
            store.close().await;
            closings.iter().for_each(|closing| say(&line(closing)));
            if closings.is_empty() {
                say("No poll has closed since closings are kept.");
            }
        }
        WebhookCommand::Send { closing: wanted, sources } => {
            let store = open_existing(&sources.database).await?.store;
            let closings = store.closings(None).await?;
            let last = closings.iter().rfind(|closing| closing.id == wanted || closing.poll == wanted);
            let id = last.map(|closing| closing.id.clone());
            let id = id.with_context(|| {
                format!("nothing is known of a closing of \"{wanted}\"; `hustings webhook list` names all that are")
            })?;
            let again = store.change_closing(ClosingChange::Again { id }).await?;
            store.close().await;
            let Some(again) = again else { bail!("the closing has gone meanwhile") };
            say(&line(&again));
            say("A server with a webhook sends it in a few seconds.");
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// A closing as a line.
fn line(closing: &Closing) -> String {
    let Closing { id, poll, closed_at, cause, state, attempts, due, outcome, .. } = closing;
    let outcome = outcome.as_ref().map(|outcome| format!("; at last: {outcome}")).unwrap_or_default();
    let how = match state {
        ClosingState::Waiting => format!("waiting, {attempts} of {ATTEMPTS} attempts, the next after {due}"),
        ClosingState::Sent => format!("sent at attempt {attempts}"),
        ClosingState::GivenUp => format!("given up after {attempts} attempts"),
        ClosingState::Untold => "closed before closings were kept".to_owned(),
    };
    format!("{id} poll {poll}, closed {closed_at} ({}): {how}{outcome}", cause.as_str())
}
