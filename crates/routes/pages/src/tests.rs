//! One version of the publication for all of an answer.

use std::{fs, sync::Arc};

use axum::http::{HeaderMap, HeaderValue, header};
use hustings_content::Content;
use hustings_render::Renderer;

use super::{data, response::Reply};
use crate::routes_tests::TestServer;

/// The tag of the list of articles, for a request that has taken `content`.
async fn tag_of_list(server: &TestServer, content: &Arc<Content>) -> HeaderValue {
    let renderer = Renderer::new(server.folder.path().join("dist"));
    let found = data::list(&server.state, content, "en", None, None).await.unwrap();
    let headers = HeaderMap::new();
    let reply = Reply::new(&server.state, content, &renderer, &headers);
    let response = reply.page("en".to_owned(), found, None).await;
    response.headers()[header::ETAG].clone()
}

#[tokio::test]
async fn a_page_under_way_has_the_tag_of_what_it_shows() {
    let server = TestServer::start().await;
    let taken = server.content.current();
    let before = tag_of_list(&server, &taken).await;

    let file = server.folder.path().join("content/publication.toml");
    let saved = fs::read_to_string(&file).unwrap().replace("The Open Question", "Another Question");
    fs::write(&file, saved).unwrap();
    server.content.reload_if_changed();
    let newer = server.content.current();
    assert_ne!(newer.version, taken.version);

    assert_eq!(tag_of_list(&server, &taken).await, before);
    assert_ne!(tag_of_list(&server, &newer).await, before);
}
