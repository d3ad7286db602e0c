//! The page that says what is held about its reader. No app runs on it.

use hustings_core::model::page::PageData;
use hustings_wire::Held;

use crate::{
    error::RenderError,
    head::{self, HeadMeta},
    renderer::{Renderer, branding, caught},
    template::TemplateValues,
};

/// Its style, and what clears the browser's own storage once everything was erased.
const FILES: &str = "\n<link rel=\"stylesheet\" href=\"/style/held_page.css\"><script src=\"/held.js\" defer></script>";

impl Renderer {
    /// The whole HTML of it. `page` says of which publication and in which language; `erased` how many votes stayed
    /// counted when everything was erased just now.
    ///
    /// # Errors
    /// When the front-end is not built, a file of it is faulty, or its components panic.
    pub fn held_page(&self, page: &PageData, held: &Held, erased: Option<u64>) -> Result<String, RenderError> {
        let shell = self.shells.current(&page.lang)?;
        let draw = || hustings::render::render_held(page, &shell.config, &shell.locale, held, erased);
        let root = caught(&page.lang, draw)?;
        let branding = branding(&page.publication.name, &shell);
        let title = [&*shell.locale.t("me_title"), " · ", &branding.brand].concat();
        let head = head::head(page, &HeadMeta::default(), &title, &branding) + FILES;
        let (lang, dir) = (page.lang.as_str(), page.dir().as_str());
        Ok(shell.template.fill(&TemplateValues { lang, dir, title: &title, head: &head, root: &root, data: "" }))
    }
}
