//! The fixed texts of the notice, which nobody may change (guide 3.5.1, `stringhe-it`), and those
//! of the receipt, which are ours.
//!
//! Titles are printed in capitals, as the reference notices have them.

pub(super) const NOTICE: &str = "AVVISO DI PAGAMENTO";
pub(super) const CREDITOR: &str = "ENTE CREDITORE";
pub(super) const RECIPIENT: &str = "DESTINATARIO";

pub(super) const HOW_MUCH_AND_WHEN: &str = "QUANTO E QUANDO PAGARE?";
pub(super) const HOW_MUCH: &str = "QUANTO PAGARE?";
pub(super) const AMOUNT: &str = "Importo";
pub(super) const BY: &str = "entro il";
pub(super) const LEGAL: &str = "In fase di pagamento l’importo potrebbe subire aumenti \
(per sanzioni, interessi, costi di notifica o altri fattori) o riduzioni (per sgravi o note di \
credito).";

pub(super) const WHERE: &str = "DOVE PAGARE?";
pub(super) const GO_TO: &str = "vai su";
pub(super) const SITE: &str = "pagopa.gov.it";
pub(super) const ONLINE: &str = "PAGA CON L’APP IO";
pub(super) const TERRITORY: &str = "PAGA SUL TERRITORIO";
pub(super) const TERRITORY_TEXT: &str = "presso Banche e Sportelli ATM, negli Uffici Postali e \
Punti Postali, nei Bar, Edicole, Ricevitorie, Supermercati, Tabaccherie e altri Esercenti \
Convenzionati.";

pub(super) const PAYMENT_DATA: &str = "DATI PER IL PAGAMENTO";
pub(super) const ONE_PAYMENT: &str = "Rata unica";
pub(super) const INSTALLMENT: &str = "Rata";
pub(super) const SCAN: [&str; 3] =
    ["Inquadra il ", "codice QR", " con la tua app di pagamento o usa i dati accanto."];
pub(super) const RECIPIENT_LABEL: &str = "Destinatario";
pub(super) const CREDITOR_LABEL: &str = "Ente creditore";
pub(super) const SUBJECT_LABEL: &str = "Oggetto del pagamento";
pub(super) const EURO: &str = "Euro";
pub(super) const CBILL_LABEL: &str = "Cod. CBILL";
pub(super) const NUMBER_LABEL: &str = "Cod. Avviso";
pub(super) const BODY_LABEL: &str = "Cod. Fiscale Ente";

pub(super) const SLIP: &str = "BOLLETTINO POSTALE PA";
pub(super) const SLIP_TEXT: &str = "Bollettino Postale pagabile in tutti gli Uffici Postali e sui \
canali fisici o digitali abilitati di Poste Italiane e dell’Ente Creditore";
pub(super) const ACCOUNT_LABEL: &str = "sul C/C n.";
pub(super) const HOLDER_LABEL: &str = "Intestato a";
pub(super) const SLIP_SUBJECT_LABEL: &str = "Oggetto pagamento";
pub(super) const KIND_LABEL: &str = "Tipo";
pub(super) const KIND: &str = "P1";
pub(super) const SLIP_BODY_LABEL: &str = "Cod. Fiscale Ente Creditore";

pub(super) const PAGOPA_MARK: &str = "Marchio pagoPA";
pub(super) const CREDITOR_LOGO: &str = "Logo dell’ente creditore";
pub(super) const QR_CODE: &str =
    "Codice QR per pagare con un’app: contiene i dati riportati accanto.";
pub(super) const DATA_MATRIX: &str =
    "Codice Data Matrix per pagare alle Poste: contiene i dati riportati accanto.";
pub(super) const BANCOPOSTA_MARK: &str = "Marchio BancoPosta";
pub(super) const POSTE_MARK: &str = "Marchio Poste Italiane";
pub(super) const CIRCUIT_MARK: &str = "Marchio del circuito bollettino postale BancoPosta";

/// Where to pay online, with the body's own channel if it has one.
pub(super) fn online(own: Option<&str>) -> String {
    format!(
        "oppure {}dal tuo Home Banking, con la tua app di pagamento o con gli altri canali \
         abilitati.",
        own.unwrap_or_default()
    )
}

pub(super) const RECEIPT: &str = "RICEVUTA DI PAGAMENTO";
pub(super) const DEBTOR: &str = "DEBITORE";
pub(super) const PAID_BY: &str = "Pagato da";
pub(super) const PAYMENT: &str = "PAGAMENTO ESEGUITO";
pub(super) const PAID_AMOUNT: &str = "Importo pagato";
pub(super) const FEE: &str = "Commissione pagata al PSP, oltre all’importo";
pub(super) const PAID_AT: &str = "Data e ora del pagamento";
pub(super) const APPLIED_ON: &str = "Data di applicazione";
pub(super) const TRANSFERRED_ON: &str = "Data prevista di accredito all’ente";
pub(super) const METHOD: &str = "Modalità di pagamento";
pub(super) const NOT_TOLD: &str = "non indicata nella ricevuta";
pub(super) const PAGE: &str = "pagina";
pub(super) const NO_CODE: &str = "non indicato";
pub(super) const NUMBER: &str = "Codice avviso";
pub(super) const IUV: &str = "Identificativo univoco di versamento (IUV)";
pub(super) const RECEIPT_ID: &str = "Numero univoco del pagamento";
pub(super) const PROVIDER: &str = "Prestatore di servizi di pagamento (PSP)";
pub(super) const PROVIDER_CODES: &str = "Codice fiscale e identificativo del PSP";
pub(super) const CHANNEL: &str = "Canale";
pub(super) const TRANSFERS: &str = "A CHI VA L’IMPORTO";
pub(super) const INDEX: &str = "N.";
pub(super) const BENEFICIARY: &str = "Ente beneficiario";
pub(super) const DESCRIPTION: &str = "Causale";
pub(super) const DESTINATION: &str = "Conto o marca da bollo";
pub(super) const CATEGORY: &str = "Codice tassonomico";
pub(super) const STAMP: &str = "Marca da bollo digitale, IUBD";
pub(super) const STAMP_UNREAD: &str = "Marca da bollo digitale";
pub(super) const STAND_IN: &str = "Pagamento eseguito in modalità Stand-In: pagoPA ha risposto in \
luogo della stazione dell’ente creditore, che non era raggiungibile.";
pub(super) const COPY: &str = "Copia analogica della ricevuta telematica che il prestatore di \
servizi di pagamento ha emesso attraverso pagoPA. L’originale è il documento informatico in \
formato XML, che ha valore liberatorio e si può chiedere all’ente creditore.";
