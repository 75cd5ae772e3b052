//! `POST /checkout/ec/v1|v2/carts`, as bodies call it.

use axum::Json;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_TYPE, HOST, LOCATION};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use pagopa_checkout::{
    Cart, CartDefect, LARGEST_CART, NOT_PROCESSABLE, PAYMENT_INFO_INVALID, Problem, Version,
};
use pagopa_node::NoticeReference;
use serde_json::json;

use crate::simulator::Simulator;

pub(super) async fn post_v1(state: State<Simulator>, request: Request) -> Response {
    post(state, Version::V1, request).await
}

pub(super) async fn post_v2(state: State<Simulator>, request: Request) -> Response {
    post(state, Version::V2, request).await
}

async fn post(State(simulator): State<Simulator>, version: Version, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    if parts.headers.get("ocp-apim-subscription-key").is_none_or(HeaderValue::is_empty) {
        return no_key();
    }
    match take(&simulator, version, body).await {
        Ok(name) => {
            let url = format!("{}/checkout/{name}", origin(&parts.headers));
            (StatusCode::FOUND, [(LOCATION, url)]).into_response()
        }
        Err(problem) => told(problem),
    }
}

/// Takes a cart under a new name, if the Node would let each of its notices be paid.
async fn take(simulator: &Simulator, version: Version, body: Body) -> Result<String, Problem> {
    let unreadable = |detail: &str| Problem::new(400, "Bad Request", detail);
    let body = to_bytes(body, LARGEST_CART).await.map_err(|_| unreadable("corpo troppo grande"))?;
    let cart = Cart::decode(version, &body).map_err(|defect| match &defect {
        CartDefect::NotJson | CartDefect::Field { .. } => unreadable(&defect.to_string()),
        CartDefect::TooManyNotices { .. } => Problem::new(422, NOT_PROCESSABLE, defect.to_string()),
        CartDefect::Duplicate { .. } => Problem::new(422, PAYMENT_INFO_INVALID, defect.to_string()),
    })?;
    for notice in &cart.payment_notices {
        let reference = NoticeReference {
            organization_fiscal_code: notice.fiscal_code,
            notice_number: notice.notice_number,
        };
        let is_free = simulator.directory().issuer(&reference).map(drop);
        let is_free = is_free.and_then(|()| simulator.ledger().check(&reference));
        is_free.map_err(|code| {
            let detail = format!("checkPosition KO: {} ({})", notice.notice_number, code.as_str());
            Problem::new(422, PAYMENT_INFO_INVALID, detail)
        })?;
    }
    let name = simulator.tokens().next();
    simulator.carts().add(name.clone(), cart);
    Ok(name)
}

/// Where the caller reaches us, which payers are taken to do too.
fn origin(headers: &HeaderMap) -> String {
    let host = headers.get(HOST).and_then(|it| it.to_str().ok()).unwrap_or("127.0.0.1");
    format!("http://{host}")
}

fn no_key() -> Response {
    let message = "Access denied due to missing subscription key. Make sure to include \
        subscription key when making requests to an API.";
    let body = json!({ "statusCode": 401, "message": message });
    (StatusCode::UNAUTHORIZED, Json(body)).into_response()
}

fn told(problem: Problem) -> Response {
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::BAD_REQUEST);
    let mut response = (status, Json(problem)).into_response();
    let kind = HeaderValue::from_static("application/problem+json");
    response.headers_mut().insert(CONTENT_TYPE, kind);
    response
}
