//! Notices to print: those of the reference scenarios, and marks that are made up.

use std::sync::LazyLock;

use jiff::civil::{Date, date};
use pagopa_codes::{Cents, NoticeNumber, OrganizationFiscalCode};
use pagopa_notice::{
    Address, Cbill, Creditor, Debtor, Field, Logo, Marks, Notice, OnlineChannel, PostalAccount,
    Press, Text,
};

pub(crate) const TODAY: Date = date(2026, 11, 22);

pub(crate) fn text<const MAX: usize>(text: &str) -> Text<MAX> {
    Text::parse(Field::Subject, text).unwrap()
}

/// A press with gray blocks for marks.
pub(crate) fn press() -> &'static Press {
    static PRESS: LazyLock<Press> =
        LazyLock::new(|| Press::new(Marks::read(|_| Some(block(300, 60))).unwrap()).unwrap());
    &PRESS
}

/// A press whose operator supplied nothing.
pub(crate) fn bare_press() -> &'static Press {
    static PRESS: LazyLock<Press> = LazyLock::new(|| Press::new(Marks::default()).unwrap());
    &PRESS
}

/// The notice of the reference scenario with every field, without slip.
pub(crate) fn whole() -> Notice {
    Notice {
        creditor: Creditor {
            fiscal_code: OrganizationFiscalCode::parse("99999000013").unwrap(),
            name: text("Comune di Test"),
            department: Some(text("Settore di Test")),
            contacts: Some(text("Info di Test")),
            cbill: Some(Cbill::parse("CBI1234").unwrap()),
            online: OnlineChannel::Site,
            logo: Some(Logo::read(&block(100, 100)).unwrap()),
        },
        debtor: Debtor {
            fiscal_code: Some(text("RSSMRA80A01H501U")),
            name: text("Mario Rossi"),
            address: Some(Address {
                street: Some(text("Via Nazionale 1")),
                town: Some(text("00100 Roma (RM)")),
            }),
        },
        subject: text("Avviso Pagamento di TEST"),
        installment: None,
        number: NoticeNumber::parse("470000008800999051").unwrap(),
        amount: Cents::new(150_000),
        due: Some(date(2024, 12, 31)),
        postal: None,
    }
}

/// The same with a slip.
pub(crate) fn with_slip() -> Notice {
    let account = PostalAccount::parse(
        "000000123456",
        "Comune di Test",
        "AUT. 08/5 S3/81 53079 08129.07.20211",
    );
    Notice { postal: Some(account.unwrap()), ..whole() }
}

/// The same without a department.
pub(crate) fn without_department() -> Notice {
    let mut notice = whole();
    notice.creditor.department = None;
    notice
}

/// The reference scenario in which every field is as long as it may be.
pub(crate) fn longest() -> Notice {
    let mut notice = whole();
    notice.creditor.name = text("Comune di test test test test test test test end");
    notice.creditor.department = Some(text("Settore di test test test test test test test end"));
    notice.creditor.contacts = Some(text(
        "Info di test test test test test test test test test test test test test test test \
         testtest test end",
    ));
    notice.debtor.name =
        text("Mario Rossi Rossi Rossi Mario Rossi Rossi Rossimario Rossi Rossi End");
    notice.debtor.address = Some(Address {
        street: Some(text(&format!("Via {}Romaaa end 1", "Romaaaaa ".repeat(14)))),
        town: Some(text("00100 Roma (RM)")),
    });
    notice.subject = text(
        "Avviso di pagamento Avviso di pagamento Avviso di pagamento Avviso di pagamento \
         Avviso end",
    );
    notice.amount = Cents::new(99_999_999_999);
    notice.creditor.online = OnlineChannel::None;
    notice
}

/// A PNG of a gray block with a darker edge.
pub(crate) fn block(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgba);
    let pixels: Vec<u8> = (0..height)
        .flat_map(|y| (0..width).map(move |x| (x, y)))
        .flat_map(|(x, y)| if x.min(y) < 2 { [60, 60, 60, 255] } else { [180, 180, 200, 128] })
        .collect();
    encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
    bytes
}
