//! What each step asks for: read once, and shown with what is wrong with it.

use iuvo_app::{debt_positions::Elsewhere, rome};
use iuvo_domain::{
    InstallmentId,
    debt_position::{DebtPosition, Installment, Payment, Reason, ReasonDefect, due_day},
    one_line,
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};

use super::Step;
use crate::{
    backoffice::{days::day_in, defects::Defect, word::Word},
    pages::{Texts, amount, form::Form, grouped, short_date},
};

/// What is asked to be done, with all that it needs.
pub(super) enum Asked {
    Publish,
    /// New due dates of some instalments, and why.
    Extend(Vec<(InstallmentId, Timestamp)>, Reason),
    PayElsewhere(Elsewhere),
    Invalidate(Reason),
    Delete(Reason),
}

/// A way of paying: its code and its name.
type Way = (&'static str, fn(&Texts) -> String);

/// In which ways a debt is paid outside of pagoPA.
const WAYS: [Way; 5] = [
    ("bonifico", |t| t.say("way-transfer")),
    ("contanti", |t| t.say("way-cash")),
    ("bollettino", |t| t.say("way-postal")),
    ("compensazione", |t| t.say("way-offset")),
    ("altro", |t| t.say("way-other")),
];

/// Longest reference of a proof, and of a date.
const LONGEST_REFERENCE: usize = 120;
const LONGEST_DATE: usize = 20;

/// The version of the position that was read.
pub(super) fn version(form: &Form) -> i64 {
    form.field("versione").parse().unwrap_or(0)
}

/// Whether the notice that was chosen has been paid elsewhere.
pub(super) fn is_paid_elsewhere(form: &Form, position: &DebtPosition) -> bool {
    let found = position.find(form.field("avviso"));
    let payment = found.and_then(|(_, it)| it.payment.as_ref());
    payment.is_some_and(Payment::is_elsewhere)
}

/// Whether there is a due date that can be put off.
pub(super) fn has_due_date(position: &DebtPosition) -> bool {
    dated(position).next().is_some()
}

/// Whether the dates that were asked for are those of what is still to be paid.
pub(super) fn is_extended(form: &Form, position: &DebtPosition, today: Date) -> bool {
    let asked = |it: &Installment| day_in(form.field(&date_name(it)), today, 1);
    let mut due = dated(position).peekable();
    due.peek().is_some() && due.all(|(it, day)| asked(it) == Some(day))
}

/// Reads what was filled in, or says what is wrong with it.
pub(super) fn read(
    step: Step,
    (position, today): (&DebtPosition, Date),
    word: Option<Word>,
    form: &Form,
) -> Result<Asked, Vec<Defect>> {
    let t = Texts::italian();
    let mut reading = Reading { t, form, today, defects: Vec::new() };
    let asked = match step {
        Step::Publish => Some(Asked::Publish),
        Step::Extend => {
            let dates = reading.dates(position);
            reading.reason().map(|reason| Asked::Extend(dates, reason))
        }
        Step::PayElsewhere => reading.elsewhere(position).map(Asked::PayElsewhere),
        Step::Invalidate => reading.reason().map(Asked::Invalidate),
        Step::Delete => reading.reason().map(Asked::Delete),
    };
    let mut defects = reading.defects;
    defects.extend(word.and_then(|it| it.defect(t, form)));
    asked.filter(|_| defects.is_empty()).ok_or(defects)
}

/// A form that is read, and what is wrong with it so far.
struct Reading<'a> {
    t: &'static Texts,
    form: &'a Form,
    today: Date,
    defects: Vec<Defect>,
}

impl Reading<'_> {
    fn wrong(&mut self, field: impl Into<String>, text: String) {
        self.defects.push(Defect { field: field.into().into(), text });
    }

    fn reason(&mut self) -> Option<Reason> {
        let defect = match Reason::parse(self.form.field("motivo")) {
            Ok(reason) => return Some(reason),
            Err(ReasonDefect::Missing) => self.t.say("reason-missing"),
            Err(ReasonDefect::TooLong) => self.t.say("reason-too-long"),
        };
        self.wrong("motivo", defect);
        None
    }

    /// The due dates that change.
    fn dates(&mut self, position: &DebtPosition) -> Vec<(InstallmentId, Timestamp)> {
        let mut dates = Vec::new();
        for (it, now) in dated(position) {
            let name = date_name(it);
            let day = day_in(self.form.field(&name), self.today, 1);
            match day.and_then(|day| Some((day, last_instant(day)?))) {
                None => self.wrong(name, self.t.say("day-wrong")),
                Some((day, _)) if day < now => self.wrong(name, self.t.say("refused-earlier")),
                Some((day, _)) if day == now => (),
                Some((day, _)) if day < self.today => {
                    self.wrong(name, self.t.say("refused-due-date-passed"));
                }
                Some((_, instant)) => dates.push((it.id, instant)),
            }
        }
        dates
    }

    fn elsewhere(&mut self, position: &DebtPosition) -> Option<Elsewhere> {
        let chosen = self.form.field("avviso");
        let notice = unpaid(position).map(|it| it.notice_number.as_str()).find(|it| *it == chosen);
        if notice.is_none() {
            self.wrong("avviso", self.t.say("which-notice-missing"));
        }
        let way = WAYS.iter().find(|it| it.0 == self.form.field("modo"));
        if way.is_none() {
            self.wrong("modo", self.t.say("way-missing"));
        }
        let day = self.day_of_payment();
        let reference = self.reference();
        let (way, day, reference) = (way?.1(self.t), day?, reference?);
        let said = [("way", &*way), ("day", &*short_date(day)), ("reference", &*reference)];
        Some(Elsewhere {
            notice_number: notice?.to_owned(),
            paid_at: day.to_zoned(rome()).ok().map(|it| it.timestamp()),
            evidence: Reason::parse(&self.t.fill("evidence", &said)).ok(),
        })
    }

    fn day_of_payment(&mut self) -> Option<Date> {
        match day_in(self.form.field("data"), self.today, -1) {
            None => self.wrong("data", self.t.say("day-wrong")),
            Some(day) if day > self.today => self.wrong("data", self.t.say("date-in-future")),
            Some(day) => return Some(day),
        }
        None
    }

    fn reference(&mut self) -> Option<String> {
        let reference = one_line(self.form.field("riferimento"));
        match reference.chars().count() {
            0 => self.wrong("riferimento", self.t.say("reference-missing")),
            count if count > LONGEST_REFERENCE => {
                self.wrong("riferimento", self.t.say("reference-too-long"));
            }
            _ => return Some(reference),
        }
        None
    }
}

/// A field as it is shown.
pub(super) struct Field {
    pub(super) name: String,
    pub(super) label: String,
    pub(super) hint: String,
    pub(super) kind: Kind,
    pub(super) error: Option<String>,
}

pub(super) enum Kind {
    /// A line of text: what is in it, and how long it may be.
    Line(String, usize),
    /// One of several: code, name, whether it is chosen.
    Choice(Vec<(String, String, bool)>),
}

impl Field {
    fn line(name: impl Into<String>, label: String, hint: String, longest: usize) -> Self {
        let kind = Kind::Line(String::new(), longest);
        Self { name: name.into(), label, hint, kind, error: None }
    }

    fn choice(name: &str, label: String, all: Vec<(String, String, bool)>) -> Self {
        let kind = Kind::Choice(all);
        Self { name: name.to_owned(), label, hint: String::new(), kind, error: None }
    }

    /// The same, as it was filled in, with what is wrong with it.
    fn filled(mut self, form: &Form, defects: &[Defect]) -> Self {
        let typed = form.field(&self.name);
        match &mut self.kind {
            Kind::Line(value, longest) => {
                *value = typed.chars().take(longest.saturating_mul(2)).collect();
            }
            Kind::Choice(all) => {
                for it in all.iter_mut().filter(|_| !typed.is_empty()) {
                    it.2 = it.0 == typed;
                }
            }
        }
        let defect = defects.iter().find(|it| it.is_of(&self.name));
        Self { error: defect.map(|it| it.text.clone()), ..self }
    }
}

/// The fields of a step: empty, or as they were filled in, with what is wrong with them.
pub(super) fn fields(
    step: Step,
    position: &DebtPosition,
    word: Option<Word>,
    sent: Option<(&Form, &[Defect])>,
) -> Vec<Field> {
    let t = Texts::italian();
    let mut fields = match step {
        Step::Extend => dated(position).map(|it| new_date(t, it)).collect(),
        Step::PayElsewhere => proof(t, position),
        Step::Publish | Step::Invalidate | Step::Delete => Vec::new(),
    };
    if matches!(step, Step::Extend | Step::Invalidate | Step::Delete) {
        let (label, hint) = (t.say("reason"), t.say("reason-hint"));
        fields.push(Field::line("motivo", label, hint, Reason::LONGEST));
    }
    fields.extend(
        word.map(|it| Field::line(Word::FIELD, it.label(t), t.say("word-hint"), Word::LONGEST)),
    );
    match sent {
        Some((form, defects)) => fields.into_iter().map(|it| it.filled(form, defects)).collect(),
        None => fields,
    }
}

fn new_date(t: &Texts, (it, due): (&Installment, Date)) -> Field {
    let now = short_date(due);
    let label = t.fill("new-due-date", &[("notice", &grouped(it.notice_number.as_str()))]);
    let hint = t.fill("new-due-date-hint", &[("day", &now)]);
    let field = Field::line(date_name(it), label, hint, LONGEST_DATE);
    Field { kind: Kind::Line(now, LONGEST_DATE), ..field }
}

/// What proves that something was paid elsewhere.
fn proof(t: &Texts, position: &DebtPosition) -> Vec<Field> {
    let is_only = unpaid(position).count() == 1;
    let notices = unpaid(position).map(|it| {
        let number = it.notice_number.to_string();
        let due = amount(it.amount_due().unwrap_or(it.amount));
        let name = format!("{} · {due}", grouped(&number));
        (number, name, is_only)
    });
    let ways = WAYS.iter().map(|it| (it.0.to_owned(), it.1(t), false));
    let (reference, hint) = (t.say("reference"), t.say("reference-hint"));
    vec![
        Field::choice("avviso", t.say("which-notice"), notices.collect()),
        Field::choice("modo", t.say("way"), ways.collect()),
        Field::line("data", t.say("paid-day"), t.say("paid-day-hint"), LONGEST_DATE),
        Field::line("riferimento", reference, hint, LONGEST_REFERENCE),
    ]
}

fn unpaid(position: &DebtPosition) -> impl Iterator<Item = &Installment> {
    position.installments().filter(|it| !it.is_paid())
}

/// What is still to be paid by some day, which it stands with.
fn dated(position: &DebtPosition) -> impl Iterator<Item = (&Installment, Date)> {
    unpaid(position).filter_map(|it| Some((it, due_day(it.due_date)?)))
}

fn date_name(it: &Installment) -> String {
    format!("scadenza-{}", it.ordinal)
}

/// A due date is within the time to pay: it ends with its day, which is the civil one in UTC.
pub(in super::super) fn last_instant(day: Date) -> Option<Timestamp> {
    Some(day.at(23, 59, 59, 0).to_zoned(TimeZone::UTC).ok()?.timestamp())
}
