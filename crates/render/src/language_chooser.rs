//! The language chooser at the root of a static host, which cannot negotiate: a link for each language.

use hustings_core::{html::escape, model::page::PageData};

use crate::{
    error::RenderError,
    head::{self, HeadMeta},
    renderer::{Renderer, branding},
    template::TemplateValues,
};

impl Renderer {
    /// The links to the lists of a publication. `list` is the list in the language in which the page is written, and
    /// `meta` is that list's: the root stands for it, and its head says so to those who follow none of the links.
    ///
    /// # Errors
    /// When the front-end is not built, or a file of it is faulty.
    pub fn language_chooser(&self, list: &PageData, meta: &HeadMeta) -> Result<String, RenderError> {
        let shell = self.shells.current(&list.lang)?;
        let branding = branding(&list.publication.name, &shell);
        let path =
            url::Url::parse(&list.origin).map(|url| url.path().trim_end_matches('/').to_owned()).unwrap_or_default();
        let mut links = String::new();
        for language in &list.publication.languages {
            let (lang, label) = (escape(&language.lang), escape(&language.switch_label));
            let dir = language.dir.as_str();
            links += &format!(
                "<li class=\"language-switcher__item\" lang=\"{lang}\" dir=\"{dir}\"><a class=\"language-switcher__link\" \
                 href=\"{}/{lang}/\" hreflang=\"{lang}\" data-language-choice>{label}</a></li>",
                escape(&path)
            );
        }
        let root = format!(
            "<main class=\"page\" id=\"content\"><div class=\"list-page\"><h1 class=\"list-page__title\">{}</h1><nav \
             class=\"language-switcher\" aria-label=\"{}\"><ul class=\"language-switcher__list\">{links}</ul></nav></div></main>",
            escape(&branding.brand),
            escape(&shell.locale.t("languages"))
        );
        let title = list.title(&shell.locale);
        let head = head::head(list, meta, &title, &branding);
        let (lang, dir) = (list.lang.as_str(), list.dir().as_str());
        Ok(shell.template.fill(&TemplateValues { lang, dir, title: &title, head: &head, root: &root, data: "" }))
    }
}
