//! What is served where, on one page.

use std::time::Duration;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware::map_response_with_state,
    routing::{get, post},
};
use tower_http::timeout::RequestBodyTimeoutLayer;

use crate::{Edge, api, gpd, node, operations, stopping::close_connection};

/// How long a client may take to send its next piece of a body.
const BODY_PATIENCE: Duration = Duration::from_secs(10);

/// Everything that is served.
pub fn router(edge: Edge) -> Router {
    Router::new()
        .route("/health/live", get(operations::live))
        .route("/health/ready", get(operations::ready))
        .route("/metrics", get(operations::metrics))
        .route("/node/pa-for-node", post(node::call_default).get(node::describe_default))
        .route("/node/{environment}/pa-for-node", post(node::call).get(node::describe))
        .nest("/api/v1", api::router())
        .nest("/gpd/debt-positions-service/v1", gpd::router())
        .layer(map_response_with_state(edge.stopping.clone(), close_connection))
        .layer(DefaultBodyLimit::disable())
        .layer(RequestBodyTimeoutLayer::new(BODY_PATIENCE))
        .with_state(edge)
}
