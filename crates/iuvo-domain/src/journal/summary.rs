//! Events in a sentence, as people read them.

use pagopa_codes::Cents;

use super::{Event, EventKind, RevisionDetail};
use crate::{
    cart::CartReturn,
    payment::PaymentRefusal,
    receipt::{CaseKind, CaseOutcome},
};

impl Event {
    /// What happened, in a sentence without its full stop.
    pub fn summary(&self) -> String {
        let detail = self.entry.detail.as_deref();
        match self.entry.kind {
            EventKind::PositionCreated => self.done("Creata"),
            EventKind::PositionUpdated => self.revised("Modificata"),
            EventKind::PositionPublished => self.done("Pubblicata"),
            EventKind::PositionInvalidated => self.explained("Annullata"),
            EventKind::PositionExtended => self.explained("Prorogata"),
            EventKind::PositionDeleted => self.explained("Cancellata"),
            EventKind::PositionBecameValid => "Diventata pagabile".to_owned(),
            EventKind::PositionExpired => "Scaduta".to_owned(),
            EventKind::NoticeWithdrawn => self.done("Numero avviso tolto dalla posizione"),
            EventKind::ReceiptRecorded => self.done("Ricevuta RT"),
            EventKind::ReceiptRepeated => self.done("Ricevuta RT ripetuta"),
            EventKind::ReceiptAltered => {
                self.done("Ricevuta RT con un contenuto diverso, conservata e rifiutata")
            }
            EventKind::ReceiptApplied => {
                self.done("RT arrivata prima della posizione, ora applicata")
            }
            EventKind::PaidElsewhere => self.explained("Segnata come pagata fuori da pagoPA"),
            EventKind::IbanChanged => self.done("Cambiato il conto di accredito"),
            EventKind::CaseOpened => {
                let case = detail.and_then(CaseKind::from_code).map_or("altro", CaseKind::in_words);
                format!("Aperto un caso da esaminare: {case}")
            }
            EventKind::CaseTaken => self.of_case("Preso in carico il caso"),
            EventKind::CaseReleased => self.of_case("Lasciato ai colleghi il caso"),
            EventKind::CaseClosed => self.of_case("Chiuso il caso"),
            EventKind::CaseReopened => self.of_case("Riaperto il caso"),
            EventKind::NoticeVerified => self.done("Verificata"),
            EventKind::VerificationRefused => self.refused("Verifica rifiutata"),
            EventKind::PaymentPrepared => self.done("Attivata"),
            EventKind::PaymentRefused => self.refused("Attivazione rifiutata"),
            EventKind::OptionsListed => self.done("Chieste le opzioni di pagamento"),
            EventKind::CartOpened => self.done("Richiesto un pagamento su Checkout"),
            EventKind::CartReturned => {
                let how = detail.and_then(CartReturn::from_code).map_or("altro", return_in_words);
                format!("Ritorno da Checkout: {how}")
            }
            EventKind::ReceiptMailed => "Quietanza mandata per e-mail".to_owned(),
            EventKind::OptionsRefused => self.refused("Opzioni di pagamento rifiutate"),
        }
    }

    /// "Ricevuta RT da Banca di Prova: 120,00 €".
    fn done(&self, what: &str) -> String {
        let by = self.actor.as_ref().map(|it| format!(" da {it}")).unwrap_or_default();
        let amount = self.entry.amount.map(|it| format!(": {}", euros(it))).unwrap_or_default();
        format!("{what}{by}{amount}")
    }

    /// "Annullata da A. Neri (doppia emissione)".
    fn explained(&self, what: &str) -> String {
        let why = self.entry.detail.as_ref().map(|it| format!(" ({it})")).unwrap_or_default();
        format!("{}{why}", self.done(what))
    }

    /// "Modificata da A. Neri: importo da 500,00 € a 5,00 €".
    fn revised(&self, what: &str) -> String {
        let detail = self.entry.detail.as_deref().map(RevisionDetail::read);
        let words = detail.map(|it| it.in_words()).filter(|it| !it.is_empty());
        let words = words.map(|it| format!(": {it}")).unwrap_or_default();
        format!("{}{words}", self.done(what))
    }

    /// "Chiuso il caso da A. Neri: pagata due volte, denaro restituito (mandato 12)".
    fn of_case(&self, what: &str) -> String {
        let detail = CaseDetail::read(self.entry.detail.as_deref().unwrap_or_default());
        let case = detail.kind.map_or("altro", CaseKind::in_words);
        let end = detail.outcome.map(|it| format!(", {}", it.in_words())).unwrap_or_default();
        let why = detail.reason.map(|it| format!(" ({it})")).unwrap_or_default();
        format!("{}: {case}{end}{why}", self.done(what))
    }

    /// "Verifica rifiutata: scaduta".
    fn refused(&self, what: &str) -> String {
        let refusal = self.entry.detail.as_deref().and_then(PaymentRefusal::from_code);
        let why = refusal.map_or("i dati della posizione non sono coerenti", refusal_in_words);
        format!("{}: {why}", self.done(what))
    }
}

/// What an event of a case says of it, in the order in which it is written: its kind, how it ended,
/// why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaseDetail<'a> {
    /// Which case.
    pub kind: Option<CaseKind>,
    /// How it ended, if it did.
    pub outcome: Option<CaseOutcome>,
    /// Why, if somebody said so.
    pub reason: Option<&'a str>,
}

/// Stands for what is not said.
const UNSAID: &str = "-";

impl<'a> CaseDetail<'a> {
    /// As it is written.
    pub fn written(self) -> String {
        let kind = self.kind.map_or(UNSAID, CaseKind::code);
        let outcome = self.outcome.map_or(UNSAID, CaseOutcome::code);
        format!("{kind} {outcome} {}", self.reason.unwrap_or(UNSAID))
    }

    fn read(text: &'a str) -> Self {
        let mut parts = text.splitn(3, ' ');
        let kind = parts.next().and_then(CaseKind::from_code);
        let outcome = parts.next().and_then(CaseOutcome::from_code);
        Self { kind, outcome, reason: parts.next().filter(|it| *it != UNSAID) }
    }
}

/// "1.234,56 €", as money looks everywhere.
pub fn euros(amount: Cents) -> String {
    format!("{} €", amount.to_italian())
}

fn refusal_in_words(refusal: PaymentRefusal) -> &'static str {
    match refusal {
        PaymentRefusal::NoticeUnknown => "il numero avviso non esiste",
        PaymentRefusal::AlreadyPaid => "già pagata",
        PaymentRefusal::Invalidated => "annullata dall’ente",
        PaymentRefusal::NotYetPublished => "non ancora pubblicata",
        PaymentRefusal::AnotherOptionStarted => "in pagamento con un’altra opzione",
        PaymentRefusal::NotYetValid => "non ancora pagabile",
        PaymentRefusal::Expired => "scaduta",
    }
}

fn return_in_words(returned: CartReturn) -> &'static str {
    match returned {
        CartReturn::Paid => "dice che il pagamento è riuscito",
        CartReturn::Waiting => "non dice come è finita",
        CartReturn::Cancelled => "dice che il pagatore ha annullato",
        CartReturn::Failed => "dice che il pagamento non è riuscito",
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{super::*, *};
    use crate::sample::{notice, now};

    fn summary(actor: Option<&str>, entry: Entry) -> String {
        let act = Act {
            id: Uuid::nil(),
            workspace: WorkspaceId::new(1),
            at: now(),
            actor: actor.map(str::to_owned),
        };
        act.event(0, entry).summary()
    }

    #[test]
    fn events_read_as_sentences() {
        let of = |kind| Entry::of_notice(notice(1), kind);
        let cents = Cents::new(1_234_567);
        let kind = Some(CaseKind::DoublePayment);
        let taken = CaseDetail { kind, outcome: None, reason: None };
        let outcome = Some(CaseOutcome::Refunded);
        let closed = CaseDetail { kind, outcome, reason: Some("mandato 12") };
        for (actor, entry, expected) in [
            (Some("gestionale-1"), of(EventKind::PositionCreated), "Creata da gestionale-1"),
            (None, of(EventKind::PositionExpired), "Scaduta"),
            (
                Some("A. Neri"),
                of(EventKind::PositionUpdated).with_detail("amount 50000 500;debtor"),
                "Modificata da A. Neri: importo da 500,00 € a 5,00 €, debitore",
            ),
            (Some("A. Neri"), of(EventKind::PositionUpdated), "Modificata da A. Neri"),
            (
                Some("A. Neri"),
                of(EventKind::PositionInvalidated).with_detail("doppia emissione"),
                "Annullata da A. Neri (doppia emissione)",
            ),
            (
                Some("Banca di Prova"),
                of(EventKind::ReceiptRecorded).with_amount(cents).with_detail("R1"),
                "Ricevuta RT da Banca di Prova: 12.345,67 €",
            ),
            (
                None,
                of(EventKind::VerificationRefused).with_detail("expired"),
                "Verifica rifiutata: scaduta",
            ),
            (
                None,
                of(EventKind::CaseOpened).with_detail("double_payment"),
                "Aperto un caso da esaminare: pagata due volte",
            ),
            (
                Some("A. Neri"),
                of(EventKind::CaseClosed).with_detail(closed.written()),
                "Chiuso il caso da A. Neri: pagata due volte, denaro restituito (mandato 12)",
            ),
            (
                Some("A. Neri"),
                of(EventKind::CaseTaken).with_detail(taken.written()),
                "Preso in carico il caso da A. Neri: pagata due volte",
            ),
        ] {
            assert_eq!(summary(actor, entry), expected);
        }
    }

    #[test]
    fn every_kind_has_a_sentence_that_begins_with_a_capital() {
        for kind in EventKind::ALL {
            let text = summary(None, Entry::of_notice(notice(1), *kind));
            assert!(text.chars().next().is_some_and(char::is_uppercase), "{kind:?}: {text}");
        }
    }
}
