//! Every key of the configuration, declared once.
//!
//! From one declaration come the command-line option, the environment variable, the key of the
//! file, their help and the reference page. The texts are Italian: operators read them.

/// A key of the configuration.
pub(crate) struct Key {
    /// Its place in the file, for instance `node.produzione.addresses`.
    pub(crate) name: &'static str,
    /// What its value looks like.
    pub(crate) shape: Shape,
    /// The value it has when nobody gives one.
    pub(crate) default: Option<&'static str>,
    /// What it means.
    pub(crate) help: &'static str,
}

/// What the value of a key looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// One text.
    Text,
    /// One text that is never shown.
    Secret,
    /// Several texts; separated by commas outside the file.
    List,
    /// `true` or `false`.
    Switch,
}

impl Key {
    /// The command-line option, without its dashes.
    pub(crate) fn option(&self) -> String {
        self.name.replace(['.', '_'], "-")
    }

    /// The environment variable.
    pub(crate) fn variable(&self) -> String {
        format!("IUVO_{}", self.name.replace('.', "_").to_uppercase())
    }
}

macro_rules! keys {
    ($($(#[doc = $help:literal])+ $constant:ident: $shape:ident $name:literal
       $(= $default:literal)?;)+) => {
        $(pub(crate) const $constant: &str = $name;)+

        /// All keys, in the order of the reference page.
        pub(crate) const KEYS: &[Key] = &[$(Key {
            name: $name,
            shape: Shape::$shape,
            default: default!($($default)?),
            help: concat!($($help),+),
        }),+];
    };
}

macro_rules! default {
    () => {
        None
    };
    ($default:literal) => {
        Some($default)
    };
}

keys! {
    /// Dove stanno i dati: `sqlite:PERCORSO` (un solo file, creato se manca) oppure
    /// `postgres://utente:password@server/base`.
    /// Obbligatoria.
    DATABASE_URL: Secret "database_url";

    /// Indirizzo e porta su cui si ascolta.
    LISTEN: Text "listen" = "127.0.0.1:8080";

    /// Indirizzo pubblico, come lo conoscono i cittadini e pagoPA: compare nel WSDL.
    /// Obbligatoria se `listen` non è un indirizzo locale; altrimenti vale l'indirizzo di `listen`.
    PUBLIC_URL: Text "public_url";

    /// Che ambiente intende `/node/pa-for-node`, senza ambiente nel percorso: `collaudo` o
    /// `produzione`.
    DEFAULT_ENVIRONMENT: Text "default_environment" = "produzione";

    /// Quanti secondi si serve ancora dopo un SIGTERM, mentre `/health/ready` risponde 503 e chi
    /// distribuisce le richieste smette di mandarne: da 0 a 300.
    DRAIN_SECONDS: Text "drain_seconds" = "5";

    /// File PEM con il certificato del server e i suoi intermedi.
    /// Senza TLS si ascolta solo su un indirizzo locale o dietro i proxy di `proxy.networks`.
    TLS_CERTIFICATE: Text "tls.certificate";

    /// File PEM con la chiave privata del certificato.
    TLS_KEY: Text "tls.key";

    /// Reti (CIDR) dei proxy fidati: da loro, e solo da loro, si accetta `X-Forwarded-For`.
    PROXY_NETWORKS: List "proxy.networks";

    /// Intestazione HTTP in cui il proxy fidato dichiara, con il valore `SUCCESS`, di avere
    /// verificato il certificato del client.
    PROXY_VERIFIED_HEADER: Text "proxy.verified_header";

    /// Se si risponde al Nodo nell'ambiente di collaudo.
    ACCEPTANCE_ENABLED: Switch "node.collaudo.enabled" = "false";

    /// Reti (CIDR) da cui può chiamare il Nodo in collaudo; se manca, da ovunque.
    ACCEPTANCE_ADDRESSES: List "node.collaudo.addresses";

    /// File PEM dei certificati client ammessi in collaudo; più d'uno, per i rinnovi.
    ACCEPTANCE_CLIENT_CERTIFICATES: List "node.collaudo.client_certificates";

    /// Se in collaudo è il proxy fidato a verificare il certificato client.
    ACCEPTANCE_PROXY_VERIFIED: Switch "node.collaudo.proxy_verified" = "false";

    /// Se si risponde al Nodo nell'ambiente di produzione.
    /// Chiede `addresses` e una verifica del certificato: `client_certificates` o `proxy_verified`.
    PRODUCTION_ENABLED: Switch "node.produzione.enabled" = "false";

    /// Reti (CIDR) da cui può chiamare il Nodo in produzione.
    PRODUCTION_ADDRESSES: List "node.produzione.addresses";

    /// File PEM dei certificati client ammessi in produzione; più d'uno, per i rinnovi.
    PRODUCTION_CLIENT_CERTIFICATES: List "node.produzione.client_certificates";

    /// Se in produzione è il proxy fidato a verificare il certificato client.
    PRODUCTION_PROXY_VERIFIED: Switch "node.produzione.proxy_verified" = "false";

    /// Indirizzo di Checkout in collaudo, a cui si aggiunge `/v1/carts` o `/v2/carts`.
    CHECKOUT_ACCEPTANCE_URL: Text "checkout.collaudo.url" =
        "https://api.uat.platform.pagopa.it/checkout/ec";

    /// Chiave di sottoscrizione per Checkout in collaudo; se manca, in collaudo non si paga online
    /// dal portale e non si mandano carrelli.
    CHECKOUT_ACCEPTANCE_KEY: Secret "checkout.collaudo.key";

    /// Indirizzi delle pagine a cui Checkout manda chi paga in collaudo, oltre al suo: il portale
    /// non lascia andare il browser altrove.
    CHECKOUT_ACCEPTANCE_PAGES: List "checkout.collaudo.pages" = "https://uat.checkout.pagopa.it";

    /// Indirizzo di Checkout in produzione, a cui si aggiunge `/v1/carts` o `/v2/carts`.
    CHECKOUT_PRODUCTION_URL: Text "checkout.produzione.url" =
        "https://api.platform.pagopa.it/checkout/ec";

    /// Chiave di sottoscrizione per Checkout in produzione; se manca, in produzione non si paga
    /// online dal portale e non si mandano carrelli.
    CHECKOUT_PRODUCTION_KEY: Secret "checkout.produzione.key";

    /// Indirizzi delle pagine a cui Checkout manda chi paga in produzione, oltre al suo.
    CHECKOUT_PRODUCTION_PAGES: List "checkout.produzione.pages" = "https://checkout.pagopa.it";

    /// Per quanti giorni si ricordano i carrelli mandati a Checkout, dall'ultima cosa che se n'è
    /// saputa: da 30, perché fino ad allora può essere in viaggio una ricevuta.
    /// Che cosa è stato pagato lo dicono le ricevute, che si conservano sempre.
    KEEP_CARTS_DAYS: Text "checkout.keep_carts_days" = "90";

    /// Server che spedisce le e-mail: `smtps://utente:password@server`,
    /// `smtp://utente:password@server:587?tls=required`, o senza TLS solo un indirizzo locale
    /// (`smtp://127.0.0.1:25`).
    /// Se manca non si mandano e-mail, e il portale non offre la quietanza per e-mail.
    /// Chiede la chiave maestra, con cui si sigillano gli indirizzi finché l'e-mail non è partita.
    MAIL_SERVER: Secret "mail.server";

    /// Mittente delle e-mail, con o senza nome (`pagamenti@comune.example`); accanto all'indirizzo
    /// si legge il nome dell'ente.
    /// Obbligatorio con `mail.server`.
    MAIL_SENDER: Text "mail.sender";

    /// File con le chiavi maestre, con cui si sigillano i dati personali e i segreti di terzi:
    /// una per riga, 32 byte in Base64 (`openssl rand -base64 32`); la prima sigilla, tutte aprono.
    /// Obbligatoria se si risponde al Nodo in produzione; se manca, i messaggi rifiutati non si
    /// conservano.
    MASTER_KEY_FILE: Text "master_key_file";

    /// A chi si chiede, per accedere al back office, anche un codice del telefono: `chi-decide`
    /// (tutti i ruoli tranne l'operatore), `tutti`, `nessuno`; in produzione `nessuno` non vale.
    /// Senza chiave maestra non si può chiedere.
    SECOND_FACTOR: Text "second_factor" = "chi-decide";

    /// Per quanti giorni si ricorda la vita delle posizioni.
    /// Ciò che dice di un pagamento si conserva sempre.
    KEEP_POSITIONS_DAYS: Text "journal.keep_positions_days" = "3653";

    /// Per quanti giorni si ricordano le domande del Nodo: verifiche e attivazioni.
    KEEP_QUESTIONS_DAYS: Text "journal.keep_questions_days" = "400";

    /// Per quanti giorni si conservano, sigillati, i messaggi rifiutati.
    KEEP_REFUSED_DAYS: Text "journal.keep_refused_days" = "90";

    /// Per quanti giorni si conservano i file di posizioni ricevuti, con l'esito di ogni riga;
    /// il contenuto delle righe accettate si dimentica subito.
    KEEP_FILES_DAYS: Text "journal.keep_files_days" = "90";

    /// Per quanti giorni si conservano i conteggi delle chiamate del Nodo.
    KEEP_CALLS_DAYS: Text "journal.keep_calls_days" = "731";

    /// Cartella con i marchi e i loghi che si stampano sugli avvisi, in PNG o JPEG a 300 dpi.
    /// I marchi si chiamano `pagopa`, `paga-online`, `paga-sul-territorio`, `bancoposta`,
    /// `poste-italiane`, `bollettino-postale`.
    /// Il logo di un ente ha per nome il suo codice fiscale.
    /// Quello che manca si sostituisce con un disegno neutro; senza i tre marchi postali il
    /// bollettino non si stampa.
    /// Si legge all'avvio.
    IMAGES_FOLDER: Text "documents.images_folder";

    /// Che cosa si scrive nei log: `error`, `warn`, `info`, `debug`, `trace`, anche per modulo
    /// (`info,iuvo_store=debug`).
    LOG_LEVEL: Text "log.level" = "info";

    /// Come si scrivono i log: `text` o `json`.
    LOG_FORMAT: Text "log.format" = "text";
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_key_has_its_own_option_and_variable() {
        let options: HashSet<_> = KEYS.iter().map(Key::option).collect();
        let variables: HashSet<_> = KEYS.iter().map(Key::variable).collect();
        assert_eq!((options.len(), variables.len()), (KEYS.len(), KEYS.len()));
        let key = KEYS.iter().find(|it| it.name == PRODUCTION_PROXY_VERIFIED).unwrap();
        assert_eq!(key.option(), "node-produzione-proxy-verified");
        assert_eq!(key.variable(), "IUVO_NODE_PRODUZIONE_PROXY_VERIFIED");
    }

    #[test]
    fn every_help_is_a_text_of_sentences() {
        for key in KEYS {
            assert!(key.help.starts_with(' ') && key.help.ends_with('.'), "{}", key.name);
        }
    }
}
