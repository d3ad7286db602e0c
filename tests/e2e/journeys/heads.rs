//! What machines read of a page, and under which policy it runs.

use anyhow::{Context, Result, ensure};
use hustings_e2e::{Options, World, journey};

use crate::steps::{ARTICLE, POLL};

const PAGES: [&str; 5] = ["/en/", "/en/sections/business", ARTICLE, POLL, "/en/polls/"];

#[tokio::test(flavor = "multi_thread")]
async fn every_page_has_a_strict_policy_and_keeps_it() {
    journey(&[], async |world: &mut World| {
        for path in PAGES {
            let answer = world.http()?.get(format!("{}{path}", world.server.address())).send().await?;
            let policy =
                answer.headers().get("content-security-policy").with_context(|| format!("{path} has no policy"))?;
            let policy = policy.to_str()?;
            ensure!(!policy.contains("'unsafe-inline'") && !policy.contains("'unsafe-eval'"), "{path}: {policy}");
            ensure!(policy.contains("'wasm-unsafe-eval'"), "{path} cannot start WASM: {policy}");
            for part in ["default-src", "script-src", "style-src", "base-uri", "form-action", "frame-ancestors"] {
                ensure!(policy.contains(part), "{path} says nothing of {part}: {policy}");
            }
        }
        // The journey itself fails when one of these pages breaks its policy.
        for (lang, dark) in [("en", false), ("ru", true), ("ar", false)] {
            let reader = world.browser_with(Options { dark, ..Options::default() }).await?;
            for path in PAGES {
                reader.goto(&path.replacen("/en/", &format!("/{lang}/"), 1)).await?;
                reader.comes_alive().await?;
            }
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_article_describes_itself_to_machines() {
    journey(&[], async |world: &mut World| {
        let reader = world.browser_with(Options { scripts: false, ..Options::default() }).await?;
        reader.goto(ARTICLE).await?;
        ensure!(reader.driver().title().await?.contains("The night train comes back"));
        let canonical = reader.attribute("link[rel=canonical]", "href").await?;
        ensure!(canonical.ends_with(ARTICLE), "canonical is {canonical}");
        for lang in ["en", "ru", "ar"] {
            let other = reader.attribute(&format!("link[rel=alternate][hreflang={lang}]"), "href").await?;
            ensure!(other.ends_with(&format!("/{lang}/articles/night-trains")), "hreflang {lang} is {other}");
        }
        for property in ["og:title", "og:description", "og:url", "og:type", "og:locale", "og:image"] {
            let content = reader.attribute(&format!("meta[property='{property}']"), "content").await?;
            ensure!(!content.is_empty(), "{property} is empty");
        }
        let page = world.http()?.get(format!("{}{ARTICLE}", world.server.address())).send().await?.text().await?;
        let json = page
            .split_once("<script type=\"application/ld+json\">")
            .and_then(|(_, rest)| rest.split_once("</script>"))
            .context("the page has JSON-LD")?
            .0;
        let data: serde_json::Value = serde_json::from_str(json).context("the JSON-LD is JSON")?;
        ensure!(data.to_string().contains("The night train comes back"), "the JSON-LD says {data}");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_publication_can_be_subscribed_to_and_crawled() {
    journey(&[], async |world: &mut World| -> Result<()> {
        let http = world.http()?;
        for (path, kind, words) in [
            ("/en/feed.xml", "xml", "The night train comes back"),
            ("/ru/feed.xml", "xml", "Ночной поезд возвращается"),
            ("/en/sections/business/feed.xml", "xml", "The night train comes back"),
            ("/en/polls/feed.xml", "xml", "What matters most to you on a night train?"),
            ("/sitemap.xml", "xml", "/ar/articles/night-trains"),
            ("/robots.txt", "text/plain", "itemap"),
        ] {
            let answer = http.get(format!("{}{path}", world.server.address())).send().await?;
            ensure!(answer.status().is_success(), "{path} answers {}", answer.status());
            let found = answer.headers().get("content-type").context("a type")?.to_str()?.to_owned();
            ensure!(found.contains(kind), "{path} is {found}");
            ensure!(answer.text().await?.contains(words), "{path} does not name {words:?}");
        }
        Ok(())
    })
    .await;
}
