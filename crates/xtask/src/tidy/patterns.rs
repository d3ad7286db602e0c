//! Words that some files may not name: the layers of the front-end, and what is fitting nowhere.
//!
//! Only `api` uses the network; only `api` and `dom` use the browser; `api` has no signals; imports point one way. Between crates the compiler enforces this.

use std::borrow::Cow;

use regex_lite::Regex;

use super::{
    Finding, Source,
    rules::{RULES, Rule},
};

pub(super) fn findings(sources: &[Source]) -> Vec<Finding> {
    let regex = |rule: &Rule| Regex::new(rule.pattern).expect("the pattern is well formed");
    let rules: Vec<(Regex, &Rule)> = RULES.iter().map(|rule| (regex(rule), rule)).collect();
    let mut findings = Vec::new();
    for source in sources {
        let holds = |rule: &Rule| {
            let is_of_kind = rule.kinds.is_empty() || rule.kinds.iter().any(|kind| source.is(kind));
            is_of_kind && source.is_below(rule.within) && !source.is_below(rule.but)
        };
        let rules: Vec<&(Regex, &Rule)> = rules.iter().filter(|(_, rule)| holds(rule)).collect();
        let imports = if source.is("rs") { grouped_imports(source) } else { Vec::new() };
        let code = source.code().map(|(number, line)| (number, Cow::Borrowed(line)));
        let code = code.chain(imports.into_iter().map(|(number, path)| (number, Cow::Owned(path))));
        let all = source.lines().map(|(number, line)| (number, Cow::Borrowed(line), true));
        for (number, line, with_comments) in all.chain(code.map(|(number, line)| (number, line, false))) {
            let broken = rules.iter().filter(|(regex, rule)| rule.comments == with_comments && regex.is_match(&line));
            findings.extend(broken.map(|(_, rule)| source.finding(number, rule.what, rule.remedy)));
        }
    }
    findings
}

/// The modules in `use crate::{model::a, state::{b, c}}`, each as `crate::model`, with its line.
fn grouped_imports(source: &Source) -> Vec<(usize, String)> {
    let token = Regex::new(r"\w+|[{},]").expect("the pattern is well formed");
    let code = source.code().map(|(_, line)| line).collect::<Vec<_>>().join("\n");
    let mut imports = Vec::new();
    for (at, opening) in code.match_indices("use crate::{") {
        let group = at + opening.len();
        // How many braces are open, and whether a name begins a path there.
        let (mut depth, mut begins) = (1, true);
        for token in token.find_iter(&code[group..]) {
            match token.as_str() {
                "{" => depth += 1,
                "}" if depth == 1 => break,
                "}" => depth -= 1,
                "," => begins |= depth == 1,
                name if begins => {
                    let line = 1 + code[..group + token.start()].matches('\n').count();
                    imports.push((line, format!("crate::{name}")));
                    begins = false;
                }
                _ => {}
            }
        }
    }
    imports
}

#[cfg(test)]
mod tests {
    use super::{super::samples::*, *};

    #[test]
    fn each_planted_fault_is_found() {
        let later = ["TO", "DO"].concat();
        for (path, line, expected) in [
            ("src/state/poll.rs", "use gloo_net::http::Request;", "network"),
            ("src/pages/list.rs", "let source = EventSource::new(url);", "network"),
            ("src/components/share.rs", "let w = leptos::web_sys::Window::new();", "web_sys"),
            ("src/pages/a.rs", "use web_sys::{MouseEvent, Window};", "web_sys"),
            ("src/state/a.rs", "let v: JsValue = x;", "JavaScript"),
            ("src/pages/a.rs", "let title = document().title();", "window or document"),
            ("crates/core/src/model/outbox.rs", "let v: JsValue = x;", "JavaScript"),
            ("src/api/outbox.rs", "items: RwSignal<Vec<u8>>,", "signal"),
            ("src/api/live.rs", "let (read, write) = signal(0);", "signal"),
            ("src/state/poll.rs", "view! { <p/> }", "view"),
            ("src/components/poll.rs", "use crate::state::PollState;", "component"),
            ("src/api/polls.rs", "use crate::state::Site;", "network code"),
            ("src/components/poll.rs", "use crate::{i18n::a, api};", "component"),
            ("src/a.rs", &format!("// {later}: more"), "left for later"),
            ("style/a.css", &format!("/* {later} */"), "left for later"),
            ("src/a.rs", "view! { <p style=\"color: red\"/> }", "style attribute"),
            ("src/a.rs", "view! { <p style:width=w/> }", "style attribute"),
            ("tests/a.rs", "std::thread::sleep(d);", "clock"),
            ("crates/server/tests/a.rs", "tokio::time::sleep(d).await;", "clock"),
            ("src/a.rs", "#[ignore]", "does not run"),
            ("crates/server/src/a.rs", &["let path = \"/ho", "me/somebody\";"].concat(), "path of one machine"),
            ("crates/server/src/a.rs", &["let path = \"/ro", "ot/somebody\";"].concat(), "path of one machine"),
            ("crates/server/src/a.rs", &["let path = \"/wo", "rk/somebody\";"].concat(), "path of one machine"),
            ("docs/a.md", &["it weighs @@PL", "AIN@@ bytes"].concat(), "figure"),
            ("docs/a.md", &["see https://deb.deb", "ian.org/x"].concat(), "registry"),
            ("docs/a.md", &["see https://registry.np", "mjs.org/x"].concat(), "registry"),
            ("docs/a.md", &["see https://index.cra", "tes.org/x"].concat(), "registry"),
        ] {
            assert_one(findings, path, &format!("\n{line}\n"), 2, expected);
        }
    }

    #[test]
    fn imports_in_groups_are_found_where_they_stand() {
        let group = "//! A.\nuse crate::{\n    model::{poll, state},\n    i18n::Locale,\n    state::Site,\n};\n";
        assert_one(findings, "src/components/poll.rs", group, 5, "component");
    }

    #[test]
    fn what_is_allowed_is_left_alone() {
        let later = ["TO", "DO"].concat();
        for (path, line) in [
            ("src/api/client.rs", "use gloo_net::http::Request;"),
            ("src/dom/storage.rs", "let storage = web_sys::window();"),
            ("src/components/share.rs", "on_click: Callback<ev::MouseEvent>,"),
            ("src/components/poll.rs", "use crate::{\n    i18n::{a, api},\n};\nlet state = 1;"),
            ("crates/core/src/i18n/intl/browser.rs", "use js_sys::Intl;"),
            ("src/api/outbox.rs", "// No signal( and no gloo_net here."),
            ("src/api/retry.rs", "let abort_signal = true;"),
            ("crates/server/src/main.rs", "tokio::signal(1);"),
            ("src/state/poll.rs", "let poll = RwSignal::new(0);"),
            ("docs/a.md", &later),
            ("src/a.rs", &format!("const MAS{later}N: u8 = 1;")),
            ("src/a.rs", "let lifestyle = 1; // no style="),
            ("crates/server/src/live.rs", "tokio::time::sleep(d).await;"),
            ("docs/a.md", "https://example.org/home/page"),
            ("docs/a.md", "the `./work/` folder"),
            ("docs/a.md", "between `@@` and an @@ of a patch, @@a@@"),
            ("docs/a.md", "GET /homepage"),
            ("docs/a.md", "docs/work/a.md"),
        ] {
            assert_none(findings, path, line);
        }
    }
}
