//! Every text stands where the reference notices of pagoPA's print service have it.
//!
//! The rows are measured of those files: x and baseline in hundredths of a point from the top left
//! corner, size in points. Of texts that end at a margin the right edge counts: the print service
//! sets them in a variant of Titillium whose digits are narrower.
//! Left out are texts that a later guide has changed (the legal sentence, and "sul sito
//! dell'ente"), and fiscal codes of the scenarios that are not valid.

use pagopa_notice::{Notice, PostalAccount};

use crate::reading::{Placed, texts};
use crate::samples::{TODAY, longest, press, text, whole, with_slip, without_department};

type Row = (Edge, i64, i64, &'static str);

/// The edge of a text that the layout fixes.
#[derive(Clone, Copy)]
enum Edge {
    Left(i64),
    Right(i64),
}

const fn left(x: i64) -> Edge {
    Edge::Left(x)
}

const fn right(x: i64) -> Edge {
    Edge::Right(x)
}

/// One point.
const TOLERANCE: i64 = 100;

/// Scenario 03: every field, with slip.
const WITH_SLIP: &[Row] = &[
    (left(8218), 3750, 10, "AVVISO DI PAGAMENTO"),
    (left(2834), 8250, 16, "Avviso Pagamento di TEST"),
    (left(2834), 13875, 10, "ENTE CREDITORE"),
    (right(28347), 13875, 8, "99999000013"),
    (left(2834), 17700, 14, "Comune di Test"),
    (left(2834), 21000, 12, "Settore di Test"),
    (left(2834), 23925, 8, "Info di Test"),
    (left(32313), 13875, 10, "DESTINATARIO"),
    (left(32313), 17700, 14, "Mario Rossi"),
    (left(32313), 21000, 12, "Via Nazionale 1"),
    (left(32313), 22725, 12, "00100 Roma (RM)"),
    (left(2834), 26850, 10, "QUANTO E QUANDO PAGARE?"),
    (left(2834), 30150, 8, "Importo"),
    (left(2834), 31875, 16, "1.500,00 Euro"),
    (left(20425), 30150, 8, "entro il"),
    (left(20425), 31875, 16, "31/12/2024"),
    (left(32313), 26850, 10, "DOVE PAGARE?"),
    (left(48737), 26850, 8, "vai su"),
    (right(56693), 26850, 10, "pagopa.gov.it"),
    (left(32313), 30300, 10, "PAGA CON L’APP IO"),
    (left(32313), 34950, 10, "PAGA SUL TERRITORIO"),
    (left(32313), 36225, 8, "presso Banche e Sportelli ATM, negli Uffici Postali e Punti"),
    (left(32313), 37350, 8, "Postali, nei Bar, Edicole, Ricevitorie, Supermercati,"),
    (left(32313), 38400, 8, "Tabaccherie e altri Esercenti Convenzionati."),
    (left(2834), 41325, 10, "DATI PER IL PAGAMENTO"),
    (right(56692), 41325, 10, "Rata unica entro il 31/12/2024"),
    (left(2834), 53100, 8, "Inquadra il"),
    (left(6557), 53100, 8, "codice QR"),
    (left(9927), 53100, 8, "con la tua app"),
    (left(2834), 54225, 8, "di pagamento o usa i dati accanto."),
    (left(16723), 44550, 8, "Destinatario"),
    (left(16723), 45600, 8, "Mario Rossi"),
    (left(48769), 45075, 10, "Euro"),
    (right(56692), 45075, 12, "1.500,00"),
    (left(16723), 47175, 8, "Ente creditore"),
    (left(16723), 48225, 8, "Comune di Test"),
    (left(16723), 49800, 8, "Oggetto del pagamento"),
    (left(16723), 50850, 8, "Avviso Pagamento di TEST"),
    (left(16723), 53025, 8, "Cod. CBILL"),
    (left(16723), 54675, 10, "CBI1234"),
    (left(26715), 53025, 8, "Cod. Avviso"),
    (left(26715), 54675, 10, "4700 0000 8800 9990 51"),
    (right(56693), 53025, 8, "Cod. Fiscale Ente"),
    (right(56692), 54675, 10, "99999000013"),
    (left(2834), 58575, 10, "BOLLETTINO POSTALE PA"),
    (right(56692), 58575, 10, "Rata unica entro 31/12/2024"),
    (left(2834), 69450, 8, "Bollettino Postale pagabile in tutti"),
    (left(2834), 70500, 8, "gli Uffici Postali e sui canali fisici o"),
    (left(2834), 71625, 8, "digitali abilitati di Poste Italiane e"),
    (left(2834), 72675, 8, "dell’Ente Creditore"),
    (left(2834), 74775, 7, "AUT. 08/5 S3/81 53079 08129.07.20211"),
    (left(19556), 62550, 10, "sul C/C n."),
    (left(24039), 62550, 12, "000000123456"),
    (left(48428), 62550, 10, "Euro"),
    (right(56692), 62550, 12, "1.500,00"),
    (left(16723), 65625, 8, "Intestato a"),
    (left(20941), 65625, 8, "Comune di Test"),
    (left(16723), 67200, 8, "Destinatario"),
    (left(21446), 67200, 8, "Mario Rossi"),
    (left(16723), 68700, 8, "Oggetto pagamento"),
    (left(24027), 68700, 8, "Avviso Pagamento di TEST"),
    (left(16723), 71475, 8, "Cod. Avviso"),
    (left(16723), 73050, 10, "4700 0000 8800 9990 51"),
    (left(32810), 71475, 8, "Tipo"),
    (left(32810), 73050, 10, "P1"),
    (right(47765), 71475, 8, "Cod. Fiscale Ente Creditore"),
    (right(47765), 73050, 10, "99999000013"),
];

/// Scenario 02: no department, so everything moves up.
const WITHOUT_DEPARTMENT: &[Row] = &[
    (left(8218), 3750, 10, "AVVISO DI PAGAMENTO"),
    (left(2834), 8250, 16, "Avviso Pagamento di TEST"),
    (left(2834), 13875, 10, "ENTE CREDITORE"),
    (right(28347), 13875, 8, "99999000013"),
    (left(2834), 17700, 14, "Comune di Test"),
    (left(2834), 22575, 8, "Info di Test"),
    (left(32313), 13875, 10, "DESTINATARIO"),
    (left(32313), 17700, 14, "Mario Rossi"),
    (left(32313), 21000, 12, "Via Nazionale 1"),
    (left(32313), 22725, 12, "00100 Roma (RM)"),
    (left(2834), 25725, 10, "QUANTO E QUANDO PAGARE?"),
    (left(2834), 29025, 8, "Importo"),
    (left(2834), 30750, 16, "1.500,00 Euro"),
    (left(20425), 29025, 8, "entro il"),
    (left(20425), 30750, 16, "31/12/2024"),
    (left(32313), 25725, 10, "DOVE PAGARE?"),
    (left(48737), 25725, 8, "vai su"),
    (right(56693), 25725, 10, "pagopa.gov.it"),
    (left(32313), 29175, 10, "PAGA CON L’APP IO"),
    (left(32313), 33900, 10, "PAGA SUL TERRITORIO"),
    (left(32313), 35175, 8, "presso Banche e Sportelli ATM, negli Uffici Postali e Punti"),
    (left(32313), 36225, 8, "Postali, nei Bar, Edicole, Ricevitorie, Supermercati,"),
    (left(32313), 37275, 8, "Tabaccherie e altri Esercenti Convenzionati."),
    (left(2834), 40200, 10, "DATI PER IL PAGAMENTO"),
    (right(56692), 40200, 10, "Rata unica entro il 31/12/2024"),
    (left(2834), 51975, 8, "Inquadra il"),
    (left(6557), 51975, 8, "codice QR"),
    (left(9927), 51975, 8, "con la tua app"),
    (left(2834), 53100, 8, "di pagamento o usa i dati accanto."),
    (left(16723), 43425, 8, "Destinatario"),
    (left(16723), 44550, 8, "Mario Rossi"),
    (left(48769), 43950, 10, "Euro"),
    (right(56692), 43950, 12, "1.500,00"),
    (left(16723), 46050, 8, "Ente creditore"),
    (left(16723), 47175, 8, "Comune di Test"),
    (left(16723), 48675, 8, "Oggetto del pagamento"),
    (left(16723), 49800, 8, "Avviso Pagamento di TEST"),
    (left(16723), 51900, 8, "Cod. CBILL"),
    (left(16723), 53550, 10, "CBI1234"),
    (left(26715), 51900, 8, "Cod. Avviso"),
    (left(26715), 53550, 10, "4700 0000 8800 9990 51"),
    (right(56693), 51900, 8, "Cod. Fiscale Ente"),
    (right(56692), 53550, 10, "99999000013"),
];

/// Scenario 21: every field at its maximum length.
const LONGEST: &[Row] = &[
    (left(8218), 3750, 10, "AVVISO DI PAGAMENTO"),
    (left(2834), 8250, 16, "Avviso di pagamento Avviso di pagamento Avviso di pagamento"),
    (left(2834), 10125, 16, "Avviso di pagamento Avviso end"),
    (left(2834), 13875, 10, "ENTE CREDITORE"),
    (left(2834), 17700, 14, "Comune di test test test test test test test"),
    (left(2834), 19425, 14, "end"),
    (left(2834), 22725, 12, "Settore di test test test test test test test end"),
    (
        left(2834),
        27075,
        8,
        "Info di test test test test test test test test test test test test test test test",
    ),
    (left(2834), 28125, 8, "testtest test end"),
    (left(32313), 13875, 10, "DESTINATARIO"),
    (left(32313), 17700, 14, "Mario Rossi Rossi Rossi Mario Rossi"),
    (left(32313), 19425, 14, "Rossi Rossimario Rossi Rossi End"),
    (left(32313), 22725, 12, "Via Romaaaaa Romaaaaa Romaaaaa Romaaaaa"),
    (left(32313), 24375, 12, "Romaaaaa Romaaaaa Romaaaaa Romaaaaa"),
    (left(32313), 26025, 12, "Romaaaaa Romaaaaa Romaaaaa Romaaaaa"),
    (left(32313), 27750, 12, "Romaaaaa Romaaaaa Romaaa end 1"),
    (left(32313), 29400, 12, "00100 Roma (RM)"),
    (left(2834), 32475, 10, "QUANTO E QUANDO PAGARE?"),
    (left(2834), 35775, 8, "Importo"),
    (left(2834), 37500, 16, "999.999.999,99 Euro"),
    (left(20425), 35775, 8, "entro il"),
    (left(20425), 37500, 16, "31/12/2024"),
    (left(32313), 32475, 10, "DOVE PAGARE?"),
    (left(48737), 32475, 8, "vai su"),
    (right(56693), 32475, 10, "pagopa.gov.it"),
    (left(32313), 35925, 10, "PAGA CON L’APP IO"),
    (left(32313), 40575, 10, "PAGA SUL TERRITORIO"),
    (left(32313), 41850, 8, "presso Banche e Sportelli ATM, negli Uffici Postali e Punti"),
    (left(32313), 42975, 8, "Postali, nei Bar, Edicole, Ricevitorie, Supermercati,"),
    (left(32313), 44025, 8, "Tabaccherie e altri Esercenti Convenzionati."),
    (left(2834), 46950, 10, "DATI PER IL PAGAMENTO"),
    (right(56692), 46950, 10, "Rata unica entro il 31/12/2024"),
    (left(2834), 58725, 8, "Inquadra il"),
    (left(6557), 58725, 8, "codice QR"),
    (left(9927), 58725, 8, "con la tua app"),
    (left(2834), 59775, 8, "di pagamento o usa i dati accanto."),
    (left(16723), 50100, 8, "Destinatario"),
    (left(16723), 51225, 8, "Mario Rossi Rossi Rossi Mario Rossi Rossi Rossimario Rossi Rossi End"),
    (left(44448), 50625, 10, "Euro"),
    (right(56691), 50625, 12, "999.999.999,99"),
    (left(16723), 52725, 8, "Ente creditore"),
    (left(16723), 53850, 8, "Comune di test test test test test test test end"),
    (left(16723), 55350, 8, "Oggetto del pagamento"),
    (
        left(16723),
        56475,
        8,
        "Avviso di pagamento Avviso di pagamento Avviso di pagamento Avviso di pagamento Avviso end",
    ),
    (left(16723), 58650, 8, "Cod. CBILL"),
    (left(16723), 60300, 10, "CBI1234"),
    (left(26715), 58650, 8, "Cod. Avviso"),
    (right(56693), 58650, 8, "Cod. Fiscale Ente"),
];
fn misplaced(notice: &Notice, rows: &[Row]) -> Vec<String> {
    let placed = texts(&press().print_notice(notice, TODAY).unwrap());
    rows.iter()
        .filter_map(|row| {
            let (edge, y, size, text) = *row;
            let same: Vec<&Placed> =
                placed.iter().filter(|it| it.text == text && it.size == size).collect();
            let off = |it: &Placed| match edge {
                Edge::Left(x) => it.x - x,
                Edge::Right(x) => it.x + it.width - x,
            };
            let near = |it: &Placed| {
                off(it).abs() <= TOLERANCE && (it.y - y).abs() <= TOLERANCE && it.page == 0
            };
            if same.iter().any(|it| near(it)) {
                return None;
            }
            let off: Vec<_> = same.iter().map(|it| (off(it), it.y - y)).collect();
            Some(format!("{text:?} is off by {off:?}"))
        })
        .collect()
}

#[track_caller]
fn assert_in_place(notice: &Notice, rows: &[Row]) {
    let misplaced = misplaced(notice, rows);
    assert!(misplaced.is_empty(), "{}", misplaced.join("\n"));
}

#[test]
fn a_notice_with_slip_is_that_of_the_reference() {
    assert_in_place(&with_slip(), WITH_SLIP);
}

#[test]
fn without_department_everything_moves_up_as_in_the_reference() {
    assert_in_place(&without_department(), WITHOUT_DEPARTMENT);
}

#[test]
fn fields_at_their_longest_flow_as_in_the_reference() {
    assert_in_place(&longest(), LONGEST);
}

#[test]
fn without_due_date_nothing_speaks_of_one() {
    let notice = Notice { due: None, ..with_slip() };
    assert_in_place(
        &notice,
        &[(left(2834), 26850, 10, "QUANTO PAGARE?"), (right(56692), 41325, 10, "Rata unica")],
    );
    let placed = texts(&press().print_notice(&notice, TODAY).unwrap());
    assert!(placed.iter().all(|it| !it.text.contains("entro")), "{placed:?}");
}

#[test]
fn the_same_notice_is_the_same_bytes() {
    let print = || press().print_notice(&whole(), TODAY).unwrap();
    assert_eq!(print(), print());
    assert_ne!(print(), press().print_notice(&with_slip(), TODAY).unwrap());
}

#[test]
fn a_slip_that_does_not_fit_goes_to_a_second_page_with_its_header() {
    let mut notice = Notice { postal: with_slip().postal, ..longest() };
    notice.amount = pagopa_codes::Cents::new(9_999_999_999);
    notice.creditor.name = text(&"Wm ".repeat(33));
    let placed = texts(&press().print_notice(&notice, TODAY).unwrap());
    let pages = |text: &str| -> Vec<usize> {
        placed.iter().filter(|it| it.text == text).map(|it| it.page).collect()
    };
    assert_eq!(pages("BOLLETTINO POSTALE PA"), [1]);
    assert_eq!(pages("AVVISO DI PAGAMENTO"), [0, 1]);
    assert_eq!(pages("DATI PER IL PAGAMENTO"), [0]);
    assert!(placed.iter().all(|it| it.y < 82_000), "{placed:?}");
}

#[test]
fn a_long_authorization_stays_in_its_column() {
    let mut notice = with_slip();
    notice.subject = text(&"Avviso ".repeat(12));
    let long = "AUT. DB/SSIC/E 12345 DEL 01/01/2020 ALLA STAMPA IN PROPRIO";
    let account = PostalAccount::parse("000000123456", "Comune di Test", long).unwrap();
    notice.postal = Some(account);
    let placed = texts(&press().print_notice(&notice, TODAY).unwrap());
    let lines: Vec<_> = placed.iter().filter(|it| it.size == 7).collect();
    let words: Vec<_> = lines.iter().map(|it| it.text.as_str()).collect();
    assert_eq!(words.join(" "), long);
    assert!(lines.len() > 1);
    for line in lines {
        assert!(line.x + line.width < 16_723, "{line:?}");
        assert!(line.y < 81_354, "{line:?}");
    }
}
