//! One version of the publication for all of an answer.

use std::{fs, path::Path, sync::Arc};

use axum::http::{HeaderMap, HeaderValue, header};
use hustings_content::{Content, ContentStore};
use hustings_domain::Clock;
use hustings_guard::Guard;
use hustings_http::{cpu_work::CpuWork, hot::HotAnswers};
use hustings_identity::{
    context::{IdentityContext, TakenIds},
    keys::KeyRing,
};
use hustings_limits::{admission::Admission, network::Proxies, rate_limit::RateLimit};
use hustings_live::{hub::Hub, metrics::LiveMetrics};
use hustings_render::{Addresses, Renderer, thumbnails::Thumbnails};
use hustings_routes_state::{RouteParts, RouteState};
use hustings_search_index::SearchIndexes;
use prometheus_client::metrics::counter::Counter;

use crate::{data, response::Reply};

const PUBLICATION: &str = "default_language = \"en\"
[[languages]]
lang = \"en\"
name = \"English\"
switch_label = \"Read in English\"
[name]
en = \"The Open Question\"
";

const ARTICLE: &str = "+++\ntitle = \"Trains\"\nauthor = \"Desk\"\npublished = 2026-05-01T09:30:00Z\n+++\nText.\n";

const INDEX: &str = "<!doctype html><html lang=\"en\" dir=\"ltr\"><head><title>t</title><!-- head --><style>a{}</style></head>\
                     <body><div id=\"app\"></div><!-- data --></body></html>";

/// What routes share, of a publication, a database and a built front-end in `folder`.
async fn state(folder: &Path) -> RouteState {
    for (file, text) in [
        ("content/publication.toml", PUBLICATION),
        ("content/articles/trains/en.md", ARTICLE),
        ("dist/index.html", INDEX),
        ("dist/config.json", "{}"),
        ("dist/locales/en.json", "{}"),
    ] {
        fs::create_dir_all(folder.join(file).parent().unwrap()).unwrap();
        fs::write(folder.join(file), text).unwrap();
    }
    let clock = Clock::standing_at("2026-05-10T12:00:00Z".parse().unwrap());
    let url = format!("sqlite:{}", folder.join("votes.db").display());
    let store = hustings_store::open(&url, clock.clone()).await.unwrap().store;
    let content = ContentStore::open(&folder.join("content")).unwrap();
    let (cpu, proxies) = (CpuWork::for_this_machine(), Arc::new(Proxies::default()));
    let limit = || RateLimit::new(0, 1, Arc::clone(&proxies));
    let parts = RouteParts {
        public_url: "https://news.example".to_owned(),
        is_own_machine: false,
        dist: folder.join("dist"),
        addresses: Addresses::default(),
        renderer: Renderer::new(folder.join("dist")),
        hub: Hub::start(Arc::clone(&store), content.clone(), clock.clone(), LiveMetrics::default()),
        identity: Arc::new(IdentityContext {
            keys: KeyRing::random(),
            clock: clock.clone(),
            own: None,
            is_https: true,
            is_trustworthy: true,
            taken_ids: TakenIds::default(),
        }),
        search_indexes: SearchIndexes::default(),
        thumbnails: Thumbnails::default(),
        hot: HotAnswers::new(cpu.clone()),
        streams: Admission::new(0, 0),
        streams_refused: Counter::default(),
        drain_seconds: 1,
        vote_limit: limit(),
        search_limit: limit(),
        guard: Guard::new(100, 9, 1),
        notices: None,
        content,
        store,
        clock,
        cpu,
        proxies,
    };
    parts.into()
}

/// The tag of the list of articles, for a request that has taken `content`.
async fn tag_of_list(state: &RouteState, content: &Arc<Content>) -> HeaderValue {
    let found = data::list(state, content, "en", None, None).await.unwrap();
    let headers = HeaderMap::new();
    let reply = Reply::new(state, content, &state.renderer, &headers);
    let response = reply.page("en".to_owned(), found, None).await;
    response.headers()[header::ETAG].clone()
}

#[tokio::test]
async fn a_page_under_way_has_the_tag_of_what_it_shows() {
    let folder = tempfile::tempdir().unwrap();
    let state = state(folder.path()).await;
    let taken = state.content.current();
    let before = tag_of_list(&state, &taken).await;

    let saved = PUBLICATION.replace("The Open Question", "Another Question");
    fs::write(folder.path().join("content/publication.toml"), saved).unwrap();
    state.content.reload_if_changed();
    let newer = state.content.current();
    assert_ne!(newer.version, taken.version);

    assert_eq!(tag_of_list(&state, &taken).await, before);
    assert_ne!(tag_of_list(&state, &newer).await, before);
}
