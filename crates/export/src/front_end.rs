//! The built front-end as the site has it: every file as it was built but two. `config.json` says that pages are files,
//! and where the backend is; the URLs of `theme.css` lie below the site's path.
//!
//! Deliberately absent: `index.html`, of which the renderer makes the pages.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, anyhow, ensure};
use hustings_domain::parse_origin;
use hustings_packing::SUFFIXES;
use hustings_render::StaticHost;
use serde_json::Value;

use super::address::Address;

/// What pages are made of; it is in no site itself.
const INDEX: &str = "index.html";
/// Files that say something else on a static host, so that compressed siblings of what was built are of no use.
pub(super) const CHANGED: [&str; 3] = [INDEX, CONFIG, THEME];
/// What was set at deploy time.
pub(super) const CONFIG: &str = "config.json";
const THEME: &str = "theme.css";

/// What is in each file, by its path with slashes.
type Built = BTreeMap<String, Vec<u8>>;

/// A front-end, as it was when the export began.
pub(super) struct FrontEnd {
    dist: PathBuf,
    built: Built,
    config: Value,
    host: StaticHost,
}

impl FrontEnd {
    /// Reads the front-end in `dist`, for a site at this address and with this backend, by default the one that its
    /// `config.json` sets.
    ///
    /// # Errors
    /// When it cannot be read, or is not what Trunk builds.
    pub(super) fn read(dist: &Path, address: &Address, api_base: Option<&str>) -> anyhow::Result<Self> {
        let built = built(dist)?;
        let text = built.get(CONFIG).context("config.json of the front-end cannot be read; build it again")?;
        let mut config: Value = serde_json::from_slice(text).context("config.json of the front-end is broken")?;
        ensure!(config.is_object(), "config.json of the front-end is no object");
        let api_base = match (api_base, config["api_base"].as_str()) {
            (Some(given), _) => given.to_owned(),
            (None, Some(set)) => origin_in(set, &dist.join(CONFIG))?,
            (None, None) => String::new(),
        };
        config["api_base"] = api_base.as_str().into();
        config["content"] = "static".into();
        let host = StaticHost { base: address.path().to_owned(), api_base };
        Ok(Self { dist: dist.to_owned(), built, config, host })
    }

    /// Where its files and its backend are.
    pub(super) fn host(&self) -> &StaticHost {
        &self.host
    }

    /// Its files in the site, by path.
    ///
    /// # Errors
    /// When the front-end was changed since it was read: then pages may name files of another build.
    pub(super) fn files(self) -> anyhow::Result<Built> {
        ensure!(
            built(&self.dist)? == self.built,
            "the front-end in {} was changed while it was exported; export again",
            self.dist.display()
        );
        let mut files = self.built;
        files.remove(INDEX);
        files.insert(CONFIG.to_owned(), (serde_json::to_string_pretty(&self.config)? + "\n").into());
        if let Some(theme) = files.get_mut(THEME) {
            let css = str::from_utf8(theme).context("theme.css of the front-end cannot be read")?;
            *theme = self.host.theme(css).into();
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

/// The files of the front-end in `dist`, without hidden ones and without compressed forms that are of no use.
fn built(dist: &Path) -> anyhow::Result<Built> {
    let mut files = Built::new();
    for path in files_below(dist)? {
        let name = slashed(path.strip_prefix(dist)?);
        let is_hidden = name.split('/').any(|part| part.starts_with('.'));
        if !is_hidden && !is_form_of_another(&name) && !is_outdated(&path) {
            files.insert(name, fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))?);
        }
    }
    Ok(files)
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
fn slashed(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// Whether this is the compressed form of a file that says something else in the site.
fn is_form_of_another(name: &str) -> bool {
    CHANGED.iter().any(|changed| name.strip_prefix(changed).is_some_and(|suffix| SUFFIXES.contains(&suffix)))
}

/// Whether this is the compressed form of a file that was saved later.
fn is_outdated(path: &Path) -> bool {
    let saved = |path: &Path| fs::metadata(path).and_then(|file| file.modified()).ok();
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    SUFFIXES.iter().any(|suffix| suffix.strip_prefix('.') == Some(ending))
        && saved(path) < saved(&path.with_extension(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_that_comes_in_between_is_refused() {
        let dist = tempfile::tempdir().expect("the temporary folder is writable");
        let write = |name: &str, text: &str| fs::write(dist.path().join(name), text).expect("writable");
        write("config.json", "{}");
        write("reader-0123456789ab.js", "old();");
        let address = Address::parse("https://news.example").expect("it is a URL");
        let read = || FrontEnd::read(dist.path(), &address, None).expect("it is whole");
        assert_eq!(read().files().expect("nothing came in between").len(), 2);
        let before = read();
        write("reader-ba9876543210.js", "new();");
        let error = before.files().expect_err("a file is new").to_string();
        assert!(error.contains("export again"), "{error}");
    }
}
