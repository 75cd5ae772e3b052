//! The debt, for whoever proved two facts.

mod standing;
mod ways;

use askama::Template;
use axum::{
    extract::{Path, RawQuery, State},
    http::StatusCode,
    response::Response,
};
use iuvo_app::portal::{Lapse, Viewer, link_to_payment, price_seen, read_debt, why_no_debt};
use iuvo_domain::debt_position::Installment;
use pagopa_codes::Cents;

pub(super) use self::standing::{advice, day_and_time};
use self::{
    standing::{Standing, unheard, whom_to_ask},
    ways::{Way, Ways},
};
use super::{Voice, back_to_search, checkout_origins, frame, search::Reason, workspace};
use crate::{
    Edge,
    pages::{Frame, PageError, Texts, amount, grouped, long_due_day, page_leading_to},
};

/// What the page is asked with when somebody has pressed "Paga" and it costs something else by now:
/// this, and what they had seen, sealed.
pub(super) const SEEN: &str = "visto=";

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
    /// The same in cents, which the form sends back as what was seen.
    cents: i64,
    /// What it was on the page on which somebody pressed "Paga", if that was something else.
    amount_before: Option<String>,
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
    /// That somebody may be paying it elsewhere.
    unheard: Option<String>,
    /// The plan to which the notice belongs.
    plan: Option<Way>,
    /// What may be paid in its place.
    others: Vec<Way>,
}

pub(super) async fn show(
    State(edge): State<Edge>,
    Path((slug, link)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Result<Response, PageError> {
    let profile = workspace(&edge, &slug)?;
    let Some(debt) = read_debt(&edge.app, &profile, &link).await? else {
        return Ok(back_to_search(&slug, why(why_no_debt(&edge.app, &profile, &link))));
    };
    let (option, installment) = debt.installment().ok_or(PageError::NotFound)?;
    let t = Texts::italian();
    let standing = Standing::of(t, &debt, installment);
    let origins = checkout_origins(&edge, &profile);
    let ways = Ways { t, edge: &edge, profile: &profile, debt: &debt };
    let due = amount_due(installment);
    let is_paid_here = standing.is_payable && !origins.is_empty() && debt.viewer == Viewer::Guest;
    let number = &debt.notice_number;
    let seen = query.and_then(|it| price_seen(&edge.app, &profile, number, it.strip_prefix(SEEN)?));
    let doubt = debt.in_doubt(&debt.notice_number);
    let doubt = doubt.map(|it| link_to_payment(&edge.app, &profile, it)).transpose()?;
    let doubt = doubt.map(|it| format!("/{slug}/pagamento/{it}"));
    let template = DebtPage {
        frame: frame(&edge, &profile, Voice::Search, installment.description.clone()),
        advice: advice(t, &debt, installment),
        ask: whom_to_ask(t, &debt, &profile),
        amount: amount(due),
        cents: due.get(),
        amount_before: seen.filter(|it| is_paid_here && *it != due).map(amount),
        due: long_due_day(t, installment.due_date),
        debtor: masked(&option.debtor.full_name),
        service: debt.service.clone(),
        office: debt.position.office_name.clone(),
        notice_code: grouped(installment.notice_number.as_str()),
        iuv: installment.iuv.to_string(),
        organization: debt.position.company_name.clone(),
        path: format!("/{slug}/pratica/{link}"),
        has_receipt: installment.payment.as_ref().is_some_and(|it| !it.is_elsewhere()),
        plan: ways.plan(option)?,
        others: ways.others(option)?,
        is_paid_here,
        doubt,
        unheard: unheard(t, &debt).filter(|_| standing.is_payable),
        standing,
        is_staff_view: debt.viewer == Viewer::Staff,
    };
    Ok(page_leading_to(StatusCode::OK, &template, origins))
}

const fn why(lapse: Lapse) -> Reason {
    match lapse {
        Lapse::TooOld => Reason::PageTooOld,
        Lapse::Gone => Reason::Gone,
        Lapse::Unreadable => Reason::Unreadable,
    }
}

fn amount_due(installment: &Installment) -> Cents {
    installment.amount_due().unwrap_or(installment.amount)
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
