//! `GET /embed/polls/{id}`: the poll for a partner's frame. The only page that other sites may frame, and
//! where a poll lists the sites that may, no others can.

use std::sync::Arc;

use axum::{
    Extension, Router,
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use hustings_content::Content;
use hustings_core::{
    kinds::is_plain,
    model::{poll_frame::PollFrame, route::Route},
};
use hustings_domain::PollDefinition;
use hustings_http::{
    error::ApiError,
    etag,
    extract::Path,
    hot::{Ask, Draft, Drawn, Packing},
};
use hustings_identity::{partner::Partner, voter::Voter};
use hustings_render::{
    ColorScheme, LocalizedBrand, Look, Refusal, RenderError, Renderer, absolute, negotiate, plain_page,
};
use hustings_routes_pages::{OWN, PageQuery, SHARED, StaticPage, is_after_a_form, page_tokens};
use hustings_routes_state::{RouteState, broken_front_end, explanation};
use hustings_service::{self as service, OwnAnswers};
use hustings_wire::{ErrorCode, Poll, Timestamp, moment::poll_of};

use super::query::{EmbedQuery, is_anew};

/// What a frame may load and do; its styles are allowed by their hash beside sheets that scripts add, and who may frame it is
/// added.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self'; \
     connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'";

/// The frames.
pub fn router() -> Router<RouteState> {
    Router::new().route("/embed/polls/{id}", get(frame))
}

/// A request for a frame.
pub(super) struct Asking {
    pub(super) state: RouteState,
    pub(super) content: Arc<Content>,
    pub(super) renderer: Renderer,
    headers: HeaderMap,
    uri: Uri,
    pub(super) lang: String,
    look: Look,
    partner: Option<Partner>,
    /// What the answer depends on beside the URL.
    vary: HeaderValue,
}

/// A poll as a frame shows it.
#[derive(Clone)]
struct Shown {
    poll: Poll,
    /// Whether the program for plain polls will do.
    is_plain: bool,
}

/// A frame that is about to be drawn.
struct Tagged {
    tag: String,
    frame: PollFrame,
    /// Whether the program for plain polls will do.
    is_plain: bool,
    /// Its poll, if it is guarded.
    guarded: Vec<String>,
}

async fn frame(
    State(state): State<RouteState>,
    Extension(renderer): Extension<Renderer>,
    static_page: Option<Extension<StaticPage>>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let query = EmbedQuery::of(&uri);
    let content = state.content.current();
    let poll = content.polls.get(poll_of(&id));
    let available = poll.map(|poll| content.in_order(poll.question.keys()));
    let told = query.host.as_deref().and_then(Partner::parse);
    let vary = match (&told, &query.lang) {
        (Some(_), Some(_)) => "cookie",
        (Some(_), None) => "cookie, accept-language",
        (None, Some(_)) => "cookie, referer",
        (None, None) => "cookie, referer, accept-language",
    };
    let asking = Asking {
        lang: language(&content, available, query.lang.as_deref(), &headers),
        look: Look {
            theme: query.theme.as_deref().and_then(ColorScheme::from_name).unwrap_or_default(),
            accent: query.accent,
        },
        partner: told.or_else(|| referrer(&headers)).filter(|partner| Some(partner) != state.identity.own.as_ref()),
        vary: HeaderValue::from_static(vary),
        state: state.clone(),
        content: Arc::clone(&content),
        renderer,
        headers,
        uri,
    };
    if let Some(Extension(file)) = static_page {
        let found = asking.find(&id, None).await;
        let draw = move || match found {
            Ok((poll, shown)) => asking.frozen(&poll, shown.poll, file),
            Err(error) => asking.refuse(&id, &error),
        };
        return rendered(&state, draw).await.unwrap_or_else(|broken| broken);
    }
    // Only a cookie comes with a page; the frame's app asks again with what else it has.
    let voter = poll.and_then(|poll| Voter::of_request(&asking.headers, &state.identity, poll).unwrap_or(None));
    let asking = Arc::new(asking);
    let voted = asking.voted(&id, voter.as_ref()).await;
    if let Some(voted) = voted.filter(|_| PageQuery::of(&asking.uri).code().is_none()) {
        let cache = if voter.is_some() { OWN } else { SHARED };
        let partner = asking.partner.as_ref().map(Partner::origin).unwrap_or_default();
        let (lang, back) = (&asking.lang, asking.back());
        let order = poll.zip(voter.as_ref()).filter(|_| voted.vote.is_none());
        let order = order.and_then(|(poll, voter)| service::own_order(poll, voter, &state.clock));
        // What is asked for anew is in the way back.
        let key = format!("frame {} {lang} {partner} {back} {voted:?} {order:?}", content.version);
        let is_after_change = voter.is_some() && is_after_a_form(&asking.headers, asking.uri.path());
        let ask = Ask { key, request: &asking.headers, cache, is_after_change };
        let draft = Arc::clone(&asking).draft(&id, voter.as_ref(), voted);
        return state.hot.answer(ask, draft).await.unwrap_or_else(|instead| instead);
    }
    let found = asking.find(&id, voter.as_ref()).await;
    // To look at the front-end's files and to render is done in the place for such work.
    rendered(&state, move || match found {
        Ok((poll, shown)) => asking.answer(&poll, shown),
        Err(error) => asking.refuse(&id, &error),
    })
    .await
    .unwrap_or_else(|broken| broken)
}

/// What `render` makes, else a page without the front-end, which is what does not work; any page may frame that, too.
async fn rendered<T: Send + 'static>(
    state: &RouteState,
    render: impl FnOnce() -> Result<T, RenderError> + Send + 'static,
) -> Result<T, Response> {
    let (explanation, error) = match state.cpu.run(render).await {
        Ok(Ok(rendered)) => return Ok(rendered),
        Ok(Err(error)) => (explanation(&error, state), broken_front_end(&error)),
        Err(error) => ("The server has too much to do. Try again in a moment.".to_owned(), error),
    };
    let page = Html(plain_page("This poll cannot be shown", &explanation));
    let mut response = (StatusCode::SERVICE_UNAVAILABLE, [(header::CACHE_CONTROL, "no-store")], page).into_response();
    put_retry_after(response.headers_mut(), &error);
    put_frame_policies(response.headers_mut(), CONTENT_SECURITY_POLICY);
    Err(response)
}

/// Says when it is worth trying again, where that is known.
fn put_retry_after(headers: &mut HeaderMap, error: &ApiError) {
    headers.extend(error.retry_after().map(|seconds| (header::RETRY_AFTER, HeaderValue::from(seconds))));
}

/// Says what the frame may do and who may frame it, and that pages with a strict embedder policy may.
fn put_frame_policies(headers: &mut HeaderMap, policy: &str) {
    if let Ok(policy) = HeaderValue::try_from(policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    headers.insert(HeaderName::from_static("cross-origin-embedder-policy"), HeaderValue::from_static("require-corp"));
    headers.insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin"));
}

/// A frame that says why the form of the poll `id`, in a frame on a page of `partner`, was refused.
pub async fn refusal(
    state: &RouteState,
    headers: &HeaderMap,
    (lang, id): (&str, &str),
    partner: &str,
    error: ApiError,
) -> Response {
    let content = state.content.current();
    let asking = Asking {
        lang: language(&content, None, Some(lang), headers),
        look: Look::default(),
        partner: Partner::parse(partner),
        vary: HeaderValue::from_static("cookie"),
        state: state.clone(),
        content,
        renderer: state.renderer.clone(),
        headers: headers.clone(),
        uri: Uri::default(),
    };
    let id = id.to_owned();
    rendered(state, move || asking.refuse(&id, &error)).await.unwrap_or_else(|broken| broken)
}

/// The language of the poll that is nearest to what is asked for, or to what the browser prefers.
fn language(content: &Content, available: Option<Vec<String>>, asked: Option<&str>, headers: &HeaderMap) -> String {
    let available = available.unwrap_or_else(|| content.languages.iter().map(|l| l.lang.clone()).collect());
    let tags: Vec<&str> = available.iter().map(String::as_str).collect();
    let accept = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let wanted = match asked {
        Some(lang) => negotiate::best(lang, &tags),
        None => negotiate::accepted(accept, &tags),
    };
    wanted.map_or_else(|| service::default_language(content, &available), str::to_owned)
}

/// The page that sends the browser here, where it says so.
fn referrer(headers: &HeaderMap) -> Option<Partner> {
    headers.get(header::REFERER).and_then(|value| value.to_str().ok()).and_then(Partner::of_url)
}

impl Asking {
    /// What the frame shows of this voter's own, if there is a frame for all who have said the same.
    async fn voted(&self, id: &str, voter: Option<&Voter>) -> Option<OwnAnswers> {
        let Some(voter) = voter else { return Some(OwnAnswers::default()) };
        if voter.is_signed {
            return None;
        }
        service::own_answers(self.state.context(&self.content), id, voter).await.ok()
    }

    /// The frame for everybody who has voted like this, or not at all.
    async fn draft(self: Arc<Self>, id: &str, voter: Option<&Voter>, voted: OwnAnswers) -> Result<Draft, Response> {
        let state = self.state.clone();
        let found = self.find(id, voter).await;
        if let Ok((poll, shown)) = &found
            && service::answers_shown_by(&shown.poll) != voted
        {
            // The reader has said something else in between.
            let (asking, poll, shown) = (Arc::clone(&self), Arc::clone(poll), shown.clone());
            return Err(rendered(&state, move || asking.answer(&poll, shown)).await.unwrap_or_else(|broken| broken));
        }
        let (asking, id) = (Arc::clone(&self), id.to_owned());
        let tagging = move || match found {
            Err(error) => asking.refuse(&id, &error).map(Err),
            Ok((poll, shown)) => Ok(Ok((poll, asking.tagged(shown)?))),
        };
        let (poll, Tagged { tag, frame, is_plain, guarded }) = rendered(&state, tagging).await??;
        let drawing = move || {
            let (html, style_source) = self.drawn(&frame, is_plain, &guarded)?;
            let response = self.finish(Html(()).into_response(), &style_source, &poll.allowed_origins);
            Ok(Drawn { headers: response.into_parts().0.headers, body: html.into(), packing: Packing::Wanted })
        };
        Ok(Draft { tag, draw: Box::pin(async move { rendered(&state, drawing).await }) })
    }

    /// The poll, as this voter may see it on the page around the frame.
    async fn find(&self, id: &str, voter: Option<&Voter>) -> Result<(Arc<PollDefinition>, Shown), ApiError> {
        let (poll, _) = service::asked(&self.content, id)?;
        if self.partner.as_ref().is_some_and(|partner| !partner.may_frame(poll)) {
            return Err(ApiError::origin_not_allowed());
        }
        let asked = service::asked_poll(self.state.context(&self.content), id, &self.lang, voter).await?;
        // Abstentions that are hidden now come with the answer to a vote. And a frame that is loaded anew may meet a stream that knows
        // more of its poll than this server does yet: the program that knows every kind is right whatever the poll is.
        let is_plain = is_plain(&asked.poll) && !asked.has_abstentions && !is_anew(&self.uri);
        Ok((Arc::clone(poll), Shown { poll: asked.poll, is_plain }))
    }

    fn answer(&self, poll: &PollDefinition, shown: Shown) -> Result<Response, RenderError> {
        let Tagged { tag, frame, is_plain, guarded } = self.tagged(shown)?;
        if etag::has(&self.headers, &tag) {
            let source = self.renderer.frame_style_source(&self.look)?;
            return Ok(self.finish(etag::not_modified(&tag, OWN), &source, &poll.allowed_origins));
        }
        let (html, style_source) = self.drawn(&frame, is_plain, &guarded)?;
        let mut response = Html(html).into_response();
        etag::put(response.headers_mut(), &tag, OWN);
        Ok(self.finish(response, &style_source, &poll.allowed_origins))
    }

    fn tagged(&self, Shown { poll: shown, is_plain }: Shown) -> Result<Tagged, RenderError> {
        let route = Route::Poll { lang: self.lang.clone(), id: poll_of(&shown.id).to_owned() };
        let frame = PollFrame {
            poll: shown,
            now: self.state.clock.now(),
            publication: self.localized_brand()?.brand,
            home: absolute(&self.state.public_url, &route.path()),
            back: self.back(),
            partner: self.partner.as_ref().map(|partner| partner.origin().to_owned()),
            notice: PageQuery::of(&self.uri).code(),
        };
        let guarded = page_tokens::guarded(&self.content, [&frame.poll]);
        let tag = self.tag(&frame, is_plain, &guarded)?;
        Ok(Tagged { tag, frame, is_plain, guarded })
    }

    /// The frame's HTML, and the source of its styles for its policy.
    fn drawn(&self, frame: &PollFrame, is_plain: bool, guarded: &[String]) -> Result<(String, String), RenderError> {
        let drawn = self.renderer.frame(frame, is_plain, &self.look)?;
        Ok((page_tokens::put(drawn.html, &self.lang, guarded, &self.state), drawn.style_source))
    }

    pub(super) fn localized_brand(&self) -> Result<LocalizedBrand, RenderError> {
        self.renderer.localized_brand(&self.lang, &self.content.publication(&self.lang).name)
    }

    /// The frame's own URL, to which its form comes back, without what a refused form left in it.
    fn back(&self) -> String {
        let kept = |pair: &&str| !pair.is_empty() && !pair.starts_with("notice=") && !pair.starts_with("on=");
        let pairs: Vec<&str> = self.uri.query().unwrap_or_default().split('&').filter(kept).collect();
        let query = if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) };
        format!("{}{query}", self.uri.path())
    }

    /// The frame's tag. It is weak because the clock is in it by the minute alone.
    fn tag(&self, frame: &PollFrame, is_plain: bool, guarded: &[String]) -> Result<String, RenderError> {
        let now = Timestamp::from_unix(frame.now.unix().div_euclid(60) * 60);
        let without_clock = PollFrame { now, ..frame.clone() };
        let json = serde_json::to_string(&without_clock).expect("a frame's data are texts, numbers and lists");
        let stamp = self.renderer.frame_stamp(&self.lang)?;
        let tokens = page_tokens::stamp(guarded, &self.state.guard, self.state.clock.now());
        let all = format!("{} {stamp} {is_plain} {:?} {tokens} {json}", env!("CARGO_PKG_VERSION"), self.look);
        Ok(format!("W/\"{}\"", etag::digest(all.as_bytes())))
    }

    /// A frame that says why it shows no poll, which any page may frame.
    fn refuse(&self, poll: &str, error: &ApiError) -> Result<Response, RenderError> {
        let site = self.partner.as_ref().map(Partner::origin).unwrap_or_default();
        let host = self.partner.as_ref().map(Partner::host).unwrap_or_default();
        let LocalizedBrand { locale, brand: publication } = self.localized_brand()?;
        let origin = &self.state.public_url;
        let id = poll_of(poll);
        let (title, explanation, console) = match error.code() {
            ErrorCode::OriginNotAllowed => (
                locale.t_with("frame_refused_title", &[("site", host)]),
                locale.t_with("frame_refused_explanation", &[("publication", &publication)]),
                format!(
                    "The poll \"{poll}\" may not be shown on {site}. Ask the publication at {origin} to add \
                     \"{site}\" to allowed_origins in polls/{id}.toml."
                ),
            ),
            ErrorCode::NotFound => (
                locale.t("not_found_title"),
                locale.t("not_found_explanation"),
                format!("There is no poll \"{poll}\" at {origin}. Check the attribute poll, or the frame's URL."),
            ),
            code => (
                locale.t("failed_title"),
                locale.t(if code == ErrorCode::RateLimited { "problem_rate_limited" } else { "problem_unavailable" }),
                format!("The poll \"{poll}\" cannot be had from {origin} at the moment."),
            ),
        };
        let route = match error.code() {
            ErrorCode::NotFound => Route::List { lang: self.lang.clone(), audience: None },
            _ => Route::Poll { lang: self.lang.clone(), id: id.to_owned() },
        };
        let words = locale.t_with("frame_home", &[("publication", &publication)]);
        let link = Some((absolute(origin, &route.path()), words));
        let code = error.code().as_str();
        let refusal = Refusal { code, poll, title, explanation, link, console };
        let html = self.renderer.refused_frame(&self.lang, &self.look, &refusal)?;
        let no_store = [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
        let mut response = (error.status(), no_store, Html(html.html)).into_response();
        put_retry_after(response.headers_mut(), error);
        Ok(self.finish(response, &html.style_source, &[]))
    }

    /// Says what the frame may do, who may frame it, and what the answer depends on.
    fn finish(&self, response: Response, style_source: &str, origins: &[String]) -> Response {
        self.framed(response, format!("{CONTENT_SECURITY_POLICY}; style-src 'self' {style_source}"), origins)
    }

    /// The same with this policy, to which who may frame it is added.
    pub(super) fn framed(&self, mut response: Response, mut policy: String, origins: &[String]) -> Response {
        if !origins.is_empty() {
            policy += &format!("; frame-ancestors 'self' {}", origins.join(" "));
        }
        response.headers_mut().insert(header::VARY, self.vary.clone());
        put_frame_policies(response.headers_mut(), &policy);
        response
    }
}
