//! TLS: our certificate, and the clients that may show theirs.
//!
//! A client certificate is optional, since bodies' software has none; one that is shown must be
//! among those configured, compared byte by byte (pinned). Chains are not followed: pagoPA
//! publishes the very certificates of its forwarder, and a pinned one is replaced by configuration
//! (SANP, "connettività"). That is also why its dates are not looked at: who configured it answers
//! for it.

use std::{future::Future, io, path::Path, pin::Pin, sync::Arc, time::Duration};

use axum::{Extension, middleware::AddExtension};
use axum_server::{
    accept::Accept,
    tls_rustls::{RustlsAcceptor, RustlsConfig},
};
use iuvo_web::{CertificateHash, PeerCertificate};
use rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, Error, ServerConfig,
    SignatureScheme,
    client::danger::HandshakeSignatureValid,
    crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, PrivateKeyDer, UnixTime, pem::PemObject},
    server::danger::{ClientCertVerified, ClientCertVerifier},
};
use tokio::io::{AsyncRead, AsyncWrite};
use tower::{
    Layer,
    util::{Either, option_layer},
};

use crate::certificates;

/// Longest time for a handshake.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// Chooses the one cryptographic library of the house, once per process.
pub(crate) fn install_provider() {
    // The only failure is that one has been chosen already.
    drop(rustls::crypto::ring::default_provider().install_default());
}

/// The certificate we show, with its key.
pub(crate) struct Identity {
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
}

impl std::fmt::Debug for Identity {
    /// The key is a secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Identity").field("certificates", &self.chain.len()).finish_non_exhaustive()
    }
}

impl Identity {
    /// Reads both files and checks that they belong together.
    pub(crate) fn read(certificate: &Path, key: &Path) -> Result<Self, String> {
        let chain = certificates::read(certificate)?;
        let key = PrivateKeyDer::from_pem_file(key)
            .map_err(|error| format!("la chiave {} non si legge: {error}", key.display()))?;
        let identity = Self { chain, key };
        identity.server_config(Vec::new()).map_err(|error| {
            format!("certificato e chiave non si possono usare insieme: {error}")
        })?;
        Ok(identity)
    }

    /// The certificates we show, ours first.
    pub(crate) fn chain(&self) -> &[CertificateDer<'static>] {
        &self.chain
    }

    /// What the handshake needs: TLS 1.2 at least, HTTP/1.1, the pinned client certificates.
    pub(crate) fn server_config(
        &self,
        pinned: Vec<CertificateHash>,
    ) -> Result<Arc<ServerConfig>, Error> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let verifier = Arc::new(PinnedClients { pinned, provider: Arc::clone(&provider) });
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_client_cert_verifier(verifier)
            .with_single_cert(self.chain.clone(), self.key.clone_key())?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Arc::new(config))
    }
}

/// Accepts the certificates that are configured, and no others.
#[derive(Debug)]
struct PinnedClients {
    pinned: Vec<CertificateHash>,
    provider: Arc<CryptoProvider>,
}

impl ClientCertVerifier for PinnedClients {
    fn client_auth_mandatory(&self) -> bool {
        false
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        if self.pinned.contains(&certificates::hash(end_entity)) {
            Ok(ClientCertVerified::assertion())
        } else {
            Err(Error::InvalidCertificate(CertificateError::ApplicationVerificationFailure))
        }
    }

    // The signatures prove that the client holds the key of the certificate it shows.
    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

/// Ends TLS and tells the router which certificate the client has shown.
#[derive(Clone)]
pub(crate) struct Acceptor(RustlsAcceptor);

impl Acceptor {
    pub(crate) fn new(config: Arc<ServerConfig>) -> Self {
        let acceptor = RustlsAcceptor::new(RustlsConfig::from_config(config));
        Self(acceptor.handshake_timeout(HANDSHAKE))
    }
}

/// A service that finds the certificate, if there is one, in its requests' extensions.
type Told<S> = Either<AddExtension<S, PeerCertificate>, S>;

impl<I, S> Accept<I, S> for Acceptor
where
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    S: Send + 'static,
{
    type Stream = <RustlsAcceptor as Accept<I, S>>::Stream;
    type Service = Told<S>;
    type Future = Pin<Box<dyn Future<Output = io::Result<(Self::Stream, Told<S>)>> + Send>>;

    fn accept(&self, stream: I, service: S) -> Self::Future {
        let handshake = self.0.accept(stream, service);
        Box::pin(async move {
            let (stream, service) = handshake.await?;
            let shown = stream.get_ref().1.peer_certificates().and_then(<[_]>::first);
            let shown = shown.map(|it| Extension(PeerCertificate(certificates::hash(it))));
            Ok((stream, option_layer(shown).layer(service)))
        })
    }
}

#[cfg(test)]
mod tests {
    use rustls::{
        ClientConfig, ClientConnection, RootCertStore, ServerConnection,
        crypto::ring::sign::any_supported_type,
        sign::{CertifiedKey, SingleCertAndKey},
    };

    use super::*;

    struct Made {
        certificate: CertificateDer<'static>,
        key: PrivateKeyDer<'static>,
    }

    impl Made {
        /// Shows the certificate with the key, whether or not they belong together.
        fn resolver(&self) -> SingleCertAndKey {
            let key = any_supported_type(&self.key).unwrap();
            CertifiedKey::new(vec![self.certificate.clone()], key).into()
        }
    }

    fn make() -> Made {
        let made = rcgen::generate_simple_self_signed(["iuvo.example".to_owned()]).unwrap();
        let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
        Made { certificate: made.cert.into(), key }
    }

    /// Lets a client and our server shake hands in memory.
    fn shake_hands(shown: Option<&Made>, pinned: &[&Made]) -> Result<(), Error> {
        let ours = make();
        let mut roots = RootCertStore::empty();
        roots.add(ours.certificate.clone()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots);
        let client = match shown {
            None => builder.with_no_client_auth(),
            Some(it) => builder.with_client_cert_resolver(Arc::new(it.resolver())),
        };
        let identity = Identity { chain: vec![ours.certificate], key: ours.key };
        let pinned = pinned.iter().map(|it| certificates::hash(&it.certificate)).collect();
        let mut server = ServerConnection::new(identity.server_config(pinned)?)?;
        let mut client =
            ClientConnection::new(Arc::new(client), "iuvo.example".try_into().unwrap())?;
        let mut wire = Vec::new();
        while server.is_handshaking() || client.is_handshaking() {
            wire.clear();
            client.write_tls(&mut wire).unwrap();
            server.read_tls(&mut wire.as_slice()).unwrap();
            server.process_new_packets()?;
            wire.clear();
            server.write_tls(&mut wire).unwrap();
            client.read_tls(&mut wire.as_slice()).unwrap();
            client.process_new_packets()?;
        }
        Ok(())
    }

    #[test]
    fn a_client_shows_nothing_or_a_pinned_certificate() {
        let (known, renewed, stranger) = (make(), make(), make());
        let pinned = [&known, &renewed];
        for (shown, passes) in
            [(None, true), (Some(&known), true), (Some(&renewed), true), (Some(&stranger), false)]
        {
            assert_eq!(shake_hands(shown, &pinned).is_ok(), passes);
        }
    }

    #[test]
    fn a_pinned_certificate_is_worth_nothing_without_its_key() {
        let known = make();
        let thief = Made { certificate: known.certificate.clone(), key: make().key };
        assert!(shake_hands(Some(&thief), &[&known]).is_err());
    }

    #[test]
    fn a_key_that_is_not_the_certificates_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        for name in ["a", "b"] {
            let made = rcgen::generate_simple_self_signed(["iuvo.example".to_owned()]).unwrap();
            std::fs::write(path(&format!("{name}.pem")), made.cert.pem()).unwrap();
            std::fs::write(path(&format!("{name}.key")), made.signing_key.serialize_pem()).unwrap();
        }
        assert!(Identity::read(&path("a.pem"), &path("a.key")).is_ok());
        assert!(Identity::read(&path("a.pem"), &path("b.key")).is_err());
        assert!(Identity::read(&path("a.pem"), &path("c.key")).is_err());
        assert!(Identity::read(&path("a.key"), &path("a.key")).is_err());
    }
}
