//! Positions written through the body's API, as its software would.

use jiff::{SignedDuration, Timestamp};
use pagopa_codes::NoticeNumber;
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{Town, ids};

/// What a digital revenue stamp costs.
const STAMP_CENTS: i64 = 1_600;

/// A position about to be written.
pub struct PositionBuilder<'a> {
    town: &'a Town,
    model: Value,
    due_in: SignedDuration,
}

/// A position that has been written.
#[derive(Debug, Clone)]
pub struct Created {
    /// Its identifier.
    pub iupd: String,
    /// Its notice numbers, in the order of its items.
    pub notices: Vec<NoticeNumber>,
    /// What the API answered.
    pub model: Value,
}

impl Created {
    /// The notice number of a position with one item.
    pub fn notice(&self) -> NoticeNumber {
        self.notices[0]
    }
}

impl<'a> PositionBuilder<'a> {
    pub(crate) fn new(town: &'a Town, description: &str) -> Self {
        let model = json!({
            "iupd": format!("IUPD-{}", Uuid::new_v4().simple()),
            "type": "F",
            "fiscalCode": ids::DEBTOR,
            "fullName": "Mario Rossi",
            "streetName": "Via Roma", "civicNumber": "1", "postalCode": "40100",
            "city": "Esempio", "province": "BO", "country": "IT", "email": "mario@example.org",
            "companyName": "Comune di Esempio",
            "officeName": "Tributi",
            "switchToExpired": false,
            "description": description,
            "paymentOption": [],
        });
        Self { town, model, due_in: SignedDuration::from_hours(24 * 30) }
    }

    /// With another identifier.
    pub fn iupd(mut self, iupd: &str) -> Self {
        self.model["iupd"] = json!(iupd);
        self
    }

    /// Due after so long.
    pub fn due_in(mut self, due_in: SignedDuration) -> Self {
        self.due_in = due_in;
        self
    }

    /// Payable only after so long.
    pub fn valid_in(mut self, valid_in: SignedDuration) -> Self {
        self.model["validityDate"] = json!(moment(self.town, valid_in));
        self
    }

    /// No longer payable once due.
    pub fn expiring(mut self) -> Self {
        self.model["switchToExpired"] = json!(true);
        self
    }

    /// Adds one payment of the whole.
    pub fn single(self, cents: i64) -> Self {
        self.item(cents, false)
    }

    /// Adds instalments of a plan.
    pub fn installments(self, cents: &[i64]) -> Self {
        cents.iter().fold(self, |builder, it| builder.item(*it, true))
    }

    fn item(mut self, cents: i64, is_part: bool) -> Self {
        let description = self.model["description"].clone();
        let item = json!({
            "amount": cents,
            "description": description,
            "isPartialPayment": is_part,
            "dueDate": moment(self.town, self.due_in),
            "transfer": [{
                "idTransfer": "1",
                "amount": cents,
                "remittanceInformation": description,
                "category": "9/0101101IM/",
                "iban": ids::IBAN,
                "postalIban": ids::POSTAL_IBAN,
            }],
        });
        self.items().push(item);
        self
    }

    /// Gives a share of the last item to another body.
    pub fn share(mut self, organization: &str, cents: i64, iban: &str) -> Self {
        let item = self.items().last_mut().expect("an item to share");
        let amount = item["amount"].as_i64().expect("an amount") + cents;
        item["amount"] = json!(amount);
        item["transfer"].as_array_mut().expect("transfers").push(json!({
            "idTransfer": "2",
            "amount": cents,
            "organizationFiscalCode": organization,
            "remittanceInformation": "TEFA 2026",
            "category": "9/0201102IM/",
            "iban": iban,
        }));
        self
    }

    /// Adds a revenue stamp of sixteen euros to the last item, for a document of that province.
    pub fn stamp(mut self, province: &str) -> Self {
        let item = self.items().last_mut().expect("an item to stamp");
        let amount = item["amount"].as_i64().expect("an amount") + STAMP_CENTS;
        item["amount"] = json!(amount);
        let transfers = item["transfer"].as_array_mut().expect("transfers");
        let index = (transfers.len() + 1).to_string();
        transfers.push(json!({
            "idTransfer": index,
            "amount": STAMP_CENTS,
            "remittanceInformation": "Imposta di bollo",
            "category": "9/0301116TS/",
            "stamp": {
                "hashDocument": "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
                "stampType": "01",
                "provincialResidence": province,
            },
        }));
        self
    }

    /// Changes the model in any way.
    pub fn with(mut self, change: impl FnOnce(&mut Value)) -> Self {
        change(&mut self.model);
        self
    }

    /// The model as the API takes it.
    pub fn model(mut self) -> Value {
        if self.items().is_empty() {
            self = self.single(12_000);
        }
        self.model.as_object_mut().expect("an object").remove("description");
        self.model
    }

    /// Writes it and publishes it at once.
    pub async fn publish(self) -> Created {
        self.send("/debtpositions?toPublish=true").await
    }

    /// Writes it as a draft.
    pub async fn draft(self) -> Created {
        self.send("/debtpositions").await
    }

    async fn send(self, path: &str) -> Created {
        let town = self.town;
        let reply = town.gpd(Method::POST, path, Some(&self.model())).await;
        let model = reply.assert_status(201).record("PaymentPositionModel").json;
        let notices = model["paymentOption"]
            .as_array()
            .expect("items")
            .iter()
            .map(|it| it["nav"].as_str().expect("a notice number").parse().expect("18 digits"));
        Created {
            iupd: model["iupd"].as_str().expect("an identifier").to_owned(),
            notices: notices.collect(),
            model,
        }
    }

    fn items(&mut self) -> &mut Vec<Value> {
        self.model["paymentOption"].as_array_mut().expect("a list")
    }
}

/// A moment after now as GPD writes it.
fn moment(town: &Town, after: SignedDuration) -> String {
    let moment: Timestamp = town.app().now() + after;
    moment.strftime("%Y-%m-%dT%H:%M:%S").to_string()
}
