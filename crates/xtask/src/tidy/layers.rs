//! Layers of the front-end: only `api` uses the network, only `api`, `dom` and event handlers use the browser, `api`
//! has no signals, and imports point one way. Between crates the compiler enforces this.

use regex_lite::Regex;

use super::{Finding, Source};

/// Something that only some folders may name.
struct Rule {
    pattern: &'static str,
    /// Where the rule holds.
    within: &'static [&'static str],
    /// Where it does not hold all the same.
    but: &'static [&'static str],
    what: &'static str,
    remedy: &'static str,
}

const RULES: [Rule; 7] = [
    Rule {
        pattern: r"\bgloo_net\b|\bEventSource\b|\bXmlHttpRequest\b|\bfetch_with_(str|request)|\bsend_beacon",
        within: &["src/"],
        but: &["src/api/"],
        what: "the network is touched outside src/api",
        remedy: "add a function for the endpoint to src/api and call that",
    },
    Rule {
        pattern: r"\bjs_sys\b|\bJsValue\b|\bgloo_(utils|storage|events)\b",
        within: &["src/", "crates/core/src/"],
        but: &[
            "src/api/",
            "src/dom/",
            "crates/core/src/i18n/fold/browser.rs",
            "crates/core/src/i18n/intl/browser.rs",
            "crates/core/src/json/browser.rs",
        ],
        what: "a JavaScript value outside src/api, src/dom and the files `browser.rs` of hustings-core",
        remedy: "wrap it in a typed function in src/dom",
    },
    Rule {
        pattern: r"\b(window|document)\(\)",
        within: &["src/"],
        but: &["src/api/", "src/dom/"],
        what: "the page's window or document is touched outside src/dom",
        remedy: "wrap it in a typed function in src/dom",
    },
    Rule {
        pattern: r"\b(Arc)?(Rw|Read|Write)?Signal\b|\b(Arc)?Memo\b|\b(rw_|arc_)?signal\(|\bStoredValue\b|\bEffect::",
        within: &["src/api/"],
        but: &[],
        what: "a signal in a layer of plain I/O",
        remedy: "keep it in src/state, and pass plain values",
    },
    Rule {
        pattern: r"\bview!",
        within: &["src/api/", "src/dom/", "src/state/"],
        but: &[],
        what: "a view outside components and pages",
        remedy: "move it to src/components or src/pages",
    },
    Rule {
        pattern: r"\bcrate::(api|state|pages)\b",
        within: &["src/components/"],
        but: &[],
        what: "a component that reaches for the network, the state or a page",
        remedy: "pass what it shows as values, and report events to the page by callbacks",
    },
    Rule {
        pattern: r"\bcrate::(state|pages|components)\b",
        within: &["src/api/"],
        but: &[],
        what: "the network code knows the layers above it",
        remedy: "let it take and give the types of hustings-wire",
    },
];

pub(super) fn findings(sources: &[Source]) -> Vec<Finding> {
    let rules: Vec<(Regex, &Rule)> =
        RULES.iter().map(|rule| (Regex::new(rule.pattern).expect("the pattern is well formed"), rule)).collect();
    let mut findings = Vec::new();
    for source in sources.iter().filter(|source| source.is("rs")) {
        let imports = grouped_imports(source);
        let lines = source.code().chain(imports.iter().map(|(number, path)| (*number, path.as_str())));
        for (number, line) in lines {
            for (pattern, rule) in &rules {
                if source.is_below(rule.within) && !source.is_below(rule.but) && pattern.is_match(line) {
                    findings.push(source.finding(number, rule.what, rule.remedy));
                }
            }
        }
        for (number, line) in source.code() {
            if source.is_below(&["src/"]) && !source.is_below(&["src/api/", "src/dom/"]) && names_web_sys(line) {
                findings.push(source.finding(
                    number,
                    "web_sys outside src/api and src/dom, for more than an event's type",
                    "wrap it in a typed function in src/dom",
                ));
            }
        }
    }
    findings
}

/// The modules in `use crate::{model::a, state::{b, c}}`, each as `crate::model`, with its line.
fn grouped_imports(source: &Source) -> Vec<(usize, String)> {
    let token = Regex::new(r"\w+|[{},]").expect("the pattern is well formed");
    let mut imports = Vec::new();
    // How many braces are open, of which the first belongs to the group, and whether a name there begins a path.
    let (mut depth, mut begins) = (0_usize, false);
    for (number, line) in source.code() {
        let group = line.split_once("use crate::{").filter(|_| depth == 0).map(|(_, group)| group);
        if group.is_some() {
            (depth, begins) = (1, true);
        }
        for token in token.find_iter(group.unwrap_or(line)) {
            match token.as_str() {
                _ if depth == 0 => break,
                "{" => depth += 1,
                "}" => depth -= 1,
                "," => begins |= depth == 1,
                name if begins => {
                    imports.push((number, format!("crate::{name}")));
                    begins = false;
                }
                _ => {}
            }
        }
    }
    imports
}

/// Whether the line names anything of web_sys but types of events, such as `web_sys::SubmitEvent`.
fn names_web_sys(line: &str) -> bool {
    line.match_indices("web_sys").any(|(at, name)| {
        let Some(path) = line[at + name.len()..].strip_prefix("::") else { return true };
        let names = match path.strip_prefix('{').and_then(|list| list.split_once('}')) {
            Some((list, _)) => list,
            None => path.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default(),
        };
        !names.split(',').map(str::trim).all(|name| name.ends_with("Event") && name.len() > "Event".len())
    })
}

#[cfg(test)]
mod tests {
    use super::{super::samples::*, *};

    #[test]
    fn each_arrow_the_wrong_way_is_found() {
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
        ] {
            assert_one(findings, path, &format!("//! Docs.\n{line}\n"), 2, expected);
        }
    }

    #[test]
    fn imports_in_groups_are_seen_too() {
        let group = "//! A.\nuse crate::{\n    model::{poll, state},\n    i18n::Locale,\n    state::Site,\n};\n";
        assert_one(findings, "src/components/poll.rs", group, 5, "component");
        assert_one(findings, "src/components/poll.rs", "use crate::{i18n::a, api};", 1, "component");
        assert_none(findings, "src/components/poll.rs", "use crate::{\n    i18n::{a, api},\n};\nlet state = 1;");
    }

    #[test]
    fn what_is_allowed_is_left_alone() {
        for (path, line) in [
            ("src/api/client.rs", "use gloo_net::http::Request;"),
            ("src/dom/storage.rs", "let storage = web_sys::window();"),
            ("src/components/share.rs", "on_click: Callback<web_sys::MouseEvent>,"),
            ("src/components/share.rs", "use web_sys::{KeyboardEvent, MouseEvent};"),
            ("crates/core/src/i18n/intl/browser.rs", "use js_sys::Intl;"),
            ("src/api/outbox.rs", "// No signal( and no gloo_net here."),
            ("src/api/retry.rs", "let abort_signal = true;"),
            ("crates/server/src/main.rs", "tokio::signal(1);"),
            ("src/state/poll.rs", "let poll = RwSignal::new(0);"),
        ] {
            assert_none(findings, path, line);
        }
    }
}
