//! The auditor is audited: twelve kinds of fault, done to the rows between two steps or to the
//! wire, each of which must be found by its name. The product has no switch for any of them.

use std::collections::BTreeSet;

use axum::{Router, routing::post};
use iuvo_auditor::Rule;
use iuvo_tests::{Engine, ids};
use tokio::net::TcpListener;

use crate::{
    run::perform,
    step::{Shape, Step, Writing},
    world::World,
};

/// What is done, and the rule that it breaks.
enum Fault {
    /// To the rows, by SQL.
    Rows(&'static str, Rule, &'static [&'static str]),
    /// To the wire: somebody answers in the server's place.
    Wire(&'static str, Rule),
}

/// A receipt of a plain payment; slot 0 is paid by one.
const PAID: &str = "(select receipt_id from installment where receipt_id is not null \
                    order by notice_number limit 1)";

const FAULTS: [Fault; 12] = [
    Fault::Rows(
        "a receipt is lost",
        Rule::AcknowledgedIsKept,
        &[
            "delete from receipt_message where receipt_id = {paid}",
            "delete from receipt_transfer where receipt_id = {paid}",
            "delete from receipt where receipt_id = {paid}",
        ],
    ),
    Fault::Rows(
        "a receipt is applied twice",
        Rule::PaidByItsReceipt,
        &["update installment set status = 2, receipt_id = {paid}, paid_at = 0, \
           psp_name = 'Banca', fee_cents = 0 where notice_number = \
           (select min(notice_number) from installment where receipt_id is null)"],
    ),
    Fault::Rows(
        "the amount of a transfer is altered",
        Rule::TransfersAddUp,
        &["update transfer set amount_cents = amount_cents + 1 where transfer_index = 2"],
    ),
    Fault::Rows(
        "a position goes back from paid",
        Rule::NothingBackFromPaid,
        &["update debt_position set status = 3 where status = 5"],
    ),
    Fault::Rows(
        "a case disappears",
        Rule::CasesStay,
        &["delete from review_case where kind = 'double_payment'"],
    ),
    Fault::Rows(
        "a message is altered",
        Rule::KeptByteForByte,
        &["update receipt_message set message = message_hash where receipt_id = {paid}"],
    ),
    Fault::Rows(
        "a number is used again",
        Rule::NumbersAreUnique,
        &["update installment set iuv = '{deleted_iuv}', notice_number = '3{deleted_iuv}' \
           where notice_number = \
           (select min(notice_number) from installment where receipt_id is null)"],
    ),
    Fault::Rows(
        "a row gets to another body",
        Rule::BodiesAreApart,
        &["insert into receipt (workspace_id, receipt_id, notice_number, \
           organization_fiscal_code, broadcast, paid, iuv, amount_cents, debtor_fiscal_code, \
           psp_id, psp_name, channel_id, stand_in, content_hash, received_at) \
           select {other}, receipt_id, notice_number, organization_fiscal_code, broadcast, paid, \
           iuv, amount_cents, debtor_fiscal_code, psp_id, psp_name, channel_id, stand_in, \
           content_hash, received_at from receipt where receipt_id = {paid}"],
    ),
    Fault::Rows(
        "a notice is paid elsewhere of which nobody said so",
        Rule::PaidByItsReceipt,
        &["update installment set status = 2, receipt_id = 'CLOSED_AS_ALREADY_PAID_BY_EC', \
           paid_at = 0, psp_name = 'CLOSED_AS_ALREADY_PAID_BY_EC', fee_cents = 0 \
           where notice_number = \
           (select min(notice_number) from installment where receipt_id is null)"],
    ),
    Fault::Rows(
        "an account is altered",
        Rule::RefusedChangesNothing,
        &["update transfer set iban = 'IT32O0760102400000012345678' where transfer_index = 2"],
    ),
    Fault::Rows("a job is lost", Rule::NoJobIsLost, &["delete from job where workspace_id = 1"]),
    Fault::Wire("an answer is OK and nothing is stored", Rule::AcknowledgedIsKept),
];

/// A small world with everything that the faults need, in which all is well.
async fn world(engine: Engine) -> (World, String) {
    let mut world = World::new(engine, 1).await;
    let writing = Writing { cents: 5_000, ..Writing::PUBLISHED };
    let create = |slot, shape| Step::Create { slot, shape, writing };
    let pay = |slot, misbehavior| Step::Pay { slot, part: 0, misbehavior };
    let steps = [
        create(0, Shape::Single),
        pay(0, None),
        create(1, Shape::Single),
        pay(1, Some(pagopa_sim::Misbehavior::TwoPsps)),
        create(2, Shape::Shared),
        create(4, Shape::Single),
        Step::Delete { slot: 4 },
        create(5, Shape::Single),
    ];
    for step in steps {
        perform(&mut world, step).await;
        assert_eq!(world.audit().await, [], "{step:?}");
    }
    let deleted = world.known[&4].notices[0][1..].to_owned();
    (world, deleted)
}

async fn found(engine: Engine, fault: &Fault) -> BTreeSet<Rule> {
    let (mut world, deleted) = world(engine).await;
    match fault {
        Fault::Rows(_, _, statements) => {
            let other = format!(
                "(select id from workspace where environment = 1 \
                 and organization_fiscal_code = '{}')",
                ids::NEIGHBOUR
            );
            for statement in *statements {
                let statement = statement
                    .replace("{paid}", PAID)
                    .replace("{deleted_iuv}", &deleted)
                    .replace("{other}", &other);
                world.database.rows().damage(&statement).await;
            }
        }
        Fault::Wire(..) => {
            let liar = TcpListener::bind("127.0.0.1:0").await.expect("a port");
            let address = liar.local_addr().expect("an address");
            let lie = "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\">\
                <e:Body><pa:paSendRTV2Response \
                xmlns:pa=\"http://pagopa-api.pagopa.gov.it/pa/paForNode.xsd\">\
                <outcome>OK</outcome></pa:paSendRTV2Response></e:Body></e:Envelope>";
            let router = Router::new()
                .fallback(post(async move || ([("content-type", "text/xml; charset=utf-8")], lie)));
            tokio::spawn(async move { axum::serve(liar, router).await });
            let held = pagopa_sim::Misbehavior::Held;
            perform(&mut world, Step::Pay { slot: 5, part: 0, misbehavior: Some(held) }).await;
            let endpoint = format!("http://{address}/").parse().expect("a URL");
            let station = ids::STATION.parse().expect("a station");
            world.simulator.set_endpoint(station, endpoint).expect("the station is known");
            perform(&mut world, Step::Release).await;
        }
    }
    world.audit().await.into_iter().map(|it| it.rule).collect()
}

async fn every_fault_is_found_by_name_on(engine: Engine) {
    let mut missed = Vec::new();
    for fault in &FAULTS {
        let (Fault::Rows(name, rule, _) | Fault::Wire(name, rule)) = fault;
        let found = found(engine, fault).await;
        println!("{name}: {found:?}");
        if !found.contains(rule) {
            missed.push((name, rule, found));
        }
    }
    assert!(missed.is_empty(), "not found: {missed:?}");
}

#[tokio::test]
async fn every_fault_is_found_by_name_on_sqlite() {
    every_fault_is_found_by_name_on(Engine::Sqlite).await;
}

#[tokio::test]
async fn every_fault_is_found_by_name_on_postgres() {
    every_fault_is_found_by_name_on(Engine::Postgres).await;
}
