//! The front-end on a static host: its own files lie below a path there, which is not the one that it was built for, and
//! its pages talk to a backend elsewhere. What `index.html` and `theme.css` name is put below that path before anything is
//! made of them.
//!
//! Neither copies nor serves files.

use hustings_core::config::{Config, Content};

/// Where the front-end's files are, and where the backend of their pages is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaticHost {
    /// The path below which the files lie: empty, or with a slash at its beginning and none at its end.
    pub base: String,
    /// The backend's origin; empty for the host's own.
    pub api_base: String,
}

impl StaticHost {
    /// What was set at deploy time, as it holds here.
    pub(super) fn configure(&self, config: Config) -> Config {
        Config { api_base: self.api_base.clone(), content: Content::Static, ..config }
    }

    /// A theme whose URLs from the root lie below the path, as the files do that they name. Those that do so already and
    /// those of other hosts stay.
    pub fn theme(&self, css: &str) -> String {
        let base = &self.base;
        let mut moved = String::with_capacity(css.len());
        let mut at = 0;
        // CSS knows its functions in any case.
        for (found, opening) in css.to_ascii_lowercase().match_indices("url(") {
            let path = css[found + opening.len()..].trim_start().trim_start_matches(['"', '\'']);
            let is_below = !base.is_empty() && path.strip_prefix(base).is_some_and(|below| below.starts_with('/'));
            if path.starts_with('/') && !path.starts_with("//") && !is_below {
                let start = css.len() - path.len();
                moved.push_str(&css[at..start]);
                moved.push_str(base);
                at = start;
            }
        }
        moved.push_str(&css[at..]);
        moved
    }

    /// `index.html` with the paths of its own files below the path, whatever they were built for.
    ///
    /// # Errors
    /// When it loads no `boot.js`, from which what they were built for is told.
    pub(super) fn index(&self, html: &str) -> Result<String, String> {
        let built_for = built_for(html).ok_or("it does not load boot.js; build it again")?;
        let mut moved = String::with_capacity(html.len());
        let mut rest = html;
        while let Some(at) = rest.find('=') {
            let (before, value) = rest.split_at(at + 1);
            moved.push_str(before);
            let unquoted = value.strip_prefix(['"', '\'']).unwrap_or(value);
            moved.push_str(&value[..value.len() - unquoted.len()]);
            let position = html.len() - value.len();
            rest = match unquoted.strip_prefix(built_for) {
                // Two slashes are another host.
                Some(path) if !path.starts_with('/') && is_in_tag(&html[..position]) => {
                    moved.push_str(&self.base);
                    moved.push('/');
                    path
                }
                _ => unquoted,
            };
        }
        moved.push_str(rest);
        Ok(moved)
    }
}

/// The path that `index.html` was built for, with a slash at its end.
fn built_for(html: &str) -> Option<&str> {
    let boot = html.find("boot.js")?;
    let start = html[..boot].rfind("src=")? + "src=".len();
    let path = html[start..boot].trim_start_matches(['"', '\'']);
    (!path.is_empty()).then_some(path)
}

/// Whether what comes after `before` stands in a tag, and not in a script, where `=/` begins a pattern.
fn is_in_tag(before: &str) -> bool {
    before.rfind('<') > before.rfind('>')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn below(base: &str) -> StaticHost {
        StaticHost { base: base.to_owned(), api_base: String::new() }
    }

    #[test]
    fn what_a_theme_names_from_the_root_is_below_the_site_s_path() {
        for (css, expected) in [
            ("src: url(/brand/serif.woff2) format(\"woff2\")", "src: url(/sub/brand/serif.woff2) format(\"woff2\")"),
            ("a{b:URL( '/x.svg' )}c{d:url(\"/y.svg\")}", "a{b:URL( '/sub/x.svg' )}c{d:url(\"/sub/y.svg\")}"),
            ("url(/sub/x.svg) url(/subway.svg)", "url(/sub/x.svg) url(/sub/subway.svg)"),
            (
                "url(x.svg) url(//o.example/x) url(data:image/png,/a)",
                "url(x.svg) url(//o.example/x) url(data:image/png,/a)",
            ),
            ("url(", "url("),
        ] {
            assert_eq!(below("/sub").theme(css), expected);
        }
        assert_eq!(below("").theme("url(/x.svg)"), "url(/x.svg)");
    }

    #[test]
    fn the_files_of_the_front_end_move_below_the_site_s_path() {
        let html = "<link href=/a.css><script data-glue=\"/r.js\" defer src=/boot.js></script><a href=\"//b.example\">x=/y</a>";
        let moved = below("/sub/path").index(html).expect("it loads boot.js");
        assert!(moved.starts_with(
            "<link href=/sub/path/a.css><script data-glue=\"/sub/path/r.js\" defer src=/sub/path/boot.js>"
        ));
        assert!(moved.contains("href=\"//b.example\""), "{moved}");
        assert_eq!(
            below("").index("<script src=\"/below/boot.js\" data-wasm=\"/below/a.wasm\">").as_deref(),
            Ok("<script src=\"/boot.js\" data-wasm=\"/a.wasm\">")
        );
        assert_eq!(
            below("/sub").index("<script>var a=/x/;</script><script src=\"/boot.js\">").as_deref(),
            Ok("<script>var a=/x/;</script><script src=\"/sub/boot.js\">")
        );
        assert!(below("/sub").index("<html></html>").is_err());
    }
}
