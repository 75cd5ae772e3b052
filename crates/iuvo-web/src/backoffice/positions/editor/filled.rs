//! What was filled in, and what is wrong with it.

use iuvo_app::debt_positions::{Publication, amount_in};
use iuvo_domain::{
    access::Extent,
    debt_position::{Address, DebtPosition, Debtor, DebtorKind, Handwritten, NEVER, OptionKind},
    directory::WorkspaceProfile,
    one_line,
};
use jiff::{Timestamp, civil::Date};
use pagopa_codes::{Cents, FiscalCode};

use super::super::actions::last_instant;
use crate::{
    backoffice::{Desk, days::day_in, defects::Defect},
    pages::{Texts, amount as shown, due_day, form::Form},
};

/// Rows for instalments that are shown first, and that are added at a time.
const ROWS: usize = 4;
/// Most instalments of a plan written by hand.
const MOST_ROWS: usize = 36;
/// Longest texts that pagoPA carries.
const LONGEST_NAME: usize = 70;
const LONGEST_DESCRIPTION: usize = 140;
/// The fields of one line, in the order of the form.
const LINES: [&str; 11] = [
    "tipo",
    "codice-fiscale",
    "nome",
    "email",
    "via",
    "numero",
    "cap",
    "citta",
    "provincia",
    "servizio",
    "causale",
];

/// What was filled in.
#[derive(Debug, Clone, Default)]
pub(super) struct Filled {
    values: Vec<(String, String)>,
    pub(super) rows: Vec<Row>,
    /// What the position says now, where that is something else.
    theirs: Vec<(String, String)>,
}

/// An instalment.
#[derive(Debug, Clone, Default)]
pub(super) struct Row {
    pub(super) number: usize,
    pub(super) amount_field: String,
    pub(super) due_field: String,
    pub(super) amount: String,
    pub(super) due: String,
}

impl Row {
    fn new(number: usize) -> Self {
        let amount_field = format!("importo-{number}");
        let due_field = format!("scadenza-{number}");
        Self { number, amount_field, due_field, ..Self::default() }
    }
}

impl Filled {
    /// An empty form. The key tells it from all others.
    pub(super) fn new(key: &str) -> Self {
        let values = [("chiave", key), ("tipo", "F")];
        let values = values.map(|it| (it.0.to_owned(), it.1.to_owned())).into();
        Self { values, rows: rows(ROWS), theirs: Vec::new() }
    }

    pub(super) fn of(form: &Form) -> Self {
        let names = LINES.iter().chain(&["chiave", "versione", "azione", "dopo-scadenza", "righe"]);
        let values = names.map(|it| ((*it).to_owned(), form.field(it).to_owned())).collect();
        let shown: usize = form.field("righe").parse().unwrap_or(ROWS);
        let mut filled = Self { values, rows: rows(shown.clamp(1, MOST_ROWS)), ..Self::default() };
        for row in &mut filled.rows {
            form.field(&row.amount_field).clone_into(&mut row.amount);
            form.field(&row.due_field).clone_into(&mut row.due);
        }
        if filled.wants_more_rows() {
            let more = filled.rows.len().saturating_add(ROWS).min(MOST_ROWS);
            filled.rows.extend(rows(more).into_iter().skip(filled.rows.len()));
        }
        filled
    }

    /// What a position says.
    pub(super) fn from(
        it: &Handwritten,
        position: &DebtPosition,
        profile: &WorkspaceProfile,
    ) -> Self {
        let values = values_of(it, profile);
        let version = ("versione".to_owned(), position.version.to_string());
        let shares = (1..).zip(&it.shares).map(|(number, (amount, due))| Row {
            amount: written(*amount),
            due: due_day(Texts::italian(), *due),
            ..Row::new(number)
        });
        let rows = shares.collect();
        Self { values: values.into_iter().chain([version]).collect(), rows, theirs: Vec::new() }
    }

    /// Notes where a position says something else now.
    pub(super) fn compare(
        &mut self,
        theirs: Option<&Handwritten>,
        position: &DebtPosition,
        profile: &WorkspaceProfile,
    ) {
        let Some(theirs) = theirs else { return };
        let other = Self::from(theirs, position, profile);
        let rows = other.rows.iter().flat_map(|it| {
            [(it.amount_field.clone(), it.amount.clone()), (it.due_field.clone(), it.due.clone())]
        });
        let all = other.values.iter().cloned().chain(rows).filter(|it| it.0 != "versione");
        self.theirs = all.filter(|(name, value)| self.any(name) != *value).collect();
    }

    /// What was filled into a field, of a row or not.
    fn any(&self, name: &str) -> &str {
        let amount = self.rows.iter().find(|it| it.amount_field == name).map(|it| &it.amount);
        let due = self.rows.iter().find(|it| it.due_field == name).map(|it| &it.due);
        amount.or(due).map_or_else(|| self.value(name), String::as_str)
    }

    /// What the position says now of a field, if that is something else.
    pub(super) fn theirs(&self, name: &str) -> Option<&str> {
        self.theirs.iter().find(|it| it.0 == name).map(|it| it.1.as_str())
    }

    pub(super) fn value(&self, name: &str) -> &str {
        self.values.iter().find(|it| it.0 == name).map_or("", |it| it.1.as_str())
    }

    pub(super) fn key(&self) -> &str {
        self.value("chiave")
    }

    pub(super) fn version(&self) -> i64 {
        self.value("versione").parse().unwrap_or(0)
    }

    pub(super) fn set_version(&mut self, version: i64) {
        self.values.retain(|it| it.0 != "versione");
        self.values.push(("versione".to_owned(), version.to_string()));
    }

    pub(super) fn wants_more_rows(&self) -> bool {
        self.value("azione") == "rate"
    }

    pub(super) fn publication(&self) -> Publication {
        if self.value("azione") == "pubblica" { Publication::Now } else { Publication::Later }
    }

    /// What was written, or everything that is wrong with it, in the order of the form.
    pub(super) fn read(
        &self,
        desk: &Desk,
        extent: &Extent,
        today: Date,
    ) -> Result<Handwritten, Vec<Defect>> {
        let mut defects = Vec::new();
        let debtor = self.debtor(&mut defects);
        let service = desk.profile.services.iter().find(|it| it.code == self.value("servizio"));
        let service = service.filter(|it| extent.covers(it.id));
        let t = Texts::italian();
        let mut wrong = |field: &str, text: String| {
            defects.push(Defect { field: field.to_owned().into(), text });
        };
        if service.is_none() {
            wrong("servizio", t.say("service-missing"));
        }
        let description = one_line(self.value("causale"));
        match description.chars().count() {
            0 => wrong("causale", t.say("description-missing")),
            count if count > LONGEST_DESCRIPTION => {
                wrong("causale", t.fill("description-too-long", &[("count", &count.to_string())]));
            }
            _ => (),
        }
        let shares = self.shares(today, &mut defects);
        match service {
            Some(service) if defects.is_empty() => Ok(Handwritten {
                debtor,
                service: service.id,
                description,
                kind: if shares.len() > 1 { OptionKind::Plan } else { OptionKind::Single },
                shares,
                switch_to_expired: self.value("dopo-scadenza") != "si",
            }),
            _ => Err(defects),
        }
    }

    fn debtor(&self, defects: &mut Vec<Defect>) -> Debtor {
        let t = Texts::italian();
        let mut wrong = |field: &str, text: String| {
            defects.push(Defect { field: field.to_owned().into(), text });
        };
        let code: String = self.value("codice-fiscale").split_whitespace().collect();
        let code = code.to_uppercase();
        if let Some(text) = wrong_code(t, &code) {
            wrong("codice-fiscale", text);
        }
        let name = one_line(self.value("nome"));
        match name.chars().count() {
            0 => wrong("nome", t.say("name-missing")),
            count if count > LONGEST_NAME => {
                wrong("nome", t.fill("name-too-long", &[("count", &count.to_string())]));
            }
            _ => (),
        }
        let email = one_line(self.value("email"));
        if !email.is_empty() && !looks_like_email(&email) {
            wrong("email", t.say("email-wrong"));
        }
        let kept = |name: &str| Some(one_line(self.value(name))).filter(|it| !it.is_empty());
        for (field, longest) in
            [("via", 70), ("numero", 16), ("cap", 16), ("citta", 35), ("provincia", 2)]
        {
            if kept(field).is_some_and(|it| it.chars().count() > longest) {
                wrong(field, t.fill("too-long", &[("count", &longest.to_string())]));
            }
        }
        let address = Address {
            street: kept("via"),
            number: kept("numero"),
            postal_code: kept("cap"),
            city: kept("citta"),
            province: kept("provincia").map(|it| it.to_uppercase()),
            ..Address::default()
        };
        let is_legal = self.value("tipo") == "G";
        Debtor {
            kind: if is_legal { DebtorKind::Legal } else { DebtorKind::Natural },
            fiscal_code: code,
            full_name: name,
            address,
            email: kept("email"),
            phone: None,
        }
    }

    /// The instalments that were filled in, at least the first.
    fn shares(&self, today: Date, defects: &mut Vec<Defect>) -> Vec<(Cents, Timestamp)> {
        let t = Texts::italian();
        let mut shares = Vec::new();
        for row in &self.rows {
            if row.number > 1 && row.amount.is_empty() && row.due.is_empty() {
                continue;
            }
            let amount = share_in(t, &row.amount).map_err(|text| {
                let field = row.amount_field.clone();
                defects.push(Defect { field: field.into(), text });
            });
            let due = due_in(t, &row.due, today).map_err(|text| {
                let field = row.due_field.clone();
                defects.push(Defect { field: field.into(), text });
            });
            if let (Ok(amount), Ok(due)) = (amount, due) {
                shares.push((amount, due));
            }
        }
        shares
    }
}

/// An amount that may be asked.
fn share_in(t: &Texts, written: &str) -> Result<Cents, String> {
    let amount = amount_in(written.trim_end_matches('€').trim());
    amount
        .filter(|it| it.is_positive() && *it <= Cents::MAX_NODE)
        .ok_or_else(|| t.fill("amount-wrong", &[("most", &shown(Cents::MAX_NODE))]))
}

/// The last instant to pay, of what is written as pages show it: a day, or that there is none.
fn due_in(t: &Texts, written: &str, today: Date) -> Result<Timestamp, String> {
    if written.trim().eq_ignore_ascii_case(&t.say("no-due-date")) {
        return Ok(NEVER);
    }
    match day_in(written, today, 1) {
        Some(day) if day < today => Err(t.say("due-date-past")),
        day => day.and_then(last_instant).ok_or_else(|| t.say("day-wrong")),
    }
}

fn rows(count: usize) -> Vec<Row> {
    (1..=count).map(Row::new).collect()
}

fn values_of(it: &Handwritten, profile: &WorkspaceProfile) -> Vec<(String, String)> {
    let (debtor, address) = (&it.debtor, &it.debtor.address);
    let text = |it: &Option<String>| it.clone().unwrap_or_default();
    let service = profile.services.iter().find(|service| service.id == it.service);
    let kind = match debtor.kind {
        DebtorKind::Natural => "F",
        DebtorKind::Legal => "G",
    };
    let after = if it.switch_to_expired { "no" } else { "si" };
    [
        ("tipo", kind.to_owned()),
        ("codice-fiscale", debtor.fiscal_code.clone()),
        ("nome", debtor.full_name.clone()),
        ("email", text(&debtor.email)),
        ("via", text(&address.street)),
        ("numero", text(&address.number)),
        ("cap", text(&address.postal_code)),
        ("citta", text(&address.city)),
        ("provincia", text(&address.province)),
        ("servizio", service.map_or_else(String::new, |it| it.code.clone())),
        ("causale", it.description.clone()),
        ("dopo-scadenza", after.to_owned()),
    ]
    .map(|it| (it.0.to_owned(), it.1))
    .into()
}

fn written(amount: Cents) -> String {
    amount.to_decimal().replace('.', ",")
}

fn looks_like_email(text: &str) -> bool {
    let parts = text.rsplit_once('@');
    let is_host = |it: &str| it.contains('.') && !it.starts_with('.') && !it.ends_with('.');
    parts.is_some_and(|(name, host)| !name.is_empty() && is_host(host)) && text.len() <= 254
}

fn wrong_code(t: &Texts, code: &str) -> Option<String> {
    if code.is_empty() {
        return Some(t.say("fiscal-code-missing"));
    }
    if code == "ANONIMO" {
        return None;
    }
    let is_number = code.bytes().all(|it| it.is_ascii_digit());
    match FiscalCode::parse(code) {
        Ok(_) => None,
        Err(_) if !matches!(code.chars().count(), 11 | 16) => {
            let count = code.chars().count().to_string();
            Some(t.fill("fiscal-code-length", &[("count", &count)]))
        }
        Err(_) if is_number => Some(t.say("fiscal-code-of-company-wrong")),
        Err(_) => Some(t.say("fiscal-code-wrong")),
    }
}
