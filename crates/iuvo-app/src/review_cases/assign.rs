//! The money of a receipt pays the debt of another notice: that is marked as paid, so that nobody
//! pays it again.
//!
//! Invariant: the debt of somebody else than the receipt names is paid only after whoever decides
//! has seen whose it is, since that cannot be undone.

use iuvo_domain::{
    Nav,
    debt_position::{DebtPosition, ElsewhereRefusal},
    journal::{Act, Entry, EventKind},
    receipt::{ReviewCase, Settled},
};
use iuvo_store::{
    StoreError, Tx, debt_positions,
    receipts::of_notice::{Money, find_money},
};
use pagopa_codes::Cents;

use super::{AssignmentRefusal, decide::Whose};
use crate::{debt_positions::Hand, receipts::save_settled};

/// An assignment about to be made.
pub(super) struct Assignment<'a> {
    pub(super) act: &'a Act,
    pub(super) hand: &'a Hand,
    /// The case, whose receipt tells the money.
    pub(super) case: &'a ReviewCase,
    /// The notice whose debt it pays.
    pub(super) notice: &'a Nav,
    /// Whether it may be the debt of somebody else than the receipt names.
    pub(super) whose: Whose,
}

impl Assignment<'_> {
    /// Marks the debt as paid and says what the journal tells of it: nothing, if the receipt has
    /// found the position of its own notice meanwhile.
    pub(super) async fn run(
        &self,
        tx: &mut Tx<'_>,
    ) -> Result<Result<Option<Entry>, AssignmentRefusal>, StoreError> {
        let workspace = self.act.workspace;
        let Some(money) = find_money(tx, workspace, &self.case.receipt_id).await? else {
            return Ok(Err(AssignmentRefusal::NoMoney));
        };
        let locked = debt_positions::lock_by_notice(tx, workspace, self.notice.as_str()).await?;
        let Some(mut position) = locked.filter(|it| self.hand.check(it).is_ok()) else {
            return Ok(Err(AssignmentRefusal::NoticeUnknown));
        };
        position.follow_calendar(self.act.at);
        if *self.notice == self.case.notice_number {
            let is_its_own = self.is_paid_by_receipt(&position);
            return Ok(if is_its_own { Ok(None) } else { Err(AssignmentRefusal::NotAnother) });
        }
        let before = position.clone();
        let settled = match self.settle(&mut position, money.amount) {
            Ok(settled) => settled,
            Err(refusal) => return Ok(Err(refusal)),
        };
        if self.whose == Whose::OfReceipt && !self.is_of_debtor(&before, &money) {
            return Ok(Err(AssignmentRefusal::AnotherDebtor(Box::new(before))));
        }
        save_settled(tx, &position, &settled).await?;
        Ok(Ok(Some(self.told(money.amount))))
    }

    fn is_of_debtor(&self, position: &DebtPosition, money: &Money) -> bool {
        let found = position.find(self.notice.as_str());
        let owed_by = found.map(|(option, _)| &option.debtor.fiscal_code);
        owed_by.is_some_and(|it| it.eq_ignore_ascii_case(&money.debtor_fiscal_code))
    }

    fn is_paid_by_receipt(&self, position: &DebtPosition) -> bool {
        let found = position.find(self.notice.as_str());
        let payment = found.and_then(|(_, it)| it.payment.as_ref());
        payment.is_some_and(|it| it.receipt_id == self.case.receipt_id)
    }

    fn settle(
        &self,
        position: &mut DebtPosition,
        paid: Cents,
    ) -> Result<Settled, AssignmentRefusal> {
        let found = position.find(self.notice.as_str());
        let owed = found.and_then(|(_, it)| it.amount_due());
        let settled = position.settle_elsewhere(self.notice, self.act.at, self.act.at);
        let id = settled.map_err(|refusal| match refusal {
            ElsewhereRefusal::NoticeUnknown => AssignmentRefusal::NoticeUnknown,
            ElsewhereRefusal::AlreadyPaid => AssignmentRefusal::AlreadyPaid,
            ElsewhereRefusal::NotPayable => AssignmentRefusal::NotPayable,
        })?;
        match owed {
            Some(owed) if owed != paid => Err(AssignmentRefusal::AmountDiffers(paid, owed)),
            _ => Ok(Settled::Now(id)),
        }
    }

    fn told(&self, paid: Cents) -> Entry {
        let why =
            format!("con l’avviso {}, ricevuta {}", self.case.notice_number, self.case.receipt_id);
        let told = Entry::of_notice(self.notice.clone(), EventKind::PaidElsewhere);
        told.with_amount(paid).with_detail(why)
    }
}
