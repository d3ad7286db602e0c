//! `GET /oembed`: what a site needs to show a poll when somebody pastes its URL there (oEmbed 1.0,
//! <https://oembed.com>). One frame and no script.
//!
//! A poll whose file lists the origins that may frame it is answered with 401, since nothing says
//! for which page somebody asks. A frame wider or higher than asked for is never offered: where
//! `maxwidth` or `maxheight` leave less than a poll needs, the answer is 422 and names the parameter.
//! 501 is for a format that there is not (section 2.3.4), and for nothing else.

use axum::{
    Extension, Router,
    extract::State,
    http::{HeaderMap, HeaderValue, Method, header},
    response::Response,
};
use hustings_core::html::escape;
use hustings_http::{
    error::ApiError,
    etag::{Sharing, tagged},
    extract::{Query, pixels},
};
use hustings_render::{Renderer, absolute, frame_height, xml::escape as xml};
use hustings_routes_state::{RouteState, language};
use hustings_service as service;
use hustings_wire::Problem;
use serde::{Deserialize, Serialize};
use tower_http::cors::{AllowOrigin, CorsLayer, Vary};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::poll_url::poll_at;

/// Width of a frame where nothing else is asked for.
const WIDTH: u32 = 600;
/// The narrowest frame in which a poll can be read.
const MIN_WIDTH: u32 = 240;
/// The lowest frame in which a poll can be read by scrolling.
const MIN_HEIGHT: u32 = 160;
/// Seconds for which the answer may be kept.
const CACHE_AGE: u32 = 3_600;
const CACHE: &str = "public, max-age=3600";

/// Which poll, and in how much room.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct OembedQuery {
    /// URL of a poll's page, or of its frame.
    #[param(required = true)]
    url: Option<String>,
    /// By default JSON.
    #[param(value_type = Option<Format>, inline)]
    format: Option<String>,
    /// The widest frame that fits, in CSS pixels; not below 240.
    #[param(value_type = Option<u32>, minimum = 240)]
    maxwidth: Option<String>,
    /// The highest frame that fits, in CSS pixels; not below 160. A poll that needs more scrolls.
    #[param(value_type = Option<u32>, minimum = 160)]
    maxheight: Option<String>,
}

/// How to show a poll (oEmbed 1.0, section 2.3.4, type `rich`).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Oembed {
    /// Version of oEmbed: "1.0".
    version: &'static str,
    /// Kind of answer: "rich".
    r#type: &'static str,
    /// The question.
    title: String,
    /// The publication's name in the poll's language.
    provider_name: String,
    /// The publication's URL.
    provider_url: String,
    /// Seconds for which this may be kept.
    cache_age: u32,
    /// Width of the frame in CSS pixels.
    width: u32,
    /// Height of the frame in CSS pixels.
    height: u32,
    /// The frame.
    html: String,
}

impl Oembed {
    /// The same as XML (section 2.3.4.1). The characters of `html` are escaped once more, as of any text.
    fn to_xml(&self) -> String {
        let element = |name: &str, value: &str| format!("<{name}>{}</{name}>", xml(value));
        let elements = [
            element("version", self.version),
            element("type", self.r#type),
            element("title", &self.title),
            element("provider_name", &self.provider_name),
            element("provider_url", &self.provider_url),
            element("cache_age", &self.cache_age.to_string()),
            element("width", &self.width.to_string()),
            element("height", &self.height.to_string()),
            element("html", &self.html),
        ];
        format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>\n<oembed>\n{}\n</oembed>\n",
            elements.join("\n")
        )
    }
}

/// Forms of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ToSchema)]
#[schema(rename_all = "lowercase")]
enum Format {
    Json,
    Xml,
}

/// The route and its description. Pages of any origin may read the answers.
pub fn router() -> (Router<RouteState>, utoipa::openapi::OpenApi) {
    let cors = CorsLayer::new()
        .allow_origin(AllowOrigin::any())
        .allow_methods([Method::GET])
        .allow_headers([header::IF_NONE_MATCH])
        .expose_headers([header::ETAG])
        .vary(Vary::list([]));
    let (router, description) = OpenApiRouter::new().routes(routes!(oembed)).split_for_parts();
    (router.method_not_allowed_fallback(async || ApiError::method_not_allowed()).layer(cors), description)
}

/// How to show a poll on a page.
#[utoipa::path(
    get, path = "/oembed", tag = "polls", params(OembedQuery),
    responses((status = 200, content((Oembed = "application/json"), (String = "text/xml"))),
              (status = "4XX", body = Problem, content_type = "application/problem+json"),
              (status = 501, body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn oembed(
    State(state): State<RouteState>,
    Extension(renderer): Extension<Renderer>,
    Query(query): Query<OembedQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let url = query.url.ok_or_else(|| ApiError::unreadable("The URL of a poll is missing.").at("url"))?;
    let format = match query.format.as_deref() {
        None | Some("json") => Format::Json,
        Some("xml") => Format::Xml,
        Some(_) => return Err(ApiError::not_offered("format", "The formats are json and xml.")),
    };
    let max_width = pixels("maxwidth", query.maxwidth.as_deref())?.unwrap_or(WIDTH);
    let max_height = pixels("maxheight", query.maxheight.as_deref())?.unwrap_or(u32::MAX);
    if max_width < MIN_WIDTH {
        return Err(ApiError::invalid("maxwidth", format!("A poll needs {MIN_WIDTH} pixels.")));
    }
    if max_height < MIN_HEIGHT {
        return Err(ApiError::invalid("maxheight", format!("A poll needs {MIN_HEIGHT} pixels.")));
    }
    let origin = &state.public_url;
    let named = poll_at(&url, origin)
        .ok_or_else(|| ApiError::not_found("This is not the URL of a poll of this publication.").at("url"))?;
    let content = state.content.current();
    if !service::poll_definition(&content, &named.id)?.allowed_origins.is_empty() {
        return Err(ApiError::framing_not_allowed());
    }
    let lang = language(&content, &named.id, named.lang);
    let poll = service::poll(state.context(&content), &named.id, &lang, None).await?;
    let publication = content.publication(&poll.lang);
    let publication = state.cpu.run(move || renderer.named(publication)).await?;
    let width = max_width.min(WIDTH);
    let height = frame_height(&poll, width).min(max_height);
    let frame = absolute(origin, &format!("/embed/polls/{}?lang={}", poll.id, poll.lang));
    let answer = Oembed {
        version: "1.0",
        r#type: "rich",
        provider_name: publication.name,
        provider_url: absolute(origin, &format!("/{}/", poll.lang)),
        cache_age: CACHE_AGE,
        width,
        height,
        html: format!(
            "<iframe src=\"{}\" title=\"{}\" width=\"{width}\" height=\"{height}\" loading=\"lazy\"></iframe>",
            escape(&frame),
            escape(&poll.question)
        ),
        title: poll.question,
    };
    let (body, content_type) = match format {
        Format::Json => (serde_json::to_string(&answer).expect("texts and numbers"), "application/json"),
        Format::Xml => (answer.to_xml(), "text/xml; charset=utf-8"),
    };
    let mut response = tagged(&headers, body.into(), content_type, Sharing::Public);
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(CACHE));
    headers.remove(header::VARY);
    Ok(response)
}
