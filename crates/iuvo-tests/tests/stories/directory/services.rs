//! Services in time, and how they are accounted for.

use iuvo_tests::{Town, ids, stories};
use reqwest::Method;

const TOWN: [&str; 4] = ["--organization", ids::TOWN, "--environment", "collaudo"];

async fn add_service(town: &Town, code: &str, more: &[&str]) -> iuvo_tests::Ran {
    let named = ["--code", code, "--name", "Tassa sui rifiuti"];
    town.admin(&[&["service", "add"], &TOWN[..], &named, more].concat()).await
}

/// How many positions each of these services has claimed.
async fn claimed<const N: usize>(town: &Town, services: [&str; N]) -> [i64; N] {
    let mut found = [0; N];
    for (count, code) in found.iter_mut().zip(services) {
        let sql = format!(
            "select count(*) from debt_position p
             join service s on s.workspace_id = p.workspace_id and s.id = p.service_id
             where s.code = '{code}'"
        );
        *count = town.rows().number(&sql).await;
    }
    found
}

stories! {
    async fn a_service_that_has_ended_claims_no_new_position(town: Town) {
        let category = ["--category", "9/0101101IM/"];
        let before = town.position("TARI 2026").publish().await;
        let yesterday = town.app().today().yesterday().unwrap().to_string();
        add_service(&town, "TARI", &[&category[..], &["--valid-to", &yesterday]].concat())
            .await
            .assert_done();
        town.app().refresh_directory().await.unwrap();
        town.position("TARI 2027").publish().await;
        assert_eq!(claimed(&town, ["TARI", "ALTRO"]).await, [1, 1]);

        let today = town.app().today().to_string();
        add_service(&town, "TARI-NUOVA", &[&category[..], &["--valid-from", &today]].concat())
            .await
            .assert_done();
        town.app().refresh_directory().await.unwrap();
        town.position("TARI 2028").publish().await;
        assert_eq!(claimed(&town, ["TARI", "ALTRO", "TARI-NUOVA"]).await, [1, 1, 1]);

        let path = format!("/debtpositions/{}", before.iupd);
        let shown = town.gpd(Method::GET, &path, None).await.assert_status(200);
        assert_eq!(shown.json["status"], "VALID");
    }

    async fn a_service_with_dates_in_disorder_is_refused(town: Town) {
        let disorder = ["--valid-from", "2026-02-01", "--valid-to", "2026-01-31"];
        add_service(&town, "TARI", &disorder).await.assert_refused("--valid-to viene prima");
        let other = add_service(&town, "ALTRO", &["--valid-to", "2026-01-31"]).await;
        other.assert_refused("vale sempre");
        let changed = "select count(*) from service where valid_to is not null";
        assert_eq!(town.rows().number(changed).await, 0);
    }

    async fn a_payment_says_how_its_service_is_accounted_for(town: Town) {
        let year = town.app().today().year().to_string();
        let which = ["--service", "TARI", "--year", &year];
        let codes = ["--chapter", "3010100/1", "--assessment", "2026/145"];
        let set = [&["accounting", "set"], &TOWN[..], &which, &codes].concat();
        town.admin(&set).await.assert_done();
        town.app().refresh_directory().await.unwrap();
        let own = town.position("TARI e TEFA").single(10_050);
        let notice = own.share(ids::PROVINCE, 500, ids::IBAN).publish().await.notice();
        let answer = town.activate(notice).await.assert_ok();
        let entry = |key: &str, value: &str| {
            format!("<mapEntry><key>{key}</key><value>{value}</value></mapEntry>")
        };
        let expected = [
            entry("RC_TIP_1", "CORRISPETTIVO_DL118"),
            entry("RC_AC_1", &year),
            entry("RC_CAP_1", "3010100/1"),
            entry("RC_ACC_1", "2026/145"),
            entry("RC_IMP_1", "100.50"),
        ];
        // The share of the province is the province's to account for.
        assert_eq!(answer.xml.matches(&expected.concat()).count(), 1, "{}", answer.xml);
        assert_eq!(answer.xml.matches("RC_TIP_1").count(), 1, "{}", answer.xml);
        town.psp().pay(&notice).await.assert_ok();

        let accounted = town.position("TARI 2026").single(5_000).with(|model| {
            let own = serde_json::json!([{ "key": "RC_TIP_2", "value": "CIVILISTICO" }]);
            model["paymentOption"][0]["transfer"][0]["transferMetadata"] = own;
        });
        let answer = town.activate(accounted.publish().await.notice()).await.assert_ok();
        assert!(answer.xml.contains(&entry("RC_TIP_2", "CIVILISTICO")), "{}", answer.xml);
        assert!(!answer.xml.contains("RC_TIP_1"), "{}", answer.xml);

        let delete = [&["accounting", "remove"], &TOWN[..], &which].concat();
        town.admin(&delete).await.assert_done();
        town.app().refresh_directory().await.unwrap();
        let other = town.position("TARI 2026").publish().await.notice();
        let answer = town.activate(other).await.assert_ok();
        assert!(!answer.xml.contains("RC_"), "{}", answer.xml);
    }

    async fn a_service_is_accounted_for_year_by_year(town: Town) {
        let of = |year: &'static str| [&TOWN[..], &["--service", "TARI", "--year", year]].concat();
        let set = |year, more: &[&'static str]| {
            [&["accounting", "set"], &of(year)[..], more].concat()
        };
        let first = set("2026", &["--chapter", "3010100/1", "--assessment", "2026/145"]);
        town.admin(&first).await.assert_done();
        town.admin(&first).await.assert_done();
        town.admin(&set("2025", &["--chapter", "3010100"])).await.assert_done();
        let list = [&["accounting", "list", "--json"], &TOWN[..]].concat();
        let shown = town.admin(&list).await.assert_done().json();
        let expected = serde_json::json!([
            {"service": "TARI", "year": 2025, "chapter": "3010100", "assessment": null},
            {"service": "TARI", "year": 2026, "chapter": "3010100/1", "assessment": "2026/145"},
        ]);
        assert_eq!(shown, expected);

        let long = "9".repeat(141);
        let too_long = [&["accounting", "set"], &of("2026")[..], &["--chapter", &long]].concat();
        town.admin(&too_long).await.assert_refused("--chapter ha da 1 a 140 caratteri");
        let stranger = [&["accounting", "set"], &TOWN[..], &["--service", "IMU"]].concat();
        let stranger = [&stranger[..], &["--year", "2026", "--chapter", "1"]].concat();
        town.admin(&stranger).await.assert_refused("non ha il servizio «IMU»");
        let remove = [&["accounting", "remove"], &of("2025")[..]].concat();
        town.admin(&remove).await.assert_done();
        town.admin(&remove).await.assert_refused("Non c'è niente da togliere");
        assert_eq!(town.rows().number("select count(*) from service_accounting").await, 1);
    }
}
