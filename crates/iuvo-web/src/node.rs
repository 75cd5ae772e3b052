//! paForNode: what the Node asks and tells.
//!
//! A message that can be read is answered with outcome OK or KO and HTTP 200, as the Node wants
//! it; a failure of ours is HTTP 503, which is no answer to the Node, so that it tries again.
//! Payment options are asked for in JSON, and their refusals have a status of their own.

mod answer;
mod calls;
mod demand_notice;
mod get_payment;
mod payment_options;
mod send_receipt;
mod verify_notice;

pub(crate) use payment_options::list_options;

use std::{net::SocketAddr, time::Instant};

use axum::{
    body::{Body, to_bytes},
    extract::{ConnectInfo, Path, RawQuery, State},
    http::{HeaderMap, Request as HttpRequest, StatusCode, header},
    response::{IntoResponse, Response as HttpResponse},
};
use iuvo_app::journal::{Refusal, keep_refused};
use iuvo_domain::{
    Environment, Nav,
    calls::CallEnd,
    directory::{Addressee, Directory},
};
use pagopa_codes::StationId;
use pagopa_node::{
    FaultCode, Limits, Operation, Request, SoapFaultCode, decode_request, encode_soap_fault, wsdl,
};

use crate::{Edge, causes::causes_in_a_line, guard::GuardRefusal};
use answer::{Answer, Failure, addressee, question};
use calls::Call;

const XML: &str = "text/xml; charset=utf-8";

/// A call to `/node/pa-for-node`: the configured environment is meant.
pub(crate) async fn call_default(
    State(edge): State<Edge>,
    request: HttpRequest<Body>,
) -> HttpResponse {
    let environment = edge.default_environment;
    serve(&edge, environment, request).await
}

/// A call to `/node/{environment}/pa-for-node`.
pub(crate) async fn call(
    State(edge): State<Edge>,
    Path(environment): Path<String>,
    request: HttpRequest<Body>,
) -> HttpResponse {
    match Environment::from_slug(&environment) {
        Some(environment) => serve(&edge, environment, request).await,
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// The service's WSDL, at `?wsdl` of `/node/pa-for-node`.
pub(crate) async fn describe_default(
    State(edge): State<Edge>,
    RawQuery(query): RawQuery,
) -> HttpResponse {
    description(&edge, "/node/pa-for-node", query.as_deref())
}

/// The service's WSDL, at `?wsdl` of `/node/{environment}/pa-for-node`.
pub(crate) async fn describe(
    State(edge): State<Edge>,
    Path(environment): Path<String>,
    RawQuery(query): RawQuery,
) -> HttpResponse {
    match Environment::from_slug(&environment) {
        Some(environment) => {
            let path = format!("/node/{}/pa-for-node", environment.slug());
            description(&edge, &path, query.as_deref())
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn description(edge: &Edge, path: &str, query: Option<&str>) -> HttpResponse {
    if query.is_none_or(|it| !it.eq_ignore_ascii_case("wsdl")) {
        return (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "POST")]).into_response();
    }
    let text = wsdl(&format!("{}{path}", edge.public_url));
    ([(header::CONTENT_TYPE, XML)], text).into_response()
}

async fn serve(edge: &Edge, environment: Environment, request: HttpRequest<Body>) -> HttpResponse {
    let started = Instant::now();
    let mut call = Call { environment, operation: "unreadable", station: None };
    let (answer, outcome) = match admit(edge, environment, &request) {
        Ok(()) => answer_call(edge, &mut call, request).await,
        Err(refusal) => turn_away(refusal),
    };
    let end = match (answer.status(), outcome.as_str()) {
        (StatusCode::OK, "OK") => CallEnd::Ok,
        (StatusCode::OK, _) => CallEnd::Ko,
        _ => CallEnd::Failed,
    };
    calls::tell(edge, &call, (end, outcome), started.elapsed());
    answer
}

fn admit(
    edge: &Edge,
    environment: Environment,
    request: &HttpRequest<Body>,
) -> Result<(), GuardRefusal> {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|it| it.0);
    edge.guards.check(environment, peer, request.headers(), request.extensions())
}

/// The status, the outcome and the sentence with which a caller is turned away.
fn turned_away(refusal: GuardRefusal) -> (StatusCode, &'static str, &'static str) {
    match refusal {
        GuardRefusal::Closed => (StatusCode::NOT_FOUND, "closed", "ambiente non attivo"),
        GuardRefusal::Address => {
            (StatusCode::FORBIDDEN, "address refused", "indirizzo di provenienza non ammesso")
        }
        GuardRefusal::Proof => {
            (StatusCode::FORBIDDEN, "certificate refused", "certificato del client non ammesso")
        }
    }
}

fn turn_away(refusal: GuardRefusal) -> (HttpResponse, String) {
    let (status, outcome, text) = turned_away(refusal);
    let body = encode_soap_fault(SoapFaultCode::Client, text);
    ((status, [(header::CONTENT_TYPE, XML)], body).into_response(), outcome.to_owned())
}

async fn answer_call(
    edge: &Edge,
    call: &mut Call,
    request: HttpRequest<Body>,
) -> (HttpResponse, String) {
    let limits = Limits::default();
    let (parts, body) = request.into_parts();
    // One byte more than allowed is read, so that the gate itself says that it is too much.
    let Ok(message) = to_bytes(body, limits.bytes.saturating_add(1)).await else {
        return unreadable_body();
    };
    let action = soap_action(&parts.headers);
    let request = match decode_request(action, &message, &limits) {
        Ok(request) => request,
        Err(refusal) => {
            call.operation = refusal.operation().map_or("unreadable", Operation::soap_action);
            let status = match refusal.operation() {
                Some(_) => StatusCode::OK,
                None => StatusCode::INTERNAL_SERVER_ERROR,
            };
            let body = refusal.encode(ID_UNKNOWN);
            let answer = (status, [(header::CONTENT_TYPE, XML)], body).into_response();
            return (answer, refusal.code().as_str().to_owned());
        }
    };
    call.operation = request.operation().soap_action();
    let directory = edge.app.directory();
    call.station = known_station(&directory, call.environment, &request);
    let operation = request.operation();
    let answered = match addressee(&directory, call.environment, &request) {
        Ok(addressee) => answer_and_keep(edge, addressee, request, &message).await,
        Err(fault) => Ok(Answer::Negative(fault)),
    };
    present(operation, answered)
}

/// Answers; the message of a question that was refused is kept for a while.
async fn answer_and_keep(
    edge: &Edge,
    addressee: Addressee<'_>,
    request: Request,
    message: &[u8],
) -> Result<Answer, Failure> {
    let workspace = addressee.profile.workspace.id;
    let operation = request.operation().soap_action();
    let asked = question(&request).map(|it| Nav::from(it.notice_number));
    let answered = answer_body(edge, addressee, request, message).await;
    if let (Ok(Answer::Negative(fault)), Some(notice_number)) = (&answered, &asked) {
        let fault_code = fault.code().as_str();
        let refusal = Refusal { workspace, notice_number, operation, fault_code, message };
        keep_refused(&edge.app, &refusal);
    }
    answered
}

async fn answer_body(
    edge: &Edge,
    addressee: Addressee<'_>,
    request: Request,
    message: &[u8],
) -> Result<Answer, Failure> {
    let profile = addressee.profile;
    match request {
        Request::VerifyPaymentNotice(request) => {
            verify_notice::pa_verify_payment_notice(edge, profile, &request).await
        }
        Request::GetPaymentV2(request) => {
            get_payment::pa_get_payment_v2(edge, profile, &request).await
        }
        Request::DemandPaymentNotice(request) => {
            demand_notice::pa_demand_payment_notice(edge, addressee, &request).await
        }
        Request::GetPayment(request) => get_payment::pa_get_payment(edge, profile, &request).await,
        Request::SendRtV2(request) => {
            send_receipt::pa_send_rt_v2(edge, addressee, &request, message).await
        }
        Request::SendRt(request) => {
            send_receipt::pa_send_rt(edge, addressee, &request, message).await
        }
    }
}

/// Who refuses a message that does not say for whom it is.
const ID_UNKNOWN: &str = "00000000000";

fn present(operation: Operation, answered: Result<Answer, Failure>) -> (HttpResponse, String) {
    match answered {
        Ok(answer) => {
            let outcome = answer.outcome().to_owned();
            let body = answer.encode(operation);
            ((StatusCode::OK, [(header::CONTENT_TYPE, XML)], body).into_response(), outcome)
        }
        Err(Failure(error)) => {
            tracing::error!(
                error = %causes_in_a_line(&error),
                operation = operation.soap_action(),
                "the Node could not be served and will try again"
            );
            let sentence = FaultCode::System.sentence();
            let body = encode_soap_fault(SoapFaultCode::Server, &sentence);
            let status = StatusCode::SERVICE_UNAVAILABLE;
            let answer = (status, [(header::CONTENT_TYPE, XML)], body).into_response();
            (answer, "unavailable".to_owned())
        }
    }
}

/// A body larger than any message, or a client that stopped sending it.
fn unreadable_body() -> (HttpResponse, String) {
    let text = "messaggio troppo grande o interrotto";
    let body = encode_soap_fault(SoapFaultCode::Client, text);
    let status = StatusCode::INTERNAL_SERVER_ERROR;
    ((status, [(header::CONTENT_TYPE, XML)], body).into_response(), "unreadable".to_owned())
}

fn soap_action(headers: &HeaderMap) -> Option<&str> {
    headers.get("soapaction").and_then(|it| it.to_str().ok())
}

fn known_station(
    directory: &Directory,
    environment: Environment,
    request: &Request,
) -> Option<StationId> {
    let code = StationId::parse(request.addressee().station_id.as_str()).ok()?;
    directory.station(environment, code).map(|it| it.code)
}
