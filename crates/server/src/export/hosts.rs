//! Configuration for static hosts: `_headers` and `_redirects` for those that read them, and a snippet of nginx
//! configuration. They set the same headers as the server.

use std::{fmt::Write as _, path::Path};

use hustings_http::security_headers::{HEADERS, PICTURE_POLICY};

use super::{Files, OutputFile, address::Address};
use crate::routes::files::assets::{ALWAYS_ASKED, FOR_EVER, HASH_DIGITS, PICTURE, SHORT, WORKER, is_hashed};

/// The part of nginx's configuration, by its name in the folder.
const NGINX: &str = "_nginx.conf";
/// A page is asked for each time, and not sent again when it is the same.
const PAGE: &str = "public, max-age=0, must-revalidate";
/// Media types by ending; nginx has its own list, which lacks some of them.
const TYPES: [(&str, &str); 16] = [
    ("text/html", "html"),
    ("text/css", "css"),
    ("text/javascript", "js mjs"),
    ("text/plain", "txt ts"),
    ("text/markdown", "md"),
    ("application/json", "json"),
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

/// The files for hosts of a site in `out`, whose pages have the server's `policy` and talk to `api_base`.
pub(super) fn files(
    address: &Address,
    policy: &str,
    api_base: &str,
    languages: &[String],
    site: &Files,
    out: &Path,
) -> anyhow::Result<Files> {
    let policy = with_origin(policy, api_base);
    let out = out.canonicalize()?.display().to_string();
    let texts = [
        ("_headers", headers(address.path(), &policy, languages, site)),
        ("_redirects", redirects(address.path(), languages)),
        (NGINX, nginx(address.path(), &policy, languages, &out)),
    ];
    Ok(texts.into_iter().map(|(name, text)| (name.to_owned(), OutputFile::plain(text))).collect())
}

/// `policy` with `origin` in the directives that say where votes may go; it may be empty.
fn with_origin(policy: &str, origin: &str) -> String {
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

/// `x-frame-options` as people write it.
fn titled(name: &str) -> String {
    let word = |word: &str| word.split_at(1).0.to_ascii_uppercase() + word.split_at(1).1;
    name.split('-').map(word).collect::<Vec<_>>().join("-")
}

fn headers(base: &str, policy: &str, languages: &[String], site: &Files) -> String {
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
    for lang in languages {
        rule(&format!("{lang}/*"), &page);
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

fn redirects(base: &str, languages: &[String]) -> String {
    let mut text = "# Made by `hustings export`. Belongs at the root of the host.\n".to_owned();
    // Hosts that read this add the slash of a folder by themselves.
    for lang in languages {
        let _ = writeln!(text, "{base}/{lang}/ audience=:audience {base}/{lang}/sections/:audience/ 301");
    }
    for lang in languages {
        let _ = writeln!(text, "{base}/{lang}/* {base}/{lang}/404.html 404");
    }
    let _ = writeln!(text, "{base}/* {base}/404.html 404");
    text
}

/// A part of a `server` block. `out` is where the files are on the machine that serves them.
fn nginx(base: &str, policy: &str, languages: &[String], out: &str) -> String {
    let add = |depth: usize, headers: &[(String, &str)]| {
        let lines = headers
            .iter()
            .map(|(name, value)| format!("{}add_header {name} \"{value}\" always;\n", "    ".repeat(depth)));
        lines.collect::<String>()
    };
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
    for (media_type, endings) in TYPES {
        let _ = writeln!(text, "        {media_type} {endings};");
    }
    let _ = write!(text, "    }}\n{}", add(1, &of_page(policy, PAGE)));
    for lang in languages {
        let _ =
            write!(text, "\n    location {base}/{lang}/ {{\n        error_page 404 {base}/{lang}/404.html;\n    }}\n");
    }
    let picture = [of_file(PICTURE), vec![("Content-Security-Policy".to_owned(), PICTURE_POLICY)]].concat();
    let hidden = format!("/\\.|^{pattern}/_(headers|redirects|nginx\\.conf)$");
    let _ = write!(text, "\n    location ~ \"{hidden}\" {{\n        return 404;\n    }}\n");
    let feed = format!(
        "        types {{ }}\n        default_type \"application/atom+xml; charset=utf-8\";\n{}",
        add(2, &of_file(SHORT))
    );
    for (place, lines) in [
        (format!("^{pattern}/media/"), add(2, &picture)),
        ("/feed\\.xml$".to_owned(), feed),
        (format!("^{pattern}/{}$", WORKER.replace('.', "\\.")), add(2, &of_file(ALWAYS_ASKED))),
        (format!("[-._][0-9a-f]{{{},{}}}[-._][^/]*$", HASH_DIGITS.0, HASH_DIGITS.1), add(2, &of_file(FOR_EVER))),
        (
            "\\.(css|js|mjs|json|txt|ts|md|xml|wasm|webmanifest|svg|png|jpg|jpeg|webp|avif|gif|woff2)$".to_owned(),
            add(2, &of_file(SHORT)),
        ),
    ] {
        let _ = write!(text, "\n    location ~ \"{place}\" {{\n{lines}    }}\n");
    }
    text + "}\n"
}

/// A path as nginx reads it. What would mean something else there gives way to a place to fill in.
fn quoted(path: &str) -> String {
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
        let headers = headers("/sub", "default-src 'none'", &languages, &site);
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
        let redirects = redirects("/sub", &languages);
        assert!(redirects.contains("/sub/ar/* /sub/ar/404.html 404\n"), "{redirects}");
        assert!(
            !redirects.lines().any(|line| line.starts_with("/sub ")),
            "a folder's file comes before it: {redirects}"
        );
        let nginx = nginx("/sub", "default-src 'none'", &languages, "/srv/site");
        let at = |location: &str| nginx.find(location).unwrap_or_else(|| panic!("{location} is not in {nginx}"));
        let worker = at("location ~ \"^/sub/sw\\.js$\" {\n        add_header Cache-Control \"no-cache\" always;");
        assert!(worker < at("\\.(css|js|"), "the first expression that matches counts");
        at("location = /sub {");
    }
}
