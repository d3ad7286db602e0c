//! The parts of the built front-end that pages need: `index.html`, `config.json` and the messages of each language.
//! Read at first use, and again when a file changes; one that is faulty then leaves in force what was read before.

use std::{
    collections::{BTreeSet, HashMap},
    fmt,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
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
    fresh::{Read, Stamp, fresh, saved},
    static_host::StaticHost,
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
pub(super) struct Shells {
    dist: PathBuf,
    theme: PathBuf,
    /// Where files and backend are, if not on the server that renders.
    host: Option<StaticHost>,
    /// The language whose messages stand for those that are missing in another.
    default_language: DefaultLanguage,
    files: Mutex<Files>,
}

/// Says which language is the publication's own at this moment.
type DefaultLanguage = Box<dyn Fn() -> Option<String> + Send + Sync>;

impl fmt::Debug for Shells {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shells").field("dist", &self.dist).field("theme", &self.theme).finish_non_exhaustive()
    }
}

#[derive(Debug, Default)]
struct Files {
    template: Option<Read<Template>>,
    theme: Option<Read<String>>,
    config: Option<Read<Config>>,
    locales: HashMap<String, Read<Locale>>,
    /// Messages of the second language, for the first one, which has none.
    borrowed: HashMap<(String, String), Read<Locale>>,
    sheets: HashMap<&'static str, Read<String>>,
    /// Which saving of the theme is in the template and in the palette.
    themed: Stamp,
    palette: Option<Arc<Palette>>,
}

/// The style sheets of a poll's frame, in their order; Trunk copies them to `embed/style`.
pub const FRAME_SHEETS: [&str; 7] =
    ["tokens.css", "base.css", "live_badge.css", "poll_card.css", "poll_option.css", "tally_bar.css", "poll_frame.css"];

/// What a frame's scripts are called in `embed`: those of every frame, and the program for plain polls, which has two files as
/// the other one has. A front-end that was built without it shows plain polls by the other.
const FRAME_SCRIPTS: [&str; 5] =
    ["frame.js", "poll_embed.js", "poll_embed_bg.wasm", "plain_poll_embed.js", "plain_poll_embed_bg.wasm"];

/// What every poll's frame is made of beside its words.
#[derive(Clone, Debug)]
pub(super) struct FrameFiles {
    pub(super) css: String,
    /// What a partner's colour must be readable on.
    pub(super) surfaces: Surfaces,
    /// Changes with the scripts; part of their URLs.
    pub(super) version: String,
    /// Whether there is a program for plain polls.
    pub(super) has_plain_program: bool,
    /// Changes with any of them.
    pub(super) stamp: String,
}

impl Shells {
    /// The front-end in `dist`, with the theme in the file `theme`, by default the front-end's own.
    pub(super) fn new(
        dist: PathBuf,
        theme: Option<PathBuf>,
        host: Option<StaticHost>,
        default_language: impl Fn() -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        let (theme, default_language) = (theme.unwrap_or_else(|| dist.join("theme.css")), Box::new(default_language));
        Self { dist, theme, host, default_language, files: Mutex::default() }
    }

    /// The path below which the front-end's files lie: empty on a server.
    pub(super) fn base(&self) -> &str {
        self.host.as_ref().map_or("", |host| &host.base)
    }

    /// The theme's rules, which stand in every page; none when there is no such file.
    fn theme(&self, files: &mut Files) -> (Result<Arc<String>, String>, Stamp) {
        if files.theme.is_none() && !self.theme.is_file() {
            return (Ok(Arc::default()), None);
        }
        let theme = fresh(&mut files.theme, &self.theme, |css| match &self.host {
            _ if css.contains("</") => Err("`</` would end the styles of a page; take it out".to_owned()),
            Some(host) => Ok(bare_css(&host.theme(css))),
            None => Ok(bare_css(css)),
        });
        (theme, files.theme.as_ref().and_then(|read| read.stamp))
    }

    fn config(&self, files: &mut Files) -> Result<Arc<Config>, String> {
        fresh(&mut files.config, &self.dist.join("config.json"), |json| {
            let config = serde_json::from_str(json).map_err(|e| e.to_string())?;
            Ok(match &self.host {
                Some(host) => host.configure(config),
                None => config,
            })
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
            if let Some(template) = &mut files.template {
                template.stamp = None;
            }
            files.palette = None;
            files.themed = theme_stamp;
        }
        let palette = files.palette.get_or_insert_with(|| Arc::new(Palette::of(&theme))).clone();
        let template = fresh(&mut files.template, &index, |html| match &self.host {
            Some(host) => Template::parse(&with_theme(&host.index(html)?, &theme)),
            None => Template::parse(&with_theme(html, &theme)),
        });
        let config = self.config(&mut files);
        let (words, spoken) = self.words(&mut files, lang);
        let stamps = [
            Some(theme_stamp),
            files.template.as_ref().map(|read| read.stamp),
            files.config.as_ref().map(|read| read.stamp),
            Some(spoken),
        ];
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
    /// The messages of `lang`, and which saving of them it is. A language without any speaks those of the publication's
    /// own, with its own plurals, numbers and dates.
    fn words(&self, files: &mut Files, lang: &str) -> (Result<Arc<Locale>, String>, Stamp) {
        let parse = |json: &str| Catalogue::from_json(lang, json).map(Locale::new).map_err(|e| e.to_string());
        let mut held = files.locales.remove(lang);
        let words = fresh(&mut held, &self.catalogue(lang), parse);
        let stamp = held.as_ref().and_then(|read| read.stamp);
        files.locales.extend(held.map(|read| (lang.to_owned(), read)));
        let other = (self.default_language)().filter(|other| words.is_err() && other != lang);
        let Some(other) = other else { return (words, stamp) };
        let path = self.catalogue(&other);
        let pair = (lang.to_owned(), other);
        let mut held = files.borrowed.remove(&pair);
        let borrowed = fresh(&mut held, &path, parse);
        let stamp = held.as_ref().and_then(|read| read.stamp);
        files.borrowed.extend(held.map(|read| (pair, read)));
        (borrowed.or(words), stamp)
    }

    /// The file of the messages of `lang`.
    fn catalogue(&self, lang: &str) -> PathBuf {
        self.dist.join("locales").join(format!("{lang}.json"))
    }

    /// The file of messages that pages in `lang` speak.
    pub(super) fn spoken(&self, lang: &str) -> PathBuf {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        let (words, _) = self.words(&mut files, lang);
        let is_own = files.locales.get(lang).is_none_or(|read| read.value.is_ok());
        drop(files);
        match (self.default_language)().filter(|_| words.is_ok() && !is_own) {
            Some(other) => self.catalogue(&other),
            None => self.catalogue(lang),
        }
    }

    /// What is wrong with the files that pages in `langs` are made of, a sentence each.
    pub(super) fn faults<'l>(&self, langs: impl Iterator<Item = &'l str>) -> Vec<String> {
        let mut faults = BTreeSet::new();
        for lang in langs {
            let outcome = self.current(lang);
            let files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
            let own = files.locales.get(lang);
            faults.extend(match (outcome, own.and_then(Read::fault)) {
                (Err(error), _) => Some(error.to_string()),
                (Ok(_), Some(fault)) if own.is_some_and(|read| read.value.is_err()) => {
                    Some(format!("pages in `{lang}` have the words of the publication's own language: {fault}"))
                }
                (Ok(_), fault) => fault.cloned(),
            });
            faults.extend(files.template.as_ref().and_then(Read::fault).cloned());
            faults.extend(files.config.as_ref().and_then(Read::fault).cloned());
            faults.extend(files.theme.as_ref().and_then(Read::fault).cloned());
        }
        faults.into_iter().collect()
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
        let has_plain_program = scripts[3..].iter().all(Option::is_some);
        Ok(FrameFiles { css, surfaces, stamp: format!("{version} {stamps:?}"), version, has_plain_program })
    }
}
