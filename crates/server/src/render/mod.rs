//! Makes whole HTML pages: the front-end's `index.html`, filled with a page that its own components
//! rendered natively.
//!
//! It knows neither HTTP nor where a page's data come from. Modules in reading order:
//!
//! - `shell`: what is read from the built front-end, and read again when it is built anew,
//! - `template`: the places to fill in `index.html`,
//! - `inline`: hashes of what is inline in it, for the Content-Security-Policy,
//! - `head`: title, description, alternates and cards of a page; `card`: the picture of a page that has none,
//! - `doors`: the root of a static host,
//! - `frame`: a poll's frame on a partner's page; `accent`: its colour,
//! - `negotiate`: which language to begin with,
//! - `text`: where lines end in what no browser breaks,
//! - `bars`: a poll as a picture, with the words of the pages; `tokens`: the project's own colours.

mod accent;
mod doors;
mod frame;
mod head;
mod inline;
mod shell;
mod template;
mod theme;
mod tokens;

pub mod card;
pub mod negotiate;

pub(crate) mod text;

pub(crate) mod bars;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    sync::Arc,
};

use hustings::{i18n::Locale, model::page::PageData};
use hustings_wire::Publication;

pub use frame::{FrameHtml, Look, Refusal};
pub use head::{Facts, Image, Imprint, absolute, card as card_of};
#[cfg(test)]
pub(crate) use shell::FRAME_SHEETS;
use shell::{Shell, Shells};
use template::Filling;
pub use template::escape;
pub use theme::Theme;

/// A page that could not be made, in a sentence for the operator.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RenderError {
    /// There is no built front-end.
    #[error(
        "The front-end is not built: there is no index.html in {0}. Build it with `trunk build --release`, or start \
         the server with `cargo xtask run`."
    )]
    NotBuilt(PathBuf),
    /// A file of the built front-end is missing or broken.
    #[error("The page cannot be made: {0}")]
    Faulty(String),
    /// The components panicked.
    #[error("The page cannot be made: its components failed. The server's log says where.")]
    Panicked,
}

/// What is said in one language outside of pages.
#[derive(Clone, Debug)]
pub struct Voice {
    /// The words.
    pub locale: Locale,
    /// The publication's name.
    pub brand: String,
}

/// Makes pages from the built front-end in one folder. Clones share what was read.
#[derive(Clone, Debug)]
pub struct Renderer {
    shells: Arc<Shells>,
}

impl Renderer {
    /// A renderer for the front-end built into `dist`, which may be built later.
    #[must_use]
    pub fn new(dist: PathBuf) -> Self {
        Self { shells: Arc::new(Shells::new(dist, None)) }
    }

    /// The same with the theme in this file in the place of the front-end's `theme.css`.
    #[must_use]
    pub fn with_theme(dist: PathBuf, theme: Option<PathBuf>) -> Self {
        Self { shells: Arc::new(Shells::new(dist, theme)) }
    }

    /// A text that changes with every file of the front-end that a page in `lang` is made of.
    ///
    /// # Errors
    /// When the front-end is not built, or a file of it is faulty.
    pub fn stamp(&self, lang: &str) -> Result<String, RenderError> {
        Ok(self.shells.current(lang)?.stamp)
    }

    /// Whether this deployment has a search. One that cannot be asked says why when its page is made.
    #[must_use]
    pub fn offers_search(&self, lang: &str) -> bool {
        self.shells.current(lang).is_ok_and(|shell| shell.config.comforts.search)
    }

    /// The publication under the name that this deployment gives it. Where the front-end is not built, nothing else
    /// than the content names it.
    #[must_use]
    pub fn named(&self, mut publication: Publication) -> Publication {
        if let Some(config) = self.shells.set() {
            publication.name = config.name_of(&publication.name).to_owned();
        }
        publication
    }

    /// The Content-Security-Policy of pages in `lang`: `base`, and the hashes of the styles and scripts
    /// that the build put into `index.html`, and nothing else that is inline.
    ///
    /// # Errors
    /// When the front-end is not built, or a file of it is faulty.
    pub fn policy(&self, lang: &str, base: &str) -> Result<String, RenderError> {
        Ok(self.shells.current(lang)?.template.policy(base))
    }

    /// What speaks `lang` beside the pages, for the publication that the content calls `name`.
    ///
    /// # Errors
    /// When the front-end is not built, or a file of it is faulty.
    pub fn voice(&self, lang: &str, name: &str) -> Result<Voice, RenderError> {
        let shell = self.shells.current(lang)?;
        Ok(Voice { locale: shell.locale.as_ref().clone(), brand: shell.config.name_of(name).to_owned() })
    }

    /// Who publishes what the content calls `name`, on pages in `lang`.
    ///
    /// # Errors
    /// When the front-end is not built, or a file of it is faulty.
    pub fn imprint(&self, lang: &str, name: &str) -> Result<Imprint, RenderError> {
        Ok(imprint(name, &self.shells.current(lang)?))
    }

    /// The whole HTML of a page. `facts` are what the head says beyond the page's data.
    ///
    /// # Errors
    /// When the front-end is not built, a file of it is faulty, or its components panic.
    pub fn page(&self, page: &PageData, facts: &Facts) -> Result<String, RenderError> {
        let shell = self.shells.current(&page.lang)?;
        let root = caught(&page.lang, || hustings::render::render_page(page, &shell.config, &shell.locale))?;
        let imprint = imprint(&page.publication.name, &shell);
        let title = page.title(&shell.locale);
        Ok(shell.template.fill(&Filling {
            lang: &page.lang,
            dir: page.dir().as_str(),
            title: &title,
            head: &head::head(page, facts, &title, &imprint),
            root: &root,
            data: &data(page),
        }))
    }
}

/// What the components render; they get values and give text back, so nothing of theirs outlives a panic.
fn caught(lang: &str, render: impl FnOnce() -> String) -> Result<String, RenderError> {
    catch_unwind(AssertUnwindSafe(render)).map_err(|_| {
        tracing::error!(%lang, "the components panicked while they rendered a page");
        RenderError::Panicked
    })
}

/// Who publishes what the content calls `name`.
fn imprint(name: &str, shell: &Shell) -> Imprint {
    let logo = shell.config.brand.logo.clone();
    Imprint { brand: shell.config.name_of(name).to_owned(), logo, palette: shell.palette.as_ref().clone() }
}

/// The page's data as a JSON block. The words of a body are left out, since they stand in the page.
fn data(page: &PageData) -> String {
    let json = serde_json::to_string(&page.without_texts()).expect("a page's data are texts, numbers and lists");
    format!("<script type=\"application/json\" id=\"page-data\">{}</script>", in_script(&json))
}

/// JSON as it may stand within a script element: these characters occur in its texts only, and there
/// an escape means the same.
fn in_script(json: &str) -> String {
    let mut safe = String::with_capacity(json.len() + 64);
    for c in json.chars() {
        match c {
            '<' => safe.push_str("\\u003c"),
            '>' => safe.push_str("\\u003e"),
            '&' => safe.push_str("\\u0026"),
            '\u{2028}' => safe.push_str("\\u2028"),
            '\u{2029}' => safe.push_str("\\u2029"),
            _ => safe.push(c),
        }
    }
    safe
}

/// A page without the front-end, for when it is the front-end that is missing.
#[must_use]
pub fn plain_page(title: &str, message: &str) -> String {
    let (title, message) = (escape(title), escape(message));
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width\"><meta name=\"robots\" content=\"noindex\"><title>{title}</title></head>\
         <body><main><h1>{title}</h1><p>{message}</p></main></body></html>\n"
    )
}

#[cfg(test)]
mod tests;
