//! Configuration for static hosts: `_headers` and `_redirects` for those that read them, and a snippet of nginx
//! configuration. They set the same headers as the server.

use std::fmt::Write as _;

use hustings_http::{
    file_cache::{ALWAYS_ASKED, FOR_EVER, HASH_DIGITS, PICTURE, SHORT, WORKER, is_hashed},
    security_headers::{HEADERS, PICTURE_POLICY},
};

use super::{
    Files, OutputFile, fallback,
    frozen::{Frozen, MISSING_FRAME},
};

/// The part of nginx's configuration, by its name in the folder.
const NGINX: &str = "_nginx.conf";
/// What nginx in front of the backend does while that is away.
const FALLBACK: &str = "_nginx_fallback.conf";
/// A page is asked for each time, and not sent again when it is the same.
pub(super) const PAGE: &str = "public, max-age=0, must-revalidate";
/// Media types by ending; nginx has its own list, which lacks some of them.
const TYPES: [(&str, &str); 17] = [
    ("text/html", "html"),
    ("text/css", "css"),
    ("text/javascript", "js mjs"),
    ("text/plain", "txt ts"),
    ("text/markdown", "md"),
    ("application/json", "json"),
    ("application/x-ndjson", "ndjson"),
    ("application/manifest+json", "webmanifest"),
    ("application/wasm", "wasm"),
    ("application/xml", "xml"),
    ("image/svg+xml", "svg"),
    ("image/png", "png"),
    ("image/jpeg", "jpg jpeg"),
    ("image/webp", "webp"),
    ("image/avif", "avif"),
    ("image/gif", "gif"),
    ("font/woff2", "woff2"),
];

/// What configuration is about.
pub(super) struct SiteHost<'a> {
    /// The path below which the site lies: empty, or with a slash at its beginning.
    pub(super) base: &'a str,
    /// The policy of its pages, with the origin that they talk to.
    pub(super) policy: String,
    /// Its languages.
    pub(super) languages: &'a [String],
    /// Its closed polls.
    pub(super) frozen: &'a Frozen,
    /// Where its files are on the machine that serves them.
    pub(super) out: String,
}

/// The files for hosts of this site.
pub(super) fn files(host: &SiteHost<'_>, site: &Files) -> Files {
    let texts = [
        ("_headers", headers(host, site)),
        ("_redirects", redirects(host)),
        (NGINX, nginx(host)),
        (FALLBACK, fallback::nginx(host)),
    ];
    texts.into_iter().map(|(name, text)| (name.to_owned(), OutputFile::plain(text))).collect()
}

/// `policy` with `origin` in the directives that say where votes may go; it may be empty.
pub(super) fn with_origin(policy: &str, origin: &str) -> String {
    let directives = policy.split(';').map(str::trim).filter(|directive| !directive.is_empty());
    let directives = directives.map(|directive| match directive.split(' ').next() {
        Some("connect-src" | "form-action") if !origin.is_empty() => format!("{directive} {origin}"),
        _ => directive.to_owned(),
    });
    directives.collect::<Vec<_>>().join("; ")
}

/// The headers of a page, or of a file with its own caching.
fn of_page<'a>(policy: &'a str, cache: &'a str) -> Vec<(String, &'a str)> {
    let others = HEADERS.into_iter().filter(|(name, _)| *name != axum::http::header::CONTENT_SECURITY_POLICY);
    let others = others.map(|(name, value)| (titled(name.as_str()), value));
    let own = [("Content-Security-Policy".to_owned(), policy), ("Cache-Control".to_owned(), cache)];
    own.into_iter().chain(others).collect()
}

fn of_file(cache: &str) -> Vec<(String, &str)> {
    vec![("Cache-Control".to_owned(), cache), ("X-Content-Type-Options".to_owned(), "nosniff")]
}

/// Pages of any origin may show or load it.
fn for_any_site() -> (String, &'static str) {
    ("Cross-Origin-Resource-Policy".to_owned(), "cross-origin")
}

/// What partners' pages load: the element.
fn of_element() -> Vec<(String, &'static str)> {
    [of_file(SHORT), vec![for_any_site(), ("Access-Control-Allow-Origin".to_owned(), "*")]].concat()
}

/// The frame of a closed poll with this policy, as the backend sends frames.
fn of_frame(policy: &str) -> Vec<(String, &str)> {
    [of_page(policy, PAGE), vec![("Cross-Origin-Embedder-Policy".to_owned(), "require-corp"), for_any_site()]].concat()
}

/// The picture of a closed poll.
fn of_result(policy: &str) -> Vec<(String, &str)> {
    [of_file(SHORT), vec![("Content-Security-Policy".to_owned(), policy), for_any_site()]].concat()
}

/// `x-frame-options` as people write it.
fn titled(name: &str) -> String {
    let word = |word: &str| word.split_at(1).0.to_ascii_uppercase() + word.split_at(1).1;
    name.split('-').map(word).collect::<Vec<_>>().join("-")
}

fn headers(host: &SiteHost<'_>, site: &Files) -> String {
    let SiteHost { base, policy, languages, frozen, .. } = host;
    let mut text = "# Made by `hustings export`. Belongs at the root of the host.\n".to_owned();
    let mut rule = |path: &str, headers: &[(String, &str)]| {
        let _ = writeln!(text, "\n{base}/{path}");
        for (name, value) in headers {
            let _ = writeln!(text, "  {name}: {value}");
        }
    };
    let page = of_page(policy, PAGE);
    rule("", &page);
    rule("404.html", &page);
    for lang in *languages {
        rule(&format!("{lang}/*"), &page);
    }
    rule("embed/v1/*", &of_element());
    if !frozen.polls.is_empty() {
        rule("embed/polls/*", &of_frame(&frozen.frame_policy));
        rule("api/v1/polls/*", &of_result(&frozen.picture_policy));
    }
    for (id, ancestors) in &frozen.ancestors {
        // A second policy, which holds beside the one of all frames.
        rule(&format!("embed/polls/{id}/*"), &[("Content-Security-Policy".to_owned(), &**ancestors)]);
    }
    rule("media/*", &[of_file(PICTURE), vec![("Content-Security-Policy".to_owned(), PICTURE_POLICY)]].concat());
    let names = site.keys().filter(|path| !path.contains('/') && !path.ends_with(".html"));
    for name in names.filter(|name| ![".br", ".gz"].iter().any(|packed| name.ends_with(packed))) {
        let cache = match name.as_str() {
            WORKER => ALWAYS_ASKED,
            name if is_hashed(name) => FOR_EVER,
            _ => SHORT,
        };
        rule(name, &of_file(cache));
    }
    rule("locales/*", &of_file(SHORT));
    text
}

fn redirects(host: &SiteHost<'_>) -> String {
    let SiteHost { base, languages, frozen, .. } = host;
    let mut text = "# Made by `hustings export`. Belongs at the root of the host.\n".to_owned();
    // Hosts that read this add the slash of a folder by themselves.
    for lang in *languages {
        let _ = writeln!(text, "{base}/{lang}/ audience=:audience {base}/{lang}/sections/:audience/ 301");
    }
    for lang in *languages {
        let _ = writeln!(text, "{base}/{lang}/* {base}/{lang}/404.html 404");
    }
    if !frozen.polls.is_empty() {
        let _ = writeln!(text, "{base}/embed/polls/* {base}/{MISSING_FRAME} 404");
    }
    let _ = writeln!(text, "{base}/* {base}/404.html 404");
    text
}

/// Lines of nginx that add headers.
fn add(depth: usize, headers: &[(String, &str)]) -> String {
    let line =
        |(name, value): &(String, &str)| format!("{}add_header {name} \"{value}\" always;\n", "    ".repeat(depth));
    headers.iter().map(line).collect()
}

/// Lines of nginx with the media types.
pub(super) fn types() -> String {
    TYPES.into_iter().map(|(media_type, endings)| format!("        {media_type} {endings};\n")).collect()
}

/// A part of a `server` block.
fn nginx(host: &SiteHost<'_>) -> String {
    let SiteHost { base, policy, languages, frozen, out } = host;
    let pattern = base.replace('.', "\\.");
    let mut text = format!(
        "# Made by `hustings export`. Belongs into a `server` block: `include {}/{NGINX};`\n",
        quoted(out).trim_matches('"')
    );
    if !base.is_empty() {
        let _ = write!(text, "location = {base} {{\n    absolute_redirect off;\n    return 301 {base}/;\n}}\n");
    }
    let _ = write!(
        text,
        "location ^~ {base}/ {{\n    alias {};\n    index index.html;\n    absolute_redirect off;\n    error_page 404 \
         {base}/404.html;\n    gzip_static on;\n    # brotli_static on;  # with the module ngx_brotli\n    charset utf-8;\n    \
         charset_types text/html text/css text/javascript text/plain text/markdown text/xml;\n    types {{\n",
        quoted(&format!("{out}/"))
    );
    let _ = write!(text, "{}    }}\n{}", types(), add(1, &of_page(policy, PAGE)));
    for lang in *languages {
        let _ =
            write!(text, "\n    location {base}/{lang}/ {{\n        error_page 404 {base}/{lang}/404.html;\n    }}\n");
    }
    let picture = [of_file(PICTURE), vec![("Content-Security-Policy".to_owned(), PICTURE_POLICY)]].concat();
    let hidden = format!("/\\.|^{pattern}/_(headers|redirects|nginx(_fallback)?\\.conf)$");
    let _ = write!(text, "\n    location ~ \"{hidden}\" {{\n        return 404;\n    }}\n");
    let feed = format!(
        "        types {{ }}\n        default_type \"application/atom+xml; charset=utf-8\";\n{}",
        add(2, &of_file(SHORT))
    );
    let place = |pattern: String, headers: &[(String, &str)]| (pattern, add(2, headers));
    let restricted = frozen.ancestors.iter().map(|(id, ancestors)| {
        let policy = format!("{}; {ancestors}", frozen.frame_policy);
        place(format!("^{pattern}/embed/polls/{id}/"), &of_frame(&policy))
    });
    let missing = MISSING_FRAME.replace('.', "\\.");
    let (frames, mut lines) = place(format!("^{pattern}/(?:embed/polls/|{missing}$)"), &of_frame(&frozen.frame_policy));
    let _ = writeln!(lines, "        error_page 404 {base}/{MISSING_FRAME};");
    let closed =
        [(frames, lines), place(format!("^{pattern}/api/v1/polls/.*\\.svg$"), &of_result(&frozen.picture_policy))];
    let closed = restricted.chain(closed).filter(|_| !frozen.polls.is_empty());
    let others = [
        place(format!("^{pattern}/embed/v1/"), &of_element()),
        (format!("^{pattern}/media/"), add(2, &picture)),
        ("/feed\\.xml$".to_owned(), feed),
        (format!("^{pattern}/{}$", WORKER.replace('.', "\\.")), add(2, &of_file(ALWAYS_ASKED))),
        (format!("[-._][0-9a-f]{{{},{}}}[-._][^/]*$", HASH_DIGITS.0, HASH_DIGITS.1), add(2, &of_file(FOR_EVER))),
        (
            "\\.(css|js|mjs|json|ndjson|txt|ts|md|xml|wasm|webmanifest|svg|png|jpg|jpeg|webp|avif|gif|woff2)$"
                .to_owned(),
            add(2, &of_file(SHORT)),
        ),
    ];
    for (place, lines) in closed.chain(others) {
        let _ = write!(text, "\n    location ~ \"{place}\" {{\n{lines}    }}\n");
    }
    text + "}\n"
}

/// A path as nginx reads it. What would mean something else there gives way to a place to fill in.
pub(super) fn quoted(path: &str) -> String {
    let plain = !path.contains(['"', '\\', '$', '\n', '{', '}', ';', '#']);
    if plain { format!("\"{path}\"") } else { "\"/path/of/the/site/\"".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn votes_may_go_to_the_backend_and_nothing_else_may() {
        let policy = "default-src 'none'; connect-src 'self'; img-src 'self'; form-action 'self'";
        assert_eq!(
            with_origin(policy, "https://p.example"),
            "default-src 'none'; connect-src 'self' https://p.example; img-src 'self'; form-action 'self' https://p.example"
        );
        assert_eq!(with_origin(policy, ""), policy);
    }

    #[test]
    fn every_path_that_hosts_are_told_is_below_the_site_s() {
        let languages = ["en".to_owned(), "ar".to_owned()];
        let site = Files::from([
            ("reader-0123456789abcdef.js".to_owned(), OutputFile::plain("")),
            ("config.json".to_owned(), OutputFile::plain("")),
            (WORKER.to_owned(), OutputFile::plain("")),
        ]);
        let frozen = Frozen {
            polls: vec!["open-to-all".to_owned(), "which".to_owned()],
            frame_policy: "default-src 'none'; script-src 'self'".to_owned(),
            picture_policy: "default-src 'none'; style-src 'sha256-x'".to_owned(),
            ancestors: vec![("which".to_owned(), "frame-ancestors 'self' https://p.example".to_owned())],
            flow_policy: String::new(),
            long_logs: Vec::new(),
        };
        let host = SiteHost {
            base: "/sub",
            policy: "default-src 'none'".to_owned(),
            languages: &languages,
            frozen: &frozen,
            out: "/srv/site".to_owned(),
        };
        let headers = headers(&host, &site);
        assert!(
            headers.lines().filter(|line| line.starts_with('/')).all(|line| line.starts_with("/sub/")),
            "{headers}"
        );
        assert!(
            headers.contains("/sub/reader-0123456789abcdef.js\n  Cache-Control: public, max-age=31536000, immutable\n")
        );
        assert!(headers.contains("/sub/ar/*\n  Content-Security-Policy: default-src 'none'\n"), "{headers}");
        assert!(headers.contains("/sub/config.json\n  Cache-Control: public, max-age=60,"), "{headers}");
        assert!(headers.contains("/sub/sw.js\n  Cache-Control: no-cache\n"), "{headers}");
        assert!(headers.contains("Referrer-Policy: strict-origin-when-cross-origin"), "{headers}");
        let redirects = redirects(&host);
        assert!(redirects.contains("/sub/ar/* /sub/ar/404.html 404\n"), "{redirects}");
        assert!(
            !redirects.lines().any(|line| line.starts_with("/sub ")),
            "a folder's file comes before it: {redirects}"
        );
        assert!(headers.contains(
            "/sub/embed/polls/which/*\n  Content-Security-Policy: frame-ancestors 'self' https://p.example\n"
        ));
        assert!(
            headers.contains("/sub/embed/polls/*\n  Content-Security-Policy: default-src 'none'; script-src 'self'\n")
        );
        assert!(headers.contains("/sub/embed/v1/*\n  Cache-Control: public, max-age=60,"), "{headers}");
        let nginx = nginx(&host);
        let at = |location: &str| nginx.find(location).unwrap_or_else(|| panic!("{location} is not in {nginx}"));
        let worker = at("location ~ \"^/sub/sw\\.js$\" {\n        add_header Cache-Control \"no-cache\" always;");
        assert!(worker < at("\\.(css|js|"), "the first expression that matches counts");
        at("location = /sub {");
        let restricted = at("location ~ \"^/sub/embed/polls/which/\"");
        assert!(
            restricted < at("location ~ \"^/sub/(?:embed/polls/|embed/404\\.html$)\""),
            "the first expression that matches counts"
        );
        at("script-src 'self'; frame-ancestors 'self' https://p.example\" always;");
        let fallback = fallback::nginx(&host);
        assert!(fallback.contains("if ($uri ~ \"^(?:/sub)?/embed/polls/which(?:/|$)\")"), "{fallback}");
        assert!(fallback.contains(&format!("/media/\") {{ set $hustings_policy \"{PICTURE_POLICY}\";")), "{fallback}");
        assert!(fallback.contains("if ($uri ~ \"^/sub(/.*)$\") { set $hustings_file \"$1\"; }"), "{fallback}");
    }
}
