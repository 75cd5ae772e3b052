//! Accounts on which the body is credited.

use askama::Template;
use axum::{
    body::Body,
    extract::{Path, State},
    http::{Request, StatusCode},
    response::Response,
};
use iuvo_app::{
    App,
    directory::DirectoryChange,
    documents::{DocumentError, check_account},
};
use iuvo_domain::{
    access::{Action, Extent},
    directory::BankAccount,
};
use jiff::{ToSpan, civil::Date};
use pagopa_codes::Iban;
use pagopa_notice::Field;

use super::{ConfirmPage, Defect, back_to, change};
use crate::{
    Edge,
    backoffice::{
        Desk, DeskFrame, Refusal, Section,
        days::day_in,
        done::Done,
        table::{Cell, Table},
    },
    pages::{PageError, Texts, form::Form, grouped_iban, page, short_date},
};

#[derive(Template)]
#[template(path = "backoffice/setup/accounts.html")]
struct AccountsPage {
    frame: DeskFrame,
    table: Table,
    may_change: bool,
    filled: Filled,
    defects: Vec<Defect>,
}

#[derive(Default)]
struct Filled {
    iban: String,
    valid_from: String,
    holder: String,
    authorization: String,
}

pub(super) async fn list(desk: Desk, State(edge): State<Edge>) -> Result<Response, Refusal> {
    desk.demand(Action::ReadSetup)?;
    let empty = || Filled { valid_from: short_date(edge.app.today()), ..Filled::default() };
    let filled = desk.typed.as_ref().map_or_else(empty, Filled::of);
    Ok(show(&edge, &desk, filled, Vec::new()))
}

pub(super) async fn add(
    desk: Desk,
    State(edge): State<Edge>,
    request: Request<Body>,
) -> Result<Response, Refusal> {
    desk.demand(Action::ChangePayments)?;
    let form = Form::read(request).await?;
    let filled = Filled::of(&form);
    match filled.read(&desk, &edge.app) {
        Ok(account) => {
            // The second of two clicks finds it there.
            if !desk.profile.accounts.contains(&account) {
                let id = desk.profile.workspace.id;
                change(&edge.app, &desk, DirectoryChange::SaveAccount(id, account)).await?;
            }
            Ok(back_to(&desk, "iban", Done::AccountAdded))
        }
        Err(defects) => Ok(show(&edge, &desk, filled, defects)),
    }
}

impl Filled {
    fn of(form: &Form) -> Self {
        let field = |name| form.field(name).chars().take(200).collect::<String>();
        Self {
            iban: field("iban"),
            valid_from: field("valido-dal"),
            holder: field("intestatario"),
            authorization: field("autorizzazione"),
        }
    }

    fn read(&self, desk: &Desk, app: &App) -> Result<BankAccount, Vec<Defect>> {
        let (t, today) = (Texts::italian(), app.today());
        let mut defects = Vec::new();
        let mut wrong =
            |field: &'static str, text| defects.push(Defect { field: field.into(), text });
        let iban = Iban::parse(&self.iban.split_whitespace().collect::<String>().to_uppercase());
        let valid_from = day_in(&self.valid_from, today, 1);
        match &iban {
            Err(_) => wrong("iban", t.say("iban-wrong")),
            Ok(iban) if !iban.is_italian() => wrong("iban", t.say("iban-foreign")),
            Ok(_) => (),
        }
        if valid_from.is_none() {
            wrong("valido-dal", t.say("day-wrong"));
        }
        if let Ok(iban) = &iban {
            // A postal slip cannot be printed without both (Poste Italiane, bollettino 896).
            let has_data = (!self.holder.is_empty(), !self.authorization.is_empty());
            if iban.is_postal() && has_data != (true, true) {
                wrong("intestatario", t.say("postal-data-missing"));
            }
            if !iban.is_postal() && has_data != (false, false) {
                wrong("intestatario", t.say("postal-data-idle"));
            }
        }
        let some = |it: &str| Some(it.to_owned()).filter(|it| !it.is_empty());
        let (Ok(iban), Some(valid_from)) = (iban, valid_from) else { return Err(defects) };
        let (holder, authorization) = (some(&self.holder), some(&self.authorization));
        let account = BankAccount { iban, holder, authorization, valid_from, valid_to: None };
        let is_known = |it: &BankAccount| it.iban == account.iban && *it != account;
        if desk.profile.accounts.iter().any(is_known) {
            defects.push(Defect { field: "iban".into(), text: t.say("iban-known") });
        }
        if defects.is_empty() {
            defects.extend(check_account(app, &account).err().as_ref().map(unprintable));
        }
        if defects.is_empty() { Ok(account) } else { Err(defects) }
    }
}

/// What cannot stand on a slip.
fn unprintable(error: &DocumentError) -> Defect {
    let field = match error {
        DocumentError::Unprintable(it) if it.field() == Some(Field::PostalAuthorization) => {
            "autorizzazione"
        }
        _ => "intestatario",
    };
    Defect { field: field.into(), text: error.to_string() }
}

fn show(edge: &Edge, desk: &Desk, filled: Filled, defects: Vec<Defect>) -> Response {
    let t = Texts::italian();
    let today = edge.app.today();
    let may_change = desk.extent(Action::ChangePayments) == Extent::Everything;
    let row = |it: &BankAccount| {
        let iban = it.iban.as_str();
        let state = if it.is_valid_on(today) {
            t.say("account-in-use")
        } else if today < it.valid_from {
            t.say("account-to-come")
        } else {
            t.say("account-closed")
        };
        let can_close = may_change && can_close(it, today);
        let path = format!("{}/configurazione/iban/{iban}/chiudi", desk.base);
        vec![
            Cell::number(grouped_iban(iban)),
            Cell::text(it.holder.clone().unwrap_or_default()),
            Cell::text(short_date(it.valid_from)),
            Cell::text(it.valid_to.map(short_date).unwrap_or_default()),
            Cell::text(state),
            if can_close {
                Cell::act(t.say("close-account"), path, &grouped_iban(iban))
            } else {
                Cell::text("")
            },
        ]
    };
    let table = Table {
        caption: t.say("menu-accounts"),
        columns: vec![
            t.say("iban"),
            t.say("account-holder"),
            t.say("valid-from"),
            t.say("valid-to"),
            t.say("state"),
            t.say("actions"),
        ],
        rows: desk.profile.accounts.iter().map(row).collect(),
        empty: t.say("accounts-none"),
    };
    let status = if defects.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let frame = desk.frame(Section::Accounts, t.say("menu-accounts"));
    page(status, &AccountsPage { frame, table, may_change, filled, defects })
}

fn can_close(account: &BankAccount, today: Date) -> bool {
    account.valid_to.is_none_or(|last| today < last)
}

fn find<'a>(desk: &'a Desk, iban: &str) -> Result<&'a BankAccount, Refusal> {
    let found = desk.profile.accounts.iter().find(|it| it.iban.as_str() == iban);
    found.ok_or_else(|| PageError::NotFound.into())
}

pub(super) async fn ask_to_close(
    desk: Desk,
    Path((_, _, iban)): Path<(String, String, String)>,
) -> Result<Response, Refusal> {
    desk.demand(Action::ChangePayments)?;
    let account = find(&desk, &iban)?;
    let t = Texts::italian();
    let iban = grouped_iban(account.iban.as_str());
    let template = ConfirmPage {
        frame: desk.frame(Section::Accounts, t.say("close-account-title")),
        lead: t.fill("close-account-lead", &[("iban", &iban)]),
        consequences: vec![t.say("close-account-positions"), t.say("close-account-pagopa")],
        word: None,
        defects: Vec::new(),
        verb: t.say("close-account"),
        back: format!("{}/configurazione/iban", desk.base),
    };
    Ok(page(StatusCode::OK, &template))
}

/// Today is its last day; one that has not begun never does.
pub(super) async fn close(
    desk: Desk,
    State(edge): State<Edge>,
    Path((_, _, iban)): Path<(String, String, String)>,
) -> Result<Response, Refusal> {
    desk.demand(Action::ChangePayments)?;
    let account = find(&desk, &iban)?;
    let today = edge.app.today();
    // The second of two clicks leaves the last day as it is.
    if !can_close(account, today) {
        return Ok(back_to(&desk, "iban", Done::AccountClosed));
    }
    let last = today.max(account.valid_from.saturating_sub(1.day()));
    let closed = BankAccount { valid_to: Some(last), ..account.clone() };
    let id = desk.profile.workspace.id;
    change(&edge.app, &desk, DirectoryChange::SaveAccount(id, closed)).await?;
    Ok(back_to(&desk, "iban", Done::AccountClosed))
}
