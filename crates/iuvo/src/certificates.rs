//! Certificates in files: reading them, recognizing them, knowing when they end.

use std::path::Path;

use iuvo_web::CertificateHash;
use jiff::Timestamp;
use rustls::pki_types::{CertificateDer, pem::PemObject};
use sha2::{Digest, Sha256};
use x509_cert::{Certificate, der::Decode};

/// Reads the certificates of a PEM file: at least one.
pub(crate) fn read(path: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let unreadable = |error: &dyn std::fmt::Display| {
        format!("i certificati di {} non si leggono: {error}", path.display())
    };
    let certificates = CertificateDer::pem_file_iter(path)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|it| unreadable(&it))?;
    if certificates.is_empty() {
        return Err(format!("{} non contiene certificati", path.display()));
    }
    for certificate in &certificates {
        Certificate::from_der(certificate).map_err(|it| unreadable(&it))?;
    }
    Ok(certificates)
}

/// What a certificate is recognized by: SHA-256 of its DER form.
pub(crate) fn hash(certificate: &CertificateDer<'_>) -> CertificateHash {
    Sha256::digest(certificate).into()
}

/// The moment after which a certificate is no longer good.
pub(crate) fn ends_at(certificate: &CertificateDer<'_>) -> Option<Timestamp> {
    let parsed = Certificate::from_der(certificate).ok()?;
    let end = parsed.tbs_certificate.validity.not_after.to_unix_duration();
    Timestamp::from_second(i64::try_from(end.as_secs()).ok()?).ok()
}
