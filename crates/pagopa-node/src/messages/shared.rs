//! What several messages have in common.

use std::fmt;

use pagopa_codes::{NoticeNumber, OrganizationFiscalCode};

use crate::record::record;
use crate::values::{CountryCode, Email, SubjectKind, Text};

record! {
    /// To whom a request is addressed: the first three elements of every request.
    ///
    /// They are texts, not codes: a request for an unknown or ill-formed organization is answered
    /// with the fault that says so, not with a syntax error.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Addressee {
        /// The organization that receives the request. In a receipt it may differ from the one the
        /// payment was owed to.
        pub organization_fiscal_code: Text<35> = "idPA",
        pub broker_fiscal_code: Text<35> = "idBrokerPA",
        pub station_id: Text<35> = "idStation",
    }
}

record! {
    /// What the QR code of a notice says about it (`ctQrCode`).
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct NoticeReference {
        pub organization_fiscal_code: OrganizationFiscalCode = "fiscalCode",
        pub notice_number: NoticeNumber = "noticeNumber",
    }
}

record! {
    /// A debtor or a payer (`ctSubject`). Its `Debug` form shows nothing that tells who it is.
    #[derive(Clone, PartialEq, Eq)]
    pub struct Subject {
        pub identifier: SubjectIdentifier = "uniqueIdentifier",
        pub full_name: Text<70> = "fullName",
        pub street_name: Option<Text<70>> = "streetName",
        pub civic_number: Option<Text<16>> = "civicNumber",
        pub postal_code: Option<Text<16>> = "postalCode",
        pub city: Option<Text<35>> = "city",
        pub state_province_region: Option<Text<35>> = "stateProvinceRegion",
        pub country: Option<CountryCode> = "country",
        pub email: Option<Email> = "e-mail",
    }
}

impl fmt::Debug for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subject").field("identifier", &self.identifier).finish_non_exhaustive()
    }
}

record! {
    /// Who a subject is for the tax office. `ANONIMO` stands for an unknown fiscal code.
    #[derive(Clone, PartialEq, Eq)]
    pub struct SubjectIdentifier {
        pub kind: SubjectKind = "entityUniqueIdentifierType",
        pub value: Text<16, 2> = "entityUniqueIdentifierValue",
    }
}

impl fmt::Debug for SubjectIdentifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}(•••)", self.kind)
    }
}
