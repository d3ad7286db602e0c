//! A closed poll after its backend is gone: read from what was exported, on its page, as a picture and in partners' frames.

use anyhow::{Result, ensure};
use hustings_e2e::{Browser, Engine, ExportedSite, Options, Page, Partner, World, journey};

use crate::{
    embedding::{BOTH, reader_on},
    passport::checks,
    steps::shows,
};

/// A poll that is closed by its schedule.
const CLOSED: &str = "meeting-free-day";
const RESULT: [&str; 4] = ["18 (14%)", "44 (34%)", "61 (47%)", "7 (5%)"];

/// A partner's page with an element whose script comes from the files and whose poll from the backend.
fn embeds(world: &World, partner: &Partner, site: &ExportedSite, lang: &str) -> String {
    let backend = world.server.address();
    let html = format!(
        "<!doctype html><html lang={lang}><meta charset=utf-8><title>A page</title>\
         <script async src={}></script><hustings-poll poll={CLOSED} src={backend}></hustings-poll>\
         <hustings-poll poll=night-trains src={backend}><a href={backend}>Vote</a></hustings-poll>",
        site.url("/embed/v1/embed.js")
    );
    let origin = site.origin();
    let policy = format!("default-src 'none'; script-src {origin}; frame-src {backend} {origin}");
    partner.page(&format!("/test/frozen-{lang}"), Page::new(html).header("content-security-policy", &policy))
}

/// Waits until the element's frame has said which poll it has.
async fn is_there(reader: &Browser) -> Result<()> {
    let titled = "return document.querySelector('hustings-poll').shadowRoot?.querySelector('iframe').title.length > 4";
    reader.holds("the page knows the poll", titled).await
}

pub(crate) async fn outlives_its_backend(engine: Engine) {
    journey(&[], async move |world: &mut World| {
        let site = world.exported_site("/sub/path").await?;
        let partner = world.partner()?;
        let (english, arabic) = (embeds(world, &partner, &site, "en"), embeds(world, &partner, &site, "ar"));
        world.server.stop()?;
        let options = || Options { base: Some(site.url("")), ..Options::with(engine) };
        let reader = world.browser_with(options()).await?;
        reader.expect_error(&world.server.address());
        reader.expect_outage();

        reader.goto(&format!("/en/polls/{CLOSED}/")).await?;
        reader.comes_alive().await?;
        shows(&reader, CLOSED, &RESULT).await?;
        reader.sees(".poll-card__time", "Closed on").await?;
        reader.click_named("a.poll-card__facts", "How this result came about").await?;
        reader.arrives_at(&format!("/en/polls/{CLOSED}/passport/")).await?;
        checks(&reader, &["The log is whole", "Voters: 130."]).await?;
        ensure!(!reader.text(".passport__said").await?.contains("This browser"), "a file knows no reader");

        reader.goto(&english).await?;
        is_there(&reader).await?;
        reader
            .within_frame("hustings-poll", async || {
                shows(&reader, CLOSED, &RESULT).await?;
                reader.sees(".poll-card__time", "Closed on").await?;
                reader.holds("no app runs in it", "return !document.querySelector('[data-glue]')").await
            })
            .await?;
        // One that is open has no file.
        reader.expect_error("night-trains");
        reader.expect_error("is silent");
        let link = "const link = document.querySelector('hustings-poll[poll=night-trains] a');
            link.scrollIntoView();
            return link.offsetHeight > 0";
        reader.holds("what is inside the other element shows", link).await?;
        reader.goto(&arabic).await?;
        is_there(&reader).await?;
        reader
            .within_frame("hustings-poll", async || {
                reader.sees("h1", "أي يوم تود أن يخلو من الاجتماعات؟").await?;
                reader.holds("it runs from right to left", "return document.documentElement.dir === 'rtl'").await
            })
            .await?;
        let folder = site.folder().join("embed/polls/night-trains");
        ensure!(!folder.exists(), "a poll that is open is no file");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_poll_outlives_its_backend_in_chromium() {
    outlives_its_backend(Engine::Chromium).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_poll_outlives_its_backend_in_firefox() {
    outlives_its_backend(Engine::Firefox).await;
}

/// Also of a host that sends no header but the type.
#[tokio::test(flavor = "multi_thread")]
async fn without_scripts_a_frame_has_the_result_and_its_other_languages() {
    journey(&[], async |world: &mut World| {
        let site = world.exported_site_without_headers("/answers").await?;
        let partner = world.partner()?;
        world.server.stop()?;
        let frame = site.url(&format!("/embed/polls/{CLOSED}/"));
        let picture = site.url(&format!("/api/v1/polls/{CLOSED}/ar/results.svg"));
        let html = format!("<!doctype html><html lang=en><title>A page</title><iframe src={frame} height=700></iframe><img src={picture}>");
        let page = partner.page("/test/bare", Page::new(html));
        for engine in BOTH {
            let reader = reader_on(world, Options { scripts: false, ..Options::with(engine) }, &page).await?;
            reader.holds("the picture is drawn", "return document.querySelector('img').naturalWidth === 480").await?;
            reader.enter_frame("iframe").await?;
            shows(&reader, CLOSED, &RESULT).await?;
            reader.click_named("nav a", "العربية").await?;
            reader.sees("h1", "أي يوم تود أن يخلو من الاجتماعات؟").await?;
            reader.holds("it runs from right to left", "return document.documentElement.dir === 'rtl'").await?;
            reader.leave_frame().await?;
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nginx_answers_from_the_files_while_no_server_does() {
    journey(&[], async |world: &mut World| {
        let site = world.exported_site("/sub/path").await?;
        let proxy = world.proxy(&site).await?;
        let http = world.http()?;
        let ask = async |path: &str| -> Result<(u16, String)> {
            let answer = http.get(format!("{}{path}", proxy.address())).send().await?;
            Ok((answer.status().as_u16(), answer.text().await?))
        };
        let closed = format!("/embed/polls/{CLOSED}");
        let (status, text) = ask(&closed).await?;
        ensure!(status == 200 && text.contains("poll_embed"), "the server's own: {status} {text}");
        world.server.stop()?;
        for (path, expected) in [
            (closed.clone(), "<html lang=\"en\""),
            (format!("{closed}?lang=ar&theme=dark"), "<html lang=\"ar\""),
            (format!("{closed}?lang=..%2F..%2F..%2F"), "<html lang=\"en\""),
            (format!("{closed}?lang=../../../"), "<html lang=\"en\""),
            (format!("/sub/path{closed}/ru/"), "<html lang=\"ru\""),
            (format!("/api/v1/polls/{CLOSED}/results.svg?lang=ar"), "lang=\"ar\""),
            (format!("/en/polls/{CLOSED}"), "61 (47%)"),
            (format!("/en/polls/{CLOSED}/passport"), "passport__title"),
            ("/embed/v1/embed.js".to_owned(), "hustings-poll"),
            ("/sub/path/embed/frozen.js".to_owned(), "postMessage"),
        ] {
            let (status, text) = ask(&path).await?;
            ensure!(status == 200 && text.contains(expected), "{path}: {status} {text}");
        }
        for gone in [
            "/embed/polls/night-trains",
            "/api/v1/polls/meeting-free-day",
            "/.hustings-export.json",
            "/_headers",
            "/en/nothing",
        ] {
            ensure!(ask(gone).await?.0 == 502, "{gone}");
        }
        let vote = http.put(format!("{}/api/v1/polls/{CLOSED}/vote", proxy.address())).body("{}").send().await?;
        ensure!(vote.status() == 502, "a vote waits: {}", vote.status());
        let frame = http.get(format!("{}{closed}", proxy.address())).send().await?;
        let header = |name: &str| frame.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        ensure!(header("content-security-policy").contains("form-action 'none'"), "{:?}", frame.headers());
        ensure!(header("cross-origin-embedder-policy") == "require-corp" && header("x-frame-options").is_empty());
        Ok(())
    })
    .await;
}
