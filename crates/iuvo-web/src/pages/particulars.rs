//! What a body says of itself, in words.

use iuvo_domain::directory::Particular;

use super::Texts;

/// What it is called.
pub(crate) fn particular_name(t: &Texts, what: Particular) -> String {
    match what {
        Particular::Cbill => t.say("body-cbill"),
        Particular::Address => t.say("body-address"),
        Particular::Office => t.say("body-office"),
        Particular::Phone => t.say("body-phone"),
        Particular::Email => t.say("body-email"),
        Particular::CertifiedEmail => t.say("body-pec"),
        Particular::Website => t.say("body-website"),
        Particular::Accessibility => t.say("body-accessibility"),
    }
}
