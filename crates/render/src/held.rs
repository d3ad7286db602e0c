//! The page that says what is held about its reader. No app runs on it.

use hustings_core::{i18n::Locale, model::page::PageData};
use hustings_wire::Held;

use crate::{error::RenderError, renderer::Renderer};

/// Its style, and what clears the browser's own storage once everything was erased.
const FILES: &str = "\n<link rel=\"stylesheet\" href=\"/style/held_page.css\"><script src=\"/held.js\" defer></script>";

impl Renderer {
    /// The whole HTML of it. `page` says of which publication and in which language; `erased` how many votes stayed
    /// counted when everything was erased just now.
    ///
    /// # Errors
    /// When the front-end is not built, a file of it is faulty, or its components panic.
    pub fn held_page(&self, page: &PageData, held: &Held, erased: Option<u64>) -> Result<String, RenderError> {
        let title = |locale: &Locale| locale.t("me_title");
        self.server_page(page, FILES, title, |config, locale| {
            hustings::render::render_held(page, config, locale, held, erased)
        })
    }
}
