//! The page at the root of a static host, which has no server to read the reader's wishes: a link for each language.

use hustings_wire::{Language, Publication};

use super::{RenderError, Renderer, escape, template::Filling};

impl Renderer {
    /// The links to the lists of `publication`, which is at the address `origin`, in words of `lang`. It is no version
    /// of a list itself, so its head names none.
    ///
    /// # Errors
    /// When the front-end is not built, or a file of it is faulty.
    pub fn doors(&self, lang: &str, publication: &Publication, origin: &str) -> Result<String, RenderError> {
        let shell = self.shells.current(lang)?;
        let name = super::brand(&publication.name, &shell);
        let path = url::Url::parse(origin).map(|url| url.path().trim_end_matches('/').to_owned()).unwrap_or_default();
        let mut doors = String::new();
        for language in &publication.languages {
            let (lang, label) = (escape(&language.lang), escape(&language.switch_label));
            let dir = language.dir.as_str();
            doors += &format!(
                "<li class=\"language-switcher__item\" lang=\"{lang}\" dir=\"{dir}\"><a \
                 class=\"language-switcher__link\" href=\"{}/{lang}/\" hreflang=\"{lang}\" data-door>{label}</a></li>",
                escape(&path)
            );
        }
        let name = escape(&name);
        let root = format!(
            "<main class=\"page\" id=\"content\"><div class=\"list-page\"><h1 class=\"list-page__title\">{name}</h1><nav \
             class=\"language-switcher\" aria-label=\"{}\"><ul class=\"language-switcher__list\">{doors}</ul></nav></div></main>",
            escape(&shell.locale.t("languages"))
        );
        let dir = Language::direction_of(&publication.languages, lang).as_str();
        Ok(shell.template.fill(&Filling { lang, dir, title: &publication.name, head: "", root: &root, data: "" }))
    }
}
