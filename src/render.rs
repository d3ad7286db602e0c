//! Server-side rendering: a page or a frame as HTML, by the components that run in the browser. No effect runs and
//! nothing is fetched.

use hustings_core::{
    config::Config,
    i18n::Locale,
    model::{page::PageData, poll_frame::PollFrame as FrameData},
};
use hustings_wire::{Held, Passport};
use leptos::prelude::*;

use crate::{
    api::Api,
    app::App,
    pages::{
        held::held_page,
        passport::{PassportFiles, passport_page},
        poll_frame::PollFrame,
    },
    state::{Polls, Shown, Site},
};

/// The inner HTML of the page's root element, ready to be hydrated.
pub fn render_page(page: &PageData, config: &Config, locale: &Locale) -> String {
    let owner = Owner::new();
    let html = owner.with(|| {
        let base = base_for(page, config);
        let api = Api::new(&config.api_base, &base);
        let site = Site::new(config.clone(), api, &base, page.clone(), locale.clone());
        view! { <App site=site/> }.to_html()
    });
    drop(owner);
    html
}

/// The inner HTML of the root element of the page that says what is held about a reader; it is not hydrated. `page` says
/// of which publication and in which language.
pub fn render_held(page: &PageData, config: &Config, locale: &Locale, held: &Held, erased: Option<u64>) -> String {
    render_server_page(page, config, locale, |site, shown| held_page(site, shown, held, erased))
}

/// The inner HTML of the root element of a result's passport; it is not hydrated. `page` says of which publication and in which
/// language; `check` is what the page's script works with, as JSON, and `files` where its files are, if the page is one.
pub fn render_passport(
    page: &PageData,
    config: &Config,
    locale: &Locale,
    passport: &Passport,
    check: String,
    files: Option<&PassportFiles>,
) -> String {
    render_server_page(page, config, locale, |site, shown| passport_page(site, shown, passport, check, files))
}

/// A page that the server alone has.
fn render_server_page(
    page: &PageData,
    config: &Config,
    locale: &Locale,
    draw: impl FnOnce(&Site, &Shown) -> AnyView,
) -> String {
    let owner = Owner::new();
    let html = owner.with(|| {
        let (base, shown) = (base_for(page, config), Shown { page: page.clone(), locale: locale.clone() });
        let backend = if config.is_static() { &*config.api_base } else { "" };
        let site = Site::new(config.clone(), Api::new(backend, &base), &base, page.clone(), locale.clone());
        draw(&site, &shown).to_html()
    });
    drop(owner);
    html
}

/// The path below which the page's publication lies, with a slash at both ends.
fn base_for(page: &PageData, config: &Config) -> String {
    if config.is_static() { base_of(&page.origin) } else { "/".to_owned() }
}

/// The path of a publication's URL, with a slash at both ends.
fn base_of(address: &str) -> String {
    let host = address.split_once("://").map_or(address, |(_, rest)| rest);
    let path = host.split_once('/').map_or("", |(_, path)| path.trim_matches('/'));
    if path.is_empty() { "/".to_owned() } else { format!("/{path}/") }
}

/// The inner HTML of a poll frame's root element, ready to be hydrated.
pub fn render_poll_frame(frame: &FrameData, locale: &Locale) -> String {
    let owner = Owner::new();
    let html = owner.with(|| {
        let FrameData { poll, now, publication, home, back, partner, notice } = frame.clone();
        let (id, locale) = (poll.id.clone(), locale.clone());
        let polls = Polls::of_frame(Api::new("", "/"), poll, now);
        view! {
            <PollFrame
                polls=polls
                poll=id
                publication=publication
                home=home
                back=back
                partner=partner
                notice=notice
                locale=locale
            />
        }
        .to_html()
    });
    drop(owner);
    html
}
