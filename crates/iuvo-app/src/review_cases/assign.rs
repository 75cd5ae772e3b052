//! The money of a receipt pays the debt of another notice: that is marked as paid, so that nobody
//! pays it again.

use iuvo_domain::{
    Nav,
    debt_position::{DebtPosition, ElsewhereRefusal},
    journal::{Act, Entry, EventKind},
    receipt::{ReviewCase, Settled},
};
use iuvo_store::{StoreError, Tx, debt_positions, receipts::of_notice::find_amount};
use pagopa_codes::Cents;

use super::AssignmentRefusal;
use crate::{debt_positions::Hand, receipts::save_settled};

/// An assignment about to be made.
pub(super) struct Assignment<'a> {
    pub(super) act: &'a Act,
    pub(super) hand: &'a Hand,
    /// The case, whose receipt tells the money.
    pub(super) case: &'a ReviewCase,
    /// The notice whose debt it pays.
    pub(super) notice: &'a Nav,
}

impl Assignment<'_> {
    /// Marks the debt as paid and says what the journal tells of it: nothing, if the receipt has
    /// found the position of its own notice meanwhile.
    pub(super) async fn run(
        &self,
        tx: &mut Tx<'_>,
    ) -> Result<Result<Option<Entry>, AssignmentRefusal>, StoreError> {
        let workspace = self.act.workspace;
        let Some(paid) = find_amount(tx, workspace, &self.case.receipt_id).await? else {
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
        match self.settle(&mut position, paid) {
            Ok(settled) => {
                save_settled(tx, &position, &settled).await?;
                Ok(Ok(Some(self.told(paid))))
            }
            Err(refusal) => Ok(Err(refusal)),
        }
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
