//! What a poll does to the page that shows it: nothing that the page does not want.

use anyhow::{Result, ensure};
use hustings_e2e::{Options, Page, World, journey};
use serde_json::json;

use crate::embedding::{BOTH, ELEMENT, is_ready, page_with, reader_on};

#[tokio::test(flavor = "multi_thread")]
async fn the_page_does_not_shift_while_its_polls_load() {
    journey(&[], async |world: &mut World| {
        let partner = world.partner()?;
        for size in [(1280, 900), (360, 740)] {
            let reader = reader_on(world, Options { size, ..Options::default() }, partner.address()).await?;
            reader
                .script(
                    "window.shift = 0;
                    new PerformanceObserver((list) => { for (const entry of list.getEntries()) shift += entry.value; })
                        .observe({ type: 'layout-shift', buffered: true });",
                )
                .await?;
            for poll in ["night-trains", "library-of-things", "leap-second"] {
                reader.within_frame(&format!("hustings-poll[poll={poll}]"), async || is_ready(&reader).await).await?;
            }
            let shift = reader.script("return shift").await?;
            ensure!(shift == 0, "the page has shifted by {shift} at {size:?}");
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_poll_fits_from_very_narrow_to_wide_in_both_directions() {
    journey(&[], async |world: &mut World| {
        let partner = world.partner()?;
        let body = "<div class=holder><hustings-poll poll=night-trains lang=ar></hustings-poll>\
            <hustings-poll poll=library-of-things></hustings-poll></div>";
        for engine in BOTH {
            for width in [240, 320, 700, 1200] {
                let page = page_with(&partner, &format!("wide-{width}"), body);
                let reader = reader_on(world, Options { size: (width, 1400), ..Options::with(engine) }, &page).await?;
                for poll in ["night-trains", "library-of-things"] {
                    reader
                        .within_frame(&format!("hustings-poll[poll={poll}]"), async || {
                            is_ready(&reader).await?;
                            let fits = "const root = document.documentElement; return root.scrollWidth <= innerWidth";
                            reader.holds(&format!("{poll} fits into {width} pixels"), fits).await
                        })
                        .await?;
                }
            }
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frame_below_the_screen_gets_its_poll_s_height() {
    journey(&[], async |world: &mut World| {
        let partner = world.partner()?;
        let body = "<div style='height: 1000px'></div><hustings-poll poll=library-of-things></hustings-poll>";
        let html =
            format!("<!doctype html><html lang=en><script async src={{{{polls}}}}/embed/v1/embed.js></script>{body}");
        let page = partner.page("/test/below", Page::new(html));
        for engine in BOTH {
            let reader = reader_on(world, Options { size: (500, 700), ..Options::with(engine) }, &page).await?;
            reader
                .holds("the element has grown", "return document.querySelector('hustings-poll').offsetHeight > 600")
                .await?;
            reader
                .within_frame("hustings-poll", async || {
                    reader
                        .holds("nothing is cut off", "return document.documentElement.scrollHeight <= innerHeight")
                        .await
                })
                .await?;
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn attributes_change_the_poll_while_it_stands() {
    journey(&[], async |world: &mut World| {
        let partner = world.partner()?;
        let page = page_with(&partner, "attributes", "<hustings-poll poll=night-trains></hustings-poll>");
        for engine in BOTH {
            let reader = reader_on(world, Options::with(engine), &page).await?;
            let theme = async |expected: &str| {
                let is = format!("return document.documentElement.dataset.theme === '{expected}'");
                reader
                    .within_frame("hustings-poll", async || reader.holds(&format!("it is {expected}"), &is).await)
                    .await
            };
            let set = async |name: &str, value: &str| {
                let set = "document.querySelector('hustings-poll').setAttribute(arguments[0], arguments[1])";
                reader.script_with(set, vec![json!(name), json!(value)]).await
            };
            theme("light").await?;
            set("theme", "dark").await?;
            theme("dark").await?;
            set("lang", "ru").await?;
            reader.within_frame("hustings-poll", async || reader.sees("h1", "Что для вас важнее всего").await).await?;
            theme("dark").await?;
            set("accent", "aa0044").await?;
            let accent = "return getComputedStyle(document.documentElement).getPropertyValue('--accent') !== ''
                && location.search.includes('accent=aa0044')";
            reader.within_frame("hustings-poll", async || reader.holds("the colour is there", accent).await).await?;
            reader.within_frame("hustings-poll", async || is_ready(&reader).await).await?;
            set("poll", "leap-second").await?;
            reader
                .within_frame("hustings-poll", async || {
                    reader
                        .holds("it is the other poll", "return location.pathname === '/embed/polls/leap-second'")
                        .await
                })
                .await?;
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn elements_come_and_go_and_the_script_may_be_there_twice() {
    journey(&[], async |world: &mut World| {
        let partner = world.partner()?;
        let page = page_with(
            &partner,
            "twice",
            "<script async src={{polls}}/embed/v1/embed.js></script><div class=holder></div>",
        );
        for engine in BOTH {
            let reader = reader_on(world, Options::with(engine), &page).await?;
            // What Firefox says of a frame that is removed while it still fetches; no script of it runs any more.
            reader.expect_error("NetworkError when attempting to fetch resource");
            reader.expect_error("error loading dynamically imported module");
            reader.holds("the element is known", "return !!customElements.get('hustings-poll')").await?;
            let globals = "const frame = document.body.appendChild(document.createElement('iframe'));
                const plain = new Set(Object.getOwnPropertyNames(frame.contentWindow));
                frame.remove();
                return Object.getOwnPropertyNames(window).filter((name) => !plain.has(name) && !/^(cdc_|ret_|\\d)/.test(name));";
            let left = reader.script(globals).await?;
            ensure!(left == json!([]), "{engine:?}: the script has left {left}");
            for _ in 0..3 {
                reader
                    .script(
                        "const poll = document.createElement('hustings-poll');
                        poll.setAttribute('poll', 'night-trains');
                        document.querySelector('.holder').replaceChildren(poll);",
                    )
                    .await?;
                reader.within_frame(ELEMENT, async || reader.sees("h1", "What matters most").await).await?;
            }
            reader.script("document.querySelector('.holder').replaceChildren()").await?;
            ensure!(reader.all("hustings-poll").await?.is_empty());
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_poll_that_cannot_load_leaves_a_link_and_an_explanation() {
    journey(&[], async |world: &mut World| {
        let partner = world.partner()?;
        let html = "<!doctype html><html lang=en><title>A page</title>\
            <script async src={{polls}}/embed/v1/embed.js></script><hustings-poll poll=night-trains></hustings-poll>";
        let policy = "default-src 'none'; script-src {{polls}}/embed/v1/";
        let page = partner.page("/test/blocked", Page::new(html).header("content-security-policy", policy));
        for engine in BOTH {
            let reader = world.browser_with(Options::with(engine)).await?;
            reader.expect_error("");
            reader.goto(&page).await?;
            let link = "
                const link = document.querySelector('hustings-poll').shadowRoot.querySelector('a');
                return link.offsetHeight > 0 && link.href.endsWith('/en/polls/night-trains');";
            reader.holds("there is a link to the poll", link).await?;
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_plain_page_shows_the_picture_of_the_bars() {
    journey(&[], async |world: &mut World| -> Result<()> {
        let partner = world.partner()?;
        for engine in BOTH {
            let reader = reader_on(world, Options::with(engine), &format!("{}/plain", partner.address())).await?;
            reader.scrolls_to("img.poll-picture", 0, 100.0).await?;
            reader
                .holds("the picture is drawn", "return document.querySelector('img.poll-picture').naturalWidth > 0")
                .await?;
        }
        Ok(())
    })
    .await;
}
