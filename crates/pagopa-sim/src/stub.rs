//! A station of somebody for the tests: real HTTP, and answers as each test scripts them.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use pagopa_codes::{Cents, MetadataEntry, Stamp};
use pagopa_node::{
    AmountOption, DemandedNotice, Fault, FaultCode, GetPaymentRequest, Limits, Many,
    NoticeReference, Operation, Payment, PaymentOption, PaymentV1, PositiveAmount, PreparedPayment,
    PreparedPaymentV1, Request, Response, SendRtV2Request, Subject, SubjectIdentifier, SubjectKind,
    Text, Transfer, TransferIndex, TransferTarget, VerifiedNotice, decode_request, encode_response,
};
use tokio::sync::Notify;

use crate::lock::locked;
use crate::{Registry, Settings, SimClock, Simulator, Station, StationLink, Url};

pub(crate) const BODY: &str = "99000000010";
pub(crate) const OTHER_BODY: &str = "99000000036";
pub(crate) const NOTICE: &str = "302000000000000184";
pub(crate) const STATION: &str = "99000000002_01";
pub(crate) const OTHER_STATION: &str = "99000000044_01";

/// What a station sends back.
pub(crate) struct Reply {
    status: u16,
    body: String,
    /// Sent only when somebody says so.
    held_by: Option<Arc<Notify>>,
}

impl Reply {
    pub(crate) fn raw(status: u16, body: &str) -> Self {
        Self { status, body: body.to_owned(), held_by: None }
    }

    pub(crate) fn refusal(operation: Operation, code: FaultCode) -> Self {
        let fault = Fault::new(code, BODY).with_description("per prova");
        Response::refused(operation, fault).into()
    }

    pub(crate) fn held_by(self, gate: &Arc<Notify>) -> Self {
        Self { held_by: Some(Arc::clone(gate)), ..self }
    }
}

impl From<Response> for Reply {
    fn from(response: Response) -> Self {
        Self::raw(200, &encode_response(&response))
    }
}

/// A request as it arrived.
#[derive(Clone)]
pub(crate) struct Seen {
    pub(crate) soap_action: String,
    pub(crate) content_type: String,
    pub(crate) body: String,
    pub(crate) request: Request,
}

type Script = Box<dyn Fn(&Request) -> Reply + Send + Sync>;

struct Stage {
    script: Mutex<Script>,
    options: Mutex<(u16, String)>,
    seen: Mutex<Vec<Seen>>,
}

/// A station that listens on a port of its own.
pub(crate) struct StubStation {
    stage: Arc<Stage>,
    pub(crate) endpoint: Url,
}

impl StubStation {
    pub(crate) async fn start() -> Self {
        let stage = Arc::new(Stage {
            script: Mutex::new(Box::new(|request| honest(request).into())),
            options: Mutex::default(),
            seen: Mutex::default(),
        });
        let router =
            Router::new().route("/pa-for-node", post(answer)).route(OPTIONS, post(tell_options));
        let router = router.with_state(Arc::clone(&stage));
        let base = serve(router).await;
        Self { stage, endpoint: base.join("pa-for-node").unwrap() }
    }

    /// From now on the station answers so.
    pub(crate) fn play(&self, script: impl Fn(&Request) -> Reply + Send + Sync + 'static) {
        *locked(&self.stage.script) = Box::new(script);
    }

    /// From now on the station answers so to whoever asks for payment options.
    pub(crate) fn tell_options(&self, status: u16, body: String) {
        *locked(&self.stage.options) = (status, body);
    }

    /// Below which it answers for payment options.
    fn rest(&self) -> Url {
        self.endpoint.join("/rest").unwrap()
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        locked(&self.stage.seen).clone()
    }

    pub(crate) fn operations(&self) -> Vec<Operation> {
        self.seen().iter().map(|it| it.request.operation()).collect()
    }

    pub(crate) fn activations(&self) -> Vec<GetPaymentRequest> {
        let activation = |it: Seen| match it.request {
            Request::GetPayment(request) | Request::GetPaymentV2(request) => Some(request),
            _ => None,
        };
        self.seen().into_iter().filter_map(activation).collect()
    }

    pub(crate) fn receipts(&self) -> Vec<SendRtV2Request> {
        let receipt = |it: Seen| match it.request {
            Request::SendRtV2(request) => Some(*request),
            _ => None,
        };
        self.seen().into_iter().filter_map(receipt).collect()
    }
}

const OPTIONS: &str = "/rest/payment-options/organizations/{organization}/notices/{nav}";

async fn tell_options(State(stage): State<Arc<Stage>>) -> (StatusCode, String) {
    let (status, body) = locked(&stage.options).clone();
    (StatusCode::from_u16(status).unwrap(), body)
}

async fn answer(
    State(stage): State<Arc<Stage>>,
    headers: HeaderMap,
    body: String,
) -> (StatusCode, [(&'static str, &'static str); 2], String) {
    let header = |name: &str| headers.get(name).unwrap().to_str().unwrap().to_owned();
    let soap_action = header("soapaction");
    let request = decode_request(Some(&soap_action), body.as_bytes(), &Limits::default()).unwrap();
    let content_type = header("content-type");
    let reply = (locked(&stage.script))(&request);
    locked(&stage.seen).push(Seen { soap_action, content_type, body, request });
    if let Some(gate) = &reply.held_by {
        gate.notified().await;
    }
    let status = StatusCode::from_u16(reply.status).unwrap();
    // The location only means something to whoever follows redirections.
    let headers = [("content-type", "text/xml; charset=utf-8"), ("location", "/pa-for-node")];
    (status, headers, reply.body)
}

/// Serves on a free port; answers its address.
pub(crate) async fn serve(router: Router) -> Url {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}/").parse().unwrap()
}

/// 120 euro: 100 to the body, 20 to another one.
pub(crate) fn honest(request: &Request) -> Response {
    match request {
        Request::VerifyPaymentNotice(_) => Response::VerifyPaymentNotice(Ok(verified())),
        Request::GetPaymentV2(_) => {
            let payment = payment(vec![transfer(1, 10_000, BODY), transfer(2, 2_000, OTHER_BODY)]);
            Response::GetPaymentV2(Ok(Box::new(PreparedPayment { payment })))
        }
        Request::GetPayment(_) => {
            let payment = payment(vec![transfer(1, 10_000, BODY), transfer(2, 2_000, OTHER_BODY)]);
            let payment = PaymentV1 { company_name: None, ..PaymentV1::of(payment).unwrap() };
            Response::GetPayment(Ok(Box::new(PreparedPaymentV1 { payment })))
        }
        Request::DemandPaymentNotice(_) => {
            Response::DemandPaymentNotice(Ok(Box::new(DemandedNotice {
                notice: NoticeReference {
                    organization_fiscal_code: BODY.parse().unwrap(),
                    notice_number: NOTICE.parse().unwrap(),
                },
                verified: verified(),
            })))
        }
        Request::SendRtV2(_) => Response::SendRtV2(Ok(())),
        Request::SendRt(_) => Response::SendRt(Ok(())),
    }
}

fn verified() -> VerifiedNotice {
    VerifiedNotice {
        payment_option: PaymentOption {
            amount: amount(12_000),
            amount_option: AmountOption::Equal,
            due_date: Some("2026-12-16".parse().unwrap()),
            detail: None,
            all_postal: true,
        },
        description: text("Tassa sui rifiuti 2026"),
        organization_fiscal_code: BODY.parse().unwrap(),
        company_name: text("Comune di Esempio"),
        office_name: None,
    }
}

pub(crate) fn payment(transfers: Vec<Transfer>) -> Payment {
    let identifier =
        SubjectIdentifier { kind: SubjectKind::Natural, value: text("RSSMRA80A01H501U") };
    Payment {
        iuv: "02000000000000184".parse().unwrap(),
        amount: amount(12_000),
        due_date: "2026-12-16".parse().unwrap(),
        retention_date: None,
        is_last: None,
        description: text("Tassa sui rifiuti 2026"),
        company_name: text("Comune di Esempio"),
        office_name: Some(text("Tributi")),
        debtor: Subject {
            identifier,
            full_name: text("Mario Rossi"),
            street_name: None,
            civic_number: None,
            postal_code: None,
            city: None,
            state_province_region: None,
            country: None,
            email: None,
        },
        transfers: Many::new(transfers).unwrap(),
        metadata: pagopa_codes::Metadata::default(),
    }
}

pub(crate) fn transfer(index: u8, cents: i64, organization: &str) -> Transfer {
    let entry = MetadataEntry::new("RC_AC_1", "2026").unwrap();
    Transfer {
        index: TransferIndex::new(index).unwrap(),
        amount: amount(cents),
        organization_fiscal_code: organization.parse().unwrap(),
        company_name: None,
        target: TransferTarget::Iban(text("IT60X0542811101000000123456")),
        remittance_information: text("causale"),
        category: "9/0101101IM/".parse().unwrap(),
        metadata: pagopa_codes::Metadata::new(vec![entry]).unwrap(),
    }
}

pub(crate) fn stamp(index: u8) -> Transfer {
    let hash = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
    let target = TransferTarget::Stamp(Stamp::new(hash, "01", "RM").unwrap());
    Transfer { target, ..transfer(index, 1_600, BODY) }
}

pub(crate) fn amount(cents: i64) -> PositiveAmount {
    PositiveAmount::new(Cents::new(cents)).unwrap()
}

fn text<const MAX: usize, const MIN: usize>(text: &str) -> Text<MAX, MIN> {
    Text::parse(text).unwrap()
}

/// A Node, and two stations that speak for a body each.
pub(crate) struct Scene {
    pub(crate) simulator: Simulator,
    pub(crate) station: StubStation,
    pub(crate) other_station: StubStation,
}

impl Scene {
    /// The other body's station wants its broadcast receipts.
    pub(crate) async fn set() -> Self {
        Self::with_settings(Settings::default()).await
    }

    pub(crate) async fn with_settings(settings: Settings) -> Self {
        let (station, other_station) = (StubStation::start().await, StubStation::start().await);
        let link = |body: &str, station: &str, broadcast| StationLink {
            organization_fiscal_code: body.parse().unwrap(),
            station_id: station.parse().unwrap(),
            broadcast,
            segregation_code: None,
        };
        let known = |station_id: &str, stub: &StubStation| Station {
            endpoint: Some(stub.endpoint.clone()),
            ..Station::new(station_id.parse().unwrap())
        };
        let registry = Registry {
            stations: vec![
                Station { payment_options: Some(station.rest()), ..known(STATION, &station) },
                known(OTHER_STATION, &other_station),
            ],
            links: vec![link(BODY, STATION, true), link(OTHER_BODY, OTHER_STATION, true)],
            ..Registry::default()
        };
        let simulator = Simulator::with_settings(registry, SimClock::default(), settings).unwrap();
        Self { simulator, station, other_station }
    }

    pub(crate) async fn impatient() -> Self {
        let brief = Duration::from_millis(200);
        let settings =
            Settings { answer_timeout: brief, receipt_timeout: brief, ..Settings::default() };
        Self::with_settings(settings).await
    }

    pub(crate) async fn pay(&self) -> crate::PayOutcome {
        self.pay_with(crate::PayOptions::default()).await
    }

    pub(crate) async fn pay_with(&self, options: crate::PayOptions) -> crate::PayOutcome {
        self.simulator.pay(BODY.parse().unwrap(), NOTICE.parse().unwrap(), options).await
    }

    /// The fault code of a payment that is refused while the station answers so.
    pub(crate) async fn refusal(
        &self,
        script: impl Fn(&Request) -> Reply + Send + Sync + 'static,
    ) -> crate::NodeFault {
        self.station.play(script);
        self.pay().await.unwrap_err()
    }
}
