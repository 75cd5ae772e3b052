//! The taxonomy, imported by an operator, and what it says of positions.

use iuvo_tests::{Ran, Town, ids, stories};
use reqwest::Method;

const HEADER: &str = "CODICE TIPO ENTE CREDITORE;TIPO ENTE CREDITORE;NOME MACRO AREA;\
    TIPO SERVIZIO;DATI SPECIFICI DI INCASSO;DATA INIZIO VALIDITA (mm/gg/aaaa);\
    DATA FINE VALIDITA (mm/gg/aaaa)\n";

async fn import(town: &Town, rows: &str, more: &[&str]) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tassonomia.csv");
    std::fs::write(&path, format!("{HEADER}{rows}")).unwrap();
    let arguments = [&["taxonomy", "import", path.to_str().unwrap()], more].concat();
    let ended = town.admin(&arguments).await;
    town.app().refresh_directory().await.unwrap();
    ended
}

async fn positions(town: &Town) -> String {
    let of = ["--organization", ids::TOWN, "--environment", "collaudo"];
    let ended = town.admin(&[&["taxonomy", "positions"], &of[..]].concat()).await;
    ended.assert_done().stdout
}

const IN_FORCE: &str = "1;COMUNE;TRIBUTI;Tassa sui rifiuti;9/0101101IM/;01/01/1900;01/01/2080\n";

stories! {
    async fn positions_under_codes_not_in_force_are_warned_about_and_listed(town: Town) {
        let open = town.position("TARI 2026").iupd("A").publish().await;
        assert_eq!(positions(&town).await, "Quote da correggere: 0.\n");
        import(&town, IN_FORCE, &[]).await.assert_done();
        assert_eq!(positions(&town).await, "Quote da correggere: 0.\n");
        town.position("TARI 2026").iupd("PAGATA").publish().await;

        let ended = "1;COMUNE;TRIBUTI;Tassa sui rifiuti;9/0101101IM/;01/01/1900;12/31/2025\n";
        import(&town, ended, &[]).await.assert_done();
        assert_eq!(town.rows().number("select count(*) from taxonomy_code").await, 1);
        let listed = positions(&town).await;
        let notice = open.notice();
        let line = format!("A  avviso {notice}  quota 1  9/0101101IM/  non in vigore\n");
        assert!(listed.starts_with(&line), "{listed}");
        assert!(listed.ends_with("Quote da correggere: 2.\n"), "{listed}");
        town.psp().pay(&open.notice()).await.assert_ok();
        assert!(positions(&town).await.ends_with("Quote da correggere: 1.\n"));

        let warned = "select count(*) from debt_position where warnings like '%category_expired%'";
        assert_eq!(town.rows().number(warned).await, 0);
        town.position("TARI 2027").iupd("B").publish().await;
        assert_eq!(town.rows().number(warned).await, 1);
        town.gpd(Method::GET, "/debtpositions/B", None).await.assert_status(200);
    }

    /// More shares than a page holds, of two bodies.
    async fn the_list_goes_on_past_a_page_and_stays_in_its_body(town: Town) {
        for number in 0..3 {
            let cents = [100; 200];
            town.position("TARI").iupd(&format!("P{number}")).installments(&cents).publish().await;
        }
        let unknown = "1;COMUNE;TRIBUTI;Altro;9/0101102IM/;01/01/1900;01/01/2080\n";
        import(&town, unknown, &[]).await.assert_done();
        let listed = positions(&town).await;
        assert!(listed.ends_with("Quote da correggere: 600.\n"), "{listed}");
        assert_eq!(listed.matches("sconosciuto").count(), 600);
        let of = ["--organization", ids::NEIGHBOUR, "--environment", "collaudo"];
        let other = town.admin(&[&["taxonomy", "positions"], &of[..]].concat()).await;
        assert_eq!(other.assert_done().stdout, "Quote da correggere: 0.\n");
    }

    async fn a_bad_list_changes_nothing_and_names_each_row(town: Town) {
        let bad = "1;COMUNE;TRIBUTI;Rifiuti;TARI;13/01/2021;01/01/2080\n";
        let refused = import(&town, &format!("{IN_FORCE}{bad}"), &[]).await;
        let refused = refused.assert_refused("Ci sono righe scartate");
        for text in [
            "scartata la riga 3, DATI SPECIFICI DI INCASSO: non è un codice come 9/0101101IM/",
            "scartata la riga 3, DATA INIZIO VALIDITA: non è una data",
        ] {
            assert!(refused.stdout.contains(text), "{refused:?}");
        }
        assert_eq!(town.rows().count("taxonomy_code").await, 0);
        import(&town, IN_FORCE, &[]).await.assert_done();
        let again = import(&town, IN_FORCE, &[]).await.assert_done();
        assert!(again.stdout.contains("Niente da cambiare."), "{again:?}");
    }
}
