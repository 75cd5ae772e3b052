//! Two bodies that hold the same identifiers: each sees its own, and only that.

use iuvo_tests::{Reply, Town, ids, messages, stories};
use pagopa_codes::NoticeNumber;
use pagopa_node::{Many, Request};
use reqwest::Method;
use serde_json::Value;

const IUPD: &str = "IUPD-of-both";

/// A body, its key, and what is owed to it.
struct Side {
    organization: &'static str,
    key: &'static str,
    cents: i64,
}

const TOWN: Side = Side { organization: ids::TOWN, key: ids::KEY, cents: 11_100 };
const NEIGHBOUR: Side =
    Side { organization: ids::NEIGHBOUR, key: ids::NEIGHBOUR_KEY, cents: 22_200 };
const SIDES: [&Side; 2] = [&TOWN, &NEIGHBOUR];

fn notice() -> NoticeNumber {
    NoticeNumber::generate("02".parse().unwrap(), 5_000).unwrap()
}

impl Side {
    async fn gpd(&self, town: &Town, method: Method, path: &str, body: Option<&Value>) -> Reply {
        town.gpd_as(Some(self.key), method, self.organization, path, body).await
    }

    async fn write(&self, town: &Town) {
        let position = town.position("TARI 2026").single(self.cents).iupd(IUPD);
        let mut model = position.model();
        model["paymentOption"][0]["iuv"] = notice().iuv().as_str().into();
        let path = "/debtpositions?toPublish=true";
        self.gpd(town, Method::POST, path, Some(&model)).await.assert_status(201);
    }

    async fn read(&self, town: &Town) -> Value {
        let path = format!("/debtpositions/{IUPD}");
        self.gpd(town, Method::GET, &path, None).await.assert_status(200).json
    }

    async fn status(&self, town: &Town) -> String {
        self.read(town).await["status"].as_str().unwrap().to_owned()
    }

    async fn timeline(&self, town: &Town) -> Vec<String> {
        let path = format!("/notices/{}/timeline", notice());
        let told = town.api(Some(self.key), &path).await.assert_status(200).json;
        let kinds = told["items"].as_array().unwrap().iter();
        kinds.map(|it| it["kind"].as_str().unwrap().to_owned()).collect()
    }

    async fn verify(&self, town: &Town) -> Option<String> {
        let mut request = messages::verify(notice());
        request.addressee = messages::addressee(self.organization);
        request.notice.organization_fiscal_code = self.organization.parse().unwrap();
        let answer = town.ask(Request::VerifyPaymentNotice(request)).await;
        answer.text("amount").map(str::to_owned)
    }

    async fn activate(&self, town: &Town) -> Option<String> {
        let mut request = messages::activate(notice(), None);
        request.addressee = messages::addressee(self.organization);
        request.notice.organization_fiscal_code = self.organization.parse().unwrap();
        let answer = town.ask(Request::GetPaymentV2(request)).await;
        answer.text("paymentAmount").map(str::to_owned)
    }

    /// The receipt of its own payment, with an identifier that both have.
    async fn pay(&self, town: &Town) {
        let mut receipt = messages::receipt("R-of-both", notice(), self.cents);
        receipt.organization_fiscal_code = self.organization.parse().unwrap();
        let share = messages::transfer(self.organization, self.cents, ids::IBAN);
        receipt.transfers = Many::new(vec![share]).unwrap();
        town.deliver_to(self.organization, receipt).await.assert_ok();
    }
}

stories! {
    async fn bodies_with_the_same_identifiers_see_only_their_own(town: Town) {
        for side in SIDES {
            side.write(&town).await;
        }
        for side in SIDES {
            let whole = side.read(&town).await;
            assert_eq!(whole["organizationFiscalCode"], side.organization);
            assert_eq!(whole["paymentOption"][0]["amount"], side.cents);
            let list = side.gpd(&town, Method::GET, "/debtpositions?limit=10", None).await;
            let list = list.assert_status(200).json;
            assert_eq!(list["payment_position_list"].as_array().unwrap().len(), 1, "{list}");
            let euros = format!("{}.{:02}", side.cents / 100, side.cents % 100);
            assert_eq!(side.verify(&town).await.as_deref(), Some(euros.as_str()));
            assert_eq!(side.activate(&town).await.as_deref(), Some(euros.as_str()));
        }
    }

    async fn what_happens_to_one_body_does_not_happen_to_the_other(town: Town) {
        for side in SIDES {
            side.write(&town).await;
        }
        TOWN.pay(&town).await;
        assert_eq!(TOWN.status(&town).await, "PAID");
        assert_eq!(NEIGHBOUR.status(&town).await, "VALID");
        NEIGHBOUR.pay(&town).await;
        assert_eq!(NEIGHBOUR.status(&town).await, "PAID");
        // The same identifier is no repetition: these are two receipts.
        assert_eq!(town.rows().count("receipt").await, 2);
        assert_eq!(town.rows().count("review_case").await, 0);
        for side in SIDES {
            let told = side.timeline(&town).await;
            assert_eq!(told.iter().filter(|it| *it == "receipt_recorded").count(), 1, "{told:?}");
        }
    }

    async fn a_body_changes_and_deletes_only_its_own(town: Town) {
        for side in SIDES {
            side.write(&town).await;
        }
        let path = format!("/debtpositions/{IUPD}");
        let before = NEIGHBOUR.read(&town).await;
        let mut model = town.position("TARI 2027").single(99).iupd(IUPD).model();
        model["paymentOption"][0]["iuv"] = notice().iuv().as_str().into();
        TOWN.gpd(&town, Method::PUT, &path, Some(&model)).await.assert_status(200);
        assert_eq!(NEIGHBOUR.read(&town).await, before);
        let publish = format!("{path}/publish");
        TOWN.gpd(&town, Method::POST, &publish, None).await;
        let invalidate = format!("{path}/invalidate");
        TOWN.gpd(&town, Method::POST, &invalidate, None).await.assert_status(200);
        assert_eq!(NEIGHBOUR.read(&town).await, before);
        TOWN.gpd(&town, Method::DELETE, &path, None).await.assert_status(200);
        TOWN.gpd(&town, Method::GET, &path, None).await.assert_status(404);
        assert_eq!(NEIGHBOUR.read(&town).await, before);
        assert_eq!(NEIGHBOUR.timeline(&town).await, ["position_created", "position_published"]);
    }
}
