//! The parts of the built front-end that pages need: `index.html`, `config.json` and the messages of each language.
//! Read at first use, and again when a file changes.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::SystemTime,
};

use hustings_core::{
    config::Config,
    i18n::{Catalogue, Locale},
};
use sha2::{Digest, Sha256};

use crate::{
    accent::Surfaces,
    card::Palette,
    csp_hashes::{bare_css, with_theme},
    error::RenderError,
    template::Template,
};

/// All that a page in one language needs.
#[derive(Clone, Debug)]
pub(super) struct Shell {
    pub(super) template: Arc<Template>,
    pub(super) config: Arc<Config>,
    pub(super) locale: Arc<Locale>,
    /// The colours of the theme, for pictures.
    pub(super) palette: Arc<Palette>,
    /// Changes with any of these.
    pub(super) stamp: String,
}

/// The files of one built front-end.
#[derive(Debug)]
pub(super) struct Shells {
    dist: PathBuf,
    theme: PathBuf,
    files: Mutex<Files>,
}

#[derive(Debug, Default)]
struct Files {
    template: Option<Read<Template>>,
    theme: Option<Read<String>>,
    config: Option<Read<Config>>,
    locales: HashMap<String, Read<Locale>>,
    sheets: HashMap<&'static str, Read<String>>,
    /// Which saving of the theme is in the template and in the palette.
    themed: Stamp,
    palette: Option<Arc<Palette>>,
}

/// The style sheets of a poll's frame, in their order; Trunk copies them to `embed/style`.
pub const FRAME_SHEETS: [&str; 7] =
    ["tokens.css", "base.css", "live_badge.css", "poll_card.css", "poll_option.css", "tally_bar.css", "poll_frame.css"];

/// What a frame's scripts are called in `embed`.
const FRAME_SCRIPTS: [&str; 3] = ["frame.js", "poll_embed.js", "poll_embed_bg.wasm"];

/// What every poll's frame is made of beside its words.
#[derive(Clone, Debug)]
pub(super) struct FrameFiles {
    pub(super) css: String,
    /// What a partner's colour must be readable on.
    pub(super) surfaces: Surfaces,
    /// Changes with the scripts; part of their URLs.
    pub(super) version: String,
    /// Changes with any of them.
    pub(super) stamp: String,
}

/// Which saving of a file was read: when, and how long it was; none without a file.
type Stamp = Option<(SystemTime, u64)>;

/// A file's meaning, and which saving of it was read.
#[derive(Debug)]
struct Read<T> {
    stamp: Stamp,
    value: Result<Arc<T>, String>,
}

impl Shells {
    /// The front-end in `dist`, with the theme in the file `theme`, by default the front-end's own.
    pub(super) fn new(dist: PathBuf, theme: Option<PathBuf>) -> Self {
        Self { theme: theme.unwrap_or_else(|| dist.join("theme.css")), dist, files: Mutex::default() }
    }

    /// The theme's rules, which stand in every page; none when there is no such file.
    fn theme(&self, files: &mut Files) -> (Result<Arc<String>, String>, Stamp) {
        if files.theme.is_none() && !self.theme.is_file() {
            return (Ok(Arc::default()), None);
        }
        let theme = fresh(&mut files.theme, &self.theme, |css| match css.contains("</") {
            true => Err("`</` would end the styles of a page; take it out".to_owned()),
            false => Ok(bare_css(css)),
        });
        (theme, files.theme.as_ref().and_then(|read| read.stamp))
    }

    fn config(&self, files: &mut Files) -> Result<Arc<Config>, String> {
        fresh(&mut files.config, &self.dist.join("config.json"), |json| {
            serde_json::from_str(json).map_err(|e| e.to_string())
        })
    }

    /// What was set at deploy time; nothing where the front-end is not built or that file of it is faulty.
    pub(super) fn set(&self) -> Option<Arc<Config>> {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        let is_there = files.config.is_some() || self.dist.join("config.json").is_file();
        if is_there { self.config(&mut files).ok() } else { None }
    }

    /// The shell of a page in `lang`.
    pub(super) fn current(&self, lang: &str) -> Result<Shell, RenderError> {
        let index = self.dist.join("index.html");
        // Nothing that is half done is ever left under the lock.
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        if files.template.is_none() && files.themed.is_none() && !index.is_file() {
            return Err(RenderError::NotBuilt(self.dist.clone()));
        }
        let (theme, theme_stamp) = self.theme(&mut files);
        let theme = match theme {
            Ok(theme) => theme,
            Err(message) => return Err(RenderError::Faulty(message)),
        };
        // The theme is part of the template, and of the hash that its policy allows.
        if files.themed != theme_stamp {
            files.template = None;
            files.palette = None;
            files.themed = theme_stamp;
        }
        let palette = files.palette.get_or_insert_with(|| Arc::new(Palette::of(&theme))).clone();
        let template = fresh(&mut files.template, &index, |html| Template::parse(&with_theme(html, &theme)));
        let config = self.config(&mut files);
        let mut locale = files.locales.remove(lang);
        let path = self.dist.join("locales").join(format!("{lang}.json"));
        let words = fresh(&mut locale, &path, |json| {
            Catalogue::from_json(lang, json).map(Locale::new).map_err(|e| e.to_string())
        });
        let stamps = [
            Some(theme_stamp),
            files.template.as_ref().map(|read| read.stamp),
            files.config.as_ref().map(|read| read.stamp),
            locale.as_ref().map(|read| read.stamp),
        ];
        files.locales.extend(locale.map(|read| (lang.to_owned(), read)));
        drop(files);
        let faulty = RenderError::Faulty;
        Ok(Shell {
            template: template.map_err(faulty)?,
            config: config.map_err(faulty)?,
            locale: words.map_err(faulty)?,
            palette,
            stamp: format!("{stamps:?}"),
        })
    }
}

impl Shells {
    /// What frames are made of.
    pub(super) fn frame_files(&self) -> Result<FrameFiles, RenderError> {
        let embed = self.dist.join("embed");
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut css, mut stamps) = (String::new(), Vec::new());
        for name in FRAME_SHEETS {
            let mut held = files.sheets.remove(name);
            let sheet = fresh(&mut held, &embed.join("style").join(name), |css| Ok(bare_css(css)));
            stamps.extend(held.as_ref().map(|read| read.stamp));
            files.sheets.extend(held.map(|read| (name, read)));
            css += &sheet.map_err(RenderError::Faulty)?;
        }
        let (theme, stamp) = self.theme(&mut files);
        let theme = theme.map_err(RenderError::Faulty)?;
        css += &theme;
        stamps.push(stamp);
        drop(files);
        let surfaces = Surfaces::of(&theme);
        let scripts: Vec<_> = FRAME_SCRIPTS.iter().map(|name| saved(&embed.join(name))).collect();
        let digest = Sha256::digest(format!("{scripts:?}").as_bytes());
        let version = hex::encode(&digest[..8]);
        Ok(FrameFiles { css, surfaces, stamp: format!("{version} {stamps:?}"), version })
    }
}

/// Which saving of a file is there.
fn saved(path: &Path) -> Stamp {
    fs::metadata(path).ok().and_then(|m| Some((m.modified().ok()?, m.len())))
}

/// The meaning of the file, read again if it was saved since. A file that is away for a moment, as
/// every file is while the front-end is built, keeps its last meaning.
fn fresh<T>(
    held: &mut Option<Read<T>>,
    path: &Path,
    parse: impl FnOnce(&str) -> Result<T, String>,
) -> Result<Arc<T>, String> {
    let stamp = saved(path);
    if let Some(read) = held
        && (read.stamp == stamp || (stamp.is_none() && read.value.is_ok()))
    {
        return read.value.clone();
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let value = fs::read_to_string(path)
        .map_err(|e| format!("{name} of the front-end cannot be read ({e}); build it again"))
        .and_then(|text| parse(&text).map_err(|e| format!("{name} of the front-end is broken: {e}")))
        .map(Arc::new);
    if let Err(message) = &value {
        tracing::error!("{message}");
    }
    let read = held.insert(Read { stamp, value });
    read.value.clone()
}
