//! What must always be so. M1 to M10 are the invariants of money of `docs/simulation.md`.

use std::fmt;

/// A rule, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// M1: a receipt is counted once, under its own identifier.
    CountedOnce,
    /// M1: what was answered OK, or told to be a duplicate, is kept.
    AcknowledgedIsKept,
    /// M1: messages are kept byte for byte, and for ever.
    KeptByteForByte,
    /// M1: there is no receipt that nobody delivered.
    NothingInvented,
    /// M2: the transfers of a receipt add up to its amount.
    ReceiptAddsUp,
    /// M2: the transfers of an instalment add up to its amount.
    TransfersAddUp,
    /// M2: what is paid was paid by a receipt of its own notice, and each receipt pays one.
    PaidByItsReceipt,
    /// M6: nothing goes back from paid.
    NothingBackFromPaid,
    /// M8: a number belongs to one instalment, has its check digits and is not used again.
    NumbersAreUnique,
    /// M9: a job is done, due or visibly late, and never lost.
    NoJobIsLost,
    /// M10: every row belongs to the body it speaks of.
    BodiesAreApart,
    /// A refused operation leaves every row as it was.
    RefusedChangesNothing,
    /// A receipt has the effect that the table of `docs/receipts.md` says.
    EffectOfReceipt,
    /// Cases are opened as the table says, and never disappear.
    CasesStay,
    /// What the body's software was told was done is done, and nothing else.
    DoneAsAnswered,
    /// What the Node was told is what is owed.
    AnswerIsTrue,
    /// After the jobs have run, statuses follow the calendar and receipts have found positions.
    JobsReachTheirGoal,
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

/// Something that is not as it must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which rule is broken.
    pub rule: Rule,
    /// Where, and how.
    pub what: String,
}

impl Finding {
    pub(crate) fn new(rule: Rule, what: impl Into<String>) -> Self {
        Self { rule, what: what.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.rule, self.what)
    }
}

/// Adds a finding unless it is so.
pub(crate) fn demand(
    findings: &mut Vec<Finding>,
    is_so: bool,
    rule: Rule,
    what: impl FnOnce() -> String,
) {
    if !is_so {
        findings.push(Finding::new(rule, what()));
    }
}
