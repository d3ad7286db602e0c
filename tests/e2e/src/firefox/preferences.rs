//! Firefox's settings: the reader's, and those of a browser that is being tested.

use anyhow::Result;
use serde_json::{Value, json};
use thirtyfour::common::capabilities::firefox::FirefoxPreferences;

use crate::Options;

/// Cookies of third parties are kept apart for each site that embeds them: what Firefox does by itself.
const COOKIES_KEPT_APART: u32 = 5;
/// No cookies of third parties.
const NO_FOREIGN_COOKIES: u32 = 1;
/// No cookies at all.
const NO_COOKIES: u32 = 2;

/// All settings of a reader's browser.
pub(super) fn preferences(options: &Options) -> Result<FirefoxPreferences> {
    let mut preferences = FirefoxPreferences::new();
    for (name, value) in fixed().into_iter().chain(of_reader(options)).filter(|(_, value)| !value.is_null()) {
        preferences.set(name, value)?;
    }
    Ok(preferences)
}

/// Those that readers have each for themselves; null is what Firefox does by itself.
pub(super) fn of_reader(options: &Options) -> Vec<(&'static str, Value)> {
    let cookies = match (options.cookies, options.third_party_cookies) {
        (true, true) => COOKIES_KEPT_APART,
        (true, false) => NO_FOREIGN_COOKIES,
        (false, _) => NO_COOKIES,
    };
    vec![
        ("intl.accept_languages", json!(options.languages)),
        ("javascript.enabled", json!(options.scripts)),
        theme(options.dark),
        ("ui.prefersReducedMotion", json!(u32::from(options.still))),
        ("network.cookie.cookieBehavior", json!(cookies)),
        ("layout.css.scroll-driven-animations.enabled", json!(options.scroll_timelines)),
        // Asks the service again at once when it was disconnected.
        ("dom.push.retryBaseInterval", json!(options.push_service.as_ref().map(|_| 1))),
        ("dom.push.testing.allowInsecureServerURL", json!(options.push_service.as_ref().map(|_| true))),
        ("dom.push.serverURL", json!(options.push_service.as_ref().map(|address| address.replacen("http", "ws", 1)))),
        ("dom.push.connection.enabled", json!(options.push_service.is_some())),
        // A desktop's notifications need a desktop.
        ("alerts.useSystemBackend", json!(options.push_service.as_ref().map(|_| false))),
        ("permissions.default.desktop-notification", json!(options.push_service.as_ref().map(|_| 1))),
    ]
}

/// Whether pages are to be dark.
pub(super) fn theme(dark: bool) -> (&'static str, Value) {
    ("layout.css.prefers-color-scheme.content-override", json!(u32::from(!dark)))
}

/// What is the same for every reader.
fn fixed() -> Vec<(&'static str, Value)> {
    vec![
        // Whatever is not on this machine goes to a proxy that nobody listens at: so Firefox reaches
        // nobody, whichever of its services a later version adds.
        ("network.proxy.type", json!(1)),
        ("network.proxy.http", json!("127.0.0.1")),
        ("network.proxy.http_port", json!(9)),
        ("network.proxy.ssl", json!("127.0.0.1")),
        ("network.proxy.ssl_port", json!(9)),
        ("network.proxy.allow_bypass", json!(false)),
        ("network.proxy.failover_direct", json!(false)),
        // And these services need not even try.
        ("app.normandy.enabled", json!(false)),
        ("app.shield.optoutstudies.enabled", json!(false)),
        ("app.update.disabledForTesting", json!(true)),
        ("browser.region.network.url", json!("")),
        ("browser.safebrowsing.blockedURIs.enabled", json!(false)),
        ("browser.safebrowsing.downloads.enabled", json!(false)),
        ("browser.safebrowsing.malware.enabled", json!(false)),
        ("browser.safebrowsing.phishing.enabled", json!(false)),
        ("browser.search.update", json!(false)),
        ("datareporting.healthreport.uploadEnabled", json!(false)),
        ("datareporting.policy.dataSubmissionEnabled", json!(false)),
        ("extensions.update.enabled", json!(false)),
        ("messaging-system.rsexperimentloader.enabled", json!(false)),
        ("network.captive-portal-service.enabled", json!(false)),
        ("network.connectivity-service.enabled", json!(false)),
        ("nimbus.rollouts.enabled", json!(false)),
        ("services.settings.server", json!("data:,#nobody")),
        ("toolkit.telemetry.enabled", json!(false)),
        // No processes for pages that nobody has asked for, nor for what of the browser's own is not used here: a seventh of the
        // processor's time that journeys in Firefox took, together with the next one.
        ("dom.ipc.processPrelaunch.enabled", json!(false)),
        ("extensions.webextensions.remote", json!(false)),
        ("browser.tabs.remote.separatePrivilegedContentProcess", json!(false)),
        ("media.rdd-process.enabled", json!(false)),
        ("browser.newtabpage.enabled", json!(false)),
        ("browser.startup.page", json!(0)),
        // WASM is compiled once: faster code of the same is ready only when most journeys have left the page.
        ("javascript.options.wasm_optimizingjit", json!(false)),
        // What pages log, and exceptions that nobody catches, go to the output; the browser's own do not.
        ("browser.dom.window.dump.enabled", json!(true)),
        ("devtools.console.stdout.content", json!(true)),
        ("devtools.console.stdout.chrome", json!(false)),
        // A page's picture for the tab is asked for by the browser and not by the page.
        ("browser.chrome.site_icons", json!(false)),
        // As in Chromium, where no scroll bar takes room from a page.
        ("ui.useOverlayScrollbars", json!(1)),
    ]
}
