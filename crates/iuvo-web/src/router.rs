//! What is served where, on one page.

use std::time::Duration;

use axum::{
    Router,
    extract::{DefaultBodyLimit, State},
    http::{HeaderValue, Uri, header},
    middleware::from_fn_with_state,
    response::{IntoResponse, Response},
};
use tower_http::{set_header::SetResponseHeaderLayer, timeout::RequestBodyTimeoutLayer};

use crate::{
    Edge, api, backoffice, checkout, gpd, node, operations,
    pages::{PageError, assets},
    portal,
    routes::{Endpoint, Routes},
    stopping::close_connections,
    upload,
};

/// How long a client may take to send its next piece of a body.
const BODY_PATIENCE: Duration = Duration::from_secs(10);

const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
const NO_SNIFF: HeaderValue = HeaderValue::from_static("nosniff");

/// Everything that is served.
pub fn router(edge: Edge) -> Router {
    // One after the other, each would be boxed for itself, at every request.
    let layers = (
        RequestBodyTimeoutLayer::new(BODY_PATIENCE),
        DefaultBodyLimit::disable(),
        // What is answered may be personal: only what says that it may be kept is.
        SetResponseHeaderLayer::if_not_present(header::CACHE_CONTROL, NO_STORE),
        SetResponseHeaderLayer::if_not_present(header::X_CONTENT_TYPE_OPTIONS, NO_SNIFF),
        close_connections(edge.stopping.clone()),
    );
    let told = from_fn_with_state(edge.clone(), portal::tell_by_body);
    let portal = portal::routes().dress(|router| router.layer(told));
    routes(portal).into_router().layer(layers).with_state(edge)
}

/// What [`router`] serves, in the order of the paths.
pub fn endpoints() -> Vec<Endpoint> {
    routes(portal::routes()).into_endpoints()
}

fn routes(portal: Routes) -> Routes {
    Routes::default()
        .get("/health/live", operations::live)
        .get("/health/ready", operations::ready)
        .get("/metrics", operations::metrics)
        .get("/node/pa-for-node", node::describe_default)
        .post("/node/pa-for-node", node::call_default)
        .get("/node/{environment}/pa-for-node", node::describe)
        .post("/node/{environment}/pa-for-node", node::call)
        .get("/node/payment-options/organizations/{organization}/notices/{nav}", node::list_options)
        .post(
            "/node/payment-options/organizations/{organization}/notices/{nav}",
            node::list_options,
        )
        .get(
            "/node/{environment}/payment-options/organizations/{organization}/notices/{nav}",
            node::list_options,
        )
        .post(
            "/node/{environment}/payment-options/organizations/{organization}/notices/{nav}",
            node::list_options,
        )
        .nest("/api/v1", api::routes())
        .nest("/checkout/ec", checkout::routes())
        .nest("/gpd/debt-positions-service/v1", gpd::routes())
        .nest("/upload/gpd/debt-positions-service", upload::routes())
        .get("/assets/{name}", assets::asset)
        .beside(backoffice::routes())
        .beside(portal)
        .dress(|router| router.fallback(nowhere))
}

/// Nothing is served there: whose pages it would be among says so.
async fn nowhere(State(edge): State<Edge>, uri: Uri) -> Response {
    if backoffice::is_ours(uri.path()) {
        backoffice::nowhere()
    } else if let Some(page) = portal::without_slash(&edge, uri.path()) {
        page
    } else {
        portal::told_at(&edge, uri.path(), PageError::NotFound.into_response())
    }
}
