//! The built front-end, configured for a static host: a copy in a temporary folder, with other paths in `index.html`
//! and `theme.css`, and other values in `config.json`.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, anyhow, ensure};
use serde_json::Value;
use tempfile::TempDir;

use super::{address::Address, precompress::SUFFIXES};
use crate::settings::parse_origin;

/// What pages are made of; it is in no site itself.
const INDEX: &str = "index.html";
/// Files that say something else on a static host, so that compressed siblings of what was built are of no use.
const CHANGED: [&str; 3] = [INDEX, CONFIG, THEME];
/// What was set at deploy time.
pub(super) const CONFIG: &str = "config.json";
const THEME: &str = "theme.css";

/// A copy of the front-end.
pub(super) struct Shell {
    folder: TempDir,
    api_base: String,
}

impl Shell {
    /// Copies the front-end in `dist` and points it to the site's path and to the backend.
    ///
    /// # Errors
    /// When it cannot be copied, or is not what Trunk builds.
    pub(super) fn prepare(dist: &Path, address: &Address, api_base: Option<&str>) -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new().prefix("hustings-export-").tempdir()?;
        for path in files_below(dist)? {
            let name = path.strip_prefix(dist)?;
            if is_form_of_another(name) || is_outdated(&path) {
                continue;
            }
            let target = folder.path().join(name);
            fs::create_dir_all(target.parent().unwrap_or(folder.path()))?;
            fs::copy(&path, &target).with_context(|| format!("{} cannot be copied", path.display()))?;
        }
        let index = folder.path().join(INDEX);
        let moved = with_base(&fs::read_to_string(&index)?, address.path());
        fs::write(&index, moved.context("index.html of the front-end does not load boot.js; build it again")?)?;

        let theme = folder.path().join(THEME);
        if theme.is_file() {
            let css = fs::read_to_string(&theme).context("theme.css of the front-end cannot be read")?;
            fs::write(&theme, theme_below(&css, address.path()))?;
        }

        let path = folder.path().join(CONFIG);
        let text = fs::read_to_string(&path).context("config.json of the front-end cannot be read; build it again")?;
        let mut config: Value = serde_json::from_str(&text).context("config.json of the front-end is broken")?;
        ensure!(config.is_object(), "config.json of the front-end is no object");
        let api_base = match (api_base, config["api_base"].as_str()) {
            (Some(given), _) => given.to_owned(),
            (None, Some(set)) => origin_in(set, &dist.join(CONFIG))?,
            (None, None) => String::new(),
        };
        config["api_base"] = api_base.as_str().into();
        config["content"] = "static".into();
        fs::write(&path, serde_json::to_string_pretty(&config)? + "\n")?;
        Ok(Self { folder, api_base })
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The backend's origin; empty for the site's own.
    pub(super) fn api_base(&self) -> &str {
        &self.api_base
    }

    /// The files that every site has, by path.
    ///
    /// # Errors
    /// When one cannot be read.
    pub(super) fn files(&self) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
        let mut files = Vec::new();
        for path in files_below(self.path())? {
            let name = slashed(path.strip_prefix(self.path())?);
            if name != INDEX && !name.split('/').any(|part| part.starts_with('.')) {
                files.push((name, fs::read(&path)?));
            }
        }
        Ok(files)
    }
}

/// The backend's origin that the `config.json` at `place` sets; empty for the site's own.
///
/// # Errors
/// When it is none.
pub(super) fn origin_in(text: &str, place: &Path) -> anyhow::Result<String> {
    if text.trim().is_empty() {
        return Ok(String::new());
    }
    parse_origin(text).map_err(|said| anyhow!("the api_base \"{text}\" in {} is wrong: {said}", place.display()))
}

/// Whether this is the compressed form of a file that says something else in the site.
fn is_form_of_another(name: &Path) -> bool {
    let forms = |changed: &str| SUFFIXES.map(|suffix| format!("{changed}{suffix}"));
    CHANGED.into_iter().flat_map(forms).any(|form| name == Path::new(&form))
}

/// Whether this is the compressed form of a file that was saved later.
fn is_outdated(path: &Path) -> bool {
    let saved = |path: &Path| fs::metadata(path).and_then(|file| file.modified()).ok();
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    SUFFIXES.iter().any(|suffix| suffix.strip_prefix('.') == Some(ending))
        && saved(path) < saved(&path.with_extension(""))
}

/// A theme whose URLs from the root lie below `base`, as the files do that they name. Those that do so already and
/// those of other hosts stay.
fn theme_below(css: &str, base: &str) -> String {
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

/// `index.html` with the paths of its own files below `base`, whatever they were built for; `None` when it loads no
/// `boot.js` from which that could be told.
fn with_base(html: &str, base: &str) -> Option<String> {
    let boot = html.find("boot.js")?;
    let start = html[..boot].rfind("src=")? + "src=".len();
    let built_for = html[start..boot].trim_start_matches(['"', '\'']);
    if built_for.is_empty() {
        return None;
    }
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
                moved.push_str(base);
                moved.push('/');
                path
            }
            _ => unquoted,
        };
    }
    moved.push_str(rest);
    Some(moved)
}

/// Whether what comes after `before` stands in a tag, and not in a script, where `=/` begins a pattern.
fn is_in_tag(before: &str) -> bool {
    before.rfind('<') > before.rfind('>')
}

/// Every file below a folder, in order.
pub(super) fn files_below(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).with_context(|| format!("{} cannot be read", folder.display()))?;
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    Ok(files)
}

/// A path as URLs have it.
pub(super) fn slashed(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

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
            assert_eq!(theme_below(css, "/sub"), expected);
        }
        assert_eq!(theme_below("url(/x.svg)", ""), "url(/x.svg)");
    }

    #[test]
    fn the_files_of_the_front_end_move_below_the_site_s_path() {
        let html = "<link href=/a.css><script data-glue=\"/r.js\" defer src=/boot.js></script><a href=\"//b.example\">x=/y</a>";
        let moved = with_base(html, "/sub/path").expect("it loads boot.js");
        assert!(moved.starts_with(
            "<link href=/sub/path/a.css><script data-glue=\"/sub/path/r.js\" defer src=/sub/path/boot.js>"
        ));
        assert!(moved.contains("href=\"//b.example\""), "{moved}");
        assert_eq!(
            with_base("<script src=\"/below/boot.js\" data-wasm=\"/below/a.wasm\">", "").as_deref(),
            Some("<script src=\"/boot.js\" data-wasm=\"/a.wasm\">")
        );
        assert_eq!(
            with_base("<script>var a=/x/;</script><script src=\"/boot.js\">", "/sub").as_deref(),
            Some("<script>var a=/x/;</script><script src=\"/sub/boot.js\">")
        );
        assert_eq!(with_base("<html></html>", "/sub"), None);
    }
}
