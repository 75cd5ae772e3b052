//! What must hold of the data is watched: each check finds what breaks it, and nothing else does.

use std::collections::BTreeSet;

use iuvo_store::{Snapshot, invariants::Invariants};
use iuvo_tests::{Database, Engine, Town, ids, iuvo, messages, stories};
use pagopa_codes::NoticeNumber;
use serde_json::Value;

/// A fault somebody could leave in the data: which check names it, and by what.
struct Plant {
    check: &'static str,
    subject: &'static str,
    damage: &'static str,
    repair: &'static str,
}

/// `{paid}`, `{open}`, `{twice}`, `{both}` and `{ending}` are notices; `any` is a subject made by
/// the program.
const PLANTS: &[Plant] = &[
    Plant {
        check: "receipt_counted_once",
        subject: "R1",
        damage: "update installment
            set status = 2, receipt_id = 'R1', paid_at = 1, psp_name = 'x', fee_cents = 0
            where notice_number = '{open}'",
        repair: "update installment set status = 1, receipt_id = null, paid_at = null,
            psp_name = null, fee_cents = null where notice_number = '{open}'",
    },
    Plant {
        check: "receipt_is_complete",
        subject: "R1",
        damage: "update receipt_message set content_hash = message_hash where receipt_id = 'R1'",
        repair: "update receipt_message
            set content_hash = (select content_hash from receipt where receipt_id = 'R1')
            where receipt_id = 'R1'",
    },
    Plant {
        check: "receipt_adds_up",
        subject: "R1",
        damage: "update receipt_transfer set amount_cents = amount_cents - 1
            where receipt_id = 'R1'",
        repair: "update receipt_transfer set amount_cents = amount_cents + 1
            where receipt_id = 'R1'",
    },
    Plant {
        check: "installment_adds_up",
        subject: "{open}",
        damage: "update transfer set amount_cents = amount_cents + 1 where installment_id = (
            select id from installment where notice_number = '{open}')",
        repair: "update transfer set amount_cents = amount_cents - 1 where installment_id = (
            select id from installment where notice_number = '{open}')",
    },
    Plant {
        check: "notice_paid_twice_has_case",
        subject: "{twice}",
        damage: "update review_case set kind = 'debtor_differs' where notice_number = '{twice}'",
        repair: "update review_case set kind = 'double_payment' where notice_number = '{twice}'",
    },
    Plant {
        check: "debt_paid_twice_has_case",
        subject: "any",
        damage: "update review_case set kind = 'debtor_differs' where notice_number = '{both}'",
        repair: "update review_case set kind = 'double_payment' where notice_number = '{both}'",
    },
    Plant {
        check: "paid_installment_has_receipt",
        subject: "{paid}",
        damage: "update receipt set paid = 0 where receipt_id = 'R1'",
        repair: "update receipt set paid = 1 where receipt_id = 'R1'",
    },
    Plant {
        check: "receipt_pays_its_installment",
        subject: "R1",
        damage: "update installment set status = 1, receipt_id = null
            where notice_number = '{paid}'",
        repair: "update installment set status = 2, receipt_id = 'R1'
            where notice_number = '{paid}'",
    },
    Plant {
        check: "receipt_names_its_position",
        subject: "R1",
        damage: "update receipt set debt_position_id = (
            select debt_position_id from installment where notice_number = '{open}')
            where receipt_id = 'R1'",
        repair: "update receipt set debt_position_id = (
            select debt_position_id from installment where notice_number = '{paid}')
            where receipt_id = 'R1'",
    },
    Plant {
        check: "position_stands_as_its_installments",
        subject: "any",
        damage: "update debt_position set status = 3 where id = (
            select debt_position_id from installment where notice_number = '{paid}')",
        repair: "update debt_position set status = 5 where id = (
            select debt_position_id from installment where notice_number = '{paid}')",
    },
    Plant {
        check: "option_has_installments",
        subject: "any",
        damage: "update installment set payment_option_id = (
            select o.payment_option_id from installment o where o.notice_number = '{twice}')
            where notice_number = '{open}'",
        repair: "update installment set payment_option_id = (
            select o.id from payment_option o
            where o.debt_position_id = installment.debt_position_id)
            where notice_number = '{open}'",
    },
    Plant {
        check: "installment_stands_in_its_position",
        subject: "{open}",
        damage: "update installment set debt_position_id = (
            select i.debt_position_id from installment i where i.notice_number = '{twice}')
            where notice_number = '{open}'",
        repair: "update installment set debt_position_id = (
            select o.debt_position_id from payment_option o
            where o.id = installment.payment_option_id)
            where notice_number = '{open}'",
    },
    Plant {
        check: "check_digits_are_right",
        subject: "302000000000000099",
        damage: "update installment set notice_number = '302000000000000099'
            where notice_number = '{open}'",
        repair: "update installment set notice_number = '{open}'
            where notice_number = '302000000000000099'",
    },
    Plant {
        check: "opening_is_of_unpaid",
        subject: "{open}",
        damage: "update debt_position set status = 7 where id = (
            select debt_position_id from installment where notice_number = '{open}')",
        repair: "update debt_position set status = 3 where id = (
            select debt_position_id from installment where notice_number = '{open}')",
    },
    Plant {
        check: "opening_is_of_unpaid",
        subject: "{open}",
        damage: "update debt_position set company_name = company_name || '!' where id = (
            select debt_position_id from installment where notice_number = '{open}')",
        repair: "update debt_position
            set company_name = substr(company_name, 1, length(company_name) - 1) where id = (
            select debt_position_id from installment where notice_number = '{open}')",
    },
    Plant {
        check: "opening_is_of_unpaid",
        subject: "{open}",
        damage: "update opening set amount_cents = amount_cents + 1
            where notice_number = '{open}'",
        repair: "update opening set amount_cents = amount_cents - 1
            where notice_number = '{open}'",
    },
    Plant {
        check: "opening_is_of_unpaid",
        subject: "302000000000000098",
        damage: "update opening set notice_number = '302000000000000098'
            where notice_number = '{open}'",
        repair: "update opening set notice_number = '{open}'
            where notice_number = '302000000000000098'",
    },
    Plant {
        check: "opening_is_of_unpaid",
        subject: "{ending}",
        damage: "update opening set open_from = open_from - 1 where notice_number = '{ending}'",
        repair: "update opening set open_from = open_from + 1 where notice_number = '{ending}'",
    },
    Plant {
        check: "opening_is_of_unpaid",
        subject: "{ending}",
        damage: "update opening set open_until = open_until + 1 where notice_number = '{ending}'",
        repair: "update opening set open_until = open_until - 1 where notice_number = '{ending}'",
    },
    Plant {
        check: "opening_is_of_unpaid",
        subject: "{ending}",
        damage: "update opening set open_until = null where notice_number = '{ending}'",
        repair: "update opening set open_until = (
            select p.expires_at from debt_position p
            join installment i on i.debt_position_id = p.id
            where i.notice_number = '{ending}')
            where notice_number = '{ending}'",
    },
    Plant {
        check: "numbers_within_their_space",
        subject: "02",
        damage: "update number_space set end_base = next_base - 2 where segregation_code = '02'",
        repair: "update number_space set end_base = 9999999999999 where segregation_code = '02'",
    },
    Plant {
        check: "decided_case_says_how",
        subject: "any",
        damage: "update review_case set closed = 1 where notice_number = '{twice}'",
        repair: "update review_case set closed = 0 where notice_number = '{twice}'",
    },
    Plant {
        check: "assigned_money_pays_once",
        subject: "R3",
        damage: "update review_case set outcome = 'assigned', assigned_notice = '{open}'
            where notice_number = '{twice}'",
        repair: "update review_case set outcome = null, assigned_notice = null
            where notice_number = '{twice}'",
    },
    Plant {
        check: "file_is_counted",
        subject: "any",
        damage: "insert into file
            (workspace_id, id, operation, name, client, segregation_codes, received_at, state,
             submitted, accepted, rejected)
            select min(id), {id}, 'create', 'x', 'x', '', 0, 'in_hand', 2, 1, 0 from workspace",
        repair: "delete from file",
    },
    Plant {
        check: "job_is_not_stuck",
        subject: "any",
        damage: "update job set attempts = 3",
        repair: "update job set attempts = 0",
    },
    Plant {
        check: "row_has_its_parent",
        subject: "in receipt_transfer 7",
        damage: "{unbound} insert into receipt_transfer (workspace_id, receipt_id, ordinal,
            transfer_index, organization_fiscal_code, amount_cents, remittance_information,
            category)
            values ((select min(workspace_id) from receipt), 'NESSUNA', 7, 1, '1', 1, 'x', 'x')",
        repair: "delete from receipt_transfer where receipt_id = 'NESSUNA'",
    },
    Plant {
        check: "row_has_its_workspace",
        subject: "in receipt_transfer, workspace 999",
        damage: "{unbound} insert into receipt_transfer (workspace_id, receipt_id, ordinal,
            transfer_index, organization_fiscal_code, amount_cents, remittance_information,
            category)
            values (999, 'NESSUNA', 7, 1, '1', 1, 'x', 'x')",
        repair: "delete from receipt_transfer where receipt_id = 'NESSUNA'",
    },
];

/// The notices that the plants speak of.
struct Notices {
    paid: NoticeNumber,
    open: NoticeNumber,
    twice: NoticeNumber,
    both: NoticeNumber,
    ending: NoticeNumber,
}

impl Notices {
    /// One paid, one to pay, one paid twice, one whose debt was paid by the plan as well, one that
    /// can be paid for some time.
    async fn of(town: &Town) -> Self {
        let paid = town.position("TARI 2026").publish().await.notice();
        town.deliver(messages::receipt("R1", paid, 12_000)).await.assert_ok();
        let open = town.position("TARI 2026").publish().await.notice();
        let twice = town.position("TARI 2026").publish().await.notice();
        for receipt in ["R2", "R3"] {
            town.deliver(messages::receipt(receipt, twice, 12_000)).await.assert_ok();
        }
        let two_ways = town.position("TARI 2026").single(9_000).installments(&[4_000, 5_000]);
        let [both, first, _] = two_ways.publish().await.notices[..] else { panic!("three") };
        town.deliver(messages::receipt("R4", first, 4_000)).await.assert_ok();
        town.deliver(messages::receipt("R5", both, 9_000)).await.assert_ok();
        let ending = town.position("TARI 2026").expiring().publish().await.notice();
        Self { paid, open, twice, both, ending }
    }

    /// Whoever damages a database is not stopped by its foreign keys.
    fn fill(&self, text: &str, engine: Engine) -> String {
        let (unbound, id) = match engine {
            Engine::Sqlite => ("pragma foreign_keys = off;", "zeroblob(16)"),
            Engine::Postgres => {
                let id = "decode(repeat('00', 16), 'hex')";
                ("set session_replication_role = replica;", id)
            }
        };
        text.replace("{paid}", self.paid.as_str())
            .replace("{open}", self.open.as_str())
            .replace("{twice}", self.twice.as_str())
            .replace("{both}", self.both.as_str())
            .replace("{ending}", self.ending.as_str())
            .replace("{unbound}", unbound)
            .replace("{id}", id)
    }
}

/// Every violation: the name of its check, and what it names.
pub(crate) async fn violations(database: &Database) -> BTreeSet<(&'static str, String)> {
    let mut snapshot = Snapshot::open(&database.parsed()).await.unwrap();
    let invariants = Invariants::of(&mut snapshot).await.unwrap();
    let mut found = invariants.everywhere(&mut snapshot, 10).await.unwrap();
    for workspace in invariants.workspaces() {
        found.extend(invariants.within(&mut snapshot, workspace.id, 10).await.unwrap());
    }
    found.into_iter().map(|it| (invariants.all()[it.invariant].name, it.subject)).collect()
}

stories! {
    async fn each_check_names_what_breaks_it(town: Town) {
        let notices = Notices::of(&town).await;
        assert!(!"302000000000000099".parse::<NoticeNumber>().unwrap().has_valid_check_digits());
        assert_eq!(violations(town.database()).await, BTreeSet::new());
        for Plant { check, subject, damage, repair } in PLANTS {
            town.rows().damage(&notices.fill(damage, town.engine())).await;
            let found = violations(town.database()).await;
            let subject = notices.fill(subject, town.engine());
            let is_named = |(name, named): &(&str, String)| {
                name == check && (subject == "any" || *named == subject)
            };
            assert!(found.iter().any(is_named), "{check} by {subject}: {found:#?}");
            town.rows().damage(&notices.fill(repair, town.engine())).await;
            assert_eq!(violations(town.database()).await, BTreeSet::new(), "{check} is repaired");
        }
        let mut snapshot = Snapshot::open(&town.database().parsed()).await.unwrap();
        let invariants = Invariants::of(&mut snapshot).await.unwrap();
        let all: Vec<_> = invariants.all().iter().map(|it| it.name).collect();
        let mut planted: Vec<_> = PLANTS.iter().map(|it| it.check).collect();
        planted.dedup();
        assert_eq!(planted, all, "every check has a plant");
    }

    async fn the_program_names_the_body_and_bounds_what_it_prints(town: Town) {
        let notices = Notices::of(&town).await;
        let url = town.database().url();
        iuvo(&["check", "--database-url", url]).await.assert_code(0);
        let damage = "update transfer set amount_cents = amount_cents + 1";
        town.rows().damage(damage).await;
        let ran = iuvo(&["check", "--database-url", url, "--limit", "2", "--json"]).await;
        let findings = ran.assert_code(1).json();
        let failed: Vec<&Value> =
            findings.as_array().unwrap().iter().filter(|it| it["ok"] == false).collect();
        let [finding] = failed[..] else { panic!("{findings:#}") };
        assert_eq!(finding["what"], "dati 4 (installment_adds_up)");
        assert_eq!(finding["violations"].as_array().unwrap().len(), 2);
        assert_eq!(finding["violations"][0]["workspace"], format!("{} collaudo", ids::TOWN));
        assert_eq!(finding["more"], true);
        let ran = iuvo(&["check", "--database-url", url]).await.assert_code(1);
        assert!(ran.stdout.contains(notices.open.as_str()), "{}", ran.stdout);
        for person in [ids::DEBTOR, "Mario", ids::IBAN] {
            assert!(!ran.stdout.contains(person), "{person} is in {}", ran.stdout);
        }
    }

    async fn checking_changes_nothing_not_even_an_old_schema(town: Town) {
        town.rows().damage("update schema_version set version = 3").await;
        let ran = iuvo(&["check", "--database-url", town.database().url()]).await.assert_code(1);
        assert!(ran.stdout.contains("iuvo migrate"), "{}", ran.stdout);
        assert_eq!(town.rows().number("select version from schema_version").await, 3);
    }
}

/// The page that operators read has a row for every check, with its number.
#[tokio::test]
async fn the_page_names_every_check() {
    let page = include_str!("../../../../docs/operations.md");
    let (_, table) = page.split_once("| number | check |").expect("a table of checks");
    let rows = table.lines().skip(2).take_while(|it| it.starts_with('|'));
    let told: Vec<_> = rows
        .map(|row| {
            let cells: Vec<_> = row.split('|').map(|it| it.trim().trim_matches('`')).collect();
            (cells[1].to_owned(), cells[2].to_owned())
        })
        .collect();
    let town = Town::on(Engine::Sqlite).await;
    let mut snapshot = Snapshot::open(&town.database().parsed()).await.unwrap();
    let invariants = Invariants::of(&mut snapshot).await.unwrap();
    let numbered = (1..).zip(invariants.all());
    let made: Vec<_> = numbered.map(|(at, it)| (at.to_string(), it.name.to_owned())).collect();
    assert_eq!(told, made);
}

/// A mistyped address must not leave an empty database behind.
#[tokio::test]
async fn checking_makes_no_database() {
    for engine in Engine::ALL {
        let database = Database::create(engine).await;
        let ran = iuvo(&["check", "--database-url", database.url()]).await.assert_code(1);
        assert!(ran.stdout.contains("KO  base di dati"), "{}", ran.stdout);
        if let Some(path) = database.url().strip_prefix("sqlite:") {
            assert!(!std::path::Path::new(path).exists());
        }
        assert!(Snapshot::open(&database.parsed()).await.is_err());
    }
}
