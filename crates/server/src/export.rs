//! `hustings export`: the files that [`hustings_export`] makes of what a server answers that nobody listens to.

use hustings_domain::Clock;
use hustings_export::{Export, ExportSummary, ServerParts, StaticServer};

use crate::{routes::app, settings::Settings, state::AppState};

/// Exports as `options` say.
///
/// # Errors
/// As [`Export::run`].
pub async fn export(options: &Export, clock: Clock) -> anyhow::Result<ExportSummary> {
    options.run(clock, open).await
}

async fn open(ServerParts { sources, dist, url, addresses, clock }: ServerParts) -> anyhow::Result<StaticServer> {
    let settings = Settings::unheard(sources, dist, url);
    let state = AppState::open_static(settings, clock, addresses).await?;
    Ok(StaticServer { app: app(state.clone()), state: state.routes.clone() })
}
