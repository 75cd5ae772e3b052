//! The archive of debts, as pagoPA's GPD v1 offers it.
//!
//! Status codes, texts and field names are GPD's, and those of the gateway in front of it (Azure
//! API Management) where the gateway answers: what a body's software does with one works with the
//! other.

mod errors;
mod gateway;
mod read_position;
mod write_position;

use axum::{
    Json, Router,
    body::{Body, Bytes, to_bytes},
    extract::{Path, RawQuery, State},
    http::{HeaderMap, StatusCode},
    middleware,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use iuvo_app::debt_positions::{self, Publication};
use iuvo_domain::debt_position::DebtPosition;
use pagopa_gpd::{
    DataError, ProblemJson,
    query::{ListQuery, Operation, check_identifiers, to_publish},
    v1::{AppInfo, DELETED, PaymentPositionModel, decode_position},
};

use crate::Edge;
use errors::{Attempt, Problem, Verb};
use gateway::Caller;

/// Largest position accepted: a hundred options with everything in them stay below it.
const MAX_BYTES: usize = 1 << 20;

/// The paths below `/gpd/debt-positions-service/v1`.
pub(crate) fn router() -> Router<Edge> {
    Router::new()
        .route("/info", get(info))
        .route(
            "/organizations/{organization}/debtpositions",
            get(list_debt_positions).post(create_debt_position),
        )
        .route(
            "/organizations/{organization}/debtpositions/{iupd}",
            get(read_debt_position).put(update_debt_position).delete(delete_debt_position),
        )
        .route(
            "/organizations/{organization}/debtpositions/{iupd}/publish",
            post(publish_debt_position),
        )
        .route(
            "/organizations/{organization}/debtpositions/{iupd}/invalidate",
            post(invalidate_debt_position),
        )
        .layer(middleware::from_fn(gateway::with_request_id))
}

type PositionPath = Path<(String, String)>;

async fn info(State(edge): State<Edge>, headers: HeaderMap, query: RawQuery) -> Response {
    match gateway::authenticate(&edge, &headers, query.0.as_deref()) {
        Ok(_) => Json(AppInfo {
            name: "iuvo".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            environment: edge.default_environment.slug().to_owned(),
        })
        .into_response(),
        Err(refusal) => refusal.into_response(),
    }
}

async fn create_debt_position(
    State(edge): State<Edge>,
    Path(organization): Path<String>,
    query: RawQuery,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let caller = Caller::admit(&edge, &headers, query.0.as_deref(), &organization)?;
    let publication = publication(&caller)?;
    let model = decode_position(&read_body(body).await?, MAX_BYTES)?;
    let iupd = model.iupd.clone();
    let draft = read_position::draft(model, caller.profile()?, edge.app.today())?;
    let (profile, client) = (caller.profile()?, caller.client());
    let created =
        debt_positions::create_debt_position(&edge.app, profile, client, draft, publication)
            .await
            .map_err(|it| Attempt::new(&edge, Verb::Create, &organization, &iupd).problem(it))?;
    Ok((StatusCode::CREATED, echo(&created)).into_response())
}

async fn update_debt_position(
    State(edge): State<Edge>,
    Path((organization, iupd)): PositionPath,
    query: RawQuery,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<PaymentPositionModel>, Problem> {
    let caller = Caller::admit(&edge, &headers, query.0.as_deref(), &organization)?;
    let publication = publication(&caller)?;
    let model = decode_position(&read_body(body).await?, MAX_BYTES)?;
    if model.iupd != iupd {
        return Err(DataError::IupdMismatch { path: iupd, body: model.iupd }.into());
    }
    let draft = read_position::draft(model, caller.profile()?, edge.app.today())?;
    let (profile, client) = (caller.profile()?, caller.client());
    let updated =
        debt_positions::update_debt_position(&edge.app, profile, client, draft, publication)
            .await
            .map_err(|it| Attempt::new(&edge, Verb::Update, &organization, &iupd).problem(it))?;
    Ok(echo(&updated))
}

async fn read_debt_position(
    State(edge): State<Edge>,
    Path((organization, iupd)): PositionPath,
    query: RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let caller = Caller::admit(&edge, &headers, query.0.as_deref(), &organization)?;
    check_identifiers(Operation::GetPosition, &organization, &iupd)?;
    let (profile, client) = (caller.profile()?, caller.client());
    let position = debt_positions::read_debt_position(&edge.app, profile, client, &iupd)
        .await
        .map_err(|it| Attempt::new(&edge, Verb::Read, &organization, &iupd).problem(it))?;
    Ok(Json(write_position::answer(&position, &organization, |_| true)).into_response())
}

async fn list_debt_positions(
    State(edge): State<Edge>,
    Path(organization): Path<String>,
    query: RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let caller = Caller::admit(&edge, &headers, query.0.as_deref(), &organization)?;
    let query = ListQuery::parse(&caller.query())?;
    let page = read_position::page(&query, caller.profile()?, caller.client());
    let found = debt_positions::list_debt_positions(&edge.app, page)
        .await
        .map_err(|it| Attempt::new(&edge, Verb::Read, &organization, "").problem(it))?;
    let codes = &caller.client().segregation_codes;
    Ok(Json(write_position::list(&found, &query, &organization, codes)).into_response())
}

async fn delete_debt_position(
    State(edge): State<Edge>,
    Path((organization, iupd)): PositionPath,
    query: RawQuery,
    headers: HeaderMap,
) -> Result<Json<&'static str>, Problem> {
    let caller = Caller::admit(&edge, &headers, query.0.as_deref(), &organization)?;
    check_identifiers(Operation::DeletePosition, &organization, &iupd)?;
    let (profile, client) = (caller.profile()?, caller.client());
    debt_positions::delete_debt_position(&edge.app, profile, client, &iupd)
        .await
        .map_err(|it| Attempt::new(&edge, Verb::Delete, &organization, &iupd).problem(it))?;
    Ok(Json(DELETED))
}

async fn publish_debt_position(
    State(edge): State<Edge>,
    Path((organization, iupd)): PositionPath,
    query: RawQuery,
    headers: HeaderMap,
) -> Result<Json<PaymentPositionModel>, Problem> {
    let caller = Caller::admit(&edge, &headers, query.0.as_deref(), &organization)?;
    let (profile, client) = (caller.profile()?, caller.client());
    let published = debt_positions::publish_debt_position(&edge.app, profile, client, &iupd)
        .await
        .map_err(|it| Attempt::new(&edge, Verb::Publish, &organization, &iupd).problem(it))?;
    Ok(echo(&published))
}

async fn invalidate_debt_position(
    State(edge): State<Edge>,
    Path((organization, iupd)): PositionPath,
    query: RawQuery,
    headers: HeaderMap,
) -> Result<Json<PaymentPositionModel>, Problem> {
    let caller = Caller::admit(&edge, &headers, query.0.as_deref(), &organization)?;
    let (profile, client) = (caller.profile()?, caller.client());
    let invalidated = debt_positions::invalidate_debt_position(&edge.app, profile, client, &iupd)
        .await
        .map_err(|it| Attempt::new(&edge, Verb::Invalidate, &organization, &iupd).problem(it))?;
    Ok(echo(&invalidated))
}

fn echo(position: &DebtPosition) -> Json<PaymentPositionModel> {
    Json(write_position::echo(position))
}

fn publication(caller: &Caller) -> Result<Publication, ProblemJson> {
    Ok(if to_publish(&caller.query())? { Publication::Now } else { Publication::Later })
}

/// One byte more than allowed is read, so that the decoder itself says that it is too much.
async fn read_body(body: Body) -> Result<Bytes, ProblemJson> {
    to_bytes(body, MAX_BYTES.saturating_add(1))
        .await
        .map_err(|_| ProblemJson::payload_too_large(MAX_BYTES))
}
