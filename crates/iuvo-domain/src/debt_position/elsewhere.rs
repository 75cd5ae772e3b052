//! What a body says was paid outside of pagoPA: at its counter, by transfer, by enforcement.
//!
//! Invariants: the notice answers as paid from then on; a receipt that comes all the same is a
//! second payment, and a case for a person.

use jiff::Timestamp;
use pagopa_codes::Cents;

use super::{DebtPosition, Payment, PositionEvent};
use crate::{InstallmentId, Nav, receipt::Settled};

/// Why an instalment cannot be marked as paid elsewhere; the first that applies is returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ElsewhereRefusal {
    /// The position has no such notice number.
    NoticeUnknown,
    /// It, or another way of settling the same debt, has been paid.
    AlreadyPaid,
    /// The body has not shown the debt yet, or has withdrawn it.
    NotPayable,
}

impl Payment {
    /// What stands in place of the receipt and of the PSP when there is neither: GPD's own words.
    pub const ELSEWHERE: &str = "CLOSED_AS_ALREADY_PAID_BY_EC";

    /// Whether only the body knows of it, so that there is no receipt.
    pub fn is_elsewhere(&self) -> bool {
        self.receipt_id == Self::ELSEWHERE
    }

    /// A payment of which only the body knows.
    pub fn elsewhere(paid_at: Timestamp) -> Self {
        Self {
            receipt_id: Self::ELSEWHERE.to_owned(),
            paid_at,
            method: None,
            psp_name: Self::ELSEWHERE.to_owned(),
            fee: Cents::ZERO,
        }
    }
}

impl DebtPosition {
    /// Marks an instalment as paid elsewhere at that moment; a refusal changes nothing.
    pub fn settle_elsewhere(
        &mut self,
        number: &Nav,
        paid_at: Timestamp,
        now: Timestamp,
    ) -> Result<InstallmentId, ElsewhereRefusal> {
        let (option, installment) =
            self.find(number.as_str()).ok_or(ElsewhereRefusal::NoticeUnknown)?;
        if installment.is_paid() || option.is_paid() || self.is_started_elsewhere(option) {
            return Err(ElsewhereRefusal::AlreadyPaid);
        }
        let events = [PositionEvent::ClosePart, PositionEvent::CloseAll];
        let status = self.status_at(now);
        if events.iter().any(|it| status.apply(*it).is_err()) {
            return Err(ElsewhereRefusal::NotPayable);
        }
        self.status = status;
        match self.mark_paid(number.as_str(), Payment::elsewhere(paid_at), events, now) {
            Ok(Settled::Now(id)) => Ok(id),
            Ok(Settled::Before) => Err(ElsewhereRefusal::AlreadyPaid),
            Ok(Settled::Elsewhere) => Err(ElsewhereRefusal::NoticeUnknown),
            Err(_) => Err(ElsewhereRefusal::NotPayable),
        }
    }
}

#[cfg(test)]
mod tests {
    use ElsewhereRefusal::{AlreadyPaid, NotPayable, NoticeUnknown};

    use super::*;
    use crate::{
        debt_position::PositionStatus::{
            self, Draft, Expired, Invalidated, Paid, PartiallyPaid, Published, Valid,
        },
        sample::{Sample, days, micros, notice, now, receipt},
    };

    fn nav(place: u64) -> Nav {
        notice(place).into()
    }

    #[test]
    fn what_a_body_says_was_paid_is_paid() {
        let mut position = Sample::new().single(100).published();
        let id = position.settle_elsewhere(&nav(1), days(-3), micros(5)).unwrap();
        let installment = &position.options[0].installments[0];
        assert_eq!((installment.id, installment.is_paid()), (id, true));
        assert_eq!(installment.payment, Some(Payment::elsewhere(days(-3))));
        assert_eq!((position.status, position.paid_at), (Paid, Some(days(-3))));
        assert_eq!(position.updated_at, micros(5));
    }

    #[test]
    fn a_plan_is_closed_one_instalment_after_the_other() {
        let mut position = Sample::new().plan(&[50, 50]).published();
        for (place, expected) in [(2, PartiallyPaid), (1, Paid)] {
            position.settle_elsewhere(&nav(place), now(), now()).unwrap();
            assert_eq!(position.status, expected);
        }
    }

    #[test]
    fn a_debt_is_not_paid_twice() {
        let single = || Sample::new().single(100).published();
        let mut closed = single();
        closed.settle_elsewhere(&nav(1), now(), now()).unwrap();
        let mut paid = single();
        paid.settle(&receipt("R1", &paid, 1), now()).unwrap();
        let mut other_way = Sample::new().plan(&[50, 50]).single(100).published();
        other_way.settle(&receipt("R1", &other_way, 2), now()).unwrap();
        for (mut position, place) in [(closed, 1), (paid, 1), (other_way, 3)] {
            let before = position.clone();
            let refused = position.settle_elsewhere(&nav(place), now(), now());
            assert_eq!((refused, &position), (Err(AlreadyPaid), &before));
        }
    }

    #[test]
    fn only_what_was_shown_and_not_withdrawn_is_closed() {
        for status in PositionStatus::ALL {
            let mut position = Sample::new().single(100).published();
            position.status = *status;
            let closed = position.settle_elsewhere(&nav(1), now(), now());
            let expected = match status {
                Published | Valid | PartiallyPaid | Expired => Ok(Paid),
                Draft | Invalidated | Paid => Err(NotPayable),
            };
            assert_eq!(closed.map(|_| position.status), expected, "{status}");
        }
        let mut position = Sample::new().single(100).published();
        assert_eq!(position.settle_elsewhere(&nav(9), now(), now()), Err(NoticeUnknown));
    }

    #[test]
    fn what_has_expired_is_closed_from_where_the_calendar_has_it() {
        let mut position = Sample::new().single(100).due(micros(5)).expiring().published();
        position.settle_elsewhere(&nav(1), now(), micros(6)).unwrap();
        assert_eq!(position.status, Paid);
    }
}
