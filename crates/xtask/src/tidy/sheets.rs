//! The style sheets: raw colours and durations only in `tokens.css`, no ids, no `!important`, and
//! logical properties, so that right-to-left comes for nothing.

use regex_lite::Regex;

use super::{Finding, Source};

const TOKENS: &str = "style/tokens.css";
/// Themes of the demo, which are nothing but such values.
const THEMES: &str = "docs/themes/";
/// Somebody else's looks, which know no tokens of ours.
const STRANGERS: &str = "crates/partner/";

/// A pattern in a declaration or a selector, what is wrong with it, and what to do.
const DECLARATIONS: [(&str, &str, &str); 4] = [
    (
        r"#[0-9a-fA-F]{3,8}\b|\b(rgb|rgba|hsl|hsla|hwb|lab|lch|oklab|oklch|color)\(",
        "a raw colour outside tokens.css",
        "name it there and use var(--…)",
    ),
    (r"(^|[\s,(])[0-9.]*[0-9]m?s\b", "a raw duration outside tokens.css", "name it there and use var(--…)"),
    (r"!\s*important", "!important", "make the selector that should win the later or the closer one"),
    (
        r"^\s*((margin|padding|border|scroll-margin|scroll-padding|inset)-(left|right)|left|right|border-(top|bottom)-(left|right)-radius)\s*:|\b(text-align|float|clear)\s*:\s*(left|right)\b",
        "a physical direction, wrong in right-to-left",
        "use the logical property: inline-start, inline-end, start, end",
    ),
];

pub(super) fn findings(sources: &[Source]) -> Vec<Finding> {
    let declarations = DECLARATIONS
        .map(|(pattern, what, remedy)| (Regex::new(pattern).expect("the pattern is well formed"), what, remedy));
    let id = Regex::new(r"#[A-Za-z_-][A-Za-z0-9_-]*").expect("the pattern is well formed");
    let mut findings = Vec::new();
    for source in sources.iter().filter(|s| s.is("css") && s.path != TOKENS && !s.is_below(&[STRANGERS, THEMES])) {
        for (number, part, is_selector) in parts(&source.text) {
            if is_selector {
                if id.is_match(&part) {
                    findings.push(source.finding(number, "an id in a selector", "use a class"));
                }
                continue;
            }
            for (pattern, what, remedy) in &declarations {
                if pattern.is_match(&part) {
                    findings.push(source.finding(number, *what, *remedy));
                }
            }
        }
    }
    findings
}

/// Selectors (and at-rules, up to their brace) and declarations of a sheet, with their line numbers.
/// Comments are left out; texts and addresses in `url(…)` are kept empty.
fn parts(text: &str) -> Vec<(usize, String, bool)> {
    let mut parts = Vec::new();
    let (mut part, mut start, mut line) = (String::new(), 1, 1);
    let mut rest = text.chars().peekable();
    let mut quote = None;
    while let Some(character) = rest.next() {
        if character == '\n' {
            line += 1;
        }
        if let Some(open) = quote {
            if character == open {
                quote = None;
                part.push(character);
            }
            continue;
        }
        match character {
            '/' if rest.peek() == Some(&'*') => {
                let mut previous = ' ';
                for inside in rest.by_ref().skip(1) {
                    line += usize::from(inside == '\n');
                    if previous == '*' && inside == '/' {
                        break;
                    }
                    previous = inside;
                }
            }
            '"' | '\'' => {
                quote = Some(character);
                part.push(character);
            }
            '{' | ';' | '}' => {
                if !part.trim().is_empty() {
                    parts.push((start, part.trim().to_owned(), character == '{'));
                }
                part.clear();
            }
            _ => {
                if part.trim().is_empty() {
                    start = line;
                }
                part.push(character);
            }
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::{super::samples::*, *};

    #[test]
    fn what_breaks_the_rules_of_sheets_is_found() {
        for (declaration, expected) in [
            ("color: #fff", "raw colour"),
            ("color: #A1B2C3d4", "raw colour"),
            ("background: linear-gradient(oklch(50% 0 0), red)", "raw colour"),
            ("transition: inline-size 200ms", "raw duration"),
            ("animation-duration: .3s", "raw duration"),
            ("display: none !important", "!important"),
            ("margin-left: 0", "physical"),
            ("right: 0", "physical"),
            ("text-align: left", "physical"),
        ] {
            let sheet = format!(".a {{\n  display: grid;\n  {declaration};\n}}\n");
            assert_one(findings, "style/components/a.css", &sheet, 3, expected);
        }
        assert_one(findings, "style/base.css", "\n#main .a { display: none }", 2, "an id");
    }

    #[test]
    fn what_keeps_them_is_left_alone() {
        for sheet in [
            ".a { color: var(--ink); transition: opacity var(--quick); }",
            ".a { margin-inline-start: 0; inset-inline-end: 0; text-align: start; }",
            "/* #fff, 200ms and !important\n in words */ .a { display: none }",
            ".a::before { content: \"#fff 20ms\"; }",
            "@media (prefers-reduced-motion: reduce) { .a { transition: none } }",
            ".poll__bar { background: color-mix(in oklab, var(--a), var(--b)); }",
            ".a { grid-template-columns: 1fr auto; margin: 0 2rem; }",
        ] {
            assert_none(findings, "style/components/a.css", sheet);
        }
        assert_none(findings, TOKENS, ":root { --ink: #111; --quick: 120ms; }");
        assert_none(findings, "docs/themes/a.css", ":root { --ink: #111; }");
        assert_none(findings, "crates/partner/pages/siding.css", ":root { --ink: #111 }");
    }
}
