//! Counts every response, for the metrics.

use axum::{
    extract::{MatchedPath, Request},
    response::Response,
};

use crate::metrics::Metrics;

/// Counts responses by route; URLs without a route share one label.
pub(crate) async fn count_requests<F: Future<Output = Response>>(
    metrics: &Metrics,
    request: Request,
    next: impl FnOnce(Request) -> F,
) -> Response {
    let route = request.extensions().get::<MatchedPath>().cloned();
    let method = match request.method().as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "PUT" => "PUT",
        "POST" => "POST",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    };
    let response = next(request).await;
    metrics.answers(method, route.as_ref(), response.status()).inc();
    response
}
