//! The harness itself: that it sees and does what the journeys rely on, in both browsers.

use anyhow::{Result, ensure};
use hustings_e2e::{Browser, Engine, Options, Page, Partner, World, eventually, journey};
use serde_json::json;

use crate::steps::waiting;

const BOTH: [Engine; 2] = [Engine::Chromium, Engine::Firefox];

/// A page with a script beside it, and a policy that permits that script alone.
const HTML: &str =
    "<!doctype html><html lang=en><title>A page</title><body><h1>A page</h1><script src=code.js></script>";
const STRICT: &str = "default-src 'none'; script-src 'self'";

/// Serves such a page with this script below `/test/{name}/`, and gives its path.
fn page_with(partner: &Partner, name: &str, script: &str) -> String {
    let code = Page::new(script).header("content-type", "text/javascript");
    partner.page(&format!("/test/{name}/code.js"), code);
    let path = format!("/test/{name}/page");
    partner.page(&path, Page::new(HTML).header("content-security-policy", STRICT));
    path
}

/// The same site under the other name of this machine: to a browser, another site.
fn elsewhere(partner: &Partner) -> String {
    partner.address().replace("localhost", "127.0.0.1")
}

/// What a page may do wrong, and words that say so.
const FAULTS: [(&str, &str, &str); 6] = [
    ("logs", "console.error('as logged')", "as logged"),
    ("panics", "console.warn('panicked at src/app.rs')", "panicked at"),
    ("throws", "throw new Error('as thrown')", "as thrown"),
    ("rejects", "Promise.reject(new Error('as rejected'))", "as rejected"),
    ("styles", "document.body.setAttribute('style', 'color: red')", "inline style"),
    ("fetches", "fetch('http://127.0.0.1:1/forbidden').catch(() => {})", "127.0.0.1:1/forbidden"),
];

/// Waits until the console holds a fault with these words against the page.
async fn blamed(browser: &Browser, words: &str) -> Result<()> {
    eventually(&format!("the console says {words:?}"), async || {
        let faults = browser.faults().await?;
        ensure!(faults.iter().any(|fault| fault.contains(words)), "it says {faults:?}");
        Ok(Some(()))
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_without_faults_is_blamed_for_nothing() {
    journey(&[], async |world: &mut World| {
        let partner = world.partner()?;
        let page = page_with(&partner, "well", "console.log('words'); console.warn('more words')");
        for engine in BOTH {
            let browser = world.browser_with(Options::with(engine)).await?;
            browser.goto(&format!("{}{page}", partner.address())).await?;
            browser.sees("h1", "A page").await?;
            let faults = browser.faults().await?;
            ensure!(faults.is_empty(), "{engine:?} says {faults:?}");
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_exceptions_and_policy_violations_are_faults() {
    journey(&[], async |world: &mut World| {
        let partner = world.partner()?;
        for engine in BOTH {
            let browser = world.browser_with(Options::with(engine)).await?;
            for (name, script, words) in FAULTS {
                let page = page_with(&partner, name, script);
                browser.goto(&format!("{}{page}", partner.address())).await?;
                blamed(&browser, words).await?;
            }
            // All of them were provoked.
            browser.expect_error("");
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn faults_in_a_frame_of_another_site_are_faults_too() {
    journey(&[], async |world: &mut World| {
        let partner = world.partner()?;
        for engine in BOTH {
            let browser = world.browser_with(Options::with(engine)).await?;
            for (name, script, words) in FAULTS {
                let frame = page_with(&partner, name, script);
                let html = format!("<!doctype html><iframe src={}{frame}></iframe>", elsewhere(&partner));
                browser.goto(&partner.page("/test/embedding", Page::new(html))).await?;
                blamed(&browser, words).await?;
            }
            browser.expect_error("");
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cross_site_frame_in_a_shadow_root_can_be_entered() {
    journey(&[], async |world: &mut World| {
        let partner = world.partner()?;
        page_with(&partner, "inside", "document.querySelector('h1').textContent = 'Inside'");
        let html = format!(
            "<!doctype html><h1>Outside</h1><in-shadow></in-shadow><div style='height: 5000px'></div>
            <iframe loading=lazy src={0}/test/inside/page></iframe>
            <script>customElements.define('in-shadow', class extends HTMLElement {{
                connectedCallback() {{
                    const frame = document.createElement('iframe');
                    frame.src = '{0}/test/inside/page';
                    this.attachShadow({{ mode: 'open' }}).append(frame);
                }}
            }})</script>",
            elsewhere(&partner)
        );
        let page = partner.page("/test/shadow", Page::new(html));
        for engine in BOTH {
            let browser = world.browser_with(Options::with(engine)).await?;
            browser.goto(&page).await?;
            for css in ["in-shadow", "body > iframe"] {
                let address = browser
                    .within_frame(css, async || {
                        browser.sees("h1", "Inside").await?;
                        ensure!(browser.accessible_name(&browser.find("h1").await?).await? == "Inside");
                        browser.script("return location.href").await
                    })
                    .await?;
                ensure!(address == format!("{}/test/inside/page", elsewhere(&partner)), "it was {address}");
                browser.sees("h1", "Outside").await?;
            }
            let failed: Result<()> = browser.within_frame("in-shadow", async || anyhow::bail!("as expected")).await;
            ensure!(failed.is_err_and(|error| error.to_string() == "as expected"));
            browser.sees("h1", "Outside").await?;
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_chooses_who_may_keep_cookies() {
    journey(&[], async |world: &mut World| {
        let partner = world.partner()?;
        let frame = Page::new("<!doctype html>")
            .header("set-cookie", "third=1; SameSite=None; Secure")
            .header("set-cookie", "apart=1; SameSite=None; Secure; Partitioned");
        partner.page("/test/cookie", frame);
        let html = format!("<!doctype html><iframe src={}/test/cookie></iframe>", elsewhere(&partner));
        let page = partner.page("/test/embedding", Page::new(html).header("set-cookie", "first=1"));
        for engine in BOTH {
            for (third_party_cookies, cookies, expected) in [
                (true, true, ["first=1", "third=1; apart=1"]),
                // Firefox then keeps not even those that are kept apart for each embedding site.
                (false, true, ["first=1", if engine == Engine::Chromium { "apart=1" } else { "" }]),
                (false, false, ["", ""]),
            ] {
                let options = Options { third_party_cookies, cookies, ..Options::with(engine) };
                let browser = world.browser_with(options).await?;
                browser.goto(&page).await?;
                let outside = browser.script("return document.cookie").await?;
                let inside = async || browser.script("return document.cookie").await;
                let inside = browser.within_frame("iframe", inside).await?;
                ensure!([&outside, &inside] == expected, "{engine:?} keeps {outside} and in the frame {inside}");
            }
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_has_the_options_of_the_test() {
    journey(&[], async |world: &mut World| {
        let partner = world.partner()?;
        let html = "<!doctype html><html lang=en><meta name=viewport content='width=device-width'><p>A page</p>";
        let page = partner.page("/test/page", Page::new(html));
        let script = "
            const is = (feature) => matchMedia(`(${feature})`).matches;
            return [innerWidth, innerHeight, navigator.languages.join(), is('prefers-color-scheme: dark'),
                is('prefers-reduced-motion: reduce')];";
        for engine in BOTH {
            for (options, expected) in [
                (Options::with(engine), json!([1280, 900, "en", false, false])),
                (
                    Options { size: (360, 740), languages: "ar,en", dark: true, still: true, ..Options::with(engine) },
                    json!([360, 740, "ar,en", true, true]),
                ),
            ] {
                let browser = world.browser_with(options).await?;
                browser.goto(&page).await?;
                let found = browser.script(script).await?;
                ensure!(found == expected, "{engine:?} has {found} and not {expected}");
            }
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_scripts_no_script_runs_in_page_or_frames() {
    journey(&[], async |world: &mut World| {
        let partner = world.partner()?;
        let html = "<!doctype html><html lang=en><title>A page</title><p>as served</p>
            <noscript><b>No script</b></noscript>
            <script>document.querySelector('p').textContent = 'as scripted'</script>";
        partner.page("/test/page", Page::new(html));
        let frame = format!("{html}<iframe src={}/test/page></iframe>", elsewhere(&partner));
        let page = partner.page("/test/embedding", Page::new(frame));
        for engine in BOTH {
            let browser = world.browser_with(Options { scripts: false, ..Options::with(engine) }).await?;
            browser.goto(&page).await?;
            let look = async || {
                browser.sees("p", "as served").await?;
                browser.sees("noscript", "No script").await
            };
            look().await?;
            browser.within_frame("iframe", look).await?;
        }
        Ok(())
    })
    .await;
}

/// What a page can keep in a browser, each as a promise that says whether something is there after it was looked for.
const KEPT: &str = "
    const name = 'kept-by-a-reader';
    const look = async () => ({
        cookie: document.cookie.includes(name), local: localStorage.getItem(name) !== null,
        session: sessionStorage.getItem(name) !== null, caches: await caches.has(name),
        databases: (await indexedDB.databases()).some(database => database.name === name), past: history.length > 2,
        worker: (await navigator.serviceWorker.getRegistrations()).length > 0,
        dark: matchMedia('(prefers-color-scheme: dark)').matches, languages: navigator.languages.includes('ar'),
    });
    if (arguments[0]) {
        document.cookie = name + '=1';
        localStorage.setItem(name, '1');
        sessionStorage.setItem(name, '1');
        await caches.open(name);
        await new Promise(resolve => { indexedDB.open(name).onsuccess = resolve; });
        await navigator.serviceWorker.register('worker.js');
        history.pushState(null, '', '#1');
        history.pushState(null, '', '#2');
    }
    return look();";

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_finds_nothing_of_the_one_before() {
    journey(&[], async |world: &mut World| {
        let partner = world.partner()?;
        let page = partner.page("/test/page", Page::new("<!doctype html><html lang=en><title>A page</title><p>A page"));
        partner.page("/test/worker.js", Page::new("").header("content-type", "text/javascript"));
        for engine in BOTH {
            // Who reads the same languages may get the very browser of the one before, in either.
            for (keeps, languages) in [(true, "ar,en"), (false, "ar,en"), (false, "en")] {
                let options = Options { dark: keeps, languages, ..Options::with(engine) };
                let browser = world.browser_with(options).await?;
                browser.goto(&page).await?;
                let found = browser.script_with(&waiting(KEPT), vec![keeps.into()]).await?;
                let all = found.as_object().into_iter().flat_map(|found| found.values());
                ensure!(all.count() == 9, "{engine:?} says {found}");
                for (what, is_there) in found.as_object().into_iter().flatten() {
                    let expected = if what == "languages" { languages != "en" } else { keeps };
                    ensure!(*is_there == expected, "{engine:?}, {what}: {found}");
                }
                if keeps {
                    browser.set_offline(true).await?;
                }
                browser.close().await?;
            }
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_only_chromium_can_do_says_so_in_firefox() {
    journey(&[], async |world: &mut World| {
        let browser = world.browser_with(Options::with(Engine::Firefox)).await?;
        let Err(error) = browser.block(&["*"]).await else { anyhow::bail!("Firefox blocks URLs") };
        ensure!(error.to_string().contains("only Chromium"), "it says {error:#}");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_hears_that_the_line_is_lost_and_found() {
    journey(&[], async |world: &mut World| {
        let partner = world.partner()?;
        let script =
            "for (const type of ['offline', 'online']) addEventListener(type, () => (document.title += ` ${type}`))";
        let page = page_with(&partner, "line", script);
        for engine in BOTH {
            let browser = world.browser_with(Options::with(engine)).await?;
            browser.goto(&format!("{}{page}", partner.address())).await?;
            browser.reconnects().await?;
            browser.holds("it has heard both", "return document.title === 'A page offline online'").await?;
        }
        Ok(())
    })
    .await;
}
