//! From a page's data to its HTML: the front-end's own components, rendered natively into its `index.html`.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    sync::Arc,
};

use hustings_core::{i18n::Locale, model::page::PageData};
use hustings_wire::Publication;

use crate::{
    error::RenderError,
    head::{self, Branding, HeadMeta},
    json_script::in_script,
    shell::{Shell, Shells},
    static_host::StaticHost,
    template::TemplateValues,
};

/// What is said in one language outside of pages.
#[derive(Clone, Debug)]
pub struct LocalizedBrand {
    /// The words.
    pub locale: Locale,
    /// The publication's name.
    pub brand: String,
}

/// Makes pages from the built front-end in one folder. Clones share what was read.
#[derive(Clone, Debug)]
pub struct Renderer {
    pub(crate) shells: Arc<Shells>,
}

impl Renderer {
    /// A renderer for the front-end built into `dist`, which may be built later.
    pub fn new(dist: PathBuf) -> Self {
        Self { shells: Arc::new(Shells::new(dist, None, None, || None)) }
    }

    /// The same with the theme in this file, if any, in the place of the front-end's `theme.css`. A language without
    /// messages has those of the publication's `default_language`.
    pub fn of_publication(
        dist: PathBuf,
        theme: Option<PathBuf>,
        default_language: impl Fn() -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        Self { shells: Arc::new(Shells::new(dist, theme, None, default_language)) }
    }

    /// A renderer of pages for a static host, with the front-end's own theme.
    pub fn of_static_host(
        dist: PathBuf,
        host: StaticHost,
        default_language: impl Fn() -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        Self { shells: Arc::new(Shells::new(dist, None, Some(host), default_language)) }
    }

    /// The path below which the front-end's files lie: empty, but on a static host where they lie below one.
    pub(crate) fn base(&self) -> &str {
        self.shells.base()
    }

    /// What is wrong with the files that pages in these languages are made of, a sentence each. Pages are there all
    /// the same where the files were good before, or another language's messages stand for missing ones.
    pub fn faults<'l>(&self, langs: impl Iterator<Item = &'l str>) -> Vec<String> {
        self.shells.faults(langs)
    }

    /// The file of the messages that pages in `lang` have.
    pub fn messages_of(&self, lang: &str) -> PathBuf {
        self.shells.spoken(lang)
    }

    /// A text that changes with every file of the front-end that a page in `lang` is made of.
    ///
    /// # Errors
    /// When the front-end is not built, or a file of it is faulty.
    pub fn stamp(&self, lang: &str) -> Result<String, RenderError> {
        Ok(self.shells.current(lang)?.stamp)
    }

    /// Whether this deployment has a search. One that cannot be asked says why when its page is made.
    pub fn offers_search(&self, lang: &str) -> bool {
        self.shells.current(lang).is_ok_and(|shell| shell.config.reading_features.search)
    }

    /// The publication under the name that this deployment gives it. Where the front-end is not built, nothing else
    /// than the content names it.
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
    pub fn localized_brand(&self, lang: &str, name: &str) -> Result<LocalizedBrand, RenderError> {
        let shell = self.shells.current(lang)?;
        Ok(LocalizedBrand { locale: shell.locale.as_ref().clone(), brand: shell.config.name_of(name).to_owned() })
    }

    /// Who publishes what the content calls `name`, on pages in `lang`.
    ///
    /// # Errors
    /// When the front-end is not built, or a file of it is faulty.
    pub fn branding(&self, lang: &str, name: &str) -> Result<Branding, RenderError> {
        Ok(branding(name, &self.shells.current(lang)?))
    }

    /// The whole HTML of a page. `meta` is what the head says beyond the page's data.
    ///
    /// # Errors
    /// When the front-end is not built, a file of it is faulty, or its components panic.
    pub fn page(&self, page: &PageData, meta: &HeadMeta) -> Result<String, RenderError> {
        let shell = self.shells.current(&page.lang)?;
        let root = caught(&page.lang, || hustings::render::render_page(page, &shell.config, &shell.locale))?;
        let branding = branding(&page.publication.name, &shell);
        let title = page.title(&shell.locale);
        Ok(shell.template.fill(&TemplateValues {
            lang: &page.lang,
            dir: page.dir().as_str(),
            title: &title,
            head: &head::head(page, meta, &title, &branding),
            root: &root,
            data: &data(page),
        }))
    }
}

/// What the components render; they get values and give text back, so nothing of theirs outlives a panic.
pub(crate) fn caught(lang: &str, render: impl FnOnce() -> String) -> Result<String, RenderError> {
    catch_unwind(AssertUnwindSafe(render)).map_err(|_| {
        tracing::error!(%lang, "the components panicked while they rendered a page");
        RenderError::Panicked
    })
}

/// Who publishes what the content calls `name`.
pub(crate) fn branding(name: &str, shell: &Shell) -> Branding {
    let logo = shell.config.brand.logo.clone();
    Branding { brand: shell.config.name_of(name).to_owned(), logo, palette: shell.palette.as_ref().clone() }
}

/// The page's data as a JSON block. The words of a body are left out, since they stand in the page.
fn data(page: &PageData) -> String {
    let json = serde_json::to_string(&page.without_texts()).expect("a page's data are texts, numbers and lists");
    format!("<script type=\"application/json\" id=\"page-data\">{}</script>", in_script(&json))
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
