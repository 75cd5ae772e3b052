//! How cases are told of.

use iuvo_app::review_cases::CaseFound;
use iuvo_domain::receipt::{CaseKind, CaseLife, CaseOutcome, CaseState};

use crate::{
    backoffice::positions::words::Badge,
    pages::{Texts, moment},
};

/// What happened.
pub(in crate::backoffice) fn case_name(t: &Texts, kind: CaseKind) -> String {
    match kind {
        CaseKind::PositionUnknown => t.say("case-position-unknown"),
        CaseKind::PaidWhileDraft => t.say("case-paid-while-draft"),
        CaseKind::PaidBeforeValidity => t.say("case-paid-before-validity"),
        CaseKind::PaidAfterExpiry => t.say("case-paid-after-expiry"),
        CaseKind::PaidAfterInvalidation => t.say("case-paid-after-invalidation"),
        CaseKind::DoublePayment => t.say("case-double-payment"),
        CaseKind::AmountDiffers => t.say("case-amount-differs"),
        CaseKind::DebtorDiffers => t.say("case-debtor-differs"),
        CaseKind::IbanDiffers => t.say("case-iban-differs"),
        CaseKind::ReceiptAltered => t.say("case-receipt-altered"),
        CaseKind::NotPaid => t.say("case-not-paid"),
        CaseKind::StationNotConnected => t.say("case-station-not-connected"),
        CaseKind::StampUnreadable => t.say("case-stamp-unreadable"),
    }
}

/// What it asks of a person.
pub(super) fn advice(t: &Texts, kind: CaseKind) -> String {
    match kind {
        CaseKind::PositionUnknown => t.say("advice-position-unknown"),
        CaseKind::PaidWhileDraft => t.say("advice-paid-while-draft"),
        CaseKind::PaidBeforeValidity => t.say("advice-paid-before-validity"),
        CaseKind::PaidAfterExpiry => t.say("advice-paid-after-expiry"),
        CaseKind::PaidAfterInvalidation => t.say("advice-paid-after-invalidation"),
        CaseKind::DoublePayment => t.say("advice-double-payment"),
        CaseKind::AmountDiffers => t.say("advice-amount-differs"),
        CaseKind::DebtorDiffers => t.say("advice-debtor-differs"),
        CaseKind::IbanDiffers => t.say("advice-iban-differs"),
        CaseKind::ReceiptAltered => t.say("advice-receipt-altered"),
        CaseKind::NotPaid => t.say("advice-not-paid"),
        CaseKind::StationNotConnected => t.say("advice-station-not-connected"),
        CaseKind::StampUnreadable => t.say("advice-stamp-unreadable"),
    }
}

/// How it may end, and what that means.
pub(super) fn outcome(t: &Texts, outcome: CaseOutcome) -> (String, String) {
    match outcome {
        CaseOutcome::Assigned => (t.say("outcome-assigned"), t.say("outcome-assigned-why")),
        CaseOutcome::Refunded => (t.say("outcome-refunded"), t.say("outcome-refunded-why")),
        CaseOutcome::Accepted => (t.say("outcome-accepted"), t.say("outcome-accepted-why")),
        CaseOutcome::Corrected => (t.say("outcome-corrected"), t.say("outcome-corrected-why")),
        CaseOutcome::Ignored => (t.say("outcome-ignored"), t.say("outcome-ignored-why")),
    }
}

/// Where it stands, and whose it is.
pub(super) fn standing(t: &Texts, found: &CaseFound) -> String {
    let somebody = || found.by.clone().unwrap_or_else(|| t.say("somebody"));
    match &found.case.life {
        CaseLife::Open => t.say("case-open"),
        CaseLife::Taken(..) => t.fill("case-taken-by", &[("who", &somebody())]),
        CaseLife::Closed(it) => outcome(t, it.outcome).0,
    }
}

/// What somebody has done with it, for a colleague who looked at it meanwhile.
pub(super) fn done_meanwhile(t: &Texts, found: &CaseFound) -> String {
    let who = found.by.clone().unwrap_or_else(|| t.say("somebody"));
    match &found.case.life {
        CaseLife::Open => t.say("meanwhile-open"),
        CaseLife::Taken(..) => t.fill("meanwhile-taken", &[("who", &who)]),
        CaseLife::Closed(it) => {
            let (outcome, _) = outcome(t, it.outcome);
            let values =
                [("who", who.as_str()), ("outcome", &outcome), ("reason", it.reason.as_str())];
            t.fill("meanwhile-closed", &values)
        }
    }
}

/// How it ended: who, when, how and why.
pub(super) fn ending(t: &Texts, found: &CaseFound) -> Vec<(String, String)> {
    let who = found.by.clone().unwrap_or_else(|| t.say("somebody"));
    match &found.case.life {
        CaseLife::Open => Vec::new(),
        CaseLife::Taken(_, at) => {
            let values = [("who", who.as_str()), ("at", &moment(*at))];
            vec![(t.say("case-in-hand"), t.fill("case-in-hand-of", &values))]
        }
        CaseLife::Closed(it) => {
            let values = [("who", who.as_str()), ("at", &moment(it.at))];
            vec![
                (t.say("case-outcome"), outcome(t, it.outcome).0),
                (t.say("reason"), it.reason.as_str().to_owned()),
                (t.say("case-decided"), t.fill("case-decided-by", &values)),
            ]
        }
    }
}

/// Where it stands, in a word and an icon.
pub(super) fn badge(t: &Texts, state: CaseState) -> Badge {
    let (word, icon, class) = match state {
        CaseState::Open => (t.say("case-open"), "it-warning-circle", "iv-badge-late"),
        CaseState::Taken => (t.say("case-taken"), "it-clock", "iv-badge-wait"),
        CaseState::Closed => (t.say("case-closed"), "it-check", "iv-badge-paid"),
    };
    Badge { word, icon, class }
}
