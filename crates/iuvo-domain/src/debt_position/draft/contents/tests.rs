//! What a position takes from a draft, and what it keeps of itself when it is written again.

use super::*;
use crate::{
    debt_position::{Destination, OptionKind},
    sample::{BANK, POSTAL, Sample, days, notice, now, receipt, stamp},
};

fn build(draft: PositionDraft) -> Option<DebtPosition> {
    let mut numbers = 100_u128..;
    let new_id = &mut || Uuid::from_u128(numbers.next().unwrap());
    let service = ServiceId::new(Uuid::from_u128(7));
    DebtPosition::from_draft(
        draft,
        DraftIds { workspace: WorkspaceId::new(3), service, new_id },
        now(),
    )
}

#[test]
fn a_position_starts_as_a_draft_nobody_has_paid() {
    let position = build(Sample::new().plan(&[40, 60]).single(100).0).unwrap();
    assert_eq!(position.status, PositionStatus::Draft);
    assert_eq!(position.workspace, WorkspaceId::new(3));
    assert_eq!(position.service, ServiceId::new(Uuid::from_u128(7)));
    assert_eq!((position.version, position.published_at, position.paid_at), (1, None, None));
    assert_eq!((position.inserted_at, position.updated_at), (now(), now()));
    let kinds: Vec<_> = position.options.iter().map(|it| it.kind).collect();
    assert_eq!(kinds, [OptionKind::Plan, OptionKind::Single]);
    for installment in position.installments() {
        assert_eq!(installment.status, InstallmentStatus::Unpaid);
        assert_eq!((installment.notification_fee, &installment.payment), (Cents::ZERO, &None));
        assert!(installment.transfers.iter().all(|it| it.status == TransferStatus::Unreported));
    }
    let ordinals: Vec<_> = position.installments().map(|it| it.ordinal).collect();
    assert_eq!(ordinals, [1, 2, 3]);
}

#[test]
fn every_identity_is_another_one() {
    let position = build(Sample::new().plan(&[40, 60]).single(100).0).unwrap();
    let mut ids: Vec<_> = position.installments().map(|it| it.id.to_string()).collect();
    ids.extend(position.options.iter().map(|it| it.id.to_string()));
    ids.push(position.id.to_string());
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 6);
}

#[test]
fn what_the_channel_leaves_out_is_filled_in() {
    let mut draft = Sample::new().single(100).single(100).0;
    draft.options[1].installments[0].notice_number = Nav::parse("avviso-2");
    let position = build(draft.clone()).unwrap();
    assert_eq!(position.reference, position.iupd);
    assert_eq!(position.debt_date.to_string(), "2026-06-01");
    let navs: Vec<_> = position.installments().map(|it| it.notice_number.as_str()).collect();
    assert_eq!(navs, [notice(1).as_str(), "avviso-2"]);

    draft.reference = Some("pratica 12".to_owned());
    draft.debt_date = "2025-12-31".parse().unwrap();
    let position = build(draft).unwrap();
    assert_eq!(position.reference, "pratica 12");
    assert_eq!(position.debt_date.to_string(), "2025-12-31");
}

#[test]
fn transfers_go_where_the_draft_sends_them() {
    let mut draft = Sample::new().plan(&[1, 1]).0;
    let [first, second] = &mut draft.options[0].installments[..] else { panic!("a plan of two") };
    first.transfers[0].postal_iban = Some(POSTAL.to_owned());
    (second.transfers[0].iban, second.transfers[0].stamp) = (None, Some(stamp()));
    let position = build(draft).unwrap();
    let destinations: Vec<_> =
        position.installments().map(|it| it.transfers[0].destination.clone()).collect();
    let postal_iban = Some(POSTAL.to_owned());
    let account = Destination::Account { iban: BANK.to_owned(), postal_iban };
    assert_eq!(destinations, [account, Destination::Stamp(stamp())]);
}

#[test]
fn nothing_is_built_without_an_iuv_or_a_destination() {
    let mut draft = Sample::new().plan(&[40, 60]).0;
    draft.options[0].installments[1].iuv = None;
    assert_eq!(draft.installments_without_iuv().count(), 1);
    assert_eq!(build(draft), None);
    let mut draft = Sample::new().single(100).0;
    draft.options[0].installments[0].transfers[0].iban = None;
    assert_eq!(build(draft), None);
}

#[test]
fn a_revision_keeps_identities_and_fees_by_iuv() {
    let mut position = Sample::new().plan(&[40, 60]).single(100).published();
    position.options[0].installments[1].notification_fee = Cents::new(9);
    let before = position.clone();
    // The second instalment becomes a payment of the whole, another takes the place of the rest.
    let mut draft = Sample::new().single(55).single(100).0;
    draft.options[0].installments[0].iuv = Some(notice(2).iuv());
    draft.options[1].installments[0].iuv = Some(notice(9).iuv());
    let with = build(draft).unwrap();
    position.revise(with.clone(), days(1)).unwrap();

    let [kept, new]: [&Installment; 2] =
        position.installments().collect::<Vec<_>>().try_into().unwrap();
    assert_eq!(kept.id, before.options[0].installments[1].id);
    assert_eq!((kept.amount, kept.notification_fee), (Cents::new(55), Cents::new(9)));
    assert!(before.installments().all(|it| it.id != new.id));
    assert_eq!(new.notification_fee, Cents::ZERO);
    assert_eq!(position.status, PositionStatus::Draft);
    assert_eq!((position.published_at, position.updated_at), (None, days(1)));
    assert_eq!((position.id, position.inserted_at), (before.id, before.inserted_at));
    assert_eq!((position.workspace, position.service), (before.workspace, with.service));
}

#[test]
fn a_revision_leaves_alone_what_gpd_does_not_carry() {
    let mut draft = Sample::new().single(100).0;
    draft.reference = Some("pratica 12".to_owned());
    draft.debt_date = "2025-12-31".parse().unwrap();
    let mut position = build(draft).unwrap();
    let mut draft = Sample::new().single(100).0;
    draft.office_name = Some("Tributi".to_owned());
    draft.company_name = "Città di Esempio".to_owned();
    draft.pay_stand_in = false;
    position.revise(build(draft).unwrap(), now()).unwrap();
    assert_eq!(position.reference, "pratica 12");
    assert_eq!(position.debt_date.to_string(), "2025-12-31");
    assert_eq!(position.office_name.as_deref(), Some("Tributi"));
    assert_eq!(position.company_name, "Città di Esempio");
    assert!(!position.pay_stand_in);
}

#[test]
fn what_has_been_paid_or_withdrawn_is_not_written_again() {
    let mut begun = Sample::new().plan(&[40, 60]).published();
    begun.settle(&receipt("R1", &begun, 1), now()).unwrap();
    let mut paid = Sample::new().single(100).published();
    paid.settle(&receipt("R1", &paid, 1), now()).unwrap();
    let mut withdrawn = Sample::new().single(100).published();
    withdrawn.invalidate(now()).unwrap();
    for mut position in [begun, paid, withdrawn] {
        let before = position.clone();
        let refused = position.revise(build(Sample::new().single(1).0).unwrap(), days(1));
        assert_eq!(refused.unwrap_err().status, before.status.name());
        assert_eq!(position, before);
    }
}
