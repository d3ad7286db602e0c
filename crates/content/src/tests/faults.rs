//! The fault that each mistake is reported as.

use hustings_domain::Breakdown;
use hustings_wire::PollKind;

use super::*;

/// Replaces one text in a file of the good folder.
fn mistake(file: &str, from: &str, to: &str) -> Vec<String> {
    let good = match file {
        "publication.toml" => PUBLICATION,
        "polls/which.toml" => POLL,
        "articles/trains/en.md" => ENGLISH,
        "articles/trains/ru.md" => RUSSIAN,
        _ => "",
    };
    assert!(good.contains(from), "{file} has no {from}");
    faults(&folder(&[(file, &good.replacen(from, to, 1))]))
}

#[test]
fn each_mistake_is_named_with_its_file_its_line_and_what_to_do() {
    let (poll, en, ru) = ("polls/which.toml", "articles/trains/en.md", "articles/trains/ru.md");
    let cases = [
        (
            "publication.toml",
            "ru = \"Для бизнеса\"\n",
            "",
            "publication.toml:16: warning: [audiences.label] of `business` has no `ru`",
        ),
        (poll, "kind", "kinds", "polls/which.toml:1: error: `kinds` is not a known key; did you mean `kind`?"),
        (
            poll,
            "kind",
            "whatever",
            "polls/which.toml:1: error: `whatever` is not a known key; known are `kind`, `results`, `changeable`, `abstain`, `write_in`, \
             `opens_at`, `closes_at`, `wording_revision`, `allowed_origins`, `breakdown`, `signed_by`, `guarding`, `question`, `scale`, `options`, \
             `min_choices`, `max_choices`, `order`, `correct`, `explanation`, `ask`",
        ),
        (
            poll,
            "\"single\"",
            "\"singel\"",
            "polls/which.toml:1: error: `kind` must be one of \"single\", \"multiple\", \"scale\", \"ranking\"",
        ),
        (poll, "kind = \"single\"", "kind = \"single", "polls/which.toml:1: error: this is not TOML: "),
        (poll, "2027", "2025", "polls/which.toml:3: error: the poll closes before it opens"),
        (
            poll,
            "2027-01-01T00:00:00+03:00",
            "2027-01-01",
            "polls/which.toml:3: error: `closes_at` must be a date with time and offset",
        ),
        (poll, "id = \"b\"", "id = \"a\"", "polls/which.toml:13: error: two options have the id `a`"),
        (poll, "id = \"b\"", "id = \"B!\"", "polls/which.toml:13: error: `id` in [[options]] must be made of a-z"),
        (poll, "ru = \"Б\"\n", "", "polls/which.toml:12: warning: the option `b` has no label in `ru`"),
        (poll, "ru = \"Что?\"\n", "", "polls/which.toml:5: warning: [question] has no `ru`"),
        (
            poll,
            "kind = \"single\"",
            "kind = \"single\"\nmax_choices = 2",
            "polls/which.toml:2: error: `max_choices` of a single-choice poll",
        ),
        (
            poll,
            "kind = \"single\"",
            "kind = \"multiple\"\nmax_choices = 3",
            "polls/which.toml:2: error: `max_choices` must be between 1 and",
        ),
        (
            poll,
            "kind = \"single\"",
            "kind = \"multiple\"\nmin_choices = 2\nmax_choices = 1",
            "polls/which.toml:2: error: `min_choices` is more",
        ),
        (
            poll,
            "kind = \"single\"",
            "kind = \"single\"\nguarding = \"safe\"",
            "polls/which.toml:2: error: `guarding` must be one of \"casual\", \"guarded\", \"strict\"",
        ),
        (
            poll,
            "kind = \"single\"",
            "kind = \"single\"\nguarding = \"strict\"",
            "polls/which.toml:2: error: a strict poll takes votes only of readers for whom a partner has signed; name",
        ),
        (
            poll,
            "kind = \"single\"",
            "kind = \"single\"\nguarding = \"guarded\"\nsigned_by = [\"siding\"]",
            "polls/which.toml:2: error: a poll with `signed_by` is strict; write \"strict\" here",
        ),
        (
            poll,
            "kind = \"single\"",
            "kind = \"single\"\nallowed_origins = [\"partner\"]",
            "polls/which.toml:2: error: `partner` is no origin",
        ),
        (
            poll,
            "kind = \"single\"",
            "kind = \"single\"\nchangeable = \"yes\"",
            "polls/which.toml:2: error: `changeable` must be true or false",
        ),
        (poll, "ru = \"Что?\"", "de = \"Was?\"", "polls/which.toml:6: error: `de` in [question] is no language"),
        (en, "title", "titel", "articles/trains/en.md:2: error: `titel` is not a known key; did you mean `title`?"),
        (en, "author", "dek", "articles/trains/en.md:2: error: `author` is missing"),
        (en, "+++\nFirst", "First", "articles/trains/en.md:1: error: the front matter is not closed"),
        (en, "+++\ntitle", "---\ntitle", "articles/trains/en.md:1: error: the file must begin with a line `+++`"),
        (en, "published = 2026-05-01T09:30:00+03:00\n", "", "articles/trains/en.md:1: error: `published` is missing"),
        (en, "[\"business\"]", "[\"busines\"]", "articles/trains/en.md:5: warning: there is no audience `busines`"),
        (
            en,
            "audiences",
            "related = [\"gone\"]\naudiences",
            "articles/trains/en.md:5: warning: there is no article `gone`",
        ),
        (en, "audiences", "polls = [\"gone\"]\naudiences", "articles/trains/en.md:5: warning: there is no poll `gone`"),
        (en, "map.svg", "gone.svg", "articles/trains/en.md:6: warning: the picture `gone.svg` is missing"),
        (en, "map.svg", "en.md", "articles/trains/en.md:6: warning: `en.md` is not named like a picture"),
        (
            en,
            "map.svg",
            "../trains/map.svg",
            "articles/trains/en.md:6: warning: the picture `../trains/map.svg` must lie beside",
        ),
        (en, "image_alt = \"A map\"\n", "", "articles/trains/en.md:6: warning: `image_alt` is missing"),
        (en, "{{poll:which}}", "{{poll:gone}}", "articles/trains/en.md:11: warning: there is no poll `gone`"),
        (
            ru,
            "## Потом",
            "Потом",
            "articles/trains/ru.md:10: warning: here is a paragraph, where en.md line 13 has a heading of level 2",
        ),
        (ru, "\nНаконец.\n", "", "articles/trains/ru.md:10: warning: the text ends here, where en.md line 15"),
        (
            ru,
            "Наконец.",
            "Наконец.\n\nЕщё.",
            "articles/trains/ru.md:14: warning: here is a paragraph, where en.md has ended",
        ),
        (
            ru,
            "image_alt",
            "published = 2020-01-01T00:00:00Z\nimage_alt",
            "articles/trains/ru.md:4: warning: `published` differs from en.md",
        ),
    ];
    for (file, from, to, expected) in cases {
        let faults = mistake(file, from, to);
        assert!(faults.iter().any(|fault| fault.starts_with(expected)), "{expected}\nin {faults:#?}");
    }
}

#[test]
fn a_ranking_has_at_most_twelve_options() {
    let ranking = |number: usize| {
        let option = |id: u8| {
            let id = char::from(id);
            format!("[[options]]\nid = \"{id}\"\nlabel = {{ en = \"{id}\", ru = \"{id}\" }}\n")
        };
        let options: String = (b'a'..=b'z').take(number).map(option).collect();
        format!("kind = \"ranking\"\n[question]\nen = \"Which?\"\nru = \"Что?\"\n{options}")
    };
    let good = content(&folder(&[("polls/which.toml", &ranking(12))]));
    let poll = &good.polls["which"];
    assert_eq!((poll.kind, poll.min_choices, poll.max_choices), (PollKind::Ranking, 1, 12));
    let faults = faults(&folder(&[("polls/which.toml", &ranking(13))]));
    let expected = "polls/which.toml:41: error: a poll of this kind has at most 12 options; take some out";
    assert!(faults.iter().any(|fault| fault.starts_with(expected)), "{faults:#?}");
}

#[test]
fn an_untranslated_poll_is_reported_where_it_is_used() {
    let faults = mistake("polls/which.toml", "ru = \"Б\"\n", "");
    let expected = "articles/trains/ru.md:1: warning: the poll `which` has no words in `ru`";
    assert!(faults.iter().any(|fault| fault.starts_with(expected)), "{faults:#?}");
}

#[test]
fn files_that_belong_nowhere_are_named() {
    let cases = [
        ("articles/trains/de.md", ENGLISH, "articles/trains/de.md: error: `de` is no language"),
        ("articles/Bad Name/en.md", ENGLISH, "articles/Bad Name: error: the folder's name must be"),
        ("articles/empty/note.txt", "x", "articles/empty: error: the article has no text"),
        ("articles/stray.md", "x", "articles/stray.md: warning: only folders belong here"),
        ("polls/Bad.toml", POLL, "polls/Bad.toml: error: the file's name must be"),
        ("polls/notes.txt", "x", "polls/notes.txt: warning: only files <id>.toml"),
        ("demo.toml", "[polls.gone]\nvotes = { a = 1 }", "demo.toml:1: warning: there is no poll `gone`"),
        ("demo.toml", "[polls.which]\nvotes = { z = 1 }", "demo.toml:2: error: the poll `which` has no option `z`"),
        (
            "demo.toml",
            "[polls.which]\nballots = [{ options = [\"a\", \"b\"], readers = 1 }]",
            "demo.toml:2: error: a vote in `which` has 1 to 1 options, this one 2",
        ),
        ("demo.toml", "[ratings.trains]\nstars = [1, 2]", "demo.toml:2: error: `stars` must be five counts"),
    ];
    for (file, text, expected) in cases {
        let faults = faults(&folder(&[(file, text)]));
        assert!(faults.iter().any(|fault| fault.starts_with(expected)), "{expected}\nin {faults:#?}");
    }
}

/// A scale of numbers.
const SCALE: &str = r#"kind = "scale"
[question]
en = "How much?"
ru = "Сколько?"
[scale]
steps = 5
[scale.low]
en = "nothing"
ru = "ничего"
[scale.high]
en = "all"
ru = "всё"
"#;

#[test]
fn a_scale_has_numbers_between_its_ends() {
    let dir = folder(&[("polls/much.toml", SCALE)]);
    assert_eq!(faults(&dir), [""; 0]);
    let content = content(&dir);
    let poll = &content.polls["much"];
    let steps: Vec<_> = poll.options.iter().map(|step| (&*step.id, &*step.label["en"], &*step.label["ru"])).collect();
    let expected = [("1", "nothing", "ничего"), ("2", "2", "2"), ("3", "3", "3"), ("4", "4", "4"), ("5", "all", "всё")];
    assert_eq!(steps, expected);
    assert_eq!((poll.kind, poll.min_choices, poll.max_choices), (hustings_wire::PollKind::Scale, 1, 1));
}

#[test]
fn a_scale_may_have_words_for_each_step() {
    let words = POLL.replace("\"single\"", "\"scale\"");
    let dir = folder(&[("polls/which.toml", &words)]);
    assert_eq!(faults(&dir), [""; 0]);
    assert_eq!(content(&dir).polls["which"].options.iter().map(|step| &*step.id).collect::<Vec<_>>(), ["a", "b"]);
}

#[test]
fn each_mistake_in_a_scale_is_named_with_what_to_do() {
    let many: String =
        (1..=12).map(|n| format!("[[options]]\nid = \"o{n}\"\nlabel = {{ en = \"o\", ru = \"o\" }}\n")).collect();
    let without_steps = &SCALE[..SCALE.find("[scale]").unwrap()];
    let cases = [
        (SCALE.replace("steps = 5", "steps = 12"), "polls/much.toml:6: error: `steps` must be between 2 and 11"),
        (SCALE.replace("steps = 5", "steps = 1"), "polls/much.toml:6: error: `steps` must be between 2 and 11"),
        (
            SCALE.replace("steps = 5", "steps = \"5\""),
            "polls/much.toml:6: error: `steps` in [scale] must be a whole number",
        ),
        (
            SCALE.replace("steps = 5\n", ""),
            "polls/much.toml:5: error: `steps` is missing in [scale]; give a number from 2 to 11",
        ),
        (
            SCALE.replace("[scale.high]", "[scale.hihg]"),
            "polls/much.toml:5: error: [scale.high] is missing; say in every",
        ),
        (
            SCALE.replace("[scale.high]", "[scale.hihg]"),
            "polls/much.toml:10: error: `hihg` in [scale] is not a known key",
        ),
        (SCALE.replace("ru = \"всё\"\n", ""), "polls/much.toml:5: warning: the option `5` has no label in `ru`"),
        (
            format!("max_choices = 2\n{SCALE}"),
            "polls/much.toml:1: error: `max_choices` of a scale is 1; take the line out",
        ),
        (format!("order = \"random\"\n{SCALE}"), "polls/much.toml:1: error: the steps of a scale have their order"),
        (format!("order = \"any\"\n{SCALE}"), "polls/much.toml:1: error: `order` must be one of \"file\", \"random\""),
        (
            SCALE.replace("\"scale\"", "\"single\""),
            "polls/much.toml:5: error: only a poll of `kind = \"scale\"` has a [scale]",
        ),
        (format!("{SCALE}{many}"), "polls/much.toml:5: error: a scale has either [scale] or [[options]]"),
        (without_steps.to_owned(), "polls/much.toml:1: error: the steps are missing; give [scale]"),
        (format!("{without_steps}{many}"), "error: a poll of this kind has at most 11 options"),
    ];
    for (text, expected) in cases {
        let faults = faults(&folder(&[("polls/much.toml", &text)]));
        assert!(faults.iter().any(|fault| fault.contains(expected)), "{expected} is not among {faults:#?}");
    }
}

#[test]
fn whoever_only_looks_must_have_something_to_see() {
    let poll = |lines: &str| POLL.replace("kind = \"single\"", &format!("kind = \"single\"\n{lines}"));
    let right = poll("results = \"after_vote\"\nabstain = true");
    let demo = "[polls.which]\nvotes = { a = 2 }\nabstained = 3\n";
    let quiz = poll("changeable = false\nabstain = true\ncorrect = [\"b\"]");
    for text in [&right, &quiz, &poll("abstain = false")] {
        assert_eq!(faults(&folder(&[("polls/which.toml", text)])), [""; 0], "{text}");
    }
    let read = content(&folder(&[("polls/which.toml", &right), ("demo.toml", demo)]));
    assert!(read.polls["which"].abstain);
    assert_eq!(read.demo.polls["which"].iter().map(|ballots| ballots.readers).sum::<u64>(), 5);
    let cases = [
        (
            poll("results = \"always\"\nabstain = true"),
            "polls/which.toml:3: error: everybody sees the results at all times",
        ),
        (poll("abstain = true"), "polls/which.toml:2: error: everybody sees the results at all times"),
        (
            poll("results = \"after_close\"\nabstain = true"),
            "polls/which.toml:3: error: who only wants to see the results sees none before the poll has closed",
        ),
        (poll("abstain = \"yes\""), "polls/which.toml:2: error: `abstain` must be true or false"),
        (
            right.replace("id = \"a\"", "id = \"_abstain\""),
            "`id` in [[options]] must be made of a-z, 0-9 and single hyphens",
        ),
        (POLL.to_owned(), "demo.toml:3: error: nobody can abstain in the poll `which`; take `abstained` out"),
    ];
    for (text, expected) in cases {
        let faults = faults(&folder(&[("polls/which.toml", &text), ("demo.toml", demo)]));
        assert!(faults.iter().any(|fault| fault.contains(expected)), "{expected} is not among {faults:#?}");
    }
}

#[test]
fn each_mistake_in_a_quiz_is_named_with_what_to_do() {
    let quiz = |lines: &str| POLL.replace("kind = \"single\"", lines);
    let right = quiz("kind = \"single\"\nchangeable = false\ncorrect = [\"b\"]") + "[explanation]\nen = \"Because.\"\n";
    let dir = folder(&[("polls/which.toml", &right)]);
    assert_eq!(faults(&dir), [""; 0]);
    let read = content(&dir).polls["which"].quiz.clone().expect("a quiz");
    assert_eq!((read.correct, &*read.explanation["en"]), (vec!["b".to_owned()], "Because."));
    let cases = [
        (
            quiz("kind = \"single\"\ncorrect = [\"b\"]"),
            "polls/which.toml:2: error: whoever has answered a quiz is told",
        ),
        (right.replace("[\"b\"]", "[\"c\"]"), "polls/which.toml:3: error: `c` in `correct` is no option of this poll"),
        (right.replace("[\"b\"]", "[]"), "polls/which.toml:1: error: `correct` names no option; give at least one"),
        (
            quiz("kind = \"multiple\"\nmax_choices = 1\nchangeable = false\ncorrect = [\"a\", \"b\"]"),
            "polls/which.toml:4: error: 2 options are right, and at most 1 can be chosen",
        ),
        (format!("{POLL}[explanation]\nen = \"Because.\"\n"), "error: an explanation belongs to a quiz"),
        (
            format!("changeable = false\ncorrect = [\"1\"]\n{SCALE}"),
            "polls/which.toml:2: error: only a single-choice or",
        ),
    ];
    for (text, expected) in cases {
        let faults = faults(&folder(&[("polls/which.toml", &text)]));
        assert!(faults.iter().any(|fault| fault.contains(expected)), "{expected} is not among {faults:#?}");
    }
}

#[test]
fn own_words_are_taken_in_polls_of_one_choice_or_several_alone() {
    let poll = |lines: &str| POLL.replace("kind = \"single\"", lines);
    let single = poll("kind = \"single\"\nwrite_in = true");
    let several = poll("kind = \"multiple\"\nwrite_in = true");
    let demo = "[polls.which]\nvotes = { a = 2 }\nwrite_in = [\"Neither\", \" Neither \", \"Both\"]\n";
    for text in [&single, &several] {
        let files = folder(&[("polls/which.toml", text), ("demo.toml", demo)]);
        assert_eq!(faults(&files), [""; 0], "{text}");
        let read = content(&files);
        assert!(read.polls["which"].write_in);
        assert_eq!(read.demo.polls["which"].iter().map(|ballots| ballots.readers).sum::<u64>(), 5);
        assert_eq!(read.demo.polls["which"][2].options, ["_other:Neither"]);
    }
    assert_eq!(content(&folder(&[("polls/which.toml", &several)])).polls["which"].max_choices, 3);
    let cases = [
        (
            poll("kind = \"ranking\"\nwrite_in = true"),
            "polls/which.toml:2: error: a ranking compares options that all voters",
        ),
        (poll("kind = \"scale\"\nwrite_in = true"), "polls/which.toml:2: error: a word is no step between others"),
        (
            poll("kind = \"single\"\nchangeable = false\nwrite_in = true\ncorrect = [\"a\"]"),
            "polls/which.toml:3: error: nobody decides whether an answer in a reader's own words is right",
        ),
        (poll("kind = \"single\"\nwrite_in = 80"), "polls/which.toml:2: error: `write_in` must be true or false"),
        (
            POLL.to_owned(),
            "demo.toml:3: error: in `which` the poll takes no answers in readers' own words; take this answer out",
        ),
    ];
    for (text, expected) in cases {
        let faults = faults(&folder(&[("polls/which.toml", &text), ("demo.toml", demo)]));
        assert!(faults.iter().any(|fault| fault.contains(expected)), "{expected} is not among {faults:#?}");
    }
}

#[test]
fn results_are_told_apart_by_what_the_file_says_and_by_nothing_that_strangers_make_up() {
    let poll = |lines: &str| POLL.replace("kind = \"single\"", &format!("kind = \"single\"\n{lines}"));
    let both = poll("allowed_origins = [\"https://Partner.example\"]\nbreakdown = [\"partner\", \"language\"]");
    let files = folder(&[("polls/which.toml", &both)]);
    assert_eq!(faults(&files), [""; 0]);
    let read = content(&files);
    let which = &read.polls["which"];
    assert_eq!(which.breakdown, [Breakdown::Partner, Breakdown::Lang]);
    assert_eq!(Breakdown::Partner.names(which), ["https://partner.example"]);
    assert_eq!(Breakdown::Lang.names(which), which.question.keys().collect::<Vec<_>>());
    let cases = [
        ("breakdown = []", "polls/which.toml:2: error: `breakdown` names nothing; give \"language\" or \"partner\""),
        ("breakdown = \"language\"", "polls/which.toml:2: error: `breakdown` must be a list of texts"),
        (
            "breakdown = [\"lang\"]",
            "polls/which.toml:2: error: `lang` in `breakdown` must be \"language\" or \"partner\"",
        ),
        (
            "breakdown = [\"language\", \"language\"]",
            "polls/which.toml:2: error: `language` stands twice in `breakdown`; take one out",
        ),
        (
            "breakdown = [\n\"partner\"]",
            "polls/which.toml:3: error: readers are shown only the names of sites that the poll lists",
        ),
    ];
    for (lines, expected) in cases {
        let faults = faults(&folder(&[("polls/which.toml", &poll(lines))]));
        assert!(faults.iter().any(|fault| fault.contains(expected)), "{expected} is not among {faults:#?}");
    }
    let demo = "[polls.which]\nballots = [\n  { options = [\"a\"], lang = \"ru\" },\n  { options = [\"a\"], lang = \"fr\" },\n]\n";
    let files = folder(&[("demo.toml", demo)]);
    assert_eq!(content(&files).demo.polls["which"][0].lang.as_deref(), Some("ru"));
    let faults = faults(&files);
    let expected = "demo.toml:4: error: the poll `which` is not there in `fr`; name a language of it";
    assert!(faults.iter().any(|fault| fault.contains(expected)), "{faults:#?}");
}
