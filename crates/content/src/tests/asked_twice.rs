//! Polls that ask before reading and after: which polls can, and where they stand in an article.

use super::*;

/// The good poll, asked twice.
fn twice(lines: &str) -> String {
    POLL.replace("kind = \"single\"", &format!("ask = \"before_and_after\"\n{lines}"))
}

#[test]
fn a_poll_that_asks_twice_stands_at_two_places() {
    let poll = twice("kind = \"single\"");
    let [english, russian] = [ENGLISH, RUSSIAN].map(|text| format!("{text}\n{{{{poll:which}}}}\n"));
    let demo = "[[polls.which.ballots]]\nbefore = \"a\"\noptions = [\"b\"]\nreaders = 12\n";
    let files = [
        ("polls/which.toml", &*poll),
        ("articles/trains/en.md", &english),
        ("articles/trains/ru.md", &russian),
        ("demo.toml", demo),
    ];
    let dir = folder(&files);
    assert_eq!(faults(&dir), [""; 0]);
    let content = content(&dir);
    assert!(content.polls["which"].asks_twice);
    let article = content.article("trains").unwrap();
    assert_eq!(article.polls, ["which_before", "which"]);
    let html = &article.translations["en"].body_html;
    let place = |name: &str| html.find(&format!("data-poll=\"{name}\"")).unwrap();
    assert!(place("which_before") < place("which"), "{html}");
    let ballots = &content.demo.polls["which"][0];
    assert_eq!((ballots.before.as_deref(), &*ballots.options, ballots.readers), (Some("a"), &["b".to_owned()][..], 12));

    // An article that is read again because its poll asks once now.
    write(dir.path(), "polls/which.toml", POLL.as_bytes());
    write(dir.path(), "demo.toml", b"");
    let twice = "the poll `which` stands in the text twice; take one out";
    assert_eq!(
        faults(&dir),
        [("en", 17), ("ru", 14)].map(|(lang, line)| format!("articles/trains/{lang}.md:{line}: warning: {twice}"))
    );
}

#[test]
fn what_cannot_be_asked_twice_is_said_with_its_line() {
    let poll = twice("kind = \"single\"");
    let english = |text: &str| ENGLISH.replace("Last.", text);
    let cases = [
        (
            poll.clone(),
            ENGLISH.to_owned(),
            "articles/trains/en.md:11: warning: the poll `which` asks before reading and after, and stands in the text once",
        ),
        (
            poll.clone(),
            english("{{poll:which}}\n\n{{poll:which}}"),
            "articles/trains/en.md:17: warning: the poll `which` asks before reading and after; leave it at two places",
        ),
        (
            poll.clone(),
            english("{{poll:which}}\n\n{{poll:which_before}}"),
            "articles/trains/en.md:17: warning: there is no poll `which_before`",
        ),
        (
            poll.clone(),
            ENGLISH.replace("{{poll:which}}", "Second.").replace("image =", "polls = [\"which\"]\nimage ="),
            "articles/trains/en.md:6: warning: the poll `which` asks before reading and after; give it two places in the text, \
             `{{poll:which}}`",
        ),
        (
            twice("kind = \"multiple\""),
            ENGLISH.to_owned(),
            "polls/which.toml:1: error: how readers moved is told of one option",
        ),
        (
            twice("kind = \"single\"\nwrite_in = true"),
            ENGLISH.to_owned(),
            "polls/which.toml:1: error: answers in readers' own words are no options",
        ),
        (
            twice("kind = \"single\"\nchangeable = false"),
            ENGLISH.to_owned(),
            "polls/which.toml:1: error: the answer after reading takes the place of the one before",
        ),
        (
            twice("kind = \"single\"\nchangeable = false\ncorrect = [\"a\"]"),
            ENGLISH.to_owned(),
            "polls/which.toml:1: error: whoever has answered a quiz is told what is right",
        ),
        (
            POLL.replace("kind =", "ask = \"twice\"\nkind ="),
            ENGLISH.to_owned(),
            "polls/which.toml:1: error: `ask` must be one of \"once\", \"before_and_after\"",
        ),
        (
            POLL.to_owned(),
            ENGLISH.to_owned(),
            "demo.toml:2: error: nobody can choose `a` before reading in the poll `which`; take `before` out",
        ),
    ];
    for (poll, article, expected) in cases {
        let demo = "[[polls.which.ballots]]\nbefore = \"a\"\noptions = [\"b\"]\n";
        let faults =
            faults(&folder(&[("polls/which.toml", &poll), ("articles/trains/en.md", &article), ("demo.toml", demo)]));
        assert!(faults.iter().any(|fault| fault.contains(expected)), "{expected} is not among {faults:#?}");
    }
}

#[test]
fn a_poll_with_one_place_is_asked_there_as_after_reading() {
    let content = content(&folder(&[("polls/which.toml", &twice("kind = \"single\""))]));
    let article = content.article("trains").unwrap();
    assert_eq!(article.polls, ["which"]);
    assert!(article.translations["en"].body_html.contains("data-poll=\"which\""));
}
