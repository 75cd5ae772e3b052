//! A draft becomes a position, or takes the place of what a position contained.

use std::collections::HashMap;

use jiff::Timestamp;
use pagopa_codes::{Cents, Iuv};
use uuid::Uuid;

use super::{
    super::{
        DebtPosition, Installment, InstallmentStatus, Nav, PaymentOption, PositionEvent,
        PositionStatus, Refused, Transfer, TransferStatus,
    },
    InstallmentDraft, OptionDraft, PositionDraft,
};
use crate::{DebtPositionId, InstallmentId, PaymentOptionId, ServiceId, WorkspaceId};

/// What a draft does not say of the position it becomes.
pub struct DraftIds<'a> {
    /// Where it belongs.
    pub workspace: WorkspaceId,
    /// Its service.
    pub service: ServiceId,
    /// The source of identities: one for the position and one for each option and instalment.
    pub new_id: &'a mut dyn FnMut() -> Uuid,
}

impl DebtPosition {
    /// Builds a position, in `Draft`, from a draft that has been checked and whose instalments
    /// all have an IUV. `None` if that is not so.
    pub fn from_draft(draft: PositionDraft, ids: DraftIds<'_>, now: Timestamp) -> Option<Self> {
        let DraftIds { workspace, service, new_id } = ids;
        let id = DebtPositionId::new(new_id());
        let options = draft
            .options
            .into_iter()
            .map(|it| option_from_draft(it, new_id))
            .collect::<Option<_>>()?;
        Some(Self {
            id,
            workspace,
            reference: draft.reference.unwrap_or_else(|| draft.iupd.clone()),
            iupd: draft.iupd,
            version: 1,
            status: PositionStatus::Draft,
            origin: draft.origin,
            service,
            company_name: draft.company_name,
            office_name: draft.office_name,
            debt_date: draft.debt_date,
            pay_stand_in: draft.pay_stand_in,
            warnings: Vec::new(),
            inserted_at: now,
            updated_at: now,
            published_at: None,
            paid_at: None,
            options,
        })
    }

    /// Replaces the contents by those of another version of the position, in `Draft` again.
    ///
    /// Instalments are matched by IUV: those that stay keep their identity and notification fee,
    /// also when they move to another option. What GPD does not carry (reference, date of the
    /// debt) stays as it was.
    pub fn revise(&mut self, with: Self, now: Timestamp) -> Result<(), Refused> {
        self.status = self.status.apply(PositionEvent::Revise)?;
        let kept: HashMap<Iuv, (InstallmentId, Cents)> =
            self.installments().map(|it| (it.iuv.clone(), (it.id, it.notification_fee))).collect();
        self.options = with.options;
        for installment in self.options.iter_mut().flat_map(|it| &mut it.installments) {
            if let Some((id, fee)) = kept.get(&installment.iuv) {
                installment.id = *id;
                installment.notification_fee = *fee;
            }
        }
        self.service = with.service;
        self.company_name = with.company_name;
        self.office_name = with.office_name;
        self.pay_stand_in = with.pay_stand_in;
        self.published_at = None;
        self.updated_at = now;
        Ok(())
    }
}

fn option_from_draft(
    draft: OptionDraft,
    new_id: &mut dyn FnMut() -> Uuid,
) -> Option<PaymentOption> {
    let id = PaymentOptionId::new(new_id());
    let installments = draft
        .installments
        .into_iter()
        .map(|it| installment_from_draft(it, InstallmentId::new(new_id())))
        .collect::<Option<_>>()?;
    Some(PaymentOption {
        id,
        kind: draft.kind,
        validity_date: draft.validity_date,
        switch_to_expired: draft.switch_to_expired,
        debtor: draft.debtor,
        installments,
    })
}

fn installment_from_draft(draft: InstallmentDraft, id: InstallmentId) -> Option<Installment> {
    let iuv = draft.iuv?;
    Some(Installment {
        id,
        ordinal: draft.ordinal,
        notice_number: draft.notice_number.unwrap_or_else(|| Nav::of_iuv(&iuv)),
        iuv,
        amount: draft.amount,
        notification_fee: Cents::ZERO,
        description: draft.description,
        due_date: draft.due_date,
        retention_date: draft.retention_date,
        status: InstallmentStatus::Unpaid,
        payment: None,
        metadata: draft.metadata,
        transfers: draft
            .transfers
            .into_iter()
            .map(|it| {
                Some(Transfer {
                    destination: it.destination()?,
                    index: it.index,
                    organization: it.organization,
                    company_name: it.company_name,
                    amount: it.amount,
                    remittance_information: it.remittance_information,
                    category: it.category,
                    metadata: it.metadata,
                    status: TransferStatus::Unreported,
                })
            })
            .collect::<Option<_>>()?,
    })
}

#[cfg(test)]
mod tests;
