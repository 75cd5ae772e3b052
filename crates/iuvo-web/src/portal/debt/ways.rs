//! The ways of paying a position: the plan of the notice that was looked for, and what may be paid
//! in its place.

use iuvo_app::portal::{Debt, link_beside};
use iuvo_domain::{
    debt_position::{Installment, OptionKind, PaymentOption},
    directory::WorkspaceProfile,
};

use super::{amount_due, standing::Standing};
use crate::{
    Edge,
    pages::{PageError, Texts, amount, due_day, grouped},
};

/// A way of paying, or several of one kind: a table of notices.
pub(super) struct Way {
    pub(super) title: String,
    /// What its rows are named after.
    pub(super) column: String,
    pub(super) rows: Vec<Row>,
}

/// A notice.
pub(super) struct Row {
    pub(super) name: String,
    /// Its page, if it is not this one.
    pub(super) page: Option<String>,
    pub(super) notice_code: String,
    pub(super) due: String,
    pub(super) amount: String,
    pub(super) standing: Standing,
}

/// Tells the ways of paying a debt.
pub(super) struct Ways<'a> {
    pub(super) t: &'a Texts,
    pub(super) edge: &'a Edge,
    pub(super) profile: &'a WorkspaceProfile,
    pub(super) debt: &'a Debt,
}

impl Ways<'_> {
    /// The instalments of a plan, paid or not; none of a single payment.
    pub(super) fn plan(&self, option: &PaymentOption) -> Result<Option<Way>, PageError> {
        Ok(match option.kind {
            OptionKind::Single => None,
            OptionKind::Plan => Some(self.in_parts(self.t.say("installments"), option)?),
        })
    }

    /// The other options of which something may be paid now. Once one has been begun, it is the
    /// only one.
    pub(super) fn others(&self, option: &PaymentOption) -> Result<Vec<Way>, PageError> {
        let is_open = |it: &Installment| Standing::of(self.t, self.debt, it).is_payable;
        let others = self.debt.options().filter(|it| it.id != option.id);
        let open = others.filter(|it| it.installments.iter().any(is_open));
        let (singles, plans): (Vec<&PaymentOption>, Vec<_>) =
            open.partition(|it| it.kind == OptionKind::Single);
        let rows: Vec<Row> = singles
            .iter()
            .flat_map(|it| &it.installments)
            .map(|it| self.row(it.description.clone(), it))
            .collect::<Result<_, _>>()?;
        let at_once = Way { title: self.t.say("pay-at-once"), column: self.t.say("debt"), rows };
        let in_parts = plans.iter().map(|it| self.in_parts(self.t.say("pay-in-parts"), it));
        let at_once = Some(at_once).filter(|it| !it.rows.is_empty());
        at_once.map(Ok).into_iter().chain(in_parts).collect()
    }

    fn in_parts(&self, title: String, option: &PaymentOption) -> Result<Way, PageError> {
        let column = self.t.say("installment");
        let rows = (1..).zip(&option.installments);
        let rows = rows.map(|(number, it)| self.row(format!("{column} {number}"), it));
        Ok(Way { title, rows: rows.collect::<Result<_, _>>()?, column })
    }

    fn row(&self, name: String, it: &Installment) -> Result<Row, PageError> {
        let number = &it.notice_number;
        let link = if *number == self.debt.notice_number {
            None
        } else {
            link_beside(&self.edge.app, self.profile, self.debt, number)?
        };
        Ok(Row {
            name,
            page: link.map(|it| format!("/{}/pratica/{it}", self.profile.workspace.slug)),
            notice_code: grouped(number.as_str()),
            due: due_day(self.t, it.due_date),
            amount: amount(amount_due(it)),
            standing: Standing::of(self.t, self.debt, it),
        })
    }
}
