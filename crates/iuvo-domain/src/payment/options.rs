//! What a payer may choose from: every way of settling a debt, and where each stands (SANP,
//! "opzioni di pagamento").
//!
//! Invariant: what stands here as payable is what [`DebtPosition::payable`] lets be paid, now or
//! from its validity date on.

use jiff::Timestamp;
use pagopa_codes::{Cents, Iuv, NoticeNumber};

use super::PaymentRefusal;
use crate::debt_position::{DebtPosition, Installment, Nav, OptionKind, PaymentOption};

/// A way of settling a debt, as a payer is told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionOffer {
    /// At once, or by instalments.
    pub kind: OptionKind,
    /// Where it stands.
    pub standing: OptionStanding,
    /// Everything it costs, what has been paid and notification fees included.
    pub amount: Cents,
    /// The last due date of all.
    pub due_date: Option<Timestamp>,
    /// From when it may be paid.
    pub valid_from: Option<Timestamp>,
    /// Whether all of it can be credited to postal accounts.
    pub is_all_postal: bool,
    /// What is paid, the first due first.
    pub installments: Vec<InstallmentOffer>,
}

/// A payment of an option.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstallmentOffer {
    /// The notice number it goes by.
    pub notice_number: Nav,
    /// Its IUV.
    pub iuv: Iuv,
    /// What is asked for, the notification fee included.
    pub amount: Cents,
    /// The reason of the payment.
    pub description: String,
    /// By when to pay.
    pub due_date: Timestamp,
    /// Where it stands.
    pub standing: InstallmentStanding,
}

/// Where an option stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OptionStanding {
    /// Nothing of it has been paid, and it may be.
    Unpaid,
    /// Some of it has been paid.
    PartiallyPaid,
    /// All of it has been paid.
    Paid,
    /// Late, and payable all the same.
    Late,
    /// No longer payable: its time has passed.
    Expired,
    /// No longer payable: the debt is being paid through another option.
    GivenUp,
}

/// Where an instalment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InstallmentStanding {
    /// It may be paid.
    Unpaid,
    /// It has been paid.
    Paid,
    /// Late, and payable all the same.
    Late,
    /// No longer payable: the time of its option has passed.
    Expired,
    /// No longer payable: the debt is being paid through another option.
    GivenUp,
}

impl DebtPosition {
    /// Whether there is anything to choose from at that moment, asked by a notice number.
    pub fn check_offered(
        &self,
        notice_number: NoticeNumber,
        now: Timestamp,
    ) -> Result<(), PaymentRefusal> {
        self.find(notice_number.as_str()).ok_or(PaymentRefusal::NoticeUnknown)?;
        self.check_status(now)
    }

    /// All options, the first due first. `None` only if a sum leaves the range of amounts.
    pub fn offers(&self, now: Timestamp) -> Option<Vec<OptionOffer>> {
        let offers = self.options.iter().map(|it| self.offer(it, now));
        let mut offers = offers.collect::<Option<Vec<_>>>()?;
        offers.sort_by_key(|it| it.due_date);
        Some(offers)
    }

    fn offer(&self, option: &PaymentOption, now: Timestamp) -> Option<OptionOffer> {
        let standing = self.standing(option, now);
        let installments =
            option.installments.iter().map(|it| installment_offer(it, standing, now));
        let mut installments = installments.collect::<Option<Vec<_>>>()?;
        installments.sort_by_key(|it| it.due_date);
        let sum = |sum: Cents, it: &InstallmentOffer| sum.checked_add(it.amount);
        Some(OptionOffer {
            kind: option.kind,
            standing,
            amount: installments.iter().try_fold(Cents::ZERO, sum)?,
            due_date: option.last_due_date(),
            valid_from: option.validity_date,
            is_all_postal: option.installments.iter().all(Installment::is_all_postal),
            installments,
        })
    }

    fn standing(&self, option: &PaymentOption, now: Timestamp) -> OptionStanding {
        if self.is_started_elsewhere(option) {
            OptionStanding::GivenUp
        } else if option.is_paid() {
            OptionStanding::Paid
        } else if option.is_started() {
            OptionStanding::PartiallyPaid
        } else if option.is_expired_at(now) {
            OptionStanding::Expired
        } else if option.last_due_date().is_some_and(|last| last < now) {
            OptionStanding::Late
        } else {
            OptionStanding::Unpaid
        }
    }
}

fn installment_offer(
    installment: &Installment,
    option: OptionStanding,
    now: Timestamp,
) -> Option<InstallmentOffer> {
    let standing = match option {
        _ if installment.is_paid() => InstallmentStanding::Paid,
        OptionStanding::GivenUp => InstallmentStanding::GivenUp,
        OptionStanding::Expired => InstallmentStanding::Expired,
        OptionStanding::Unpaid
        | OptionStanding::PartiallyPaid
        | OptionStanding::Paid
        | OptionStanding::Late => {
            let is_late = installment.due_date < now;
            if is_late { InstallmentStanding::Late } else { InstallmentStanding::Unpaid }
        }
    };
    Some(InstallmentOffer {
        notice_number: installment.notice_number.clone(),
        iuv: installment.iuv.clone(),
        amount: installment.amount_due()?,
        description: installment.description.clone(),
        due_date: installment.due_date,
        standing,
    })
}

#[cfg(test)]
mod tests {
    use InstallmentStanding as One;
    use OptionStanding as All;
    use proptest::prelude::*;

    use super::*;
    use crate::sample::{POSTAL, Sample, days, micros, notice, now, receipt};

    fn paid(mut position: DebtPosition, place: u64) -> DebtPosition {
        position.settle(&receipt("R1", &position, place), now()).unwrap();
        position
    }

    fn standings(position: &DebtPosition, at: Timestamp) -> Vec<(All, Vec<One>)> {
        let offers = position.offers(at).unwrap();
        let ones = |it: &OptionOffer| it.installments.iter().map(|it| it.standing).collect();
        offers.iter().map(|it| (it.standing, ones(it))).collect()
    }

    #[test]
    fn each_option_and_instalment_says_where_it_stands() {
        let single = || Sample::new().single(100);
        let plan = || Sample::new().plan(&[50, 50]);
        let both = || single().plan(&[50, 50]);
        let (unpaid, late) = ((All::Unpaid, vec![One::Unpaid]), (All::Late, vec![One::Late]));
        let begun = (All::PartiallyPaid, vec![One::Paid, One::Unpaid]);
        let table = [
            ("a single payment", single().published(), vec![unpaid.clone()]),
            ("late", single().due(micros(5)).published(), vec![late]),
            ("due just now", single().due(micros(6)).expiring().published(), vec![unpaid.clone()]),
            (
                "expired",
                single().due(micros(5)).expiring().published(),
                vec![(All::Expired, vec![One::Expired])],
            ),
            ("a plan", plan().published(), vec![(All::Unpaid, vec![One::Unpaid, One::Unpaid])]),
            ("a plan begun", paid(plan().published(), 1), vec![begun.clone()]),
            (
                "a plan begun, late",
                paid(plan().due(micros(5)).expiring().published(), 1),
                vec![(All::PartiallyPaid, vec![One::Paid, One::Late])],
            ),
            (
                "one of two, the plan begun",
                paid(both().published(), 2),
                vec![(All::GivenUp, vec![One::GivenUp]), begun],
            ),
            (
                "one of two, the whole paid",
                paid(both().published(), 1),
                vec![
                    (All::Paid, vec![One::Paid]),
                    (All::GivenUp, vec![One::GivenUp, One::GivenUp]),
                ],
            ),
        ];
        for (situation, position, expected) in table {
            assert_eq!(standings(&position, micros(6)), expected, "{situation}");
        }
    }

    #[test]
    fn an_offer_adds_up_and_keeps_the_order_of_the_due_dates() {
        let later = Sample::new().plan(&[70, 30]).due(days(60));
        let position = later.single(90).due(days(5)).valid_from(days(1)).published();
        let offers = position.offers(now()).unwrap();
        let kinds: Vec<_> = offers.iter().map(|it| (it.kind, it.amount.get())).collect();
        assert_eq!(kinds, [(OptionKind::Single, 90), (OptionKind::Plan, 100)]);
        assert_eq!(offers[0].due_date, Some(days(5)));
        assert_eq!(offers[0].valid_from, Some(days(1)));
        assert_eq!(offers[1].installments[1].notice_number.as_str(), notice(2).as_str());
        assert!(!offers[0].is_all_postal);
    }

    #[test]
    fn all_postal_means_every_transfer_of_every_instalment() {
        let postal = |places: &[usize]| {
            Sample::new().plan(&[50, 50]).with(|it| {
                for place in places {
                    it.installments[*place].transfers[0].postal_iban = Some(POSTAL.to_owned());
                }
            })
        };
        for (places, expected) in [(vec![0, 1], true), (vec![0], false)] {
            let offers = postal(&places).published().offers(now()).unwrap();
            assert_eq!(offers[0].is_all_postal, expected);
        }
    }

    #[test]
    fn a_sum_beyond_all_amounts_is_no_offer() {
        let mut position = Sample::new().plan(&[50, 50]).published();
        position.options[0].installments[0].notification_fee = Cents::new(i64::MAX);
        assert_eq!(position.offers(now()), None);
        position.options[0].installments[0].notification_fee = Cents::new(i64::MAX - 60);
        assert_eq!(position.offers(now()), None);
    }

    #[test]
    fn a_debt_that_nobody_can_pay_is_refused_as_a_verification_is() {
        use PaymentRefusal::{
            AlreadyPaid, Expired, Invalidated, NotYetPublished, NotYetValid, NoticeUnknown,
        };
        let single = || Sample::new().single(100);
        let mut withdrawn = single().published();
        withdrawn.invalidate(now()).unwrap();
        let both = single().plan(&[50, 50]).published();
        for (position, place, expected) in [
            (single().published(), 9, Err(NoticeUnknown)),
            (single().written(), 1, Err(NotYetPublished)),
            (single().valid_from(days(1)).published(), 1, Err(NotYetValid)),
            (single().due(micros(5)).expiring().published(), 1, Err(Expired)),
            (withdrawn, 1, Err(Invalidated)),
            (paid(both.clone(), 1), 2, Err(AlreadyPaid)),
            // By the number of the payment at once, when the plan has been begun.
            (paid(both, 2), 1, Ok(())),
        ] {
            assert_eq!(position.check_offered(notice(place), micros(6)), expected);
        }
    }

    proptest! {
        /// What an offer calls payable is what a verification accepts.
        #[test]
        fn offers_agree_with_verifications(
            dates in proptest::collection::vec((0..6_i64, 0..6_i64, any::<bool>()), 1..4),
            first_paid in proptest::option::of(1..5_u64),
            at in 0..20_i64,
        ) {
            let mut sample = Sample::new();
            for (valid, lasts, expires) in dates {
                let due = valid.checked_add(lasts).unwrap();
                sample = sample.plan(&[50, 50]).valid_from(micros(valid)).due(micros(due));
                if expires {
                    sample = sample.expiring();
                }
            }
            let mut position = sample.published();
            let count = u64::try_from(position.installments().count()).unwrap();
            if let Some(place) = first_paid.filter(|it| *it <= count) {
                position = paid(position, place);
            }
            let now = micros(at);
            for offer in position.offers(now).unwrap() {
                for one in &offer.installments {
                    let number = NoticeNumber::parse(one.notice_number.as_str()).unwrap();
                    let is_offered = position.check_offered(number, now).is_ok()
                        && offer.valid_from.is_none_or(|it| it <= now)
                        && matches!(one.standing, One::Unpaid | One::Late);
                    prop_assert_eq!(is_offered, position.payable(number, now).is_ok());
                }
            }
        }
    }
}
