//! How positions are told of: their state, in a word and an icon.

use iuvo_app::debt_positions::Standing;
use iuvo_domain::{
    ServiceId,
    debt_position::{DebtPosition, PositionStatus, Warning},
    directory::WorkspaceProfile,
};

use crate::pages::Texts;

/// Where a position stands, as people who work on it say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::backoffice) enum State {
    Draft,
    Published,
    Valid,
    PartiallyPaid,
    Paid,
    Reported,
    Expired,
    Invalidated,
}

impl State {
    pub(super) const ALL: [Self; 8] = [
        Self::Draft,
        Self::Published,
        Self::Valid,
        Self::PartiallyPaid,
        Self::Paid,
        Self::Reported,
        Self::Expired,
        Self::Invalidated,
    ];

    pub(in crate::backoffice) fn of(position: &DebtPosition) -> Self {
        match position.status {
            PositionStatus::Draft => Self::Draft,
            PositionStatus::Published => Self::Published,
            PositionStatus::Valid => Self::Valid,
            PositionStatus::PartiallyPaid => Self::PartiallyPaid,
            PositionStatus::Paid if position.is_reported() => Self::Reported,
            PositionStatus::Paid => Self::Paid,
            PositionStatus::Expired => Self::Expired,
            PositionStatus::Invalidated => Self::Invalidated,
        }
    }

    /// How it stands in addresses.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Draft => "bozza",
            Self::Published => "pubblicata",
            Self::Valid => "valida",
            Self::PartiallyPaid => "in-parte-pagata",
            Self::Paid => "pagata",
            Self::Reported => "rendicontata",
            Self::Expired => "scaduta",
            Self::Invalidated => "invalidata",
        }
    }

    pub(super) fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }

    /// What of the archive it is. What was paid is paid, whether reported or not.
    pub(super) fn standings(self) -> Vec<Standing> {
        let both =
            |status| [false, true].map(|is_reported| Standing { status, is_reported }).into();
        match self {
            Self::Draft => both(PositionStatus::Draft),
            Self::Published => both(PositionStatus::Published),
            Self::Valid => both(PositionStatus::Valid),
            Self::PartiallyPaid => both(PositionStatus::PartiallyPaid),
            Self::Paid => both(PositionStatus::Paid),
            Self::Reported => vec![Standing { status: PositionStatus::Paid, is_reported: true }],
            Self::Expired => both(PositionStatus::Expired),
            Self::Invalidated => both(PositionStatus::Invalidated),
        }
    }

    pub(super) fn word(self, t: &Texts) -> String {
        match self {
            Self::Draft => t.say("position-draft"),
            Self::Published => t.say("position-published"),
            Self::Valid => t.say("position-valid"),
            Self::PartiallyPaid => t.say("position-partially-paid"),
            Self::Paid => t.say("position-paid"),
            Self::Reported => t.say("position-reported"),
            Self::Expired => t.say("position-expired"),
            Self::Invalidated => t.say("position-invalidated"),
        }
    }

    fn look(self) -> (&'static str, &'static str) {
        match self {
            Self::Draft => ("it-pencil", "iv-badge-off"),
            Self::Published => ("it-clock", "iv-badge-wait"),
            Self::Valid => ("it-clock", "iv-badge-due"),
            Self::PartiallyPaid => ("it-exchange-circle", "iv-badge-wait"),
            Self::Paid | Self::Reported => ("it-check", "iv-badge-paid"),
            Self::Expired => ("it-warning-circle", "iv-badge-late"),
            Self::Invalidated => ("it-ban", "iv-badge-off"),
        }
    }
}

/// A state as it is shown.
pub(in crate::backoffice) struct Badge {
    pub(in crate::backoffice) word: String,
    pub(in crate::backoffice) icon: &'static str,
    pub(in crate::backoffice) class: &'static str,
}

impl Badge {
    pub(in crate::backoffice) fn of(t: &Texts, state: State) -> Self {
        let (icon, class) = state.look();
        Self { word: state.word(t), icon, class }
    }
}

/// The name of a service.
pub(in crate::backoffice) fn service_name(profile: &WorkspaceProfile, id: ServiceId) -> String {
    let found = profile.services.iter().find(|it| it.id == id);
    found.map_or_else(String::new, |it| it.name.clone())
}

/// What will cause trouble, in a sentence.
pub(super) fn warning(t: &Texts, warning: Warning) -> String {
    match warning {
        Warning::NoticeNumberNotPayable => t.say("warning-notice-number"),
        Warning::CheckDigitsWrong => t.say("warning-check-digits"),
        Warning::SegregationCodeForeign => t.say("warning-segregation-code"),
        Warning::IbanWrong => t.say("warning-iban"),
        Warning::IbanNotRegistered => t.say("warning-iban-unregistered"),
        Warning::CategoryMalformed => t.say("warning-category-form"),
        Warning::CategoryUnknown => t.say("warning-category-unknown"),
        Warning::CategoryExpired => t.say("warning-category-expired"),
        Warning::DebtorCodeNotPayable => t.say("warning-debtor-code"),
        Warning::AmountNotPayable => t.say("warning-amount"),
    }
}
