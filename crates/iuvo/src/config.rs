//! The configuration of the server: given as texts, checked as a whole, then typed.
//!
//! Invariants: every mistake is found and named in one run; a production environment that
//! strangers could call does not start; secrets are wrapped.

pub(crate) mod checkout;
mod documents;
pub(crate) mod given;
pub(crate) mod journal;
mod keys;
pub(crate) mod mail;
mod node;
mod reader;
pub(crate) mod reference;
mod secret;
pub(crate) mod shown;

use std::{net::SocketAddr, time::Duration};

use axum::http::HeaderName;
use iuvo_app::{
    carts::Checkouts, documents::Artwork, journal::Keep, sealing::Sealer, sign_in::SecondFactorFor,
};
use iuvo_domain::Environment;
use iuvo_mail::Mailer;
use iuvo_store::DatabaseUrl;
use iuvo_web::{CertificateHash, Guards, Proof, ProxyTrust};

use crate::{logs::Logs, tls::Identity};
use given::Values;
use reader::Reader;
use secret::Secret;

/// What is wrong with a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Defect {
    /// The key.
    pub(crate) key: String,
    /// Why its value cannot be used.
    pub(crate) reason: String,
}

impl Defect {
    pub(crate) fn new(key: &str, reason: impl Into<String>) -> Self {
        Self { key: key.to_owned(), reason: reason.into() }
    }
}

/// The configuration of the server, checked.
#[derive(Debug)]
pub(crate) struct Config {
    pub(crate) database_url: Secret<DatabaseUrl>,
    pub(crate) listen: SocketAddr,
    pub(crate) public_url: Option<String>,
    pub(crate) default_environment: Environment,
    pub(crate) identity: Option<Identity>,
    pub(crate) guards: Guards,
    pub(crate) drain: Duration,
    pub(crate) sealer: Option<Sealer>,
    pub(crate) checkouts: Checkouts,
    pub(crate) mailer: Option<Mailer>,
    pub(crate) second_factor: SecondFactorFor,
    pub(crate) keep: Keep,
    pub(crate) artwork: Artwork,
    pub(crate) logs: Logs,
}

impl Config {
    /// Reads and checks everything; all mistakes are returned.
    pub(crate) fn read(values: Values) -> Result<Self, Vec<Defect>> {
        let mut reader = Reader::new(values);
        let database_url = read_database_url(&mut reader);
        let listen = reader.required(keys::LISTEN, |it| {
            it.parse::<SocketAddr>().map_err(|_| "non è un indirizzo con porta, come 0.0.0.0:443")
        });
        let default_environment = reader.required(keys::DEFAULT_ENVIRONMENT, |it| {
            Environment::from_slug(it).ok_or("vale collaudo o produzione")
        });
        let identity = read_identity(&mut reader);
        let proxy = read_proxy(&mut reader);
        let public_url = read_public_url(&mut reader, listen);
        let ends_tls = reader.is_given(keys::TLS_CERTIFICATE);
        if let Some(listen) = listen
            && !(ends_tls || listen.ip().is_loopback() || !proxy.networks.is_empty())
        {
            let reason = "senza TLS si ascolta solo su un indirizzo locale o dietro i proxy di \
                          proxy.networks";
            reader.refuse(keys::LISTEN, reason);
        }
        let edge = node::Edge { ends_tls, proxy: &proxy };
        let acceptance = node::read(&mut reader, &node::ACCEPTANCE, edge);
        let production = node::read(&mut reader, &node::PRODUCTION, edge);
        let drain = read_drain(&mut reader);
        let sealer = journal::read_sealer(&mut reader, production.is_some());
        let checkouts = checkout::read(&mut reader);
        let mailer = mail::read(&mut reader);
        let second_factor = read_second_factor(&mut reader, production.is_some());
        let keep = journal::read_keep(&mut reader);
        let artwork = documents::read_artwork(&mut reader);
        let logs = read_logs(&mut reader);
        reader.finish()?;
        let (Some(database_url), Some(listen), Some(default_environment), Some(logs)) =
            (database_url, listen, default_environment, logs)
        else {
            return Err(vec![Defect::new("config", "la configurazione non è completa")]);
        };
        let guards = Guards { acceptance, production, proxy };
        let drain = drain.unwrap_or_default();
        Ok(Self {
            database_url,
            listen,
            public_url,
            default_environment,
            identity,
            guards,
            drain,
            sealer,
            checkouts,
            mailer,
            second_factor,
            keep,
            artwork,
            logs,
        })
    }

    /// The client certificates that may be shown, of both environments.
    pub(crate) fn pinned(&self) -> Vec<CertificateHash> {
        let guards = [&self.guards.acceptance, &self.guards.production];
        let proofs = guards.into_iter().flatten().map(|it| &it.proof);
        proofs
            .flat_map(|proof| match proof {
                Proof::Certificates(hashes) => hashes.clone(),
                Proof::Nothing | Proof::ProxyWord => Vec::new(),
            })
            .collect()
    }
}

/// Reads the database's address alone, for the commands that need nothing else.
pub(crate) fn database_url(values: Values) -> Result<Secret<DatabaseUrl>, Vec<Defect>> {
    let mut reader = Reader::new(values);
    let database_url = read_database_url(&mut reader);
    reader.finish()?;
    database_url.ok_or_else(|| vec![Defect::new(keys::DATABASE_URL, "manca")])
}

/// What is given is never repeated in the reason: it may hold a password.
fn read_database_url(reader: &mut Reader) -> Option<Secret<DatabaseUrl>> {
    reader.required(keys::DATABASE_URL, |it| {
        DatabaseUrl::parse(it)
            .map(Secret::new)
            .map_err(|_| "comincia con sqlite: (e un percorso) o con postgres://")
    })
}

fn read_identity(reader: &mut Reader) -> Option<Identity> {
    let certificate = reader.optional(keys::TLS_CERTIFICATE, path);
    let key = reader.optional(keys::TLS_KEY, path);
    match (certificate, key) {
        (Some(certificate), Some(key)) => {
            let read = Identity::read(&certificate, &key);
            read.map_err(|reason| reader.refuse(keys::TLS_CERTIFICATE, reason)).ok()
        }
        (Some(_), None) => {
            reader.refuse(keys::TLS_KEY, "manca, ma c'è tls.certificate");
            None
        }
        (None, Some(_)) => {
            reader.refuse(keys::TLS_CERTIFICATE, "manca, ma c'è tls.key");
            None
        }
        (None, None) => None,
    }
}

fn path(text: &str) -> Result<std::path::PathBuf, &'static str> {
    if text.is_empty() { Err("è vuoto") } else { Ok(text.into()) }
}

fn read_proxy(reader: &mut Reader) -> ProxyTrust {
    let networks = reader.list(keys::PROXY_NETWORKS, reader::network);
    let verified_header = reader.optional(keys::PROXY_VERIFIED_HEADER, |it| {
        it.parse::<HeaderName>().map_err(|_| "non è il nome di un'intestazione HTTP")
    });
    if verified_header.is_some() && !reader.is_given(keys::PROXY_NETWORKS) {
        reader.refuse(keys::PROXY_NETWORKS, "manca, ma c'è proxy.verified_header");
    }
    ProxyTrust { networks, verified_header }
}

fn read_public_url(reader: &mut Reader, listen: Option<SocketAddr>) -> Option<String> {
    let url = reader.optional(keys::PUBLIC_URL, |it| {
        let host = it.strip_prefix("https://").or_else(|| it.strip_prefix("http://"));
        let host = host.map(|it| it.trim_end_matches('/')).filter(|it| !it.is_empty());
        host.ok_or("comincia con https:// e il nome del server")?;
        Ok::<_, &str>(it.trim_end_matches('/').to_owned())
    });
    if !reader.is_given(keys::PUBLIC_URL) && listen.is_some_and(|it| !it.ip().is_loopback()) {
        reader.refuse(keys::PUBLIC_URL, "manca: serve quando listen non è un indirizzo locale");
    }
    url
}

fn read_drain(reader: &mut Reader) -> Option<Duration> {
    reader.required(keys::DRAIN_SECONDS, |it| match it.parse::<u16>() {
        Ok(seconds @ 0..=300) => Ok(Duration::from_secs(seconds.into())),
        _ => Err("è un numero di secondi da 0 a 300"),
    })
}

fn read_second_factor(reader: &mut Reader, is_production: bool) -> SecondFactorFor {
    let whom = reader.required(keys::SECOND_FACTOR, |it| match it {
        "chi-decide" => Ok(SecondFactorFor::Deciders),
        "tutti" => Ok(SecondFactorFor::Everybody),
        "nessuno" if is_production => Err("in produzione vale chi-decide o tutti"),
        "nessuno" => Ok(SecondFactorFor::Nobody),
        _ => Err("vale chi-decide, tutti o nessuno"),
    });
    whom.unwrap_or_default()
}

fn read_logs(reader: &mut Reader) -> Option<Logs> {
    let level = reader.required(keys::LOG_LEVEL, crate::logs::level);
    let format = reader.required(keys::LOG_FORMAT, crate::logs::Format::parse);
    Some(Logs { level: level?, format: format? })
}

#[cfg(test)]
mod hostile;
#[cfg(test)]
mod tests {
    use std::path::Path;

    use iuvo_app::sealing::new_master_key;

    use super::*;

    fn read(file: &str) -> Result<Config, Vec<Defect>> {
        let mut values = Values::default();
        values.add_file(file);
        values.add_defaults();
        Config::read(values)
    }

    fn defects(file: &str) -> Vec<(String, String)> {
        read(file).err().unwrap_or_default().into_iter().map(|it| (it.key, it.reason)).collect()
    }

    fn keys_refused(file: &str) -> Vec<String> {
        defects(file).into_iter().map(|(key, _)| key).collect()
    }

    /// Writes a certificate and its key; returns their paths as TOML texts.
    fn certificate(folder: &Path) -> (String, String) {
        let made = rcgen::generate_simple_self_signed(["iuvo.example".to_owned()]).unwrap();
        let (certificate, key) = (folder.join("server.pem"), folder.join("server.key"));
        std::fs::write(&certificate, made.cert.pem()).unwrap();
        std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
        (format!("{certificate:?}"), format!("{key:?}"))
    }

    #[test]
    fn every_mistake_is_named_at_once() {
        let file = r#"
            database_url = "mysql://iuvo:s3greta@db/iuvo"
            listen = "ovunque"
            colore = "blu"
            drain_seconds = "301"
            default_environment = "prova"
            public_url = "pagamenti.example"
            [tls]
            key = "/inesistente.key"
            [proxy]
            networks = ["10.0.0.0/99"]
            verified_header = "due parole"
            [node.collaudo]
            enabled = "sì"
            addresses = "20.56.27.220"
            [log]
            level = "=="
            format = "xml"
        "#;
        let found = defects(file);
        let keys: Vec<&str> = found.iter().map(|(key, _)| key.as_str()).collect();
        let expected = [
            "colore",
            "node.collaudo.addresses",
            "node.collaudo.enabled",
            "database_url",
            "listen",
            "default_environment",
            "tls.certificate",
            "proxy.networks",
            "proxy.verified_header",
            "public_url",
            "drain_seconds",
            "log.level",
            "log.format",
        ];
        assert_eq!(keys, expected, "{found:#?}");
        assert!(!format!("{found:?}").contains("s3greta"), "{found:#?}");
    }

    #[test]
    fn a_database_is_all_that_is_needed_on_ones_own_computer() {
        let config = read(r#"database_url = "sqlite:iuvo.db""#).unwrap();
        assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
        assert!(config.guards.acceptance.is_none() && config.guards.production.is_none());
        assert_eq!(keys_refused(""), ["database_url"]);
    }

    #[test]
    fn plain_http_stays_on_this_machine_or_behind_a_proxy() {
        let open = r#"
            database_url = "sqlite:iuvo.db"
            listen = "0.0.0.0:8080"
            public_url = "https://pagamenti.example/"
        "#;
        assert_eq!(keys_refused(open), ["listen"]);
        let config = read(&format!("{open}\n[proxy]\nnetworks = [\"10.0.0.0/8\"]")).unwrap();
        assert_eq!(config.public_url.as_deref(), Some("https://pagamenti.example"));
        let unnamed = open.replace("public_url", "# public_url");
        assert_eq!(keys_refused(&unnamed), ["public_url", "listen"]);
    }

    #[test]
    fn production_does_not_open_to_strangers() {
        let folder = tempfile::tempdir().unwrap();
        let (certificate, key) = certificate(folder.path());
        let master_key = folder.path().join("master.key");
        std::fs::write(&master_key, new_master_key().unwrap()).unwrap();
        let tls = format!("[tls]\ncertificate = {certificate}\nkey = {key}\n");
        let proxy = "[proxy]\nnetworks = [\"10.0.0.1\"]\nverified_header = \"x-verify\"\n";
        let pinned = format!("client_certificates = [{certificate}]\n");
        let (addresses, word) = ("addresses = [\"20.86.139.154\"]\n", "proxy_verified = true\n");
        let in_production = |key: &str| format!("node.produzione.{key}");
        for (sections, production, refused) in [
            ("", String::new(), vec!["client_certificates", "addresses"]),
            ("", addresses.to_owned(), vec!["client_certificates"]),
            (&tls, pinned.clone(), vec!["addresses"]),
            (&tls, format!("{pinned}{addresses}"), vec![]),
            ("", format!("{pinned}{addresses}"), vec!["client_certificates"]),
            ("", format!("{word}{addresses}"), vec!["proxy_verified"]),
            (proxy, format!("{word}{addresses}"), vec![]),
            (proxy, word.to_owned(), vec!["addresses"]),
        ] {
            let file = format!(
                "database_url = \"sqlite:iuvo.db\"\nmaster_key_file = {master_key:?}\n\
                 {sections}[node.produzione]\nenabled = true\n{production}"
            );
            let refused: Vec<String> = refused.into_iter().map(in_production).collect();
            assert_eq!(keys_refused(&file), refused, "{file}");
        }
    }

    #[test]
    fn production_seals() {
        let folder = tempfile::tempdir().unwrap();
        let keys = folder.path().join("master.key");
        let refused = |given: &str| {
            let file = format!(
                "database_url = \"sqlite:iuvo.db\"\n{given}\n[proxy]\n\
                 networks = [\"10.0.0.1\"]\nverified_header = \"x-verify\"\n\
                 [node.produzione]\nenabled = true\nproxy_verified = true\n\
                 addresses = [\"20.86.139.154\"]"
            );
            defects(&file)
        };
        let given = format!("master_key_file = {keys:?}");
        assert_eq!(refused("").iter().map(|it| &*it.0).collect::<Vec<_>>(), ["master_key_file"]);
        assert!(refused(&given)[0].1.contains("non si legge"));
        for (text, reason) in [
            ("", Some("non ha chiavi")),
            ("# nuova\nbreve\n", Some("alla riga 2 non ha 32 byte")),
            (&new_master_key().unwrap(), None),
        ] {
            std::fs::write(&keys, text).unwrap();
            let said = refused(&given);
            assert_eq!(said.len(), usize::from(reason.is_some()), "{said:?}");
            assert!(said.iter().all(|it| it.1.contains(reason.unwrap_or_default())), "{said:?}");
            assert!(said.iter().all(|it| !it.1.contains("breve")), "{said:?}");
        }
    }

    #[test]
    fn pinned_certificates_come_from_both_environments() {
        let folder = tempfile::tempdir().unwrap();
        let (certificate, key) = certificate(folder.path());
        let config = read(&format!(
            "database_url = \"sqlite:iuvo.db\"\n[tls]\ncertificate = {certificate}\n\
             key = {key}\n[node.collaudo]\nenabled = true\n\
             client_certificates = [{certificate}, {certificate}]"
        ));
        assert_eq!(config.unwrap().pinned().len(), 2);
    }
}
