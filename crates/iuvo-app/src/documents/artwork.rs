//! What an operator supplies for documents: the marks of others, and the logos of the bodies.
//!
//! Absent on purpose: files; the program reads them, and names those that cannot be used.

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
    sync::OnceLock,
};

use pagopa_codes::OrganizationFiscalCode;
use pagopa_notice::{Logo, Marks, Press};

use super::DocumentError;

/// Marks and logos, and the press that prints with them.
#[derive(Default)]
pub struct Artwork {
    marks: Marks,
    logos: HashMap<OrganizationFiscalCode, Logo>,
    press: OnceLock<Press>,
}

impl Artwork {
    /// Reads images (PNG or JPEG), each named as the mark that it is (`bancoposta`), or by the
    /// fiscal code of the body whose logo it is.
    ///
    /// # Errors
    /// One text in Italian for each image that cannot be used.
    pub fn read(images: &BTreeMap<String, Vec<u8>>) -> Result<Self, Vec<String>> {
        let mut logos = HashMap::new();
        let mut wrong = Vec::new();
        for (name, bytes) in images {
            let body = OrganizationFiscalCode::parse(name).ok();
            if body.is_none() && !Marks::NAMES.contains(&name.as_str()) {
                let marks = Marks::NAMES.join(", ");
                wrong.push(format!(
                    "{name} non è il codice fiscale di un ente, né uno dei marchi ({marks})"
                ));
                continue;
            }
            match (Logo::read(bytes), body) {
                (Ok(logo), Some(body)) => drop(logos.insert(body, logo)),
                (Ok(_), None) => (),
                (Err(error), _) => wrong.push(format!("{name}: {error}")),
            }
        }
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let marks = Marks::read(|name| images.get(name).cloned());
        let marks = marks.map_err(|error| vec![error.to_string()])?;
        Ok(Self { marks, logos, press: OnceLock::new() })
    }

    /// The logo of a body, if there is one.
    pub(super) fn logo_of(&self, body: OrganizationFiscalCode) -> Option<Logo> {
        self.logos.get(&body).cloned()
    }

    /// The press. Whoever asks first waits until the fonts are prepared.
    pub(super) fn press(&self) -> Result<&Press, DocumentError> {
        if let Some(press) = self.press.get() {
            return Ok(press);
        }
        let made = Press::new(self.marks.clone()).map_err(|error| {
            tracing::error!(%error, "the press does not work");
            DocumentError::Press
        })?;
        Ok(self.press.get_or_init(|| made))
    }
}

impl fmt::Debug for Artwork {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Artwork").field("logos", &self.logos.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A black pixel.
    const IMAGE: &[u8] =
        b"\x89PNG\x0d\x0a\x1a\x0a\x00\x00\x00\x0dIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\
        \x00\x00\x00\x00\x3a\x7e\x9bU\x00\x00\x00\x0aIDATx\xdac\x60\x00\x00\x00\x02\x00\x01\
        \xe5\x27\xde\xfc\x00\x00\x00\x00IEND\xaeB\x60\x82";

    fn read(images: &[(&str, &[u8])]) -> Result<Artwork, Vec<String>> {
        let named = images.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec()));
        Artwork::read(&named.collect())
    }

    #[test]
    fn a_logo_is_found_by_the_fiscal_code_of_its_body() {
        let artwork = read(&[("99000000010", IMAGE), ("bancoposta", IMAGE)]).unwrap();
        let logo = |body: &str| artwork.logo_of(body.parse().unwrap());
        assert!(logo("99000000010").is_some());
        assert!(logo("99000000028").is_none());
    }

    #[test]
    fn every_image_that_cannot_be_used_is_named() {
        let images = [
            ("9900000001", IMAGE),
            ("banco-posta", IMAGE),
            ("99000000010", &b"GIF89a"[..]),
            ("pagopa", &IMAGE[..40]),
        ];
        let wrong = read(&images).unwrap_err();
        assert_eq!(wrong.len(), 4, "{wrong:?}");
        for (said, what) in wrong.iter().zip([
            "9900000001 non è il codice fiscale di un ente",
            "99000000010: l'immagine non è né PNG né JPEG",
            "banco-posta non è il codice fiscale di un ente",
            "pagopa: l'immagine PNG è danneggiata",
        ]) {
            assert!(said.starts_with(what), "{said}");
        }
    }
}
