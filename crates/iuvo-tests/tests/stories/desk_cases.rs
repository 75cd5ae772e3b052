//! What the program accepted and a person must decide: taken in charge, closed, opened again.

use iuvo_domain::access::{Role, Scope};
use iuvo_store::review_cases::ListOfNotice;
use iuvo_tests::{Browser, Page, Town, ids, messages, stories};
use pagopa_codes::NoticeNumber;
use pagopa_node::PaymentOutcome;
use reqwest::Method;

const BASE: &str = "/backoffice/comune-di-esempio/collaudo";
const CASES: &str = "/backoffice/comune-di-esempio/collaudo/anomalie";

async fn somebody(town: &Town, name: &str, role: Role) -> Browser {
    let here = Scope::Workspace(town.workspace(ids::TOWN));
    town.signed_in(&town.operator(name, &[(role, here)]).await).await
}

/// A clerk who works on one service only.
async fn clerk_of(town: &Town, name: &str, service: &str) -> Browser {
    let here = town.workspace(ids::TOWN);
    let directory = town.app().directory();
    let services = &directory.workspace(here).unwrap().services;
    let service = services.iter().find(|it| it.code == service).unwrap().id;
    town.signed_in(&town.operator(name, &[(Role::Clerk, Scope::Service(here, service))]).await)
        .await
}

/// A notice of the body that no position has.
fn unknown(number: u64) -> NoticeNumber {
    NoticeNumber::generate("02".parse().unwrap(), 9_000_000 + number).unwrap()
}

/// Where the pages of the cases of a notice are, oldest first.
async fn cases_of(town: &Town, notice: NoticeNumber) -> Vec<String> {
    let workspace = town.workspace(ids::TOWN);
    let query = ListOfNotice { workspace, notice_number: notice.into() };
    let found = town.app().store().read(query).await.unwrap();
    found.iter().map(|it| format!("{CASES}/{}", it.case.id)).collect()
}

async fn only_case_of(town: &Town, notice: NoticeNumber) -> String {
    let mut cases = cases_of(town, notice).await;
    assert_eq!(cases.len(), 1, "{cases:?}");
    cases.remove(0)
}

/// A notice paid twice.
async fn paid_twice(town: &Town, description: &str) -> NoticeNumber {
    let notice = town.position(description).publish().await.notice();
    for round in 0..2 {
        let receipt = messages::receipt(&format!("{notice}-{round}"), notice, 12_000);
        town.deliver(receipt).await.assert_ok();
    }
    notice
}

fn version(page: &Page) -> String {
    let rest = page.text.split_once("name=\"versione\" value=\"").expect("a version").1;
    rest.split_once('"').unwrap().0.to_owned()
}

/// Opens the page that asks once more, and sends it with these fields.
async fn step(browser: &Browser, case: &str, step: &str, fields: &[(&str, &str)]) -> Page {
    let path = format!("{case}/{step}");
    let asked = browser.opens(&path).await;
    assert_eq!(asked.status, 200, "{}", asked.text);
    let version = version(&asked);
    browser.sends(&path, &[&[("versione", version.as_str())], fields].concat()).await
}

/// What the story of a notice says.
async fn story(town: &Town, notice: NoticeNumber) -> String {
    let path = format!("/notices/{notice}/timeline");
    town.api(Some(ids::KEY), &path).await.assert_status(200).json.to_string()
}

stories! {
    async fn a_double_payment_is_taken_in_charge_refunded_and_leaves_the_list(town: Town) {
        let anna = somebody(&town, "anna", Role::Clerk).await;
        let notice = paid_twice(&town, "TARI 2026").await;
        anna.opens(BASE).await.assert_says(200, "Un pagamento da controllare");
        let list = anna.opens(CASES).await;
        list.assert_says(200, "Pagata due volte");
        list.assert_says(200, "120,00\u{a0}€");
        let case = only_case_of(&town, notice).await;
        let shown = anna.opens(&case).await;
        for text in ["Aperta", "Restituisci l’eccedenza", "Quella di questa", "TARI 2026"] {
            shown.assert_says(200, text);
        }
        step(&anna, &case, "prendi", &[]).await.assert_leads_to(&format!("{case}?fatto=prendi"));
        anna.opens(&case).await.assert_says(200, "Presa in carico");
        anna.opens(CASES).await.assert_says(200, "In carico a anna");
        let end = [("esito", "refunded"), ("motivo", "mandato 12 del 20/11/2026")];
        let done = step(&anna, &case, "chiudi", &end).await;
        done.assert_leads_to(&format!("{case}?fatto=chiudi"));
        let shown = anna.opens(&format!("{case}?fatto=chiudi")).await;
        for text in ["Anomalia chiusa", "Rimborsata", "mandato 12 del 20/11/2026", "anna, "] {
            shown.assert_says(200, text);
        }
        anna.opens(BASE).await.assert_says(200, "Niente da vedere");
        anna.opens(CASES).await.assert_says(200, "Nessuna anomalia");
        anna.opens(&format!("{CASES}?stato=chiuse")).await.assert_says(200, "Rimborsata");
        let told = story(&town, notice).await;
        assert!(told.contains("Preso in carico il caso da anna: pagata due volte"), "{told}");
        let closed = "Chiuso il caso da anna: pagata due volte, denaro restituito (mandato 12";
        assert!(told.contains(closed), "{told}");
    }

    async fn a_case_ends_as_its_kind_may_and_says_why(town: Town) {
        let anna = somebody(&town, "anna", Role::Clerk).await;
        let case = only_case_of(&town, paid_twice(&town, "TARI 2026").await).await;
        for (fields, why) in [
            (vec![], "Scegli com’è finita"),
            (vec![("esito", "refunded")], "Scrivi il motivo"),
            (vec![("esito", "corrected"), ("motivo", "x")], "Scegli com’è finita"),
            (vec![("esito", "altro"), ("motivo", "x")], "Scegli com’è finita"),
            (vec![("esito", "assigned"), ("motivo", "x")], "Scrivi il codice avviso"),
        ] {
            step(&anna, &case, "chiudi", &fields).await.assert_says(422, why);
        }
        let long = "x".repeat(201);
        let form = [("esito", "ignored"), ("motivo", long.as_str())];
        let page = step(&anna, &case, "chiudi", &form).await;
        page.assert_says(422, "al massimo 200 caratteri");
        page.assert_says(422, &long);
        let closed = "select count(*) from review_case where closed = 1";
        assert_eq!(town.rows().number(closed).await, 0);
        assert_eq!(anna.opens(&format!("{case}/altro")).await.status, 404);
        anna.opens(&format!("{case}/riapri")).await.assert_leads_to(&case);
    }

    async fn two_clerks_who_close_one_case_end_well(town: Town) {
        let anna = somebody(&town, "anna", Role::Clerk).await;
        let bruno = somebody(&town, "bruno", Role::PaymentsContact).await;
        let case = only_case_of(&town, paid_twice(&town, "TARI 2026").await).await;
        let path = format!("{case}/chiudi");
        let version = version(&anna.opens(&path).await);
        let version = ("versione", version.as_str());
        let refunded = [version, ("esito", "refunded"), ("motivo", "mandato 12")];
        let ignored = [version, ("esito", "ignored"), ("motivo", "già visto")];
        anna.sends(&path, &refunded).await.assert_leads_to(&format!("{case}?fatto=chiudi"));
        let late = bruno.sends(&path, &ignored).await;
        late.assert_says(409, "anna ha chiuso l’anomalia: Rimborsata (mandato 12)");
        // A second click of the same hand is no conflict, and is told once.
        anna.sends(&path, &refunded).await.assert_leads_to(&format!("{case}?fatto=chiudi"));
        let closed = "select count(*) from event where kind = 34";
        assert_eq!(town.rows().number(closed).await, 1);
        let again = step(&bruno, &case, "riapri", &[("motivo", "bonifico tornato indietro")]).await;
        again.assert_leads_to(&format!("{case}?fatto=riapri"));
        bruno.opens(BASE).await.assert_says(200, "Un pagamento da controllare");
        // Of many at once one wins.
        let version = self::version(&anna.opens(&path).await);
        let version = ("versione", version.as_str());
        let [one, other] = ["uno", "altro"].map(|why| {
            [version, ("esito", "ignored"), ("motivo", why)]
        });
        let ends = tokio::join!(anna.sends(&path, &one), bruno.sends(&path, &other));
        let mut statuses = [ends.0.status, ends.1.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 409]);
        assert_eq!(town.rows().number(closed).await, 2);
    }

    async fn money_for_an_unknown_notice_pays_the_debt_that_was_loaded_under_another(town: Town) {
        let anna = somebody(&town, "anna", Role::PaymentsContact).await;
        let lost = unknown(0);
        town.deliver(messages::receipt("R1", lost, 12_000)).await.assert_ok();
        let case = only_case_of(&town, lost).await;
        let page = anna.opens(&case).await;
        page.assert_says(200, "Nessuna posizione ha questo codice avviso");
        let meant = town.position("TARI 2026").publish().await.notice();
        let dearer = town.position("TARI 2025").single(15_000).publish().await.notice();
        let draft = town.position("bozza").draft().await.notice();
        let paid = town.position("altra").publish().await.notice();
        town.deliver(messages::receipt("R2", paid, 12_000)).await.assert_ok();
        let assign = async |notice: &str| {
            let fields = [("esito", "assigned"), ("motivo", "era suo"), ("avviso", notice)];
            step(&anna, &case, "chiudi", &fields).await
        };
        for (notice, why) in [
            (unknown(7), "Nessuna posizione ha questo codice"),
            (lost, "Nessuna posizione ha questo codice"),
            (dearer, "e quell’avviso è di 150,00"),
            (draft, "è una bozza"),
            (paid, "è già stato pagato"),
        ] {
            assign(notice.as_str()).await.assert_says(422, why);
        }
        town.verify(meant).await.assert_ok();
        let spaced = format!("{} {}", &meant.as_str()[..4], &meant.as_str()[4..]);
        assign(&spaced).await.assert_leads_to(&format!("{case}?fatto=chiudi"));
        town.verify(meant).await.assert_fault("PAA_PAGAMENTO_DUPLICATO");
        let told = story(&town, meant).await;
        assert!(told.contains(&format!("con l’avviso {lost}, ricevuta R1")), "{told}");
        let shown = anna.opens(&case).await;
        shown.assert_says(200, "Collegata a una posizione");
        assert!(!shown.text.contains("Riapri"), "{}", shown.text);
        anna.opens(&format!("{case}/riapri")).await.assert_leads_to(&case);
        assert_eq!(cases_of(&town, meant).await.len(), 0);
    }

    async fn money_pays_the_debt_of_somebody_else_only_after_that_was_seen(town: Town) {
        let anna = somebody(&town, "anna", Role::PaymentsContact).await;
        let lost = unknown(0);
        town.deliver(messages::receipt("R1", lost, 12_000)).await.assert_ok();
        let case = only_case_of(&town, lost).await;
        let theirs = town.position("TARI di Anna").with(|it| {
            it["fiscalCode"] = "BNCNNA80A41H501C".into();
            it["fullName"] = "Anna Bianchi".into();
        });
        let theirs = theirs.single(12_000).publish().await.notice();
        let own = town.position("TARI 2026").publish().await.notice();
        let close = async |confirmed: &str| {
            let theirs = theirs.to_string();
            let fields = [
                ("esito", "assigned"), ("motivo", "era suo"), ("avviso", &*theirs),
                ("altro-debitore", confirmed),
            ];
            step(&anna, &case, "chiudi", &fields).await
        };
        // What was seen of another notice confirms nothing.
        for confirmed in ["", "si", &own.to_string()] {
            let asked = close(confirmed).await;
            asked.assert_says(422, "La ricevuta è di un’altra persona");
            for shown in ["TARI di Anna", "Anna Bianchi", "BNCNNA80A41H501C", "120,00"] {
                asked.assert_says(422, shown);
            }
            asked.assert_says(422, &format!("name=\"altro-debitore\" id=\"altro-debitore-si\" \
                value=\"{theirs}\""));
        }
        town.verify(theirs).await.assert_ok();
        let done = close(theirs.as_str()).await;
        done.assert_leads_to(&format!("{case}?fatto=chiudi"));
        town.verify(theirs).await.assert_fault("PAA_PAGAMENTO_DUPLICATO");
    }

    async fn a_receipt_that_found_its_position_is_closed_by_its_own_notice(town: Town) {
        let anna = somebody(&town, "anna", Role::PaymentsContact).await;
        let lost = unknown(0);
        town.deliver(messages::receipt("R1", lost, 12_000)).await.assert_ok();
        let case = only_case_of(&town, lost).await;
        let notice = lost.to_string();
        let own = [("esito", "assigned"), ("motivo", "caricata dopo"), ("avviso", notice.as_str())];
        step(&anna, &case, "chiudi", &own).await.assert_says(422, "Nessuna posizione");
        let late = town.position("TARI 2026").single(12_000).with(|it| {
            it["paymentOption"][0]["iuv"] = notice[1..].into();
        });
        assert_eq!(late.publish().await.notice(), lost);
        // As if both had been written at the same instant: the job brings them together.
        let unpaid = "update installment set status = 1, receipt_id = null, paid_at = null,
            payment_method = null, psp_name = null, fee_cents = null";
        town.rows().damage(unpaid).await;
        town.rows().damage("update debt_position set status = 3, paid_at = null").await;
        step(&anna, &case, "chiudi", &own).await.assert_says(422, "si collega da sola");
        town.advance(jiff::SignedDuration::from_mins(2));
        while iuvo_app::jobs::run_due_jobs(town.app()).await.unwrap() > 0 {}
        step(&anna, &case, "chiudi", &own).await.assert_leads_to(&format!("{case}?fatto=chiudi"));
    }

    async fn money_that_went_elsewhere_pays_no_debt_that_is_written_later(town: Town) {
        let anna = somebody(&town, "anna", Role::PaymentsContact).await;
        let meant = town.position("TARI 2025").publish().await.notice().to_string();
        let end = |outcome| [("esito", outcome), ("motivo", "mandato 12"), ("avviso", &*meant)];
        for (number, outcome) in [(0, "refunded"), (1, "assigned")] {
            let lost = unknown(number);
            let receipt = messages::receipt(outcome, lost, 12_000);
            town.deliver(receipt).await.assert_ok();
            let case = only_case_of(&town, lost).await;
            step(&anna, &case, "chiudi", &end(outcome)).await
                .assert_leads_to(&format!("{case}?fatto=chiudi"));
            let late = town.position("TARI 2026").single(12_000).with(|it| {
                it["paymentOption"][0]["iuv"] = lost.as_str()[1..].into();
            });
            assert_eq!(late.publish().await.notice(), lost);
            town.advance(jiff::SignedDuration::from_mins(2));
            while iuvo_app::jobs::run_due_jobs(town.app()).await.unwrap() > 0 {}
            town.verify(lost).await.assert_ok();
        }
    }

    async fn the_money_of_a_receipt_goes_one_way(town: Town) {
        let anna = somebody(&town, "anna", Role::PaymentsContact).await;
        let notice = town.position("TARI 2026").publish().await.notice();
        for (receipt, cents) in [("R1", 12_000), ("R2", 13_000)] {
            town.deliver(messages::receipt(receipt, notice, cents)).await.assert_ok();
        }
        // The second differs in its amount as well, and its debtor is asked about: three cases.
        let cases = cases_of(&town, notice).await;
        let double = cases_of_kind(&town, notice, "double_payment").await;
        let differs = cases_of_kind(&town, notice, "amount_differs").await;
        assert!(cases.contains(&double) && cases.contains(&differs));
        let meant = town.position("TARI 2025").single(13_000).publish().await.notice();
        let refunded = [("esito", "refunded"), ("motivo", "mandato 12")];
        let done = step(&anna, &differs, "chiudi", &refunded).await;
        done.assert_leads_to(&format!("{differs}?fatto=chiudi"));
        let meant = meant.to_string();
        let assigned = [("esito", "assigned"), ("motivo", "TARI 2025"), ("avviso", meant.as_str())];
        let refused = step(&anna, &double, "chiudi", &assigned).await;
        refused.assert_says(409, "dice già dov’è andato il denaro");
        let done = step(&anna, &double, "chiudi", &refunded).await;
        done.assert_leads_to(&format!("{double}?fatto=chiudi"));
    }

    async fn a_clerk_of_a_service_sees_and_decides_the_cases_of_that_service(town: Town) {
        let tari = clerk_of(&town, "tina", "TARI").await;
        let other = clerk_of(&town, "otto", "ALTRO").await;
        let notice = paid_twice(&town, "TARI 2026").await;
        town.deliver(messages::receipt("R9", unknown(0), 12_000)).await.assert_ok();
        let own = only_case_of(&town, notice).await;
        let nobodys = only_case_of(&town, unknown(0)).await;
        let list = tari.opens(CASES).await;
        list.assert_says(200, "Pagata due volte");
        assert!(!list.text.contains("non è in archivio"), "{}", list.text);
        assert!(!other.opens(CASES).await.text.contains("Pagata due volte"));
        tari.opens(&own).await.assert_says(200, "Chiudi l’anomalia");
        for (browser, case) in [(&other, &own), (&tari, &nobodys), (&other, &nobodys)] {
            assert_eq!(browser.opens(case).await.status, 404);
            let close = format!("{case}/chiudi");
            assert_eq!(browser.opens(&close).await.status, 404);
            let form = [("versione", "1"), ("esito", "ignored"), ("motivo", "x")];
            assert_eq!(browser.sends(&close, &form).await.status, 404);
        }
        // Money of theirs does not pay a debt of another service.
        let theirs = other_service_notice(&town).await;
        let form = [("esito", "assigned"), ("motivo", "x"), ("avviso", theirs.as_str())];
        step(&tari, &own, "chiudi", &form).await.assert_says(422, "Nessuna posizione ha questo");
        let form = [("esito", "refunded"), ("motivo", "mandato 12")];
        step(&tari, &own, "chiudi", &form).await.assert_leads_to(&format!("{own}?fatto=chiudi"));
        let admin = Scope::Broker(ids::BROKER.parse().unwrap());
        let admin = town.operator("dario", &[(Role::BrokerAdministrator, admin)]).await;
        let admin = town.signed_in(&admin).await;
        let shown = admin.opens(&nobodys).await;
        assert!(shown.status == 200 && !shown.text.contains("Chiudi l’anomalia"), "{}", shown.text);
        let close = format!("{nobodys}/chiudi");
        admin.opens(&close).await.assert_says(403, "non può decidere sulle anomalie");
    }

    async fn a_case_follows_its_notice_to_the_clerks_of_the_service(town: Town) {
        let tari = clerk_of(&town, "tina", "TARI").await;
        let other = clerk_of(&town, "otto", "ALTRO").await;
        let sees = async |clerk: &Browser| {
            let home = clerk.opens(BASE).await.text.contains("Un pagamento da controllare");
            let list = clerk.opens(CASES).await.text.contains("il pagamento non è riuscito");
            assert_eq!(home, list, "the figure is not that of its rows");
            list
        };
        let late = unknown(0);
        // One that pays nothing, so that the position can be revised.
        let mut failed = messages::receipt("R1", late, 12_000);
        failed.outcome = PaymentOutcome::Ko;
        town.deliver(failed).await.assert_ok();
        assert!(!sees(&tari).await && !sees(&other).await);
        let path = "/debtpositions/TARDI";
        let position = || {
            let position = town.position("TARI 2026").iupd("TARDI").single(12_000);
            position.with(|it| it["paymentOption"][0]["iuv"] = late.iuv().as_str().into())
        };
        position().draft().await;
        assert!(sees(&tari).await && !sees(&other).await);
        // Revised, it is of another service.
        let category = "9/0301109AP/";
        let revised = position().with(|it| {
            it["paymentOption"][0]["transfer"][0]["category"] = category.into();
        });
        town.gpd(Method::PUT, path, Some(&revised.model())).await.assert_status(200);
        assert!(!sees(&tari).await && sees(&other).await);
        town.gpd(Method::DELETE, path, None).await.assert_status(200);
        assert!(!sees(&tari).await && !sees(&other).await);
        // As left behind by a program that knows no services of cases.
        position().draft().await;
        town.rows().damage("update review_case set service_id = null").await;
        assert!(!sees(&tari).await);
        while iuvo_app::jobs::run_due_jobs(town.app()).await.unwrap() > 0 {}
        assert!(sees(&tari).await && !sees(&other).await);
    }

    async fn a_clerk_of_two_services_pages_through_their_cases(town: Town) {
        let here = town.workspace(ids::TOWN);
        let directory = town.app().directory();
        let services = &directory.workspace(here).unwrap().services;
        let grants: Vec<_> = services
            .iter()
            .filter(|it| ["TARI", "ALTRO"].contains(&it.code.as_str()))
            .map(|it| (Role::Clerk, Scope::Service(here, it.id)))
            .collect();
        assert_eq!(grants.len(), 2);
        let clerk = town.signed_in(&town.operator("tina", &grants).await).await;
        let tari = town.position("TARI").publish().await.notice();
        let own = [tari, other_service_notice(&town).await];
        // Each second receipt of a notice opens a case, and those of nobody are among them.
        for round in 0..80_u64 {
            let is_nobodys = round.is_multiple_of(3);
            let theirs = own[usize::from(round.is_multiple_of(2))];
            let notice = if is_nobodys { unknown(round) } else { theirs };
            let receipt = messages::receipt(&format!("R{round}"), notice, 12_000);
            town.deliver(receipt).await.assert_ok();
        }
        let first = clerk.opens(CASES).await;
        first.assert_says(200, "Pagina successiva");
        let rows = |page: &Page| page.text.matches("Pagata due volte").count();
        assert_eq!(rows(&first), 50);
        let rest = first.text.split_once("?prima=").expect("a next page").1;
        let (id, _) = rest.split_once('"').unwrap();
        let last = clerk.opens(&format!("{CASES}?prima={id}")).await;
        assert_eq!(rows(&last), 53 - 2 - 50);
        assert!(!last.text.contains("Pagina successiva"), "{}", last.text);
    }
}

async fn cases_of_kind(town: &Town, notice: NoticeNumber, kind: &str) -> String {
    let workspace = town.workspace(ids::TOWN);
    let query = ListOfNotice { workspace, notice_number: notice.into() };
    let found = town.app().store().read(query).await.unwrap();
    let found = found.iter().find(|it| it.case.kind.code() == kind).expect("such a case");
    format!("{CASES}/{}", found.case.id)
}

/// A notice of the service that takes what no other claims.
async fn other_service_notice(town: &Town) -> NoticeNumber {
    let position = town.position("altro").single(12_000).with(|it| {
        it["paymentOption"][0]["transfer"][0]["category"] = "9/0301109AP/".into();
    });
    position.publish().await.notice()
}
