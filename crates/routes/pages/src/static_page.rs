//! A page as a file of a static host.
//!
//! Only the export asks for one, by an extension of its request, which nobody can send over the network.

use axum::{
    http::header,
    response::{Html, IntoResponse, Response},
};
use hustings_content::Content;
use hustings_core::model::{
    page::{PageData, View},
    route::Route,
};
use hustings_render::{HeadMeta, RenderError, Renderer};
use hustings_routes_state::RouteState;
use hustings_wire::Timestamp;

use super::data::{list_meta, page_data};

/// Says that the answer becomes a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StaticPage {
    /// When the file says that it was made.
    pub as_of: Timestamp,
    /// What is in it.
    pub form: Form,
}

/// What is in a page's file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The page.
    Html,
    /// Its data, for the app that comes from another page.
    Data,
}

impl StaticPage {
    /// The page as this kind of file. A file cannot answer those who ask how to embed what is on it.
    pub(super) fn render(self, renderer: &Renderer, page: &PageData, meta: HeadMeta) -> Result<Response, RenderError> {
        let meta = HeadMeta { descriptions: Vec::new(), ..meta };
        match self.form {
            Form::Html => Ok(Html(renderer.page(page, &meta)?).into_response()),
            Form::Data => {
                let json = serde_json::to_string(page).expect("a page's data are texts, numbers and lists");
                Ok(([(header::CONTENT_TYPE, "application/json")], json).into_response())
            }
        }
    }
}

/// The root of a static host: a link for each language, which `public/boot.js` follows at once.
pub(super) fn language_chooser(state: &RouteState, content: &Content, renderer: &Renderer) -> Response {
    let lang = &content.default_language;
    let list =
        page_data(state, content, renderer, lang, View::List { audience: None, items: Vec::new(), next_cursor: None });
    let meta = list_meta(&state.addresses, content, &Route::List { lang: lang.clone(), audience: None });
    match renderer.language_chooser(&list, &meta) {
        Ok(html) => Html(html).into_response(),
        Err(error) => (axum::http::StatusCode::SERVICE_UNAVAILABLE, error.to_string()).into_response(),
    }
}
