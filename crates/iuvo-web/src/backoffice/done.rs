//! What somebody has just done, told once by the page to which its form leads.

use axum::response::{IntoResponse, Redirect, Response};

use crate::pages::Texts;

/// What has just been done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Done {
    PositionCreated,
    PositionRevised,
    PositionPublished,
    PositionExtended,
    PositionInvalidated,
    PaidElsewhere,
    /// The first of two clicks has done it.
    PositionBefore,
    DraftDeleted,
    DraftGone,
    CaseTaken,
    CaseReleased,
    CaseClosed,
    CaseReopened,
    BodySaved,
    AccountAdded,
    AccountClosed,
    ServiceSaved,
    ServiceEnded,
    AccountingSaved,
    AccountingDeleted,
    KeyAdded,
    KeyRevoked,
    RoleGranted,
    RoleRevoked,
    PasswordChanged,
    SecondFactorSet,
}

impl Done {
    const ALL: [Self; 26] = [
        Self::PositionCreated,
        Self::PositionRevised,
        Self::PositionPublished,
        Self::PositionExtended,
        Self::PositionInvalidated,
        Self::PaidElsewhere,
        Self::PositionBefore,
        Self::DraftDeleted,
        Self::DraftGone,
        Self::CaseTaken,
        Self::CaseReleased,
        Self::CaseClosed,
        Self::CaseReopened,
        Self::BodySaved,
        Self::AccountAdded,
        Self::AccountClosed,
        Self::ServiceSaved,
        Self::ServiceEnded,
        Self::AccountingSaved,
        Self::AccountingDeleted,
        Self::KeyAdded,
        Self::KeyRevoked,
        Self::RoleGranted,
        Self::RoleRevoked,
        Self::PasswordChanged,
        Self::SecondFactorSet,
    ];

    /// How it stands in addresses.
    const fn code(self) -> &'static str {
        match self {
            Self::PositionCreated => "creata",
            Self::PositionRevised => "modificata",
            Self::PositionPublished => "pubblica",
            Self::PositionExtended => "proroga",
            Self::PositionInvalidated => "invalida",
            Self::PaidElsewhere => "pagata-altrove",
            Self::PositionBefore => "prima",
            Self::DraftDeleted => "elimina",
            Self::DraftGone => "gia-eliminata",
            Self::CaseTaken => "prendi",
            Self::CaseReleased => "lascia",
            Self::CaseClosed => "chiudi",
            Self::CaseReopened => "riapri",
            Self::BodySaved => "dati-salvati",
            Self::AccountAdded => "conto-aggiunto",
            Self::AccountClosed => "conto-chiuso",
            Self::ServiceSaved => "servizio-salvato",
            Self::ServiceEnded => "servizio-chiuso",
            Self::AccountingSaved => "codici-salvati",
            Self::AccountingDeleted => "codici-tolti",
            Self::KeyAdded => "chiave-attiva",
            Self::KeyRevoked => "chiave-revocata",
            Self::RoleGranted => "ruolo-dato",
            Self::RoleRevoked => "ruolo-tolto",
            Self::PasswordChanged => "password-cambiata",
            Self::SecondFactorSet => "secondo-fattore",
        }
    }

    /// What is said of it.
    pub(super) fn text(self, t: &Texts) -> String {
        match self {
            Self::PositionCreated => t.say("done-created"),
            Self::PositionRevised => t.say("done-revised"),
            Self::PositionPublished => t.say("done-published"),
            Self::PositionExtended => t.say("done-extended"),
            Self::PositionInvalidated => t.say("done-invalidated"),
            Self::PaidElsewhere => t.say("done-paid-elsewhere"),
            Self::PositionBefore => t.say("done-before"),
            Self::DraftDeleted => t.say("done-deleted"),
            Self::DraftGone => t.say("done-deleted-before"),
            Self::CaseTaken => t.say("case-done-take"),
            Self::CaseReleased => t.say("case-done-release"),
            Self::CaseClosed => t.say("case-done-close"),
            Self::CaseReopened => t.say("case-done-reopen"),
            Self::BodySaved => t.say("done-body"),
            Self::AccountAdded => t.say("done-account"),
            Self::AccountClosed => t.say("done-account-closed"),
            Self::ServiceSaved => t.say("done-service"),
            Self::ServiceEnded => t.say("done-service-ended"),
            Self::AccountingSaved => t.say("done-accounting"),
            Self::AccountingDeleted => t.say("done-accounting-deleted"),
            Self::KeyAdded => t.say("done-key"),
            Self::KeyRevoked => t.say("done-key-revoked"),
            Self::RoleGranted => t.say("done-role"),
            Self::RoleRevoked => t.say("done-role-revoked"),
            Self::PasswordChanged => t.say("password-changed"),
            Self::SecondFactorSet => t.say("second-factor-done"),
        }
    }

    /// Leads to a page that says so.
    pub(super) fn at(self, address: &str) -> Response {
        Redirect::to(&format!("{address}?fatto={}", self.code())).into_response()
    }

    /// What the query of an address says.
    pub(super) fn read(query: Option<&str>) -> Option<Self> {
        let code = query?.split('&').find_map(|it| it.strip_prefix("fatto="))?;
        Self::ALL.into_iter().find(|it| it.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_address_says_is_told_and_nothing_else() {
        for done in Done::ALL {
            let query = format!("avviso=1&fatto={}&x=y", done.code());
            assert_eq!(Done::read(Some(&query)), Some(done), "{query}");
        }
        for query in [None, Some(""), Some("fatto="), Some("fatto=altro"), Some("xfatto=creata")] {
            assert_eq!(Done::read(query), None, "{query:?}");
        }
    }
}
