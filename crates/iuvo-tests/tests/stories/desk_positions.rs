//! Positions in the back office: found, read, changed and written by people with roles.

use iuvo_domain::{
    Environment,
    access::{Role, Scope},
};
use iuvo_tests::{Browser, Created, Page, Town, ids, stories};
use jiff::SignedDuration;
use pagopa_codes::in_fours;
use reqwest::Method;

const BASE: &str = "/backoffice/comune-di-esempio/collaudo";

/// A browser of somebody with a role in the town.
async fn as_role(town: &Town, name: &str, role: Role) -> Browser {
    let grant = (role, Scope::Workspace(town.workspace(ids::TOWN)));
    let operator = town.operator(name, &[grant]).await;
    town.signed_in(&operator).await
}

/// A clerk who works on one service only.
async fn clerk_of(town: &Town, name: &str, service: &str) -> Browser {
    let here = town.workspace(ids::TOWN);
    let directory = town.app().directory();
    let services = &directory.workspace(here).unwrap().services;
    let service = services.iter().find(|it| it.code == service).unwrap().id;
    let grant = (Role::Clerk, Scope::Service(here, service));
    let operator = town.operator(name, &[grant]).await;
    town.signed_in(&operator).await
}

/// Where what was typed leads.
async fn search(browser: &Browser, text: &str) -> String {
    let found = browser.sends(&format!("{BASE}/posizioni/cerca"), &[("cerca", text)]).await;
    assert_eq!(found.status, 303, "{}", found.text);
    found.leads_to.unwrap()
}

/// Where the page of a position is.
async fn page_of(browser: &Browser, created: &Created) -> String {
    search(browser, created.notice().as_str()).await
}

/// The hidden field of a form.
fn hidden<'a>(page: &'a Page, name: &str) -> &'a str {
    let opening = format!("name=\"{name}\" value=\"");
    let rest = page.text.split_once(&opening).unwrap_or_else(|| panic!("{name} {}", page.text)).1;
    rest.split_once('"').unwrap().0
}

/// Opens the page that asks once more, and sends it with these fields.
async fn step(browser: &Browser, position: &str, step: &str, fields: &[(&str, &str)]) -> Page {
    let path = format!("{position}/{step}");
    let asked = browser.opens(&path).await;
    assert_eq!(asked.status, 200, "{}", asked.text);
    let version = hidden(&asked, "versione").to_owned();
    browser.sends(&path, &[&[("versione", version.as_str())], fields].concat()).await
}

const NEW: [(&str, &str); 9] = [
    ("tipo", "F"),
    ("codice-fiscale", "rss mra 80a01 h501u"),
    ("nome", "Mario Rossi"),
    ("servizio", "TARI"),
    ("causale", "TARI 2026"),
    ("importo-1", "1.234,56"),
    ("scadenza-1", "30g"),
    ("righe", "4"),
    ("azione", "pubblica"),
];

/// The fields of a new position, some of them others.
fn with<'a>(others: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = NEW.iter().filter(|it| others.iter().all(|other| other.0 != it.0));
    kept.chain(others).copied().collect()
}

stories! {
    async fn a_clerk_finds_a_position_by_whatever_names_it(town: Town) {
        let notice = town.position("TARI 2026 < & saldo").iupd("TARI-1").publish().await;
        let clerk = as_role(&town, "operatore", Role::Clerk).await;
        let number = notice.notice().to_string();
        let position = search(&clerk, &number).await;
        assert!(position.starts_with(&format!("{BASE}/posizioni/")), "{position}");
        let scanned = format!("PAGOPA|002|{number}|{}|12000", ids::TOWN);
        for text in [&number[1..], &scanned, "TARI-1"] {
            assert_eq!(search(&clerk, text).await, position, "{text}");
        }
        let page = clerk.opens(&position).await;
        let title = "TARI 2026 &#60; &#38; saldo";
        for text in [title, "Mario Rossi", "Valida", "Creata da", "Pubblicata"] {
            page.assert_says(200, text);
        }
    }

    async fn what_is_personal_is_in_no_address(town: Town) {
        town.position("TARI 2026").publish().await;
        town.position("Mensa").with(|it| it["fullName"] = "Ada Neri".into()).publish().await;
        let clerk = as_role(&town, "operatore", Role::Clerk).await;
        let cases = [("rossi", "TARI 2026", "Mensa"), ("neri", "Mensa", "TARI 2026")];
        for (text, found, left) in cases {
            let list = search(&clerk, text).await;
            assert!(!list.contains(text), "{list}");
            let page = clerk.opens(&list).await;
            page.assert_says(200, "Una posizione, ");
            page.assert_says(200, found);
            assert!(!page.text.contains(left), "{}", page.text);
        }
        let both = search(&clerk, ids::DEBTOR).await;
        clerk.opens(&both).await.assert_says(200, "2 posizioni, ");
        let none = search(&clerk, "=cmd|' /C calc'!A0 \u{202e}").await;
        clerk.opens(&none).await.assert_says(200, "Nessuna posizione corrisponde");
    }

    async fn a_list_is_filtered_sorted_and_downloaded(town: Town) {
        town.position("=1+1").draft().await;
        for (place, cents) in [(1, 300), (2, 100), (3, 200)] {
            town.position(&format!("Debito {place}")).single(cents).publish().await;
        }
        let clerk = as_role(&town, "operatore", Role::Clerk).await;
        let list = |query: &str| format!("{BASE}/posizioni{query}");
        let page = clerk.opens(&list("?stato=valida&ordina=importo&verso=crescente")).await;
        page.assert_says(200, "3 posizioni, 6,00");
        page.assert_says(200, "aria-sort=\"ascending\"");
        let places: Vec<_> =
            [2, 3, 1].iter().map(|it| page.text.find(&format!("Debito {it}")).unwrap()).collect();
        assert!(places.is_sorted(), "{places:?}");
        clerk.opens(&list("?stato=bozza")).await.assert_says(200, "Una posizione, ");
        clerk.opens(&list("?scadenza_al=7g")).await.assert_says(200, "Nessuna posizione");
        let today = clerk.opens(&list("?scadenza_dal=oggi&creata_il=oggi")).await;
        today.assert_says(200, "4 posizioni");
        let day = town.app().today().strftime("%d/%m/%Y").to_string();
        today.assert_says(200, &format!("Scade dal {day}"));
        let ahead = clerk.opens(&list("?scadenza_al=7g")).await;
        assert!(!ahead.text.contains("entro il 7g"), "{}", ahead.text);
        clerk.opens(&list("?pagata_il=oggi")).await.assert_says(200, "Nessuna posizione");
        for (wrong, field) in [
            ("scadenza_dal", "scadenza_dal"),
            ("creata_al", "creata_al"),
            // Only links of ours name both days at once.
            ("pagata_il", "pagata_dal"),
        ] {
            let page = clerk.opens(&list(&format!("?{wrong}=31/02/2026"))).await;
            page.assert_says(200, "value=\"31/02/2026\"");
            page.assert_wrong_fields(&[field]);
            let file = clerk.opens(&list(&format!("/elenco.csv?{wrong}=31/02/2026"))).await;
            file.assert_says(422, "value=\"31/02/2026\"");
            file.assert_wrong_fields(&[field]);
        }
        // A search that does not open is not the whole list.
        for (path, status) in [("?cerca=AAAA", 200), ("/elenco.csv?cerca=AAAA&stato=valida", 422)] {
            let ended = clerk.opens(&list(path)).await;
            ended.assert_says(status, "Questa ricerca non vale più");
            ended.assert_wrong_fields(&["cerca-posizioni"]);
            assert!(!ended.text.contains("<table"), "{}", ended.text);
        }
        clerk.opens(&list("?servizio=NO&dopo=x&stato=%00")).await.assert_says(200, "Nessuna");
        let csv = clerk.opens(&format!("{BASE}/posizioni/elenco.csv?ordina=importo")).await;
        csv.assert_says(200, "\"'=1+1\"");
        assert_eq!(csv.text.lines().count(), 5, "{}", csv.text);
    }

    async fn who_takes_a_list_away_is_in_the_audit_log(town: Town) {
        town.position("TARI 2026").publish().await;
        let clerk = as_role(&town, "operatore", Role::Clerk).await;
        let found = search(&clerk, "Rossi").await;
        let (_, sealed) = found.split_once('?').unwrap();
        let list = format!("{BASE}/posizioni/elenco.csv");
        clerk.opens(&format!("{list}?{sealed}&stato=valida&servizio=ALTRO")).await;
        let rows = town.rows();
        let told = "from audit_entry where act = 'list.downloaded'";
        assert_eq!(rows.number(&format!("select count(*) {told}")).await, 1);
        for (text, times) in [
            ("\"services\":\"altro\"", 1), ("\"soughtby\":\"name\"", 1),
            ("\"states\":\"valid valid+reported\"", 1), ("rossi", 0),
        ] {
            let said = format!("select count(*) {told} and lower(content) like '%{text}%'");
            assert_eq!(rows.number(&said).await, times, "{text}");
        }
        let technical = as_role(&town, "tecnico", Role::TechnicalContact).await;
        assert_eq!(technical.opens(&list).await.status, 403);
        assert_eq!(rows.number(&format!("select count(*) {told}")).await, 1);
    }

    async fn pages_lead_on_and_back(town: Town) {
        for place in 0..27 {
            town.position(&format!("Debito {place:02}")).publish().await;
        }
        let clerk = as_role(&town, "operatore", Role::Clerk).await;
        let first = clerk.opens(&format!("{BASE}/posizioni?ordina=creata&verso=crescente")).await;
        first.assert_says(200, "Debito 24");
        // On paper no link says that more follows.
        let more = "<p class=\"iv-on-paper\">È una pagina sola: l’elenco continua.</p>";
        first.assert_says(200, more);
        let whole = clerk.opens(&format!("{BASE}/posizioni?creata_dal=domani")).await;
        assert!(!whole.text.contains(more), "{}", whole.text);
        let link = |page: &Page, rel: &str| {
            let rest = page.text.split_once(&format!("rel=\"{rel}\" href=\"")).unwrap().1;
            rest.split_once('"').unwrap().0.replace("&#38;", "&")
        };
        let second = clerk.opens(&link(&first, "next")).await;
        second.assert_says(200, "Debito 26");
        assert!(!second.text.contains("Debito 24"));
        let back = clerk.opens(&link(&second, "prev")).await;
        back.assert_says(200, "Debito 00");
        back.assert_says(200, "Debito 24");
    }

    async fn each_role_sees_what_it_may(town: Town) {
        let notice = town.position("TARI 2026").publish().await;
        let clerk = as_role(&town, "operatore", Role::Clerk).await;
        let position = page_of(&clerk, &notice).await;
        let other = clerk_of(&town, "altri", "ALTRO").await;
        assert_eq!(other.opens(&position).await.status, 404);
        let list = other.opens(&format!("{BASE}/posizioni")).await;
        list.assert_says(200, "Nessuna posizione");
        assert!(!list.text.contains("Rossi"));
        assert!(search(&other, notice.notice().as_str()).await.contains("?cerca="));
        let technical = as_role(&town, "tecnico", Role::TechnicalContact).await;
        assert_eq!(technical.opens(&position).await.status, 403);
        let story = technical.opens(&format!("{BASE}/avvisi/{}", notice.notice())).await;
        story.assert_says(200, "Creata da");
        assert!(!story.text.contains("Rossi") && !story.text.contains(ids::DEBTOR));
        let neighbour = town.operator(
            "vicino", &[(Role::Clerk, Scope::Workspace(town.workspace(ids::NEIGHBOUR)))]).await;
        let neighbour = town.signed_in(&neighbour).await;
        assert_eq!(neighbour.opens(&position).await.status, 404);
        let id = position.rsplit_once('/').unwrap().1;
        let theirs = format!("/backoffice/unione-terre/collaudo/posizioni/{id}");
        assert_eq!(neighbour.opens(&theirs).await.status, 404);
        let told = format!("/backoffice/unione-terre/collaudo/avvisi/{}", notice.notice());
        assert_eq!(neighbour.opens(&told).await.status, 404);
    }

    async fn the_body_sees_what_the_citizen_sees(town: Town) {
        let notice = town.position("TARI 2026").publish().await;
        let clerk = as_role(&town, "operatore", Role::Clerk).await;
        let position = page_of(&clerk, &notice).await;
        let link = clerk.opens(&format!("{position}/come-il-cittadino")).await.leads_to.unwrap();
        let seen = clerk.opens(&link).await;
        seen.assert_says(200, "Vista dell’ente");
        seen.assert_says(200, "M**** R****");
        let documents = format!("{position}/documenti");
        let pdf = clerk.opens(&format!("{documents}/avviso-{}.pdf", notice.notice())).await;
        assert!(pdf.text.starts_with("%PDF-"), "{}", pdf.status);
        town.psp().pay(&notice.notice()).await.assert_ok();
        let page = clerk.opens(&position).await;
        page.assert_says(200, "Pagata");
        page.assert_says(200, "Ricevuta RT da");
        let xml = clerk.opens(&format!("{documents}/ricevuta-{}.xml", notice.notice())).await;
        xml.assert_says(200, "paSendRTV2Request");
        let told = town.rows();
        let told = told.number("select count(*) from audit_entry where act = 'message.read'").await;
        assert_eq!(told, 1, "whoever reads a message is in the audit log");
        let pdf = clerk.opens(&format!("{documents}/quietanza-{}.pdf", notice.notice())).await;
        assert!(pdf.text.starts_with("%PDF-"), "{}", pdf.status);
        for name in ["altro-1.pdf", "avviso-302000000000000149.pdf", "x", "..%2f..%2fetc"] {
            assert_eq!(clerk.opens(&format!("{documents}/{name}")).await.status, 404, "{name}");
        }
    }

    async fn a_notice_is_offered_only_where_it_can_be_printed(town: Town) {
        let payments = as_role(&town, "referente", Role::PaymentsContact).await;
        let notice = town.position("TARI 2026").publish().await;
        let position = page_of(&payments, &notice).await;
        let link = format!("{position}/documenti/avviso-{}.pdf", notice.notice());
        payments.opens(&position).await.assert_says(200, &link);
        step(&payments, &position, "invalida", &[("motivo", "doppia emissione")]).await;
        let page = payments.opens(&position).await;
        assert!(!page.text.contains("/documenti/"), "{}", page.text);
        // The link of a page that was opened before.
        let late = payments.opens(&link).await;
        late.assert_says(409, "già stato pagato o annullato");
        late.assert_says(409, "<h1>TARI 2026</h1>");
        // Of several ways to pay, one has been chosen.
        let plan = town.position("TARI a scelta").single(10_000).installments(&[5_000, 5_000]);
        let plan = plan.publish().await;
        let (single, first) = (plan.notices[0], plan.notices[1]);
        town.psp().pay(&first).await.assert_ok();
        let position = page_of(&payments, &plan).await;
        let page = payments.opens(&position).await;
        assert!(!page.text.contains(&format!("avviso-{single}.pdf")), "{}", page.text);
        let single = payments.opens(&format!("{position}/documenti/avviso-{single}.pdf")).await;
        single.assert_says(409, "si paga in un altro modo");
        let named = town.position("Mensa").with(|it| it["fullName"] = "Иван".into());
        let named = named.publish().await;
        let position = page_of(&payments, &named).await;
        let pdf = format!("{position}/documenti/avviso-{}.pdf", named.notice());
        payments.opens(&pdf).await.assert_says(409, "«И»");
    }

    async fn a_draft_is_published_once_by_two_clicks(town: Town) {
        let draft = town.position("TARI 2026").draft().await;
        let clerk = as_role(&town, "operatore", Role::Clerk).await;
        let position = page_of(&clerk, &draft).await;
        let path = format!("{position}/pubblica");
        let asked = clerk.opens(&path).await;
        let version = hidden(&asked, "versione").to_owned();
        let form = [("versione", version.as_str())];
        clerk.sends(&path, &form).await.assert_leads_to(&format!("{position}?fatto=pubblica"));
        clerk.sends(&path, &form).await.assert_leads_to(&format!("{position}?fatto=prima"));
        clerk.opens(&position).await.assert_says(200, "Pubblicata da operatore");
        let told = town.rows().number("select count(*) from event where kind = 3").await;
        assert_eq!(told, 1);
    }

    async fn the_second_of_two_clicks_does_no_more(town: Town) {
        let payments = as_role(&town, "referente", Role::PaymentsContact).await;
        let plan = town.position("TARI 2026").installments(&[5_000, 5_000]).publish().await;
        let position = page_of(&payments, &plan).await;
        let number = plan.notice().to_string();
        let dates = [("scadenza-1", "90g"), ("scadenza-2", "120g"), ("motivo", "delibera")];
        let paid = [
            ("avviso", number.as_str()), ("modo", "contanti"), ("data", "oggi"),
            ("riferimento", "Bolletta 12"),
        ];
        for (name, fields) in [("proroga", &dates[..]), ("pagata-altrove", &paid[..])] {
            let path = format!("{position}/{name}");
            let version = hidden(&payments.opens(&path).await, "versione").to_owned();
            let form = [&[("versione", version.as_str())], fields].concat();
            let done = payments.sends(&path, &form).await;
            done.assert_leads_to(&format!("{position}?fatto={name}"));
            let again = payments.sends(&path, &form).await;
            again.assert_leads_to(&format!("{position}?fatto=prima"));
        }
        let told = "select count(*) from event where kind in (18, 22)";
        assert_eq!(town.rows().number(told).await, 2, "more time once, paid elsewhere once");
        let draft = town.position("Errore").draft().await;
        let position = page_of(&payments, &draft).await;
        let form = [("versione", "1"), ("motivo", "prova")];
        let path = format!("{position}/elimina");
        step(&payments, &position, "elimina", &[("motivo", "prova")]).await;
        let again = payments.sends(&path, &form).await;
        let list = format!("{BASE}/posizioni?fatto=gia-eliminata");
        again.assert_leads_to(&list);
        payments.opens(&list).await.assert_says(200, "non è rimasto nulla da eliminare");
        payments.opens(&path).await.assert_leads_to(&list);
        assert_eq!(payments.opens(&position).await.status, 404);
    }

    async fn more_time_is_given_with_the_same_notice(town: Town) {
        let due = SignedDuration::from_hours(24 * 3);
        let notice = town.position("TARI 2026").due_in(due).expiring().publish().await;
        town.advance(SignedDuration::from_hours(24 * 9));
        let clerk = as_role(&town, "operatore", Role::Clerk).await;
        let position = page_of(&clerk, &notice).await;
        clerk.opens(&position).await.assert_says(200, "Scaduta");
        let wrong = step(&clerk, &position, "proroga", &[("scadenza-1", "ieri")]).await;
        wrong.assert_says(422, "Scrivi il motivo.");
        let fields = [("scadenza-1", "20g"), ("motivo", "delibera 12\u{0}/2026")];
        let done = step(&clerk, &position, "proroga", &fields).await;
        done.assert_leads_to(&format!("{position}?fatto=proroga"));
        let page = clerk.opens(&position).await;
        page.assert_says(200, "Valida");
        page.assert_says(200, "Prorogata da operatore (delibera 12 /2026)");
        town.psp().pay(&notice.notice()).await.assert_ok();
        let late = clerk.opens(&format!("{position}/proroga")).await;
        late.assert_leads_to(&position);
    }

    async fn only_who_may_withdraws_and_says_why(town: Town) {
        let notice = town.position("TARI 2026").publish().await;
        let clerk = as_role(&town, "operatore", Role::Clerk).await;
        let position = page_of(&clerk, &notice).await;
        clerk.opens(&format!("{position}/invalida")).await.assert_says(403, "Non hai il permesso");
        let refused = clerk.sends(&format!("{position}/invalida"), &[("motivo", "a")]).await;
        assert_eq!(refused.status, 403);
        let payments = as_role(&town, "referente", Role::PaymentsContact).await;
        step(&payments, &position, "invalida", &[]).await.assert_says(422, "Scrivi il motivo.");
        let long = "a".repeat(10_000);
        let wrong = step(&payments, &position, "invalida", &[("motivo", &long)]).await;
        wrong.assert_says(422, "al massimo 200 caratteri");
        let path = format!("{position}/invalida");
        let form = [("versione", "1"), ("motivo", "doppia")];
        let forged = payments.calls(Method::POST, &path, &form, "cross-site").await;
        assert_eq!(forged.status, 403);
        let done = step(&payments, &position, "invalida", &[("motivo", "doppia emissione")]).await;
        done.assert_leads_to(&format!("{position}?fatto=invalida"));
        let page = payments.opens(&position).await;
        page.assert_says(200, "Annullata da referente (doppia emissione)");
        let draft = town.position("Errore").draft().await;
        let position = page_of(&payments, &draft).await;
        let done = step(&payments, &position, "elimina", &[("motivo", "prova")]).await;
        done.assert_leads_to(&format!("{BASE}/posizioni?fatto=elimina"));
        assert_eq!(payments.opens(&position).await.status, 404);
    }

    async fn where_money_is_real_a_word_is_typed_too(town: Town) {
        let body = ids::NEIGHBOUR.parse().unwrap();
        let directory = town.app().directory();
        let real = directory.workspace_of(Environment::Production, body).unwrap().workspace.id;
        let grant = (Role::PaymentsContact, Scope::Workspace(real));
        let payments = town.signed_in(&town.operator("referente", &[grant]).await).await;
        let path = "/backoffice/unione-terre/produzione/posizioni/nuova";
        let key = hidden(&payments.opens(path).await, "chiave").to_owned();
        let written = payments.sends(path, &with(&[("chiave", &key)])).await;
        let position = written.leads_to.unwrap().replace("?fatto=creata", "");
        let page = payments.opens(&format!("{position}/pagata-altrove")).await;
        let number = page.text.split_once("name=\"avviso\" value=\"").unwrap().1;
        let paid = [
            ("avviso", number.split('"').next().unwrap()), ("modo", "contanti"), ("data", "oggi"),
            ("riferimento", "Bolletta 12"),
        ];
        let wrong = step(&payments, &position, "pagata-altrove", &paid).await;
        wrong.assert_says(422, "Per confermare scrivi PAGATA");
        wrong.assert_says(422, "value=\"Bolletta 12\"");
        let reason = ("motivo", "doppia emissione");
        let wrong = step(&payments, &position, "invalida", &[reason, ("conferma", "si")]).await;
        wrong.assert_says(422, "Per confermare scrivi INVALIDA");
        let right = [reason, ("conferma", "INVALIDA")];
        let done = step(&payments, &position, "invalida", &right).await;
        done.assert_leads_to(&format!("{position}?fatto=invalida"));
    }

    async fn who_changed_it_meanwhile_is_named(town: Town) {
        let notice = town.position("TARI 2026").iupd("TARI-1").publish().await;
        let payments = as_role(&town, "referente", Role::PaymentsContact).await;
        let position = page_of(&payments, &notice).await;
        let path = format!("{position}/proroga");
        let asked = payments.opens(&path).await;
        let version = hidden(&asked, "versione").to_owned();
        let other = as_role(&town, "collega", Role::Clerk).await;
        let fields = [("scadenza-1", "90g"), ("motivo", "prima")];
        assert_eq!(step(&other, &position, "proroga", &fields).await.status, 303);
        let form = [("versione", version.as_str()), ("scadenza-1", "120g"), ("motivo", "dopo")];
        let late = payments.sends(&path, &form).await;
        late.assert_says(409, "Mentre lavoravi, collega ha modificato questa posizione");
        let now = hidden(&late, "versione").to_owned();
        assert_ne!(now, version);
        let form = [("versione", now.as_str()), ("scadenza-1", "120g"), ("motivo", "dopo")];
        assert_eq!(payments.sends(&path, &form).await.status, 303);
    }

    async fn what_was_paid_elsewhere_is_marked_with_its_proof(town: Town) {
        let notice = town.position("TARI 2026").publish().await;
        let clerk = as_role(&town, "operatore", Role::Clerk).await;
        let position = page_of(&clerk, &notice).await;
        let number = notice.notice().to_string();
        let wrong = step(&clerk, &position, "pagata-altrove", &[("data", "domani")]).await;
        let future = "La data è nel futuro.";
        for text in [future, "Scegli come è stata pagata.", "riferimento della prova"] {
            wrong.assert_says(422, text);
        }
        let fields = [
            ("avviso", number.as_str()), ("modo", "bonifico"), ("data", "ieri"),
            ("riferimento", "CRO 0123"),
        ];
        let done = step(&clerk, &position, "pagata-altrove", &fields).await;
        done.assert_leads_to(&format!("{position}?fatto=pagata-altrove"));
        let page = clerk.opens(&position).await;
        page.assert_says(200, "riferimento CRO 0123");
        page.assert_says(200, "fuori da pagoPA");
        assert!(!page.text.contains("quietanza-"), "{}", page.text);
    }

    async fn a_position_is_written_by_hand_once(town: Town) {
        let clerk = as_role(&town, "operatore", Role::Clerk).await;
        let path = format!("{BASE}/posizioni/nuova");
        let page = clerk.opens(&path).await;
        let key = hidden(&page, "chiave").to_owned();
        let form = with(&[("chiave", &key)]);
        let done = clerk.sends(&path, &form).await;
        assert_eq!(done.status, 303, "{}", done.text);
        let position = done.leads_to.unwrap().replace("?fatto=creata", "");
        clerk.sends(&path, &form).await.assert_leads_to(&format!("{position}?fatto=prima"));
        assert_eq!(town.rows().count("debt_position").await, 1);
        let page = clerk.opens(&position).await;
        let who = "Creata da operatore";
        for text in ["1.234,56", "RSSMRA80A01H501U", "Valida", "Scritta a mano", who] {
            page.assert_says(200, text);
        }
    }

    async fn what_is_wrong_is_said_and_what_was_typed_is_kept(town: Town) {
        let clerk = as_role(&town, "operatore", Role::Clerk).await;
        let path = format!("{BASE}/posizioni/nuova");
        let key = hidden(&clerk.opens(&path).await, "chiave").to_owned();
        let long = "ù".repeat(200);
        let longest = "ù".repeat(500);
        for (field, value, said) in [
            ("codice-fiscale", "", "Inserisci il codice fiscale."),
            ("codice-fiscale", "RSSMRA80A01H501X", "controlla la lettera finale"),
            ("codice-fiscale", "RSSMRA", "ne hai scritti 6"),
            ("nome", "", "Inserisci il nome"),
            ("nome", &long, "al massimo 70 caratteri: ne hai scritti 200"),
            ("servizio", "", "Scegli il servizio."),
            ("servizio", "NON-ESISTE", "Scegli il servizio."),
            ("causale", " \t ", "Scrivi la causale."),
            ("causale", &long, "al massimo 140 caratteri: ne hai scritti 200"),
            ("causale", &longest, "al massimo 140 caratteri: ne hai scritti 500"),
            ("importo-1", "=1+1", "Scrivi un importo da 0,01 €"),
            ("importo-1", "0", "Scrivi un importo da 0,01 €"),
            ("importo-1", "-5", "Scrivi un importo da 0,01 €"),
            ("importo-1", "12.345.6", "Scrivi un importo da 0,01 €"),
            ("importo-1", "9999999999,00", "a 999.999.999,99"),
            ("scadenza-1", "ieri", "l’avviso nascerebbe scaduto"),
            ("scadenza-1", "31/02/2027", "Scrivi un giorno che esiste, come gg/mm/aaaa."),
            ("email", "nessuna", "L’e-mail non è corretta"),
            ("scadenza-2", "oggi", "Scrivi un importo da 0,01 €"),
        ] {
            let page = clerk.sends(&path, &with(&[("chiave", &key), (field, value)])).await;
            page.assert_says(422, said);
            page.assert_says(422, "<title>Errore:");
            page.assert_says(422, "value=\"1.234,56\"".trim_start_matches(
                if field == "importo-1" { "value=\"1.234,56\"" } else { "" }));
        }
        let hostile = "😀 <b>\u{202e}abc</b> =1+1";
        let form = [("nome", hostile), ("causale", hostile), ("codice-fiscale", "x")];
        let page = clerk.sends(&path, &with(&form)).await;
        page.assert_says(422, "&#60;b&#62;");
        assert!(!page.text.contains("<b>\u{202e}"));
        assert_eq!(town.rows().count("debt_position").await, 0);
        let other = clerk_of(&town, "altri", "ALTRO").await;
        other.opens(&path).await.assert_says(200, "(senza codice tassonomico: ");
        let page = other.sends(&path, &with(&[("chiave", &key)])).await;
        page.assert_says(422, "Scegli il servizio.");
        let technical = as_role(&town, "tecnico", Role::TechnicalContact).await;
        assert_eq!(technical.opens(&path).await.status, 403);
    }

    async fn a_plan_is_written_and_corrected(town: Town) {
        let clerk = as_role(&town, "operatore", Role::Clerk).await;
        let path = format!("{BASE}/posizioni/nuova");
        let page = clerk.opens(&path).await;
        // The first button is the one that Enter presses.
        let first = page.text.split_once("name=\"azione\" value=\"").unwrap().1;
        assert!(first.starts_with("bozza\""), "{}", page.text);
        let key = hidden(&page, "chiave").to_owned();
        let more = clerk.sends(&path, &with(&[("chiave", &key), ("azione", "rate")])).await;
        more.assert_says(200, "name=\"importo-8\"");
        more.assert_says(200, "value=\"1.234,56\"");
        let form = with(&[
            ("chiave", &key), ("azione", "bozza"), ("importo-2", "10"), ("scadenza-2", "60g")]);
        let done = clerk.sends(&path, &form).await;
        let position = done.leads_to.unwrap().replace("?fatto=creata", "");
        let page = clerk.opens(&position).await;
        page.assert_says(200, "Bozza");
        page.assert_says(200, "A rate");
        let edit = clerk.opens(&format!("{position}/modifica")).await;
        let version = hidden(&edit, "versione").to_owned();
        let numbers = town.rows().number("select count(*) from installment").await;
        let mut form = with(&[
            ("versione", &version), ("causale", "TARI 2027"), ("azione", "pubblica"),
            ("importo-2", "20"), ("scadenza-2", "60g")]);
        let done = clerk.sends(&format!("{position}/modifica"), &form).await;
        done.assert_leads_to(&format!("{position}?fatto=modificata"));
        assert_eq!(town.rows().number("select count(*) from installment").await, numbers);
        let page = clerk.opens(&position).await;
        for text in ["TARI 2027", "1.254,56", "Valida", "Modificata da operatore: rate, causale"] {
            page.assert_says(200, text);
        }
        form.retain(|it| it.0 != "causale");
        form.push(("causale", "TARI 2028"));
        let late = clerk.sends(&format!("{position}/modifica"), &form).await;
        late.assert_says(409, "Mentre lavoravi, operatore ha modificato");
        late.assert_says(409, "Adesso c’è scritto: <strong>TARI 2027</strong>");
        late.assert_says(409, "value=\"TARI 2028\"");
    }

    async fn what_is_never_due_says_so_and_cannot_be_put_off(town: Town) {
        let never = serde_json::json!("9999-12-31T23:59:59");
        let loan = town.position("Prestito").single(12_000);
        let loan = loan.with(|it| it["paymentOption"][0]["dueDate"] = never);
        let loan = loan.publish().await;
        let clerk = as_role(&town, "operatore", Role::Clerk).await;
        let position = page_of(&clerk, &loan).await;
        let page = clerk.opens(&position).await;
        page.assert_says(200, "senza scadenza");
        assert!(!page.text.contains("/proroga"), "{}", page.text);
        let edit = clerk.opens(&format!("{position}/modifica")).await;
        edit.assert_says(200, "name=\"scadenza-1\" value=\"senza scadenza\"");
        let version = hidden(&edit, "versione").to_owned();
        let mut form = with(&[
            ("versione", &version), ("causale", "Mutuo"), ("scadenza-1", "Senza scadenza")]);
        let done = clerk.sends(&format!("{position}/modifica"), &form).await;
        done.assert_leads_to(&format!("{position}?fatto=modificata"));
        let page = clerk.opens(&position).await;
        page.assert_says(200, "Mutuo");
        page.assert_says(200, "senza scadenza");
        form.retain(|it| it.0 != "scadenza-1");
        form.push(("scadenza-1", "mai"));
        let wrong = clerk.sends(&format!("{position}/modifica"), &form).await;
        wrong.assert_says(422, "Scrivi un giorno che esiste, come gg/mm/aaaa");
    }

    async fn what_the_form_cannot_hold_is_not_lost_by_it(town: Town) {
        let shared = town.position("TARI e TEFA").single(10_000);
        let shared = shared.share(ids::PROVINCE, 500, ids::PROVINCE_POSTAL_IBAN).publish().await;
        let clerk = as_role(&town, "operatore", Role::Clerk).await;
        let position = page_of(&clerk, &shared).await;
        let account = in_fours(ids::PROVINCE_POSTAL_IBAN, " ");
        clerk.opens(&position).await.assert_says(200, &account);
        let page = clerk.opens(&format!("{position}/modifica")).await;
        page.assert_says(200, "Questa posizione non si modifica qui");
        let form = with(&[("versione", "1")]);
        let refused = clerk.sends(&format!("{position}/modifica"), &form).await;
        refused.assert_says(200, "Questa posizione non si modifica qui");
        assert_eq!(town.rows().number("select max(version) from debt_position").await, 1);
    }
}
