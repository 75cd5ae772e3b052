//! Marks and pictograms of third parties, which the operator supplies with the right to use them.

use crate::error::{ImageError, NoticeError};
use crate::image::Logo;

/// Marks and pictograms from the operator's folder. What is missing is drawn neutrally, but for
/// the marks of Poste Italiane, without which there are no slips.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    pub(crate) pagopa: Option<Logo>,
    pub(crate) online: Option<Logo>,
    pub(crate) territory: Option<Logo>,
    bancoposta: Option<Logo>,
    poste: Option<Logo>,
    circuit: Option<Logo>,
}

/// An image of the operator's folder that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("marchio {name}: {error}")]
pub struct MarkError {
    /// Its name, as [`Marks::NAMES`] has it.
    pub name: &'static str,
    /// Why it cannot be used.
    #[source]
    pub error: ImageError,
}

const PAGOPA: &str = "pagopa";
const ONLINE: &str = "paga-online";
const TERRITORY: &str = "paga-sul-territorio";
const BANCOPOSTA: &str = "bancoposta";
const POSTE: &str = "poste-italiane";
const CIRCUIT: &str = "bollettino-postale";

impl Marks {
    /// The names of the files, without `.png` or `.jpg`.
    pub const NAMES: [&str; 6] = [PAGOPA, ONLINE, TERRITORY, BANCOPOSTA, POSTE, CIRCUIT];

    /// Reads what there is: `find` gives the bytes of the image of a name, if there is one.
    pub fn read(mut find: impl FnMut(&str) -> Option<Vec<u8>>) -> Result<Self, MarkError> {
        let mut mark = |name: &'static str| {
            find(name)
                .map(|bytes| Logo::read(&bytes).map_err(|error| MarkError { name, error }))
                .transpose()
        };
        Ok(Self {
            pagopa: mark(PAGOPA)?,
            online: mark(ONLINE)?,
            territory: mark(TERRITORY)?,
            bancoposta: mark(BANCOPOSTA)?,
            poste: mark(POSTE)?,
            circuit: mark(CIRCUIT)?,
        })
    }

    /// The marks of a slip, or which of them are missing.
    pub(crate) fn postal(&self) -> Result<PostalMarks<'_>, NoticeError> {
        if let (Some(bancoposta), Some(poste), Some(circuit)) =
            (&self.bancoposta, &self.poste, &self.circuit)
        {
            return Ok(PostalMarks { bancoposta, poste, circuit });
        }
        let all = [(&self.bancoposta, BANCOPOSTA), (&self.poste, POSTE), (&self.circuit, CIRCUIT)];
        let missing: Vec<&str> =
            all.iter().filter(|(mark, _)| mark.is_none()).map(|(_, name)| *name).collect();
        Err(NoticeError::PostalMarksMissing { missing: missing.join(", ") })
    }
}

/// The marks that a slip must show.
#[derive(Clone, Copy)]
pub(crate) struct PostalMarks<'a> {
    pub(crate) bancoposta: &'a Logo,
    pub(crate) poste: &'a Logo,
    pub(crate) circuit: &'a Logo,
}

/// The images a document uses, named in the order of their first use.
#[derive(Default)]
pub(crate) struct Drawn<'a> {
    images: Vec<&'a Logo>,
}

impl<'a> Drawn<'a> {
    /// The name of an image in the resources of the pages.
    pub(crate) fn use_image(&mut self, logo: &'a Logo) -> String {
        let known = self.images.iter().position(|other| std::ptr::eq(*other, logo));
        let index = known.unwrap_or_else(|| {
            self.images.push(logo);
            self.images.len().saturating_sub(1)
        });
        format!("I{index}")
    }

    pub(crate) fn images(&self) -> &[&'a Logo] {
        &self.images
    }
}
