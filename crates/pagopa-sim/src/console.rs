//! The console: a JSON API with which scripts play the world outside, and pages for people.
//!
//! Amounts are integer cents, as in pagoPA's own JSON APIs; instants are UTC. A payment that the
//! Node or the organization refuses is an answer like another, with status 200 and outcome `KO`;
//! problems (RFC 9457, in Italian) are for requests that make no sense.

mod access;
mod body;
mod misbehavior;
mod pages;
mod problem;
mod views;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span};
use pagopa_codes::{Cents, NoticeNumber, OrganizationFiscalCode};
use pagopa_node::payment_options::PaymentOptions;
use pagopa_node::{Amount, CanoneUnico, OrganizationCode, ServiceData, Text, TransferType};
use serde::Serialize;
use serde_json::{Value, json};

use crate::checkout;
use crate::clock::SimClock;
use crate::delivery::{Alteration, RepeatError};
use crate::demand::CatalogService;
use crate::pages as files;
use crate::pay::PayOptions;
use crate::simulator::Simulator;
pub use access::Access;
use body::Fields;
use problem::Problem;
use views::{
    AnsweredView, DemandedView, PayView, ReceiptView, RepeatedView, TrafficView, VerifiedView,
};

/// What exists: method, path, meaning.
const RESOURCES: [(&str, &str, &str); 21] = [
    ("GET", "/", "questo elenco"),
    ("GET", "/health/live", "il simulatore è in funzione"),
    (
        "POST",
        "/psp/pay",
        "paga un avviso: fiscalCode, noticeNumber, transferType (PAGOPA, POSTAL), amount \
         (centesimi), misbehavior (duplicate, early, held, late, garbled, twoPsps, standIn, \
         notPaid)",
    ),
    ("POST", "/psp/verify", "chiede quanto è dovuto per un avviso: fiscalCode, noticeNumber"),
    (
        "POST",
        "/psp/payment-options",
        "chiede in quali modi si può pagare un debito: fiscalCode, noticeNumber",
    ),
    (
        "POST",
        "/psp/demand",
        "dichiara un debito e ne chiede l’avviso: fiscalCode, serviceId, serviceSubjectId (del \
         catalogo), debtorFiscalCode, debtorFullName, amount (centesimi)",
    ),
    ("GET", "/clock", "l’ora della prova"),
    (
        "POST",
        "/clock",
        "sposta avanti l’ora della prova: advance (1d, 2h 30m); la fa correre: rate (da 1 a 36000)",
    ),
    ("GET", "/misbehavior", "come il Nodo si comporta male da sé"),
    (
        "POST",
        "/misbehavior",
        "da ora il Nodo si comporta male da sé: seed, e per ogni modo quante volte su cento; \
         solo seed: ogni modo dieci volte; niente: smette",
    ),
    ("POST", "/stand-in/copies", "copia un avviso per lo stand-in: fiscalCode, noticeNumber"),
    ("GET", "/receipts", "le ricevute emesse e lo stato di ogni consegna"),
    (
        "POST",
        "/receipts/{receiptId}/repeat",
        "invia di nuovo una ricevuta, identica o cambiata: alter (amount o content)",
    ),
    ("POST", "/receipts/release", "invia le ricevute trattenute, in ordine sorteggiato"),
    ("GET", "/receipts/stuck", "le ricevute non consegnate dopo 48 tentativi"),
    ("POST", "/receipts/{receiptId}/restart", "dà altri 48 tentativi a una di esse"),
    ("GET", "/receipts/held", "le ricevute trattenute"),
    (
        "POST",
        "/checkout/ec/v1/carts",
        "un carrello di avvisi da pagare, come lo prende Checkout (anche v2): risponde con \
         l’indirizzo della pagina di pagamento",
    ),
    ("GET", "/mailbox", "le e-mail ricevute, dalla più recente"),
    ("GET", "/mailbox/{id}", "una di esse; gli allegati sono ai percorsi che dice"),
    ("GET", "/traffic", "gli ultimi messaggi scambiati con le stazioni"),
];

/// How far the clock moves in one step: further, dates of the real world lose their meaning.
const LONGEST_STEP: SignedDuration = SignedDuration::from_hours(10 * 366 * 24);

impl Simulator {
    /// The console, to be served wherever the caller likes.
    pub fn router(&self, access: Access) -> Router {
        let resources = Router::new()
            .route("/", get(index))
            .route("/psp/pay", post(pay))
            .route("/psp/verify", post(verify))
            .route("/psp/payment-options", post(payment_options))
            .route("/psp/demand", post(demand))
            .route("/clock", get(clock).post(advance_clock))
            .route("/receipts", get(receipts))
            .route("/receipts/held", get(misbehavior::held))
            .route("/receipts/release", post(misbehavior::release))
            .route("/receipts/stuck", get(misbehavior::stuck))
            .route("/receipts/{receipt_id}/repeat", post(repeat))
            .route("/receipts/{receipt_id}/restart", post(misbehavior::restart))
            .route("/misbehavior", get(misbehavior::temper).post(misbehavior::set_temper))
            .route("/stand-in/copies", post(misbehavior::copy))
            .route("/traffic", get(traffic))
            .merge(pages::routes())
            .route_layer(from_fn_with_state(access, access::check))
            .with_state(self.clone());
        let checkout = checkout::routes().with_state(self.clone());
        Router::new()
            .merge(checkout)
            .route("/assets/{name}", get(files::asset))
            .route("/health/live", get(async || Json(json!({ "status": "UP" }))))
            .merge(resources)
            .fallback(nowhere)
            .method_not_allowed_fallback(async |method: Method| Problem::method(&method))
    }
}

/// Nothing is there: said by a page, if one is asked for.
async fn nowhere(headers: HeaderMap) -> Response {
    if pages::wants_page(&headers) {
        return pages::nowhere();
    }
    Problem::not_found("risorsa inesistente: l’elenco è in /").into_response()
}

/// The list of what there is; a page, if one is asked for.
async fn index(State(simulator): State<Simulator>, headers: HeaderMap) -> Response {
    if pages::wants_page(&headers) {
        return pages::home(&simulator);
    }
    let resources: Vec<Value> = RESOURCES
        .iter()
        .map(|(method, path, description)| {
            json!({ "method": method, "path": path, "description": description })
        })
        .collect();
    Json(json!({
        "name": "Simulatore di pagoPA: Nodo e PSP",
        "psp": simulator.psp().name.as_str(),
        "now": simulator.clock().now().to_string(),
        "resources": resources,
    }))
    .into_response()
}

async fn pay(State(simulator): State<Simulator>, fields: Fields) -> Result<Json<PayView>, Problem> {
    fields.allow(&["fiscalCode", "noticeNumber", "transferType", "amount", "misbehavior"])?;
    let (organization, notice_number) = notice(&fields)?;
    let mut options = PayOptions::default();
    if let Some(word) = fields.text("transferType")? {
        options.transfer_type = [TransferType::PagoPa, TransferType::Postal]
            .into_iter()
            .find(|it| it.as_str() == word)
            .ok_or_else(|| Problem::field("transferType", "ammessi PAGOPA e POSTAL"))?;
    }
    options.amount = amount(&fields)?;
    options.misbehavior = misbehavior::chosen(&fields)?;
    let outcome = simulator.pay(organization, notice_number, options).await;
    Ok(Json(PayView::from(&outcome)))
}

async fn verify(
    State(simulator): State<Simulator>,
    fields: Fields,
) -> Result<Json<AnsweredView<VerifiedView>>, Problem> {
    fields.allow(&["fiscalCode", "noticeNumber"])?;
    let (organization, notice_number) = notice(&fields)?;
    let outcome = simulator.verify(organization, notice_number).await;
    Ok(Json((&outcome).into()))
}

async fn payment_options(
    State(simulator): State<Simulator>,
    fields: Fields,
) -> Result<Json<AnsweredView<PaymentOptions>>, Problem> {
    fields.allow(&["fiscalCode", "noticeNumber"])?;
    let (organization, notice_number) = notice(&fields)?;
    Ok(Json(simulator.payment_options(organization, notice_number).await.into()))
}

async fn demand(
    State(simulator): State<Simulator>,
    fields: Fields,
) -> Result<Json<AnsweredView<DemandedView>>, Problem> {
    let (service_id, service_subject_id) = ("serviceId", "serviceSubjectId");
    let (code, name) = ("debtorFiscalCode", "debtorFullName");
    fields.allow(&["fiscalCode", service_id, service_subject_id, code, name, "amount"])?;
    let organization = fields.required("fiscalCode", "attese 11 cifre")?;
    let service = CatalogService {
        service_id: text(&fields, service_id)?,
        service_subject_id: text(&fields, service_subject_id)?,
    };
    let declared = ServiceData::Cup(CanoneUnico {
        organization: OrganizationCode::FiscalCode(organization),
        company_name: text(&fields, "fiscalCode")?,
        debtor_fiscal_code: text(&fields, code)?,
        debtor_full_name: text(&fields, name)?,
        debtor_email: None,
        amount: amount(&fields)?.ok_or_else(|| Problem::missing("amount"))?,
    });
    let outcome = simulator.demand(organization, service, &declared).await;
    Ok(Json((&outcome).into()))
}

/// A text that must be there, and fit the wire.
fn text<const MAX: usize, const MIN: usize>(
    fields: &Fields,
    field: &str,
) -> Result<Text<MAX, MIN>, Problem> {
    let text = fields.text(field)?.ok_or_else(|| Problem::missing(field))?;
    Text::parse(text).map_err(|it| Problem::field(field, &it.to_string()))
}

fn amount(fields: &Fields) -> Result<Option<Amount>, Problem> {
    let Some(cents) = fields.integer("amount")? else { return Ok(None) };
    let amount = Amount::new(Cents::new(cents));
    let wrong = || Problem::field("amount", "attesi centesimi di euro, da 0 a 99999999999");
    amount.ok_or_else(wrong).map(Some)
}

fn notice(fields: &Fields) -> Result<(OrganizationFiscalCode, NoticeNumber), Problem> {
    let organization = fields.required("fiscalCode", "attese 11 cifre")?;
    let notice_number = fields.required("noticeNumber", "attese 18 cifre")?;
    Ok((organization, notice_number))
}

#[derive(Serialize)]
struct ClockView {
    now: String,
    rate: u32,
}

impl From<&SimClock> for ClockView {
    fn from(clock: &SimClock) -> Self {
        Self { now: clock.now().to_string(), rate: clock.rate() }
    }
}

async fn clock(State(simulator): State<Simulator>) -> Json<ClockView> {
    Json(simulator.clock().into())
}

async fn advance_clock(
    State(simulator): State<Simulator>,
    fields: Fields,
) -> Result<Json<ClockView>, Problem> {
    fields.allow(&["advance", "rate"])?;
    let clock = simulator.clock();
    let rate = fields.integer("rate")?;
    let is_rate = |it: &u32| (1..=SimClock::FASTEST).contains(it);
    let faster = rate.map(|it| u32::try_from(it).ok().filter(is_rate));
    if faster == Some(None) {
        return Err(Problem::field("rate", "atteso un numero da 1 a 36000"));
    }
    if rate.is_none() || fields.text("advance")?.is_some() {
        let span = fields.required("advance", "attesa una durata, ad esempio 1d o 2h 30m")?;
        let step = step(clock, span).ok_or_else(|| {
            Problem::field("advance", "l’ora va solo avanti, al massimo di dieci anni per volta")
        })?;
        clock.advance(step);
    }
    if let Some(rate) = faster.flatten() {
        clock.set_rate(rate);
    }
    Ok(Json(clock.into()))
}

/// How long the span lasts from now in Rome, where a day has 23 hours once a year, and 25 once.
fn step(clock: &SimClock, span: Span) -> Option<SignedDuration> {
    let now = clock.now();
    let then = now.to_zoned(TimeZone::get("Europe/Rome").ok()?).checked_add(span).ok()?;
    let step = then.timestamp().duration_since(now);
    (step.is_positive() && step <= LONGEST_STEP).then_some(step)
}

async fn receipts(State(simulator): State<Simulator>) -> Json<Value> {
    let receipts = simulator.receipts();
    let items: Vec<_> = receipts.iter().rev().map(ReceiptView::from).collect();
    Json(json!({ "items": items }))
}

async fn repeat(
    State(simulator): State<Simulator>,
    Path(receipt_id): Path<String>,
    fields: Fields,
) -> Result<Json<Value>, Problem> {
    fields.allow(&["alter"])?;
    let alteration = match fields.text("alter")? {
        None => None,
        Some("amount") => Some(Alteration::Amount),
        Some("content") => Some(Alteration::Content),
        Some(_) => return Err(Problem::field("alter", "ammessi amount e content")),
    };
    let repeated =
        simulator.repeat(&receipt_id, alteration).await.map_err(|error| match error {
            RepeatError::UnknownReceipt => Problem::not_found(&error.to_string()),
            RepeatError::AmountAtMaximum => Problem::field("alter", &error.to_string()),
        })?;
    let deliveries: Vec<_> = repeated.iter().map(RepeatedView::from).collect();
    Ok(Json(json!({ "receiptId": receipt_id, "deliveries": deliveries })))
}

async fn traffic(State(simulator): State<Simulator>) -> Json<Value> {
    let exchanges = simulator.exchanges();
    let items: Vec<_> = exchanges.iter().rev().map(TrafficView::from).collect();
    Json(json!({ "items": items }))
}
