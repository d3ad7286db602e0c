//! What the operator says of the webhook. Its secret is in a file or in the environment, and never among the publication's files.

use std::{env, fs, path::PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use hustings_webhook::{delivery::Delivery, secret::Secret, target::Target};

/// The environment variable with the secret. It is no option, whose value would be in the help and in lists of processes.
const SECRET: &str = "HUSTINGS_WEBHOOK_SECRET";

/// Options of the webhook.
#[derive(Args, Clone, Debug, Default)]
pub struct WebhookOptions {
    /// A URL that is told, by a signed message, of each poll that has closed: see docs/webhook.md. https, or http for a program
    /// on this machine.
    #[arg(long, env = "HUSTINGS_WEBHOOK_URL", value_name = "URL", hide_env_values = true)]
    pub webhook_url: Option<String>,
    /// The file with the secret that signs these messages, as `hustings webhook secret` makes it. In its place the secret may be
    /// in the environment variable HUSTINGS_WEBHOOK_SECRET.
    #[arg(long, env = "HUSTINGS_WEBHOOK_SECRET_FILE", value_name = "FILE")]
    pub webhook_secret_file: Option<PathBuf>,
}

impl WebhookOptions {
    /// Looks whether what is set can be understood. What is in the file of the secret is left out, which may be put right while
    /// the settings stay as they are.
    ///
    /// # Errors
    /// As [`Self::delivery`].
    pub fn check(&self) -> anyhow::Result<()> {
        match &self.webhook_secret_file {
            Some(_) => self.target().map(|_| ()),
            None => self.delivery().map(|_| ()),
        }
    }

    fn target(&self) -> anyhow::Result<Option<Target>> {
        // An empty variable is one that is not set, as in files of systemd and Docker.
        let Some(url) = self.webhook_url.as_deref().filter(|url| !url.is_empty()) else { return Ok(None) };
        // The URL itself may be a secret, so that it is not repeated.
        Target::parse(url).map(Some).map_err(|bad| anyhow::anyhow!("the URL in --webhook-url {bad}"))
    }

    /// How messages are sent; none where no URL is set.
    ///
    /// # Errors
    /// What to do where the URL is none that anything may be sent to, or there is no secret.
    pub fn delivery(&self) -> anyhow::Result<Option<Delivery>> {
        let Some(target) = self.target()? else { return Ok(None) };
        let (place, text) = match &self.webhook_secret_file {
            Some(file) => {
                let place = format!("the webhook's secret in {}", file.display());
                let text = fs::read_to_string(file).with_context(|| format!("{place} cannot be read"))?;
                (place, text)
            }
            None => (format!("the webhook's secret in {SECRET}"), env::var(SECRET).unwrap_or_default()),
        };
        if text.is_empty() {
            bail!(
                "nobody says with which secret the webhook's messages are signed: make one with `hustings webhook secret`, and give \
                 --webhook-secret-file FILE or the environment variable {SECRET}"
            );
        }
        let secret = Secret::parse(&text).map_err(|bad| anyhow::anyhow!("{place} {bad}"))?;
        Ok(Some(Delivery::new(target, secret)))
    }
}
