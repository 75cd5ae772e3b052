//! What is warned about, a change at a time.

use jiff::civil::date;
use pagopa_codes::{Metadata, MetadataEntry};

use super::*;
use crate::{
    Environment, WorkspaceId,
    debt_position::{InstallmentDraft, Nav, PositionDraft},
    directory::{BankAccount, Organization, Particulars, StationLink, Workspace},
    sample::{BANK, POSTAL, PROVINCE, Sample, TOWN, code, stamp},
};

/// Linked under code 02, with the bank account; the postal one is registered from July on.
fn profile() -> WorkspaceProfile {
    let id = WorkspaceId::new(1);
    let account = |iban: &str, month| BankAccount {
        iban: iban.parse().unwrap(),
        holder: None,
        authorization: None,
        valid_from: date(2026, month, 1),
        valid_to: None,
    };
    WorkspaceProfile {
        workspace: Workspace {
            id,
            organization: code(TOWN),
            environment: Environment::Acceptance,
            slug: "comune".to_owned(),
            enabled: true,
        },
        organization: Organization { fiscal_code: code(TOWN), name: "Comune".to_owned() },
        particulars: Particulars::default(),
        links: vec![StationLink {
            workspace: id,
            station: "99000000002_01".parse().unwrap(),
            segregation_code: "02".parse().unwrap(),
            broadcast: false,
            stand_in: false,
            spontaneous: false,
        }],
        accounts: vec![account(BANK, 1), account(POSTAL, 7)],
        accounting: Vec::new(),
        services: Vec::new(),
    }
}

/// One code in force and one that has ended.
fn taxonomy() -> Taxonomy {
    let entry = |code: &str, year| (code.to_owned(), date(2021, 1, 1), date(year, 12, 31));
    Taxonomy::new([entry("0101101IM", 2079), entry("0101102IM", 2025), entry("0201102IM", 2079)])
}

fn found(change: impl FnOnce(&mut PositionDraft)) -> Vec<Warning> {
    let mut draft = Sample::new().single(100).0;
    change(&mut draft);
    warnings(&Sample(draft).written(), &profile(), &taxonomy(), date(2026, 6, 1))
}

fn only(draft: &mut PositionDraft) -> &mut InstallmentDraft {
    &mut draft.options[0].installments[0]
}

#[test]
fn an_ordinary_position_has_no_warning() {
    assert_eq!(found(|_| ()), []);
    assert_eq!(warnings(&Sample::new().written(), &profile(), &taxonomy(), date(2026, 6, 1)), []);
}

#[test]
fn a_notice_number_is_read_as_the_node_would() {
    use Warning::{CheckDigitsWrong, NoticeNumberNotPayable, SegregationCodeForeign};
    let numbered = |nav: &str| found(|it| only(it).notice_number = Nav::parse(nav));
    let numbers: [(&str, &[Warning]); 9] = [
        ("avviso-1", &[NoticeNumberNotPayable]),
        ("30200000000000014", &[NoticeNumberNotPayable]),
        ("302000000000000199", &[CheckDigitsWrong]),
        ("301000000000000144", &[SegregationCodeForeign]),
        ("301000000000000199", &[CheckDigitsWrong, SegregationCodeForeign]),
        ("001000000000000141", &[]),
        ("112345678901234567", &[]),
        ("212345678901234544", &[]),
        ("400000000000000104", &[CheckDigitsWrong]),
    ];
    for (nav, expected) in numbers {
        assert_eq!(numbered(nav), expected, "{nav}");
    }
}

#[test]
fn an_account_has_right_digits_and_is_registered() {
    use Warning::{IbanNotRegistered, IbanWrong};
    let paid_to = |body: &str, iban: &str, postal_iban: Option<&str>| {
        found(|it| {
            let transfer = &mut only(it).transfers[0];
            transfer.organization = code(body);
            transfer.iban = Some(iban.to_owned());
            transfer.postal_iban = postal_iban.map(str::to_owned);
        })
    };
    let elsewhere = "DE89370400440532013000";
    let accounts: [(&str, &str, Option<&str>, &[Warning]); 8] = [
        (TOWN, "IT61X0542811101000000123456", None, &[IbanWrong]),
        (TOWN, "conto", None, &[IbanWrong]),
        (TOWN, elsewhere, None, &[IbanNotRegistered]),
        (PROVINCE, elsewhere, None, &[]),
        (PROVINCE, "conto", None, &[IbanWrong]),
        (TOWN, BANK, Some(POSTAL), &[IbanNotRegistered]),
        (TOWN, BANK, Some("conto"), &[IbanWrong]),
        (TOWN, elsewhere, Some("conto"), &[IbanWrong, IbanNotRegistered]),
    ];
    for (body, iban, postal_iban, expected) in accounts {
        assert_eq!(paid_to(body, iban, postal_iban), expected, "{body} {iban} {postal_iban:?}");
    }
    let supported = found(|it| {
        let entry = MetadataEntry::new("IBANAPPOGGIO", POSTAL).unwrap();
        only(it).transfers[0].metadata = Metadata::new(vec![entry]).unwrap();
    });
    assert_eq!(supported, [IbanNotRegistered]);
}

#[test]
fn what_else_the_node_will_not_digest_is_warned_about() {
    use Warning::{AmountNotPayable, CategoryMalformed, DebtorCodeNotPayable};
    let others = [
        (found(|it| only(it).transfers[0].category = "TARI".parse().unwrap()), CategoryMalformed),
        (found(|it| it.options[0].debtor.fiscal_code = "X".repeat(17)), DebtorCodeNotPayable),
        (found(|it| only(it).amount = Cents::new(100_000_000_000)), AmountNotPayable),
    ];
    for (found, expected) in others {
        assert_eq!(found, [expected]);
    }
    assert_eq!(found(|it| only(it).amount = Cents::MAX_NODE), []);
}

#[test]
fn a_stamp_has_no_account_to_be_wrong() {
    let found = found(|it| {
        let transfer = &mut only(it).transfers[0];
        (transfer.iban, transfer.stamp) = (None, Some(stamp()));
    });
    assert_eq!(found, []);
}

#[test]
fn the_notification_fee_counts() {
    let mut position = Sample::new().single(Cents::MAX_NODE.get()).written();
    position.options[0].installments[0].notification_fee = Cents::new(1);
    let found = warnings(&position, &profile(), &taxonomy(), date(2026, 6, 1));
    assert_eq!(found, [Warning::AmountNotPayable]);
}

#[test]
fn each_kind_is_told_once() {
    let mut draft = Sample::new().plan(&[1, 1]).single(2).0;
    for option in &mut draft.options {
        option.debtor.fiscal_code = String::new();
        for installment in &mut option.installments {
            installment.notice_number = Nav::parse("x");
            installment.transfers[0].iban = Some("conto".to_owned());
        }
    }
    let found = warnings(&Sample(draft).written(), &profile(), &taxonomy(), date(2026, 6, 1));
    let expected =
        [Warning::NoticeNumberNotPayable, Warning::IbanWrong, Warning::DebtorCodeNotPayable];
    assert_eq!(found, expected);
}

#[test]
fn a_warning_is_read_as_it_is_written() {
    for warning in Warning::ALL {
        assert_eq!(Warning::from_code(warning.code()), Some(*warning));
    }
    assert_eq!(Warning::from_code("unknown"), None);
}

#[test]
fn a_category_is_looked_up_in_the_taxonomy() {
    for (category, expected) in [
        ("9/0101101IM/", vec![]),
        ("0101101IM", vec![]),
        ("9/0101102IM/", vec![Warning::CategoryExpired]),
        ("9/0101999IM/", vec![Warning::CategoryUnknown]),
        ("TARI", vec![Warning::CategoryMalformed]),
    ] {
        let found = found(|it| only(it).transfers[0].category = category.parse().unwrap());
        assert_eq!(found, expected, "{category}");
    }
}
