//! A configuration taken over by another environment and by another body.

use iuvo_tests::{Ran, Town, ids, stories};

async fn clone(town: &Town, from: (&str, &str), to: (&str, &str), more: &[&str]) -> Ran {
    let between =
        ["--from", from.0, "--from-environment", from.1, "--to", to.0, "--to-environment", to.1];
    town.admin(&[&["organization", "clone"], &between[..], more].concat()).await
}

const TOWN: (&str, &str) = (ids::TOWN, "collaudo");
const NEIGHBOUR: (&str, &str) = (ids::NEIGHBOUR, "collaudo");
const REAL_NEIGHBOUR: (&str, &str) = (ids::NEIGHBOUR, "produzione");

/// A service with its days, accounting codes and a link with flags, at the town.
async fn configure(town: &Town) {
    let of_town = ["--organization", ids::TOWN, "--environment", "collaudo"];
    let service = ["--code", "MENSA", "--name", "Mensa", "--spontaneous", "--valid-to"];
    let service = [&["service", "add"], &of_town[..], &service, &["2030-12-31"]].concat();
    town.admin(&service).await.assert_done();
    for service in ["MENSA", "ALTRO"] {
        let codes = ["--service", service, "--year", "2026", "--chapter", "3010100"];
        town.admin(&[&["accounting", "set"], &of_town[..], &codes].concat()).await.assert_done();
    }
    let link = ["--station", ids::STATION, "--segregation-code", "02", "--spontaneous"];
    town.admin(&[&["link", "add"], &of_town[..], &link].concat()).await.assert_done();
    town.position("TARI 2026").publish().await;
}

/// What may not change: keys, positions, accounts, links and numbers.
async fn untouched(town: &Town) -> Vec<i64> {
    let mut counts = Vec::new();
    let tables =
        ["api_key", "debt_position", "bank_account", "station_link", "number_space", "station"];
    for table in tables {
        counts.push(town.rows().count(table).await);
    }
    counts
}

stories! {
    async fn another_body_takes_services_accounts_and_flags_over(town: Town) {
        configure(&town).await;
        let before = untouched(&town).await;
        let dry = clone(&town, TOWN, NEIGHBOUR, &["--dry-run"]).await.assert_done();
        assert!(dry.stdout.contains("nuovo: servizio MENSA  Mensa"), "{dry:?}");
        assert_eq!(town.rows().count("service_accounting").await, 2);

        clone(&town, TOWN, NEIGHBOUR, &[]).await.assert_done();
        assert_eq!(untouched(&town).await, before);
        town.app().refresh_directory().await.unwrap();
        let directory = town.app().directory();
        let profile = directory.workspace(town.workspace(ids::NEIGHBOUR)).unwrap();
        let meals = profile.services.iter().find(|it| it.code == "MENSA").unwrap();
        assert_eq!(meals.valid_to.unwrap().to_string(), "2030-12-31");
        let theirs = directory.workspace(town.workspace(ids::TOWN)).unwrap();
        assert!(theirs.services.iter().all(|it| it.id != meals.id), "an identity of its own");
        assert!(profile.links[0].spontaneous && profile.links.len() == 1);
        assert_eq!(profile.links[0].segregation_code.to_string(), "03");
        let chapters = format!(
            "select count(*) from service_accounting where workspace_id = {}",
            profile.workspace.id.get()
        );
        assert_eq!(town.rows().number(&chapters).await, 2);

        let again = clone(&town, TOWN, NEIGHBOUR, &[]).await.assert_done();
        assert!(again.stdout.ends_with("Niente da cambiare.\n"), "{again:?}");
    }

    async fn the_other_environment_takes_the_same_over(town: Town) {
        configure(&town).await;
        clone(&town, TOWN, NEIGHBOUR, &[]).await.assert_done();
        let before = untouched(&town).await;
        clone(&town, NEIGHBOUR, REAL_NEIGHBOUR, &[]).await.assert_done();
        assert_eq!(untouched(&town).await, before);
        let flags = "select count(*) from station_link where environment = 2 and spontaneous = 1";
        assert_eq!(town.rows().number(flags).await, 1);
        assert_eq!(town.rows().count("service_accounting").await, 6);
    }

    /// What a body says of itself is true of it in both environments, and of no other body.
    async fn what_a_body_says_goes_to_its_other_environment_alone(town: Town) {
        let of = ["organization", "describe", "--organization", ids::NEIGHBOUR];
        let said = ["--environment", "collaudo", "--cbill", "AB12C", "--phone", "0123 1"];
        town.admin(&[&of[..], &said].concat()).await.assert_done();
        clone(&town, NEIGHBOUR, TOWN, &[]).await.assert_done();
        assert_eq!(town.rows().count("particulars").await, 1);
        let done = clone(&town, NEIGHBOUR, REAL_NEIGHBOUR, &[]).await.assert_done();
        assert!(done.stdout.contains("nuovo: dati e recapiti dell'ente 99000000028"), "{done:?}");
        let same = "select count(*) from particulars where cbill = 'AB12C' and phone = '0123 1'";
        assert_eq!(town.rows().number(same).await, 2);
        let again = clone(&town, NEIGHBOUR, REAL_NEIGHBOUR, &[]).await.assert_done();
        assert!(again.stdout.ends_with("Niente da cambiare.\n"), "{again:?}");
    }

    async fn a_body_that_is_not_served_takes_nothing_over(town: Town) {
        let stranger = clone(&town, TOWN, (ids::PROVINCE, "produzione"), &[]).await;
        stranger.assert_refused("non è servito in produzione");
        clone(&town, TOWN, TOWN, &[]).await.assert_refused("non copia la propria");
    }
}
