//! The whole HTML of a page that the server alone has, on which no app runs.

use hustings_core::{config::Config, i18n::Locale, model::page::PageData};

use crate::{
    error::RenderError,
    head::{self, HeadMeta},
    renderer::{Renderer, branding, caught},
    template::TemplateValues,
};

impl Renderer {
    /// `files` are the tags of its own style and script, `title` is what its title begins with, and `draw` makes what is in the
    /// root element.
    pub(crate) fn server_page(
        &self,
        page: &PageData,
        files: &str,
        title: impl FnOnce(&Locale) -> String,
        draw: impl FnOnce(&Config, &Locale) -> String,
    ) -> Result<String, RenderError> {
        let shell = self.shells.current(&page.lang)?;
        let root = caught(&page.lang, || draw(&shell.config, &shell.locale))?;
        let branding = branding(&page.publication.name, &shell);
        let title = [&*title(&shell.locale), " · ", &branding.brand].concat();
        let head = head::head(page, &HeadMeta::default(), &title, &branding) + files;
        let (lang, dir) = (page.lang.as_str(), page.dir().as_str());
        Ok(shell.template.fill(&TemplateValues { lang, dir, title: &title, head: &head, root: &root, data: "" }))
    }
}
