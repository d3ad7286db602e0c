//! Lints of a policy: likely mistakes that browsers ignore silently. They are notes only; the verdict follows what
//! browsers do.

use std::collections::BTreeSet;

use super::{
    policy::{Delivery, Policy, has_impossible_port},
    report::Finding,
};

/// Names of directives that browsers know or knew.
const KNOWN: [&str; 33] = [
    "base-uri",
    "block-all-mixed-content",
    "child-src",
    "connect-src",
    "default-src",
    "fenced-frame-src",
    "font-src",
    "form-action",
    "frame-ancestors",
    "frame-src",
    "img-src",
    "manifest-src",
    "media-src",
    "navigate-to",
    "object-src",
    "plugin-types",
    "prefetch-src",
    "referrer",
    "reflected-xss",
    "report-to",
    "report-uri",
    "require-sri-for",
    "require-trusted-types-for",
    "sandbox",
    "script-src",
    "script-src-attr",
    "script-src-elem",
    "style-src",
    "style-src-attr",
    "style-src-elem",
    "trusted-types",
    "upgrade-insecure-requests",
    "worker-src",
];

/// Keywords that count only between apostrophes.
const QUOTED: [&str; 8] = [
    "none",
    "report-sample",
    "self",
    "strict-dynamic",
    "unsafe-eval",
    "unsafe-hashes",
    "unsafe-inline",
    "wasm-unsafe-eval",
];

/// The most lints that are named in one policy.
const MOST: usize = 5;

/// The lints of a policy.
pub(super) fn lints(policy: &Policy) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut names = BTreeSet::new();
    for directive in policy.text.split(';').map(str::trim).filter(|directive| !directive.is_empty()) {
        let name = directive.split_ascii_whitespace().next().unwrap_or_default().to_ascii_lowercase();
        if !directive.is_ascii() {
            let what = format!("The directive `{}` has a character beyond ASCII.", shown(&name));
            let means = "Browsers leave the whole directive out.";
            found.push(Finding::note(what, means, "Type its quotes and hyphens again: ' and -."));
        } else if !KNOWN.contains(&name.as_str()) {
            let what = format!("There is no directive `{}`.", shown(&name));
            found.push(Finding::note(what, "Browsers leave it out.", "Look at how it is spelt."));
        } else if !names.insert(name.clone()) {
            let what = format!("The directive `{name}` is there twice.");
            let means = "Browsers read the first one only.";
            found.push(Finding::note(what, means, "Put all its sources into the first one."));
        }
    }
    for directive in policy.directives.iter().filter(|directive| directive.name.contains("-src")) {
        for source in &directive.value {
            let bare = source.to_ascii_lowercase();
            let keyword = QUOTED.contains(&bare.as_str()) || bare.starts_with("nonce-") || bare.starts_with("sha256-");
            if keyword {
                let what = format!("`{}` stands without apostrophes in `{}`.", shown(source), directive.name);
                let means = "Browsers take it for the name of a host.";
                found.push(Finding::note(what, means, format!("Write '{}'.", shown(source))));
            } else if has_impossible_port(source) {
                let what = format!("`{}` in `{}` has a port that no host has.", shown(source), directive.name);
                found.push(Finding::note(what, "It allows nothing.", "Give a port up to 65535, or none."));
            }
        }
    }
    if policy.delivery == Delivery::Meta && policy.text.to_ascii_lowercase().contains("sandbox") {
        let means = "Browsers heed it in a header only.";
        found.push(Finding::note("The policy in the page's `<meta>` says `sandbox`.", means, ""));
    }
    found.truncate(MOST);
    found
}

/// The beginning of a text from outside.
fn shown(text: &str) -> String {
    text.chars().take(60).collect()
}
