//! The life of a position, of an instalment and of a transfer, as tables.
//!
//! `apply` is the only way of changing a status; a pair that is not in the table is refused.
//! After GPD's state machine v1 (SANP, "stati della posizione debitoria"), with two additions:
//! a receipt is believed in any state, since it says that money has moved, while a body that says
//! that it was paid elsewhere is believed only of a debt it has shown and not withdrawn; and a
//! revision of an unpaid position passes through `Draft`, as GPD's update does.

use std::fmt;

/// Where a position stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PositionStatus {
    /// Written, not yet shown to anybody.
    Draft,
    /// Shown, not yet payable.
    Published,
    /// Payable.
    Valid,
    /// Part of a plan has been paid.
    PartiallyPaid,
    /// Settled.
    Paid,
    /// No longer payable because its time has passed.
    Expired,
    /// No longer payable because the body said so.
    Invalidated,
}

/// What happens to a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PositionEvent {
    /// The body rewrites it.
    Revise,
    /// The body publishes it.
    Publish,
    /// The first validity date has come.
    BecomeValid,
    /// The last due date of every option has passed.
    Expire,
    /// The body withdraws it.
    Invalidate,
    /// An instalment of a plan is paid, others are not.
    PayPart,
    /// The last instalment of an option is paid.
    PayAll,
    /// The body says that an instalment of a plan was paid elsewhere; others are not paid.
    ClosePart,
    /// The body says that the last instalment of an option was paid elsewhere.
    CloseAll,
}

/// The pair of status and event is not in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{status} does not allow {event}")]
pub struct Refused {
    /// The status that was found.
    pub status: &'static str,
    /// The event that was refused.
    pub event: &'static str,
}

/// The life of a position.
pub const POSITION_TRANSITIONS: &[(PositionStatus, PositionEvent, PositionStatus)] = {
    use PositionEvent::{
        BecomeValid, CloseAll, ClosePart, Expire, Invalidate, PayAll, PayPart, Publish, Revise,
    };
    use PositionStatus::{Draft, Expired, Invalidated, Paid, PartiallyPaid, Published, Valid};
    &[
        (Draft, Revise, Draft),
        (Draft, Publish, Published),
        (Draft, PayPart, PartiallyPaid),
        (Draft, PayAll, Paid),
        (Published, Revise, Draft),
        (Published, BecomeValid, Valid),
        (Published, Invalidate, Invalidated),
        (Published, PayPart, PartiallyPaid),
        (Published, PayAll, Paid),
        (Published, ClosePart, PartiallyPaid),
        (Published, CloseAll, Paid),
        (Valid, Revise, Draft),
        (Valid, Expire, Expired),
        (Valid, Invalidate, Invalidated),
        (Valid, PayPart, PartiallyPaid),
        (Valid, PayAll, Paid),
        (Valid, ClosePart, PartiallyPaid),
        (Valid, CloseAll, Paid),
        (PartiallyPaid, PayPart, PartiallyPaid),
        (PartiallyPaid, PayAll, Paid),
        (PartiallyPaid, ClosePart, PartiallyPaid),
        (PartiallyPaid, CloseAll, Paid),
        (Paid, PayPart, Paid),
        (Paid, PayAll, Paid),
        (Expired, Revise, Draft),
        (Expired, PayPart, PartiallyPaid),
        (Expired, PayAll, Paid),
        (Expired, ClosePart, PartiallyPaid),
        (Expired, CloseAll, Paid),
        (Invalidated, PayPart, Invalidated),
        (Invalidated, PayAll, Invalidated),
    ]
};

/// Where an instalment stands. That it is expired, withdrawn or replaced by another option follows
/// from its position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InstallmentStatus {
    /// Nobody has paid it.
    Unpaid,
    /// A receipt says that it was paid.
    Paid,
}

/// What happens to an instalment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InstallmentEvent {
    /// A receipt arrives, or the body says that it was paid elsewhere.
    Pay,
}

/// The life of an instalment.
pub const INSTALLMENT_TRANSITIONS: &[(InstallmentStatus, InstallmentEvent, InstallmentStatus)] =
    &[(InstallmentStatus::Unpaid, InstallmentEvent::Pay, InstallmentStatus::Paid)];

/// Where a transfer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TransferStatus {
    /// No reporting flow has named it.
    Unreported,
    /// A reporting flow has named it.
    Reported,
}

/// What happens to a transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TransferEvent {
    /// A reporting flow names it.
    Report,
}

/// The life of a transfer.
pub const TRANSFER_TRANSITIONS: &[(TransferStatus, TransferEvent, TransferStatus)] =
    &[(TransferStatus::Unreported, TransferEvent::Report, TransferStatus::Reported)];

macro_rules! life {
    ($status:ident, $event:ident, $table:ident: $($name:ident),+; $($happening:ident),+) => {
        impl $status {
            /// Every status.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The status after the event, if the table has it.
            pub fn apply(self, event: $event) -> Result<Self, Refused> {
                $table
                    .iter()
                    .find(|(from, by, _)| *from == self && *by == event)
                    .map(|(_, _, to)| *to)
                    .ok_or(Refused { status: self.name(), event: event.name() })
            }

            /// Its name.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name)),+
                }
            }
        }

        impl $event {
            /// Every event.
            pub const ALL: &[Self] = &[$(Self::$happening),+];

            /// Its name.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$happening => stringify!($happening)),+
                }
            }
        }

        impl fmt::Display for $status {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.name())
            }
        }
    };
}

life!(PositionStatus, PositionEvent, POSITION_TRANSITIONS:
    Draft, Published, Valid, PartiallyPaid, Paid, Expired, Invalidated;
    Revise, Publish, BecomeValid, Expire, Invalidate, PayPart, PayAll, ClosePart, CloseAll);
life!(InstallmentStatus, InstallmentEvent, INSTALLMENT_TRANSITIONS: Unpaid, Paid; Pay);
life!(TransferStatus, TransferEvent, TRANSFER_TRANSITIONS: Unreported, Reported; Report);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::cells;

    /// The table as the documentation prints it: a row per status, a column per event.
    #[test]
    fn the_life_of_a_position_is_the_one_we_print() {
        let printed = "\
            |             |Revise|Publish  |BecomeValid|Expire |Invalidate |PayPart      |PayAll     |ClosePart    |CloseAll|
            |Draft        |Draft |Published|           |       |           |PartiallyPaid|Paid       |             |        |
            |Published    |Draft |         |Valid      |       |Invalidated|PartiallyPaid|Paid       |PartiallyPaid|Paid    |
            |Valid        |Draft |         |           |Expired|Invalidated|PartiallyPaid|Paid       |PartiallyPaid|Paid    |
            |PartiallyPaid|      |         |           |       |           |PartiallyPaid|Paid       |PartiallyPaid|Paid    |
            |Paid         |      |         |           |       |           |Paid         |Paid       |             |        |
            |Expired      |Draft |         |           |       |           |PartiallyPaid|Paid       |PartiallyPaid|Paid    |
            |Invalidated  |      |         |           |       |           |Invalidated  |Invalidated|             |        |";
        let rows = cells(printed);
        assert_eq!(rows.len().checked_sub(1), Some(PositionStatus::ALL.len()));
        for (status, row) in PositionStatus::ALL.iter().zip(&rows[1..]) {
            assert_eq!(row.len().checked_sub(1), Some(PositionEvent::ALL.len()));
            assert_eq!(status.name(), row[0]);
            for ((event, name), expected) in
                PositionEvent::ALL.iter().zip(&rows[0][1..]).zip(&row[1..])
            {
                assert_eq!(event.name(), *name);
                let to = status.apply(*event).map_or("", PositionStatus::name);
                assert_eq!(to, *expected, "{status} on {name}");
            }
        }
    }

    #[test]
    fn nothing_leads_back_from_paid() {
        for (from, event, to) in POSITION_TRANSITIONS {
            if *from == PositionStatus::Paid {
                assert_eq!(*to, PositionStatus::Paid, "{event:?}");
            }
        }
        for (from, _, _) in INSTALLMENT_TRANSITIONS {
            assert_ne!(*from, InstallmentStatus::Paid);
        }
    }

    #[test]
    fn a_payment_is_believed_in_every_state() {
        for status in PositionStatus::ALL {
            assert!(status.apply(PositionEvent::PayPart).is_ok(), "{status}");
            assert!(status.apply(PositionEvent::PayAll).is_ok(), "{status}");
        }
    }

    #[test]
    fn no_pair_has_two_answers() {
        for (index, (from, event, _)) in POSITION_TRANSITIONS.iter().enumerate() {
            let mut earlier = POSITION_TRANSITIONS.iter().take(index);
            assert!(!earlier.any(|it| (it.0, it.1) == (*from, *event)), "{from} on {event:?}");
        }
    }

    #[test]
    fn a_pair_outside_the_table_is_refused_by_name() {
        let refused = PositionStatus::Paid.apply(PositionEvent::Invalidate).unwrap_err();
        assert_eq!(refused.to_string(), "Paid does not allow Invalidate");
        assert!(InstallmentStatus::Paid.apply(InstallmentEvent::Pay).is_err());
        assert!(TransferStatus::Reported.apply(TransferEvent::Report).is_err());
    }
}
