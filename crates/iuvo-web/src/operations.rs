//! Health and metrics, for whoever runs the program.

use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;

use crate::{Edge, causes::causes};

/// The process runs.
pub(crate) async fn live() -> Json<serde_json::Value> {
    Json(json!({ "status": "ok" }))
}

/// The process can serve: its database answers, and it is not about to stop. If not, the answer
/// says why.
pub(crate) async fn ready(State(edge): State<Edge>) -> Response {
    if edge.stopping.has_begun() {
        let body = Json(json!({ "status": "stopping" }));
        return (StatusCode::SERVICE_UNAVAILABLE, body).into_response();
    }
    match edge.app.ping().await {
        Ok(()) => Json(json!({ "status": "ok" })).into_response(),
        Err(error) => {
            let causes = causes(&error);
            tracing::warn!(causes = %causes.join(": "), "not ready");
            let body = Json(json!({ "status": "unavailable", "database": causes }));
            (StatusCode::SERVICE_UNAVAILABLE, body).into_response()
        }
    }
}

/// What is counted.
pub(crate) async fn metrics(State(edge): State<Edge>) -> impl IntoResponse {
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, kind)], edge.metrics.text())
}
