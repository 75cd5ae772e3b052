//! Both codes, printed at 150 dpi and read by programs that are not ours.
//!
//! poppler draws the page; zbar and libdmtx read it, and `ZXing` reads it again.

use pagopa_codes::Cents;
use pagopa_notice::{Notice, NoticeError, PaymentCode, PostalCode};

use crate::programs::output;
use crate::samples::{TODAY, longest, press, text, with_slip};

/// The codes of the first page as four readings: QR twice, Data Matrix twice.
fn read(notice: &Notice) -> [String; 4] {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let pdf = press().print_notice(notice, TODAY).unwrap();
    std::fs::write(folder.join("notice.pdf"), pdf).unwrap();
    output("pdftoppm", &["-r", "150", "-png", "-singlefile", "notice.pdf", "page"], folder);
    // ZXing looks for one code per picture: the slip's corner is its second.
    let corner = ["-x", "1000", "-y", "1330", "-W", "240", "-H", "300"];
    let draw = ["-r", "150", "-png", "-singlefile", "notice.pdf", "corner"];
    output("pdftoppm", &[&corner[..], &draw[..]].concat(), folder);
    let zxing = |kind: &str, picture: &str| {
        let printed = output("ZXingReader", &["-format", kind, picture], folder);
        let text = printed.lines().find_map(|line| line.strip_prefix("Text:"));
        text.map(|text| text.trim().trim_matches('"').to_owned()).unwrap_or_default()
    };
    [
        output("zbarimg", &["--raw", "-q", "-Sdisable", "-Sqrcode.enable", "page.png"], folder)
            .trim_end()
            .to_owned(),
        zxing("QRCode", "page.png"),
        output("dmtxread", &["-N1", "-m", "20000", "page.png"], folder),
        zxing("DataMatrix", "corner.png"),
    ]
}

#[track_caller]
fn assert_read(notice: &Notice) {
    let creditor = &notice.creditor.fiscal_code;
    let qr = PaymentCode::new(&notice.number, creditor, notice.amount);
    let postal = PostalCode::new(notice, notice.postal.as_ref().unwrap()).unwrap();
    assert_eq!(
        read(notice),
        [qr.as_str(), qr.as_str(), postal.as_str(), postal.as_str()].map(str::to_owned)
    );
}

#[test]
fn both_codes_are_read_back_by_two_readers_each() {
    assert_read(&with_slip());
}

#[test]
fn codes_are_read_back_at_the_limits() {
    let postal = with_slip().postal;
    let mut notice = Notice { postal, amount: Cents::new(1), ..with_slip() };
    notice.debtor.name = text("D’Amà & Çağlar-Đorđević: 'Łódź'. S.r.l., in liquidazione");
    notice.subject =
        text("1234567890-1234567890.1234567890:1234567890_1234567890,1234567890&12345");
    assert_read(&notice);
}

#[test]
fn the_postal_text_is_that_of_the_reference_but_for_capitals() {
    let notice = with_slip();
    let code = PostalCode::new(&notice, notice.postal.as_ref().unwrap()).unwrap();
    let reference = format!(
        "codfase=NBPA;184700000088009990511200000012345610000015000038961P199999000013\
         RSSMRA80A01H501U{:40}{:110}{:12}A",
        "MARIO ROSSI", "AVVISO PAGAMENTO DI TEST", ""
    );
    assert_eq!(code.as_str(), reference);
    assert_eq!(code.as_str().len(), 256);
}

#[test]
fn an_amount_that_is_none_has_no_postal_text() {
    let notice = Notice { amount: Cents::new(0), ..with_slip() };
    let error = PostalCode::new(&notice, notice.postal.as_ref().unwrap()).unwrap_err();
    assert_eq!(error, NoticeError::AmountOutOfRange);
}

#[test]
fn long_texts_are_cut_so_that_every_field_stays_in_its_place() {
    let mut notice = Notice { postal: with_slip().postal, ..longest() };
    notice.amount = Cents::new(9_999_999_999);
    let code = PostalCode::new(&notice, notice.postal.as_ref().unwrap()).unwrap();
    let text = code.as_str();
    assert_eq!(text.len(), 256);
    assert_eq!(&text[15..33], "470000008800999051");
    assert_eq!(&text[49..59], "9999999999");
    assert_eq!(&text[66..77], "99999000013");
    assert_eq!(&text[93..133], "MARIO ROSSI ROSSI ROSSI MARIO ROSSI ROSS");
    assert_eq!(&text[255..], "A");
}
