//! The only place that calls a station: SOAP 1.1 over HTTP, as the Node does it, and a question in
//! JSON.
//!
//! Invariants: every call is kept in the log with its outcome; an answer is read up to the size
//! the strict gate accepts, so a station cannot fill our memory.

use std::error::Error as _;
use std::time::{Duration, Instant};

use jiff::tz::TimeZone;
use pagopa_codes::StationId;
use pagopa_node::{Limits, Request, Response, ResponseError, decode_response, encode_request};
use reqwest::header::CONTENT_TYPE;
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, Url};
use rustls::crypto::{CryptoProvider, ring};
use thiserror::Error;
use tokio::sync::Notify;

use crate::clock::SimClock;
use crate::damage::Damage;
use crate::exchange::{Asked, Exchange, ExchangeLog};
use crate::registry::RegistryError;

/// Why a call brought no answer of the protocol.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CallError {
    #[error("la stazione non ha un indirizzo")]
    NoEndpoint,
    /// The receipt holds a stamp, which the station's version of the message cannot carry.
    #[error("la ricevuta non si può scrivere nella versione della stazione")]
    NotWritable,
    #[error("connessione non riuscita: {0}")]
    Unreachable(String),
    #[error("nessuna risposta entro il tempo massimo")]
    Timeout,
    /// The protocol answers 200 even when it refuses.
    #[error("stato HTTP {0} al posto di 200")]
    Status(u16),
    #[error("risposta non conforme: {0}")]
    Malformed(ResponseError),
}

/// How a call goes otherwise than straight there and back.
#[derive(Clone, Copy, Default)]
pub(crate) struct Handling<'a> {
    /// What happens to the message on its way.
    pub(crate) damage: Option<Damage>,
    /// Who keeps the Node from hearing the answer.
    pub(crate) held_by: Option<&'a HeldAnswer>,
}

/// An answer whose head has come, or has not, and whose body waits.
#[derive(Default)]
pub(crate) struct HeldAnswer {
    begun: Notify,
    released: Notify,
}

impl HeldAnswer {
    /// Until the station has begun to answer, but no longer than that.
    pub(crate) async fn begun(&self, longest: Duration) {
        tokio::time::timeout(longest, self.begun.notified()).await.ok();
    }

    pub(crate) fn release(&self) {
        self.released.notify_one();
    }
}

pub(crate) struct Wire {
    http: Client,
    clock: SimClock,
    log: ExchangeLog,
}

impl Wire {
    pub(crate) fn new(clock: SimClock, exchanges_kept: usize) -> Result<Self, RegistryError> {
        // The client insists on a provider of cryptography even for plain HTTP. When the program
        // has installed the one of the house already, the second attempt is refused: harmless.
        if CryptoProvider::get_default().is_none() {
            ring::default_provider().install_default().ok();
        }
        // The Node follows no redirections, and a proxy of this machine is none of its business.
        let http = Client::builder().no_proxy().redirect(Policy::none()).build();
        let http = http.map_err(|it| RegistryError::HttpClient(innermost(it)))?;
        Ok(Self { http, clock, log: ExchangeLog::new(exchanges_kept) })
    }

    pub(crate) fn exchanges(&self) -> Vec<Exchange> {
        self.log.list()
    }

    pub(crate) fn take_exchanges(&self) -> Vec<Exchange> {
        self.log.take()
    }

    /// Asks a station, and waits for its answer no longer than `timeout`, body included.
    pub(crate) async fn call(
        &self,
        station_id: StationId,
        endpoint: Option<Url>,
        request: &Request,
        (timeout, handling): (Duration, Handling<'_>),
    ) -> Result<Response, CallError> {
        let operation = request.operation();
        let xml = as_the_node_writes(request);
        let bytes = handling.damage.map_or_else(|| xml.clone().into(), |it| it.done_to(&xml));
        let shown = String::from_utf8_lossy(&bytes).into_owned();
        let (at, started) = (self.clock.now(), Instant::now());
        let message = self.message(endpoint, operation.soap_action(), bytes, timeout);
        let reply = match message {
            Ok(message) => exchange(message, handling.held_by).await,
            Err(error) => Err(error),
        };
        let answer = match &reply {
            Ok(Reply { status: 200, body }) => {
                decode_response(operation, body).map_err(CallError::Malformed)
            }
            Ok(reply) => Err(CallError::Status(reply.status)),
            Err(error) => Err(error.clone()),
        };
        let reply = reply.ok();
        let fault = answer.as_ref().ok().and_then(Response::fault);
        self.log.push(Exchange {
            at,
            operation: Asked::Soap(operation),
            station_id,
            request: shown,
            is_damaged: handling.damage.is_some(),
            status: reply.as_ref().map(|it| it.status),
            response: reply.map(|it| String::from_utf8_lossy(&it.body).into_owned()),
            fault_code: fault.map(|it| it.code().as_str().to_owned()),
            error: answer.as_ref().err().map(ToString::to_string),
            duration: started.elapsed(),
        });
        answer
    }

    /// Asks a station what stands at an address, by POST and with nothing inside.
    pub(crate) async fn ask(
        &self,
        station_id: StationId,
        url: Url,
        timeout: Duration,
    ) -> Result<Reply, CallError> {
        let (at, started) = (self.clock.now(), Instant::now());
        let request = format!("POST {}", url.path());
        let reply = exchange(self.http.post(url).timeout(timeout), None).await;
        let answered = reply.as_ref().ok();
        self.log.push(Exchange {
            at,
            operation: Asked::PaymentOptions,
            station_id,
            request,
            is_damaged: false,
            status: answered.map(|it| it.status),
            response: answered.map(|it| String::from_utf8_lossy(&it.body).into_owned()),
            fault_code: None,
            error: reply.as_ref().err().map(ToString::to_string),
            duration: started.elapsed(),
        });
        reply
    }

    fn message(
        &self,
        endpoint: Option<Url>,
        soap_action: &str,
        bytes: Vec<u8>,
        timeout: Duration,
    ) -> Result<RequestBuilder, CallError> {
        let message = self
            .http
            .post(endpoint.ok_or(CallError::NoEndpoint)?)
            .header(CONTENT_TYPE, "text/xml; charset=utf-8")
            .header("SOAPAction", format!("\"{soap_action}\""))
            .timeout(timeout)
            .body(bytes);
        Ok(message)
    }
}

async fn exchange(
    message: RequestBuilder,
    held_by: Option<&HeldAnswer>,
) -> Result<Reply, CallError> {
    let mut response = message.send().await?;
    if let Some(held) = held_by {
        held.begun.notify_one();
        held.released.notified().await;
    }
    let status = response.status().as_u16();
    let mut body = Vec::new();
    // One byte too many is enough for the gate to refuse the whole.
    while body.len() <= Limits::default().bytes {
        let Some(chunk) = response.chunk().await? else { break };
        body.extend_from_slice(&chunk);
    }
    Ok(Reply { status, body })
}

/// What came back over HTTP.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

impl From<reqwest::Error> for CallError {
    fn from(error: reqwest::Error) -> Self {
        if error.is_timeout() { Self::Timeout } else { Self::Unreachable(innermost(error)) }
    }
}

/// The cause at the bottom: the layers above it only say that something failed.
fn innermost(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut message = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        message = cause.to_string();
        source = cause.source();
    }
    message
}

/// The request as the Node puts it on the wire: like ours, but the instant of a payment is what a
/// clock in Rome shows, without a zone.
fn as_the_node_writes(request: &Request) -> String {
    let xml = encode_request(request);
    let paid_at = match request {
        Request::SendRt(message) => message.receipt.paid_at,
        Request::SendRtV2(message) => message.receipt.paid_at,
        Request::VerifyPaymentNotice(_)
        | Request::GetPayment(_)
        | Request::GetPaymentV2(_)
        | Request::DemandPaymentNotice(_) => None,
    };
    let Some((paid_at, rome)) = paid_at.zip(TimeZone::get("Europe/Rome").ok()) else {
        return xml;
    };
    let element = |value: String| format!("<paymentDateTime>{value}</paymentDateTime>");
    let local = paid_at.to_zoned(rome).datetime();
    xml.replacen(&element(paid_at.to_string()), &element(local.to_string()), 1)
}
