//! The identifier of a request, which both sides can name.

use axum::{
    extract::Request,
    http::{HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};

/// Longest identifier that is echoed.
const LENGTH: usize = 128;
const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Echoes `X-Request-Id`, or makes one up.
pub(crate) async fn with_request_id(request: Request, next: Next) -> Response {
    let fits = |it: &HeaderValue| (1..=LENGTH).contains(&it.len());
    let given = request.headers().get(HEADER).filter(|it| fits(it)).cloned();
    let id = given.or_else(|| HeaderValue::from_str(&uuid::Uuid::new_v4().to_string()).ok());
    let mut response = next.run(request).await;
    if let Some(id) = id {
        response.headers_mut().insert(HEADER, id);
    }
    response
}
