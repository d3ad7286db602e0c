//! Pages as partners have them, and what is read and found in them.

use http::{HeaderMap, HeaderName, HeaderValue};
use url::Url;

use super::super::{
    address::Home,
    delivery::{delivery, isolation},
    embeds::{Told, embeds, needs, subjects},
    layout::layout,
    page::PartnerPage,
    policy::{Delivery, Kind, Policy},
    report::{Finding, Level},
};

const SCRIPT: &str = "<script async src=\"https://polls.example/embed/v1/embed.js\"></script>";
const VIEWPORT: &str = "<meta name=viewport content='width=device-width'>";

fn read(html: &str) -> PartnerPage {
    PartnerPage::read(Url::parse("https://partner.example/news/today").unwrap(), html)
}

fn headers(lines: &[(&str, &str)]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in lines {
        headers.append(HeaderName::try_from(*name).unwrap(), HeaderValue::try_from(*value).unwrap());
    }
    headers
}

/// Scripts, elements, frames, pictures and policies of a page.
fn counts(page: &PartnerPage) -> [usize; 5] {
    [page.scripts.len(), page.elements.len(), page.frames.len(), page.pictures.len(), page.policies.len()]
}

#[test]
fn what_a_browser_would_load_is_found_and_nothing_else() {
    let policy = "<meta http-equiv=content-security-policy content=\"img-src *\">";
    for (html, expected) in [
        (String::new(), [0, 0, 0, 0, 0]),
        (SCRIPT.to_owned(), [1, 0, 0, 0, 0]),
        (format!("{SCRIPT}<hustings-poll poll=a></hustings-poll>"), [1, 1, 0, 0, 0]),
        ("<HUSTINGS-POLL POLL='a'/>".to_owned(), [0, 1, 0, 0, 0]),
        ("<script src=/embed/v1/embed.js></script>".to_owned(), [1, 0, 0, 0, 0]),
        ("<script src='https://other.example/embed.js'></script>".to_owned(), [0, 0, 0, 0, 0]),
        ("<script src='data:,/embed/v1/embed.js'></script>".to_owned(), [0, 0, 0, 0, 0]),
        ("<iframe src=https://polls.example/embed/polls/a>".to_owned(), [0, 0, 1, 0, 0]),
        ("<iframe src=https://maps.example/embed>".to_owned(), [0, 0, 0, 0, 0]),
        ("<img src='https://polls.example/api/v1/polls/a/results.svg'>".to_owned(), [0, 0, 0, 1, 0]),
        (format!("<!-- {SCRIPT} -->"), [0, 0, 0, 0, 0]),
        (format!("<script>const text = '{};</script>", SCRIPT.replace('/', "\\/")), [0, 0, 0, 0, 0]),
        ("<script>'<hustings-poll poll=a>'</script>".to_owned(), [0, 0, 0, 0, 0]),
        ("<textarea><hustings-poll poll=a></textarea>".to_owned(), [0, 0, 0, 0, 0]),
        ("<title><hustings-poll></title><style><img></style>".to_owned(), [0, 0, 0, 0, 0]),
        ("<template><hustings-poll poll=a></template>".to_owned(), [0, 0, 0, 0, 0]),
        ("<x-y><template shadowrootmode=open><hustings-poll poll=a></template></x-y>".to_owned(), [0, 1, 0, 0, 0]),
        ("<template></template></template><hustings-poll poll=a>".to_owned(), [0, 1, 0, 0, 0]),
        (
            format!("<noscript><iframe src=https://polls.example/embed/polls/a></iframe></noscript>{SCRIPT}"),
            [1, 0, 1, 0, 0],
        ),
        (format!("<head>{policy}{policy}</head><body>"), [0, 0, 0, 0, 2]),
        (format!("<title>t</title>{policy}<p>"), [0, 0, 0, 0, 1]),
        (format!("<body>{policy}"), [0, 0, 0, 0, 0]),
        (format!("<p>{policy}"), [0, 0, 0, 0, 0]),
        ("<base href='https://polls.example/'><script src=embed/v1/embed.js></script>".to_owned(), [1, 0, 0, 0, 0]),
    ] {
        assert_eq!(counts(&read(&html)), expected, "{html}");
    }
}

#[test]
fn attributes_are_read_as_they_are_meant() {
    let page = read(
        "<html lang=en-GB><base href='//polls.example/x/'><base href=/y/><meta name=Referrer content=No-Referrer>\
         <script type=module nonce=n integrity=sha256-x src='/embed/v1/embed.js#h'></script>\
         <hustings-poll poll=' a ' lang=ru src=https://else.example/></hustings-poll>\
         <iframe src='/embed/polls/b?theme=dark&amp;lang=ar' title='Tr&auml;ins' sandbox loading=LAZY width=100% height=50>",
    );
    assert_eq!((page.lang.as_deref(), page.referrer.as_deref()), (Some("en-GB"), Some("no-referrer")));
    let script = &page.scripts[0];
    assert_eq!((script.home.text(), script.nonce.as_str()), ("https://polls.example", "n"));
    assert!(script.is_async && script.is_script);
    let element = &page.elements[0];
    assert_eq!((element.poll.as_str(), element.lang.as_deref()), ("a", Some("ru")));
    assert_eq!(element.home.as_ref().map(Home::text), Some("https://else.example"));
    let frame = &page.frames[0];
    assert_eq!(
        (frame.poll.as_str(), frame.lang().as_deref(), frame.title.as_deref()),
        ("b", Some("ar"), Some("Träins"))
    );
    assert_eq!((frame.sandbox.as_deref(), frame.is_lazy), (Some(""), true));
    assert_eq!((frame.width.as_deref(), frame.height.as_deref()), (Some("100%"), Some("50")));
}

#[test]
fn a_page_needs_what_its_embeds_load() {
    let home = Home::parse("https://polls.example").unwrap();
    let told = |poll| Told { home: &home, is_home_said: true, poll };
    for (html, poll, expected) in [
        (format!("{SCRIPT}<hustings-poll poll=a><hustings-poll poll=a>"), None, "script frame"),
        (format!("{SCRIPT}<hustings-poll poll=a><hustings-poll poll=b>"), None, "script frame frame"),
        ("<hustings-poll poll=a>".to_owned(), None, "script-by-another frame"),
        ("<iframe src=https://polls.example/embed/polls/a>".to_owned(), None, "frame"),
        ("<img src=https://polls.example/api/v1/polls/a/results.svg>".to_owned(), None, "picture"),
        (String::new(), Some("a"), "script frame"),
        ("<img src=https://polls.example/api/v1/polls/a/results.svg>".to_owned(), Some("b"), "picture"),
    ] {
        let page = read(&html);
        let found = needs(&page, told(poll), &subjects(&page, told(poll)));
        let kinds: Vec<&str> = found
            .iter()
            .map(|need| match need.kind {
                Kind::Script { in_html: true, .. } => "script",
                Kind::Script { .. } => "script-by-another",
                Kind::Frame => "frame",
                Kind::Picture => "picture",
            })
            .collect();
        assert_eq!(kinds.join(" "), expected, "{html}");
    }
}

/// That exactly `expected` is found beside what is well: level and a part of the sentence.
#[track_caller]
fn assert_found(findings: &[Finding], expected: &[(Level, &str)], of: &str) {
    let odd: Vec<&Finding> = findings.iter().filter(|finding| finding.level != Level::Ok).collect();
    assert_eq!(odd.len(), expected.len(), "{of}: {odd:#?}");
    for (finding, (level, words)) in odd.iter().zip(expected) {
        assert_eq!(finding.level, *level, "{of}: {finding:?}");
        assert!(finding.what.contains(words), "{of}: {finding:?} says nothing of {words}");
        assert!(!finding.means.is_empty(), "{of}: {finding:?} does not say what it means");
    }
}

#[test]
fn parts_that_do_not_belong_together_are_named() {
    use Level::{Note, Problem};
    let home = Home::parse("https://polls.example").unwrap();
    let both = format!("{SCRIPT}<hustings-poll poll=a>");
    for (html, is_home_said, poll, expected) in [
        (both.as_str(), false, None, vec![]),
        (SCRIPT, false, None, vec![(Note, "no `<hustings-poll>`")]),
        ("<hustings-poll poll=a>", true, None, vec![(Note, "no script")]),
        ("<hustings-poll poll=a src=https://polls.example>", false, None, vec![(Problem, "no script")]),
        ("<p>", true, Some("a"), vec![(Note, "no poll on the page yet")]),
        (
            "<script async type=text/plain src=/embed/v1/embed.js></script><hustings-poll poll=a>",
            false,
            None,
            vec![(Note, "a `type`")],
        ),
    ] {
        assert_found(&embeds(&read(html), Told { home: &home, is_home_said, poll }), &expected, html);
    }
}

#[test]
fn sizes_costs_and_names_are_looked_at() {
    use Level::{Note, Problem};
    let frame =
        |attributes: &str| format!("{VIEWPORT}<iframe src=https://polls.example/embed/polls/a {attributes}></iframe>");
    let fine = "title=t loading=lazy width=100% height=480";
    for (html, expected) in [
        (frame(fine), vec![]),
        (frame("title=t loading=lazy width=100% height=100%"), vec![]),
        (frame("title=t loading=lazy width=200 height=480"), vec![(Problem, "200 pixels wide")]),
        (frame("title=t loading=lazy width=240 height=200"), vec![]),
        (frame("title=t loading=lazy height=150px"), vec![(Problem, "150 pixels high")]),
        (frame("title=t loading=lazy"), vec![(Note, "no `height`")]),
        (frame("title='' loading=lazy height=480"), vec![(Note, "no `title`")]),
        (frame("title=t loading=eager height=480"), vec![(Note, "no `loading=\"lazy\"`")]),
        (frame(fine).replace(VIEWPORT, ""), vec![(Note, "viewport")]),
        (format!("{VIEWPORT}<script src=/embed/v1/embed.js></script>"), vec![(Note, "neither `async` nor `defer`")]),
        (format!("{VIEWPORT}<script defer src=/embed/v1/embed.js></script>"), vec![]),
        (format!("{VIEWPORT}{SCRIPT}<hustings-poll poll=a height=90>"), vec![(Note, "reserves 90")]),
        (format!("{VIEWPORT}<img src=https://polls.example/api/v1/polls/a/results.svg>"), vec![(Note, "no `alt`")]),
    ] {
        assert_found(&layout(&read(&html)), &expected, &html);
    }
}

#[test]
fn delivery_is_looked_at() {
    use Level::{Note, Problem};
    let element = format!("{SCRIPT}<hustings-poll poll=a>");
    let bare = "<iframe src=https://polls.example/embed/polls/a></iframe>";
    let both = format!("{element}{bare}");
    let plain = element.replace("https:", "http:");
    let local = element.replace("https://polls.example", "http://127.0.0.1:8080");
    for (html, header, expected) in [
        (element.as_str(), None, vec![]),
        (both.as_str(), None, vec![]),
        (bare, None, vec![(Note, "stands without embed.js")]),
        (plain.as_str(), None, vec![(Problem, "are not")]),
        (
            plain.as_str(),
            Some(("content-security-policy", "upgrade-insecure-requests")),
            vec![(Note, "are not encrypted")],
        ),
        (local.as_str(), None, vec![]),
        (
            element.as_str(),
            Some(("content-security-policy", "sandbox allow-scripts allow-forms")),
            vec![(Problem, "allow-same-origin")],
        ),
        (element.as_str(), Some(("content-security-policy-report-only", "sandbox")), vec![]),
        (
            "<iframe sandbox=allow-forms src=https://polls.example/embed/polls/a></iframe>",
            None,
            vec![(Note, "without embed.js"), (Note, "allow-scripts"), (Problem, "allow-same-origin")],
        ),
        (
            "<iframe credentialless src=https://polls.example/embed/polls/a></iframe>",
            None,
            vec![(Note, "credentialless")],
        ),
        (element.as_str(), Some(("referrer-policy", "no-referrer")), vec![]),
        (both.as_str(), Some(("referrer-policy", "origin, no-referrer")), vec![(Note, "is not told")]),
        (
            "<meta name=referrer content=no-referrer><script async src=https://polls.example/embed/v1/embed.js></script>\
             <iframe referrerpolicy=origin src=https://polls.example/embed/polls/a></iframe>",
            None,
            vec![],
        ),
        (element.as_str(), Some(("permissions-policy", "camera=()")), vec![]),
        (
            element.as_str(),
            Some(("permissions-policy", "camera=(), storage-access=()")),
            vec![(Note, "storage-access")],
        ),
        (element.as_str(), Some(("integrity-policy", "blocked-destinations=(script)")), vec![(Problem, "integrity")]),
        (element.as_str(), Some(("integrity-policy", "blocked-destinations=(style)")), vec![]),
        (element.as_str(), Some(("clear-site-data", "\"cache\", \"storage\"")), vec![(Note, "empties")]),
        (element.as_str(), Some(("x-frame-options", "DENY")), vec![]),
    ] {
        let page = read(html);
        let headers = headers(header.as_slice());
        let mut policies = Vec::new();
        for (name, delivery) in [
            ("content-security-policy", Delivery::Header),
            ("content-security-policy-report-only", Delivery::ReportOnly),
        ] {
            let line = headers.get(name).map_or("", |value| value.to_str().unwrap());
            policies.extend(Policy::of_header(line, delivery));
        }
        let home = page.home().unwrap().clone();
        assert_found(&delivery(&page, &headers, &policies, &home), &expected, &format!("{html} {header:?}"));
    }
    let mut unencrypted = read(&element);
    unencrypted.address = Url::parse("http://partner.example/").unwrap();
    let home = unencrypted.home().unwrap().clone();
    let findings = delivery(&unencrypted, &HeaderMap::new(), &[], &home);
    assert_found(&findings, &[(Note, "The page is not encrypted")], "http");
}

#[test]
fn an_isolated_page_takes_only_what_agrees_to_it() {
    let coep = "cross-origin-embedder-policy";
    let corp = ("cross-origin-resource-policy", "cross-origin");
    for (page, answer, is_frame, expected) in [
        (vec![], vec![], true, None),
        (vec![(coep, "unsafe-none")], vec![], true, None),
        (vec![(coep, "require-corp")], vec![], true, Some(Level::Problem)),
        (vec![(coep, "require-corp; report-to=\"x\"")], vec![(coep, "require-corp"), corp], true, Some(Level::Ok)),
        (vec![(coep, "require-corp")], vec![(coep, "credentialless")], true, Some(Level::Problem)),
        (vec![(coep, "credentialless")], vec![(coep, "credentialless")], true, Some(Level::Ok)),
        (vec![(coep, "credentialless")], vec![], false, Some(Level::Ok)),
        (vec![(coep, "require-corp")], vec![corp], false, Some(Level::Ok)),
        (vec![(coep, "require-corp")], vec![], false, Some(Level::Problem)),
    ] {
        let found = isolation(&headers(&page), &headers(&answer), "it", is_frame).map(|finding| finding.level);
        assert_eq!(found, expected, "{page:?} {answer:?}");
    }
}
