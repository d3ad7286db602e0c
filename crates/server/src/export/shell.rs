//! The built front-end, told that it is on a static host: a copy in a folder that goes with it, with other paths in
//! `index.html` and other words in `config.json`.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, ensure};
use serde_json::Value;
use tempfile::TempDir;

use super::address::Address;
use crate::settings::parse_origin;

/// Files that pages are made of, and that are in no site: each with its compressed siblings.
const MADE_ANEW: [&str; 2] = ["index.html", "config.json"];

/// A copy of the front-end.
pub(super) struct Shell {
    folder: TempDir,
    api_base: String,
    config: String,
}

impl Shell {
    /// Copies the front-end in `dist` and points it to the site's path and to the backend.
    ///
    /// # Errors
    /// When it cannot be copied, or is not what Trunk builds.
    pub(super) fn prepare(dist: &Path, address: &Address, api_base: Option<&str>) -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new().prefix("hustings-export-").tempdir()?;
        for path in files_below(dist)? {
            let target = folder.path().join(path.strip_prefix(dist)?);
            fs::create_dir_all(target.parent().unwrap_or(folder.path()))?;
            fs::copy(&path, &target).with_context(|| format!("{} cannot be copied", path.display()))?;
        }
        let index = folder.path().join("index.html");
        let moved = with_base(&fs::read_to_string(&index)?, address.path());
        fs::write(&index, moved.context("index.html of the front-end does not load boot.js; build it again")?)?;

        let path = folder.path().join("config.json");
        let text = fs::read_to_string(&path).context("config.json of the front-end cannot be read; build it again")?;
        let mut config: Value = serde_json::from_str(&text).context("config.json of the front-end is broken")?;
        ensure!(config.is_object(), "config.json of the front-end is no object");
        let base = api_base.or_else(|| config["api_base"].as_str()).unwrap_or_default().to_owned();
        if !base.is_empty() {
            parse_origin(&base)
                .map_err(|said| anyhow::anyhow!("the api_base \"{base}\" in config.json is wrong: {said}"))?;
        }
        config["api_base"] = base.as_str().into();
        config["content"] = "static".into();
        let config = serde_json::to_string_pretty(&config)? + "\n";
        fs::write(&path, &config)?;
        Ok(Self { folder, api_base: base, config })
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
        let mut files = vec![("config.json".to_owned(), self.config.clone().into_bytes())];
        for path in files_below(self.path())? {
            let name = slashed(path.strip_prefix(self.path())?);
            let plain = name.strip_suffix(".br").or_else(|| name.strip_suffix(".gz")).unwrap_or(&name);
            if !MADE_ANEW.contains(&plain) && !name.split('/').any(|part| part.starts_with('.')) {
                files.push((name, fs::read(&path)?));
            }
        }
        Ok(files)
    }
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

/// A path as addresses have it.
pub(super) fn slashed(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

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
