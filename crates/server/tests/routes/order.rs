//! Polls that are asked in an order that is drawn.

use std::collections::BTreeSet;

use hustings_wire::Timestamp;
use serde_json::Value;

use super::{TestServer, a_second_later, cookie_of};

const OPTIONS: [&str; 5] = ["a", "b", "c", "d", "e"];

async fn server() -> TestServer {
    let options =
        OPTIONS.map(|id| format!("[[options]]\nid = \"{id}\"\nlabel = {{ en = \"Answer {id}\" }}\n")).concat();
    let poll = format!(
        "kind = \"multiple\"\norder = \"random\"\ncloses_at = 2026-06-01T00:00:00Z\n[question]\nen = \"Which?\"\n{options}"
    );
    TestServer::start_with_polls(&[("drawn", &poll)]).await
}

/// The ids in the order in which this JSON has them.
fn of_json(text: &str) -> Vec<String> {
    let poll: Value = serde_json::from_str(text).expect("JSON");
    let options = poll["options"].as_array().expect("options");
    options.iter().map(|option| option["id"].as_str().expect("an id").to_owned()).collect()
}

/// The ids in the order in which the form of this page has them.
fn of_form(html: &str) -> Vec<String> {
    let form = &html[html.find("poll-card__options").expect("a card")..];
    let mut found: Vec<_> = OPTIONS.map(|id| (form.find(&format!("value=\"{id}\"")).expect("an option"), id)).into();
    found.sort_unstable();
    found.into_iter().map(|(_, id)| id.to_owned()).collect()
}

impl TestServer {
    /// What is there so many seconds after noon.
    async fn get_at(&self, second: i64, path: &str, cookie: &str) -> String {
        let noon: Timestamp = "2026-05-10T12:00:00Z".parse().expect("an instant");
        self.clock.set(Timestamp::from_unix(noon.unix() + second));
        a_second_later().await;
        let answer = self.get_with(path, &[("cookie", cookie)]).await;
        assert_eq!(answer.status, 200, "{path}");
        answer.text().to_owned()
    }
}

#[tokio::test]
async fn each_second_has_an_order_in_which_any_option_may_be_first() {
    let server = server().await;
    let mut first = BTreeSet::new();
    for second in 0..60 {
        let order = of_json(&server.get_at(second, "/api/v1/polls/drawn?lang=en", "").await);
        assert_eq!(order.iter().map(String::as_str).collect::<BTreeSet<_>>(), OPTIONS.into());
        if second < 5 {
            for path in ["/en/polls/drawn", "/embed/polls/drawn?lang=en"] {
                assert_eq!(of_form(&server.get_at(second, path, "").await), order, "{path}");
            }
        }
        first.insert(order[0].clone());
    }
    assert_eq!(first.len(), OPTIONS.len(), "only {first:?} were ever first");
}

#[tokio::test]
async fn who_is_known_keeps_an_order_until_they_vote() {
    let server = server().await;
    let mut orders = BTreeSet::new();
    for _ in 0..8 {
        let cookie = cookie_of(&server.post("/en/articles/trains/rating", "stars=4", "").await);
        let page = of_form(&server.get_at(0, "/en/polls/drawn", &cookie).await);
        for second in 1..4 {
            for path in ["/en/polls/drawn", "/embed/polls/drawn?lang=en"] {
                assert_eq!(of_form(&server.get_at(second, path, &cookie).await), page, "{path}");
            }
        }
        server.post("/en/polls/drawn/vote", "option=d&option=b", &cookie).await;
        assert_eq!(of_form(&server.get_at(5, "/en/polls/drawn", &cookie).await), OPTIONS, "after the vote");
        orders.insert(page);
    }
    assert!(orders.len() > 1, "all have {orders:?}");
}

#[tokio::test]
async fn results_are_in_the_order_of_the_file() {
    let server = server().await;
    for second in 0..5 {
        let results = server.get_at(second, "/api/v1/polls/drawn/results.json?lang=en", "").await;
        assert_eq!(of_json(&results), OPTIONS);
        for path in ["/api/v1/polls/drawn/results.csv?lang=en", "/api/v1/polls/drawn/results.svg?lang=en"] {
            let text = server.get_at(second, path, "").await;
            let found = OPTIONS.map(|id| text.find(&format!("Answer {id}")).expect("an option"));
            assert!(found.is_sorted(), "{path}: {text}");
        }
    }
    let a_month = 30 * 24 * 60 * 60;
    let closed = server.get_at(a_month, "/api/v1/polls/drawn?lang=en", "").await;
    assert_eq!(of_json(&closed), OPTIONS, "once it is closed");
}

#[tokio::test]
async fn the_passport_says_how_the_order_comes_about() {
    let server = server().await;
    let passport = server.get("/en/polls/drawn/passport").await;
    assert!(passport.text().contains("Drawn anew"), "{}", passport.text());
    let json: Value = serde_json::from_str(server.get("/api/v1/polls/drawn/passport").await.text()).expect("JSON");
    assert_eq!(json["order"], "random");
}
