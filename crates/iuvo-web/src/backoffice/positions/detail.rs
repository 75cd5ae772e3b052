//! One position.

use std::collections::HashMap;

use askama::Template;
use axum::{
    extract::{Path, RawQuery, State},
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use iuvo_app::{
    documents::{DocumentError, Slip, number_to_print, print_notice, read_message_as, receipt_pdf},
    portal::link_for_staff,
    review_cases::{CaseFound, list_cases_of_position},
};
use iuvo_domain::{
    Nav,
    access::Action,
    debt_position::{
        Address, DebtPosition, Destination, Installment, OptionKind, Origin, Payment,
        PaymentOption, PositionStatus, Transfer,
    },
    receipt::CaseState,
};
use jiff::Timestamp;

use super::{
    actions::Step,
    filters::Filters,
    position,
    timeline::{self, Story},
    words::{Badge, State as PositionState, service_name, warning},
};
use crate::{
    Edge,
    backoffice::{
        Desk, DeskFrame, Refusal, Section,
        cases::{self, case_name},
    },
    pages::{PageError, Texts, amount, due_day, grouped, grouped_iban, moment, page, pdf_file},
};

#[derive(Template)]
#[template(path = "backoffice/positions/detail.html")]
struct DetailPage {
    frame: DeskFrame,
    /// Where the list is.
    list: String,
    /// Why there is no such document.
    refusal: Option<String>,
    badge: Badge,
    amount: String,
    debtor: String,
    facts: Vec<(String, String)>,
    warnings: Vec<String>,
    /// What waits for a decision.
    cases: Vec<Link>,
    steps: Vec<Link>,
    documents: Vec<Link>,
    options: Vec<OptionView>,
    story: Option<Story>,
    /// The stories of its other numbers.
    others: Vec<Link>,
}

pub(super) struct Link {
    pub(super) text: String,
    pub(super) address: String,
}

struct OptionView {
    title: String,
    validity: String,
    rows: Vec<InstallmentView>,
}

struct InstallmentView {
    number: u16,
    notice_code: String,
    iuv: String,
    description: String,
    due: String,
    amount: String,
    paid: Option<String>,
    documents: Vec<Link>,
    transfers: Vec<TransferView>,
}

struct TransferView {
    index: u8,
    organization: String,
    amount: String,
    destination: String,
    category: String,
    reason: String,
}

pub(super) async fn show(
    desk: Desk,
    State(edge): State<Edge>,
    Path(params): Path<HashMap<String, String>>,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let extent = desk.demand(Action::ReadPositions)?;
    let id = params.get("id").map_or("", String::as_str);
    let found = position(&edge, &desk, &extent, id).await?;
    let query = Filters::read(query.as_deref());
    Ok(page(StatusCode::OK, &detail(&edge, &desk, &found, &query).await?))
}

async fn detail(
    edge: &Edge,
    desk: &Desk,
    found: &DebtPosition,
    query: &Filters,
) -> Result<DetailPage, Refusal> {
    let t = Texts::italian();
    let address = super::address_of(desk, found.id);
    let offered = Offered { position: found, address: &address, now: edge.app.now() };
    let listed = found.listed();
    let title = listed.map_or_else(|| found.iupd.clone(), |it| it.installment.description.clone());
    let number = told_number(found, query.value("avviso"));
    let story = match &number {
        Some(number) => {
            let messages = messages_of(&address, found, number);
            let place = story_place(&address, found, number);
            let asked = timeline::Asked { number: number.clone(), address: place, messages, query };
            timeline::read(edge, desk, asked).await?
        }
        None => None,
    };
    let others = found.installments().filter(|it| Some(&it.notice_number) != number.as_ref());
    let others = others.map(|it| Link {
        text: grouped(it.notice_number.as_str()),
        address: format!("{address}?avviso={}#cronologia", it.notice_number),
    });
    Ok(DetailPage {
        frame: desk.frame(Section::Positions, title),
        list: format!("{}{}", desk.base, super::LIST),
        refusal: None,
        badge: Badge::of(t, PositionState::of(found)),
        amount: listed.map_or_else(String::new, |it| amount(it.amount())),
        debtor: listed.map_or_else(String::new, |it| it.option.debtor.full_name.clone()),
        facts: facts(t, desk, found),
        warnings: found.warnings.iter().map(|it| warning(t, *it)).collect(),
        cases: open_cases(t, edge, desk, found).await?,
        steps: steps(t, edge, desk, found, &address),
        documents: documents(t, desk, found, &offered),
        options: found.options.iter().map(|it| option(t, it, &offered)).collect(),
        others: others.collect(),
        story,
    })
}

/// What waits for a decision about it.
async fn open_cases(
    t: &Texts,
    edge: &Edge,
    desk: &Desk,
    found: &DebtPosition,
) -> Result<Vec<Link>, Refusal> {
    let mut all = list_cases_of_position(&edge.app, found).await?;
    all.retain(|it| it.case.state() != CaseState::Closed);
    let link = |it: CaseFound| Link {
        text: case_name(t, it.case.kind),
        address: cases::address_of(desk, it.case.id),
    };
    Ok(all.into_iter().map(link).collect())
}

/// The number whose story is told: the one asked for, else the one that stands in lists.
fn told_number(position: &DebtPosition, asked: &str) -> Option<Nav> {
    let asked = position.find(asked).map(|it| &it.1.notice_number);
    asked.or(position.listed().map(|it| &it.installment.notice_number)).cloned()
}

/// The page as it tells the story of that number.
fn story_place(address: &str, position: &DebtPosition, number: &Nav) -> String {
    let is_only = position.installments().count() == 1;
    if is_only { format!("{address}?") } else { format!("{address}?avviso={number}&") }
}

/// Where the message of its receipt is.
fn messages_of(address: &str, position: &DebtPosition, number: &Nav) -> Option<String> {
    let paid = position.find(number.as_str()).and_then(|it| it.1.payment.as_ref());
    paid.filter(|it| it.receipt_id != Payment::ELSEWHERE)
        .map(|_| format!("{address}/documenti/ricevuta-{number}.xml"))
}

fn facts(t: &Texts, desk: &Desk, position: &DebtPosition) -> Vec<(String, String)> {
    let origin = match position.origin {
        Origin::GpdV1 => t.say("origin-api"),
        Origin::Demand => t.say("origin-demand"),
        Origin::BackOffice => t.say("origin-desk"),
    };
    let mut facts = Vec::new();
    if let Some(listed) = position.listed() {
        let debtor = &listed.option.debtor;
        facts.push((t.say("debtor"), debtor.full_name.clone()));
        facts.push((t.say("fiscal-code"), debtor.fiscal_code.clone()));
        facts.push((t.say("address"), address_in_words(&debtor.address)));
        facts.push((t.say("email"), debtor.email.clone().unwrap_or_default()));
        facts.push((t.say("phone"), debtor.phone.clone().unwrap_or_default()));
    }
    facts.push((t.say("service"), service_name(&desk.profile, position.service)));
    facts.push((t.say("office"), position.office_name.clone().unwrap_or_default()));
    facts.push((t.say("iupd"), position.iupd.clone()));
    facts.push((t.say("origin"), origin));
    facts.push((t.say("entered"), moment(position.inserted_at)));
    facts.push((t.say("updated"), moment(position.updated_at)));
    facts.push((t.say("published"), position.published_at.map_or_else(String::new, moment)));
    facts.push((t.say("paid-on"), position.paid_at.map_or_else(String::new, moment)));
    facts.retain(|it| !it.1.trim().is_empty());
    facts
}

fn address_in_words(it: &Address) -> String {
    let province = it.province.as_deref().map(|it| format!("({it})"));
    let parts = [&it.street, &it.number, &it.postal_code, &it.city, &province, &it.country];
    let parts = parts.into_iter().flatten().map(|it| it.trim()).filter(|it| !it.is_empty());
    parts.collect::<Vec<_>>().join(" ")
}

/// What may be done with it, by whom is looking, as it stands.
fn steps(t: &Texts, edge: &Edge, desk: &Desk, it: &DebtPosition, address: &str) -> Vec<Link> {
    let may = |action| desk.extent(action).covers(it.service);
    let mut steps = Vec::new();
    if is_editable(it) && may(Action::WritePositions) {
        let text = t.say("step-edit");
        steps.push(Link { text, address: format!("{address}/modifica") });
    }
    for step in Step::ALL {
        if step.is_possible(it, edge.app.now()) && may(step.action()) {
            let text = step.name(t);
            steps.push(Link { text, address: format!("{address}/{}", step.code()) });
        }
    }
    steps
}

pub(super) fn is_editable(it: &DebtPosition) -> bool {
    matches!(
        it.status,
        PositionStatus::Draft
            | PositionStatus::Published
            | PositionStatus::Valid
            | PositionStatus::Expired
    )
}

/// The documents that there are of a position at a moment.
struct Offered<'a> {
    position: &'a DebtPosition,
    /// Where its page is.
    address: &'a str,
    now: Timestamp,
}

/// Documents of what stands in lists, and what the citizen sees of it.
fn documents(t: &Texts, desk: &Desk, it: &DebtPosition, offered: &Offered<'_>) -> Vec<Link> {
    let mut links = Vec::new();
    if it.status != PositionStatus::Draft && desk.profile.workspace.enabled {
        let address = format!("{}/come-il-cittadino", offered.address);
        links.push(Link { text: t.say("as-citizen"), address });
    }
    if let Some(listed) = it.listed() {
        links.extend(offered.of(t, listed.installment));
    }
    links
}

impl Offered<'_> {
    fn of(&self, t: &Texts, it: &Installment) -> Vec<Link> {
        let number = &it.notice_number;
        let link = |text: String, name: String| Link {
            text,
            address: format!("{}/documenti/{name}", self.address),
        };
        match &it.payment {
            Some(payment) if payment.is_elsewhere() => Vec::new(),
            Some(_) => vec![
                link(t.say("document-receipt"), format!("quietanza-{number}.pdf")),
                link(t.say("document-message"), format!("ricevuta-{number}.xml")),
            ],
            None if number_to_print(self.position, number, self.now).is_ok() => {
                vec![link(t.say("document-notice"), format!("avviso-{number}.pdf"))]
            }
            None => Vec::new(),
        }
    }
}

fn option(t: &Texts, it: &PaymentOption, offered: &Offered<'_>) -> OptionView {
    let validity = match (it.validity_date, it.switch_to_expired) {
        (Some(from), true) => t.fill("payable-from-until", &[("day", &moment(from))]),
        (Some(from), false) => t.fill("payable-from", &[("day", &moment(from))]),
        (None, true) => t.say("payable-until"),
        (None, false) => t.say("payable-always"),
    };
    OptionView {
        title: match it.kind {
            OptionKind::Single => t.say("option-single"),
            OptionKind::Plan => t.say("option-plan"),
        },
        validity,
        rows: it.installments.iter().map(|it| installment(t, it, offered)).collect(),
    }
}

fn installment(t: &Texts, it: &Installment, offered: &Offered<'_>) -> InstallmentView {
    let paid = it.payment.as_ref().map(|payment| {
        let day = moment(payment.paid_at);
        if payment.receipt_id == Payment::ELSEWHERE {
            t.fill("paid-elsewhere-on", &[("day", &day)])
        } else {
            t.fill("paid-by-on", &[("day", &day), ("psp", &payment.psp_name)])
        }
    });
    InstallmentView {
        number: it.ordinal,
        notice_code: grouped(it.notice_number.as_str()),
        iuv: it.iuv.to_string(),
        description: it.description.clone(),
        due: due_day(t, it.due_date),
        amount: amount(it.amount_due().unwrap_or(it.amount)),
        paid,
        documents: offered.of(t, it),
        transfers: it.transfers.iter().map(|it| transfer(t, it)).collect(),
    }
}

fn transfer(t: &Texts, it: &Transfer) -> TransferView {
    let organization = it.organization.to_string();
    TransferView {
        index: it.index,
        organization: match &it.company_name {
            Some(name) => format!("{name} ({organization})"),
            None => organization,
        },
        amount: amount(it.amount),
        destination: match &it.destination {
            Destination::Account { iban, postal_iban: Some(postal) } if postal != iban => {
                format!("{}, {}", grouped_iban(iban), grouped_iban(postal))
            }
            Destination::Account { iban, .. } => grouped_iban(iban),
            Destination::Stamp(_) => t.say("revenue-stamp"),
        },
        category: it.category.to_string(),
        reason: it.remittance_information.clone(),
    }
}

/// What the citizen sees, told apart from what a citizen looked at.
pub(super) async fn as_citizen(
    desk: Desk,
    State(edge): State<Edge>,
    Path(params): Path<HashMap<String, String>>,
) -> Result<Response, Refusal> {
    let extent = desk.demand(Action::ReadPositions)?;
    let id = params.get("id").map_or("", String::as_str);
    let found = position(&edge, &desk, &extent, id).await?;
    let number = found.listed().map(|it| &it.installment.notice_number);
    let number = number.ok_or(PageError::NotFound)?;
    let link = link_for_staff(&edge.app, &desk.profile, number).ok_or(PageError::Internal)?;
    let slug = &desk.profile.workspace.slug;
    Ok(Redirect::to(&format!("/{slug}/pratica/{link}")).into_response())
}

/// A document of one of its numbers: `avviso-NAV.pdf`, `quietanza-NAV.pdf`, `ricevuta-NAV.xml`.
pub(super) async fn document(
    desk: Desk,
    State(edge): State<Edge>,
    Path(params): Path<HashMap<String, String>>,
) -> Result<Response, Refusal> {
    let extent = desk.demand(Action::ReadPositions)?;
    let param = |name| params.get(name).map_or("", String::as_str);
    let name = param("document");
    let found = position(&edge, &desk, &extent, param("id")).await?;
    let (kind, rest) = name.split_once('-').ok_or(PageError::NotFound)?;
    let (number, form) = rest.rsplit_once('.').ok_or(PageError::NotFound)?;
    let number = &found.find(number).ok_or(PageError::NotFound)?.1.notice_number;
    let (app, profile) = (&edge.app, &desk.profile);
    let made = match (kind, form) {
        ("avviso", "pdf") => print_notice(app, profile, number, Slip::Absent).await,
        ("quietanza", "pdf") => receipt_pdf(app, profile, number).await,
        ("ricevuta", "xml") => read_message_as(app, profile, desk.operator().id, number).await,
        _ => return Err(PageError::NotFound.into()),
    };
    match made {
        Ok(bytes) if form == "xml" => Ok(message_file(name, bytes)),
        Ok(pdf) => Ok(pdf_file(name, pdf)),
        Err(error) => {
            let refusal = Some(refused(error)?);
            let query = Filters::default();
            let template = DetailPage { refusal, ..detail(&edge, &desk, &found, &query).await? };
            Ok(page(StatusCode::CONFLICT, &template))
        }
    }
}

/// Why there is no such document, in a sentence for the page of the position.
fn refused(error: DocumentError) -> Result<String, PageError> {
    let t = Texts::italian();
    Ok(match error {
        DocumentError::Unprintable(reason) => {
            t.fill("refused-unprintable", &[("reason", &reason.to_string())])
        }
        DocumentError::NotToBePaid => t.say("refused-not-to-be-paid"),
        DocumentError::NoticeUnknown => t.say("warning-notice-number"),
        DocumentError::NoReceipt => t.say("refused-no-receipt"),
        DocumentError::PaidElsewhere => t.say("refused-elsewhere"),
        error @ (DocumentError::Store(_)
        | DocumentError::Press
        | DocumentError::MessageUnreadable
        | DocumentError::NoPostalAccount) => return Err(error.into()),
    })
}

fn message_file(name: &str, bytes: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/xml".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    (headers, bytes).into_response()
}
