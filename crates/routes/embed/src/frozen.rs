//! The frame of a closed poll as a file: `/embed/polls/{id}` for the export, which asks for it in each language.

use axum::response::{IntoResponse, Response};
use hustings_core::model::{poll_frame::PollFrame, route::Route};
use hustings_domain::PollDefinition;
use hustings_render::{FrozenLinks, FrozenPoll, RenderError, absolute};
use hustings_routes_pages::StaticPage;
use hustings_wire::Poll;

use super::poll::Asking;

impl Asking {
    /// The frame as a file. A poll that is open has none.
    pub(super) fn frozen(
        &self,
        poll: &PollDefinition,
        mut shown: Poll,
        file: StaticPage,
    ) -> Result<Response, RenderError> {
        if !shown.is_frozen() {
            return Ok(axum::http::StatusCode::CONFLICT.into_response());
        }
        // It stands below the links that a file has.
        shown.flow = None;
        let (addresses, files) = (&self.state.addresses, FrozenPoll(&poll.id));
        let route = Route::Poll { lang: self.lang.clone(), id: poll.id.clone() };
        for image in shown.options.iter_mut().filter_map(|option| option.image.as_mut()) {
            image.src.insert_str(0, addresses.base());
        }
        let publication = self.content.publication(&self.lang);
        let is_asked = |lang: &str| poll.question.contains_key(lang);
        let links = FrozenLinks {
            frames: format!("{}/{}", addresses.base(), files.frames()),
            passport: format!("{}/{}", addresses.base(), files.passport(&self.lang)),
            flow: poll.asks_twice.then(|| format!("{}/{}{}/flow.svg", addresses.base(), files.api(), self.lang)),
            languages: publication.languages.into_iter().filter(|language| is_asked(&language.lang)).collect(),
        };
        let frame = PollFrame {
            poll: shown,
            now: file.as_of,
            publication: self.localized_brand()?.brand,
            home: absolute(&self.state.public_url, &addresses.path(&route)),
            back: String::new(),
            partner: None,
            notice: None,
        };
        let drawn = self.renderer.frozen_frame(&frame, &links)?;
        let policy = format!(
            "default-src 'none'; script-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; style-src {}",
            drawn.style_source
        );
        Ok(self.framed(axum::response::Html(drawn.html).into_response(), policy, &poll.allowed_origins))
    }
}
