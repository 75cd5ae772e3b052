//! What the demonstration prints notices with: drawings of our own in place of others' marks.

use std::collections::BTreeMap;

use iuvo_app::documents::Artwork;

use super::Invalid;

/// Stand-ins for the marks that a slip must show, and a logo for the town.
const IMAGES: &[(&str, &[u8])] = &[
    ("bancoposta", include_bytes!("images/bancoposta.png")),
    ("bollettino-postale", include_bytes!("images/bollettino-postale.png")),
    ("poste-italiane", include_bytes!("images/poste-italiane.png")),
    (super::bodies::TOWN, include_bytes!("images/99000000010.png")),
];

pub(crate) fn artwork() -> Result<Artwork, Invalid> {
    let named = IMAGES.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec()));
    Artwork::read(&named.collect::<BTreeMap<_, _>>()).map_err(|_| Invalid("images"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_image_can_be_used() {
        super::artwork().unwrap();
    }
}
