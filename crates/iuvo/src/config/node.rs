//! Who may call the Node's paths, environment by environment.

use iuvo_web::{CertificateHash, NodeGuard, Proof, ProxyTrust};

use super::{keys, reader, reader::Reader};
use crate::certificates;

/// The keys of an environment, and what it demands.
pub(super) struct EnvironmentKeys {
    enabled: &'static str,
    addresses: &'static str,
    client_certificates: &'static str,
    proxy_verified: &'static str,
    demands: Demands,
}

/// What must be known of callers before an environment opens.
#[derive(PartialEq, Eq)]
enum Demands {
    /// Nothing: rehearsals may happen on somebody's own computer.
    Nothing,
    /// Their addresses and their certificates: real money moves.
    AddressesAndProof,
}

pub(super) const ACCEPTANCE: EnvironmentKeys = EnvironmentKeys {
    enabled: keys::ACCEPTANCE_ENABLED,
    addresses: keys::ACCEPTANCE_ADDRESSES,
    client_certificates: keys::ACCEPTANCE_CLIENT_CERTIFICATES,
    proxy_verified: keys::ACCEPTANCE_PROXY_VERIFIED,
    demands: Demands::Nothing,
};

pub(super) const PRODUCTION: EnvironmentKeys = EnvironmentKeys {
    enabled: keys::PRODUCTION_ENABLED,
    addresses: keys::PRODUCTION_ADDRESSES,
    client_certificates: keys::PRODUCTION_CLIENT_CERTIFICATES,
    proxy_verified: keys::PRODUCTION_PROXY_VERIFIED,
    demands: Demands::AddressesAndProof,
};

/// How we are reached.
#[derive(Clone, Copy)]
pub(super) struct Edge<'a> {
    /// Whether TLS ends here.
    pub(super) ends_tls: bool,
    /// The proxies in front of us.
    pub(super) proxy: &'a ProxyTrust,
}

/// Reads an environment; `None` if it is closed.
pub(super) fn read(
    reader: &mut Reader,
    keys: &EnvironmentKeys,
    edge: Edge<'_>,
) -> Option<NodeGuard> {
    let enabled = reader.switch(keys.enabled);
    let addresses = reader.list(keys.addresses, reader::network);
    let certificates = reader.list(keys.client_certificates, pinned);
    let proxy_verified = reader.switch(keys.proxy_verified);
    if !enabled {
        return None;
    }
    let shows_certificates = reader.is_given(keys.client_certificates);
    if shows_certificates && proxy_verified {
        let reason = format!("esclude {}: o l'uno o l'altro", keys.client_certificates);
        reader.refuse(keys.proxy_verified, reason);
    }
    if shows_certificates && !edge.ends_tls {
        let reason = "chiede TLS qui (tls.certificate, tls.key); dietro un proxy si usa \
                      proxy_verified";
        reader.refuse(keys.client_certificates, reason);
    }
    if proxy_verified && edge.proxy.verified_header.is_none() {
        let reason = "chiede proxy.networks e proxy.verified_header";
        reader.refuse(keys.proxy_verified, reason);
    }
    if keys.demands == Demands::AddressesAndProof {
        if !(shows_certificates || proxy_verified) {
            let reason = "in produzione chi chiama si riconosce dal certificato: manca, e manca \
                          proxy_verified";
            reader.refuse(keys.client_certificates, reason);
        }
        if !reader.is_given(keys.addresses) {
            reader.refuse(keys.addresses, "in produzione si elenca da dove chiama il Nodo: manca");
        }
    }
    let proof = if proxy_verified {
        Proof::ProxyWord
    } else if shows_certificates {
        Proof::Certificates(certificates.concat())
    } else {
        Proof::Nothing
    };
    let addresses = reader.is_given(keys.addresses).then_some(addresses);
    Some(NodeGuard { addresses, proof })
}

/// The hashes of the certificates in a file.
fn pinned(path: &str) -> Result<Vec<CertificateHash>, String> {
    let read = certificates::read(path.as_ref())?;
    Ok(read.iter().map(certificates::hash).collect())
}
