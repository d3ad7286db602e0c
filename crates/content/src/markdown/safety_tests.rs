//! Sanitising: what no Markdown input can produce.

use proptest::prelude::*;

use super::tests::rendered;

/// Pieces that an attack would be made of, and that Markdown reads in many ways.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[ -~]{0,12}",
        Just("<script>alert(1)</script>".to_owned()),
        Just("<img src=x onerror=alert(1)>".to_owned()),
        Just("<svg/onload=alert(1)>".to_owned()),
        Just("[a](javascript:alert(1))".to_owned()),
        Just("![a](map.png \"\\\" onload=\\\"x\")".to_owned()),
        Just("[a](https://x.example/\"onclick=\"x)".to_owned()),
        Just("\u{e000}0\u{e001}".to_owned()),
        Just("[^a]".to_owned()),
        Just("\n\n[^a]: b".to_owned()),
        Just("\n\n> [!PULL]\n> ".to_owned()),
        Just("\n\n{{poll:night-trains}}\n\n".to_owned()),
        Just("\n| a | b |\n|---|--:|\n| ".to_owned()),
        Just("\n\n## ".to_owned()),
        Just("\n- ".to_owned()),
        Just("\n```a\"b\n".to_owned()),
        Just("`".to_owned()),
        Just("**".to_owned()),
        Just("<a id=b1 href=".to_owned()),
        Just("]]>&lt;script&gt;".to_owned()),
        Just("\n".to_owned()),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn no_markdown_becomes_a_script(text in pieces()) {
        let html = rendered(&text).0.html;
        // All text and all values are escaped, so that every angle bracket is a tag's.
        for tag in html.split('<').skip(1) {
            let (tag, after) = tag.split_once('>').expect("every tag is closed");
            prop_assert!(!after.contains('>'), "{}", html);
            let name = tag.trim_start_matches('/').split(' ').next().unwrap_or_default();
            prop_assert!(TAGS.contains(&name), "{}", html);
            let mut rest = tag[tag.find(' ').unwrap_or(tag.len())..].trim_start();
            while let Some((attribute, after)) = rest.split_once("=\"") {
                prop_assert!(ATTRIBUTES.contains(&attribute), "{} in {}", attribute, html);
                let (value, next) = after.split_once('"').expect("every value is closed");
                if attribute == "href" || attribute == "src" {
                    let first = value.chars().next().unwrap_or('#');
                    let known = ["https://", "http://", "mailto:", "tel:"].iter().any(|s| value.to_lowercase().starts_with(s));
                    prop_assert!(known || ((first == '/' || first == '#') && !value.starts_with("//")), "{}", html);
                }
                rest = next.trim_start();
            }
            prop_assert_eq!(rest, "", "{}", html);
        }
    }

    #[test]
    fn no_id_is_given_twice(text in pieces()) {
        let html = rendered(&text).0.html;
        let mut ids: Vec<&str> = html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        prop_assert_eq!(ids.len(), all, "{}", html);
    }

    #[test]
    fn no_text_makes_the_writer_panic(text in "\\PC{0,200}") {
        let _ = rendered(&text);
    }
}

const TAGS: [&str; 28] = [
    "p",
    "h2",
    "h3",
    "h4",
    "a",
    "em",
    "strong",
    "del",
    "code",
    "br",
    "img",
    "ul",
    "ol",
    "li",
    "blockquote",
    "figure",
    "figcaption",
    "pre",
    "div",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "hr",
    "sup",
    "section",
];
const ATTRIBUTES: [&str; 18] = [
    "id",
    "class",
    "href",
    "rel",
    "title",
    "src",
    "alt",
    "width",
    "height",
    "loading",
    "decoding",
    "role",
    "tabindex",
    "aria-label",
    "data-poll",
    "dir",
    "scope",
    "start",
];
