//! Who is served in the demonstration. The values are stable: documents and scripts use them.

use iuvo_domain::{
    access::Role,
    directory::{Particular, ServiceKind},
};

/// A body.
pub(super) struct Body {
    pub(super) fiscal_code: &'static str,
    pub(super) name: &'static str,
    pub(super) slug: &'static str,
    pub(super) segregation_code: &'static str,
    /// What it says of itself.
    pub(super) says: &'static [(Particular, &'static str)],
    pub(super) accounts: &'static [Account],
    pub(super) services: &'static [Product],
    /// The key of its software, if it has any.
    pub(super) key: Option<&'static str>,
}

/// An account of a body.
pub(super) struct Account {
    pub(super) iban: &'static str,
    /// Holder and authorization, for a postal one.
    pub(super) postal: Option<(&'static str, &'static str)>,
}

/// A service of a body.
pub(super) struct Product {
    pub(super) code: &'static str,
    pub(super) name: &'static str,
    pub(super) kind: ServiceKind,
    pub(super) category: &'static str,
    pub(super) note: Option<&'static str>,
    /// Its code in pagoPA's catalog, if notices may be demanded for it at a PSP.
    pub(super) catalog_service: Option<&'static str>,
}

/// The code of whoever offers the demo's services in pagoPA's catalog.
pub(super) const CATALOG_SUBJECT: &str = "00010";

pub(super) const BROKER: &str = "99000000002";
pub(super) const BROKER_NAME: &str = "Esempio Servizi Digitali";
pub(super) const BROKER_KEY: &str = "demo-key-esempio-servizi";
pub(super) const STATION: &str = "99000000002_01";

pub(super) const TOWN_KEY: &str = "demo-key-comune-di-esempio";
pub(super) const UNION_KEY: &str = "demo-key-unione-terre-di-prova";

/// Every key of the demonstration.
pub(super) const KEYS: &[&str] = &[BROKER_KEY, TOWN_KEY, UNION_KEY];

/// A person of the demonstration.
pub(super) struct Person {
    pub(super) email: &'static str,
    pub(super) name: &'static str,
    pub(super) role: Role,
}

/// What all of them sign in with.
pub(super) const PASSWORD: &str = "Demo-2026-pagopa";

pub(super) const PEOPLE: &[Person] = &[
    Person {
        email: "rp@comune-di-esempio.example",
        name: "Anna Neri",
        role: Role::PaymentsContact,
    },
    Person {
        email: "rt@comune-di-esempio.example",
        name: "Bruno Verdi",
        role: Role::TechnicalContact,
    },
    Person {
        email: "operatore@comune-di-esempio.example",
        name: "Carla Gialli",
        role: Role::Clerk,
    },
    Person {
        email: "admin@esempio-servizi.example",
        name: "Dario Blu",
        role: Role::BrokerAdministrator,
    },
];

pub(super) const TOWN: &str = "99000000010";
pub(super) const PROVINCE: &str = "99000000036";

pub(super) const IBAN: &str = "IT60X0542811101000000123456";
pub(super) const POSTAL_IBAN: &str = "IT32O0760102400000012345678";

/// Taxonomy of payments, codes in force for municipalities and provinces.
pub(super) mod category {
    pub(in crate::demo) const TARI: &str = "9/0101101IM/";
    pub(in crate::demo) const TRAFFIC_FINE: &str = "9/0102106SA/";
    pub(in crate::demo) const SCHOOL_MEALS: &str = "9/0107101TS/";
    pub(in crate::demo) const SCHOOL_TRANSPORT: &str = "9/0107102SP/";
    pub(in crate::demo) const TEFA: &str = "9/0201102IM/";
}

const BANK_ACCOUNT: Account = Account { iban: IBAN, postal: None };

pub(super) const BODIES: &[Body] = &[
    Body {
        fiscal_code: TOWN,
        name: "Comune di Esempio",
        slug: "comune-di-esempio",
        segregation_code: "02",
        says: &[
            (Particular::Cbill, "EX010"),
            (Particular::Address, "Piazza della Prova 1, 00100 Esempio (EE)"),
            (Particular::Office, "Ufficio Tributi, lun-ven 9-12"),
            (Particular::Phone, "000 0000000"),
            (Particular::Email, "tributi@comune-di-esempio.example"),
            (Particular::CertifiedEmail, "protocollo@pec.comune-di-esempio.example"),
            (Particular::Website, "https://www.comune-di-esempio.example"),
            (
                Particular::Accessibility,
                "https://www.comune-di-esempio.example/dichiarazione-di-accessibilita",
            ),
        ],
        accounts: &[
            BANK_ACCOUNT,
            Account {
                iban: POSTAL_IBAN,
                postal: Some((
                    "Comune di Esempio - Servizio Tesoreria",
                    "Aut. n. 0000 del 01/01/2020",
                )),
            },
        ],
        services: &[
            Product {
                code: "TARI",
                name: "TARI - Tassa sui rifiuti",
                kind: ServiceKind::Precalculated,
                category: category::TARI,
                note: None,
                catalog_service: None,
            },
            Product {
                code: "MENSA",
                name: "Mensa scolastica",
                kind: ServiceKind::Spontaneous,
                category: category::SCHOOL_MEALS,
                note: Some("È possibile prenotare blocchetti da 25 Euro"),
                catalog_service: Some("00001"),
            },
            Product {
                code: "TRASPORTO",
                name: "Trasporto scolastico",
                kind: ServiceKind::Spontaneous,
                category: category::SCHOOL_TRANSPORT,
                note: None,
                catalog_service: Some("00002"),
            },
            Product {
                code: "SANZIONI",
                name: "Sanzioni del codice della strada",
                kind: ServiceKind::Precalculated,
                category: category::TRAFFIC_FINE,
                note: None,
                catalog_service: None,
            },
        ],
        key: Some(TOWN_KEY),
    },
    Body {
        fiscal_code: "99000000028",
        name: "Unione Terre di Prova",
        slug: "unione-terre-di-prova",
        segregation_code: "03",
        says: &[],
        accounts: &[],
        services: &[],
        key: Some(UNION_KEY),
    },
    Body {
        fiscal_code: PROVINCE,
        name: "Provincia di Prova",
        slug: "provincia-di-prova",
        segregation_code: "04",
        says: &[],
        accounts: &[BANK_ACCOUNT],
        services: &[Product {
            code: "TEFA",
            name: "TEFA - Tributo per le funzioni ambientali",
            kind: ServiceKind::Precalculated,
            category: category::TEFA,
            note: None,
            catalog_service: None,
        }],
        key: None,
    },
];
