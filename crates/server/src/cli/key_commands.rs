//! `hustings key`: seeing, changing and giving up the keys of a database. A running server goes on with the keys that it
//! has read at its start.

use std::process::ExitCode;

use anyhow::bail;
use clap::Subcommand;
use hustings_data_files::{key_binding::KeyBinding, sources::Sources};
use hustings_identity::keys::{Key, KeyRing, Purpose};
use hustings_store::Opened;

use super::commands::{open_existing, say};

#[derive(Debug, Subcommand)]
pub(super) enum KeyCommand {
    /// Names the keys by their fingerprints, for each purpose the present one first.
    List {
        #[command(flatten)]
        sources: Sources,
    },
    /// Makes a new key for a purpose. What earlier ones made is still recognised, so no reader is lost.
    Rotate {
        /// What the key is for.
        #[arg(value_enum)]
        purpose: Purpose,
        #[command(flatten)]
        sources: Sources,
    },
    /// Forgets the earlier keys of a purpose, and what only they recognise.
    Forget {
        /// What the keys are for.
        #[arg(value_enum)]
        purpose: Purpose,
        /// Accepts what is lost by it, which the command says without this.
        #[arg(long)]
        yes: bool,
        #[command(flatten)]
        sources: Sources,
    },
    /// Gives up keys that are lost: takes those in the key file for this database, or makes new ones where there is none.
    Replace {
        /// Accepts that readers are not recognised by other keys any more.
        #[arg(long)]
        yes: bool,
        #[command(flatten)]
        sources: Sources,
    },
}

/// What follows a change of keys.
const NEXT: &str = "Restart the server to use it, and back the key file up.";

pub(super) async fn run(command: KeyCommand) -> anyhow::Result<ExitCode> {
    let (KeyCommand::List { sources }
    | KeyCommand::Rotate { sources, .. }
    | KeyCommand::Forget { sources, .. }
    | KeyCommand::Replace { sources, .. }) = &command;
    let Opened { store, place, .. } = open_existing(&sources.database).await?;
    let said = change(&command, &KeyBinding::of(store.as_ref(), &place, sources.key_file.as_deref())?).await;
    store.close().await;
    said?.iter().for_each(|line| say(line));
    Ok(ExitCode::SUCCESS)
}

/// Does what the command says, and returns what to print.
async fn change(command: &KeyCommand, binding: &KeyBinding<'_>) -> anyhow::Result<Vec<String>> {
    match command {
        KeyCommand::List { .. } => {
            let keys = binding.keys().await?;
            let line = |purpose: Purpose| {
                let prints: Vec<String> = keys.of(purpose).all().map(Key::fingerprint).collect();
                format!("{} {}", purpose.as_str(), prints.join(" "))
            };
            Ok(Purpose::ALL.into_iter().map(line).collect())
        }
        KeyCommand::Rotate { purpose, .. } => {
            let mut keys = binding.keys().await?;
            keys.rotate(*purpose);
            binding.set(&keys).await?;
            let print = keys.of(*purpose).present().fingerprint();
            Ok(vec![format!("The key \"{}\" is a new one now, {print}. {NEXT}", purpose.as_str())])
        }
        KeyCommand::Forget { purpose, yes, .. } => {
            let mut keys = binding.keys().await?;
            if !binding.is_served(&keys, *purpose).await? {
                bail!(
                    "nothing was forgotten: the server has not been started with the present key \"{}\", so that what it \
                     makes now would be forgotten, too; restart it first",
                    purpose.as_str()
                );
            }
            if !yes {
                bail!("nothing was forgotten: {}; add --yes to accept that", purpose.loss());
            }
            let forgotten = keys.forget_earlier(*purpose);
            binding.set(&keys).await?;
            Ok(vec![format!("Earlier keys \"{}\" that are forgotten: {forgotten}. {NEXT}", purpose.as_str())])
        }
        KeyCommand::Replace { yes, .. } => {
            let found = binding.file().read()?;
            if !yes {
                bail!(
                    "nothing was replaced: readers who are known by other keys than those in {} are new ones then, and may \
                     vote again; add --yes to accept that",
                    binding.file().path().display()
                );
            }
            let made = found.is_none();
            binding.set(&found.unwrap_or_else(KeyRing::random)).await?;
            let which = if made { "has new keys" } else { "takes the keys of its key file" };
            Ok(vec![format!("The database {which} from now on. {NEXT}")])
        }
    }
}
