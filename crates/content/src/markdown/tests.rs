//! Markdown to HTML, by examples.

use std::path::PathBuf;

use super::*;

/// A body and the warnings it gave, as `line: message`.
pub(super) fn rendered(text: &str) -> (Body, Vec<String>) {
    let source = Source::new(PathBuf::from("en.md"), text.to_owned());
    let picture = |file: &str| {
        if file != "map.png" {
            return Err(format!("the picture `{file}` is missing"));
        }
        Ok(Arc::new(Picture {
            file: file.to_owned(),
            url: "/media/a/map.png".to_owned(),
            path: PathBuf::new(),
            media_type: "image/png",
            width: 640,
            height: 360,
        }))
    };
    let context = RenderContext {
        source: &source,
        lang: "ru",
        has_poll: &|id| id == "night-trains",
        has_article: &|slug| slug == "other",
        links: &LinkTargets::default(),
        picture: &picture,
    };
    let body = render(text, 0, &context);
    let mut faults = Vec::new();
    source.hand_over(&mut faults);
    (body, faults.into_iter().map(|fault| format!("{}: {}", fault.line, fault.message)).collect())
}

fn html(text: &str) -> String {
    rendered(text).0.html.trim().to_owned()
}

#[test]
fn blocks_carry_ids_by_position() {
    let cases = [
        (
            "One *two* **three** ~~four~~ `x < y`.",
            r#"<p id="b1">One <em>two</em> <strong>three</strong> <del>four</del> <code>x &lt; y</code>.</p>"#,
        ),
        (
            "A\n\n## B `c`\n\nD",
            "<p id=\"b1\">A</p>\n<h2 id=\"b2\" class=\"article__heading\" tabindex=\"-1\"><a class=\"article__anchor\" \
             href=\"#b2\">B <code>c</code></a></h2>\n<p id=\"b3\">D</p>",
        ),
        ("- a\n- b\n  - c", "<ul id=\"b1\"><li>a</li><li>b<ul><li>c</li></ul></li></ul>"),
        ("3. a\n\n4. b", "<ol id=\"b1\" start=\"3\"><li><p>a</p></li><li><p>b</p></li></ol>"),
        ("> said", "<blockquote class=\"quote\" id=\"b1\"><p>said</p></blockquote>"),
        (
            "> [!PULL]\n> Loud *words*",
            "<figure class=\"pull-quote\" id=\"b1\"><blockquote><p>Loud <em>words</em></p></blockquote></figure>",
        ),
        (
            "> [!PULL]\n>\n> Loud",
            "<figure class=\"pull-quote\" id=\"b1\"><blockquote><p>Loud</p></blockquote></figure>",
        ),
        (
            "![A map](map.png \"Where \\\"it\\\" goes\")",
            "<figure class=\"figure\" id=\"b1\"><img src=\"/media/a/map.png\" alt=\"A map\" width=\"640\" height=\"360\" \
             loading=\"lazy\" decoding=\"async\"><figcaption>Where &quot;it&quot; goes</figcaption></figure>",
        ),
        (
            "```rust,ignore\nlet a = 1 < 2;\n```",
            "<pre class=\"code\" id=\"b1\" dir=\"ltr\" tabindex=\"0\"><code>let a = 1 &lt; 2;\n</code></pre>",
        ),
        (
            "```rust\nfn f() {}\n```",
            "<pre class=\"code\" id=\"b1\" dir=\"ltr\" tabindex=\"0\"><code class=\"language-rust\">fn f() {}\n</code></pre>",
        ),
        ("a\n\n---\n\nb", "<p id=\"b1\">a</p>\n<hr>\n<p id=\"b2\">b</p>"),
        (
            "a\n\n{{poll:night-trains}}\n\nb",
            "<p id=\"b1\">a</p>\n<div class=\"poll-slot\" data-poll=\"night-trains\"></div>\n<p id=\"b2\">b</p>",
        ),
        ("a  \nb", "<p id=\"b1\">a<br>b</p>"),
    ];
    for (text, expected) in cases {
        assert_eq!(html(text), expected, "{text}");
    }
}

#[test]
fn a_table_scrolls_by_itself_and_is_named_by_its_headings() {
    let expected = "<div class=\"table-scroll\" id=\"b1\" role=\"region\" tabindex=\"0\" aria-label=\"City, Hours\">\
                    <table class=\"table\"><thead><tr><th scope=\"col\">City</th><th scope=\"col\" class=\"table__cell--end\">Hours</th></tr>\
                    </thead><tbody><tr><td><a href=\"/ru/articles/other\">Oslo</a></td><td class=\"table__cell--end\">9</td></tr></tbody></table></div>";
    let text = "| City | Hours |\n| --- | ---: |\n| [Oslo](article:other) | 9 |";
    assert_eq!(html(text), expected);
}

#[test]
fn footnotes_are_numbered_as_they_are_met_and_lead_back() {
    let (body, faults) = rendered("A[^z] and[^a], again[^z].\n\n[^a]: First *letter*.\n\n[^z]: Last.");
    let note = |number, id| {
        format!(
            "<sup><a class=\"footnote-ref\" id=\"{id}\" href=\"#fn-{number}\" role=\"doc-noteref\">{number}</a></sup>"
        )
    };
    let back = |id| format!(" <a class=\"footnote-back\" href=\"#{id}\" role=\"doc-backlink\">↩</a>");
    let expected = format!(
        "<p id=\"b1\">A{} and{}, again{}.</p>\n<section class=\"footnotes\" role=\"doc-endnotes\"><ol>\
         <li id=\"fn-1\"><p>Last.{}{}</p></li><li id=\"fn-2\"><p>First <em>letter</em>.{}</p></li></ol></section>",
        note(1, "fnref-1"),
        note(2, "fnref-2"),
        note(1, "fnref-1-2"),
        back("fnref-1"),
        back("fnref-1-2"),
        back("fnref-2")
    );
    assert_eq!(body.html, expected);
    assert_eq!(faults, [""; 0]);
}

#[test]
fn a_footnote_in_a_heading_stands_outside_its_link() {
    let text = "## Title[^a]\n\n[^a]: Note.";
    assert!(html(text).contains("\">Title</a><sup><a class=\"footnote-ref\""), "{}", html(text));
    assert_eq!(rendered(text).0.toc, [Heading { id: "b1".to_owned(), level: 2, text: "Title".to_owned() }]);
}

#[test]
fn links_lead_only_where_a_reader_may_be_sent() {
    let cases = [
        ("[a](https://example.org/?a=1&b=2)", "<a href=\"https://example.org/?a=1&amp;b=2\" rel=\"noopener\">a</a>", 0),
        ("[a](article:other)", "<a href=\"/ru/articles/other\">a</a>", 0),
        ("[a](mailto:desk@example.org)", "<a href=\"mailto:desk@example.org\">a</a>", 0),
        ("[a](#b2 \"to\")", "<a href=\"#b2\" title=\"to\">a</a>", 0),
        ("[a](article:nowhere)", "a", 1),
        ("[a](javascript:alert)", "a", 1),
        ("[a](JaVaScRiPt&#58;alert)", "a", 1),
        ("[a](data:text/html,x)", "a", 1),
        ("[a](//evil.example)", "a", 1),
        ("[a](/\\evil.example)", "a", 1),
        ("[a](other.md)", "a", 1),
    ];
    for (text, expected, count) in cases {
        let (body, faults) = rendered(text);
        assert_eq!(body.html.trim(), format!("<p id=\"b1\">{expected}</p>"), "{text}");
        assert_eq!(faults.len(), count, "{text}: {faults:?}");
    }
}

#[test]
fn faults_name_the_line_and_what_to_do() {
    let cases = [
        ("a\n\n# Top", "3: a heading of level 1"),
        ("a\n<b>x</b>", "2: raw HTML is not taken, `<b>` was left out"),
        ("a\n\n<div onclick=x>\nhidden\n</div>", "3: raw HTML is not taken, the block"),
        ("![x](gone.png)", "1: the picture `gone.png` is missing"),
        ("![](map.png)", "1: the picture has no words"),
        ("{{poll:no-such}}", "1: there is no poll `no-such`"),
        ("{{poll:night-trains}}\n\n{{poll:night-trains}}", "3: the poll `night-trains` stands in the text twice"),
        ("> {{poll:night-trains}}", "1: a poll cannot stand within"),
        ("[^a]: Note.", "1: nothing refers to the footnote `a`"),
        ("a[^a]\n\n[^a]: One.\n\n[^a]: Two.", "5: the footnote `a` is written twice"),
        ("## [x](article:other)", "1: a heading is a link itself"),
        ("##", "1: the heading has no words"),
    ];
    for (text, expected) in cases {
        let (_, faults) = rendered(text);
        assert!(faults.iter().any(|fault| fault.starts_with(expected)), "{text}: {faults:?}");
    }
}

#[test]
fn a_comment_is_dropped_without_a_word() {
    let (body, faults) = rendered("a\n\n<!-- for the desk\nonly -->\n\nb <!-- c --> d");
    assert_eq!(body.html.trim(), "<p id=\"b1\">a</p>\n<p id=\"b2\">b  d</p>");
    assert_eq!(faults, [""; 0]);
}

#[test]
fn deep_nesting_ends_in_a_warning_rather_than_a_crash() {
    let (_, faults) = rendered(&format!("{}deep", "> ".repeat(5_000)));
    assert!(faults.iter().any(|fault| fault.contains("nested deeper")), "{faults:?}");
    assert!(html(&"*a **b ".repeat(2_000)).contains("<p id=\"b1\">"));
    assert!(html(&"[![".repeat(3_000)).contains("<p id=\"b1\">"));
}

#[test]
fn reading_time_counts_words_and_han_characters() {
    for (text, minutes) in [
        (String::new(), 1),
        ("word ".repeat(220), 1),
        ("word ".repeat(1_100), 5),
        ("文".repeat(1_000), 2),
        ("— ".repeat(900), 1),
    ] {
        assert_eq!(reading_minutes(&text), minutes, "{} characters", text.len());
    }
}
