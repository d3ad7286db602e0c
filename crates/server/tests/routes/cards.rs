//! Pictures of pages, as those get them who show cards.

use axum::http::StatusCode;

use super::{TestServer, a_second_later};

#[tokio::test]
async fn a_picture_is_kept_by_those_who_have_it() {
    let server = TestServer::start().await;
    let first = server.get("/en/articles/trains/card.png").await;
    assert_eq!((first.status, first.header("content-type")), (StatusCode::OK, "image/png"));
    assert_eq!(first.header("cache-control"), "public, max-age=300, stale-while-revalidate=86400");
    assert_eq!(first.header("cross-origin-resource-policy"), "cross-origin");
    let again = server.get_with("/en/articles/trains/card.png", &[("if-none-match", first.header("etag"))]).await;
    assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0));
    let other = server.get("/ar/articles/trains/card.png").await;
    assert_ne!(other.header("etag"), first.header("etag"));
    assert_eq!(server.get("/en/articles/trains/card.png?v=whatever").await.body, first.body);
}

#[tokio::test]
async fn what_other_sites_may_show_they_may_still_show_after_a_304() {
    let server = TestServer::start_with_polls(&[]).await;
    for path in [
        "/en/card.png",
        "/en/articles/trains/card.png",
        "/media/trains/map.svg",
        "/api/v1/polls/which/results.svg",
        "/embed/polls/which?lang=en",
        "/embed/v1/embed.js",
    ] {
        let first = server.get(path).await;
        assert_eq!(first.status, StatusCode::OK, "{path}");
        let again = server.get_with(path, &[("if-none-match", first.header("etag"))]).await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED, "{path}");
        let policy = "cross-origin-resource-policy";
        assert_eq!((first.header(policy), again.header(policy)), ("cross-origin", "cross-origin"), "{path}");
    }
}

#[tokio::test]
async fn a_page_that_is_not_there_has_no_picture() {
    let server = TestServer::start().await;
    for path in [
        "/de/card.png",
        "/en/articles/nowhere/card.png",
        "/ar/articles/english/card.png",
        "/en/polls/nowhere/card.png",
        "/en/sections/nobody/card.png",
        "/en/polls/%2e%2e/card.png",
        "/en/articles/card.png",
    ] {
        let answer = server.get(path).await;
        assert_eq!((answer.status, answer.header("cache-control")), (StatusCode::NOT_FOUND, "no-store"), "{path}");
    }
    for path in ["/en/card.png", "/ar/sections/business/card.png", "/en/polls/which/card.png"] {
        assert_eq!(server.get(path).await.status, StatusCode::OK, "{path}");
    }
}

#[tokio::test]
async fn a_picture_has_the_colours_of_the_theme_and_changes_with_them() {
    let server = TestServer::start().await;
    let address = "<meta property=\"og:image\" content=\"http://127.0.0.1:8080";
    let picture = async || {
        let page = server.get("/en/polls/which").await;
        let (_, rest) = page.text().split_once(address).expect("the head names a picture");
        let path = rest.split_once('"').expect("the address ends").0.to_owned();
        let answer = server.get(&path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        let mut pixels = png::Decoder::new(std::io::Cursor::new(&answer.body)).read_info().unwrap();
        let mut data = vec![0; pixels.output_buffer_size().unwrap()];
        pixels.next_frame(&mut data).unwrap();
        // The upper corner is paper, the lower one the beginning of the longest bar.
        let corners: [[u8; 3]; 2] =
            [0, data.len() - 3 * hustings_render::card::WIDTH as usize].map(|at| data[at..at + 3].try_into().unwrap());
        (path, answer.header("etag").to_owned(), corners)
    };
    let (before, tag, corners) = picture().await;
    assert_eq!(corners, [[0xfb, 0xfa, 0xf7], [0x1b, 0x5e, 0x46]], "the project's own");
    let theme = ":root { --paper: rgb(244 246 249); --accent: #a3123a }";
    std::fs::write(server.folder.path().join("dist/theme.css"), theme).unwrap();
    a_second_later().await;
    let (after, new_tag, corners) = picture().await;
    assert_eq!(corners, [[244, 246, 249], [0xa3, 0x12, 0x3a]]);
    assert_ne!(before, after, "those who keep pictures for weeks fetch another");
    assert_ne!(tag, new_tag);
    let again = server.get_with(&after, &[("if-none-match", &tag)]).await;
    assert_eq!(again.status, StatusCode::OK, "the old one is not taken for the new one");
}

/// A picture of 640 by 360 pixels, as far as its head says.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\x68\x08\x02\0\0\0";

#[tokio::test]
async fn an_article_s_own_raster_picture_is_its_card() {
    let article = "+++\ntitle = \"With a picture\"\nauthor = \"An agency\"\nauthor_type = \"organization\"\n\
                   published = 2026-05-02T09:30:00Z\nimage = \"photo.png\"\nimage_alt = \"A photo\"\n+++\nText.\n";
    let server = TestServer::start_on(true, &[("content/articles/photo/en.md".to_owned(), article)]).await;
    std::fs::write(server.folder.path().join("content/articles/photo/photo.png"), PNG).unwrap();
    assert!(server.content.reload_if_changed());
    let page = server.get("/en/articles/photo").await;
    for part in [
        "<meta property=\"og:image\" content=\"http://127.0.0.1:8080/media/photo/photo.png\">",
        "<meta property=\"og:image:type\" content=\"image/png\">",
        "<meta property=\"og:image:width\" content=\"640\">",
        "<meta name=\"twitter:image:alt\" content=\"A photo\">",
        "\"@type\":\"Organization\",\"name\":\"An agency\"",
    ] {
        assert!(page.text().contains(part), "{part}\nin {}", page.text());
    }
}
