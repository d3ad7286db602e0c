//! The partner's site itself, as far as it needs nothing of Hustings but URLs.

use anyhow::{Result, ensure};
use hustings_e2e::{Engine, Options, World, journey};

#[tokio::test(flavor = "multi_thread")]
async fn without_scripts_an_embedded_poll_is_a_link() {
    journey(&[], async |world: &mut World| {
        let partner = world.partner()?;
        for engine in [Engine::Chromium, Engine::Firefox] {
            let reader = world.browser_with(Options { scripts: false, ..Options::with(engine) }).await?;
            for (page, poll, title) in [
                ("/", "night-trains", "What matters most to you on a night train?"),
                ("/", "library-of-things", "What would you borrow first?"),
                ("/", "leap-second", "what should our clocks follow?"),
                ("/ar", "night-trains", "ما الأهم بالنسبة إليك في القطار الليلي؟"),
                ("/dark", "night-trains", "What matters most to you on a night train?"),
            ] {
                reader.goto(&format!("{}{page}", partner.address())).await?;
                reader.click(&format!("hustings-poll[poll={poll}] a")).await?;
                reader.sees("h1, h2", title).await?;
                ensure!(reader.place().await?.ends_with(&format!("/polls/{poll}")), "{:?}", reader.place().await?);
            }
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn its_pages_are_no_wider_than_a_phone() {
    journey(&[], async |world: &mut World| -> Result<()> {
        let partner = world.partner()?;
        let reader = world.browser_with(Options { size: (320, 640), scripts: false, ..Options::default() }).await?;
        for page in ["/", "/ar", "/dark"] {
            reader.goto(&format!("{}{page}", partner.address())).await?;
            for element in reader.all("body, h1, p, li, nav, a").await? {
                let (area, text) = (element.rect().await?, element.text().await?);
                ensure!(area.x >= 0.0 && area.x + area.width <= 320.0, "{page}: {text:?} is at {area:?}");
            }
        }
        Ok(())
    })
    .await;
}
