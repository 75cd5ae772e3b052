//! Planned stops of stations, and how the Node may use them.

use iuvo_tests::{Town, ids, stories};

const STATION: [&str; 4] = ["--station", ids::STATION, "--environment", "collaudo"];

/// Next year, so that the 72 hours never matter unless a story wants them to.
fn next_year(town: &Town) -> i16 {
    town.app().today().year() + 1
}

async fn plan(town: &Town, start: &str, end: &str, more: &[&str]) -> iuvo_tests::Ran {
    let period = ["--start", start, "--end", end];
    town.admin(&[&["maintenance", "add"], &STATION[..], &period, more].concat()).await
}

async fn hours(town: &Town, year: i16) -> serde_json::Value {
    let (broker, year) = (ids::BROKER, year.to_string());
    let of = ["--broker", broker, "--environment", "collaudo", "--year", &year, "--json"];
    town.admin(&[&["maintenance", "list"], &of[..]].concat()).await.assert_done().json()
}

stories! {
    async fn the_year_has_thirty_six_hours_of_stops(town: Town) {
        let year = next_year(&town);
        let at = |text: &str| format!("{year}-{text}");
        plan(&town, &at("03-10T00:00"), &at("03-11T06:00"), &[]).await.assert_done();
        plan(&town, &at("12-31T20:00"), &format!("{}-01-01T06:00", year + 1), &[])
            .await
            .assert_done();
        let shown = hours(&town, year).await;
        assert_eq!([&shown["plannedHours"], &shown["leftHours"]], ["34:00", "2:00"]);
        assert_eq!(hours(&town, year + 1).await["leftHours"], "30:00");

        let (start, end) = (at("05-10T00:00"), at("05-10T02:15"));
        let refused = plan(&town, &start, &end, &[]).await;
        refused.assert_refused(&format!("Nel {year} restano 2:00 ore di fermo su 36"));
        plan(&town, &start, &end, &["--stand-in"]).await.assert_done();
        let shown = hours(&town, year).await;
        assert_eq!([&shown["leftHours"], &shown["extraHours"]], ["0:00", "0:15"]);
        assert_eq!(shown["windows"].as_array().unwrap().len(), 3);
        assert_eq!(shown["windows"][1]["standIn"], true);
        assert_eq!(shown["windows"][1]["state"], "programmato");

        let start = at("03-10T00:00");
        let cancelled =
            [&["maintenance", "cancel"], &STATION[..], &["--start", &start]].concat();
        town.admin(&cancelled).await.assert_done();
        town.admin(&cancelled).await.assert_refused("non ha un fermo che inizia allora");
        let left = hours(&town, year).await;
        assert_eq!(left["leftHours"], "29:45");
    }

    async fn a_stop_that_breaks_a_rule_changes_nothing(town: Town) {
        let year = next_year(&town);
        let at = |text: &str| format!("{year}-{text}");
        plan(&town, &at("03-10T00:00"), &at("03-10T06:00"), &[]).await.assert_done();
        let today = town.app().today().to_string();
        for (start, end, text) in [
            (format!("{today}T23:00"), format!("{today}T23:30"), "almeno 72 ore prima"),
            (at("03-10T05:45"), at("03-10T07:00"), "La stazione è già ferma in quel tempo"),
            (at("03-11T05:10"), at("03-11T07:00"), "un quarto d'ora"),
            (at("03-11T07:00"), at("03-11T07:00"), "--end non viene dopo --start"),
            (at("03-11"), at("03-11T07:00"), "è una data con l'ora"),
        ] {
            plan(&town, &start, &end, &[]).await.assert_refused(text);
        }
        let unknown = ["--station", "99000000002_77", "--environment", "collaudo"];
        let period = ["--start", &at("03-11T05:00"), "--end", &at("03-11T07:00")];
        let unknown = town.admin(&[&["maintenance", "add"], &unknown[..], &period].concat()).await;
        unknown.assert_refused("La stazione 99000000002_77 non c'è in collaudo");
        assert_eq!(town.rows().number("select count(*) from station_maintenance").await, 1);
    }

    /// Until the moment it begins a stop can be taken back; then its hours are used.
    async fn a_stop_in_progress_ends_when_it_is_cancelled(town: Town) {
        use iuvo_app::directory::{ChangeError, DirectoryChange};
        use iuvo_domain::{Environment, directory::maintenance::MaintenanceWindow};
        use jiff::SignedDuration;

        let now = town.app().now();
        let day = now.round(jiff::Unit::Hour).unwrap();
        let hours = |count| day.checked_add(SignedDuration::from_hours(count)).unwrap();
        let window = MaintenanceWindow {
            environment: Environment::Acceptance,
            station: ids::STATION.parse().unwrap(),
            starts_at: hours(96),
            ends_at: hours(100),
            stand_in: false,
        };
        let change = |it| town.change(it);
        change(DirectoryChange::PlanMaintenance(window)).await.unwrap();
        // Written again, as after an answer that was lost.
        change(DirectoryChange::PlanMaintenance(window)).await.unwrap();
        town.advance(SignedDuration::from_hours(98));
        change(DirectoryChange::CancelMaintenance(window)).await.unwrap();
        let over = change(DirectoryChange::CancelMaintenance(window)).await.unwrap_err();
        assert!(matches!(over, ChangeError::MaintenanceFinished), "{over}");
        let stopped = "select (ends_at - starts_at) / 60000000 from station_maintenance";
        let minutes = town.rows().number(stopped).await;
        assert!((60..=180).contains(&minutes), "{minutes}");
    }

    async fn how_the_node_uses_stations_and_links_is_shown(town: Town) {
        let station = ["--code", ids::STATION, "--environment", "collaudo", "--stand-in"];
        let station = [&["station", "add"], &station[..], &["--primitives", "1"]].concat();
        town.admin(&station).await.assert_done();
        let link = ["--organization", ids::TOWN, "--environment", "collaudo", "--station"];
        let link = [&["link", "add"], &link[..], &[ids::STATION, "--segregation-code", "02"]];
        town.admin(&[&link.concat(), &["--spontaneous", "--broadcast"][..]].concat())
            .await
            .assert_done();
        let shown = town.admin(&["directory", "show", "--json"]).await.assert_done().json();
        let station = &shown["stations"][0];
        assert_eq!((&station["standIn"], &station["primitives"]), (&true.into(), &1.into()));
        assert_eq!(station["paymentOptions"], false);
        let link = &shown["organizations"][0]["links"][0];
        assert_eq!((&link["spontaneous"], &link["broadcast"]), (&true.into(), &true.into()));
        assert_eq!(link["standIn"], false);
        let lines = town.admin(&["directory", "show"]).await.assert_done().stdout;
        assert!(lines.contains("collaudo  primitive 1  stand-in\n"), "{lines}");
    }
}
