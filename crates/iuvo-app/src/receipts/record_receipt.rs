//! Recording a receipt (paSendRTV2, paSendRT): the only way in for receipts.
//!
//! The receipt, what it does to its position and the cases it opens for people are one
//! transaction, durable before the Node is answered. What becomes of it is decided by the table
//! of `iuvo_domain::receipt::decision`.

use iuvo_domain::{
    debt_position::DebtPosition,
    directory::{Addressee, RepeatedReceipts},
    journal::{Act, Entry, EventKind},
    receipt::{
        Answer, Arrival, CaseKind, Receipt, Situation,
        decision::{self, Verdict},
    },
};
use iuvo_store::{
    Command, Lane, StoreError, Tx, debt_positions, journal as events,
    packing::pack,
    receipts::{self, Accepted, Filing, ReceivedMessage, waiting::ReceiptNamed},
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{open_cases, save_settled};
use crate::{App, journal};

/// Most cases one receipt can open: one per kind.
const MOST_CASES: usize = CaseKind::ALL.len();

/// A receipt as it was delivered.
pub struct Delivery {
    /// What it says.
    pub receipt: Receipt,
    /// The message as it arrived.
    pub message: Vec<u8>,
}

/// Records a receipt addressed to a body we serve. An error means that nothing is certain, and
/// that the Node must deliver it again.
pub async fn record_receipt(
    app: &App,
    addressee: Addressee<'_>,
    delivery: Delivery,
) -> Result<Answer, StoreError> {
    let workspace = &addressee.profile.workspace;
    let act = app.act(workspace.id, Some(&delivery.receipt.psp.name));
    let command = RecordReceipt {
        is_broadcast: delivery.receipt.organization != workspace.organization,
        is_connected: addressee.is_connected,
        repeated: addressee.station.repeated_receipts,
        receipt: delivery.receipt,
        message: ReceivedMessage {
            hash: Sha256::digest(&delivery.message).into(),
            packed: pack(&delivery.message),
            received_at: act.at,
        },
        case_ids: app.ids().new_ids(MOST_CASES),
        act,
    };
    let again = Entry::of_notice(command.receipt.notice_number, EventKind::ReceiptRepeated)
        .with_detail(&command.receipt.receipt_id);
    let psp = command.receipt.psp.name.clone();
    let recorded = app.store().execute(Lane::Interactive, command).await?;
    if recorded.is_repetition {
        journal::note(app, workspace.id, Some(&psp), again);
    }
    Ok(recorded.answer)
}

/// What became of a receipt.
struct Recorded {
    answer: Answer,
    /// It had been recorded before, so that nothing was written.
    is_repetition: bool,
}

struct RecordReceipt {
    act: Act,
    is_broadcast: bool,
    is_connected: bool,
    repeated: RepeatedReceipts,
    receipt: Receipt,
    message: ReceivedMessage,
    case_ids: Vec<Uuid>,
}

impl Command for RecordReceipt {
    type Output = Recorded;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Recorded, StoreError> {
        if let Some(accepted) = self.find_accepted(tx).await? {
            return self.answer_again(tx, accepted).await;
        }
        let mut position = self.lock_position(tx).await?;
        let verdict = self.judge(tx, position.as_ref()).await?;
        let filing = Filing {
            workspace: self.act.workspace,
            broadcast: self.is_broadcast,
            position: position.as_ref().map(|it| it.id),
            service: position.as_ref().map(|it| it.service),
        };
        if !receipts::insert(tx, filing, &self.receipt, &self.message).await? {
            // Another replica recorded it between our look and our write, and has committed.
            return match self.find_accepted(tx).await? {
                Some(accepted) => self.answer_again(tx, accepted).await,
                None => Err(StoreError::Bug("a receipt is taken and cannot be found".to_owned())),
            };
        }
        if let Some(position) = &mut position {
            self.settle(tx, position, &verdict).await?;
        }
        self.tell(tx, EventKind::ReceiptRecorded, &verdict.cases).await?;
        Ok(Recorded { answer: verdict.answer, is_repetition: false })
    }
}

impl RecordReceipt {
    async fn find_accepted(&self, tx: &mut Tx<'_>) -> Result<Option<Accepted>, StoreError> {
        receipts::find_accepted(tx, self.act.workspace, &self.receipt.receipt_id).await
    }

    /// A receipt whose identifier is known: the same content is answered as the first time, the
    /// other version of it is kept beside it, other content is kept and shown to a person.
    async fn answer_again(
        &self,
        tx: &mut Tx<'_>,
        accepted: Accepted,
    ) -> Result<Recorded, StoreError> {
        let arrival = self.receipt.content.compare(&accepted.content);
        if arrival == Arrival::SameContent && self.has_written(&accepted) {
            tx.undo();
            return Ok(Recorded { answer: Answer::Accepted, is_repetition: false });
        }
        let verdict = decision::judge(Situation::Unknown, arrival, &[], self.repeated);
        let is_new = verdict.store
            && receipts::insert_message(tx, self.act.workspace, &self.receipt, &self.message)
                .await?;
        if is_new {
            let kind = match arrival {
                Arrival::OtherVersion => EventKind::ReceiptRepeated,
                _ => EventKind::ReceiptAltered,
            };
            self.tell(tx, kind, &verdict.cases).await?;
        } else {
            tx.undo();
        }
        Ok(Recorded { answer: verdict.answer, is_repetition: !is_new })
    }

    /// Whether it is this very delivery that was accepted: the answer to its commit was lost, and
    /// the command is run again. That is no repetition.
    fn has_written(&self, accepted: &Accepted) -> bool {
        accepted.received_at.as_microsecond() == self.act.at.as_microsecond()
    }

    async fn lock_position(&self, tx: &mut Tx<'_>) -> Result<Option<DebtPosition>, StoreError> {
        if self.is_broadcast {
            return Ok(None);
        }
        let number = self.receipt.notice_number.to_string();
        let mut position = debt_positions::lock_by_notice(tx, self.act.workspace, &number).await?;
        if let Some(position) = &mut position {
            position.follow_calendar(self.act.at);
        }
        Ok(position)
    }

    async fn judge(
        &self,
        tx: &mut Tx<'_>,
        position: Option<&DebtPosition>,
    ) -> Result<Verdict, StoreError> {
        let situation = match position {
            Some(position) => Situation::of(position, self.receipt.notice_number),
            None if self.is_broadcast => Situation::Broadcast,
            None => Situation::Unknown,
        };
        let arrival = if !self.receipt.is_paid {
            Arrival::NotPaid
        } else if receipts::has_other(tx, self.act.workspace, &self.receipt).await? {
            Arrival::OtherReceipt
        } else {
            Arrival::First
        };
        let mismatches = position
            .and_then(|it| it.find(self.receipt.notice_number.as_str()))
            .map(|(option, it)| decision::mismatches(&self.receipt, option, it))
            .unwrap_or_default();
        let mut verdict = decision::judge(situation, arrival, &mismatches, self.repeated);
        if !self.is_connected {
            verdict.cases.push(CaseKind::StationNotConnected);
        }
        if self.receipt.has_unreadable_stamp() {
            verdict.cases.push(CaseKind::StampUnreadable);
        }
        Ok(verdict)
    }

    async fn settle(
        &self,
        tx: &mut Tx<'_>,
        position: &mut DebtPosition,
        verdict: &Verdict,
    ) -> Result<(), StoreError> {
        if !verdict.pay {
            return Ok(());
        }
        let settled = position
            .settle(&self.receipt, self.act.at)
            .map_err(|refused| StoreError::Bug(refused.to_string()))?;
        save_settled(tx, position, &settled).await
    }

    /// Opens the cases; the journal tells of the receipt, then of them.
    async fn tell(
        &self,
        tx: &mut Tx<'_>,
        kind: EventKind,
        cases: &[CaseKind],
    ) -> Result<(), StoreError> {
        let receipt = ReceiptNamed {
            notice_number: self.receipt.notice_number,
            receipt_id: self.receipt.receipt_id.clone(),
            content_hash: self.receipt.content.hash,
        };
        let told = Entry::of_notice(receipt.notice_number, kind)
            .with_amount(self.receipt.amount)
            .with_detail(&receipt.receipt_id);
        let kinds = cases.iter().copied().zip(self.case_ids.iter().copied());
        let opened = open_cases(tx, &self.act, &receipt, kinds).await?;
        let entries = std::iter::once(told).chain(opened).collect();
        events::record(tx, &self.act, entries).await
    }
}
