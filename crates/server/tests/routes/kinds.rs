//! Scales and quizzes on pages, and in everything that can be asked for about them.

use super::{TestServer, cookie_of};

const SCALE: &str = r#"kind = "scale"
[question]
en = "How much?"
[scale]
steps = 5
low = { en = "nothing" }
high = { en = "all" }
"#;

const QUIZ: &str = r#"kind = "single"
results = "always"
changeable = false
correct = ["b"]
[question]
en = "Which is it?"
[explanation]
en = "Because the secret says so."
[[options]]
id = "a"
label = { en = "A" }
[[options]]
id = "b"
label = { en = "B" }
"#;

/// Everything that a browser, a partner or a program can ask for about the quiz.
const ABOUT_THE_QUIZ: [&str; 11] = [
    "/api/v1/polls/quiz?lang=en",
    "/api/v1/polls/quiz/results.json?lang=en",
    "/api/v1/polls/quiz/results.csv?lang=en",
    "/api/v1/polls/quiz/results.svg?lang=en",
    "/api/v1/polls/quiz/log",
    "/api/v1/polls/quiz/passport?lang=en",
    "/en/polls/quiz",
    "/en/polls/quiz/passport",
    "/en/articles/asking",
    "/embed/polls/quiz?lang=en",
    "/api/v1/articles/asking?lang=en",
];

async fn server() -> TestServer {
    let article = "+++\ntitle = \"Asking\"\nauthor = \"Desk\"\npublished = 2026-04-02T09:30:00Z\n+++\n{{poll:quiz}}\n\n{{poll:scale}}\n";
    let files = [
        ("dist/locales/en.json", include_str!("../../../../public/locales/en.json")),
        ("content/polls/quiz.toml", QUIZ),
        ("content/polls/scale.toml", SCALE),
        ("content/articles/asking/en.md", article),
    ];
    TestServer::start_on(true, &files.map(|(file, text)| (file.to_owned(), text))).await
}

#[tokio::test]
async fn a_quiz_tells_what_is_right_after_the_answer_and_in_no_byte_before() {
    let server = server().await;
    let tells = |text: &str| text.contains("secret") || text.replace(' ', "").contains("\"correct\":[");
    let cookie = cookie_of(&server.post("/en/polls/quiz/vote", "option=a", "").await);
    for path in ABOUT_THE_QUIZ {
        let answer = server.get(path).await;
        assert!(answer.status == 200 && !tells(answer.text()), "{path} tells: {}", answer.text());
    }
    for path in [
        "/api/v1/polls/quiz?lang=en",
        "/en/polls/quiz",
        "/en/articles/asking",
        "/embed/polls/quiz?lang=en&host=https://partner.example",
    ] {
        let answer = server.get_with(path, &[("cookie", &cookie)]).await;
        assert!(tells(answer.text()), "{path} does not tell: {}", answer.text());
    }
    let page = server.get_with("/en/polls/quiz", &[("cookie", &cookie)]).await;
    assert!(page.text().contains("That was another one. Because the secret says so."), "{}", page.text());
}

#[tokio::test]
async fn a_step_of_a_scale_is_sent_by_a_form_and_summed_up_on_the_page() {
    let server = server().await;
    for step in ["2", "4", "5", "5"] {
        server.post("/en/polls/scale/vote", &format!("option={step}"), "").await;
    }
    let page = server.get("/en/articles/asking").await;
    assert!(page.text().contains("Median 4, mean 4; half of the votes are between 2 and 5"), "{}", page.text());
    let picture = server.get("/api/v1/polls/scale/results.svg?lang=en").await;
    assert!(picture.text().contains("Median 4, mean 4"), "{}", picture.text());
}

const RANKING: &str = r#"kind = "ranking"
[question]
en = "Which first?"
[[options]]
id = "a"
label = { en = "Apples" }
[[options]]
id = "b"
label = { en = "Berries" }
[[options]]
id = "c"
label = { en = "Cherries" }
"#;

#[tokio::test]
async fn the_passport_of_a_ranking_has_a_table_of_its_rounds() {
    let server = TestServer::start_with_polls(&[("ranking", RANKING)]).await;
    let empty = server.get("/en/polls/ranking/passport").await;
    assert!(!empty.text().contains("passport__table"), "there are no rounds without votes");
    let votes = ["place.a=1", "place.a=1", "place.a=1", "place.b=1", "place.b=1", "place.b=1"];
    for vote in votes.into_iter().chain(["place.c=1&place.b=2", "place.c=1"]) {
        server.post("/en/polls/ranking/vote", vote, "").await;
    }
    let page = server.get("/en/polls/ranking/passport").await;
    let html = page.text();
    let table = &html[html.find("<table").expect("a table")..html.find("</table>").expect("its end")];
    // Tags as gaps, so that what is left is what is read.
    let mut words = String::new();
    let mut is_tag = false;
    for c in table.chars() {
        is_tag = c == '<' || is_tag;
        words.push(if is_tag { ' ' } else { c });
        is_tag &= c != '>';
    }
    let words: Vec<&str> = words.split_whitespace().collect();
    assert_eq!(words.join(" "), "Round 1 Round 2 Apples 3 3 Berries 3 4 +1 wins Cherries 2 out No further choice 0 1");
}
