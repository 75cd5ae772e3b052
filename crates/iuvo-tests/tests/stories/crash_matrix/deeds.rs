//! What bodies and payers ask for besides receipts, each at the points where it is written and
//! answered: done once or not at all, and done once when it is asked for again.

use iuvo_tests::{Database, Engine, Program, Rows, Town, ids, messages};
use pagopa_node::Request;
use reqwest::Method;
use serde_json::{Value, json};

use super::{Deed, assert_sound, loses_nothing_of};

/// The account that transfers are moved to.
const OTHER: &str = "IT32O0760102400000012345678";

/// What a call of the body's software is told when it is done: the first time, and again.
struct Call {
    method: Method,
    path: String,
    body: Value,
    done: &'static [u16],
}

/// Calls twice; whether either was told that it is done.
async fn call(program: &Program, call: &Call) -> bool {
    let mut is_told = false;
    for _ in 0..2 {
        let status = program.gpd(call.method.clone(), &call.path, &call.body).await;
        is_told |= status.is_some_and(|it| call.done.contains(&it));
    }
    is_told
}

fn amount(turn: usize) -> i64 {
    10_000 + i64::try_from(turn).expect("a few")
}

/// A position of one notice, created and published.
struct Creating(Town);

impl Deed for Creating {
    async fn ask(&self, program: &Program, turn: usize) -> bool {
        let position = self.0.position("TARI 2026").iupd(&format!("NUOVA-{turn}"));
        let (path, method) = ("/debtpositions?toPublish=true".to_owned(), Method::POST);
        // Again, its name is taken.
        let done = &[201, 409];
        call(program, &Call { method, path, body: position.model(), done }).await
    }

    async fn done(&self, rows: &Rows<'_>, turn: usize) -> i64 {
        let opened = format!(
            "select count(*) from debt_position p
             join installment i on i.workspace_id = p.workspace_id and i.debt_position_id = p.id
             join opening o
               on o.workspace_id = i.workspace_id and o.notice_number = i.notice_number
             where p.iupd = 'NUOVA-{turn}'"
        );
        rows.number(&opened).await
    }

    async fn judge(&self, database: &Database, _: &[usize]) {
        assert_sound(database).await;
        // All of it or nothing, and told.
        let rows = database.rows();
        let positions = rows.count("debt_position").await;
        for part in ["payment_option", "installment", "transfer", "opening"] {
            assert_eq!(rows.count(part).await, positions, "{part}");
        }
        let told = "select count(*) from event where kind = 1";
        assert_eq!(rows.number(told).await, positions);
    }
}

/// A position written again with another amount.
struct Rewriting(Town);

impl Rewriting {
    const IUPD: &str = "RISCRITTA";

    async fn of(town: Town) -> Self {
        town.position("TARI 2026").iupd(Self::IUPD).publish().await;
        Self(town)
    }
}

impl Deed for Rewriting {
    async fn ask(&self, program: &Program, turn: usize) -> bool {
        let position = self.0.position("TARI 2026").iupd(Self::IUPD).single(amount(turn));
        let path = format!("/debtpositions/{}?toPublish=true", Self::IUPD);
        let method = Method::PUT;
        call(program, &Call { method, path, body: position.model(), done: &[200] }).await
    }

    async fn done(&self, rows: &Rows<'_>, turn: usize) -> i64 {
        let cents = amount(turn);
        rows.number(&format!("select count(*) from opening where amount_cents = {cents}")).await
    }

    async fn judge(&self, database: &Database, _: &[usize]) {
        assert_sound(database).await;
        let rows = database.rows();
        for part in ["debt_position", "payment_option", "installment", "transfer", "opening"] {
            assert_eq!(rows.count(part).await, 1, "{part}");
        }
    }
}

/// The transfers of two positions moved to another account, and back.
struct Moving;

impl Moving {
    async fn of(town: Town) -> Self {
        for _ in 0..2 {
            town.position("TARI 2026").publish().await;
        }
        Self
    }

    fn accounts(turn: usize) -> (&'static str, &'static str) {
        if turn.is_multiple_of(2) { (ids::IBAN, OTHER) } else { (OTHER, ids::IBAN) }
    }
}

impl Deed for Moving {
    async fn ask(&self, program: &Program, turn: usize) -> bool {
        let (old, new) = Self::accounts(turn);
        let path = format!("/debtpositions/transfers?oldIban={old}");
        let body = json!({ "newIban": new });
        call(program, &Call { method: Method::PATCH, path, body, done: &[200] }).await
    }

    async fn done(&self, rows: &Rows<'_>, turn: usize) -> i64 {
        let (_, new) = Self::accounts(turn);
        rows.number(&format!("select count(*) / 2 from transfer where iban = '{new}'")).await
    }

    async fn judge(&self, database: &Database, _: &[usize]) {
        assert_sound(database).await;
        // Both or neither, in one transaction.
        let accounts = "select count(distinct iban) from transfer";
        assert_eq!(database.rows().number(accounts).await, 1);
    }
}

/// A notice for a debt that a payer declares at a PSP.
struct Demanding;

impl Demanding {
    async fn of(town: Town) -> Self {
        town.offer_school_meals().await;
        Self
    }
}

impl Deed for Demanding {
    async fn ask(&self, program: &Program, turn: usize) -> bool {
        let mut notices = Vec::new();
        for _ in 0..2 {
            let demand = messages::demand(messages::declared(amount(turn)));
            let answer = program.ask(&Request::DemandPaymentNotice(demand)).await;
            let notice = answer.and_then(|it| it.text("noticeNumber").map(str::to_owned));
            notices.extend(notice);
        }
        // The same demand gets the same notice.
        notices.dedup();
        assert!(notices.len() < 2, "{notices:?}");
        !notices.is_empty()
    }

    async fn done(&self, rows: &Rows<'_>, turn: usize) -> i64 {
        let cents = amount(turn);
        rows.number(&format!("select count(*) from opening where amount_cents = {cents}")).await
    }

    async fn judge(&self, database: &Database, _: &[usize]) {
        assert_sound(database).await;
        let rows = database.rows();
        let positions = rows.count("debt_position").await;
        for part in ["notice_demand", "installment", "opening"] {
            assert_eq!(rows.count(part).await, positions, "{part}");
        }
    }
}

macro_rules! on_both_engines {
    ($($(#[doc = $doc:literal])* $name:ident: $deed:expr;)+) => {
        mod sqlite {
            use super::*;
            $($(#[doc = $doc])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                loses_nothing_of(Engine::Sqlite, $deed).await;
            })+
        }

        mod postgres {
            use super::*;
            $($(#[doc = $doc])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                loses_nothing_of(Engine::Postgres, $deed).await;
            })+
        }
    };
}

on_both_engines! {
    killed_as_it_creates_a_position_it_leaves_all_of_it_or_nothing:
        async |town: Town| Creating(town);
    killed_as_it_rewrites_a_position_it_leaves_the_old_or_the_new: Rewriting::of;
    killed_as_it_moves_transfers_it_leaves_all_or_none_moved: Moving::of;
    killed_as_it_makes_a_notice_on_demand_it_makes_one: Demanding::of;
}
