//! Every kind of file keeps PDF/A-2a and PDF/UA-1, and every rule is seen to fail once.

use pagopa_notice::lint::{Finding, examine};
use pagopa_notice::{Cbill, Notice, OnlineChannel};

use crate::mutation::{MUTATIONS, mutate, rewrite};
use crate::samples::{
    TODAY, bare_press, longest, press, text, whole, with_slip, without_department,
};

fn shortest() -> Notice {
    let mut notice = whole();
    notice.creditor.department = None;
    notice.creditor.contacts = None;
    notice.creditor.cbill = None;
    notice.creditor.logo = None;
    notice.creditor.online = OnlineChannel::None;
    notice.debtor.fiscal_code = None;
    notice.debtor.address = None;
    Notice { due: None, ..notice }
}

fn foreign() -> Notice {
    let mut notice = with_slip();
    notice.debtor.name = text("Žiga Čuk Müller-Großmann");
    notice
}

#[test]
fn every_kind_of_notice_keeps_every_rule() {
    let long_slip =
        Notice { postal: with_slip().postal, amount: pagopa_codes::Cents::new(100), ..longest() };
    for notice in
        [whole(), with_slip(), without_department(), longest(), long_slip, shortest(), foreign()]
    {
        let pdf = press().print_notice(&notice, TODAY).unwrap();
        assert_eq!(examine(&pdf), Vec::<Finding>::new(), "{:?}", notice.subject);
    }
    let pdf = bare_press().print_notice(&shortest(), TODAY).unwrap();
    assert_eq!(examine(&pdf), Vec::<Finding>::new());
}

#[test]
fn files_grow_with_the_letters_they_need_and_stay_small() {
    let size = |name: &str, cbill: &str| {
        let mut notice = with_slip();
        notice.creditor.cbill = Some(Cbill::parse(cbill).unwrap());
        notice.debtor.name = text(name);
        press().print_notice(&notice, TODAY).unwrap().len()
    };
    let sizes = [
        size("Niccolò D’Amà", "12345"),
        size("Niccolò D’Amà", "A1B2C"),
        size("Žiga Čuk «Müller»", "A1B2C"),
        size("Łukasz Țăran", "A1B2C"),
        size("Łukasz «Țăran»", "A1B2C"),
    ];
    assert!(sizes[..3].is_sorted() && sizes[0] < sizes[4], "{sizes:?}");
    assert!(sizes[3] < sizes[4], "{sizes:?}");
    // With a slip and without a logo; a logo adds what it weighs.
    assert!(sizes[0] < 31_000 && sizes[1] < 34_000 && sizes[3] < 44_000, "{sizes:?}");
}

#[test]
fn each_rule_finds_the_file_that_breaks_it() {
    let pdf = press().print_notice(&with_slip(), TODAY).unwrap();
    assert_eq!(examine(&rewrite(&pdf, |_| ())), Vec::<Finding>::new(), "only rewritten");
    for mutation in MUTATIONS {
        let findings = examine(&mutate(&pdf, mutation));
        assert!(
            findings.iter().any(|finding| finding.rule == mutation.rule),
            "{:?} does not find: {} ({findings:?})",
            mutation.rule,
            mutation.what
        );
    }
}

#[test]
fn every_rule_has_a_file_that_breaks_it() {
    for rule in pagopa_notice::lint::Rule::ALL {
        assert!(
            MUTATIONS.iter().any(|mutation| mutation.rule == rule),
            "no mutation breaks {rule:?}"
        );
    }
}
