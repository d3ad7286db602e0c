//! Rating articles.

use serde_json::json;

use crate::support::TestApp;

const PATH: &str = "/api/v1/articles/trains/rating";

#[tokio::test]
async fn a_rating_is_set_changed_and_taken_back_by_the_same_reader() {
    let app = TestApp::start().await;
    let set = app.put(None, PATH, &json!({"stars": 3})).await.ok();
    let cookie = set.cookie().expect("a new reader gets a cookie");
    assert_eq!((&set.json()["votes"], &set.json()["my_stars"]), (&5.into(), &3.into()));
    assert_eq!(set.json()["mean"], 4.6);
    assert_eq!(set.header("cache-control"), "no-store");

    let mine = app.get_as(&cookie, PATH).await.ok();
    assert_eq!((&mine.json()["my_stars"], mine.header("cache-control")), (&3.into(), "private, no-cache"));
    let anybody = app.get(PATH).await.ok();
    assert_eq!((&anybody.json()["my_stars"], &anybody.json()["votes"]), (&serde_json::Value::Null, &5.into()));

    let changed = app.put(Some(&cookie), PATH, &json!({"stars": 5})).await.ok();
    assert_eq!(changed.cookie(), None);
    assert_eq!(changed.json()["histogram"], json!([0, 0, 0, 0, 5]));
    let again = app.put(Some(&cookie), PATH, &json!({"stars": 5})).await.ok();
    assert_eq!(again.json(), changed.json());
    let own = app.get_as(&cookie, "/api/v1/articles/trains?lang=en").await.ok();
    assert_eq!(own.json()["rating"]["my_stars"], 5);

    let taken_back = app.delete(Some(&cookie), PATH).await.ok();
    assert_eq!((&taken_back.json()["votes"], &taken_back.json()["my_stars"]), (&4.into(), &json!(null)));
    app.delete(Some(&cookie), PATH).await.ok();
}

#[tokio::test]
async fn two_readers_rate_beside_each_other() {
    let app = TestApp::start().await;
    app.put(None, PATH, &json!({"stars": 1})).await.ok();
    let second = app.put(None, PATH, &json!({"stars": 1})).await.ok();
    assert_eq!(second.json()["histogram"], json!([2, 0, 0, 0, 4]));
}
