//! The parts of a running server that routes share. Cheap to clone.

use std::{ops::Deref, path::PathBuf, sync::Arc};

use axum::{extract::FromRef, http::HeaderMap};
use hustings_closings::notices::EndNotices;
use hustings_content::{Content, ContentStore};
use hustings_domain::Clock;
use hustings_guard::{
    Guard,
    arrival::{Arrival, Shown},
};
use hustings_http::{cpu_work::CpuWork, hot::HotAnswers};
use hustings_identity::context::IdentityContext;
use hustings_limits::{
    admission::Admission,
    network::{Network, Peer, Proxies},
    rate_limit::RateLimit,
};
use hustings_live::hub::Hub;
use hustings_render::{Addresses, Renderer, thumbnails::Thumbnails};
use hustings_search_index::SearchIndexes;
use hustings_service as service;
use hustings_store::Store;
use prometheus_client::metrics::counter::Counter;

/// What routes share. Derefs to [`RouteParts`].
#[derive(Clone)]
pub struct RouteState(Arc<RouteParts>);

/// The parts that routes share.
pub struct RouteParts {
    /// The publication's URL without a slash at the end.
    pub public_url: String,
    /// Whether readers reach the publication on their own machine alone, as those do who work on it.
    pub is_own_machine: bool,
    /// The folder of the built front-end.
    pub dist: PathBuf,
    /// URLs of pages.
    pub addresses: Addresses,
    /// The publication.
    pub content: ContentStore,
    /// Makes pages.
    pub renderer: Renderer,
    /// Votes and ratings.
    pub store: Arc<dyn Store>,
    /// The hub of live updates.
    pub hub: Hub,
    /// What identification depends on.
    pub identity: Arc<IdentityContext>,
    /// The clock.
    pub clock: Clock,
    /// The search indexes.
    pub search_indexes: SearchIndexes,
    /// Small copies of options' pictures.
    pub thumbnails: Thumbnails,
    /// Answers that are the same for everybody, for a second.
    pub hot: HotAnswers,
    /// The proxies in front.
    pub proxies: Arc<Proxies>,
    /// Places for live streams.
    pub streams: Admission,
    /// Counts live streams that there was no place for.
    pub streams_refused: Counter,
    /// Seconds within which live streams end when the server does.
    pub drain_seconds: u64,
    /// Where pages are rendered and bodies compressed.
    pub cpu: CpuWork,
    /// The rate limit of votes and ratings.
    pub vote_limit: RateLimit,
    /// What new voters of guarded polls pass.
    pub guard: Guard,
    /// The rate limit of searches.
    pub search_limit: RateLimit,
    /// Tells readers that a poll has ended, unless the operator has switched it off.
    pub notices: Option<Arc<EndNotices>>,
}

impl From<RouteParts> for RouteState {
    fn from(parts: RouteParts) -> Self {
        Self(Arc::new(parts))
    }
}

impl Deref for RouteState {
    type Target = RouteParts;

    fn deref(&self) -> &RouteParts {
        &self.0
    }
}

impl RouteState {
    /// The service's context, for a request that has taken `content`.
    pub fn context<'a>(&'a self, content: &'a Content) -> service::Context<'a> {
        service::Context { content, store: self.store.as_ref(), clock: &self.clock, keys: &self.identity.keys }
    }

    /// A vote on its way to a poll, with what it shows. One of our own, as those of tests are, comes from no network.
    pub fn arrival<'a>(&'a self, peer: Option<Peer>, headers: &'a HeaderMap, shown: Shown<'a>) -> Arrival<'a> {
        let network = peer.map_or(Network::V4(0), |peer| self.proxies.network(peer, headers));
        let RouteParts { guard, cpu, vote_limit, .. } = &**self;
        Arrival { network, shown, guard, cpu, limit: vote_limit, peer, headers }
    }
}

impl FromRef<RouteState> for Arc<IdentityContext> {
    fn from_ref(state: &RouteState) -> Self {
        Arc::clone(&state.identity)
    }
}
