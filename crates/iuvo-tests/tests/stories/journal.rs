//! What is remembered: everything that happened to a notice number, oldest first.

use iuvo_app::journal;
use iuvo_domain::{
    Nav,
    journal::{Entry, EventKind},
};
use iuvo_store::receipts::FindMessage;
use iuvo_tests::{Engine, Town, eventually, ids, messages, stories};
use jiff::SignedDuration;
use pagopa_codes::{Cents, NoticeNumber};
use pagopa_node::{Amount, Request, encode_request};
use reqwest::Method;
use serde_json::Value;

/// The kinds of everything that happened to a notice of the town.
async fn story(town: &Town, notice: NoticeNumber) -> Vec<String> {
    journal::flush(town.app()).await;
    told(town, notice).await
}

/// The same, as far as it is written.
async fn told(town: &Town, notice: NoticeNumber) -> Vec<String> {
    let reply = town.api(Some(ids::KEY), &format!("/notices/{notice}/timeline")).await;
    kinds(&reply.assert_status(200).json)
}

fn kinds(page: &Value) -> Vec<String> {
    kinds_of(page["items"].as_array().unwrap())
}

fn kinds_of(items: &[Value]) -> Vec<String> {
    items.iter().map(|it| it["kind"].as_str().unwrap().to_owned()).collect()
}

async fn change(town: &Town, method: Method, path: &str, body: Option<&Value>) {
    let reply = town.gpd(method, &format!("/debtpositions/{path}"), body).await;
    reply.assert_status(200);
}

stories! {
    async fn a_debt_is_written_published_and_paid(town: Town) {
        let created = town.position("TARI 2026").draft().await;
        change(&town, Method::POST, &format!("{}/publish", created.iupd), None).await;
        town.psp().pay(&created.notice()).await.assert_ok();
        let told = story(&town, created.notice()).await;
        let expected = [
            "position_created", "position_published", "notice_verified", "payment_prepared",
            "receipt_recorded",
        ];
        assert_eq!(told, expected);
    }

    /// What happens to the position is one event, and is in the story of each of its numbers.
    async fn the_instalments_of_a_plan_share_the_story_of_their_position(town: Town) {
        let plan = town.position("TARI 2026").installments(&[4_000, 4_000]).publish().await;
        town.psp().pay(&plan.notices[0]).await.assert_ok();
        let [paid, unpaid] = [plan.notices[0], plan.notices[1]];
        let shared = ["position_created", "position_published"];
        assert_eq!(story(&town, unpaid).await, shared);
        assert_eq!(story(&town, paid).await[..2], shared);
        assert_eq!(story(&town, paid).await.last().unwrap(), "receipt_recorded");
        assert_eq!(town.rows().count("event").await, 3);
    }

    async fn the_calendar_is_in_the_story(town: Town) {
        let hours = SignedDuration::from_hours;
        let position = town.position("TARI 2026").valid_in(hours(24)).due_in(hours(48));
        let created = position.expiring().publish().await;
        town.advance(hours(25));
        while iuvo_app::jobs::run_due_jobs(town.app()).await.unwrap() > 0 {}
        town.advance(hours(24));
        while iuvo_app::jobs::run_due_jobs(town.app()).await.unwrap() > 0 {}
        let told = story(&town, created.notice()).await;
        assert_eq!(told[2..], ["position_became_valid", "position_expired"]);
    }

    async fn a_number_keeps_its_story_when_its_position_is_deleted_and_written_again(town: Town) {
        let model = town.position("TARI 2026").model();
        let write = async || {
            let reply = town.gpd(Method::POST, "/debtpositions", Some(&model)).await;
            reply.assert_status(201).json
        };
        let iupd = model["iupd"].as_str().unwrap().to_owned();
        let mut model = write().await;
        let notice: NoticeNumber =
            model["paymentOption"][0]["nav"].as_str().unwrap().parse().unwrap();
        change(&town, Method::DELETE, &iupd, None).await;
        for key in ["status", "insertedDate"] {
            model.as_object_mut().unwrap().remove(key);
        }
        let again = town.gpd(Method::POST, "/debtpositions", Some(&model)).await;
        again.assert_status(201);
        let told = story(&town, notice).await;
        let expected =
            ["position_created", "position_deleted", "notice_withdrawn", "position_created"];
        assert_eq!(told, expected);
    }

    async fn a_number_left_out_of_a_revision_is_told_to_have_left(town: Town) {
        let created = town.position("TARI 2026").installments(&[4_000, 4_000]).draft().await;
        let mut model = created.model.clone();
        model["paymentOption"].as_array_mut().unwrap().pop();
        change(&town, Method::PUT, &created.iupd, Some(&model)).await;
        let [kept, left] = [created.notices[0], created.notices[1]];
        assert_eq!(story(&town, kept).await, ["position_created", "position_updated"]);
        let told = story(&town, left).await;
        assert_eq!(told, ["position_created", "position_updated", "notice_withdrawn"]);
    }

    async fn what_a_receipt_opened_is_told_after_it(town: Town) {
        let created = town.position("TARI 2026").publish().await;
        let receipt = messages::receipt("R1", created.notice(), 12_000);
        town.deliver(receipt.clone()).await.assert_ok();
        town.deliver(messages::receipt("R2", created.notice(), 12_000)).await.assert_ok();
        let mut altered = receipt;
        altered.amount = Amount::new(Cents::new(1)).unwrap();
        town.deliver(altered.clone()).await.assert_fault("PAA_RECEIPT_DUPLICATA");
        town.deliver(altered).await.assert_fault("PAA_RECEIPT_DUPLICATA");
        let told = story(&town, created.notice()).await;
        let receipts = [
            "receipt_recorded", "receipt_recorded", "case_opened", "receipt_altered", "case_opened",
            "receipt_repeated",
        ];
        assert_eq!(told[2..], receipts);
    }

    async fn a_refused_change_leaves_no_event(town: Town) {
        let created = town.position("TARI 2026").publish().await;
        let path = format!("/debtpositions/{}/publish", created.iupd);
        town.gpd(Method::POST, &path, None).await.assert_status(409);
        assert_eq!(town.rows().count("event").await, 2);
    }

    async fn the_timeline_reads_like_a_story(town: Town) {
        let created = town.position("TARI 2026").publish().await;
        town.psp().pay(&created.notice()).await.assert_ok();
        let path = format!("/notices/{}/timeline", created.notice());
        let page = town.api(Some(ids::KEY), &path).await.assert_status(200).json;
        let summaries: Vec<_> = page["items"].as_array().unwrap().iter()
            .map(|it| it["summary"].as_str().unwrap()).collect();
        assert_eq!(summaries.first(), Some(&"Creata da gestionale town-key"));
        assert_eq!(summaries.last(), Some(&"Ricevuta RT da Banca di Prova: 120,00 €"));
        let moments: Vec<jiff::Timestamp> = page["items"].as_array().unwrap().iter()
            .map(|it| it["at"].as_str().unwrap().parse().unwrap()).collect();
        assert!(moments.is_sorted());
        assert!(page["next"].is_null());
    }

    async fn a_long_timeline_comes_in_pages(town: Town) {
        let created = town.position("TARI 2026").publish().await;
        for id in ["R1", "R2", "R3"] {
            town.deliver(messages::receipt(id, created.notice(), 12_000)).await.assert_ok();
        }
        let whole = story(&town, created.notice()).await;
        let read = pages(&town, created.notice(), 2).await;
        assert_eq!(read.len(), 7);
        assert_eq!(kinds_of(&read), whole);
    }

    async fn whoever_may_not_know_learns_nothing(town: Town) {
        let own = town.position("TARI 2026").publish().await.notice();
        let unknown: NoticeNumber = "302000000000000099".parse().unwrap();
        let ask = async |key, notice: NoticeNumber, more: &str| {
            let path = format!("/notices/{notice}/timeline{more}");
            let reply = town.api(key, &path).await;
            (reply.status.as_u16(), reply.json)
        };
        let absent = ask(Some(ids::KEY), unknown, "").await;
        assert_eq!((absent.0, absent.1["code"].as_str()), (404, Some("NOTICE_UNKNOWN")));
        let foreign = format!("?organization={}", ids::TOWN);
        assert_eq!(ask(Some(ids::NEIGHBOUR_KEY), own, "").await, absent);
        assert_eq!(ask(Some(ids::NEIGHBOUR_KEY), own, &foreign).await, absent);
        assert_eq!(ask(Some(ids::LIMITED_KEY), own, "").await, absent);
        assert_eq!(ask(Some(ids::KEY), own, "?organization=12345678901").await, absent);

        let stranger = ask(Some("nobody's key"), own, "").await;
        assert_eq!((stranger.0, stranger.1["code"].as_str()), (401, Some("KEY_UNKNOWN")));
        assert_eq!(ask(None, own, "").await, stranger);
        assert_eq!(ask(Some("nobody's key"), unknown, "").await, stranger);
    }

    async fn a_broker_says_which_body_it_means(town: Town) {
        let own = town.position("TARI 2026").publish().await.notice();
        let path = format!("/notices/{own}/timeline");
        let reply = town.api(Some(ids::BROKER_KEY), &path).await.assert_status(400);
        assert_eq!(reply.json["code"], "ORGANIZATION_MISSING");
        let path = format!("{path}?organization={}", ids::TOWN);
        town.api(Some(ids::BROKER_KEY), &path).await.assert_status(200);
    }

    async fn what_the_api_refuses_has_a_code(town: Town) {
        let own = town.position("TARI 2026").publish().await.notice();
        for (path, status, code) in [
            (format!("/notices/{own}/timeline?limit=0"), 400, "LIMIT_INVALID"),
            (format!("/notices/{own}/timeline?cursor=abc"), 400, "CURSOR_INVALID"),
            ("/nowhere".to_owned(), 404, "PATH_UNKNOWN"),
        ] {
            let reply = town.api(Some(ids::KEY), &path).await.assert_status(status);
            assert_eq!(reply.json["code"], code, "{path}");
        }
    }

    async fn what_the_node_asks_is_in_the_story_within_a_second(town: Town) {
        let hours = SignedDuration::from_hours;
        let position = town.position("TARI 2026").due_in(hours(24)).expiring();
        let notice = position.publish().await.notice();
        town.verify(notice).await.assert_ok();
        town.activate(notice).await.assert_ok();
        let asked = ["notice_verified", "payment_prepared"];
        eventually("the questions are told", async || {
            told(&town, notice).await.get(2..) == Some(&asked.map(str::to_owned))
        })
        .await;
        town.advance(hours(25));
        town.verify(notice).await.assert_fault("PAA_PAGAMENTO_SCADUTO");
        town.activate(notice).await.assert_fault("PAA_PAGAMENTO_SCADUTO");
        let refused = ["verification_refused", "payment_refused"];
        assert_eq!(story(&town, notice).await[4..], refused);
    }

    async fn a_receipt_that_comes_again_is_told(town: Town) {
        let notice = town.position("TARI 2026").publish().await.notice();
        for _ in 0..2 {
            town.deliver(messages::receipt("R1", notice, 12_000)).await.assert_ok();
        }
        assert_eq!(story(&town, notice).await[2..], ["receipt_recorded", "receipt_repeated"]);
    }

    async fn a_thousand_questions_at_once_are_all_told(town: Town) {
        let notice = town.position("TARI 2026").publish().await.notice();
        let workspace = town.workspace(ids::TOWN);
        let dropped = journal::dropped();
        for _ in 0..1_000 {
            let entry = Entry::of_notice(notice, EventKind::NoticeVerified);
            journal::note(town.app(), workspace, None, entry);
        }
        journal::flush(town.app()).await;
        assert_eq!(town.rows().count("question").await, 1_000);
        assert_eq!(journal::dropped(), dropped);
    }

    /// Asked over a fortnight, and kept in runs of a day, of a moment, and of before there were
    /// runs: the story is the same, page by page.
    async fn questions_of_many_runs_are_told_in_their_order(town: Town) {
        let notice = town.position("TARI 2026").publish().await.notice();
        let other = town.position("TARI 2026").publish().await.notice();
        for days in [0, 0, 0, 1, 1, 2, 9] {
            town.advance(SignedDuration::from_hours(24 * days));
            town.verify(notice).await.assert_ok();
            town.verify(other).await.assert_ok();
            town.activate(notice).await.assert_ok();
            journal::flush(town.app()).await;
        }
        let asked = ["notice_verified", "payment_prepared"].repeat(7);
        assert_eq!(story(&town, notice).await[2..], asked);
        let whole = pages(&town, notice, 500).await;
        for length in [1, 3, 16] {
            assert_eq!(pages(&town, notice, length).await, whole, "{length}");
        }
        let of_notice = format!("subject = {}", bytes(&town, &notice.to_string()));
        let middle = format!("select happened_at from question where {of_notice} \
                              order by happened_at limit 1 offset 5");
        let middle = town.rows().number(&middle).await;
        let moved = format!("update question set run = happened_at where happened_at > {middle}");
        town.rows().damage(&moved).await;
        for length in [1, 3, 16] {
            assert_eq!(pages(&town, notice, length).await, whole, "{length}");
        }
        town.rows().damage(&as_before_there_were_runs(&format!("happened_at <= {middle}"))).await;
        for length in [1, 3, 16] {
            assert_eq!(pages(&town, notice, length).await, whole, "{length}");
        }
    }

    /// Two servers count what came to each of them; together it is what came.
    async fn calls_are_counted_per_station_and_operation(town: Town) {
        let beside = town.beside().await;
        let notice = town.position("TARI 2026").publish().await.notice();
        let unknown = "302000000000000099".parse().unwrap();
        for town in [&town, &beside] {
            town.verify(notice).await.assert_ok();
            town.verify(unknown).await.assert_fault("PAA_PAGAMENTO_SCONOSCIUTO");
            // Written again with what comes later, not added to it.
            journal::flush(town.app()).await;
            town.verify(notice).await.assert_ok();
            journal::flush(town.app()).await;
        }
        town.deliver(messages::receipt("R1", notice, 12_000)).await.assert_ok();
        journal::flush(town.app()).await;
        let now = town.app().now();
        let hour = SignedDuration::from_hours(1);
        let counted = journal::list_calls(town.app(), now - hour, now + hour).await.unwrap();
        let of = |operation: &str| {
            let mine = counted.iter().filter(|it| it.0.operation == operation);
            mine.fold((0, 0, 0, 0), |sum, (key, it)| {
                assert_eq!(key.station.as_str(), ids::STATION);
                assert!(it.duration_us > 0);
                (sum.0 + it.total, sum.1 + it.ok, sum.2 + it.ko, sum.3 + it.timeouts)
            })
        };
        assert_eq!(of("paVerifyPaymentNotice"), (6, 4, 2, 0));
        assert_eq!(of("paSendRTV2"), (1, 1, 0, 0));
    }

    async fn the_message_of_a_refusal_is_kept_sealed(town: Town) {
        let unknown: NoticeNumber = "302000000000000099".parse().unwrap();
        let request = Request::VerifyPaymentNotice(messages::verify(unknown));
        let sent = format!("{}<!-- Mario Rossi -->\r\n", encode_request(&request));
        let answer = town.soap("paVerifyPaymentNotice", sent.clone()).await;
        answer.assert_fault("PAA_PAGAMENTO_SCONOSCIUTO");
        journal::flush(town.app()).await;
        let workspace = town.workspace(ids::TOWN);
        let of = |number| journal::read_refused(town.app(), workspace, Nav::from(number));
        let kept = of(unknown).await.unwrap();
        assert_eq!(kept.len(), 1);
        assert_eq!(kept[0].operation, "paVerifyPaymentNotice");
        assert_eq!(kept[0].fault_code, "PAA_PAGAMENTO_SCONOSCIUTO");
        assert_eq!(String::from_utf8(kept[0].message.clone()).unwrap(), sent);
        assert_eq!(count_bytes(&town, "refused_message", "Mario").await, 0);

        // Neither a paid question nor an accepted one leaves its message.
        let notice = town.position("TARI 2026").publish().await.notice();
        town.verify(notice).await.assert_ok();
        journal::flush(town.app()).await;
        assert!(of(notice).await.unwrap().is_empty());

        // Moved to another row it does not open.
        let moved = "update refused_message set notice_number = '302000000000000001', \
                     workspace_id = workspace_id + 1";
        town.rows().damage(moved).await;
        let neighbour = town.workspace(ids::NEIGHBOUR);
        assert_eq!(neighbour.get(), workspace.get() + 1);
        let moved = "302000000000000001".parse::<NoticeNumber>().unwrap();
        let opened = journal::read_refused(town.app(), neighbour, Nav::from(moved)).await;
        assert!(opened.is_err());
    }

    async fn messages_kept_as_they_came_stay_readable(town: Town) {
        let notice = town.position("TARI 2026").publish().await.notice();
        town.deliver(messages::receipt("R1", notice, 12_000)).await.assert_ok();
        assert_eq!(count_bytes(&town, "receipt_message", "paymentDateTime").await, 0);
        let plain = bytes(&town, "<a/>");
        let older = format!("update receipt_message set encoding = 0, message = {plain}");
        town.rows().damage(&older).await;
        let workspace = town.workspace(ids::TOWN);
        let find = FindMessage { workspace, receipt_id: "R1".to_owned() };
        assert_eq!(town.app().store().read(find).await.unwrap().unwrap(), b"<a/>");
    }

    /// Receipts and what says that money moved stay; the rest goes when its time is over.
    async fn what_may_be_forgotten_is_forgotten_in_time(town: Town) {
        let days = |count: i64| SignedDuration::from_hours(count * 24);
        let notice = town.position("TARI 2026").publish().await.notice();
        town.psp().pay(&notice).await.assert_ok();
        town.verify(notice).await.assert_fault("PAA_PAGAMENTO_DUPLICATO");
        journal::flush(town.app()).await;
        assert_eq!(town.rows().count("refused_message").await, 1);
        let forget = async |after| {
            town.advance(after);
            while iuvo_app::jobs::run_due_jobs(town.app()).await.unwrap() > 0 {}
            (town.rows().count("refused_message").await, story(&town, notice).await.len())
        };
        assert_eq!(forget(days(89)).await, (1, 6));
        assert_eq!(forget(days(2)).await, (0, 6));
        assert_eq!(forget(days(310)).await, (0, 3));
        assert_eq!(town.rows().count("call_count").await, 3);
        assert_eq!(forget(days(3_260)).await, (0, 1));
        assert_eq!(story(&town, notice).await, ["receipt_recorded"]);
        assert_eq!(town.rows().count("receipt_message").await, 1);
        assert_eq!(town.rows().count("call_count").await, 0);
    }

    /// A run is forgotten when the last day of it is over, and those of before there were runs too.
    async fn questions_are_forgotten_run_by_run(town: Town) {
        let notice = town.position("TARI 2026").publish().await.notice();
        let workspace = town.workspace(ids::TOWN);
        let forget_after = async |days: i64| {
            town.advance(SignedDuration::from_hours(24 * days));
            while iuvo_app::jobs::run_due_jobs(town.app()).await.unwrap() > 0 {}
            (town.rows().count("question").await, story(&town, notice).await.len())
        };
        for _ in 0..2 {
            for _ in 0..1_200 {
                let entry = Entry::of_notice(notice, EventKind::NoticeVerified);
                journal::note(town.app(), workspace, None, entry);
            }
            journal::flush(town.app()).await;
            town.advance(SignedDuration::from_hours(24));
        }
        assert_eq!(forget_after(397).await.0, 2_400);
        assert_eq!(forget_after(2).await, (1_200, 100));
        town.rows().damage(&as_before_there_were_runs("kind > 0")).await;
        assert_eq!(forget_after(0).await, (0, 100));
        assert_eq!(forget_after(2).await, (0, 2));
    }
}

/// Everything that is told of a notice, by pages of a length.
async fn pages(town: &Town, notice: NoticeNumber, length: usize) -> Vec<Value> {
    let (mut read, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("/notices/{notice}/timeline?limit={length}{cursor}");
        let page = town.api(Some(ids::KEY), &path).await.assert_status(200).json;
        let items = page["items"].as_array().unwrap();
        assert!(items.len() <= length);
        read.extend(items.iter().cloned());
        let Some(next) = page["next"].as_str() else { return read };
        cursor = format!("&cursor={next}");
    }
}

/// Moves questions to where they were kept before there were runs.
fn as_before_there_were_runs(which: &str) -> String {
    format!(
        "insert into event (workspace_id, subject, happened_at, id, kind, retention, actor, \
                            amount_cents, detail)
         select workspace_id, subject, happened_at, id, kind, 3, actor, amount_cents, detail
         from question where {which};
         delete from question where {which}"
    )
}

/// A text as the bytes of a column.
fn bytes(town: &Town, text: &str) -> String {
    match town.engine() {
        Engine::Sqlite => format!("cast('{text}' as blob)"),
        Engine::Postgres => format!("cast('{text}' as bytea)"),
    }
}

/// In how many rows of a table the message holds a text.
async fn count_bytes(town: &Town, table: &str, text: &str) -> i64 {
    let sql = match town.engine() {
        Engine::Sqlite => format!("instr(message, cast('{text}' as blob)) > 0"),
        Engine::Postgres => format!("position(cast('{text}' as bytea) in message) > 0"),
    };
    town.rows().number(&format!("select count(*) from {table} where {sql}")).await
}
