//! What each step asks for.

use iuvo_app::{debt_positions::Elsewhere, rome};
use iuvo_domain::{
    InstallmentId,
    debt_position::{DebtPosition, Installment, Payment, Reason, ReasonDefect, civil_day},
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};

use super::{super::filters::day_in, Step};
use crate::pages::{Texts, amount, form::Form, grouped, short_date};

/// What was filled in.
#[derive(Debug, Clone, Default)]
pub(super) struct Filled {
    form: Form,
    is_sent: bool,
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

/// What a step needs.
#[derive(Default)]
pub(super) struct Read {
    pub(super) reason: Option<Reason>,
    dates: Vec<(InstallmentId, Timestamp)>,
    notice_number: String,
    paid_at: Option<Timestamp>,
}

impl Read {
    pub(super) fn extension(self) -> (Vec<(InstallmentId, Timestamp)>, Option<Reason>) {
        (self.dates, self.reason)
    }

    pub(super) fn elsewhere(self) -> Elsewhere {
        Elsewhere {
            notice_number: self.notice_number,
            paid_at: self.paid_at,
            evidence: self.reason,
        }
    }
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

/// Longest reference of a proof.
const LONGEST_REFERENCE: usize = 120;

impl Filled {
    pub(super) fn of(form: &Form) -> Self {
        Self { form: form.clone(), is_sent: true }
    }

    /// The version that was read.
    pub(super) fn version(&self) -> i64 {
        self.form.field("versione").parse().unwrap_or(0)
    }

    /// Whether the notice that was chosen has been paid elsewhere.
    pub(super) fn is_paid_elsewhere(&self, position: &DebtPosition) -> bool {
        let found = position.find(self.form.field("avviso"));
        let payment = found.and_then(|(_, it)| it.payment.as_ref());
        payment.is_some_and(Payment::is_elsewhere)
    }

    /// Whether the dates that were asked for are those of what is still to be paid.
    pub(super) fn is_extended(&self, position: &DebtPosition, today: Date) -> bool {
        let asked = |it: &Installment| day_in(self.form.field(&date_name(it)), today, 1);
        let mut unpaid = position.installments().filter(|it| !it.is_paid()).peekable();
        unpaid.peek().is_some() && unpaid.all(|it| asked(it) == Some(civil_day(it.due_date)))
    }

    /// Reads what a step needs, or says that something is wrong with a field.
    pub(super) fn read(
        &self,
        step: Step,
        position: &DebtPosition,
        word: Option<&str>,
        today: Date,
    ) -> Result<Read, ()> {
        if self.fields(step, position, word, today).iter().any(|it| it.error.is_some()) {
            return Err(());
        }
        let mut read =
            Read { reason: Reason::parse(self.form.field("motivo")).ok(), ..Read::default() };
        match step {
            Step::Publish | Step::Invalidate | Step::Delete => (),
            Step::Extend => {
                for it in position.installments().filter(|it| !it.is_paid()) {
                    let day = day_in(self.form.field(&date_name(it)), today, 1).ok_or(())?;
                    if day != civil_day(it.due_date) {
                        read.dates.push((it.id, last_instant(day).ok_or(())?));
                    }
                }
            }
            Step::PayElsewhere => {
                let t = Texts::italian();
                self.form.field("avviso").clone_into(&mut read.notice_number);
                let day = day_in(self.form.field("data"), today, -1).ok_or(())?;
                read.paid_at = day.to_zoned(rome()).ok().map(|it| it.timestamp());
                let way = WAYS.iter().find(|it| it.0 == self.form.field("modo")).ok_or(())?;
                let (way, day) = (way.1(t), short_date(day));
                let reference = self.form.field("riferimento");
                let said = [("way", way.as_str()), ("day", &day), ("reference", reference)];
                let evidence = t.fill("evidence", &said);
                read.reason = Some(Reason::parse(&evidence).map_err(|_| ())?);
            }
        }
        Ok(read)
    }

    /// The fields of a step, with what is wrong with them once they were sent.
    pub(super) fn fields(
        &self,
        step: Step,
        position: &DebtPosition,
        word: Option<&str>,
        today: Date,
    ) -> Vec<Field> {
        let t = Texts::italian();
        let mut fields = match step {
            Step::Extend => {
                let unpaid = position.installments().filter(|it| !it.is_paid());
                unpaid.map(|it| self.new_date(t, it, today)).collect()
            }
            Step::PayElsewhere => self.evidence(t, position, today),
            Step::Publish | Step::Invalidate | Step::Delete => Vec::new(),
        };
        if matches!(step, Step::Extend | Step::Invalidate | Step::Delete) {
            fields.push(self.reason(t));
        }
        fields.extend(word.map(|it| self.typed_word(t, it)));
        fields
    }

    fn line(
        &self,
        (name, label, hint): (String, String, String),
        (given, longest): (String, usize),
        error: Option<String>,
    ) -> Field {
        let value = if self.is_sent { self.form.field(&name).to_owned() } else { given };
        let value: String = value.chars().take(longest.saturating_mul(2)).collect();
        let error = error.filter(|_| self.is_sent);
        Field { name, label, hint, kind: Kind::Line(value, longest), error }
    }

    fn reason(&self, t: &Texts) -> Field {
        let error = match Reason::parse(self.form.field("motivo")) {
            Ok(_) => None,
            Err(ReasonDefect::Missing) => Some(t.say("reason-missing")),
            Err(ReasonDefect::TooLong) => Some(t.say("reason-too-long")),
        };
        let texts = ("motivo".to_owned(), t.say("reason"), t.say("reason-hint"));
        self.line(texts, (String::new(), Reason::LONGEST), error)
    }

    fn typed_word(&self, t: &Texts, word: &str) -> Field {
        let is_right = self.form.field("conferma") == word;
        let error = (!is_right).then(|| t.fill("word-missing", &[("word", word)]));
        let label = t.fill("word-to-type", &[("word", word)]);
        self.line(("conferma".to_owned(), label, t.say("word-hint")), (String::new(), 20), error)
    }

    fn new_date(&self, t: &Texts, it: &Installment, today: Date) -> Field {
        let name = date_name(it);
        let day = day_in(self.form.field(&name), today, 1);
        let now = civil_day(it.due_date);
        let error = match day {
            None => Some(t.say("date-unreadable")),
            Some(day) if day < now => Some(t.say("refused-earlier")),
            Some(day) if day != now && day < today => Some(t.say("refused-due-date-passed")),
            Some(_) => None,
        };
        let label = t.fill("new-due-date", &[("notice", &grouped(it.notice_number.as_str()))]);
        let hint = t.fill("new-due-date-hint", &[("day", &short_date(now))]);
        self.line((name, label, hint), (short_date(now), 20), error)
    }

    fn evidence(&self, t: &Texts, position: &DebtPosition, today: Date) -> Vec<Field> {
        let unpaid: Vec<&Installment> =
            position.installments().filter(|it| !it.is_paid()).collect();
        let chosen = self.form.field("avviso");
        let only = unpaid.len() == 1;
        let is_known = unpaid.iter().any(|it| it.notice_number.as_str() == chosen);
        let notices = unpaid.iter().map(|it| {
            let number = it.notice_number.to_string();
            let due = amount(it.amount_due().unwrap_or(it.amount));
            let name = format!("{} · {due}", grouped(&number));
            let is_chosen = only || number == chosen;
            (number, name, is_chosen)
        });
        let choice = |name: &str, label: String, all: Vec<_>, error: Option<String>| Field {
            name: name.to_owned(),
            label,
            hint: String::new(),
            kind: Kind::Choice(all),
            error: error.filter(|_| self.is_sent),
        };
        let day = day_in(self.form.field("data"), today, -1);
        let day_error = match day {
            None => Some(t.say("date-unreadable")),
            Some(day) if day > today => Some(t.say("date-in-future")),
            Some(_) => None,
        };
        let way = self.form.field("modo");
        let ways = WAYS.iter().map(|it| (it.0.to_owned(), it.1(t), it.0 == way)).collect();
        let is_way = WAYS.iter().any(|it| it.0 == way);
        let reference = self.form.field("riferimento");
        let reference_error = match reference.chars().count() {
            0 => Some(t.say("reference-missing")),
            count if count > LONGEST_REFERENCE => Some(t.say("reference-too-long")),
            _ => None,
        };
        vec![
            choice(
                "avviso",
                t.say("which-notice"),
                notices.collect(),
                (!is_known).then(|| t.say("which-notice-missing")),
            ),
            choice("modo", t.say("way"), ways, (!is_way).then(|| t.say("way-missing"))),
            self.line(
                ("data".to_owned(), t.say("paid-day"), t.say("paid-day-hint")),
                (String::new(), 20),
                day_error,
            ),
            self.line(
                ("riferimento".to_owned(), t.say("reference"), t.say("reference-hint")),
                (String::new(), LONGEST_REFERENCE),
                reference_error,
            ),
        ]
    }
}

fn date_name(it: &Installment) -> String {
    format!("scadenza-{}", it.ordinal)
}

/// A due date is within the time to pay: it ends with its day, which is the civil one in UTC.
pub(in super::super) fn last_instant(day: Date) -> Option<Timestamp> {
    Some(day.at(23, 59, 59, 0).to_zoned(TimeZone::UTC).ok()?.timestamp())
}
