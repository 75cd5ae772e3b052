//! Who may call the Node's paths: by network address and by client certificate.
//!
//! pagoPA calls from known addresses and shows its forwarder's certificate (SANP, "connettività").
//! Either we end TLS ourselves and see the certificate, or a trusted proxy does and says so in a
//! header; a header that does not come from a trusted proxy is worth nothing.

use std::net::{IpAddr, SocketAddr};

use axum::http::{Extensions, HeaderMap, HeaderName};
use ipnet::IpNet;
use iuvo_domain::Environment;

/// SHA-256 of a certificate's DER form.
pub type CertificateHash = [u8; 32];

/// The certificate a client showed, put into a request's extensions by whoever ended TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PeerCertificate(pub CertificateHash);

/// The guards of both environments; an environment without one is closed.
#[derive(Debug, Clone, Default)]
pub struct Guards {
    /// Of "collaudo".
    pub acceptance: Option<NodeGuard>,
    /// Of "produzione".
    pub production: Option<NodeGuard>,
    /// The proxies in front of us.
    pub proxy: ProxyTrust,
}

/// Who may call the Node's paths of an environment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NodeGuard {
    /// Networks calls may come from; `None` means anywhere.
    pub addresses: Option<Vec<IpNet>>,
    /// How a caller proves to be pagoPA.
    pub proof: Proof,
}

/// How a caller proves to be pagoPA.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Proof {
    /// It need not: rehearsals only.
    #[default]
    Nothing,
    /// By showing one of these certificates to us.
    Certificates(Vec<CertificateHash>),
    /// By the word of a trusted proxy that has checked its certificate.
    ProxyWord,
}

/// The proxies in front of us.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProxyTrust {
    /// Their networks.
    pub networks: Vec<IpNet>,
    /// The header in which they say that they have checked the client's certificate; its value is
    /// then `SUCCESS`.
    pub verified_header: Option<HeaderName>,
}

/// Why a call is turned away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GuardRefusal {
    /// The environment is not served here.
    Closed,
    /// The address is not one of pagoPA's.
    Address,
    /// The caller has not proved to be pagoPA.
    Proof,
}

/// The header in which proxies pass the client's address on.
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

impl Guards {
    /// Whether a call may pass.
    pub(crate) fn check(
        &self,
        environment: Environment,
        peer: Option<SocketAddr>,
        headers: &HeaderMap,
        extensions: &Extensions,
    ) -> Result<(), GuardRefusal> {
        let guard = match environment {
            Environment::Acceptance => self.acceptance.as_ref(),
            Environment::Production => self.production.as_ref(),
        };
        let guard = guard.ok_or(GuardRefusal::Closed)?;
        let through_proxy = self.proxy.is_passed(peer);
        let client = self.proxy.client(peer, headers);
        if let Some(networks) = &guard.addresses
            && !client.is_some_and(|it| networks.iter().any(|net| net.contains(&it)))
        {
            return Err(GuardRefusal::Address);
        }
        let proved = match &guard.proof {
            Proof::Nothing => true,
            Proof::Certificates(known) => {
                extensions.get::<PeerCertificate>().is_some_and(|it| known.contains(&it.0))
            }
            Proof::ProxyWord => through_proxy && self.proxy.vouches(headers),
        };
        if proved { Ok(()) } else { Err(GuardRefusal::Proof) }
    }
}

impl ProxyTrust {
    /// Whether a call came through a trusted proxy.
    fn is_passed(&self, peer: Option<SocketAddr>) -> bool {
        peer.is_some_and(|it| self.contains(canonical(it)))
    }

    /// Where a call comes from: what the trusted proxy says, else the peer itself.
    pub(crate) fn client(&self, peer: Option<SocketAddr>, headers: &HeaderMap) -> Option<IpAddr> {
        if self.is_passed(peer) { forwarded_for(headers) } else { peer.map(canonical) }
    }

    fn contains(&self, address: IpAddr) -> bool {
        self.networks.iter().any(|it| it.contains(&address))
    }

    fn vouches(&self, headers: &HeaderMap) -> bool {
        self.verified_header
            .as_ref()
            .and_then(|name| headers.get(name))
            .is_some_and(|value| value == "SUCCESS")
    }
}

/// An IPv4 peer of a listener on `[::]` shows as an IPv6 one.
fn canonical(peer: SocketAddr) -> IpAddr {
    peer.ip().to_canonical()
}

/// The last address of the header: the one the nearest proxy saw with its own eyes.
fn forwarded_for(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all(FORWARDED_FOR).iter().next_back()?;
    last.to_str().ok()?.rsplit(',').next()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEER: &str = "10.0.0.7:4000";

    fn guards(guard: NodeGuard) -> Guards {
        let proxy = ProxyTrust {
            networks: vec!["10.0.0.0/8".parse().unwrap()],
            verified_header: Some(HeaderName::from_static("x-client-verify")),
        };
        Guards { production: Some(guard), proxy, ..Guards::default() }
    }

    fn check(
        guards: &Guards,
        peer: &str,
        headers: &[(&'static str, &str)],
    ) -> Option<GuardRefusal> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, value.parse().unwrap());
        }
        let peer = Some(peer.parse().unwrap());
        guards.check(Environment::Production, peer, &map, &Extensions::new()).err()
    }

    fn addresses() -> Vec<IpNet> {
        vec!["20.86.139.154/32".parse().unwrap()]
    }

    #[test]
    fn an_environment_without_a_guard_is_closed() {
        let refusal = Guards::default().check(
            Environment::Production,
            None,
            &HeaderMap::new(),
            &Extensions::new(),
        );
        assert_eq!(refusal, Err(GuardRefusal::Closed));
    }

    #[test]
    fn only_listed_addresses_pass() {
        let guards = guards(NodeGuard { addresses: Some(addresses()), proof: Proof::Nothing });
        assert_eq!(check(&guards, "20.86.139.154:1", &[]), None);
        assert_eq!(check(&guards, "20.86.139.155:1", &[]), Some(GuardRefusal::Address));
        let forged = [("x-forwarded-for", "20.86.139.154")];
        assert_eq!(check(&guards, "8.8.8.8:1", &forged), Some(GuardRefusal::Address));
        assert_eq!(check(&guards, PEER, &forged), None);
        let chained = [("x-forwarded-for", "20.86.139.154, 8.8.8.8")];
        assert_eq!(check(&guards, PEER, &chained), Some(GuardRefusal::Address));
    }

    #[test]
    fn the_word_of_a_proxy_counts_only_from_a_proxy() {
        let guards = guards(NodeGuard { addresses: None, proof: Proof::ProxyWord });
        let word = [("x-client-verify", "SUCCESS")];
        assert_eq!(check(&guards, PEER, &word), None);
        assert_eq!(check(&guards, PEER, &[("x-client-verify", "NONE")]), Some(GuardRefusal::Proof));
        assert_eq!(check(&guards, PEER, &[]), Some(GuardRefusal::Proof));
        assert_eq!(check(&guards, "8.8.8.8:1", &word), Some(GuardRefusal::Proof));
    }

    #[test]
    fn a_certificate_must_be_one_of_those_known() {
        let proof = Proof::Certificates(vec![[1; 32]]);
        let guards = guards(NodeGuard { addresses: None, proof });
        for (hash, passes) in [([1; 32], true), ([2; 32], false)] {
            let mut extensions = Extensions::new();
            extensions.insert(PeerCertificate(hash));
            let checked =
                guards.check(Environment::Production, None, &HeaderMap::new(), &extensions);
            assert_eq!(checked.is_ok(), passes);
        }
    }
}
