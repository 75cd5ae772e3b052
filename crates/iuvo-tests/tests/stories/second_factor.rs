//! The second factor: a telephone that makes codes, and codes for when it is lost.

use iuvo_domain::access::{Operator, Role, Scope};
use iuvo_tests::{Browser, PASSWORD, Town, ids, stories};
use jiff::SignedDuration;
use ring::hmac;

const HERE: &str = "/backoffice/comune-di-esempio/collaudo";
const OFFER: &str = "/backoffice/profilo/secondo-fattore";
const CODE: &str = "/backoffice/accedi/codice";

async fn person(town: &Town, name: &str, role: Role) -> Operator {
    let here = Scope::Workspace(town.workspace(ids::TOWN));
    town.operator(name, &[(role, here)]).await
}

/// A telephone, which reads the secret that the page shows.
struct Telephone(Vec<u8>);

impl Telephone {
    fn reading(page: &str) -> Self {
        let secret = page.split_once("<strong class=\"iv-number\">").unwrap().1;
        let secret: String = secret.split('<').next().unwrap().replace('\u{a0}', "");
        let sign = |it| "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".find(it).unwrap();
        let bits: Vec<_> = secret.chars().map(|it| format!("{:05b}", sign(it))).collect();
        let bits = bits.concat();
        let bytes = bits.as_bytes().chunks_exact(8);
        let bytes = bytes.map(|it| u8::from_str_radix(std::str::from_utf8(it).unwrap(), 2));
        Self(bytes.collect::<Result<_, _>>().unwrap())
    }

    /// RFC 6238.
    fn code(&self, town: &Town) -> String {
        let step = town.app().now().as_second() / 30;
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &self.0);
        let tag = hmac::sign(&key, &step.to_be_bytes());
        let bytes = tag.as_ref();
        let offset = usize::from(bytes[19] & 15);
        let word = u32::from_be_bytes(bytes[offset..offset + 4].try_into().unwrap()) & 0x7fff_ffff;
        format!("{:06}", word % 1_000_000)
    }
}

fn sealed(page: &str) -> String {
    let rest = page.split_once("name=\"segreto\" value=\"").unwrap().1;
    rest.split('"').next().unwrap().to_owned()
}

/// Sets the second factor up; the telephone and the codes for when it is lost.
async fn set_up(town: &Town, browser: &Browser) -> (Telephone, Vec<String>) {
    let page = browser.opens(OFFER).await;
    page.assert_says(200, "<svg class=\"iv-qr\"");
    page.assert_says(200, "non li mostreremo più");
    let telephone = Telephone::reading(&page.text);
    let code = telephone.code(town);
    let sealed = sealed(&page.text);
    let form = [("segreto", &*sealed), ("codice", &*code), ("attuale", PASSWORD)];
    let done = browser.sends(OFFER, &form).await;
    done.assert_leads_to("/backoffice/profilo?fatto=secondo-fattore");
    let codes = page.text.split("<li class=\"iv-number\">").skip(1);
    let codes: Vec<_> = codes.map(|it| it.split('<').next().unwrap().to_owned()).collect();
    assert_eq!(codes.len(), 10);
    (telephone, codes)
}

stories! {
    async fn whoever_decides_cannot_enter_without_a_second_factor(town: Town) {
        let town = town.plainly_configured().await;
        let anna = person(&town, "anna", Role::PaymentsContact).await;
        let browser = town.signed_in(&anna).await;
        for path in ["/backoffice", HERE, "/backoffice/profilo"] {
            browser.opens(path).await.assert_leads_to(OFFER);
        }
        set_up(&town, &browser).await;
        assert_eq!(browser.opens(HERE).await.status, 200);
        // A clerk decides nothing.
        let carlo = person(&town, "carlo", Role::Clerk).await;
        assert_eq!(town.signed_in(&carlo).await.opens(HERE).await.status, 200);
        let stored = "select count(*) from operator_second_factor";
        assert_eq!(town.rows().number(stored).await, 1);
    }

    async fn a_code_lets_in_once(town: Town) {
        let anna = person(&town, "anna", Role::PaymentsContact).await;
        let browser = town.signed_in(&anna).await;
        let before = browser.also_at(town.base_url());
        let (telephone, _) = set_up(&town, &browser).await;
        // What the browser showed before opens nothing any more.
        assert_eq!(before.opens(HERE).await.status, 303);
        town.advance(SignedDuration::from_secs(60));
        let other = town.browser();
        other.signs_in(&anna.email, PASSWORD).await.assert_leads_to("/backoffice");
        let asked = format!("{CODE}?da={}", HERE.replace('/', "%2F"));
        other.opens(HERE).await.assert_leads_to(&asked);
        other.opens(OFFER).await.assert_leads_to(CODE);
        other.opens(CODE).await.assert_says(200, "6 cifre");
        other.sends(CODE, &[("codice", "000000")]).await.assert_says(422, "non è corretto");
        let code = telephone.code(&town);
        let form = [("codice", code.as_str()), ("da", HERE)];
        let half = other.also_at(town.base_url());
        other.sends(CODE, &form).await.assert_leads_to(HERE);
        assert_eq!(other.opens(HERE).await.status, 200);
        assert_eq!(half.opens(HERE).await.status, 303);
        let third = town.signed_in(&anna).await;
        third.sends(CODE, &form).await.assert_says(422, "già stato usato");
        town.advance(SignedDuration::from_secs(30));
        let code = telephone.code(&town);
        third.sends(CODE, &[("codice", code.as_str())]).await.assert_leads_to("/backoffice");
    }

    async fn the_second_of_two_clicks_loses_no_codes(town: Town) {
        let anna = person(&town, "anna", Role::PaymentsContact).await;
        let browser = town.signed_in(&anna).await;
        let before = browser.also_at(town.base_url());
        let (telephone, codes) = set_up(&town, &browser).await;
        let profile = browser.opens("/backoffice/profilo?fatto=secondo-fattore").await;
        profile.assert_says(200, "è attivo");
        let form = [("segreto", "x"), ("codice", &*telephone.code(&town))];
        let again = before.sends(OFFER, &form).await.leads_to.unwrap();
        before.opens(&again).await.assert_says(200, "accedi con la password e con un codice");
        let other = town.signed_in(&anna).await;
        other.sends(CODE, &[("codice", codes[9].as_str())]).await.assert_leads_to("/backoffice");
    }

    async fn codes_are_not_guessed(town: Town) {
        let anna = person(&town, "anna", Role::PaymentsContact).await;
        let (telephone, _) = set_up(&town, &town.signed_in(&anna).await).await;
        town.advance(SignedDuration::from_secs(60));
        let browser = town.signed_in(&anna).await;
        for _ in 0..5 {
            browser.sends(CODE, &[("codice", "000000")]).await.assert_says(422, "non è corretto");
        }
        let code = telephone.code(&town);
        browser.sends(CODE, &[("codice", code.as_str())]).await.assert_says(429, "bloccato");
    }

    async fn an_open_session_alone_replaces_no_telephone(town: Town) {
        let anna = person(&town, "anna", Role::PaymentsContact).await;
        let browser = town.signed_in(&anna).await;
        let first = browser.opens(OFFER).await;
        let words = "Codici di riserva di anna";
        first.assert_says(200, words);
        assert!(!first.text.contains("name=\"attuale\""), "{}", first.text);
        set_up(&town, &browser).await;
        let page = browser.opens(OFFER).await;
        page.assert_says(200, "name=\"attuale\"");
        let stored = "select count(*) from operator_second_factor where secret is not null";
        assert_eq!(town.rows().number(stored).await, 1);
        let form = |page: &str, password: &str| {
            let code = Telephone::reading(page).code(&town);
            [("segreto", sealed(page)), ("codice", code), ("attuale", password.to_owned())]
        };
        let send = async |page: &str, password: &str| {
            let form = form(page, password);
            let form: Vec<_> = form.iter().map(|(name, it)| (*name, it.as_str())).collect();
            browser.sends(OFFER, &form).await
        };
        // An offer that was made when there was no factor is good for none that there is.
        send(&first.text, PASSWORD).await.assert_says(409, "il codice di prima non vale più");
        for password in ["", "sbagliata"] {
            let refused = send(&page.text, password).await;
            refused.assert_says(422, "password attuale non è corretta");
            refused.assert_says(422, &sealed(&page.text));
        }
        let done = send(&page.text, PASSWORD).await;
        done.assert_leads_to("/backoffice/profilo?fatto=secondo-fattore");
        send(&page.text, PASSWORD).await.assert_says(409, "il codice di prima non vale più");
        for _ in 0..5 {
            send(&browser.opens(OFFER).await.text, "sbagliata").await;
        }
        let page = browser.opens(OFFER).await;
        send(&page.text, PASSWORD).await.assert_says(429, "bloccato");
    }

    async fn a_lost_telephone_is_replaced(town: Town) {
        let anna = person(&town, "anna", Role::PaymentsContact).await;
        let (_, codes) = set_up(&town, &town.signed_in(&anna).await).await;
        let browser = town.signed_in(&anna).await;
        let typed = codes[0].to_lowercase().replace('-', " ");
        browser.sends(CODE, &[("codice", typed.as_str())]).await.assert_leads_to("/backoffice");
        let again = town.signed_in(&anna).await;
        again.sends(CODE, &[("codice", typed.as_str())]).await.assert_says(422, "già stato");
        set_up(&town, &browser).await;
        // The codes of the telephone before went with it.
        let other = town.signed_in(&anna).await;
        other.sends(CODE, &[("codice", codes[1].as_str())]).await.assert_says(422, "non è");
        let command = ["operator", "reset-second-factor", "--email", anna.email.as_str()];
        town.admin(&command).await.assert_done();
        assert_eq!(browser.opens(HERE).await.status, 303);
        assert_eq!(town.signed_in(&anna).await.opens(HERE).await.status, 200);
        town.admin(&command).await.assert_refused("non ha");
    }

    async fn a_secret_of_somebody_else_is_not_taken(town: Town) {
        let anna = town.signed_in(&person(&town, "anna", Role::PaymentsContact).await).await;
        let bruno = town.signed_in(&person(&town, "bruno", Role::TechnicalContact).await).await;
        let page = anna.opens(OFFER).await;
        let (code, sealed) = (Telephone::reading(&page.text).code(&town), sealed(&page.text));
        let form = [("segreto", sealed.as_str()), ("codice", code.as_str())];
        bruno.sends(OFFER, &form).await.assert_says(422, "non è corretto");
        let wrong = [("segreto", sealed.as_str()), ("codice", "000000")];
        let again = anna.sends(OFFER, &wrong).await;
        again.assert_says(422, &sealed);
        assert_eq!(town.rows().count("operator_second_factor").await, 0);
    }

    async fn somebody_chooses_another_password(town: Town) {
        let anna = person(&town, "anna", Role::PaymentsContact).await;
        let (browser, other) = (town.signed_in(&anna).await, town.signed_in(&anna).await);
        let path = "/backoffice/profilo/password";
        browser.opens(path).await.assert_says(200, "Almeno 12 caratteri");
        let new = "un'altra frase lunga";
        for (present, chosen, again, why) in [
            (PASSWORD, new, "diversa", "non coincidono"),
            (PASSWORD, "corta", "corta", "meno di 12"),
            (PASSWORD, "password12345", "password12345", "tra le più usate"),
            ("sbagliata", new, new, "attuale non è corretta"),
            (PASSWORD, PASSWORD, PASSWORD, "diversa da quella di adesso"),
        ] {
            let form = [("attuale", present), ("nuova", chosen), ("conferma", again)];
            browser.sends(path, &form).await.assert_says(422, why);
        }
        let form = [("attuale", PASSWORD), ("nuova", new), ("conferma", new)];
        let before = browser.also_at(town.base_url());
        let changed = "/backoffice/profilo?fatto=password-cambiata";
        browser.sends(path, &form).await.assert_leads_to(changed);
        let profile = browser.opens(changed).await;
        profile.assert_says(200, "La password è cambiata");
        // The second of two clicks shows the session that the first has ended.
        let again = before.sends(path, &form).await.leads_to.unwrap();
        before.opens(&again).await.assert_says(200, "vale già quella nuova");
        assert!(again.contains("da=%2Fbackoffice%2Fprofilo&"), "{again}");
        assert_eq!(browser.opens(HERE).await.status, 200);
        assert_eq!(other.opens(HERE).await.status, 303);
        other.signs_in(&anna.email, new).await.assert_leads_to("/backoffice");
    }
}
