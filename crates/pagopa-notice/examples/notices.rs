//! Prints notices as fast as one thread can, and says how fast that was.
//!
//! `cargo run --release -p pagopa-notice --example notices -- [how many] [file for one of them]`
//! Marks are made up: gray blocks of the size of the real ones.

#![expect(clippy::print_stdout, reason = "it is there to print")]
#![expect(clippy::arithmetic_side_effects, reason = "counts and colors of made-up pictures")]

use std::error::Error;
use std::time::{Duration, Instant};

use jiff::civil::date;
use pagopa_codes::{Cents, NoticeNumber, OrganizationFiscalCode, SegregationCode};
use pagopa_notice::{
    Address, Cbill, Creditor, Debtor, Field, Logo, Marks, Notice, OnlineChannel, PostalAccount,
    Press, Text,
};

const NAMES: [&str; 8] = [
    "Mario Rossi",
    "Niccolò D’Amato",
    "Maria Antonietta Esposito",
    "Giuseppe Verdi e C. S.n.c.",
    "Anna Bianchi",
    "Società Agricola Tre Colli S.r.l.",
    "Luigi De’ Medici",
    "Francesca Ferrari",
];

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let count: u64 = arguments.next().map_or(Ok(2000), |text| text.parse())?;
    let started = Instant::now();
    let press = Press::new(Marks::read(|name| block(name).ok())?)?;
    println!("prepared in {} µs", started.elapsed().as_micros());
    let creditor = creditor()?;
    let mut times = Vec::new();
    let mut bytes = 0;
    let mut last = Vec::new();
    for index in 0..count {
        let notice = notice(&creditor, index)?;
        let started = Instant::now();
        last = press.print_notice(&notice, date(2026, 11, 22))?;
        times.push(started.elapsed());
        bytes += last.len();
    }
    if let Some(path) = arguments.next() {
        std::fs::write(path, &last)?;
    }
    let total: Duration = times.iter().sum();
    times.sort_unstable();
    let micros = |share: usize| times.get(times.len() * share / 1000).map(Duration::as_micros);
    println!(
        "{count} notices with slip: {} µs each, {} bytes each, p50 {:?} p99 {:?} p999 {:?} µs",
        total.as_micros() / u128::from(count),
        bytes / times.len(),
        micros(500),
        micros(990),
        micros(999),
    );
    Ok(())
}

fn creditor() -> Result<Creditor, Box<dyn Error>> {
    Ok(Creditor {
        fiscal_code: OrganizationFiscalCode::parse("99999000013")?,
        name: Text::parse(Field::CreditorName, "Comune di Test")?,
        department: Some(Text::parse(Field::Department, "Settore di Test")?),
        contacts: Some(Text::parse(Field::Contacts, "Info di Test")?),
        cbill: Some(Cbill::parse("A1B2C")?),
        online: OnlineChannel::Site,
        logo: Some(Logo::read(&crest()?)?),
    })
}

fn notice(creditor: &Creditor, index: u64) -> Result<Notice, Box<dyn Error>> {
    let pick = usize::try_from(index)? % NAMES.len();
    let name = NAMES.get(pick).copied().unwrap_or_default();
    Ok(Notice {
        creditor: creditor.clone(),
        debtor: Debtor {
            fiscal_code: Some(Text::parse(Field::DebtorCode, "RSSMRA80A01H501U")?),
            name: Text::parse(Field::DebtorName, name)?,
            address: Some(Address {
                street: Some(Text::parse(Field::Street, &format!("Via Nazionale {index}"))?),
                town: Some(Text::parse(Field::Town, "00100 Roma (RM)")?),
            }),
        },
        subject: Text::parse(Field::Subject, &format!("TARI 2026 - utenza {index}"))?,
        installment: None,
        number: NoticeNumber::generate(SegregationCode::parse("01")?, index)?,
        amount: Cents::new(150_000 + i64::try_from(index)?),
        due: Some(date(2026, 12, 31)),
        postal: Some(PostalAccount::parse(
            "000000123456",
            "Comune di Test",
            "AUT. DB/0000/000 00000 DEL 01/01/2026",
        )?),
    })
}

/// A gray block in the place of a mark.
fn block(name: &str) -> Result<Vec<u8>, png::EncodingError> {
    let (width, height) = match name {
        "pagopa" => (120, 80),
        "bancoposta" => (200, 40),
        "poste-italiane" => (300, 40),
        "bollettino-postale" => (200, 80),
        _ => (80, 80),
    };
    picture(width, height, |x, y| {
        let edge = x < 3 || y < 3 || x + 3 >= width || y + 3 >= height;
        if edge { [90, 90, 90] } else { [210, 210, 210] }
    })
}

/// A crest of 354 pixels, which is 30 mm at 300 dpi, in some forty colors.
fn crest() -> Result<Vec<u8>, png::EncodingError> {
    picture(354, 354, |x, y| {
        let (dx, dy) = (x.abs_diff(177), y.abs_diff(177));
        let ring = (dx * dx + dy * dy) / 900;
        let shade = u8::try_from(ring.min(40) * 6).unwrap_or(240);
        if ring > 34 { [255, 255, 255] } else { [shade, 60, 200 - shade / 2] }
    })
}

fn picture(
    width: u32,
    height: u32,
    color: impl Fn(u32, u32) -> [u8; 3],
) -> Result<Vec<u8>, png::EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    let pixels: Vec<u8> = (0..height)
        .flat_map(|y| (0..width).map(move |x| (x, y)))
        .flat_map(|(x, y)| color(x, y))
        .collect();
    encoder.write_header()?.write_image_data(&pixels)?;
    Ok(bytes)
}
