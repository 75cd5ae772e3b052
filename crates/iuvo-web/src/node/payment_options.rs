//! The payment options of a notice: what pagoPA's Payment Options service asks a station for.
//!
//! The service calls by POST, SANP says GET: both are served. The path names the body and the
//! notice alone; a caller that also names broker and station (`idBrokerPA`, `idStation`) has them
//! checked as in paForNode, else the station is the one that speaks for the notice.

use std::time::Instant;

use axum::{
    Json,
    body::Body,
    extract::{Path, State, rejection::PathRejection},
    http::{Request as HttpRequest, StatusCode},
    response::{IntoResponse, Response as HttpResponse},
};
use iuvo_app::payments::{OfferedNotice, list_options as list};
use iuvo_domain::{
    Environment, Nav,
    calls::CallEnd,
    debt_position::{NEVER, OptionKind},
    directory::{Addressee, Directory},
    payment::{InstallmentOffer, InstallmentStanding, OptionOffer, OptionStanding},
};
use jiff::{Timestamp, civil::datetime, tz::TimeZone};
use pagopa_codes::{NoticeNumber, OrganizationFiscalCode};
use pagopa_node::{
    Fault, FaultCode,
    payment_options::{
        Installment, InstallmentStatus, OptionStatus, OptionsFault, OptionsFaultCode,
        PaymentOption, PaymentOptions, UtcDateTime,
    },
};
use serde::Deserialize;

use super::{
    ID_UNKNOWN, admit,
    answer::{Failure, code_of, connected, refusal},
    calls::{self, Call},
    turned_away,
};
use crate::{Edge, causes::causes_in_a_line};

/// The name by which SANP knows the call.
const OPERATION: &str = "paVerifyPaymentOptions";

/// What the path says.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Target {
    environment: Option<String>,
    organization: String,
    nav: String,
}

/// Whom the call is for, if it says so.
#[derive(Debug, Default, Deserialize)]
struct Named {
    #[serde(rename = "idBrokerPA")]
    broker: Option<String>,
    #[serde(rename = "idStation")]
    station: Option<String>,
}

/// Why no options are given.
enum Refused {
    Fault(Fault),
    Failed(Failure),
}

impl From<Fault> for Refused {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// A call to `/node/payment-options/…`, where the configured environment is meant, or to
/// `/node/{environment}/payment-options/…`.
pub(crate) async fn list_options(
    State(edge): State<Edge>,
    target: Result<Path<Target>, PathRejection>,
    request: HttpRequest<Body>,
) -> HttpResponse {
    // A path that is no text names neither a body nor a notice.
    let target = target.map_or_else(|_| Target::default(), |Path(it)| it);
    let environment = match target.environment.as_deref() {
        None => Some(edge.default_environment),
        Some(slug) => Environment::from_slug(slug),
    };
    match environment {
        Some(environment) => serve(&edge, environment, &target, request).await,
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn serve(
    edge: &Edge,
    environment: Environment,
    target: &Target,
    request: HttpRequest<Body>,
) -> HttpResponse {
    let started = Instant::now();
    let mut call = Call { environment, operation: OPERATION, station: None };
    let admitted = admit(edge, environment, &request);
    let query = request.uri().query().unwrap_or_default().to_owned();
    // The body says nothing, and is not read.
    drop(request);
    let (answer, end, outcome) = match admitted {
        Ok(()) => {
            let answered = answer(edge, &mut call, target, &query).await;
            present(answered, edge.app.now())
        }
        Err(refusal) => {
            let (status, outcome, text) = turned_away(refusal);
            ((status, text).into_response(), CallEnd::Failed, outcome.to_owned())
        }
    };
    calls::tell(edge, &call, (end, outcome), started.elapsed());
    answer
}

async fn answer(
    edge: &Edge,
    call: &mut Call,
    target: &Target,
    query: &str,
) -> Result<PaymentOptions, Refused> {
    let syntax = |field: &str| {
        Fault::new(FaultCode::XsdSyntax, ID_UNKNOWN).with_description(field.to_owned())
    };
    let organization = OrganizationFiscalCode::parse(&target.organization)
        .map_err(|_| syntax("organization-fiscal-code: attese 11 cifre"))?;
    let notice_number =
        NoticeNumber::parse(&target.nav).map_err(|_| syntax("notice-number: attese 18 cifre"))?;
    let named: Named = serde_urlencoded::from_str(query)
        .map_err(|_| syntax("idBrokerPA, idStation: attesi al più una volta"))?;
    let directory = edge.app.directory();
    let found = find(&directory, call.environment, (organization, notice_number), &named);
    let addressee = found?;
    call.station = Some(addressee.station.code);
    let profile = connected(addressee)?.profile;
    if !addressee.station.features.payment_options {
        let why = "la stazione non ha attive le opzioni di pagamento";
        let fault = Fault::new(FaultCode::StationUnknown, organization.as_str());
        return Err(fault.with_description(why).into());
    }
    match list(&edge.app, profile, notice_number).await {
        Ok(offered) => Ok(write(offered, organization)),
        Err(error) => {
            Err(refusal(error, organization).map_or_else(Refused::Failed, Refused::Fault))
        }
    }
}

/// The body and station a call is for, checked in the order of paForNode.
fn find<'a>(
    directory: &'a Directory,
    environment: Environment,
    (organization, notice_number): (OrganizationFiscalCode, NoticeNumber),
    named: &Named,
) -> Result<Addressee<'a>, Fault> {
    let id = organization.as_str();
    let fault = |refusal| Fault::new(code_of(refusal), id);
    let own = directory.station_for(environment, organization, notice_number).map_err(fault)?;
    let station = named.station.as_deref().unwrap_or(own.as_str());
    let own_broker = own.broker_fiscal_code();
    let broker = named.broker.as_deref().unwrap_or(own_broker.as_str());
    directory.addressee(environment, id, broker, station).map_err(fault)
}

fn present(
    answered: Result<PaymentOptions, Refused>,
    now: Timestamp,
) -> (HttpResponse, CallEnd, String) {
    let (fault, end) = match answered {
        Ok(options) => return (Json(options).into_response(), CallEnd::Ok, "OK".to_owned()),
        Err(Refused::Fault(fault)) => (fault, CallEnd::Ko),
        Err(Refused::Failed(Failure(error))) => {
            tracing::error!(error = %causes_in_a_line(&error), "payment options are not told");
            (Fault::new(FaultCode::System, ID_UNKNOWN), CallEnd::Failed)
        }
    };
    let code = OptionsFaultCode::from(fault.code());
    let status = StatusCode::from_u16(code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let body = OptionsFault::new(code, fault.description(), now);
    ((status, Json(body)).into_response(), end, code.word().to_owned())
}

fn write(offered: OfferedNotice, organization: OrganizationFiscalCode) -> PaymentOptions {
    PaymentOptions {
        organization_fiscal_code: organization.to_string(),
        company_name: offered.company_name,
        office_name: offered.office_name,
        stand_in: offered.pay_stand_in,
        payment_options: offered.options.into_iter().map(write_option).collect(),
    }
}

fn write_option(offer: OptionOffer) -> PaymentOption {
    let count = offer.installments.len();
    let (status, reason) = option_status(offer.standing);
    let valid_from = offer.valid_from.map(date_time);
    PaymentOption {
        description: match offer.kind {
            OptionKind::Single => "Pagamento in un’unica soluzione".to_owned(),
            OptionKind::Plan if count == 1 => "Piano di una rata".to_owned(),
            OptionKind::Plan => format!("Piano di {count} rate"),
        },
        number_of_installments: u32::try_from(count).unwrap_or(u32::MAX),
        due_date: offer.due_date.map(date_time),
        valid_from,
        amount: offer.amount.get(),
        status,
        status_reason: reason.map(str::to_owned),
        all_postal: offer.is_all_postal,
        installments: offer
            .installments
            .into_iter()
            .map(|it| write_installment(it, valid_from))
            .collect(),
    }
}

fn write_installment(offer: InstallmentOffer, valid_from: Option<UtcDateTime>) -> Installment {
    let (status, reason) = installment_status(offer.standing);
    Installment {
        nav: Nav::as_str(&offer.notice_number).to_owned(),
        iuv: offer.iuv.to_string(),
        amount: offer.amount.get(),
        description: offer.description,
        due_date: Some(date_time(offer.due_date)),
        valid_from,
        status,
        status_reason: reason.map(str::to_owned),
    }
}

const LATE: &str = "Scadenza superata: si può ancora pagare";
const EXPIRED: &str = "Scaduta: non si può più pagare";
const GIVEN_UP: &str = "Il debito è in pagamento con un’altra opzione";

fn option_status(standing: OptionStanding) -> (OptionStatus, Option<&'static str>) {
    match standing {
        OptionStanding::Unpaid => (OptionStatus::Unpaid, None),
        OptionStanding::PartiallyPaid => (OptionStatus::PartiallyPaid, None),
        OptionStanding::Paid => (OptionStatus::Paid, None),
        OptionStanding::Late => (OptionStatus::ExpiredUnpaid, Some(LATE)),
        OptionStanding::Expired => (OptionStatus::ExpiredNotPayable, Some(EXPIRED)),
        OptionStanding::GivenUp => (OptionStatus::Invalid, Some(GIVEN_UP)),
    }
}

fn installment_status(standing: InstallmentStanding) -> (InstallmentStatus, Option<&'static str>) {
    match standing {
        InstallmentStanding::Unpaid => (InstallmentStatus::Unpaid, None),
        InstallmentStanding::Paid => (InstallmentStatus::Paid, None),
        InstallmentStanding::Late => (InstallmentStatus::ExpiredUnpaid, Some(LATE)),
        InstallmentStanding::Expired => (InstallmentStatus::ExpiredNotPayable, Some(EXPIRED)),
        InstallmentStanding::GivenUp => (InstallmentStatus::Invalid, Some(GIVEN_UP)),
    }
}

/// The end of time is written as bodies write it.
fn date_time(instant: Timestamp) -> UtcDateTime {
    if instant >= NEVER {
        return UtcDateTime(datetime(9999, 12, 31, 23, 59, 59, 0));
    }
    UtcDateTime(TimeZone::UTC.to_datetime(instant))
}
