//! What can happen.

use iuvo_tests::Fault;
use pagopa_sim::{Alteration, Misbehavior, PrimitiveVersion};

/// Of what a debt is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Single,
    /// Three instalments.
    Plan,
    /// The whole, or two instalments.
    SingleAndPlan,
    /// The whole, with a share of the province.
    Shared,
    /// The whole, not payable any more once due.
    Expiring,
}

impl Shape {
    pub(crate) const ALL: [Self; 5] =
        [Self::Single, Self::Plan, Self::SingleAndPlan, Self::Shared, Self::Expiring];
}

/// How a position is written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Writing {
    pub(crate) publish: bool,
    /// Payable only after so many hours.
    pub(crate) valid_in: Option<i64>,
    pub(crate) cents: i64,
}

impl Writing {
    pub(crate) const PUBLISHED: Self = Self { publish: true, valid_in: None, cents: 0 };
}

/// A message made of one that the Node has sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Forgery {
    /// The same.
    Same,
    /// The same identifier, another description.
    OtherContent,
    /// Another identifier, and the payment went well.
    OtherReceipt,
    /// The same, a cent dearer.
    Dearer,
    /// Another identifier, and the payment failed.
    Failed,
}

/// One step. A slot is the place of a position among those of the run; a part is an instalment.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Step {
    Create {
        slot: usize,
        shape: Shape,
        writing: Writing,
    },
    CreateAgain {
        slot: usize,
    },
    CreateWrong {
        slot: usize,
    },
    Update {
        slot: usize,
        writing: Writing,
    },
    UpdateWrong {
        slot: usize,
    },
    Rewrite {
        slot: usize,
        writing: Writing,
    },
    Publish {
        slot: usize,
    },
    Invalidate {
        slot: usize,
    },
    Delete {
        slot: usize,
    },
    /// The body says that it was paid elsewhere.
    Mark {
        slot: usize,
        part: usize,
    },
    /// The body moves what is unpaid to another account, or back.
    Move {
        slot: usize,
        back: bool,
    },
    Read {
        slot: usize,
    },
    List {
        slot: usize,
    },
    Trespass {
        slot: usize,
    },
    Verify {
        slot: usize,
        part: usize,
    },
    Copy {
        slot: usize,
        part: usize,
    },
    Pay {
        slot: usize,
        part: usize,
        misbehavior: Option<Misbehavior>,
    },
    Repeat {
        nth: usize,
        alteration: Option<Alteration>,
    },
    /// From now on the Node speaks that version.
    Speak {
        version: PrimitiveVersion,
    },
    /// The receipt of a notice once more, in the version in which it did not come first.
    OtherVersion {
        slot: usize,
        part: usize,
    },
    Release,
    Retry,
    Forge {
        slot: usize,
        part: usize,
        to_province: bool,
        forgery: Forgery,
    },
    Unserved {
        slot: usize,
    },
    TimePasses {
        hours: i64,
    },
    Jobs,
    Restart,
    OtherReplica,
    DatabaseFails {
        fault: Fault,
    },
}

impl Step {
    /// Its kind, for whoever counts.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Create { .. } => "create",
            Self::CreateAgain { .. } => "create again",
            Self::CreateWrong { .. } => "create wrongly",
            Self::Update { .. } => "update",
            Self::UpdateWrong { .. } => "update wrongly",
            Self::Rewrite { .. } => "rewrite",
            Self::Publish { .. } => "publish",
            Self::Invalidate { .. } => "invalidate",
            Self::Delete { .. } => "delete",
            Self::Mark { .. } => "mark as paid",
            Self::Move { .. } => "move accounts",
            Self::Read { .. } => "read",
            Self::List { .. } => "list",
            Self::Trespass { .. } => "trespass",
            Self::Verify { .. } => "verify",
            Self::Copy { .. } => "copy",
            Self::Pay { misbehavior: None, .. } => "pay",
            Self::Pay { misbehavior: Some(misbehavior), .. } => misbehavior.as_str(),
            Self::Repeat { alteration: None, .. } => "repeat",
            Self::Repeat { alteration: Some(_), .. } => "repeat altered",
            Self::Speak { version: PrimitiveVersion::V1 } => "speak version 1",
            Self::Speak { version: PrimitiveVersion::V2 } => "speak version 2",
            Self::OtherVersion { .. } => "other version",
            Self::Release => "release",
            Self::Retry => "retry",
            Self::Forge { .. } => "forge",
            Self::Unserved { .. } => "unserved",
            Self::TimePasses { .. } => "time passes",
            Self::Jobs => "jobs",
            Self::Restart => "restart",
            Self::OtherReplica => "other replica",
            Self::DatabaseFails { .. } => "database fails",
        }
    }

    /// Every kind that both engines know, and everything that the Node may say.
    pub(crate) const KINDS: [&str; 42] = [
        "create",
        "create again",
        "create wrongly",
        "update",
        "update wrongly",
        "rewrite",
        "publish",
        "invalidate",
        "delete",
        "mark as paid",
        "move accounts",
        "read",
        "list",
        "trespass",
        "verify",
        "copy",
        "pay",
        "duplicate",
        "early",
        "held",
        "late",
        "garbled",
        "twoPsps",
        "standIn",
        "notPaid",
        "repeat",
        "repeat altered",
        "speak version 1",
        "speak version 2",
        "other version",
        "release",
        "retry",
        "forge",
        "unserved",
        "time passes",
        "jobs",
        "restart",
        "paVerifyPaymentNotice",
        "paGetPayment",
        "paGetPaymentV2",
        "paSendRT",
        "paSendRTV2",
    ];

    /// The kinds that only PostgreSQL knows: a second replica, and a wire that can be cut.
    pub(crate) const KINDS_ON_POSTGRES: [&str; 2] = ["other replica", "database fails"];
}
