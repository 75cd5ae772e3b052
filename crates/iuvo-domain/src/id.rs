//! Typed identifiers: an instalment's id cannot be passed where a position's is wanted.
//!
//! Ids are UUIDv7 made by the application, never by the database, so that a command which is run
//! again after a lost answer writes the same rows.

use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])+ $name:ident;)+) => {
        $(
            $(#[$doc])+
            #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub struct $name(Uuid);

            impl $name {
                /// The identifier before all others.
                pub const NIL: Self = Self(Uuid::nil());

                /// Wraps an identifier taken from the id source or from storage.
                pub const fn new(id: Uuid) -> Self {
                    Self(id)
                }

                /// Reads what [`std::fmt::Display`] writes.
                pub fn parse(text: &str) -> Option<Self> {
                    Uuid::parse_str(text).ok().map(Self)
                }

                /// The bare identifier, as stored.
                pub const fn as_bytes(&self) -> &[u8; 16] {
                    self.0.as_bytes()
                }
            }

            impl std::fmt::Display for $name {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    self.0.fmt(f)
                }
            }
        )+
    };
}

ids! {
    /// A service of a body: the office's product for which people pay.
    ServiceId;
    /// Software that calls our APIs, owner of up to two keys.
    ApiClientId;
    /// A debt position.
    DebtPositionId;
    /// A payment option of a position.
    PaymentOptionId;
    /// An instalment: the unit that carries a notice number.
    InstallmentId;
    /// A case opened for a person.
    ReviewCaseId;
    /// A cart of notices sent to Checkout.
    CartId;
    /// A file of positions.
    FileId;
    /// A unit of deferred work.
    JobId;
    /// An event of the journal.
    EventId;
    /// An entry of the audit log.
    AuditEntryId;
    /// A person who works with the program.
    OperatorId;
}

/// A body in one environment: the key of every operational row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WorkspaceId(i64);

impl WorkspaceId {
    /// Wraps the number given to the workspace when it was created.
    pub const fn new(id: i64) -> Self {
        Self(id)
    }

    /// The bare number.
    pub const fn get(self) -> i64 {
        self.0
    }
}

impl std::fmt::Display for WorkspaceId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}
