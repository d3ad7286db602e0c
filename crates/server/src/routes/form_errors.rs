//! Errors of forms as pages: a reader without scripts is told in words what an app reads as JSON.
//!
//! Around everything that may refuse a form, the origin check and the rate limit included. What a form's page says
//! itself, `forms` sends back to it; this is for what leads to no such page, or comes before the form was read.

use axum::{
    extract::Request,
    http::{HeaderMap, Method, header},
    response::Response,
};
use hustings_core::model::route::{Route, query_value};
use hustings_http::error::ApiError;
use hustings_routes_embed as embed;
use hustings_routes_pages as pages;
use hustings_routes_state::RouteState;

/// Answers a form that was refused with a page of the same status.
pub(super) async fn as_pages<F: Future<Output = Response>>(
    state: &RouteState,
    request: Request,
    next: impl FnOnce(Request) -> F,
) -> Response {
    let Some(form) = Form::of(&request) else { return next(request).await };
    let response = next(request).await;
    let Some(error) = response.extensions().get::<ApiError>().cloned() else { return response };
    let mut page = match (&form.route, &form.partner) {
        (Route::Poll { lang, id }, Some(partner)) => {
            embed::poll::refusal(state, &form.headers, (lang, id), partner, error.clone()).await
        }
        (route, _) => pages::refusal(state, &form.headers, route.lang(), error.clone()).await,
    };
    page.extensions_mut().insert(error);
    page
}

/// A form that a page sends.
struct Form {
    /// The page of what it changes.
    route: Route,
    /// The page around the frame in which it stands, if it stands in one.
    partner: Option<String>,
    headers: HeaderMap,
}

impl Form {
    fn of(request: &Request) -> Option<Self> {
        let headers = request.headers();
        let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let wants_json = accept.contains("json") && !accept.contains("html");
        if request.method() != Method::POST || wants_json {
            return None;
        }
        let (page, action) = request.uri().path().rsplit_once('/')?;
        let route = Route::parse(page, "")?;
        let is_form = match &route {
            Route::Poll { .. } => action == "vote",
            Route::Article { .. } => action == "rating",
            Route::List { .. } => action == "me",
            Route::Search { .. } | Route::Polls { .. } => false,
        };
        let partner = query_value(request.uri().query().unwrap_or_default(), "partner");
        is_form.then(|| Self { route, partner, headers: headers.clone() })
    }
}
