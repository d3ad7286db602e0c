//! How many ids that partners have signed were taken, as a line of the security log for each partner and ten minutes. A line for
//! each vote would tell who votes when.

use std::{sync::Arc, time::Duration};

use hustings_identity::context::IdentityContext;
use tokio::time::sleep;

/// How often it is said.
const EVERY: Duration = Duration::from_secs(600);

/// Says it until this is dropped, and then once more.
pub(super) struct TakenIdsLog(Arc<IdentityContext>);

impl TakenIdsLog {
    pub(super) fn new(identity: Arc<IdentityContext>) -> Self {
        Self(identity)
    }

    pub(super) async fn watch(self) {
        loop {
            sleep(EVERY).await;
            self.write();
        }
    }

    fn write(&self) {
        for (partner, count) in self.0.taken_ids.take() {
            tracing::info!(target: "hustings::security", event = "identity_accepted", partner, count);
        }
    }
}

impl Drop for TakenIdsLog {
    fn drop(&mut self) {
        self.write();
    }
}
