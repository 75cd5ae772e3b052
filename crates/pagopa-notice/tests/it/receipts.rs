//! The receipt: what it must show, several beneficiaries, stamps, and what is refused.

use jiff::civil::{date, datetime};
use pagopa_codes::{Cents, NoticeNumber, OrganizationFiscalCode, TransferCategory};
use pagopa_notice::lint::{Finding, examine};
use pagopa_notice::{Destination, NoticeError, Party, Provider, Receipt, ReceiptTransfer};

use crate::reading::{texts, words};
use crate::samples::{TODAY, bare_press, press, text};

fn transfer(cents: i64, destination: Destination) -> ReceiptTransfer {
    ReceiptTransfer {
        body: OrganizationFiscalCode::parse("99999000013").unwrap(),
        name: Some(text("Comune di Test")),
        amount: Cents::new(cents),
        description: text("TARI 2026, prima rata"),
        category: TransferCategory::parse("9/0101101IM/").unwrap(),
        destination,
    }
}

fn account() -> Destination {
    Destination::Account(text("IT60X0542811101000000123456"))
}

/// A receipt with everything that one may have.
fn whole() -> Receipt {
    Receipt {
        body: OrganizationFiscalCode::parse("99999000013").unwrap(),
        body_name: text("Comune di Test"),
        office: Some(text("Ufficio Tributi")),
        logo: None,
        debtor: Party { code: text("RSSMRA80A01H501U"), name: text("Mario Rossi") },
        payer: Some(Party { code: text("VRDNNA70A41H501S"), name: text("Anna Verdi") }),
        description: text("TARI 2026"),
        number: Some(NoticeNumber::parse("470000008800999051").unwrap()),
        iuv: text("70000008800999051"),
        receipt_id: text("c110729d258c4ab1b765fe902aae41d6"),
        amount: Cents::new(151_600),
        fee: Some(Cents::new(150)),
        paid_at: Some(datetime(2026, 11, 20, 9, 5, 7, 0)),
        applied_on: Some(date(2026, 11, 20)),
        transferred_on: Some(date(2026, 11, 23)),
        method: Some(text("creditCard")),
        provider: Provider {
            name: text("Banca di Prova S.p.A."),
            id: text("ABI12345"),
            fiscal_code: Some(text("12345678901")),
            channel: Some(text("app")),
        },
        stand_in: true,
        transfers: vec![
            transfer(100_000, account()),
            transfer(50_000, account()),
            transfer(1_600, Destination::Stamp(Some(text("01210123456789")))),
        ],
    }
}

/// A receipt with what every receipt has.
fn least() -> Receipt {
    Receipt {
        office: None,
        payer: None,
        number: None,
        fee: None,
        paid_at: None,
        applied_on: None,
        transferred_on: None,
        method: None,
        provider: Provider { fiscal_code: None, channel: None, ..whole().provider },
        stand_in: false,
        amount: Cents::new(1_600),
        transfers: vec![ReceiptTransfer {
            name: None,
            ..transfer(1_600, Destination::Stamp(None))
        }],
        ..whole()
    }
}

#[test]
fn a_receipt_shows_what_the_norm_demands_and_what_it_recommends() {
    let words = words(&press().print_receipt(&whole(), TODAY).unwrap());
    for shown in [
        // Mandatory.
        "20/11/2026 alle 09:05:07",
        "Data di applicazione 20/11/2026",
        "99999000013",
        "Comune di Test",
        "70000008800999051",
        "Banca di Prova S.p.A.",
        "12345678901",
        "c110729d258c4ab1b765fe902aae41d6",
        "1.516,00 Euro",
        "TARI 2026",
        // Recommended.
        "4700 0000 8800 9990 51",
        "Mario Rossi",
        "RSSMRA80A01H501U",
        "Anna Verdi (VRDNNA70A41H501S)",
        "1,50 Euro",
        "creditCard",
        "IT60X0542811101000000123456",
        "500,00",
        "IUBD 01210123456789",
        "Stand-In",
    ] {
        assert!(words.contains(shown), "{shown:?} is missing in {words}");
    }
}

#[test]
fn whoever_paid_for_somebody_of_the_same_code_is_named() {
    let nobody = |name| Party { code: text("ANONIMO"), name: text(name) };
    let receipt =
        Receipt { debtor: nobody("Mario Rossi"), payer: Some(nobody("Laura Bianchi")), ..whole() };
    let words_of = |receipt: &Receipt| words(&press().print_receipt(receipt, TODAY).unwrap());
    assert!(words_of(&receipt).contains("Pagato da Laura Bianchi (ANONIMO)"));
    let oneself = Receipt { payer: Some(receipt.debtor.clone()), ..receipt };
    assert!(!words_of(&oneself).contains("Pagato da"));
}

#[test]
fn every_kind_of_receipt_keeps_every_rule() {
    let mut long = whole();
    long.receipt_id = text(&"x".repeat(255));
    long.body_name = text(&"Wm ".repeat(46));
    long.description = text(&"Wm ".repeat(46));
    let row = ReceiptTransfer {
        name: Some(text(&"Wm ".repeat(46))),
        description: text(&"Wm ".repeat(46)),
        ..transfer(1, account())
    };
    long.transfers = vec![row; 5];
    long.amount = Cents::new(5);
    let mut stamped = least();
    stamped.transfers[0].destination = Destination::Stamp(Some(text(&"9".repeat(255))));
    for receipt in [whole(), least(), long, stamped] {
        let pdf = bare_press().print_receipt(&receipt, TODAY).unwrap();
        assert_eq!(examine(&pdf), Vec::<Finding>::new());
        assert!(texts(&pdf).iter().all(|it| it.y < 82_000));
        assert_eq!(pdf, bare_press().print_receipt(&receipt, TODAY).unwrap());
    }
}

/// With the widest letters, in every field as many as the protocol allows.
fn widest() -> Receipt {
    let mut receipt = whole();
    let wide = |count| "W".repeat(count);
    receipt.description = text(&wide(140));
    receipt.body_name = text(&wide(140));
    receipt.office = Some(text(&wide(140)));
    receipt.debtor.name = text(&wide(70));
    receipt.payer = Some(Party { code: text(&wide(16)), name: text(&wide(70)) });
    receipt.receipt_id = text(&wide(255));
    receipt.iuv = text(&wide(35));
    receipt.provider.name = text(&wide(70));
    receipt.provider.id = text(&wide(35));
    receipt.provider.fiscal_code = Some(text(&wide(70)));
    receipt.provider.channel = Some(text(&wide(35)));
    receipt.method = Some(text(&wide(35)));
    let row = ReceiptTransfer {
        name: Some(text(&wide(140))),
        description: text(&wide(140)),
        ..transfer(1, account())
    };
    receipt.transfers = vec![row; 5];
    receipt.amount = Cents::new(5);
    receipt
}

#[test]
fn every_page_of_a_receipt_says_whose_it_is_and_loses_nothing() {
    let pdf = bare_press().print_receipt(&widest(), TODAY).unwrap();
    assert_eq!(examine(&pdf), Vec::<Finding>::new());
    let texts = texts(&pdf);
    let pages = texts.iter().map(|it| it.page).max().unwrap() + 1;
    assert!(pages > 2);
    assert!(texts.iter().all(|it| it.y <= 81_354), "{texts:?}");
    for page in 1..pages {
        let whose = format!("Codice avviso 4700 0000 8800 9990 51 – pagina {}", page + 1);
        assert!(texts.iter().any(|it| it.page == page && it.text == whose), "{whose}");
    }
    let letters: usize = texts.iter().map(|it| it.text.matches('W').count()).sum();
    // The subject stands on every page; the rest once.
    let once = 140 + 140 + 70 + 86 + 255 + 35 + 70 + 35 + 70 + 35 + 35 + 5 * 280;
    assert_eq!(letters, once + 140 * pages);
    let heads = texts.iter().filter(|it| it.text == "Ente beneficiario").count();
    let rows: std::collections::BTreeSet<_> = texts
        .iter()
        .filter(|it| it.text == "IT60X0542811101000000123456")
        .map(|it| it.page)
        .collect();
    assert_eq!(heads, rows.len());
}

#[test]
fn what_a_message_does_not_tell_is_said_not_to_be_told() {
    let words = words(&press().print_receipt(&least(), TODAY).unwrap());
    assert!(words.contains("Data e ora del pagamento non indicata nella ricevuta"), "{words}");
    assert!(!words.contains("Stand-In"));
    assert!(!words.contains("Codice avviso"));
}

#[test]
fn a_receipt_whose_parts_are_not_its_amount_is_refused() {
    let refused = |receipt: Receipt| {
        let error: NoticeError = press().print_receipt(&receipt, TODAY).unwrap_err();
        error.to_string()
    };
    let sum = "importo: deve essere la somma dei versamenti, positiva";
    assert_eq!(refused(Receipt { amount: Cents::new(1), ..whole() }), sum);
    let none = Receipt { transfers: Vec::new(), ..whole() };
    assert_eq!(refused(none), "versamenti: devono essere da uno a cinque");
}
