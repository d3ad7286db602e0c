//! A poll whose options have pictures.

use anyhow::{Result, ensure};
use hustings_e2e::{Browser, Engine, Options, World, eventually, journey};

use crate::{
    embedding::{BOTH, is_ready, page_with, reader_on},
    steps::{api, marks, reader_with, says, send, shows, vote},
};

const ID: &str = "reading-spot";
const PAGE: &str = "/en/polls/reading-spot";
const PICTURE: &str = ".poll-option__image";
/// 14, 38, 27 and 19 of 98.
const FIGURES: [&str; 4] = ["14 (14%)", "38 (39%)", "27 (28%)", "19 (19%)"];

/// Waits until all four pictures are there, at one size and in the window's width.
async fn shows_pictures(reader: &Browser) -> Result<()> {
    // Lazy ones come when they are near the screen.
    reader.script("document.querySelector('.poll-option:last-child').scrollIntoView({ block: 'center' })").await?;
    reader
        .holds(
            "four pictures of one size",
            "const all = [...document.querySelectorAll('.poll-option__image')];
            const sizes = new Set(all.map((image) => `${image.offsetWidth} ${image.offsetHeight}`));
            return all.length === 4 && all.every((image) => image.complete && image.naturalWidth > 0 && image.offsetWidth > 80)
                && sizes.size === 1 && document.documentElement.scrollWidth <= innerWidth;",
        )
        .await
}

/// Presses the middle of the picture of this option, as a hand does.
async fn press_picture(reader: &Browser, option: &str) -> Result<()> {
    let picture = reader.find(&format!("img[id='image.{ID}.{option}']")).await?;
    reader
        .script(&format!("document.getElementById('image.{ID}.{option}').scrollIntoView({{ block: 'center' }})"))
        .await?;
    reader.rests().await?;
    Ok(reader.driver().action_chain().move_to_element_center(&picture).click().perform().await?)
}

async fn is_chosen_by_its_picture(engine: Engine) {
    journey(&[], async |world: &mut World| {
        for size in [(390, 844), (1280, 800)] {
            let reader = world.browser_with(Options { still: true, size, ..Options::with(engine) }).await?;
            reader.goto(PAGE).await?;
            reader.comes_alive().await?;
            shows_pictures(&reader).await?;
            reader
                .script(
                    "window.shift = 0;
                    try {
                        new PerformanceObserver((list) => { for (const entry of list.getEntries()) shift += entry.value; })
                            .observe({ type: 'layout-shift', buffered: true });
                    } catch {}",
                )
                .await?;
            // Which Firefox does not tell.
            reader.rests().await?;
            ensure!(reader.script("return shift").await? == 0, "the page has moved");
            // Its name is its label, and its picture describes it.
            reader.named("input[name='option']", "On a train").await?;
            reader
                .holds(
                    "each control is described by its picture",
                    "return [...document.querySelectorAll('input[name=option]')].every((input) => {
                        const image = document.getElementById(input.getAttribute('aria-describedby'));
                        return image.alt.startsWith('An open book') && !input.labels[0].contains(image);
                    });",
                )
                .await?;
            press_picture(&reader, "train").await?;
            reader.holds("the option is ticked", "return document.querySelector('input[value=train]').checked").await?;
            reader.is_accessible_by_night_and_day("a poll with pictures").await?;
        }
        let reader = reader_with(world, Options::with(engine), PAGE).await?;
        shows(&reader, ID, &FIGURES).await?;
        press_picture(&reader, "armchair").await?;
        send(&reader, ID).await?;
        says(&reader, ID, "Your vote has been counted").await?;
        marks(&reader, ID, &["armchair"]).await?;
        reader.click_named("a.poll-card__facts", "How this result came about").await?;
        reader.sees(".passport__picture", "Picture: An open book in an armchair beside a floor lamp").await?;
        reader.click_named(".passport__form button", "Check now").await?;
        reader.sees(".passport__said", "The log is whole").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_option_is_chosen_by_its_picture_in_chromium() {
    is_chosen_by_its_picture(Engine::Chromium).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_option_is_chosen_by_its_picture_in_firefox() {
    is_chosen_by_its_picture(Engine::Firefox).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_show_without_scripts_and_from_right_to_left() {
    journey(&[], async |world: &mut World| {
        for engine in BOTH {
            let reader = world.browser_with(Options { scripts: false, ..Options::with(engine) }).await?;
            reader.goto("/ar/polls/reading-spot").await?;
            let pictures = reader.all(PICTURE).await?;
            let mut places = Vec::new();
            for picture in &pictures {
                let rect = picture.rect().await?;
                places.push((rect.x.round(), rect.width.round(), rect.height.round()));
            }
            ensure!(places.len() == 4 && places[0].0 > places[1].0, "the first is at the right: {places:?}");
            ensure!(
                places.iter().all(|place| (place.1, place.2) == (places[0].1, places[0].2)),
                "one size: {places:?}"
            );
            reader.named("input[name='option']", "في القطار").await?;
            // The window shows the first row without scrolling.
            eventually("the first picture has come", async || {
                let width = pictures[0].prop("naturalWidth").await?;
                Ok((width.as_deref() == Some("480")).then_some(()))
            })
            .await?;
            reader.driver().action_chain().move_to_element_center(&pictures[1]).click().perform().await?;
            reader.click(".poll-card__send").await?;
            reader.sees(".poll-option--mine", "في كرسي مريح").await?;
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_show_whole_in_a_frame_of_the_height_that_was_told() {
    journey(&[], async |world: &mut World| {
        let partner = world.partner()?;
        for engine in BOTH {
            for width in [320, 700] {
                // What the guide and /embed/check say how high it will be.
                let url = format!("{}{PAGE}", world.server.address());
                let told = api(world, &format!("/oembed?url={url}&maxwidth={width}")).await?;
                let poll = format!("<hustings-poll poll={ID} height={}></hustings-poll>", told["height"]);
                let page = page_with(&partner, &format!("pictures-{width}"), &poll);
                let reader = reader_on(world, Options { size: (width, 2000), ..Options::with(engine) }, &page).await?;
                reader
                    .within_frame("hustings-poll", async || {
                        is_ready(&reader).await?;
                        shows_pictures(&reader).await?;
                        eventually("nothing is cut off", async || {
                            let heights = "return [document.documentElement.scrollHeight, innerHeight]";
                            let heights = reader.script(heights).await?;
                            ensure!(heights[0].as_u64() <= heights[1].as_u64(), "{width} wide: {heights}");
                            Ok(Some(()))
                        })
                        .await
                    })
                    .await?;
                if width == 700 {
                    reader.within_frame("hustings-poll", async || vote(&reader, ID, &["desk"]).await).await?;
                }
            }
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_of_an_exported_site_are_its_own_files() {
    journey(&[], async |world: &mut World| {
        let site = world.exported_site("/sub/path").await?;
        for engine in BOTH {
            let reader = world.browser_with(Options { base: Some(site.url("")), ..Options::with(engine) }).await?;
            reader.goto("/fr/polls/reading-spot/").await?;
            reader.comes_alive().await?;
            shows_pictures(&reader).await?;
            let source = reader.attribute(PICTURE, "src").await?;
            ensure!(source.starts_with("/sub/path/media/polls/reading-spot/desk.svg?v="), "{source}");
            press_picture(&reader, "desk").await?;
            send(&reader, ID).await?;
            reader.sees(".poll-option--mine", "À un bureau").await?;
            shows_pictures(&reader).await?;
        }
        Ok(())
    })
    .await;
}

/// What was voted on is not exchanged: the poll goes on without pictures until its owner says that another one is meant.
#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_was_voted_on_is_not_exchanged() {
    journey(&[], async |world: &mut World| {
        let reader = reader_with(world, Options::default(), PAGE).await?;
        vote(&reader, ID, &["tree"]).await?;
        world.server.edit("polls/reading-spot/tree.svg", |text| text.replace("#bfe0ea", "#202a44")).await?;
        reader.reload().await?;
        reader.comes_alive().await?;
        marks(&reader, ID, &["tree"]).await?;
        ensure!(reader.has_no(PICTURE).await?, "another picture stands for the votes");
        world.server.edit("polls/reading-spot.toml", |text| format!("wording_revision = 2\n{text}")).await?;
        reader.reload().await?;
        reader.comes_alive().await?;
        shows_pictures(&reader).await?;
        let poll = api(world, "/api/v1/polls/reading-spot?lang=en").await?;
        ensure!(
            poll["options"][3]["image"]["alt"] == "An open book on a blanket under a tree, an apple beside it",
            "{poll}"
        );
        Ok(())
    })
    .await;
}
