//! Policies as partners have them, and what becomes of a poll under them.

use proptest::prelude::*;
use url::Url;

use super::super::{
    correction::judge,
    policy::{Delivery, Kind, Need, Policy},
    report::Level,
};

const SCRIPT: &str = "https://polls.example/embed/v1/embed.js";
const FRAME: &str = "https://polls.example/embed/polls/night-trains";
const PICTURE: &str = "https://polls.example/api/v1/polls/night-trains/results.svg";

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

fn script(address: &str, nonce: &str, integrity: &str, in_html: bool) -> Need {
    let (nonce, integrity) = (nonce.to_owned(), integrity.to_owned());
    Need::new(Kind::Script { nonce, integrity, in_html }, url(address))
}

/// The name of the directive that forbids `need` to the page of a partner.
fn forbidden(policy: &str, need: &Need, page: &str) -> Option<String> {
    let policies = Policy::of_header(policy, Delivery::Header);
    policies.iter().find_map(|policy| policy.forbids(need, &url(page).origin())).map(|directive| directive.name.clone())
}

#[test]
fn scripts_are_allowed_as_browsers_allow_them() {
    let rows: [(&str, Option<&str>); 27] = [
        ("img-src 'none'", None),
        ("default-src 'self'", Some("default-src")),
        ("default-src *", None),
        ("default-src https:", None),
        ("default-src http:", None),
        ("script-src 'self'", Some("script-src")),
        ("script-src https://polls.example", None),
        ("script-src HTTPS://POLLS.EXAMPLE", None),
        ("script-src polls.example", None),
        ("script-src http://polls.example", None),
        ("script-src *.example", None),
        ("script-src *.polls.example", Some("script-src")),
        ("script-src https://polls.example:443", None),
        ("script-src https://polls.example:8443", Some("script-src")),
        ("script-src https://polls.example:*", None),
        ("script-src https://polls.example:99999", Some("script-src")),
        ("script-src https://polls.example/embed/", None),
        ("script-src https://polls.example/embed", Some("script-src")),
        ("script-src https://polls.example/embed/v1/embed.js", None),
        ("script-src 'none'; script-src https://polls.example", Some("script-src")),
        ("default-src 'none'; script-src 'self'; script-src-elem https://polls.example", None),
        ("script-src https://polls.example; script-src-elem 'self'", Some("script-src-elem")),
        ("script-src 'unsafe-inline' 'unsafe-eval'", Some("script-src")),
        ("script-src 'nonce-abc'", Some("script-src")),
        ("script-src 'strict-dynamic' 'nonce-abc' https://polls.example", Some("script-src")),
        ("script-src 'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='", Some("script-src")),
        ("require-trusted-types-for 'script'; trusted-types none", None),
    ];
    for (policy, expected) in rows {
        let found = forbidden(policy, &script(SCRIPT, "", "", true), "https://partner.example/");
        assert_eq!(found.as_deref(), expected, "{policy}");
    }
}

#[test]
fn what_the_scripts_element_says_counts_too() {
    let hash = "sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng=";
    let hashed = format!("script-src '{hash}'");
    let dynamic = "script-src 'strict-dynamic' 'nonce-abc'";
    for (policy, need, is_free) in [
        ("script-src 'nonce-abc'", script(SCRIPT, "abc", "", true), true),
        ("script-src 'nonce-abc'", script(SCRIPT, "ABC", "", true), false),
        (dynamic, script(SCRIPT, "abc", "", true), true),
        (dynamic, script(SCRIPT, "", "", false), true),
        (dynamic, script(SCRIPT, "", "", true), false),
        (hashed.as_str(), script(SCRIPT, "", hash, true), true),
        (hashed.as_str(), script(SCRIPT, "", "sha256-AAAA", true), false),
        (hashed.as_str(), script(SCRIPT, "", "sha256-", true), false),
    ] {
        assert_eq!(forbidden(policy, &need, "https://partner.example/").is_none(), is_free, "{policy} {need:?}");
    }
}

#[test]
fn frames_and_pictures_fall_back_as_browsers_fall_back() {
    let frame = Need::new(Kind::Frame, url(FRAME));
    let picture = Need::new(Kind::Picture, url(PICTURE));
    for (policy, need, expected) in [
        ("frame-src 'self'", &frame, Some("frame-src")),
        ("frame-src https://polls.example", &frame, None),
        ("frame-src https://polls.example/embed/polls/", &frame, None),
        ("frame-src https://polls.example/embed/v1/", &frame, Some("frame-src")),
        ("child-src 'self'", &frame, Some("child-src")),
        ("child-src https://polls.example; default-src 'none'", &frame, None),
        ("child-src 'self'; frame-src https://polls.example", &frame, None),
        ("child-src https://polls.example; frame-src 'none'", &frame, Some("frame-src")),
        ("default-src 'self'", &frame, Some("default-src")),
        ("default-src 'self' https://polls.example", &frame, None),
        ("frame-ancestors 'none'", &frame, None),
        ("script-src 'none'; img-src 'none'", &frame, None),
        ("img-src 'self' data:", &picture, Some("img-src")),
        ("img-src https:", &picture, None),
        ("default-src 'none'; img-src *", &picture, None),
        ("default-src 'none'", &picture, Some("default-src")),
        ("frame-src 'self', frame-src https://polls.example", &frame, Some("frame-src")),
        ("frame-src https:, frame-src https://polls.example", &frame, None),
    ] {
        let found = forbidden(policy, need, "https://partner.example/");
        assert_eq!(found.as_deref(), expected, "{policy}");
    }
}

#[test]
fn self_and_sources_without_a_scheme_depend_on_the_page() {
    let at = |address: &str| Need::new(Kind::Frame, url(address));
    for (policy, need, page, is_free) in [
        ("frame-src 'self'", at("https://partner.example/x"), "https://partner.example", true),
        ("frame-src 'self'", at("https://partner.example/x"), "http://partner.example", true),
        ("frame-src 'self'", at("http://partner.example/x"), "https://partner.example", false),
        ("frame-src 'self'", at("http://127.0.0.1:8080/x"), "http://127.0.0.1:8081", false),
        ("frame-src polls.example", at("http://polls.example/x"), "https://partner.example", false),
        ("frame-src polls.example", at("http://polls.example/x"), "http://partner.example", true),
        ("frame-src http://127.0.0.1:8080", at("http://127.0.0.1:8080/x"), "http://127.0.0.1:8081", true),
        ("frame-src 127.0.0.1:*", at("http://127.0.0.1:8080/x"), "http://127.0.0.1:8081", true),
        ("frame-src http://10.0.0.7:8080", at("http://10.0.0.7:8080/x"), "http://10.0.0.8", true),
        ("frame-src 'self'", at("http://10.0.0.7:8080/x"), "http://10.0.0.7:8080", true),
        ("frame-src http://10.0.0.70:8080", at("http://10.0.0.7:8080/x"), "http://10.0.0.8", false),
        ("frame-src http://localhost:8080", at("http://localhost:8080/x"), "http://localhost:3000", true),
    ] {
        assert_eq!(forbidden(policy, &need, page).is_none(), is_free, "{policy} {need:?} {page}");
    }
}

#[test]
fn who_may_frame_is_told_by_the_polls_own_policy() {
    for (sources, ancestor, expected) in [
        ("'none'", "https://partner.example/a?b", false),
        ("'self'", "https://partner.example/", false),
        ("'self'", "https://polls.example/embed/check", true),
        ("https://partner.example", "https://partner.example/news/today?x#y", true),
        ("https://partner.example", "https://www.partner.example/", false),
        ("https://*.partner.example", "https://www.partner.example/", true),
        ("*", "http://anywhere.example/", true),
        ("", "https://partner.example/", false),
    ] {
        let sources: Vec<String> = sources.split_whitespace().map(str::to_owned).collect();
        let may = Policy::may_frame(&sources, &url(ancestor), &url("https://polls.example").origin());
        assert_eq!(may, expected, "{sources:?} {ancestor}");
    }
}

/// The corrected lines for a page that wants the element and the picture.
fn lines(policies: &[Policy]) -> Vec<String> {
    let needs =
        [script(SCRIPT, "", "", true), Need::new(Kind::Frame, url(FRAME)), Need::new(Kind::Picture, url(PICTURE))];
    let judgement = judge(policies, &needs, &url("https://partner.example").origin());
    judgement.corrections.into_iter().map(|correction| correction.line).collect()
}

#[test]
fn a_corrected_policy_allows_the_poll_and_is_no_wider() {
    for (policy, expected) in [
        (
            "default-src 'self'",
            "default-src 'self'; script-src 'self' https://polls.example; frame-src 'self' https://polls.example; \
             img-src 'self' https://polls.example",
        ),
        (
            "default-src 'none'; script-src 'self' 'nonce-a'; img-src https:",
            "default-src 'none'; script-src 'self' 'nonce-a' https://polls.example; img-src https:; \
             frame-src https://polls.example",
        ),
        (
            "SCRIPT-SRC 'NONE'; child-src blob:;; upgrade-insecure-requests",
            "script-src https://polls.example; child-src blob:; upgrade-insecure-requests; \
             frame-src blob: https://polls.example",
        ),
        (
            "default-src 'self' 'unsafe-inline' 'nonce-a'; script-src-elem 'self'",
            "default-src 'self' 'unsafe-inline' 'nonce-a'; script-src-elem 'self' https://polls.example; \
             frame-src 'self' https://polls.example; img-src 'self' https://polls.example",
        ),
        (
            "script-src 'strict-dynamic' 'nonce-a'; frame-src 'self'",
            "script-src 'strict-dynamic' 'nonce-a'; frame-src 'self' https://polls.example",
        ),
    ] {
        let expected = format!("Content-Security-Policy: {expected}");
        assert_eq!(lines(&Policy::of_header(policy, Delivery::Header)), [expected], "{policy}");
    }
    let several = Policy::of_header("default-src *, frame-src 'self', img-src 'self'", Delivery::Header);
    assert_eq!(
        lines(&several),
        [
            "Content-Security-Policy: frame-src 'self' https://polls.example",
            "Content-Security-Policy: img-src 'self' https://polls.example"
        ]
    );
    let meta = Policy::of_meta("frame-src \"<\"; sandbox; frame-ancestors 'none'");
    assert_eq!(
        lines(&[meta]),
        ["<meta http-equiv=\"Content-Security-Policy\" content=\"frame-src &quot;&lt;&quot; https://polls.example\">"]
    );
    assert_eq!(lines(&Policy::of_header("default-src 'none'", Delivery::ReportOnly)), Vec::<String>::new());
}

#[test]
fn findings_say_what_to_do() {
    let element = [script(SCRIPT, "", "", true), Need::new(Kind::Frame, url(FRAME))];
    for (policy, delivery, level, words) in [
        ("frame-src 'self'", Delivery::Header, Level::Problem, "Add https://polls.example to frame-src."),
        ("frame-src 'self'", Delivery::ReportOnly, Level::Note, "Add https://polls.example to frame-src."),
        ("script-src 'strict-dynamic' 'nonce-a'", Delivery::Header, Level::Problem, "attribute nonce"),
        ("script-src 'nonce-a'", Delivery::Header, Level::Problem, "the nonce of your own scripts"),
        ("require-trusted-types-for 'script'", Delivery::Header, Level::Ok, "writes no HTML"),
        ("frame_src https:", Delivery::Header, Level::Note, "`frame_src`"),
        ("frame-src *; frame-src 'none'", Delivery::Header, Level::Note, "twice"),
        ("script-src * self", Delivery::Header, Level::Note, "Write 'self'."),
        ("script-src * ‘self’", Delivery::Header, Level::Note, "beyond ASCII"),
        ("frame-src * polls.example:70000", Delivery::Header, Level::Note, "port"),
    ] {
        let policies = Policy::of_header(policy, delivery);
        let findings = judge(&policies, &element, &url("https://partner.example").origin()).findings;
        let found = findings.iter().any(|one| {
            one.level == level && [&one.what, &one.means, &one.remedy].into_iter().any(|text| text.contains(words))
        });
        assert!(found, "{policy}: {findings:?}");
    }
}

proptest! {
    #[test]
    fn every_policy_is_judged_and_a_corrected_one_passes(
        policy in "((default|script|frame|child|img)-src(-elem)?( ('self'|'none'|\\*|https?:|[a-z*.:/0-9']{1,12}))*[;,] ?|\\PC{0,20}){0,6}"
    ) {
        let policies = Policy::of_header(&policy, Delivery::Header);
        for line in lines(&policies) {
            let again = Policy::of_header(line.trim_start_matches("Content-Security-Policy: "), Delivery::Header);
            prop_assert_eq!(lines(&again), Vec::<String>::new(), "{}", line);
        }
    }
}
