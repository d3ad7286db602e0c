//! The table of what only some files may name. How it is read: `patterns`.

/// Something that only some files may name.
pub(super) struct Rule {
    pub(super) pattern: &'static str,
    /// The kinds of files in which the rule holds, by their endings; all where there is none.
    pub(super) kinds: &'static [&'static str],
    /// Where it holds; a folder after a slash may be anywhere.
    pub(super) within: &'static [&'static str],
    /// Where it does not hold all the same.
    pub(super) but: &'static [&'static str],
    /// Whether comments may not say it either.
    pub(super) comments: bool,
    pub(super) what: &'static str,
    pub(super) remedy: &'static str,
}

/// A rule for the code of Rust files.
const CODE: Rule = Rule { pattern: "", kinds: &["rs"], within: &[""], but: &[], comments: false, what: "", remedy: "" };

/// A rule for whatever a file says. Lock files are written by other tools.
const TEXT: Rule = Rule { kinds: &[], but: &["Cargo.lock", "package-lock.json"], comments: true, ..CODE };

pub(super) const RULES: [Rule; 15] = [
    Rule {
        pattern: r"\bgloo_net\b|\bEventSource\b|\bXmlHttpRequest\b|\bfetch_with_(str|request)|\bsend_beacon",
        within: &["src/"],
        but: &["src/api/"],
        what: "the network is touched outside src/api",
        remedy: "add a function for the endpoint to src/api and call that",
        ..CODE
    },
    Rule {
        pattern: "web_sys",
        within: &["src/"],
        but: &["src/api/", "src/dom/"],
        what: "web_sys outside src/api and src/dom",
        remedy: "wrap it in a typed function in src/dom; the types of events are in `leptos::ev`",
        ..CODE
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
        ..CODE
    },
    Rule {
        pattern: r"\b(window|document)\(\)",
        within: &["src/"],
        but: &["src/api/", "src/dom/"],
        what: "the page's window or document is touched outside src/dom",
        remedy: "wrap it in a typed function in src/dom",
        ..CODE
    },
    Rule {
        pattern: r"\b(Arc)?(Rw|Read|Write)?Signal\b|\b(Arc)?Memo\b|\b(rw_|arc_)?signal\(|\bStoredValue\b|\bEffect::",
        within: &["src/api/"],
        what: "a signal in a layer of plain I/O",
        remedy: "keep it in src/state, and pass plain values",
        ..CODE
    },
    Rule {
        pattern: r"\bview!",
        within: &["src/api/", "src/dom/", "src/state/"],
        what: "a view outside components and pages",
        remedy: "move it to src/components or src/pages",
        ..CODE
    },
    Rule {
        pattern: r"\bcrate::(api|state|pages)\b",
        within: &["src/components/"],
        what: "a component that reaches for the network, the state or a page",
        remedy: "pass what it shows as values, and report events to the page by callbacks",
        ..CODE
    },
    Rule {
        pattern: r"\bcrate::(state|pages|components)\b",
        within: &["src/api/"],
        what: "the network code knows the layers above it",
        remedy: "let it take and give the types of hustings-wire",
        ..CODE
    },
    Rule {
        pattern: r"\bstyle=|\bstyle:",
        within: &["src/"],
        what: "a style attribute, which the Content-Security-Policy blocks",
        remedy: "use a class, or an attribute such as <meter value> or SVG width",
        ..CODE
    },
    Rule {
        pattern: r"#\[ignore\b",
        but: &["crates/xtask/src/tidy/"],
        what: "a test that does not run",
        remedy: "fix it or remove it",
        ..CODE
    },
    Rule {
        pattern: r"\bthread::sleep\b|\btime::sleep\b|\bsetTimeout\(|\bTimeoutFuture\b",
        within: &["tests/", "/tests/"],
        but: &["tests/benches/"],
        what: "a test that waits for a clock",
        remedy: "wait for the condition itself, with a bound",
        ..CODE
    },
    Rule {
        // The brackets keep it from finding itself.
        pattern: r"\b(TO[D]O|FIX[M]E|XX[X])\b",
        kinds: &["rs", "css", "js", "html"],
        what: "something is left for later",
        remedy: "do it, or say it in an issue",
        ..TEXT
    },
    Rule {
        pattern: r"@@[A-Z]+@@",
        what: "the place of a figure that was to come",
        remedy: "put in what was measured",
        ..TEXT
    },
    Rule {
        pattern: r"(^|[^A-Za-z0-9_.:/\-])/(work|root|farm|home|Users)/[A-Za-z0-9]",
        what: "a path of one machine",
        remedy: "make it relative, or ask the system",
        ..TEXT
    },
    Rule {
        pattern: r"https?://[a-z0-9.-]*\b(debian|npmjs|pypi|crates)\b[a-z0-9.-]*\.[a-z]+",
        what: "a package registry by its host name",
        remedy: "leave it to the tool's own configuration",
        ..TEXT
    },
];
