//! The audit log: who changed what, on what, when, in chains of hashes.
//!
//! Each entry carries the hash of the one before it and its own, taken over everything it says, so
//! that nothing can be altered, taken away, put in or moved without the chain breaking there. What
//! a chain cannot show is that it was written anew from some entry on by somebody who may write to
//! the database: that takes an [`Anchor`] kept elsewhere.
//!
//! Invariants: an entry's number is its predecessor's plus one; secrets are in no entry, nor the
//! keys' hashes.
//! Absent on purpose: what the archive's own history tells already.

use std::{collections::BTreeMap, fmt};

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::{
    ApiClientId, AuditEntryId, OperatorId, WorkspaceId, coded::coded, directory::Particulars,
};

mod verification;

pub use verification::{Break, ChainFault, Verification};

/// Which chain an entry belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Chain {
    /// What belongs to no workspace: brokers, stations, operators, keys of brokers.
    Directory,
    /// What belongs to a workspace.
    Workspace(WorkspaceId),
}

impl Chain {
    /// The number it is stored under; workspaces are counted from 1.
    pub const fn number(self) -> i64 {
        match self {
            Self::Directory => 0,
            Self::Workspace(id) => id.get(),
        }
    }
}

/// Who did it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Author {
    /// Somebody at the command line of the machine, by the name of their account there.
    Console(String),
    /// Software, by its key's owner.
    Client(ApiClientId),
    /// A person who has signed in, or tried to.
    Operator(OperatorId),
    /// The program itself, as when it makes the demonstration.
    Program,
}

impl Author {
    /// Reads an author as the log writes them.
    pub fn parse(text: &str) -> Option<Self> {
        match text.split_once(':') {
            Some(("console", account)) => Some(Self::Console(account.to_owned())),
            Some(("client", it)) => ApiClientId::parse(it).map(Self::Client),
            Some(("operator", it)) => OperatorId::parse(it).map(Self::Operator),
            None if text == "program" => Some(Self::Program),
            _ => None,
        }
    }
}

impl fmt::Display for Author {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Console(account) => write!(f, "console:{account}"),
            Self::Client(id) => write!(f, "client:{id}"),
            Self::Operator(id) => write!(f, "operator:{id}"),
            Self::Program => f.write_str("program"),
        }
    }
}

coded! {
    /// What was done.
    Act;

    /// A broker was written.
    BrokerSaved = "broker.saved";
    /// A station was written.
    StationSaved = "station.saved";
    /// The name of a body was corrected.
    OrganizationSaved = "organization.saved";
    /// A workspace of a body was opened.
    WorkspaceOpened = "workspace.opened";
    /// What a body says of itself was written.
    ParticularsSaved = "particulars.saved";
    /// A body was linked to a station.
    LinkSaved = "link.saved";
    /// An account was registered or corrected.
    AccountSaved = "account.saved";
    /// A service was written.
    ServiceSaved = "service.saved";
    /// The accounting codes of a service in a year were written.
    AccountingSaved = "accounting.saved";
    /// The accounting codes of a service in a year were taken away.
    AccountingDeleted = "accounting.deleted";
    /// A code of the taxonomy was written.
    TaxonomySaved = "taxonomy.saved";
    /// A stop of a station was planned.
    MaintenancePlanned = "maintenance.planned";
    /// A stop of a station was taken back, or ended early.
    MaintenanceCancelled = "maintenance.cancelled";
    /// Software was given its first key.
    ClientAdded = "client.added";
    /// The calls that software may make were limited, or no longer.
    CallsLimited = "calls.limited";
    /// Software was given another key.
    KeySaved = "key.saved";
    /// A key was taken away.
    KeyDeleted = "key.deleted";
    /// A range of numbers was left to the body's own software.
    NumbersReserved = "numbers.reserved";
    /// A person was added.
    OperatorAdded = "operator.added";
    /// A person may do nothing for now.
    OperatorDisabled = "operator.disabled";
    /// A person may do again what they were granted.
    OperatorEnabled = "operator.enabled";
    /// A person was given a password, or chose another.
    PasswordSet = "operator.password_set";
    /// A person signed in.
    SignedIn = "operator.signed_in";
    /// Somebody was not let in: the password was wrong, or nobody has that address.
    SignInRefused = "operator.sign_in_refused";
    /// A person signed out, here or everywhere.
    SignedOut = "operator.signed_out";
    /// A person gave themselves a second factor.
    SecondFactorSet = "operator.second_factor_set";
    /// A person showed their second factor.
    SecondFactorProved = "operator.second_factor_proved";
    /// The second factor of a person was taken away.
    SecondFactorRemoved = "operator.second_factor_removed";
    /// A person was given a role.
    RoleGranted = "role.granted";
    /// A role was taken from a person.
    RoleRevoked = "role.revoked";
    /// A person read the message of a receipt, which names who paid.
    MessageRead = "message.read";
    /// A person took a list away as a file: of positions, which names the debtors, or this log.
    ListDownloaded = "list.downloaded";
}

coded! {
    /// What an entry says something about.
    Field;

    /// Entries of this act only.
    Act = "act";
    /// The assessment (accertamento) of a service in a year.
    Assessment = "assessment";
    /// Entries of this author only.
    Author = "author";
    /// The authorization to print slips for a postal account.
    Authorization = "authorization";
    /// Whether receipts of other stations come here too.
    Broadcast = "broadcast";
    /// Of which broker.
    Broker = "broker";
    /// How many calls in ten seconds.
    CallLimit = "callLimit";
    /// The code of a service in pagoPA's catalog.
    CatalogService = "catalogService";
    /// The code of a subject in pagoPA's catalog.
    CatalogSubject = "catalogSubject";
    /// The code of the taxonomy.
    Category = "category";
    /// The chapter (capitolo) of a service in a year.
    Chapter = "chapter";
    /// Due in these days.
    Due = "due";
    /// The address of a person.
    Email = "email";
    /// Whether a station is used.
    Enabled = "enabled";
    /// When a stop ends.
    EndsAt = "endsAt";
    /// Entered in these days.
    Entered = "entered";
    /// In which environment.
    Environment = "environment";
    /// Whether every session ended.
    Everywhere = "everywhere";
    /// A file of positions.
    File = "file";
    /// The first of a range.
    First = "first";
    /// From which day.
    From = "from";
    /// Whose account.
    Holder = "holder";
    /// The last of a range.
    Last = "last";
    /// A name.
    Name = "name";
    /// What is said beside a service.
    Note = "note";
    /// From which network address.
    Origin = "origin";
    /// Paid in these days.
    Paid = "paid";
    /// Whether a station answers with payment options.
    PaymentOptions = "paymentOptions";
    /// Whether a station refuses receipts that it had already.
    RefusesRepeatedReceipts = "refusesRepeatedReceipts";
    /// Which role.
    Role = "role";
    /// The segregation code of a body at a station.
    SegregationCode = "segregationCode";
    /// The segregation codes that software may use.
    SegregationCodes = "segregationCodes";
    /// For which service.
    Service = "service";
    /// Of these services.
    Services = "services";
    /// Which of two keys.
    Slot = "slot";
    /// The address of a body's pages.
    Slug = "slug";
    /// By what it was looked for; never whom.
    SoughtBy = "soughtBy";
    /// Whether people pay it of their own accord.
    Spontaneous = "spontaneous";
    /// Whether the Node may stand in.
    StandIn = "standIn";
    /// When a stop begins.
    StartsAt = "startsAt";
    /// In these states.
    States = "states";
    /// To which day.
    To = "to";
    /// From which day something is valid.
    ValidFrom = "validFrom";
    /// To which day something is valid.
    ValidTo = "validTo";
    /// In which year.
    Year = "year";
}

/// What an act said, field by field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Content(BTreeMap<&'static str, String>);

impl Content {
    /// With one field more.
    #[must_use]
    pub fn with(mut self, field: Field, value: impl fmt::Display) -> Self {
        self.0.insert(field.code(), value.to_string());
        self
    }

    /// With one field more, if there is something to say.
    #[must_use]
    pub fn with_some(self, field: Field, value: Option<impl fmt::Display>) -> Self {
        match value {
            Some(value) => self.with(field, value),
            None => self,
        }
    }

    /// With what a body says of itself, each by its own code.
    #[must_use]
    pub fn with_particulars(mut self, said: &Particulars) -> Self {
        self.0.extend(said.all().map(|(what, text)| (what.code(), text.to_owned())));
        self
    }

    /// The fields, in the order of their names.
    pub fn fields(&self) -> &BTreeMap<&'static str, String> {
        &self.0
    }
}

/// An act, about to be appended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Its identity: a record appended twice is there once.
    pub id: AuditEntryId,
    /// To which chain.
    pub chain: Chain,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub author: Author,
    /// What.
    pub act: Act,
    /// On what: its identifier.
    pub subject: String,
    /// What it said.
    pub content: Content,
}

/// SHA-256.
pub type Hash = [u8; 32];

/// An entry as it is stored; texts and hashes are as they were found, right or wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Of which chain.
    pub chain: Chain,
    /// Its place, from 1.
    pub number: i64,
    /// Its identity.
    pub id: Vec<u8>,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub author: String,
    /// What.
    pub act: String,
    /// On what.
    pub subject: String,
    /// What it said, as JSON with its fields in order.
    pub content: String,
    /// The hash of the entry before it; `None` for the first.
    pub previous_hash: Option<Vec<u8>>,
    /// The hash of all of this.
    pub hash: Vec<u8>,
}

impl Entry {
    /// The hash that the entry should carry: each field preceded by its length, so that no byte
    /// can move from one to the next.
    pub fn digest(&self) -> Hash {
        let mut hash = Sha256::new();
        let mut add = |field: &[u8]| {
            hash.update(field.len().to_be_bytes());
            hash.update(field);
        };
        add(b"iuvo audit entry 1");
        add(&self.chain.number().to_be_bytes());
        add(&self.number.to_be_bytes());
        add(&self.id);
        add(&self.at.as_microsecond().to_be_bytes());
        for text in [&self.author, &self.act, &self.subject, &self.content] {
            add(text.as_bytes());
        }
        add(self.previous_hash.as_deref().unwrap_or_default());
        hash.finalize().into()
    }

    /// The entry with its hash.
    #[must_use]
    pub fn sealed(mut self) -> Self {
        self.hash = self.digest().to_vec();
        self
    }
}

/// How far a chain goes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    /// How many entries it has.
    pub entries: i64,
    /// The hash of the last; `None` while there is none.
    pub hash: Option<Vec<u8>>,
}

/// The head of a chain at some moment, kept where whoever can write to the database cannot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    /// Of which chain.
    pub chain: Chain,
    /// How far it went.
    pub head: Head,
}

/// One hash for the heads of all chains, in the order of their numbers: short enough to be written
/// down by hand.
pub fn root(anchors: &[Anchor]) -> Hash {
    let mut hash = Sha256::new();
    hash.update(b"iuvo audit root 1");
    for Anchor { chain, head } in anchors {
        hash.update(chain.number().to_be_bytes());
        hash.update(head.entries.to_be_bytes());
        hash.update(head.hash.as_deref().unwrap_or(&[0; 32]));
    }
    hash.finalize().into()
}
