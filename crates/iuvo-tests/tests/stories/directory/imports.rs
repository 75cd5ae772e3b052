//! Lists of the Back Office, imported by an operator.

use std::fmt::Write;

use iuvo_tests::{Ran, Town, ids, stories};

const EXPORT: &str = "companyName;taxCode;intermediated;brokerCompanyName;brokerTaxCode;model;\
    auxDigit;segregationCode;applicationCode;cbillCode;stationId;stationState;activationDate;\
    version;broadcast\n";

/// Writes a file and imports it.
async fn import(town: &Town, kind: &str, file: &str, more: &[&str]) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file.csv");
    std::fs::write(&path, file).unwrap();
    let path = path.to_str().unwrap();
    let given = ["import", kind, path, "--environment", "collaudo"];
    town.admin(&[&given[..], more].concat()).await
}

/// A body's row of the export, under a segregation code.
fn row(fiscal_code: &str, name: &str, segregation_code: &str) -> String {
    format!(
        "{name};{fiscal_code};YES;Servizi;99000000002;3;3;{segregation_code};;;99000000002_05;\
         ENABLED;;1;ACTIVE\n"
    )
}

async fn counts(town: &Town) -> [i64; 4] {
    let mut counts = [0; 4];
    for (count, table) in
        counts.iter_mut().zip(["workspace", "station", "station_link", "bank_account"])
    {
        *count = town.rows().count(table).await;
    }
    counts
}

stories! {
    async fn bodies_stations_and_accounts_come_from_the_back_office(town: Town) {
        let before = counts(&town).await;
        let export = format!(
            "\u{feff}{EXPORT}{}{}{}",
            row(ids::TOWN, "Comune di Esempio", "05"),
            row("99000000044", "Città di Forlì", "02"),
            row("99000000044", "Città di Forlì", "03"),
        );
        let dry = import(&town, "bodies", &export, &["--dry-run"]).await.assert_done();
        assert!(dry.stdout.contains("riga 3, nuovo: ente 99000000044  Città di Forlì"), "{dry:?}");
        assert!(dry.stdout.contains("Nuovi 1, cambiati 0, uguali 1, scartati 0."));
        assert_eq!(counts(&town).await, before);

        import(&town, "bodies", &export, &[]).await.assert_done();
        import(&town, "stations", &export, &[]).await.assert_done();
        let accounts = format!(
            "denominazioneEnte;codiceFiscale;iban;stato;dataAttivazioneIban;descrizione;etichetta\n\
             Città di Forlì;99000000044;{};ATTIVO;2023-05-31T22:00:00Z;;\n", ids::IBAN
        );
        import(&town, "ibans", &accounts, &[]).await.assert_done();
        let [workspaces, stations, links, accounts_before] = before;
        assert_eq!(
            counts(&town).await,
            [workspaces + 1, stations + 1, links + 3, accounts_before + 1]
        );

        town.app().refresh_directory().await.unwrap();
        let workspace = town.workspace("99000000044");
        let directory = town.app().directory();
        let profile = directory.workspace(workspace).unwrap();
        assert_eq!(profile.workspace.slug, "citta-di-forli");
        assert_eq!(profile.accounts[0].valid_from.to_string(), "2023-06-01");
        assert!(profile.links.iter().all(|it| it.broadcast));
        let spaces = format!(
            "select count(*) from number_space where workspace_id = {}", workspace.get()
        );
        assert_eq!(town.rows().number(&spaces).await, 2);

        let (version, done) = (directory.version(), counts(&town).await);
        for (kind, file) in [("bodies", &export), ("stations", &export), ("ibans", &accounts)] {
            let again = import(&town, kind, file, &[]).await.assert_done();
            assert!(again.stdout.ends_with("Niente da cambiare.\n"), "{again:?}");
        }
        town.app().refresh_directory().await.unwrap();
        assert_eq!((town.app().directory().version(), counts(&town).await), (version, done));
    }

    async fn the_cbill_code_of_a_body_comes_with_it(town: Town) {
        let with_code = |row: String, code: &str| row.replacen(";;;", &format!(";;{code};"), 1);
        let export = format!(
            "{EXPORT}{}{}",
            with_code(row(ids::TOWN, "Comune di Esempio", "02"), "ab12c"),
            with_code(row("99000000044", "Città di Forlì", "02"), "XY987"),
        );
        let done = import(&town, "bodies", &export, &[]).await.assert_done();
        assert!(done.stdout.contains("codice CBILL dell'ente 99000000010"), "{done:?}");
        for code in ["AB12C", "XY987"] {
            let stored = format!("select count(*) from particulars where cbill = '{code}'");
            assert_eq!(town.rows().number(&stored).await, 1, "{code}");
        }
        let again = import(&town, "bodies", &export, &[]).await.assert_done();
        assert!(again.stdout.ends_with("Niente da cambiare.\n"), "{again:?}");
    }

    async fn a_file_with_rejected_rows_changes_nothing_unless_they_are_let_go(town: Town) {
        let before = counts(&town).await;
        let export = format!(
            "{EXPORT}{}{}",
            row("99000000045", "Sbagliato", "02"),
            row("99000000044", "Città di Forlì", "02"),
        );
        let refused = import(&town, "bodies", &export, &[]).await;
        let refused = refused.assert_refused("Ci sono righe scartate");
        let reason = "scartata la riga 2, taxCode: l'ultima cifra non corrisponde alle altre";
        assert!(refused.stdout.contains(reason), "{refused:?}");
        assert_eq!(counts(&town).await, before);
        let json = import(&town, "bodies", &export, &["--skip-rejected", "--json"]).await;
        let json = json.assert_done().json();
        assert_eq!((&json["applied"], &json["created"]), (&true.into(), &1.into()));
        assert_eq!(json["defects"][0]["field"], "taxCode");
        assert_eq!(counts(&town).await[0], before[0] + 1);
    }

    async fn a_file_that_is_no_such_list_is_refused(town: Town) {
        let empty = import(&town, "bodies", "", &[]).await;
        empty.assert_refused("Il file non si importa: il file è vuoto.");
        let other = import(&town, "ibans", EXPORT, &[]).await;
        other.assert_refused("manca la colonna iban");
    }

    /// More than two transactions of bodies.
    async fn a_thousand_bodies_are_imported_in_parts(town: Town) {
        let mut export = EXPORT.to_owned();
        for number in 0..1_100 {
            let code = fiscal_code(number);
            write!(export, "{}", row(&code, &format!("Comune numero {number}"), "02")).unwrap();
        }
        let before = counts(&town).await;
        let done = import(&town, "bodies", &export, &[]).await.assert_done();
        assert!(done.stderr.contains("1000 modifiche su 1100"), "{done:?}");
        assert!(done.stdout.contains("… e altre 1050 modifiche"), "{done:?}");
        import(&town, "stations", &export, &[]).await.assert_done();
        let after = counts(&town).await;
        assert_eq!((after[0], after[2]), (before[0] + 1_100, before[2] + 1_100));
        let jobs = "select count(*) from job";
        assert_eq!(town.rows().number(jobs).await % after[0], 0);
    }
}

/// A fiscal code of a body with its check digit (the algorithm of VAT numbers).
fn fiscal_code(number: u32) -> String {
    let code = format!("{:010}", 8_000_000_000_u64 + u64::from(number));
    let sum: u32 = code
        .chars()
        .zip([1, 2].into_iter().cycle())
        .map(|(digit, weight)| digit.to_digit(10).unwrap() * weight)
        .map(|it| if it > 9 { it - 9 } else { it })
        .sum();
    format!("{code}{}", (10 - sum % 10) % 10)
}
