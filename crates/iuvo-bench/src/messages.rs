//! What the Node says: each message is encoded once, then only its names are written over.

use std::ops::Range;

use anyhow::{Context, Result, anyhow, ensure};
use pagopa_codes::{Cents, NoticeNumber};
use pagopa_node::{
    Addressee, Amount, Many, NoticeReference, PaymentOutcome, PositiveAmount, Receipt,
    ReceiptTransfer, ReceiptTransferTarget, Request, SendRtV2Request, Subject, SubjectIdentifier,
    SubjectKind, Text, TransferIndex, VerifyPaymentNoticeRequest, encode_request,
};

use crate::{
    http,
    load::Requests,
    names,
    sample::{CENTS, IBAN},
};

pub(crate) const BROKER: &str = "99000000002";
pub(crate) const STATION: &str = "99000000002_01";
pub(crate) const ORGANIZATION: &str = "99000000010";

/// Verifications of copies, all over the archive.
pub(crate) struct Verifications {
    template: Template,
    bodies: Vec<String>,
    positions: u64,
}

/// Receipts of copies, each of another one.
pub(crate) struct Receipts {
    template: Template,
    bodies: Vec<String>,
    /// How many positions may be paid.
    payable: u64,
}

impl Verifications {
    pub(crate) fn new(bodies: Vec<String>, positions: u64) -> Result<Self> {
        let notice = names::notice_number(0)?;
        let request = verification(notice)?;
        let names = [ORGANIZATION, notice.as_str()];
        Ok(Self { template: Template::new(&request, &names)?, bodies, positions })
    }
}

impl Requests for Verifications {
    fn write(&self, number: u64, buffer: &mut Vec<u8>) {
        let place = names::mixed(number) % self.positions;
        let notice = names::notice_number(place).map(|it| it.to_string()).unwrap_or_default();
        self.template.write(buffer, &[body_of(&self.bodies, place), &notice]);
    }
}

impl Receipts {
    pub(crate) fn new(bodies: Vec<String>, payable: u64) -> Result<Self> {
        let (notice, receipt_id) = (names::notice_number(0)?, names::receipt_id(0));
        let request = receipt(notice, &receipt_id)?;
        let iuv = notice.iuv();
        let names = [ORGANIZATION, notice.as_str(), iuv.as_str(), &receipt_id];
        Ok(Self { template: Template::new(&request, &names)?, bodies, payable })
    }
}

impl Requests for Receipts {
    fn write(&self, number: u64, buffer: &mut Vec<u8>) {
        let place = names::spread(number, self.payable);
        let notice = names::notice_number(place).map(|it| it.to_string()).unwrap_or_default();
        let iuv = notice.get(1..).unwrap_or_default();
        let receipt_id = names::receipt_id(number + 1);
        self.template.write(buffer, &[body_of(&self.bodies, place), &notice, iuv, &receipt_id]);
    }
}

/// Timelines of notices of the sample body, every eighth of the one to which most has happened.
pub(crate) struct Timelines {
    pub(crate) key: String,
    /// Between two notices of the body.
    pub(crate) bodies: u64,
    pub(crate) positions: u64,
}

impl Requests for Timelines {
    fn write(&self, number: u64, buffer: &mut Vec<u8>) {
        let own = names::mixed(number) % (self.positions / self.bodies) * self.bodies;
        let place = if number.is_multiple_of(8) { 0 } else { own };
        let notice = names::notice_number(place).map(|it| it.to_string()).unwrap_or_default();
        let key = &self.key;
        let request = format!(
            "GET /api/v1/notices/{notice}/timeline HTTP/1.1\r\nhost: bench\r\n\
             authorization: Bearer {key}\r\n\r\n"
        );
        buffer.clear();
        buffer.extend_from_slice(request.as_bytes());
    }

    fn expected(&self) -> &'static [u8] {
        b"{\"items\":[{\"at\":"
    }
}

fn body_of(bodies: &[String], place: u64) -> &str {
    let count = u64::try_from(bodies.len()).unwrap_or(1).max(1);
    let ordinal = usize::try_from(place % count).unwrap_or_default();
    bodies.get(ordinal).map_or("", String::as_str)
}

/// The verification of a notice of the sample body, as a whole request.
pub(crate) fn verification_of(notice: NoticeNumber) -> Result<Vec<u8>> {
    Ok(whole(&verification(notice)?))
}

fn verification(notice_number: NoticeNumber) -> Result<Request> {
    let organization_fiscal_code = ORGANIZATION.parse()?;
    let notice = NoticeReference { organization_fiscal_code, notice_number };
    let request = VerifyPaymentNoticeRequest { addressee: addressee()?, notice };
    Ok(Request::VerifyPaymentNotice(request))
}

/// The receipt of a notice of the sample body, as a whole request.
pub(crate) fn receipt_of(notice: NoticeNumber, receipt_id: &str) -> Result<Vec<u8>> {
    Ok(whole(&receipt(notice, receipt_id)?))
}

fn whole(request: &Request) -> Vec<u8> {
    let action = request.operation().soap_action();
    let headers = format!("soapaction: \"{action}\"\r\ncontent-type: text/xml; charset=utf-8\r\n");
    http::post("/node/collaudo/pa-for-node", &headers, &encode_request(request))
}

/// A request whose names, each of a fixed length, are written over.
struct Template {
    bytes: Vec<u8>,
    /// Where each name stands, and which it is.
    places: Vec<(Range<usize>, usize)>,
}

impl Template {
    fn new(request: &Request, names: &[&str]) -> Result<Self> {
        let bytes = whole(request);
        let mut places = Vec::new();
        for (which, name) in names.iter().enumerate() {
            // Between tags, so that no name is taken for a part of another.
            let between = format!(">{name}<").into_bytes();
            let mut from = 0;
            while let Some(found) = http::find(bytes.get(from..).unwrap_or_default(), &between) {
                let start = from + found + 1;
                places.push((start..start + name.len(), which));
                from = start;
            }
            ensure!(places.iter().any(|it| it.1 == which), "{name} is not in the message");
        }
        Ok(Self { bytes, places })
    }

    fn write(&self, buffer: &mut Vec<u8>, names: &[&str]) {
        buffer.clear();
        buffer.extend_from_slice(&self.bytes);
        for (place, which) in &self.places {
            if let (Some(place), Some(name)) = (buffer.get_mut(place.clone()), names.get(*which))
                && place.len() == name.len()
            {
                place.copy_from_slice(name.as_bytes());
            }
        }
    }
}

fn text<const MAX: usize, const MIN: usize>(value: &str) -> Result<Text<MAX, MIN>> {
    Text::parse(value).map_err(|error| anyhow!("{value}: {error}"))
}

fn addressee() -> Result<Addressee> {
    Ok(Addressee {
        organization_fiscal_code: text(ORGANIZATION)?,
        broker_fiscal_code: text(BROKER)?,
        station_id: text(STATION)?,
    })
}

/// A receipt as full as those that arrive.
fn receipt(notice: NoticeNumber, receipt_id: &str) -> Result<Request> {
    let amount = Cents::new(CENTS);
    let receipt = Receipt {
        receipt_id: text(receipt_id)?,
        notice_number: notice,
        organization_fiscal_code: ORGANIZATION.parse()?,
        outcome: PaymentOutcome::Ok,
        iuv: notice.iuv(),
        amount: Amount::new(amount).context("an amount")?,
        description: text("TARI 2026, rata unica")?,
        company_name: text("Comune di Esempio")?,
        office_name: Some(text("Tributi")?),
        debtor: debtor()?,
        transfers: Many::new(vec![transfer(amount)?]).context("a transfer")?,
        psp_id: text("60000000001")?,
        psp_fiscal_code: Some(text("60000000001")?),
        psp_vat_number: None,
        psp_company_name: text("Banca di Prova S.p.A.")?,
        channel_id: text("60000000001_01")?,
        channel_description: text("app")?,
        payer: Some(debtor()?),
        payment_method: Some(text("creditCard")?),
        payment_note: None,
        fee: Amount::new(Cents::new(150)),
        organization_fee: None,
        bundle_id: None,
        organization_bundle_id: None,
        paid_at: Some("2026-06-10T10:00:00Z".parse()?),
        application_date: Some("2026-06-10".parse()?),
        transfer_date: Some("2026-06-11".parse()?),
        metadata: pagopa_codes::Metadata::default(),
        stand_in: None,
    };
    Ok(Request::SendRtV2(Box::new(SendRtV2Request { addressee: addressee()?, receipt })))
}

fn debtor() -> Result<Subject> {
    let value = text("RSSMRA80A01H501U")?;
    Ok(Subject {
        identifier: SubjectIdentifier { kind: SubjectKind::Natural, value },
        full_name: text("Mario Rossi")?,
        street_name: Some(text("Via Roma")?),
        civic_number: Some(text("1")?),
        postal_code: Some(text("40100")?),
        city: Some(text("Esempio")?),
        state_province_region: Some(text("BO")?),
        country: None,
        email: None,
    })
}

fn transfer(amount: Cents) -> Result<ReceiptTransfer> {
    Ok(ReceiptTransfer {
        index: TransferIndex::new(1).context("an index")?,
        amount: PositiveAmount::new(amount).context("an amount")?,
        organization_fiscal_code: ORGANIZATION.parse()?,
        company_name: Some(text("Comune di Esempio")?),
        target: ReceiptTransferTarget::Iban(text(IBAN)?),
        remittance_information: text("TARI 2026, rata unica")?,
        category: "9/0101101IM/".parse()?,
        metadata: pagopa_codes::Metadata::default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_differs_from_another_in_its_names_alone() {
        let bodies = vec![ORGANIZATION.to_owned(), names::fiscal_code(1)];
        let receipts = Receipts::new(bodies, 10).unwrap();
        let (mut one, mut two) = (Vec::new(), Vec::new());
        receipts.write(1, &mut one);
        receipts.write(2, &mut two);
        let text = String::from_utf8(one.clone()).unwrap();
        let notice = names::notice_number(names::spread(1, 10)).unwrap();
        assert_eq!(text.matches(&format!(">{notice}<")).count(), 1);
        assert!(text.contains(&format!(">{}<", notice.iuv())));
        assert!(text.contains(&names::receipt_id(2)));
        assert_eq!(one.len(), two.len());
        assert_ne!(one, two);
    }
}
