//! The journal: what happened to each notice number, told to whoever asks for its story.
//!
//! An [`Act`] is one command's doing: who does what in which workspace, and when. Each [`Entry`] of
//! it becomes an [`Event`]. What happens to a whole position is one event, which belongs to the
//! story of every notice number of that position; a number that leaves its position keeps the
//! link, so that its story begins at the beginning.
//!
//! Invariants: an event is written in the transaction of what it tells, or, where nothing changes,
//! through a buffer; it names no debtor, so that it can be read, counted and kept without care.
//! Absent on purpose: messages, which hold personal data and have a table of their own.

use jiff::Timestamp;
use pagopa_codes::Cents;
use uuid::Uuid;

use crate::{DebtPositionId, EventId, Nav, WorkspaceId, debt_position::PositionStatus};

mod kind;
mod revision;
mod summary;

pub use kind::{EventKind, Retention};
pub use revision::RevisionDetail;
pub use summary::{CaseDetail, euros};

/// One command's doing, from which its events take what they share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// A UUIDv7. A command that is run again has the same, and so have its events.
    pub id: Uuid,
    /// Where it is done.
    pub workspace: WorkspaceId,
    /// When.
    pub at: Timestamp,
    /// Who does it: the name of a software client, of a PSP. Never a debtor.
    pub actor: Option<String>,
}

/// What an event is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// A position, and so every notice number it has.
    Position(DebtPositionId),
    /// A notice number.
    Notice(Nav),
}

/// What an act has done, in one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it is about.
    pub subject: Subject,
    /// What happened.
    pub kind: EventKind,
    /// How much money it was about.
    pub amount: Option<Cents>,
    /// What tells this event from others of its kind: a receipt, a fault, a case. Never a debtor.
    pub detail: Option<String>,
    /// A position whose story belongs to that of the notice number, although it is no longer its
    /// own.
    pub former_position: Option<DebtPositionId>,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its identity. Events of one moment sort by it in the order in which they happened.
    pub id: EventId,
    /// Where it happened.
    pub workspace: WorkspaceId,
    /// When.
    pub at: Timestamp,
    /// Who did it; none when nobody did.
    pub actor: Option<String>,
    /// What happened.
    pub entry: Entry,
}

impl Entry {
    /// Something that happened to a position as a whole.
    pub fn of_position(position: DebtPositionId, kind: EventKind) -> Self {
        Self::new(Subject::Position(position), kind)
    }

    /// Something that happened to a notice number alone.
    pub fn of_notice(notice_number: impl Into<Nav>, kind: EventKind) -> Self {
        Self::new(Subject::Notice(notice_number.into()), kind)
    }

    /// A notice number leaves its position, which was rewritten without it or deleted.
    pub fn notice_withdrawn(notice_number: Nav, position: DebtPositionId) -> Self {
        let former_position = Some(position);
        Self { former_position, ..Self::of_notice(notice_number, EventKind::NoticeWithdrawn) }
    }

    /// The same, with an amount.
    #[must_use]
    pub fn with_amount(self, amount: Cents) -> Self {
        Self { amount: Some(amount), ..self }
    }

    /// The same, with what tells it from others of its kind.
    #[must_use]
    pub fn with_detail(self, detail: impl Into<String>) -> Self {
        Self { detail: Some(detail.into()), ..self }
    }

    fn new(subject: Subject, kind: EventKind) -> Self {
        Self { subject, kind, amount: None, detail: None, former_position: None }
    }
}

impl Act {
    /// The events of its entries, in that order.
    pub fn events(&self, entries: Vec<Entry>) -> impl Iterator<Item = Event> {
        (0..=u16::MAX).zip(entries).map(|(ordinal, entry)| self.event(ordinal, entry))
    }

    fn event(&self, ordinal: u16, entry: Entry) -> Event {
        Event {
            id: self.event_id(ordinal),
            workspace: self.workspace,
            at: self.at,
            actor: self.actor.clone(),
            entry,
        }
    }

    /// The identity of its first event.
    pub fn first_event(&self) -> EventId {
        self.event_id(0)
    }

    /// The act's own identity with the event's place in its last two bytes: the events sort as they
    /// happened, and are the same when the command is run again.
    fn event_id(&self, ordinal: u16) -> EventId {
        let mut bytes = *self.id.as_bytes();
        let [.., high, low] = &mut bytes;
        [*high, *low] = ordinal.to_be_bytes();
        EventId::new(Uuid::from_bytes(bytes))
    }
}

/// What the calendar did to a position that stood so and now stands so.
pub fn calendar_events(before: PositionStatus, after: PositionStatus) -> &'static [EventKind] {
    use EventKind::{PositionBecameValid, PositionExpired};
    match (before, after) {
        (PositionStatus::Published, PositionStatus::Valid) => &[PositionBecameValid],
        (PositionStatus::Published, PositionStatus::Expired) => {
            &[PositionBecameValid, PositionExpired]
        }
        (PositionStatus::Valid, PositionStatus::Expired) => &[PositionExpired],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::now;

    fn act() -> Act {
        Act {
            id: Uuid::from_u128(0x0190_0000_0000_7abc_8def_0123_4567_89ab),
            workspace: WorkspaceId::new(1),
            at: now(),
            actor: None,
        }
    }

    fn entries(count: usize) -> Vec<Entry> {
        let position = DebtPositionId::new(Uuid::nil());
        vec![Entry::of_position(position, EventKind::PositionCreated); count]
    }

    #[test]
    fn events_of_one_act_sort_as_they_happened() {
        let events: Vec<_> = act().events(entries(300)).map(|it| it.id).collect();
        assert_eq!(events.len(), 300);
        assert!(events.is_sorted_by(|one, other| one < other));
    }

    #[test]
    fn an_act_done_again_tells_the_same_events() {
        assert!(act().events(entries(3)).eq(act().events(entries(3))));
    }

    #[test]
    fn one_look_at_the_calendar_may_tell_two_events() {
        use PositionStatus::{Expired, Paid, Published, Valid};
        for (before, after, count) in
            [(Published, Valid, 1), (Published, Expired, 2), (Valid, Expired, 1), (Paid, Paid, 0)]
        {
            assert_eq!(calendar_events(before, after).len(), count, "{before} to {after}");
        }
    }
}
