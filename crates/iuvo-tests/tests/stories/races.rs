//! A receipt and the body's software, or two receipts, at the same instant: whoever comes first, a
//! payment is told and nobody pays twice.

use iuvo_app::jobs::run_due_jobs;
use iuvo_tests::{Engine, Held, Town, cases, eventually, iuvo, messages, stories};
use pagopa_codes::NoticeNumber;
use reqwest::Method;
use serde_json::Value;

/// How often they meet.
const ROUNDS: u64 = 24;
/// What each notice asks for.
const CENTS: i64 = 12_000;

/// A position whose notice number the body gives.
struct Debt<'a> {
    town: &'a Town,
    iupd: String,
    notice: NoticeNumber,
}

impl<'a> Debt<'a> {
    /// Number them as you like.
    fn new(town: &'a Town, number: u64) -> Self {
        let iupd = format!("GARA-{number}");
        Self { town, iupd, notice: notice(8_000_000 + number * 2) }
    }

    fn model(&self, notice: NoticeNumber) -> Value {
        let position = self.town.position("TARI 2026").iupd(&self.iupd).single(CENTS);
        position.with(|it| it["paymentOption"][0]["iuv"] = notice.iuv().as_str().into()).model()
    }

    /// Writes it and publishes it; its status.
    async fn is_written(&self) -> String {
        let model = self.model(self.notice);
        let path = "/debtpositions?toPublish=true";
        let reply = self.town.gpd(Method::POST, path, Some(&model)).await.assert_status(201);
        reply.json["status"].as_str().unwrap().to_owned()
    }

    async fn is_rewritten(&self, notice: NoticeNumber) -> u16 {
        let path = format!("/debtpositions/{}?toPublish=true", self.iupd);
        self.town.gpd(Method::PUT, &path, Some(&self.model(notice))).await.status.as_u16()
    }

    /// Writes it again with another number.
    async fn drops_its_number(&self) -> u16 {
        let base: u64 = self.notice.as_str()[3..16].parse().unwrap();
        self.is_rewritten(notice(base + 1)).await
    }

    /// Writes it again with its number.
    async fn has_its_number_back(&self) -> u16 {
        self.is_rewritten(self.notice).await
    }

    async fn is_paid_by(&self, receipt_id: &str, town: &Town) {
        let receipt = messages::receipt(receipt_id, self.notice, CENTS);
        town.deliver(receipt).await.assert_ok();
    }

    async fn assert_paid(&self) {
        self.town.verify(self.notice).await.assert_fault("PAA_PAGAMENTO_DUPLICATO");
        let path = format!("/debtpositions/{}", self.iupd);
        assert_eq!(self.town.gpd(Method::GET, &path, None).await.json["status"], "PAID");
    }
}

fn notice(base: u64) -> NoticeNumber {
    NoticeNumber::generate("02".parse().unwrap(), base).unwrap()
}

async fn jobs_run(town: &Town) {
    while run_due_jobs(town.app()).await.unwrap() > 0 {}
}

async fn assert_sound(town: &Town) {
    iuvo(&["check", "--database-url", town.database().url()]).await.assert_code(0);
}

stories! {
    async fn a_number_that_goes_while_its_receipt_comes_is_paid_when_it_is_back(town: Town) {
        let debts: Vec<_> = (0..ROUNDS).map(|round| Debt::new(&town, round)).collect();
        for (round, debt) in debts.iter().enumerate() {
            assert_eq!(debt.is_written().await, "VALID");
            let receipt_id = format!("R{round}");
            let (drops, comes) = (debt.drops_its_number(), debt.is_paid_by(&receipt_id, &town));
            let dropped = if round.is_multiple_of(2) {
                tokio::join!(drops, comes).0
            } else {
                tokio::join!(comes, drops).1
            };
            match dropped {
                200 => assert_eq!(debt.has_its_number_back().await, 200),
                refused => assert_eq!(refused, 409),
            }
        }
        jobs_run(&town).await;
        for debt in &debts {
            debt.assert_paid().await;
        }
        assert_sound(&town).await;
        assert_eq!(town.rows().count("receipt").await, i64::try_from(ROUNDS).unwrap());
    }

    async fn two_receipts_of_one_unknown_notice_are_applied_once(town: Town) {
        let debt = Debt::new(&town, 1);
        debt.is_paid_by("R1", &town).await;
        debt.is_paid_by("R2", &town).await;
        assert_eq!(debt.is_written().await, "PAID");
        jobs_run(&town).await;
        debt.assert_paid().await;
        let expected = ["position_unknown", "double_payment", "position_unknown"];
        assert_eq!(cases(&town, debt.notice).await, expected);
        // One was applied, and of one the service is known by its position.
        let applied = "select count(*) from event where kind = 12 and detail = 'R1'";
        assert_eq!(town.rows().number(applied).await, 1);
        let all = "select count(*) from event where kind = 12";
        assert_eq!(town.rows().number(all).await, 1);
        let named = "select count(*) from receipt where service_id is not null";
        assert_eq!(town.rows().number(named).await, 1);
        assert_sound(&town).await;
    }

    /// Both ways of settling it have been paid before it is written.
    async fn receipts_of_two_ways_to_settle_one_unknown_debt_open_a_case(town: Town) {
        let (whole, part) = (notice(8_000_001), notice(8_000_002));
        town.deliver(messages::receipt("R1", part, 4_000)).await.assert_ok();
        town.deliver(messages::receipt("R2", whole, 9_000)).await.assert_ok();
        let two_ways = town.position("TARI 2026").single(9_000).installments(&[4_000, 5_000]);
        let model = two_ways.with(|it| {
            it["paymentOption"][0]["iuv"] = whole.iuv().as_str().into();
            it["paymentOption"][1]["iuv"] = part.iuv().as_str().into();
        });
        let path = "/debtpositions?toPublish=true";
        let written = town.gpd(Method::POST, path, Some(&model.model())).await.assert_status(201);
        assert_eq!(written.json["status"], "PAID");
        assert_eq!(cases(&town, part).await, ["position_unknown"]);
        assert_eq!(cases(&town, whole).await, ["position_unknown", "double_payment"]);
        assert_sound(&town).await;
    }

    /// As two that came together on PostgreSQL leave it behind.
    async fn a_second_payment_that_nobody_was_told_of_is_told_within_a_minute(town: Town) {
        for number in 1..=2 {
            let debt = Debt::new(&town, number);
            for receipt in ["A", "B", "C"] {
                debt.is_paid_by(&format!("{receipt}{number}"), &town).await;
            }
        }
        // Of the first notice two are untold; of the second, that which came first was told to be
        // second, as if it had been written after another.
        let untell = "delete from review_case where kind = 'double_payment' and receipt_id";
        town.rows().damage(&format!("{untell} in ('B1', 'C1', 'B2')")).await;
        let other = "update review_case set receipt_id = 'A2'
            where kind = 'double_payment' and receipt_id = 'C2'";
        town.rows().damage(other).await;
        jobs_run(&town).await;
        for (receipt, told) in [
            ("A1", 0), ("B1", 1), ("C1", 1),
            ("A2", 1), ("B2", 0), ("C2", 1),
        ] {
            let count = format!("select count(*) from review_case
                where kind = 'double_payment' and receipt_id = '{receipt}'");
            assert_eq!(town.rows().number(&count).await, told, "{receipt}");
        }
        assert_sound(&town).await;
    }
}

/// Two servers on one PostgreSQL.
async fn two_servers() -> (Town, Town) {
    let town = Town::on(Engine::Postgres).await;
    let other = town.beside().await;
    (town, other)
}

/// Waits until so many wait for what is held, and lets them pass, in the order in which they came.
async fn let_pass(town: &Town, held: Held, count: i64) {
    are_waiting(town, count).await;
    held.release().await;
}

async fn are_waiting(town: &Town, count: i64) {
    eventually("they wait", async || town.rows().waiting().await >= count).await;
}

async fn hold_position(town: &Town, debt: &Debt<'_>) -> Held {
    let iupd = &debt.iupd;
    town.rows()
        .hold(&format!("select id from debt_position where iupd = '{iupd}' for update"))
        .await
}

/// The row that the receipt has found has lost its notice when it gets it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_receipt_that_waits_behind_a_rewriting_is_not_filed_under_what_has_lost_its_notice() {
    let (town, other) = two_servers().await;
    let debt = Debt::new(&town, 1);
    debt.is_written().await;
    let held = hold_position(&town, &debt).await;
    let comes = async {
        are_waiting(&town, 1).await;
        debt.is_paid_by("R1", &other).await;
    };
    let (dropped, (), ()) = tokio::join!(debt.drops_its_number(), comes, let_pass(&town, held, 2));
    assert_eq!(dropped, 200);
    assert_eq!(cases(&town, debt.notice).await, ["position_unknown"]);
    assert_sound(&town).await;
    assert_eq!(debt.has_its_number_back().await, 200);
    jobs_run(&town).await;
    debt.assert_paid().await;
    assert_sound(&town).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rewriting_that_waits_behind_a_receipt_is_refused() {
    let (town, other) = two_servers().await;
    let debt = Debt::new(&town, 1);
    debt.is_written().await;
    let held = hold_position(&town, &debt).await;
    let drops = async {
        are_waiting(&town, 1).await;
        debt.drops_its_number().await
    };
    let (dropped, (), ()) =
        tokio::join!(drops, debt.is_paid_by("R1", &other), let_pass(&town, held, 2));
    assert_eq!(dropped, 409);
    assert_eq!(cases(&town, debt.notice).await, [] as [&str; 0]);
    debt.assert_paid().await;
    assert_sound(&town).await;
}

/// The journal is the last that either writes: neither is there when the other looks.
const JOURNAL: &str = "lock table event in exclusive mode";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_position_written_at_the_instant_of_its_receipt_is_paid_within_a_minute() {
    let (town, other) = two_servers().await;
    let debt = Debt::new(&town, 1);
    let held = town.rows().hold(JOURNAL).await;
    let (written, (), ()) =
        tokio::join!(debt.is_written(), debt.is_paid_by("R1", &other), let_pass(&town, held, 2));
    assert_eq!(written, "VALID");
    assert_eq!(cases(&town, debt.notice).await, ["position_unknown"]);
    jobs_run(&town).await;
    debt.assert_paid().await;
    assert_sound(&town).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_receipts_of_one_unknown_notice_at_one_instant_open_one_case_of_double_payment() {
    let (town, other) = two_servers().await;
    let debt = Debt::new(&town, 1);
    let held = town.rows().hold(JOURNAL).await;
    tokio::join!(
        debt.is_paid_by("R1", &town),
        debt.is_paid_by("R2", &other),
        let_pass(&town, held, 2)
    );
    let double = "select count(*) from review_case where kind = 'double_payment'";
    assert_eq!(town.rows().number(double).await, 0);
    jobs_run(&town).await;
    assert_eq!(town.rows().number(double).await, 1);
    assert_sound(&town).await;
    assert_eq!(debt.is_written().await, "PAID");
    jobs_run(&town).await;
    assert_eq!(town.rows().number(double).await, 1);
    assert_sound(&town).await;
}
