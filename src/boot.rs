//! The start of the reader app in the browser: configuration, messages, then hydration of the served page, or a mount
//! where the host serves the same bare page for every URL.

use hustings_core::{
    config::Config,
    i18n::{Locale, intl},
    model::{
        page::{PageData, View},
        route::Route,
        share::Subject,
    },
    text::split_once,
};
use hustings_wire::{Publication, Timestamp};
use leptos::{
    mount::{hydrate_from, mount_to},
    prelude::*,
    task::tick,
};

use crate::{
    api::{Api, ApiError, events::LiveStream},
    app::App,
    dom::{client_id::client_id, crash, document, history, links, page_data, signals, timer::sleep, viewport},
    state::{Site, wake::wake_all},
};

/// Milliseconds after which the browser has laid out what it was given, so that to ask where something is forces nothing.
const LAYOUT_MS: u32 = 50;

/// A part of the start. After each the browser hears its reader: all at once would hold a phone's thread for a quarter of a
/// second.
type Step = fn(&Site);

/// Makes what formats numbers and dates, each of which takes a phone longer than a part of the page.
#[cfg(target_arch = "wasm32")]
pub(crate) async fn make_formatters(locale: &Locale) {
    for kind in intl::KINDS {
        tick().await;
        intl::say(locale.lang(), kind, 0.0);
    }
    tick().await;
}

/// Natively they cost nothing.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) async fn make_formatters(_: &Locale) {}

/// Boots the app. Whatever goes wrong is said on the page.
pub async fn boot() {
    tick().await;
    let base = document::base_path();
    let files = Api::new("", &base);
    match open(&files, &base).await {
        Ok((site, show, finish)) => start(site, show, finish).await,
        Err(error) => crash::show(&error.text()),
    }
}

/// The site of the page that was served, or of an empty one that fetches what the URL asks for; what shows it, and what comes
/// last. Until then a served page reads and its forms work by themselves.
async fn open(files: &Api, base: &str) -> Result<(Site, Step, Step), ApiError> {
    let served = page_data::is_prerendered().then(page_data::served_page).flatten();
    // Beside the configuration, where the language is known without it.
    let words = served.as_ref().map(|page| files.catalogue(&page.lang));
    let mut config = files.config().await?;
    let api = Api::new(&config.api_base, base).as_reader(&client_id().unwrap_or_default());
    let is_served = served.is_some();
    let (page, words) = match served.zip(words) {
        Some(known) => known,
        None => {
            if config.languages.is_empty() {
                // Without an answer the language of the bare page says that there is none, and how to try again.
                config.languages = api.languages().await.unwrap_or_else(|_| vec![document::lang()]);
            }
            let lang = asked_language(&config, base);
            (blank_page(&lang), files.catalogue(&lang))
        }
    };
    let locale = Locale::new(words.await?);
    let site = Site::new(config, api, base, page, locale);
    Ok(if is_served { (site, hydrate, look_again) } else { (site, mount, Site::retry) })
}

/// Takes over the page that was served.
fn hydrate(site: &Site) {
    let app = site.clone();
    hydrate_from(page_data::root(), move || view! { <App site=app/> }).forget();
}

/// A host of plain files has one page for every query.
fn look_again(site: &Site) {
    if matches!(site.shown.get_untracked().page.view, View::List { .. } | View::Search { .. }) {
        site.show_address(true);
    }
}

/// Fills a bare page. A URL that names none becomes that of the list of articles.
fn mount(site: &Site) {
    // A served page says so itself, and to say its language once more has the browser style all of it anew.
    site.shown
        .with_untracked(|shown| document::describe(&shown.title(), shown.locale.lang(), shown.page.dir().as_str()));
    if matches!(below(&site.base, &history::location().0), "" | "/") {
        let lang = site.shown.with_untracked(|shown| shown.page.lang.clone());
        history::replace(&site.href(&Route::List { lang, audience: None }));
    }
    let root = page_data::root();
    root.set_inner_html("");
    let app = site.clone();
    mount_to(root, move || view! { <App site=app/> }).forget();
}

/// Shows the page, and starts everything that goes on in the background from then on.
async fn start(site: Site, show: Step, finish: Step) {
    make_formatters(&site.shown.get_untracked().locale).await;
    // The part above an article is much for one task beside what else is drawn for readers of a running app.
    let draw_above: Step = |site| site.reading.above.set(true);
    for step in [show, deliver, connect, listen, Site::start_reading, draw_above] {
        step(&site);
        tick().await;
    }
    sleep(LAYOUT_MS).await;
    site.begin_reading();
    history::take_over_scrolling();
    finish(&site);
}

/// Tells the time, and delivers what is kept.
fn deliver(site: &Site) {
    if site.config.is_static() {
        // What is in a file was true when it was made; until the backend tells the time, the reader's clock does.
        site.now.set(local_time());
    }
    site.start_clock();
    site.restore_outbox();
    site.refresh();
}

/// Opens the live stream.
fn connect(site: &Site) {
    if site.config.live {
        site.start_live::<LiveStream>();
    }
}

/// Hears the browser, and clicks on links.
fn listen(site: &Site) {
    signals::on_visibility(wake_all);
    signals::on_return_or_network(wake_all);
    let offering = site.clone();
    signals::on_newer_version(move || {
        offering.newer.set(true);
        let words = offering.shown.with_untracked(|shown| shown.locale.t("update_ready"));
        offering.announce(&words);
    });
    let (following, sharing, going) = (site.clone(), site.clone(), site.clone());
    links::listen(
        site.config.reading_features.footnotes,
        move |click| following.follow(&click),
        move |click| {
            let page = sharing.shown.with_untracked(|shown| shown.route()).map(|route| sharing.url(&route));
            let url = ["", &page.unwrap_or_default(), "#", &click.block].concat();
            sharing.sharing.set(Some(Subject { url, title: click.text }));
            document::show_dialog(crate::components::share_dialog::SHARE_DIALOG_ID);
        },
    );
    links::on_history(move || going.show_address(false));
    if !site.config.reading_features.print {
        document::leave_printing_alone();
    }
    // The browser scrolled to the fragment when the page came; a mounted page was empty then.
    let (_, _, fragment) = history::location();
    if !fragment.is_empty() {
        viewport::scroll_to_id(&fragment);
    }
}

/// The time by the reader's clock.
fn local_time() -> Timestamp {
    Timestamp::from_unix((document::clock_ms() / 1_000.0) as i64)
}

/// A page that says that the page is on its way.
fn blank_page(lang: &str) -> PageData {
    let now = local_time();
    let publication =
        Publication { name: String::new(), tagline: String::new(), languages: Vec::new(), audiences: Vec::new() };
    PageData { publication, lang: lang.to_owned(), origin: document::origin(), now, notice: None, view: View::Loading }
}

/// The part of a path that is below the app's base.
fn below<'a>(base: &str, path: &'a str) -> &'a str {
    path.strip_prefix(base.strip_suffix("/").unwrap_or(base)).unwrap_or(path)
}

/// The language to begin with: that of the URL, chosen earlier, preferred by the browser, or the first there is.
fn asked_language(config: &Config, base: &str) -> String {
    let (path, query, _) = history::location();
    let asked = Route::parse(below(base, &path), &query).map(|route| route.lang().to_owned());
    if let Some(lang) = asked.filter(|lang| config.languages.contains(lang)) {
        return lang;
    }
    let preferred = document::remembered_language().into_iter().chain(document::preferred_languages());
    let offered = |wanted: String| {
        fn primary(tag: &str) -> &str {
            split_once(tag, "-").map_or(tag, |(primary, _)| primary)
        }
        let exact = config.languages.iter().find(|lang| lang.eq_ignore_ascii_case(&wanted));
        exact
            .or_else(|| config.languages.iter().find(|lang| primary(lang).eq_ignore_ascii_case(primary(&wanted))))
            .cloned()
    };
    preferred.into_iter().find_map(offered).or_else(|| config.languages.first().cloned()).unwrap_or_else(document::lang)
}
