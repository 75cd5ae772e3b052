//! A cart: notices that somebody is sent to Checkout to pay together, and what is known of how that
//! ended.
//!
//! Invariants: only receipts say that something was paid; what the browser brings back is what
//! Checkout told it, and decides nothing but what people are advised to do meanwhile.

use jiff::{SignedDuration, Timestamp};
use pagopa_codes::{Cents, NoticeNumber};

use crate::{CartId, WorkspaceId, coded::coded};

/// How long after a good return the receipt is expected any moment; later nobody knows.
const EXPECTED_WITHIN: SignedDuration = SignedDuration::from_mins(10);
/// How long a receipt may still come for somebody who came back without having given up: as long
/// as the Node tries by itself ([`Cart::UNDER_WAY`]), and the link to the cart opens.
const IN_DOUBT_FOR: SignedDuration = SignedDuration::from_hours(48);
/// How long a payment may have been made by somebody who has not come back: the half hour for
/// which a payment token lives, and as long again for choosing how to pay.
const UNHEARD_FOR: SignedDuration = SignedDuration::from_hours(1);
/// How long the same order is a second click rather than a second wish.
const SAME_CLICK: SignedDuration = SignedDuration::from_secs(10);

coded! {
    /// What Checkout told the browser when it sent it back.
    CartReturn;

    /// The payment went well.
    Paid = "paid";
    /// It is not known how it went.
    Waiting = "waiting";
    /// The payer gave up.
    Cancelled = "cancelled";
    /// It went wrong.
    Failed = "failed";
}

impl CartReturn {
    /// What is believed after another return: whoever has paid, or may have, has not given up by
    /// going back and forth in the browser.
    #[must_use]
    pub const fn then(self, next: Self) -> Self {
        match (self, next) {
            (Self::Paid, _) => Self::Paid,
            (Self::Waiting, Self::Cancelled | Self::Failed) => Self::Waiting,
            (_, next) => next,
        }
    }
}

/// Notices to be paid together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cart {
    /// Its identity.
    pub id: CartId,
    /// The workspace of its first notice.
    pub workspace: WorkspaceId,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// By which software; none from our own pages.
    pub opened_by: Option<String>,
    /// Where Checkout takes the payer, and since when that is known.
    pub forwarded: Option<(String, Timestamp)>,
    /// What the browser brought back, and when.
    pub returned: Option<(CartReturn, Timestamp)>,
    /// One to five.
    pub notices: Vec<CartNotice>,
}

/// A notice of a cart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CartNotice {
    /// The workspace that issued it.
    pub workspace: WorkspaceId,
    /// Its number.
    pub notice_number: NoticeNumber,
    /// What was asked for.
    pub amount: Cents,
}

/// How a cart stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CartStanding {
    /// Every notice has been paid.
    Confirmed,
    /// It went well, says Checkout, and the receipts are on their way.
    Waiting,
    /// The payer gave up.
    Cancelled,
    /// It went wrong.
    Failed,
    /// Nobody knows: the browser did not come back, or came back without an outcome, or the
    /// receipts are late.
    Unknown,
}

/// Whether all notices of a cart have been paid, as the archive has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paid {
    /// All of them.
    All,
    /// Some, or none.
    NotAll,
}

impl Cart {
    /// How long after the last that was heard of a cart a receipt of it may be under way. The Node
    /// tries 48 times, an hour apart; then the receipt waits until support sets it going again
    /// (SANP, "Integrazione sincrona", retry of paSendRT), which people ask for within weeks.
    pub const UNDER_WAY: SignedDuration = SignedDuration::from_hours(30 * 24);

    /// How it stands.
    pub fn standing(&self, paid: Paid, now: Timestamp) -> CartStanding {
        match (paid, self.returned) {
            (Paid::All, _) => CartStanding::Confirmed,
            (Paid::NotAll, Some((CartReturn::Paid, at)))
                if now.duration_since(at) < EXPECTED_WITHIN =>
            {
                CartStanding::Waiting
            }
            (Paid::NotAll, Some((CartReturn::Cancelled, _))) => CartStanding::Cancelled,
            (Paid::NotAll, Some((CartReturn::Failed, _))) => CartStanding::Failed,
            (Paid::NotAll, Some((CartReturn::Paid | CartReturn::Waiting, _)) | None) => {
                CartStanding::Unknown
            }
        }
    }

    /// Since when somebody may have paid and no receipt says so: until it comes, or the time for it
    /// is over, paying again is to be advised against.
    pub fn in_doubt_since(&self, now: Timestamp) -> Option<Timestamp> {
        match self.returned {
            Some((CartReturn::Paid | CartReturn::Waiting, at))
                if now.duration_since(at) < IN_DOUBT_FOR =>
            {
                Some(at)
            }
            _ => None,
        }
    }

    /// Since when somebody is at Checkout, or was and did not come back: they may have paid, and
    /// nothing says so. Most have only closed the page: paying is not to be advised against.
    pub fn unheard_since(&self, now: Timestamp) -> Option<Timestamp> {
        let forwarded = self.forwarded.as_ref().filter(|_| self.returned.is_none());
        forwarded.map(|it| it.1).filter(|it| now.duration_since(*it) < UNHEARD_FOR)
    }

    /// Whether an order of the same content at that moment is the same click again.
    pub fn is_same_click(&self, now: Timestamp) -> bool {
        self.returned.is_none() && now.duration_since(self.opened_at) < SAME_CLICK
    }

    /// Since when a cart may be in doubt at that moment: older ones are not.
    pub fn oldest_in_doubt(now: Timestamp) -> Timestamp {
        // The browser comes back within the life of a payment token, far less than a day later.
        let longest = IN_DOUBT_FOR.saturating_add(IN_DOUBT_FOR);
        now.checked_sub(longest).unwrap_or(Timestamp::MIN)
    }
}

#[cfg(test)]
mod tests {
    use CartReturn::{Cancelled, Failed, Waiting};

    use super::*;
    use crate::sample::{days, now};

    fn cart(returned: Option<(CartReturn, Timestamp)>) -> Cart {
        Cart {
            id: CartId::NIL,
            workspace: WorkspaceId::new(1),
            opened_at: now(),
            opened_by: None,
            forwarded: None,
            returned,
            notices: Vec::new(),
        }
    }

    fn later(minutes: i64) -> Timestamp {
        now().checked_add(SignedDuration::from_mins(minutes)).unwrap()
    }

    #[test]
    fn receipts_decide_and_the_browser_advises() {
        let back = |it| Some((it, now()));
        for (returned, minutes, expected) in [
            (None, 0, CartStanding::Unknown),
            (back(CartReturn::Paid), 0, CartStanding::Waiting),
            (back(CartReturn::Paid), 9, CartStanding::Waiting),
            (back(CartReturn::Paid), 10, CartStanding::Unknown),
            (back(Waiting), 0, CartStanding::Unknown),
            (back(Cancelled), 60, CartStanding::Cancelled),
            (back(Failed), 60, CartStanding::Failed),
        ] {
            let cart = cart(returned);
            assert_eq!(cart.standing(Paid::NotAll, later(minutes)), expected, "{returned:?}");
            assert_eq!(cart.standing(Paid::All, later(minutes)), CartStanding::Confirmed);
        }
    }

    #[test]
    fn whoever_may_have_paid_has_not_given_up() {
        for (first, next, believed) in [
            (CartReturn::Paid, Cancelled, CartReturn::Paid),
            (CartReturn::Paid, Waiting, CartReturn::Paid),
            (Waiting, Cancelled, Waiting),
            (Waiting, Failed, Waiting),
            (Waiting, CartReturn::Paid, CartReturn::Paid),
            (Cancelled, CartReturn::Paid, CartReturn::Paid),
            (Cancelled, Failed, Failed),
            (Failed, Waiting, Waiting),
        ] {
            assert_eq!(first.then(next), believed, "{first:?} {next:?}");
        }
    }

    #[test]
    fn doubt_lasts_two_days() {
        let in_doubt = |it| cart(Some((it, now()))).in_doubt_since(days(0)).is_some();
        assert!(in_doubt(CartReturn::Paid) && in_doubt(Waiting));
        assert!(!in_doubt(Cancelled) && !in_doubt(Failed));
        assert_eq!(cart(None).in_doubt_since(now()), None);
        let cart = cart(Some((CartReturn::Paid, now())));
        assert_eq!(cart.in_doubt_since(later(48 * 60 - 1)), Some(now()));
        assert_eq!(cart.in_doubt_since(later(48 * 60)), None);
    }

    #[test]
    fn whoever_does_not_come_back_may_have_paid_for_an_hour() {
        let away = |returned| Cart { forwarded: Some((String::new(), now())), ..cart(returned) };
        assert_eq!(away(None).unheard_since(later(59)), Some(now()));
        assert_eq!(away(None).unheard_since(later(60)), None);
        assert_eq!(away(Some((Cancelled, now()))).unheard_since(now()), None);
        assert_eq!(cart(None).unheard_since(now()), None, "Checkout has not taken it");
    }

    #[test]
    fn a_second_click_is_within_seconds_and_before_the_return() {
        let seconds = |it| now().checked_add(SignedDuration::from_secs(it)).unwrap();
        assert!(cart(None).is_same_click(seconds(9)));
        assert!(!cart(None).is_same_click(seconds(10)));
        assert!(!cart(Some((Cancelled, now()))).is_same_click(seconds(1)));
    }
}
