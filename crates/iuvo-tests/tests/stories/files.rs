//! Files of positions: taken whole, worked through item by item, told of.

use iuvo_tests::{
    Town,
    files::{iupds, positions, uploads, zipped},
    ids, stories,
};
use jiff::SignedDuration;
use reqwest::Method;
use serde_json::{Value, json};

/// Models of so many positions.
fn models(town: &Town, count: usize) -> Vec<Value> {
    (0..count).map(|it| town.position("TARI 2026").iupd(&format!("TARI-{it:04}")).model()).collect()
}

/// The items of a report that had an answer with that status.
fn told(report: &Value, status: u16, ids: &str) -> Vec<String> {
    let responses = report["responses"].as_array().expect("responses");
    let same = responses.iter().filter(|it| it["statusCode"] == status);
    let names = same.flat_map(|it| it[ids].as_array().expect("identifiers"));
    let mut names: Vec<_> = names.map(|it| it.as_str().expect("a text").to_owned()).collect();
    names.sort();
    names
}

stories! {
    async fn a_file_of_positions_is_taken_worked_through_and_told_of(town: Town) {
        let id = town.send_file(Method::POST, &positions(&models(&town, 3))).await;
        let status = town.upload("v2", &format!("/file/{id}/status")).await.assert_status(200);
        assert_eq!(status.json["operationStatus"], "IN_PROGRESS");
        assert_eq!(status.json["submittedItem"], 3);
        assert_eq!(status.json["processedItem"], 0);
        let report = format!("/file/{id}/report");
        town.upload("v2", &report).await.assert_problem(425, "TOO EARLY");
        town.upload("v1", &report).await.assert_problem(404, "REPORT NOT FOUND");
        assert_eq!(town.rows().count("debt_position").await, 0);

        assert_eq!(town.work_through_file(&id).await, "COMPLETED");
        let first = town.upload("v1", &report).await.record_upload("v1", "UploadReport").json;
        assert_eq!(first["uploadID"], json!(id));
        assert_eq!(told(&first, 201, "requestIDs"), ["TARI-0000", "TARI-0001", "TARI-0002"]);
        assert!(first["endTime"].is_string(), "{first}");
        let second = town.upload("v2", &report).await.record_upload("v2", "UploadReportDTO").json;
        assert_eq!(second["fileId"], json!(id));
        assert_eq!(told(&second, 201, "iupds").len(), 3);
        let status = town.upload("v1", &format!("/file/{id}/status")).await;
        let status = status.assert_status(200).record_upload("v1", "UploadStatus").json;
        assert_eq!((&status["processedItem"], &status["submittedItem"]), (&json!(3), &json!(3)));

        // Published, as GPD publishes what comes in files; and nothing is kept of what was taken.
        let written = town.gpd(Method::GET, "/debtpositions/TARI-0001", None).await;
        assert_eq!(written.assert_status(200).json["status"], "VALID");
        assert_eq!(town.rows().count("file_part").await, 0);
        let kept = "select count(*) from file_item where content is not null";
        assert_eq!(town.rows().number(kept).await, 0);
        assert_eq!(town.rows().number("select count(*) from job where kind like 'file%'").await, 0);
    }

    async fn an_item_that_is_refused_holds_up_no_other(town: Town) {
        let mut sent = models(&town, 5);
        sent[1]["paymentOption"][0]["amount"] = json!(-5);
        sent[2]["iupd"] = json!("TARI-0000");
        sent[3] = json!("non è una posizione");
        let id = town.send_file(Method::POST, &positions(&sent)).await;
        assert_eq!(town.work_through_file(&id).await, "COMPLETED_WITH_WARNINGS");
        let report = town.upload("v2", &format!("/file/{id}/report")).await;
        let report = report.assert_status(200).record_upload("v2", "UploadReportDTO").json;
        assert_eq!(told(&report, 201, "iupds"), ["TARI-0000", "TARI-0004"]);
        assert_eq!(told(&report, 400, "iupds"), ["TARI-0001", "non è una posizione"]);
        assert_eq!(told(&report, 409, "iupds"), ["TARI-0000"]);
        let of_amount = report["responses"].as_array().unwrap().iter();
        let mut of_amount = of_amount.filter(|it| it["iupds"][0] == "TARI-0001");
        let said = of_amount.next().unwrap()["statusMessage"].as_str().unwrap().to_owned();
        assert!(said.starts_with("400 - ") && said.contains("amount"), "{said}");
        // What was refused is kept as it was sent, so that it can be corrected.
        let kept = "select count(*) from file_item where content is not null and status >= 400";
        assert_eq!(town.rows().number(kept).await, 3);

        let again = town.send_file(Method::POST, &positions(&models(&town, 1))).await;
        assert_eq!(town.work_through_file(&again).await, "COMPLETED_UNSUCCESSFULLY");
    }

    async fn positions_are_written_again_and_deleted_by_files(town: Town) {
        let mut models = models(&town, 3);
        let id = town.send_file(Method::POST, &positions(&models)).await;
        town.work_through_file(&id).await;
        models[0]["fullName"] = json!("Laura Bianchi");
        models[2]["iupd"] = json!("MAI-VISTA");
        let id = town.send_file(Method::PUT, &positions(&models)).await;
        assert_eq!(town.work_through_file(&id).await, "COMPLETED_WITH_WARNINGS");
        let report = town.upload("v2", &format!("/file/{id}/report")).await.json;
        assert_eq!(told(&report, 200, "iupds"), ["TARI-0000", "TARI-0001"]);
        assert_eq!(told(&report, 404, "iupds"), ["MAI-VISTA"]);
        let named = "select count(*) from payment_option where debtor_full_name = 'Laura Bianchi'";
        assert_eq!(town.rows().number(named).await, 1);

        let names = ["TARI-0000", "MAI-VISTA", "TARI-0002"];
        let id = town.send_file(Method::DELETE, &iupds(&names)).await;
        assert_eq!(town.work_through_file(&id).await, "COMPLETED_WITH_WARNINGS");
        let report = town.upload("v1", &format!("/file/{id}/report")).await.json;
        assert_eq!(told(&report, 200, "requestIDs"), ["TARI-0000", "TARI-0002"]);
        assert_eq!(town.rows().count("debt_position").await, 1);
    }

    /// Several parts, on several servers at once: whoever is faster, each item is done once.
    async fn a_file_is_worked_through_once_by_however_many_servers(town: Town) {
        let count = 1_201;
        let id = town.send_file(Method::POST, &positions(&models(&town, count))).await;
        assert_eq!(town.rows().count("file_part").await, 3);
        let beside = town.beside().await;
        // A lease that ends while its worker goes on: the same part in two hands.
        let hurry = async {
            for _ in 0..3 {
                beside.advance(SignedDuration::from_mins(6));
                iuvo_app::jobs::run_due_jobs(beside.app()).await.unwrap();
            }
        };
        let work = async {
            for _ in 0..3 {
                iuvo_app::jobs::run_due_jobs(town.app()).await.unwrap();
            }
        };
        tokio::join!(work, hurry);
        town.advance(SignedDuration::from_mins(18));
        assert_eq!(town.work_through_file(&id).await, "COMPLETED");
        let rows = town.rows();
        let count = i64::try_from(count).unwrap();
        assert_eq!(rows.count("debt_position").await, count);
        assert_eq!(rows.count("file_item").await, count);
        assert_eq!(rows.number("select count(*) from event where kind = 1").await, count);
    }

    async fn a_file_that_cannot_be_read_changes_nothing(town: Town) {
        let path = format!("{}/file", uploads("v1"));
        let none = positions(&[]);
        let cases: [(&[u8], &str); 4] = [
            (b"iupd;importo", "NOT A ZIP FILE"),
            (&iupds(&["A"]), "INVALID JSON"),
            (&none, "INVALID JSON"),
            (&zipped(&json!([1])), "INVALID JSON"),
        ];
        for (file, title) in cases {
            let (reply, location) =
                town.send_file_as(Some(ids::KEY), Method::POST, &path, file).await;
            reply.assert_problem(400, title).record_upload("v1", "ProblemJson");
            assert_eq!(location, None);
        }
        let no_form = json!({});
        let formless = town.call_with_key(Method::POST, &path, Some(ids::KEY), Some(&no_form));
        formless.await.assert_problem(400, "BAD REQUEST");
        assert_eq!(town.rows().count("file").await, 0);
        assert_eq!(town.rows().number("select count(*) from job where kind like 'file%'").await, 0);
    }

    async fn files_are_seen_by_those_whose_they_are(town: Town) {
        let file = positions(&models(&town, 1));
        let path = format!("{}/file", uploads("v2"));
        for key in [None, Some("nobody"), Some(ids::NEIGHBOUR_KEY)] {
            let (reply, _) = town.send_file_as(key, Method::POST, &path, &file).await;
            assert_eq!(reply.status, if key == Some(ids::NEIGHBOUR_KEY) { 403 } else { 401 });
        }
        let stranger = path.replace(ids::BROKER, ids::PROVINCE);
        let (reply, _) = town.send_file_as(Some(ids::KEY), Method::POST, &stranger, &file).await;
        reply.assert_status(403);
        let (reply, _) = town.send_file_as(Some(ids::BROKER_KEY), Method::POST, &path, &file).await;
        reply.assert_status(202);
        let id = town.send_file(Method::POST, &file).await;
        let status = format!("{}/file/{id}/status", uploads("v2"));
        let read = async |key| town.call_with_key(Method::GET, &status, Some(key), None).await;
        read(ids::BROKER_KEY).await.assert_status(200);
        read(ids::LIMITED_KEY).await.assert_problem(404, "UPLOAD NOT FOUND");
        let neighbours = status.replace(ids::TOWN, ids::NEIGHBOUR);
        let reply = town.call_with_key(Method::GET, &neighbours, Some(ids::BROKER_KEY), None).await;
        reply.assert_problem(404, "UPLOAD NOT FOUND");
        town.upload("v3", "/files").await.assert_status(404);
    }

    /// A key that is limited to some codes is so in a file, too.
    async fn a_file_reaches_no_further_than_its_key(town: Town) {
        town.position("di un altro codice").iupd("TARI-0000").publish().await;
        let path = format!("{}/file", uploads("v2"));
        let file = iupds(&["TARI-0000"]);
        let key = Some(ids::LIMITED_KEY);
        let (reply, location) = town.send_file_as(key, Method::DELETE, &path, &file).await;
        reply.assert_status(202);
        let location = location.unwrap();
        let id = location.rsplit('/').nth(1).unwrap();
        assert_eq!(town.work_through_file(id).await, "COMPLETED_UNSUCCESSFULLY");
        assert_eq!(town.rows().count("debt_position").await, 1);
    }

    async fn files_are_listed_the_last_first_page_by_page(town: Town) {
        let file = iupds(&["MAI-VISTA"]);
        for _ in 0..101 {
            town.send_file(Method::DELETE, &file).await;
        }
        let today = town.app().today();
        let asked = format!("/files?from={today}&to={today}&size=100");
        let page = town.upload("v2", &asked).await.assert_status(200);
        let page = page.record_upload("v2", "FileIdListResponse").json;
        assert_eq!((&page["size"], &page["hasMore"]), (&json!(100), &json!(true)));
        let last = page["fileIds"][99].as_str().unwrap();
        let rest = town.files_after(last, &asked).await.assert_status(200).json;
        assert_eq!((&rest["size"], &rest["hasMore"]), (&json!(1), &json!(false)));
        assert!(!page["fileIds"].as_array().unwrap().contains(&rest["fileIds"][0]));
        let gone = "00000000-0000-7000-8000-000000000000";
        town.files_after(gone, &asked).await.assert_problem(410, "GONE");
        town.files_after("x", &asked).await.assert_problem(400, "BAD REQUEST");
        let before = town.upload("v1", "/files?to=2020-01-01").await;
        assert_eq!(before.assert_status(200).json["fileIds"], json!([]));
        town.upload("v1", "/files?size=7").await.assert_problem(400, "BAD REQUEST");
    }

    async fn files_are_forgotten_after_their_time(town: Town) {
        let mut sent = models(&town, 2);
        sent[1]["type"] = json!("X");
        let id = town.send_file(Method::POST, &positions(&sent)).await;
        town.work_through_file(&id).await;
        town.advance(SignedDuration::from_hours(24 * 91));
        while iuvo_app::jobs::run_due_jobs(town.app()).await.unwrap() > 0 {}
        for table in ["file", "file_part", "file_item"] {
            assert_eq!(town.rows().count(table).await, 0, "{table}");
        }
        assert_eq!(town.rows().count("debt_position").await, 1);
        town.upload("v2", &format!("/file/{id}/status")).await.assert_status(404);
    }
}
