//! A running server, put together last. Only what starts it and what stands around its routes sees it; routes have the part of it that
//! they share. Cheap to clone.

use std::{
    ops::Deref,
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};

use anyhow::Context;
use hustings_closings::{
    Pages,
    notices::{EndNotices, NoticeParts},
    webhook::ClosingWebhook,
};
use hustings_content::{ContentStore, LinkTargets};
use hustings_data_files::key_binding::KeyBinding;
use hustings_domain::Clock;
use hustings_guard::Guard;
use hustings_http::{
    cpu_work::CpuWork,
    hot::{HotAnswers, front::Front},
};
use hustings_identity::{
    context::{IdentityContext, TakenIds},
    keys::KeyRing,
    partner::Partner,
};
use hustings_limits::{admission::Admission, bounds::Bounds, network::Proxies, rate_limit::RateLimit};
use hustings_live::hub::Hub;
use hustings_push::services::PushServices;
use hustings_render::{Addresses, Renderer, thumbnails::Thumbnails};
use hustings_routes_state::{RouteParts, RouteState};
use hustings_search_index::SearchIndexes;
use hustings_service::voted_words::voted_words;
use hustings_store::{Mutation, Opened, SnapshotStore, Store};
use hustings_webhook::delivery::Delivery;
use tokio::{
    sync::watch,
    time::{MissedTickBehavior, interval},
};

use crate::{agreement, metrics::Metrics, settings::Settings, warnings::Warnings};

/// The parts of a running server. Derefs to [`Parts`].
#[derive(Clone)]
pub struct AppState(Arc<Parts>);

/// The parts of a running server.
pub struct Parts {
    /// Those that routes share.
    pub routes: RouteState,
    /// The settings.
    pub settings: Settings,
    /// What is wrong with the files that pages are made of.
    pub warnings: Warnings,
    /// The metrics.
    pub metrics: Metrics,
    /// Answers that go out again as they are.
    pub front: Front,
    /// How many connections and streams there may be.
    pub bounds: Bounds,
    /// Tells the owner that a poll has closed, where the operator has set who that is.
    pub webhook: Option<Arc<ClosingWebhook>>,
    /// True once the server is to end: whoever sends it readers should send them elsewhere.
    pub leaving: AtomicBool,
    /// True once it takes no more connections, and those that it has are to end.
    pub draining: watch::Sender<bool>,
}

impl Deref for AppState {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl AppState {
    /// Opens the publication and the store, puts the demo's votes into a fresh database, and
    /// starts the hub and the watch on the content folder.
    ///
    /// # Errors
    /// One clear sentence when the content is missing, the database is not ours, locked,
    /// read-only or full or cannot be reached, or its key file is missing or another's.
    pub async fn open(settings: Settings, clock: Clock) -> anyhow::Result<Self> {
        let outgoing = Outgoing::of(&settings)?;
        let content = ContentStore::open(&settings.sources.content)?;
        tokio::spawn(content.clone().watch());
        let (sources, connections) = (&settings.sources, settings.database_connections);
        let opened = hustings_store::open_with_connections(&sources.database, clock, connections).await?;
        let binding = KeyBinding::of(opened.store.as_ref(), &opened.place, sources.key_file.as_deref())?;
        let keys = binding.keys_to_serve().await?;
        let state = Self::with(settings, content, Addresses::default(), opened, keys, outgoing, |store| store).await?;
        if state.routes.store.is_shared() {
            let servers = state.metrics.servers.clone();
            tokio::spawn(agreement::watch(Arc::clone(&state.routes.store), state.routes.content.clone(), servers));
        }
        Ok(state)
    }

    /// The same as it is at this moment, for files at these URLs: the content is not read again, and every number
    /// is of the epoch [`hustings_wire::STATIC_EPOCH`].
    ///
    /// # Errors
    /// As [`Self::open`].
    pub async fn open_static(settings: Settings, clock: Clock, addresses: Addresses) -> anyhow::Result<Self> {
        let links = addresses.clone();
        let links = LinkTargets::new(move |href| links.link(href));
        let content = ContentStore::open_with_links(&settings.sources.content, links)?;
        let opened = hustings_store::open_without_migrating(&settings.sources.database, clock).await?;
        // Files know no reader, so that the database's keys are left alone.
        let keys = KeyRing::random();
        let seen = |store| -> Arc<dyn Store> { Arc::new(SnapshotStore::new(store)) };
        Self::with(settings, content, addresses, opened, keys, Outgoing::default(), seen).await
    }

    async fn with(
        settings: Settings,
        content: ContentStore,
        addresses: Addresses,
        opened: Opened,
        keys: KeyRing,
        outgoing: Outgoing,
        seen: impl FnOnce(Arc<dyn Store>) -> Arc<dyn Store>,
    ) -> anyhow::Result<Self> {
        let clock = opened.clock.clone();
        if opened.fresh {
            let votes = demo_votes(&content);
            opened.store.seed(votes).await.context("the demo's votes cannot be put into the fresh database")?;
        }
        content.keep_voted_words(voted_words(opened.store.as_ref()).await?);
        if opened.store.is_shared() {
            tokio::spawn(keep_words_voted_on_elsewhere(Arc::clone(&opened.store), content.clone()));
        }
        let metrics = Metrics::new(opened.store.changes().commits());
        let hub = Hub::start(opened.store.clone(), content.clone(), clock.clone(), metrics.live.clone());
        let proxies = Arc::new(Proxies::new(settings.trusted_proxy.clone()));
        let vote_limit = RateLimit::new(settings.rate_limit, settings.rate_burst, Arc::clone(&proxies));
        let guard = Guard::new(settings.guarded_share, settings.guarded_work, settings.guarded_iterations);
        let search_limit = RateLimit::new(settings.search_limit, settings.search_burst, Arc::clone(&proxies));
        let bounds = Bounds::of(settings.bounds());
        let streams = Admission::new(bounds.streams, bounds.network_streams);
        let cpu = CpuWork::for_this_machine();
        let renderer = renderer(&settings, &addresses, content.clone());
        let warnings = Warnings::new(content.clone(), renderer.clone());
        let store = seen(opened.store);
        let pages = || Pages { url: settings.public_url(), addresses: addresses.clone() };
        let webhook = match outgoing.webhook {
            Some(delivery) => {
                let (store, content, metrics) = (Arc::clone(&store), content.clone(), metrics.webhook.clone());
                Some(Arc::new(ClosingWebhook::open(delivery, content, store, clock.clone(), pages(), metrics).await?))
            }
            None => None,
        };
        let notices = outgoing.push.map(|(services, contact)| {
            let (store, content, metrics) = (Arc::clone(&store), content.clone(), metrics.notices.clone());
            let parts = NoticeParts { content, store, clock: clock.clone(), pages: pages(), metrics };
            Arc::new(EndNotices::new(&keys, services, contact, parts))
        });
        let identity = Arc::new(IdentityContext {
            keys,
            clock: clock.clone(),
            own: Partner::of_url(&settings.public_url()),
            is_https: settings.is_https(),
            is_trustworthy: settings.is_trustworthy(),
            taken_ids: TakenIds::default(),
        });
        let routes = RouteParts {
            public_url: settings.public_url(),
            is_own_machine: settings.is_own_machine(),
            dist: settings.dist.clone(),
            addresses,
            content,
            renderer,
            store,
            hub,
            identity,
            clock,
            search_indexes: SearchIndexes::default(),
            thumbnails: Thumbnails::default(),
            hot: HotAnswers::new(cpu.clone()),
            proxies,
            streams,
            streams_refused: metrics.streams_refused.clone(),
            drain_seconds: settings.drain_seconds,
            cpu,
            vote_limit,
            guard,
            search_limit,
            notices,
        };
        Ok(Self(Arc::new(Parts {
            routes: routes.into(),
            settings,
            warnings,
            metrics,
            front: Front::default(),
            bounds,
            webhook,
            leaving: AtomicBool::new(false),
            draining: watch::Sender::new(false),
        })))
    }
}

/// Where messages about closed polls go; by default nowhere.
#[derive(Default)]
struct Outgoing {
    webhook: Option<Delivery>,
    /// Push services, and where they reach the operator.
    push: Option<(PushServices, String)>,
}

impl Outgoing {
    /// What `settings` say, also of readers whom nobody tells: who switches that on again finds no fault that was there before.
    fn of(settings: &Settings) -> anyhow::Result<Self> {
        let webhook = settings.webhook.delivery()?;
        let push = (settings.push.services()?, settings.push.contact(&settings.public_url())?);
        Ok(Self { webhook, push: Some(push).filter(|_| !settings.push.no_push) })
    }
}

/// Keeps to the words on which readers have voted at another server of the database, too.
async fn keep_words_voted_on_elsewhere(store: Arc<dyn Store>, content: ContentStore) {
    let mut seconds = interval(Duration::from_secs(1));
    seconds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        seconds.tick().await;
        // While the database is away nobody votes.
        if let Ok(words) = voted_words(store.as_ref()).await {
            let content = content.clone();
            let _ = tokio::task::spawn_blocking(move || content.keep_voted_words(words)).await;
        }
    }
}

/// Makes pages from the front-end of `settings`; a language without messages has those of the publication's own.
fn renderer(settings: &Settings, addresses: &Addresses, content: ContentStore) -> Renderer {
    let default_language = move || Some(content.current().default_language.clone());
    match addresses.static_host() {
        Some(host) => Renderer::of_static_host(settings.dist.clone(), host.clone(), default_language),
        None => Renderer::of_publication(settings.dist.clone(), settings.theme.clone(), default_language),
    }
}

/// The votes of `demo.toml`, each by a reader of its own.
fn demo_votes(content: &ContentStore) -> Vec<Mutation> {
    let content = content.current();
    let mut votes = Vec::new();
    for (poll, ballots) in &content.demo.polls {
        for ballot in ballots {
            for _ in 0..ballot.readers {
                match &ballot.before {
                    Some(before) => {
                        votes.extend(Mutation::seeded_answers(poll, vec![before.clone()], ballot.options.clone()));
                    }
                    None => {
                        votes.push(Mutation::seeded_vote_in(ballot.lang.as_deref(), poll, ballot.options.clone()));
                    }
                }
            }
        }
    }
    for (article, histogram) in &content.demo.ratings {
        for (readers, stars) in histogram.iter().zip(1u8..) {
            for _ in 0..*readers {
                votes.push(Mutation::seeded_rating(article, stars));
            }
        }
    }
    votes
}
