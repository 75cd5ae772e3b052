//! Bad input: a correct file or a clear error, never a broken file.

use jiff::civil::date;
use pagopa_codes::Cents;
use pagopa_notice::lint::examine;
use pagopa_notice::{Address, Field, ImageError, Logo, Marks, Notice, NoticeError, Press, Text};
use proptest::prelude::*;

use crate::reading::{texts, words};
use crate::samples::{TODAY, bare_press, block, press, text, whole, with_slip};

fn named(name: &str) -> Result<Notice, NoticeError> {
    let mut notice = whole();
    notice.debtor.name = Text::parse(Field::DebtorName, name)?;
    Ok(notice)
}

fn print(notice: &Notice) -> Result<Vec<u8>, String> {
    bare_press().print_notice(notice, TODAY).map_err(|error| error.to_string())
}

#[test]
fn signs_of_the_file_format_are_ordinary_letters() {
    let name = r"Rossi (detto \) %PDF <</Type>> [x] {y} #20 \r\n endstream";
    let pdf = print(&named(name).unwrap()).unwrap();
    assert!(examine(&pdf).is_empty());
    assert!(words(&pdf).contains(name), "{}", words(&pdf));
}

#[test]
fn letters_that_the_faces_lack_are_named() {
    for (name, error) in [
        (
            "محمد علي",
            "nome del destinatario: il carattere «م» (U+0645) manca nei caratteri di stampa",
        ),
        (
            "Mario 😀",
            "nome del destinatario: il carattere «😀» (U+1F600) manca nei caratteri di stampa",
        ),
        (
            "Mario\u{202e}issoR",
            "nome del destinatario: il carattere «\u{202e}» (U+202E) manca nei caratteri di stampa",
        ),
        ("王伟", "nome del destinatario: il carattere «王» (U+738B) manca nei caratteri di stampa"),
    ] {
        assert_eq!(print(&named(name).unwrap()).unwrap_err(), error);
    }
}

#[test]
fn ten_thousand_characters_are_refused_by_their_number() {
    let error = named(&"x".repeat(10_000)).unwrap_err();
    assert_eq!(error.to_string(), "nome del destinatario: 10000 caratteri, il massimo è 70");
}

#[test]
fn amounts_are_printed_to_their_limits_and_not_beyond() {
    let amount = |notice: Notice, cents| {
        press()
            .print_notice(&Notice { amount: Cents::new(cents), ..notice }, TODAY)
            .map(|pdf| words(&pdf))
            .map_err(|error| error.to_string())
    };
    assert!(amount(whole(), 1).unwrap().contains("0,01 Euro"));
    assert!(amount(whole(), 99_999_999_999).unwrap().contains("999.999.999,99 Euro"));
    for cents in [0, -1, i64::MIN, 100_000_000_000, i64::MAX] {
        assert_eq!(
            amount(whole(), cents).unwrap_err(),
            "importo: deve essere fra 0,01 e 999.999.999,99 euro"
        );
    }
    assert!(amount(with_slip(), 9_999_999_999).is_ok());
    assert_eq!(
        amount(with_slip(), 10_000_000_000).unwrap_err(),
        "importo: il bollettino postale arriva a 99.999.999,99 euro"
    );
}

#[test]
fn a_date_that_nobody_can_mean_is_refused() {
    for (due, printed) in [
        (date(1899, 12, 31), false),
        (date(1900, 1, 1), true),
        (date(2099, 12, 31), true),
        (date(3000, 1, 1), false),
        (date(-44, 3, 15), false),
    ] {
        let result = print(&Notice { due: Some(due), ..whole() });
        assert_eq!(result.is_ok(), printed, "{due}");
    }
}

#[test]
fn without_the_postal_marks_there_is_no_slip() {
    assert_eq!(
        print(&with_slip()).unwrap_err(),
        "bollettino postale: mancano i marchi di Poste Italiane \
         (bancoposta, poste-italiane, bollettino-postale); si aggiungono alla cartella dei marchi"
    );
    let some = Marks::read(|name| (name != "poste-italiane").then(|| block(10, 10))).unwrap();
    let error = Press::new(some).unwrap().print_notice(&with_slip(), TODAY).unwrap_err();
    assert_eq!(error, NoticeError::PostalMarksMissing { missing: "poste-italiane".to_owned() });
}

#[test]
fn images_that_are_none_are_refused() {
    for (bytes, error) in [
        (&b""[..], ImageError::UnknownFormat),
        (&b"<svg xmlns='http://www.w3.org/2000/svg'/>"[..], ImageError::UnknownFormat),
    ] {
        assert_eq!(Logo::read(bytes).unwrap_err(), error);
    }
    let mark = Marks::read(|name| (name == "pagopa").then(|| b"GIF89a".to_vec()));
    assert_eq!(mark.unwrap_err().to_string(), "marchio pagopa: l'immagine non è né PNG né JPEG");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever a text is: printed right, or refused.
    #[test]
    fn any_text_is_printed_right_or_refused(name in "\\PC{1,70}", subject in "[ -~à-ÿ]{1,90}") {
        let Ok(mut notice) = named(&name) else { return Ok(()) };
        let Ok(subject) = Text::parse(Field::Subject, &subject) else { return Ok(()) };
        notice.subject = subject;
        if let Ok(pdf) = print(&notice) {
            prop_assert!(examine(&pdf).is_empty(), "{:?}", examine(&pdf));
            let words = words(&pdf).replace(' ', "");
            prop_assert!(words.contains(&notice.debtor.name.as_str().replace(' ', "")));
            prop_assert!(words.contains(&notice.subject.as_str().replace(' ', "")));
        }
    }
}

#[test]
fn a_name_in_capitals_at_its_longest_still_stands_on_the_page() {
    let mut notice = named(&"W".repeat(70)).unwrap();
    notice.subject = text(&"W".repeat(90));
    notice.creditor.name = text(&"W".repeat(100));
    let pdf = print(&notice).unwrap();
    assert!(examine(&pdf).is_empty());
    assert!(texts(&pdf).iter().all(|it| it.y < 82_000));
}

#[test]
fn fields_of_the_widest_letters_go_to_another_page() {
    let wide = |count| "W".repeat(count);
    let mut notice = with_slip();
    notice.debtor.name = text(&wide(70));
    notice.subject = text(&wide(90));
    notice.creditor.name = text(&wide(100));
    notice.creditor.department = Some(text(&wide(50)));
    notice.creditor.contacts = Some(text(&wide(100)));
    notice.debtor.address =
        Some(Address { street: Some(text(&wide(150))), town: Some(text(&wide(140))) });
    let pdf = press().print_notice(&notice, TODAY).unwrap();
    assert!(examine(&pdf).is_empty());
    let texts = texts(&pdf);
    assert!(texts.iter().all(|it| it.y <= 81_354), "{texts:?}");
    let codes = texts.iter().filter(|it| it.text == "4700 0000 8800 9990 51").count();
    assert_eq!(codes, 2);
    let pages = texts.iter().map(|it| it.page).max().unwrap() + 1;
    assert!(pages > 1);
    let letters: usize = texts.iter().map(|it| it.text.matches('W').count()).sum();
    // The subject stands on every page, with the data and on the slip; the body is named above, as
    // a site to pay on, and with the data.
    assert_eq!(letters, 3 * 70 + (pages + 2) * 90 + 3 * 100 + 50 + 100 + 150 + 140);
}

/// A file embeds the letters it uses, not all that names in Europe may have.
#[test]
fn letters_that_few_names_have_cost_little() {
    let plain = press().print_notice(&with_slip(), TODAY).unwrap();
    let mut notice = with_slip();
    notice.debtor.name = text("Đorđević Łukasz Țepeș Šćepan Ångström Zoë Ñandú Þórr Ğül");
    notice.subject = text("Größe „Übung“ – čšž ľťď őű ăîâ");
    let pdf = press().print_notice(&notice, TODAY).unwrap();
    assert!(examine(&pdf).is_empty());
    assert!(pdf.len() < plain.len() + 7_000, "{} instead of {}", pdf.len(), plain.len());
    // With another 7 kB for a logo, it stays under the 45 kB that a notice may have.
    assert!(pdf.len() < 38_000, "{}", pdf.len());
}

#[test]
fn a_set_of_letters_that_was_forgotten_makes_the_same_file() {
    let print = |letter: char| {
        let mut notice = whole();
        notice.debtor.name = text(&format!("Mario {letter}"));
        bare_press().print_notice(&notice, TODAY).unwrap()
    };
    let first = print('Š');
    for letter in ('\u{c0}'..='\u{17f}').filter(|it| it.is_alphabetic() && *it != 'ŉ').take(90) {
        let mut notice = whole();
        notice.debtor.name = text(&format!("Mario {letter}"));
        let _printed = bare_press().print_notice(&notice, TODAY);
    }
    assert_eq!(print('Š'), first);
}
