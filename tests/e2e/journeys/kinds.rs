//! One vote in a poll of each kind, in Arabic: with the app in WebKit, in frames of a partner's page and without scripts in every
//! engine. What is said of single kinds elsewhere is not said again here.

use anyhow::{Result, ensure};
use hustings_e2e::{Browser, Engine, Options, World, journey};

use crate::{
    embedding::{page_with, reader_on},
    frozen, polls,
};

/// What a reader's hand does.
#[derive(Clone, Copy)]
enum Answer {
    /// It ticks an option.
    Ticks(&'static str),
    /// It gives places to options, from the first place on.
    Orders(&'static [&'static str]),
    /// It writes.
    Writes(&'static str),
    /// It presses the button that shows results without a vote.
    Looks,
}

/// A poll, where it is asked, what a reader answers, and what the card then shows: selectors and words.
type Row = (&'static str, &'static str, Answer, &'static [(&'static str, &'static str)]);

const MINE: &str = ".poll-option--mine";
const WHY: &str = ".poll-card__explanation";

const ROWS: [Row; 9] = [
    (
        "meeting-worth",
        "polls/meeting-worth",
        Answer::Orders(&["notes", "early"]),
        &[(MINE, "محضر يقرؤه الجميع"), (".poll-card__summary", "تُظهر الأشرطة المراتب الأولى")],
    ),
    (
        "last-book",
        "polls/last-book",
        Answer::Ticks("6"),
        &[(".poll-option--mine:nth-child(6)", "%"), (".poll-card__ends", "لا شيء تقريبًا كله تقريبًا")],
    ),
    ("reading-spot", "polls/reading-spot", Answer::Ticks("desk"), &[(MINE, "إلى مكتب")]),
    (
        "study-guess",
        "polls/study-guess",
        Answer::Ticks("self-test"),
        &[(".poll-option__right", "الإجابة الصحيحة"), (WHY, "ما تستعيده من ذاكرتك")],
    ),
    ("meeting-length", "polls/meeting-length", Answer::Writes("حتى يبرد الشاي"), &[(MINE, "إجابة أخرى")]),
    ("leap-second", "polls/leap-second", Answer::Looks, &[(".poll-card__status", "اكتفيت بالاطلاع على النتائج.")]),
    ("library-of-things", "polls/library-of-things", Answer::Ticks("tent"), &[(MINE, "خيمة")]),
    ("one-study_before", "articles/null-results", Answer::Ticks("sure"), &[(MINE, "نعم، يكاد يكون مؤكدًا")]),
    (
        "one-study",
        "articles/null-results",
        Answer::Ticks("likely"),
        &[(MINE, "الأرجح أنه موجود"), (WHY, "قبل القراءة قلت «نعم، يكاد يكون مؤكدًا»، والآن تقول «الأرجح أنه موجود».")],
    ),
];

/// Answers the poll of a row, which is on the screen, and sees what becomes of it.
async fn answers(reader: &Browser, scripts: bool, (poll, _, answer, seen): Row) -> Result<()> {
    let within = |css: &str| format!("#poll-{poll} {css}");
    let is_fitting = "return document.dir === 'rtl' && document.documentElement.scrollWidth <= innerWidth";
    reader.holds("it runs from right to left, and nothing is wider than the screen", is_fitting).await?;
    match answer {
        Answer::Ticks(option) => reader.click(&within(&format!("label:has(> input[value='{option}'])"))).await?,
        Answer::Orders(options) => {
            for (option, place) in options.iter().zip(1..) {
                let places = format!("[name='place.{option}']");
                if scripts {
                    reader.click(&within(&format!(".poll-option:has({places}) > .ranking__toggle"))).await?;
                    reader.find(&within(&format!(".ranking__item:nth-child({place})"))).await?;
                } else {
                    reader.find(&within(&places)).await?.send_keys(place.to_string()).await?;
                }
            }
        }
        Answer::Writes(words) => {
            let field = within(".poll-option__field");
            // In a frame WebKit gives the focus to a hand alone.
            reader.click(&field).await?;
            reader.find(&field).await?.send_keys(words).await?;
        }
        Answer::Looks => {}
    }
    let button = if matches!(answer, Answer::Looks) { ".poll-card__withdraw" } else { ".poll-card__send" };
    reader.click(&within(button)).await?;
    for (css, words) in seen {
        reader.sees(&within(css), words).await?;
    }
    Ok(())
}

/// On the polls' own pages and in the article that asks twice.
async fn answers_on_pages(engine: Engine, scripts: bool) {
    journey(&[], async |world: &mut World| {
        let options = Options { scripts, size: (390, 1000), languages: "ar", ..Options::with(engine) };
        let reader = world.browser_with(options).await?;
        for row in ROWS {
            let page = format!("/ar/{}", row.1);
            if !reader.place().await?.starts_with(&page) {
                reader.goto(&page).await?;
            }
            if scripts {
                reader.comes_alive().await?;
            }
            answers(&reader, scripts, row).await?;
        }
        ensure!(scripts || reader.has_no("[data-notice] button").await?, "a button that does nothing");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_is_answered_from_right_to_left_in_webkit() {
    answers_on_pages(Engine::WebKit, true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_is_answered_without_scripts_in_chromium() {
    answers_on_pages(Engine::Chromium, false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_is_answered_without_scripts_in_firefox() {
    answers_on_pages(Engine::Firefox, false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_is_answered_without_scripts_in_webkit() {
    answers_on_pages(Engine::WebKit, false).await;
}

/// Also both places of the poll that asks twice, as the guide tells partners to paste them.
async fn answers_in_frames(engine: Engine) {
    journey(&[], async |world: &mut World| {
        let partner = world.partner()?;
        let element = |(poll, ..): Row| format!("<hustings-poll lang=ar poll={poll}></hustings-poll>");
        let page = page_with(&partner, "kinds", &ROWS.map(element).concat());
        // High enough for all of a frame: in a page that is scrolled, drivers point beside what is in its frames.
        let reader = reader_on(world, Options { size: (390, 1350), ..Options::with(engine) }, &page).await?;
        // Where frames may keep nothing, a reader answers at one place alone, as the guide says.
        let rows = if engine == Engine::WebKit { &ROWS[..ROWS.len() - 1] } else { &ROWS };
        for &row in rows {
            reader
                .within_frame(&format!("hustings-poll[poll={}]", row.0), async || {
                    // It takes clicks once it is armed.
                    reader.find("[data-armed]").await?;
                    answers(&reader, true, row).await
                })
                .await?;
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_is_answered_in_a_frame_in_chromium() {
    answers_in_frames(Engine::Chromium).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_is_answered_in_a_frame_in_firefox() {
    answers_in_frames(Engine::Firefox).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_is_answered_in_a_frame_in_webkit() {
    answers_in_frames(Engine::WebKit).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_of_polls_leads_to_a_vote_in_webkit() {
    polls::a_poll_is_found_and_voted_in(Engine::WebKit).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_poll_outlives_its_backend_in_webkit() {
    frozen::outlives_its_backend(Engine::WebKit).await;
}
