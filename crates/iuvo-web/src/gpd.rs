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
    Json,
    body::{Body, Bytes, to_bytes},
    extract::State,
    http::StatusCode,
    middleware,
    response::{IntoResponse, Response},
};
use iuvo_app::{
    debt_positions::{self, Elsewhere, Hand, Publication, Which},
    gpd::{Verb, draft},
};
use iuvo_domain::debt_position::{DebtPosition, IbanChange};
use pagopa_gpd::{
    DataError, ProblemJson,
    query::{IbanChangeQuery, ListQuery, Operation, check_identifiers, to_publish},
    v1::{
        AppInfo, DELETED, PaymentPositionModel, PaymentPositionModelBaseResponse,
        PaymentPositionsInfo, PaymentsModelResponse, UpdateTransferIbanMassiveResponse,
        decode_already_paid, decode_new_iban, decode_position,
    },
};

use crate::{
    Edge,
    gateway::{Client, with_remaining_calls},
    request_id::with_request_id,
    routes::Routes,
};
pub(crate) use errors::Problem;
use gateway::Caller;

/// What most writes are answered with: the position as it stands now.
type Answer = Result<Json<PaymentPositionModel>, Problem>;

/// Largest position accepted: a hundred options with everything in them stay below it.
const MAX_BYTES: usize = 1 << 20;

/// The paths below `/gpd/debt-positions-service/v1`.
pub(crate) fn routes() -> Routes {
    const POSITIONS: &str = "/organizations/{organization}/debtpositions";
    const POSITION: &str = "/organizations/{organization}/debtpositions/{iupd}";
    Routes::default()
        .get("/info", info)
        .get(POSITIONS, list_debt_positions)
        .post(POSITIONS, create_debt_position)
        .get(POSITION, read_debt_position)
        .put(POSITION, update_debt_position)
        .delete(POSITION, delete_debt_position)
        .patch(POSITION, change_ibans)
        .post(&format!("{POSITION}/publish"), publish_debt_position)
        .post(&format!("{POSITION}/invalidate"), invalidate_debt_position)
        .post("/organizations/{organization}/paymentoptions/paids/{nav}", pay_elsewhere)
        .dress(|router| {
            router
                .layer(middleware::from_fn(with_remaining_calls))
                .layer(middleware::from_fn(with_request_id))
        })
}

async fn info(State(edge): State<Edge>, _: Client) -> Result<Json<AppInfo>, Problem> {
    Ok(Json(AppInfo {
        name: "iuvo".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        environment: edge.default_environment.slug().to_owned(),
    }))
}

async fn create_debt_position(caller: Caller, body: Body) -> Result<Response, Problem> {
    let publication = publication(&caller)?;
    let model = decode_position(&read_body(body).await?, MAX_BYTES)?;
    let iupd = model.iupd.clone();
    let (app, profile, hand) = (caller.app(), caller.profile(), Hand::from(caller.client()));
    let draft = draft(model, profile, app.today())?;
    let created = debt_positions::create_debt_position(app, profile, &hand, draft, publication)
        .await
        .map_err(|it| caller.problem_of(Verb::Create, &iupd, it))?;
    Ok((StatusCode::CREATED, echo(&created)).into_response())
}

async fn update_debt_position(caller: Caller, body: Body) -> Answer {
    let publication = publication(&caller)?;
    let model = decode_position(&read_body(body).await?, MAX_BYTES)?;
    if model.iupd != caller.named() {
        let path = caller.named().to_owned();
        return Err(DataError::IupdMismatch { path, body: model.iupd }.into());
    }
    let (app, profile, hand) = (caller.app(), caller.profile(), Hand::from(caller.client()));
    let draft = draft(model, profile, app.today())?;
    let which = Which::Iupd(caller.named().to_owned());
    let updated =
        debt_positions::update_debt_position(app, profile, &hand, which, draft, publication)
            .await
            .map_err(|it| caller.problem(Verb::Update, it))?;
    Ok(echo(&updated))
}

async fn read_debt_position(
    caller: Caller,
) -> Result<Json<PaymentPositionModelBaseResponse>, Problem> {
    let organization = caller.organization();
    check_identifiers(Operation::GetPosition, organization, caller.named())?;
    let (app, profile, hand) = (caller.app(), caller.profile(), Hand::from(caller.client()));
    let position = debt_positions::read_debt_position(app, profile, &hand, caller.named())
        .await
        .map_err(|it| caller.problem(Verb::Read, it))?;
    Ok(Json(write_position::answer(&position, organization, |_| true)))
}

async fn list_debt_positions(caller: Caller) -> Result<Json<PaymentPositionsInfo>, Problem> {
    let query = ListQuery::parse(&caller.query())?;
    let page = read_position::page(&query, caller.profile(), caller.client(), caller.app().now());
    let found = debt_positions::list_debt_positions(caller.app(), page)
        .await
        .map_err(|it| caller.problem(Verb::Read, it))?;
    let codes = &caller.client().segregation_codes;
    Ok(Json(write_position::list(&found, &query, caller.organization(), codes)))
}

async fn delete_debt_position(caller: Caller) -> Result<Json<&'static str>, Problem> {
    check_identifiers(Operation::DeletePosition, caller.organization(), caller.named())?;
    let (app, profile, hand) = (caller.app(), caller.profile(), Hand::from(caller.client()));
    let which = Which::Iupd(caller.named().to_owned());
    debt_positions::delete_debt_position(app, profile, &hand, which, None)
        .await
        .map_err(|it| caller.problem(Verb::Delete, it))?;
    Ok(Json(DELETED))
}

async fn publish_debt_position(caller: Caller) -> Answer {
    let (app, profile, hand) = (caller.app(), caller.profile(), Hand::from(caller.client()));
    let which = Which::Iupd(caller.named().to_owned());
    let published = debt_positions::publish_debt_position(app, profile, &hand, which)
        .await
        .map_err(|it| caller.problem(Verb::Publish, it))?;
    Ok(echo(&published))
}

async fn invalidate_debt_position(caller: Caller) -> Answer {
    let (app, profile, hand) = (caller.app(), caller.profile(), Hand::from(caller.client()));
    let which = Which::Iupd(caller.named().to_owned());
    let invalidated = debt_positions::invalidate_debt_position(app, profile, &hand, which, None)
        .await
        .map_err(|it| caller.problem(Verb::Invalidate, it))?;
    Ok(echo(&invalidated))
}

/// The name of what is patched stands where a position's IUPD does, and a position may have it too.
async fn change_ibans(
    caller: Caller,
    body: Body,
) -> Result<Json<UpdateTransferIbanMassiveResponse>, Problem> {
    if caller.named() != "transfers" {
        return Err(Problem::method_not_allowed());
    }
    let query = IbanChangeQuery::parse(&caller.query())?;
    let new = decode_new_iban(&read_body(body).await?, MAX_BYTES)?;
    let change = IbanChange { old: query.old_iban, new };
    let (app, profile) = (caller.app(), caller.profile());
    let moved =
        debt_positions::change_ibans(app, profile, caller.client(), change, query.limit.into())
            .await
            .map_err(|it| caller.problem(Verb::Update, it))?;
    Ok(Json(UpdateTransferIbanMassiveResponse::new(moved)))
}

async fn pay_elsewhere(caller: Caller, body: Body) -> Result<Json<PaymentsModelResponse>, Problem> {
    let paid_at = decode_already_paid(&read_body(body).await?, MAX_BYTES)?;
    let paid_at = read_position::past(paid_at, caller.app().now())?;
    let (app, profile, hand) = (caller.app(), caller.profile(), Hand::from(caller.client()));
    let notice_number = caller.named().to_owned();
    let which = Which::Notice(notice_number.clone());
    let paid = Elsewhere { notice_number, paid_at, evidence: None };
    let position = debt_positions::pay_elsewhere(app, profile, &hand, which, paid)
        .await
        .map_err(|it| caller.problem(Verb::PayElsewhere, it))?;
    let answer = write_position::option(&position, caller.organization(), caller.named());
    answer.map(Json).ok_or_else(Problem::internal)
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
