//! Who is served: bodies, their workspaces, the stations that speak for them, and the keys of the
//! software that calls us.
//!
//! Invariants: the directory is small and read as one immutable snapshot; a workspace is a body in
//! one environment; a station belongs to a broker and to one environment.
//! Absent on purpose: anything about a single debt.

use std::num::NonZeroU32;

use jiff::{ToSpan, civil::Date};
use pagopa_codes::{Iban, OrganizationFiscalCode, SegregationCode, StationId, TransferCategory};

use crate::{ApiClientId, Environment, ServiceId, WorkspaceId, debt_position::Transfer};

mod accounting;
mod address;
pub mod maintenance;
mod particulars;
mod service_rules;
mod slug;
mod snapshot;
pub mod taxonomy;

pub use accounting::{Accounting, AccountingDefect};
pub use address::{AddressRefusal, Addressee};
pub use particulars::{Particular, ParticularDefect, Particulars};
pub use service_rules::ServiceDefect;
pub use slug::{Slug, SlugDefect};
pub use snapshot::{Directory, DirectoryContents};

/// The technological intermediary that owns stations and serves bodies; a body connected directly
/// is its own broker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broker {
    /// What pagoPA calls `idBrokerPA`.
    pub fiscal_code: OrganizationFiscalCode,
    /// Its name, as people read it.
    pub name: String,
}

/// A connection point of a broker towards the Node, in one environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Station {
    /// What pagoPA calls `idStation`, for instance `99000000002_01`.
    pub code: StationId,
    /// The environment in which the Node knows it.
    pub environment: Environment,
    /// The broker that owns it.
    pub broker: OrganizationFiscalCode,
    /// A disabled station answers nothing but faults; receipts are still stored.
    pub enabled: bool,
    /// How the Node may use it.
    pub features: StationFeatures,
    /// What it answers to a receipt that is stored already.
    pub repeated_receipts: RepeatedReceipts,
}

/// How the Node may use a station, as the Back Office says (SANP, "connettività").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StationFeatures {
    /// Whether the Node may answer in its place when it does not. Shown, and looked at when a
    /// stop is planned.
    pub stand_in: bool,
    /// Whether it is asked for payment options; it answers only then.
    pub payment_options: bool,
    /// With which messages it is called. Shown.
    pub primitives: Primitives,
}

/// The generation of the messages a station is called with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Primitives {
    /// `paGetPayment`, `paSendRT`: no stamps.
    V1,
    /// `paGetPaymentV2`, `paSendRTV2`.
    #[default]
    V2,
}

/// What a station answers to a receipt that is stored already and comes again, saying the same.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum RepeatedReceipts {
    /// OK, as the first time: pagoPA's quality indicators count every KO to a receipt.
    #[default]
    Accept,
    /// `PAA_RECEIPT_DUPLICATA`, as pagoPA's page of errors has it.
    Refuse,
}

/// A public body, creditor of debts ("ente creditore").
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    /// What pagoPA calls `idPA`.
    pub fiscal_code: OrganizationFiscalCode,
    /// Its name, as it goes on notices and receipts (at most 140 characters).
    pub name: String,
}

/// A body in one environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workspace {
    /// The key of its operational rows.
    pub id: WorkspaceId,
    /// The body.
    pub organization: OrganizationFiscalCode,
    /// The environment.
    pub environment: Environment,
    /// The last part of its portal's address, unique among all workspaces.
    pub slug: String,
    /// A disabled workspace answers nothing but faults; receipts are still stored.
    pub enabled: bool,
}

/// That a station speaks for a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StationLink {
    /// The workspace served.
    pub workspace: WorkspaceId,
    /// The station that serves it, of the workspace's environment.
    pub station: StationId,
    /// The code pagoPA assigned to this number-issuing point of the body.
    pub segregation_code: SegregationCode,
    /// Whether receipts of payments activated through other stations come here too. Shown.
    pub broadcast: bool,
    /// Whether the Node may answer in the station's place for this body. Shown.
    pub stand_in: bool,
    /// Whether people may begin a payment at a PSP without a notice ("modello 4"); otherwise
    /// demands are refused.
    pub spontaneous: bool,
}

/// An account on which a body may be credited, registered with pagoPA.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankAccount {
    /// The account; a postal one has ABI 07601.
    pub iban: Iban,
    /// For postal accounts: the holder printed on the slip.
    pub holder: Option<String>,
    /// For postal accounts: the authorisation to print slips at one's own care.
    pub authorization: Option<String>,
    /// First day on which it may be used (changes are announced 7 days ahead).
    pub valid_from: Date,
    /// Last day, if it has been closed.
    pub valid_to: Option<Date>,
}

impl BankAccount {
    /// Days before its first one on which a new account is told to pagoPA (SANP, "livelli di
    /// servizio degli enti creditori").
    const NOTICE_DAYS: i64 = 7;

    /// Whether somebody who tells pagoPA of the account on that day does so in time.
    pub fn is_told_in_time_on(&self, day: Date) -> bool {
        day.saturating_add(Self::NOTICE_DAYS.days()) <= self.valid_from
    }

    /// Whether the account may be credited on that day.
    pub fn is_valid_on(&self, day: Date) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|last| day <= last)
    }
}

/// How the amount of a service's debts comes to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServiceKind {
    /// The body computes the debt and loads it.
    Precalculated,
    /// The citizen declares it.
    Spontaneous,
}

/// A service for which people pay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Its identity.
    pub id: ServiceId,
    /// Its short code, unique in the workspace, for instance `TARI`.
    pub code: String,
    /// Its name, as people read it.
    pub name: String,
    /// How its amounts come to be.
    pub kind: ServiceKind,
    /// The taxonomy code of its transfers, when there is only one.
    pub transfer_category: Option<TransferCategory>,
    /// An instruction shown under the form of a spontaneous payment.
    pub note: Option<String>,
    /// First day on which it claims debts, if not ever.
    pub valid_from: Option<Date>,
    /// Last day, if it has an end.
    pub valid_to: Option<Date>,
    /// How pagoPA's catalog knows it, if notices may be demanded for it at a PSP.
    pub catalog: Option<CatalogCode>,
}

/// The pair by which pagoPA's catalog knows a service of a body (`idServizio`,
/// `idSoggettoServizio`), five characters each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogCode {
    /// The service.
    pub service: String,
    /// Who offers it.
    pub subject: String,
}

impl Service {
    /// The code of the service that takes the positions no other service claims.
    pub const OTHER: &str = "ALTRO";

    /// Whether it claims debts on that day.
    pub fn is_valid_on(&self, day: Date) -> bool {
        self.valid_from.is_none_or(|first| first <= day)
            && self.valid_to.is_none_or(|last| day <= last)
    }
}

/// What a key may act for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ApiScope {
    /// One workspace.
    Workspace(WorkspaceId),
    /// Every body served by a broker's stations, in one environment.
    Broker(OrganizationFiscalCode, Environment),
}

/// Software that calls our APIs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiClient {
    /// Its identity.
    pub id: ApiClientId,
    /// The name the operator gave it.
    pub name: String,
    /// What it may act for.
    pub scope: ApiScope,
    /// The segregation codes of the positions it may touch; empty means all (GPD looks at the
    /// first two characters of an IUV, whatever the form of the number).
    pub segregation_codes: Vec<SegregationCode>,
    /// Calls it may make to the archive in ten seconds, as pagoPA's gateway counts them; `None`
    /// means as many as it likes.
    pub call_limit: Option<NonZeroU32>,
}

impl ApiClient {
    /// The calls in ten seconds that pagoPA's gateway allows to a key.
    pub const GPD_CALLS: u32 = 100;
}

/// Whether a caller limited to these segregation codes may touch an IUV. GPD takes its first two
/// characters for the code, whatever its form.
pub fn codes_cover(codes: &[SegregationCode], iuv: &str) -> bool {
    codes.is_empty() || codes.iter().any(|it| iuv.starts_with(it.as_str()))
}

/// SHA-256 of a key: keys themselves are never stored.
pub type KeyHash = [u8; 32];

/// A workspace with everything that is configured for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkspaceProfile {
    /// The workspace.
    pub workspace: Workspace,
    /// Its body.
    pub organization: Organization,
    /// What the body says of itself there.
    pub particulars: Particulars,
    /// The stations that speak for it.
    pub links: Vec<StationLink>,
    /// Its accounts, past and future ones included.
    pub accounts: Vec<BankAccount>,
    /// Its services.
    pub services: Vec<Service>,
    /// How the income of each is accounted for, year by year.
    pub accounting: Vec<(ServiceId, Accounting)>,
}

impl WorkspaceProfile {
    /// The service of a debt that enters on that day: the only valid one with that transfer
    /// category, however it is dressed, else `ALTRO`. `None` only if the workspace lacks that too.
    pub fn service_for(&self, category: &TransferCategory, day: Date) -> Option<&Service> {
        let same = |it: &&Service| {
            it.is_valid_on(day)
                && it.transfer_category.as_ref().is_some_and(|own| own.code() == category.code())
        };
        let mut candidates = self.services.iter().filter(same);
        match (candidates.next(), candidates.next()) {
            (Some(only), None) => Some(only),
            _ => self.services.iter().find(|it| it.code == Service::OTHER),
        }
    }

    /// The services that the catalog knows under a code, whoever is said to offer them.
    pub fn services_in_catalog(&self, service: &str) -> impl Iterator<Item = &Service> {
        let is_so =
            move |it: &&Service| it.catalog.as_ref().is_some_and(|it| it.service == service);
        self.services.iter().filter(is_so)
    }

    /// How a share of a debt of that year is accounted for, if it is one of the service's own: the
    /// body's, and of the service's category if that has only one.
    pub fn accounting_of(
        &self,
        service: ServiceId,
        transfer: &Transfer,
        year: i16,
    ) -> Option<&Accounting> {
        let code = self.services.iter().find(|it| it.id == service)?.transfer_category.as_ref();
        let is_its_own = transfer.organization == self.workspace.organization
            && code.is_none_or(|it| it.code() == transfer.category.code());
        let mut codes = self.accounting.iter();
        let codes = codes.find(|(id, codes)| *id == service && codes.year() == year);
        codes.filter(|_| is_its_own).map(|(_, codes)| codes)
    }

    /// Whether the account, in either case, is registered and valid on that day.
    pub fn has_account(&self, iban: &str, day: Date) -> bool {
        self.accounts
            .iter()
            .any(|it| it.iban.as_str().eq_ignore_ascii_case(iban) && it.is_valid_on(day))
    }
}

#[cfg(test)]
mod tests;
