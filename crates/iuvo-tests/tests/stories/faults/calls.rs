//! The calls that reach each code.

use iuvo_tests::{Engine, SoapAnswer, Town, ids, messages};
use jiff::SignedDuration;
use pagopa_codes::{Cents, NoticeNumber};
use pagopa_node::{
    Amount, FaultCode, Operation, ReceiptV1, Request, SendRtRequest, encode_request,
    payment_options::OptionsFaultCode,
};
use reqwest::Method;

const DAY: SignedDuration = SignedDuration::from_hours(24);
const NOBODY: &str = "12345678901";

/// A town with a notice in each state.
pub(super) struct Provoker<'a> {
    town: &'a Town,
    payable: NoticeNumber,
    unknown: NoticeNumber,
    paid: NoticeNumber,
    expired: NoticeNumber,
    withdrawn: NoticeNumber,
    absurd: NoticeNumber,
    stamped: NoticeNumber,
}

impl<'a> Provoker<'a> {
    pub(super) async fn new(town: &'a Town) -> Self {
        let expired = town.position("scaduta").due_in(DAY).expiring().publish().await.notice();
        town.advance(DAY * 2);
        let paid = town.position("pagata").publish().await.notice();
        town.deliver(messages::receipt("R1", paid, 12_000)).await.assert_ok();
        let withdrawn = town.position("annullata").publish().await;
        let path = format!("/debtpositions/{}/invalidate", withdrawn.iupd);
        town.gpd(Method::POST, &path, None).await.assert_status(200);
        let absurd = town.position("assurda").publish().await.notice();
        let damage = format!(
            "update installment set notification_fee_cents = {} where notice_number = '{absurd}';
             delete from opening where notice_number = '{absurd}'",
            i64::MAX,
        );
        town.rows().damage(&damage).await;
        let stamped = town.position("Certificato").single(1_000).stamp("BO").publish().await;
        Self {
            town,
            payable: town.position("TARI 2026").publish().await.notice(),
            unknown: "302000000000000099".parse().unwrap(),
            paid,
            expired,
            withdrawn: withdrawn.notice(),
            absurd,
            stamped: stamped.notice(),
        }
    }

    /// What each refusal differs from.
    pub(super) async fn assert_accepted(&self, operation: Operation) {
        let notice = self.town.position("TARI 2026").publish().await.notice();
        let receipt_id = operation.soap_action();
        let message = encode_request(&request(operation, notice, receipt_id));
        self.send(operation, message).await.assert_ok();
    }

    pub(super) async fn assert_refused(&self, operation: Operation, code: &FaultCode) {
        if *code == FaultCode::System {
            self.take_every_number().await;
        }
        self.send(operation, self.message(operation, code)).await.assert_fault(code.as_str());
    }

    async fn send(&self, operation: Operation, message: String) -> SoapAnswer {
        self.town.soap(operation.soap_action(), message).await
    }

    fn message(&self, operation: Operation, code: &FaultCode) -> String {
        let about = |notice| encode_request(&request(operation, notice, "R1"));
        let good = || about(self.payable);
        let element = |name: &str, text: &str| format!("<{name}>{text}</{name}>");
        let station = element("idStation", ids::STATION);
        match code {
            FaultCode::XsdSyntax => good().replace(&station, ""),
            FaultCode::ExtraXsdSyntax => good().replace("</soapenv:Envelope>", ""),
            FaultCode::OrganizationUnknown => good().replace(ids::TOWN, NOBODY),
            FaultCode::BrokerUnknown => {
                good().replace(&element("idBrokerPA", ids::BROKER), &element("idBrokerPA", NOBODY))
            }
            FaultCode::StationUnknown => {
                good().replace(&station, &element("idStation", "99000000002_09"))
            }
            FaultCode::PaymentUnknown => about(self.unknown),
            FaultCode::PaymentConcluded => about(self.paid),
            FaultCode::PaymentExpired => about(self.expired),
            FaultCode::PaymentInvalidated => about(self.withdrawn),
            // R1 is the receipt of another notice.
            FaultCode::ReceiptDuplicate => good(),
            FaultCode::Semantic => match operation {
                Operation::GetPayment => about(self.stamped),
                Operation::DemandPaymentNotice => encode_request(&nothing_demanded()),
                _ => about(self.absurd),
            },
            FaultCode::System => {
                let other = messages::demand(messages::declared(4_711));
                encode_request(&Request::DemandPaymentNotice(other))
            }
            FaultCode::PaymentInProgress | FaultCode::Other(_) => panic!("{code:?} is not reached"),
        }
    }

    /// From now on whoever writes a position finds that somebody has been there before.
    async fn take_every_number(&self) {
        let sql = match self.town.engine() {
            Engine::Sqlite => {
                "create trigger taken before insert on debt_position begin select raise(ignore); end"
            }
            Engine::Postgres => {
                "create function taken() returns trigger language plpgsql
                 as $$ begin return null; end $$;
                 create trigger taken before insert on debt_position
                 for each row execute function taken()"
            }
        };
        self.town.rows().damage(sql).await;
    }

    pub(super) async fn assert_options_refused(&self, code: OptionsFaultCode) {
        let of = |notice: NoticeNumber| (ids::TOWN, notice.to_string(), "");
        let (body, notice, query) = match code {
            OptionsFaultCode::Syntax => (ids::TOWN, "302".to_owned(), ""),
            OptionsFaultCode::Semantic => of(self.absurd),
            OptionsFaultCode::OrganizationUnknown => (NOBODY, self.payable.to_string(), ""),
            OptionsFaultCode::BrokerUnknown => {
                (ids::TOWN, self.payable.to_string(), "?idBrokerPA=12345678901")
            }
            OptionsFaultCode::StationUnknown => {
                (ids::TOWN, self.payable.to_string(), "?idStation=99000000002_09")
            }
            OptionsFaultCode::PaymentUnknown => of(self.unknown),
            OptionsFaultCode::PaymentConcluded => of(self.paid),
            OptionsFaultCode::PaymentExpired => of(self.expired),
            OptionsFaultCode::PaymentInvalidated => of(self.withdrawn),
            OptionsFaultCode::System => {
                self.town.rows().damage("alter table debt_position rename to gone").await;
                let asked = Box::pin(self.ask(ids::TOWN, self.payable.as_str(), "")).await;
                self.town.rows().damage("alter table gone rename to debt_position").await;
                assert_eq!(asked, (500, "ODP-103".to_owned()));
                return;
            }
            OptionsFaultCode::PaymentInProgress => panic!("{code:?} is not reached"),
        };
        let expected = (code.status(), code.as_str().to_owned());
        assert_eq!(self.ask(body, &notice, query).await, expected);
    }

    async fn ask(&self, body: &str, notice: &str, query: &str) -> (u16, String) {
        let path = format!("/node/payment-options/organizations/{body}/notices/{notice}{query}");
        let reply = self.town.call_with_key(Method::POST, &path, None, None).await;
        let code = reply.json["appErrorCode"].as_str().unwrap_or_default().to_owned();
        (reply.status.as_u16(), code)
    }
}

fn nothing_demanded() -> Request {
    let mut declared = messages::declared(1);
    declared.amount = Amount::new(Cents::ZERO).unwrap();
    Request::DemandPaymentNotice(messages::demand(declared))
}

/// An ordinary request about a notice.
fn request(operation: Operation, notice: NoticeNumber, receipt_id: &str) -> Request {
    let receipt = || messages::receipt(receipt_id, notice, 12_000);
    match operation {
        Operation::VerifyPaymentNotice => Request::VerifyPaymentNotice(messages::verify(notice)),
        Operation::GetPayment => Request::GetPayment(messages::activate(notice, None)),
        Operation::GetPaymentV2 => Request::GetPaymentV2(messages::activate(notice, None)),
        Operation::SendRtV2 => messages::delivery(ids::TOWN, receipt()),
        Operation::SendRt => Request::SendRt(Box::new(SendRtRequest {
            addressee: messages::addressee(ids::TOWN),
            receipt: ReceiptV1::of(receipt()).unwrap(),
        })),
        Operation::DemandPaymentNotice => {
            Request::DemandPaymentNotice(messages::demand(messages::declared(2_500)))
        }
    }
}
