//! `StarRating`: setting, changing and taking back one to five stars.

use hustings::components::star_rating::{FormPaths, StarRating};
use hustings_core::model::{ballot::Delivery, stars::Stars};
use hustings_wire::{ErrorCode, Rating, RatingSnapshot, Seq};
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    samples,
    screen::{Screen, settle, show_in, words},
};

/// A rating on the screen, joined to the rules as the app joins it.
struct Rated {
    screen: Screen,
    stars: RwSignal<Stars>,
    reported: RwSignal<Vec<Option<u8>>>,
}

async fn rated_in(lang: &str, rating: Rating, problem: Option<&str>) -> Rated {
    let stars = RwSignal::new(Stars::new(rating));
    let reported = RwSignal::new(Vec::new());
    let on_rate = Callback::new(move |wanted| {
        reported.update(|all| all.push(wanted));
        stars.update(|stars| stars.wanted = Some(wanted));
    });
    let form = FormPaths { action: "/en/articles/a/rating".into(), back: "/en/articles/a".into() };
    let problem = problem.map(str::to_owned);
    let view = move || view! { <StarRating stars=stars name="top" form=form problem=problem on_rate=on_rate/> };
    Rated { screen: show_in(lang, view).await, stars, reported }
}

async fn rated(rating: Rating) -> Rated {
    rated_in("en", rating, None).await
}

/// The sample, with this reader's stars.
fn mine(stars: u8) -> Rating {
    Rating { my_stars: Some(stars), ..samples::rating() }
}

/// The name of the star that is set.
fn set(screen: &Screen) -> Vec<String> {
    let all = ["1 star", "2 stars", "3 stars", "4 stars", "5 stars"];
    all.into_iter().filter(|name| screen.input("radio", name).checked()).map(str::to_owned).collect()
}

#[wasm_bindgen_test]
async fn four_readers_and_five_stars_are_said_in_words() {
    let Rated { screen, .. } = rated(samples::rating()).await;
    assert!(screen.says("votes: 4, rating: 5"), "{}", screen.text());
    assert!(screen.says("Rate this article"));
    assert!(set(&screen).is_empty());
}

#[wasm_bindgen_test]
async fn each_star_is_a_radio_with_a_name_and_all_are_one_tab_stop() {
    let Rated { screen, .. } = rated(samples::rating()).await;
    assert_eq!(screen.names("radio"), ["1 star", "2 stars", "3 stars", "4 stars", "5 stars"]);
    assert!(screen.names("group").contains(&"Rating".to_owned()));
    assert!(screen.names("region").is_empty(), "an article has two of them, which would be landmarks of one name");
    assert!(screen.names("group").contains(&"Rate this article".to_owned()));
    let stops = screen.tab_stops();
    assert_eq!(stops.iter().filter(|name| name.contains("star")).count(), 1, "{stops:?}");
    assert_eq!(stops.last().map(String::as_str), Some("votes: 4, rating: 5"));
}

#[wasm_bindgen_test]
async fn stars_are_set_and_changed() {
    let Rated { screen, reported, .. } = rated(samples::rating()).await;
    screen.press("radio", "4 stars").await;
    assert_eq!(set(&screen), ["4 stars"]);
    assert_eq!(screen.all(".star-rating__star--on").len(), 4);
    screen.press("radio", "2 stars").await;
    assert_eq!(set(&screen), ["2 stars"]);
    assert_eq!(screen.all(".star-rating__star--on").len(), 2);
    assert_eq!(reported.get_untracked(), [Some(4), Some(2)]);
}

#[wasm_bindgen_test]
async fn stars_are_set_by_their_label_too() {
    let Rated { screen, reported, .. } = rated(samples::rating()).await;
    screen.the("label[title=\"5 stars\"]").click();
    settle().await;
    assert_eq!(reported.get_untracked(), [Some(5)]);
}

#[wasm_bindgen_test]
async fn stars_are_taken_back() {
    let Rated { screen, reported, .. } = rated(mine(3)).await;
    assert_eq!(set(&screen), ["3 stars"]);
    screen.press("button", "Withdraw my rating").await;
    assert_eq!(reported.get_untracked(), [None]);
    assert!(set(&screen).is_empty());
    assert!(!screen.says("Withdraw my rating"), "there is nothing left to withdraw");
}

#[wasm_bindgen_test]
async fn who_has_not_rated_has_nothing_to_take_back() {
    let Rated { screen, .. } = rated(samples::rating()).await;
    assert!(!screen.says("Withdraw my rating"));
}

#[wasm_bindgen_test]
async fn a_refused_rating_shows_what_the_server_has() {
    let Rated { screen, stars, .. } = rated(mine(3)).await;
    screen.press("radio", "5 stars").await;
    stars.update(|stars| stars.refuse(ErrorCode::RateLimited));
    settle().await;
    assert_eq!(set(&screen), ["3 stars"]);
    assert_eq!(screen.statuses(), ["Too many requests at once. Try again in a minute."]);
}

#[wasm_bindgen_test]
async fn the_words_move_as_others_rate_and_the_own_stars_stay() {
    let Rated { screen, stars, .. } = rated(mine(5)).await;
    let frame = RatingSnapshot {
        slug: "a".into(),
        seq: Seq::new("e", 2),
        votes: 6,
        mean: Some(4.33),
        histogram: [0, 0, 2, 0, 4],
    };
    stars.update(|stars| stars.apply_live(&frame));
    settle().await;
    assert!(screen.says("votes: 6, rating: 4.33"), "{}", screen.text());
    assert_eq!(set(&screen), ["5 stars"]);
    assert!(screen.statuses().is_empty(), "others' ratings are not announced");
}

#[wasm_bindgen_test]
async fn the_distribution_unfolds_five_stars_first() {
    let rating = Rating::from_histogram([1, 0, 1, 0, 2], None, Seq::new("e", 1));
    let Rated { screen, .. } = rated(rating).await;
    screen.unfold("votes: 4, rating: 3.5").await;
    assert_eq!(screen.names("list"), ["How readers rated it"]);
    let rows: Vec<String> = screen.all("li").iter().map(words).collect();
    assert_eq!(rows, ["5 stars 2", "4 stars 0", "3 stars 1", "2 stars 0", "1 star 1"]);
    let lengths = screen.all(".tally-bar__fill").into_iter().filter_map(|bar| bar.get_attribute("width"));
    assert_eq!(lengths.collect::<Vec<_>>(), ["50%", "0%", "25%", "0%", "25%"]);
}

#[wasm_bindgen_test]
async fn what_became_of_the_rating_is_said() {
    let Rated { screen, stars, .. } = rated(samples::rating()).await;
    let cases = [
        (None, &[][..]),
        (Some(Delivery::Sending), &["Sending…"]),
        (
            Some(Delivery::NotSent),
            &["Not sent yet. It is kept on this device and goes out by itself as soon as it can."],
        ),
        (Some(Delivery::Delivered), &["Your rating has been counted. Thank you."]),
        (Some(Delivery::Withdrawn), &["Your rating has been withdrawn."]),
        (Some(Delivery::Refused(ErrorCode::Other)), &["Something went wrong. Try again in a moment."]),
    ];
    for (delivery, said) in cases {
        stars.update(|stars| stars.delivery = delivery);
        settle().await;
        assert_eq!(screen.statuses(), said, "{delivery:?}");
    }
}

#[wasm_bindgen_test]
async fn a_form_that_was_refused_says_why_until_something_is_sent() {
    let Rated { screen, stars, .. } = rated_in("en", samples::rating(), Some("Try again in a minute.")).await;
    assert_eq!(screen.statuses(), ["Try again in a minute."]);
    stars.update(|stars| stars.delivery = Some(Delivery::Sending));
    settle().await;
    assert_eq!(screen.statuses(), ["Sending…"]);
}

#[wasm_bindgen_test]
async fn without_scripts_it_is_a_form_that_comes_back() {
    let Rated { screen, .. } = rated(mine(4)).await;
    let form = screen.the("form");
    assert_eq!(form.get_attribute("method").as_deref(), Some("post"));
    assert_eq!(form.get_attribute("action").as_deref(), Some("/en/articles/a/rating"));
    assert_eq!(screen.the("input[type=hidden]").get_attribute("value").as_deref(), Some("/en/articles/a"));
    let sent: Vec<_> = screen.all("button").iter().filter_map(|button| button.get_attribute("value")).collect();
    assert_eq!(sent, ["rate", "withdraw"]);
    assert_eq!(screen.the("input[value=\"4\"]").get_attribute("name").as_deref(), Some("stars"));
}

#[wasm_bindgen_test]
async fn it_speaks_the_language_of_the_page() {
    let Rated { screen, .. } = rated_in("ru", samples::rating(), None).await;
    assert!(screen.says("голосов: 4, оценка: 5"), "{}", screen.text());
    assert_eq!(screen.names("radio"), ["1 звезда", "2 звезды", "3 звезды", "4 звезды", "5 звёзд"]);
}

#[wasm_bindgen_test]
async fn nobody_having_rated_is_said() {
    let none = Rating::from_histogram([0; 5], None, Seq::new("e", 1));
    let Rated { screen, .. } = rated(none).await;
    assert!(screen.says("No ratings yet"));
}
