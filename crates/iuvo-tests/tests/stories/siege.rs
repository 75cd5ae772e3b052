//! A siege in small: mutated messages, and clients that never come to the point.

use std::{sync::Arc, time::Duration};

use iuvo_fuzz::siege::{Crowd, Latencies, Storm};
use iuvo_tests::{Database, Engine, Program, Town, messages, stories};
use pagopa_node::{Request, encode_request};

stories! {
    async fn mutated_messages_get_a_fault_or_an_outcome_and_the_data_stay_sound(town: Town) {
        let notice = town.position("TARI 2026").publish().await.notice();
        let defects = iuvo_store::defects();
        let storm = Storm {
            base_url: town.base_url().to_owned(),
            messages: 1_500,
            clients: 8,
            seed: 20_260_610,
        };
        let answers = storm.rage(&Arc::default()).await;
        assert!(answers.invalid.is_empty(), "{:#?}", answers.invalid);
        assert_eq!(answers.by_kind.values().sum::<u64>(), 1_500, "{answers:?}");
        assert!(answers.by_kind.len() > 5, "of many kinds: {answers:?}");
        assert_eq!(iuvo_store::defects(), defects);
        town.verify(notice).await.assert_ok();
    }
}

/// Slow clients are thrown out one by one; nobody waits for them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_asks_decently_is_answered_in_time_beside_a_crowd_that_does_not() {
    let database = Database::create(Engine::Sqlite).await;
    let town = Town::on_database(Database::at(database.url())).await;
    let notice = town.position("TARI 2026").publish().await.notice();
    drop(town);
    let program = Program::start(&database).await;
    let address = program.base_url().trim_start_matches("http://").parse().unwrap();
    let crowd = Crowd::gather(address, 300, 2);
    let question = encode_request(&Request::VerifyPaymentNotice(messages::verify(notice)));
    let asked = Latencies::of(program.base_url(), &question, Duration::from_secs(4)).await;
    let held = crowd.held();
    crowd.disperse().await;
    let asked = asked.expect("decent questions are answered");
    assert!(held > 200, "only {held} slow connections were open");
    assert!(asked.count() > 20, "{asked:?}");
    assert!(asked.percentile(100) < Duration::from_secs(2), "{:?}", asked.percentile(100));
}
