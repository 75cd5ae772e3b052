//! The debt, for whoever proved two facts.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use iuvo_app::{
    in_italy,
    portal::{Debt, Viewer, link_beside, read_debt},
};
use iuvo_domain::{
    debt_position::{Installment, OptionKind, PaymentOption},
    directory::WorkspaceProfile,
    payment::PaymentRefusal,
};

use super::{Voice, checkout_origins, frame, workspace};
use crate::{
    Edge,
    pages::{Frame, PageError, Texts, amount, day, grouped, long_date, long_day, page_leading_to},
};

#[derive(Template)]
#[template(path = "portal/debt.html")]
struct DebtPage {
    frame: Frame,
    standing: Standing,
    /// A sentence on where it stands, and what to do.
    advice: String,
    /// Whom to ask, where there is something to ask.
    ask: Option<String>,
    amount: String,
    due: String,
    debtor: String,
    service: Option<String>,
    office: Option<String>,
    notice_code: String,
    iuv: String,
    organization: String,
    /// Where this page is; its documents are below.
    path: String,
    /// Whether there is a receipt.
    has_receipt: bool,
    /// Whether somebody of the body looks at it, and no citizen.
    is_staff_view: bool,
    /// Whether it can be paid online.
    is_paid_here: bool,
    /// The page of a payment that may have been made.
    doubt: Option<String>,
    /// The instalments of a plan; none for a single payment.
    plan: Vec<Row>,
}

/// Where a notice stands, as a citizen sees it.
struct Standing {
    word: String,
    icon: &'static str,
    class: &'static str,
    is_payable: bool,
}

struct Row {
    number: usize,
    /// Its page, if it is not this one.
    page: Option<String>,
    notice_code: String,
    due: String,
    amount: String,
    standing: Standing,
}

pub(super) async fn show(
    State(edge): State<Edge>,
    Path((slug, link)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let profile = workspace(&edge, &slug)?;
    // A link that leads nowhere any more leads back to the search, which tells nothing.
    let Some(debt) = read_debt(&edge.app, &profile, &link).await? else {
        return Ok(Redirect::to(&format!("/{slug}")).into_response());
    };
    let (option, installment) = debt.installment().ok_or(PageError::NotFound)?;
    let t = Texts::italian();
    let refusal = debt.refusal(&debt.notice_number);
    let standing = match (&debt.in_doubt, refusal) {
        (Some(_), None) => Standing::in_doubt(t),
        (_, refusal) => Standing::of(t, refusal),
    };
    let origins = checkout_origins(&edge, &profile);
    let mut plan = plan(t, option, &debt);
    for (row, it) in plan.iter_mut().zip(&option.installments) {
        if it.notice_number != debt.notice_number {
            let link = link_beside(&edge.app, &profile, &debt, &it.notice_number)?;
            row.page = link.map(|it| format!("/{slug}/pratica/{it}"));
        }
    }
    let doubt = debt.in_doubt.as_ref().map(|it| format!("/{slug}/pagamento/{}", it.cart));
    let due = long_day(installment.due_date);
    let template = DebtPage {
        frame: frame(&edge, &profile, Voice::Search, installment.description.clone()),
        advice: advice(t, &debt, installment, &due),
        ask: refusal.filter(|it| leaves_a_question(*it)).and_then(|_| whom_to_ask(t, &profile)),
        amount: amount_due(installment),
        due,
        debtor: masked(&option.debtor.full_name),
        service: debt.service.clone(),
        office: debt.position.office_name.clone(),
        notice_code: grouped(installment.notice_number.as_str()),
        iuv: installment.iuv.to_string(),
        organization: debt.position.company_name.clone(),
        path: format!("/{slug}/pratica/{link}"),
        has_receipt: installment.payment.as_ref().is_some_and(|it| !it.is_elsewhere()),
        plan,
        is_paid_here: standing.is_payable && !origins.is_empty() && debt.viewer == Viewer::Guest,
        doubt,
        standing,
        is_staff_view: debt.viewer == Viewer::Staff,
    };
    Ok(page_leading_to(StatusCode::OK, &template, origins))
}

impl Standing {
    /// It may have been paid.
    fn in_doubt(t: &Texts) -> Self {
        let word = t.say("standing-in-doubt");
        Self { word, icon: "it-refresh", class: "iv-badge-wait", is_payable: false }
    }

    fn of(t: &Texts, refusal: Option<PaymentRefusal>) -> Self {
        let (word, icon, class) = match refusal {
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
        Self { word, icon, class, is_payable: refusal.is_none() }
    }
}

/// What to do, in a sentence.
fn advice(t: &Texts, debt: &Debt, installment: &Installment, due: &str) -> String {
    if let Some(payment) = &installment.payment {
        let day = long_date(in_italy(payment.paid_at).date());
        let values = [("day", day.as_str())];
        return if payment.is_elsewhere() {
            t.fill("advice-paid-elsewhere", &values)
        } else {
            t.fill("advice-paid", &values)
        };
    }
    if let Some(doubt) = &debt.in_doubt {
        let since = in_italy(doubt.since);
        let (day, time) = (long_date(since.date()), since.strftime("%H:%M").to_string());
        return t.fill("advice-in-doubt", &[("day", &day), ("time", &time)]);
    }
    match debt.refusal(&debt.notice_number) {
        None => t.fill("advice-due", &[("day", due)]),
        Some(PaymentRefusal::AlreadyPaid) => t.say("advice-settled"),
        Some(PaymentRefusal::Expired) => t.fill("advice-expired", &[("day", due)]),
        Some(PaymentRefusal::NotYetValid | PaymentRefusal::NotYetPublished) => {
            t.say("advice-not-yet")
        }
        Some(PaymentRefusal::AnotherOptionStarted) => t.say("advice-another-option"),
        Some(PaymentRefusal::Invalidated) => t.say("advice-invalidated"),
        Some(PaymentRefusal::NoticeUnknown) => t.say("advice-not-payable"),
    }
}

/// Whether somebody who cannot pay may want to know why.
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

fn whom_to_ask(t: &Texts, profile: &WorkspaceProfile) -> Option<String> {
    let contacts = profile.particulars.contacts(usize::MAX)?;
    Some(t.fill("ask-the-body", &[("contacts", &contacts)]))
}

fn amount_due(installment: &Installment) -> String {
    amount(installment.amount_due().unwrap_or(installment.amount))
}

/// The instalments of the plan to which the notice belongs.
fn plan(t: &Texts, option: &PaymentOption, debt: &Debt) -> Vec<Row> {
    if option.kind == OptionKind::Single {
        return Vec::new();
    }
    let row = |(number, it): (usize, &Installment)| Row {
        number,
        page: None,
        notice_code: grouped(it.notice_number.as_str()),
        due: day(it.due_date),
        amount: amount_due(it),
        standing: Standing::of(t, debt.refusal(&it.notice_number)),
    };
    (1..).zip(&option.installments).map(row).collect()
}

/// `M**** R****`: enough for somebody to see that it is them, too little to learn a name.
fn masked(name: &str) -> String {
    let words = name.split_whitespace().filter_map(|it| it.chars().next());
    words.map(|it| format!("{it}****")).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_masked_word_by_word() {
        assert_eq!(masked("Mario Rossi"), "M**** R****");
        assert_eq!(masked("  èva  "), "è****");
        assert_eq!(masked(""), "");
    }
}
