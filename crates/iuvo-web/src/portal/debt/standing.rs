//! Where a notice stands, and what to do about it, as a citizen is told.

use iuvo_app::{clock_time, in_italy, portal::Debt, the_long_date};
use iuvo_domain::{
    debt_position::{Installment, due_day},
    directory::WorkspaceProfile,
    payment::PaymentRefusal,
};
use jiff::Timestamp;

use crate::pages::Texts;

/// Where a notice stands, as a badge says it.
pub(super) struct Standing {
    pub(super) word: String,
    pub(super) icon: &'static str,
    pub(super) class: &'static str,
    pub(super) is_payable: bool,
}

impl Standing {
    pub(super) fn of(t: &Texts, debt: &Debt, installment: &Installment) -> Self {
        let refusal = debt.refusal(&installment.notice_number);
        let is_in_doubt = debt.in_doubt(&installment.notice_number).is_some();
        let (word, icon, class) = match refusal {
            None if is_in_doubt => (t.say("standing-in-doubt"), "it-refresh", "iv-badge-wait"),
            None if is_overdue(debt, installment) => {
                (t.say("standing-overdue"), "it-warning-circle", "iv-badge-late")
            }
            None => (t.say("standing-due"), "it-clock", "iv-badge-due"),
            Some(PaymentRefusal::AlreadyPaid) => {
                (t.say("standing-paid"), "it-check", "iv-badge-paid")
            }
            Some(PaymentRefusal::Expired) => {
                (t.say("standing-expired"), "it-warning-circle", "iv-badge-late")
            }
            Some(PaymentRefusal::NotYetValid | PaymentRefusal::NotYetPublished) => {
                (t.say("standing-not-yet"), "it-clock", "iv-badge-wait")
            }
            Some(
                PaymentRefusal::Invalidated
                | PaymentRefusal::AnotherOptionStarted
                | PaymentRefusal::NoticeUnknown,
            ) => (t.say("standing-off"), "it-ban", "iv-badge-off"),
        };
        Self { word, icon, class, is_payable: refusal.is_none() && !is_in_doubt }
    }
}

/// Its day has passed on the clocks of Italy.
fn is_overdue(debt: &Debt, installment: &Installment) -> bool {
    installment.is_overdue_on(in_italy(debt.at).date())
}

/// What to do, in a sentence.
pub(in crate::portal) fn advice(t: &Texts, debt: &Debt, installment: &Installment) -> String {
    if debt.is_paid_twice(&debt.notice_number) {
        return t.say("advice-paid-twice");
    }
    if let Some(payment) = &installment.payment {
        let day = the_long_date(in_italy(payment.paid_at).date());
        let values = [("day", day.as_str())];
        return if payment.is_elsewhere() {
            t.fill("advice-paid-elsewhere", &values)
        } else {
            t.fill("advice-paid", &values)
        };
    }
    if let Some(doubt) = debt.in_doubt(&debt.notice_number) {
        let (day, time) = day_and_time(doubt.since);
        return t.fill("advice-in-doubt", &[("day", &day), ("time", &time)]);
    }
    let due = due_day(installment.due_date).map(the_long_date).unwrap_or_default();
    match debt.refusal(&debt.notice_number) {
        None if due.is_empty() => t.say("advice-undated"),
        None if is_overdue(debt, installment) => t.fill("advice-overdue", &[("day", &due)]),
        None => t.fill("advice-due", &[("day", &due)]),
        Some(PaymentRefusal::AlreadyPaid) => t.say("advice-settled"),
        Some(PaymentRefusal::Expired) => t.fill("advice-expired", &[("day", &due)]),
        Some(PaymentRefusal::NotYetValid | PaymentRefusal::NotYetPublished) => {
            t.say("advice-not-yet")
        }
        Some(PaymentRefusal::AnotherOptionStarted) => t.say("advice-another-option"),
        Some(PaymentRefusal::Invalidated) => t.say("advice-invalidated"),
        Some(PaymentRefusal::NoticeUnknown) => t.say("advice-not-payable"),
    }
}

/// That somebody was sent to pay and was not heard of, where it may still be paid.
pub(super) fn unheard(t: &Texts, debt: &Debt) -> Option<String> {
    let (day, time) = day_and_time(debt.unheard(&debt.notice_number)?.since);
    Some(t.fill("advice-unheard", &[("day", &day), ("time", &time)]))
}

/// `il 27 novembre 2026` and `15:42`, in Italy.
pub(in crate::portal) fn day_and_time(at: Timestamp) -> (String, String) {
    let at = in_italy(at);
    (the_long_date(at.date()), clock_time(at))
}

/// Whom to ask, for somebody who cannot pay and may want to know why, or who has paid twice.
pub(super) fn whom_to_ask(t: &Texts, debt: &Debt, profile: &WorkspaceProfile) -> Option<String> {
    let refusal = debt.refusal(&debt.notice_number)?;
    let contacts = profile.particulars.contacts(usize::MAX)?;
    let is_open = leaves_a_question(refusal) || debt.is_paid_twice(&debt.notice_number);
    is_open.then(|| t.fill("ask-the-body", &[("contacts", &contacts)]))
}

const fn leaves_a_question(refusal: PaymentRefusal) -> bool {
    match refusal {
        PaymentRefusal::AlreadyPaid => false,
        PaymentRefusal::Expired
        | PaymentRefusal::NotYetValid
        | PaymentRefusal::NotYetPublished
        | PaymentRefusal::AnotherOptionStarted
        | PaymentRefusal::Invalidated
        | PaymentRefusal::NoticeUnknown => true,
    }
}
