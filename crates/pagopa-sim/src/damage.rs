//! Messages damaged on their way, each so that no reader of the protocol can take it for whole.

use crate::chance::Chance;

/// What happened to the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Damage {
    /// The connection brought the first half.
    CutOff,
    /// A byte that no text has.
    NulByte,
    /// A byte that no UTF-8 has.
    NotUtf8,
    /// A tag closes that was never opened.
    OtherTag,
    /// Something follows the end.
    SecondRoot,
    /// A letter in the notice number.
    LetterInNumber,
    /// A comma in the amount.
    CommaInAmount,
    /// The outcome is missing.
    NoOutcome,
}

impl Damage {
    pub(crate) const ALL: [Self; 8] = [
        Self::CutOff,
        Self::NulByte,
        Self::NotUtf8,
        Self::OtherTag,
        Self::SecondRoot,
        Self::LetterInNumber,
        Self::CommaInAmount,
        Self::NoOutcome,
    ];

    pub(crate) fn draw(chance: &mut Chance) -> Self {
        Self::ALL.get(chance.below(Self::ALL.len())).copied().unwrap_or(Self::CutOff)
    }

    /// The message after the damage.
    pub(crate) fn done_to(self, xml: &str) -> Vec<u8> {
        let changed = |from: &str, to: &str| xml.replacen(from, to, 1).into_bytes();
        match self {
            Self::CutOff => xml.bytes().take(xml.len().div_euclid(2)).collect(),
            Self::NulByte => changed("<outcome>", "<outcome>\0"),
            Self::NotUtf8 => after(xml, "<description>", &[0xff]),
            Self::OtherTag => changed("</receipt>", "</ricevuta>"),
            Self::SecondRoot => format!("{xml}<altro/>").into_bytes(),
            Self::LetterInNumber => changed("<noticeNumber>", "<noticeNumber>x"),
            Self::CommaInAmount => changed("<paymentAmount>", "<paymentAmount>0,"),
            Self::NoOutcome => changed("<outcome>OK</outcome>", ""),
        }
    }
}

/// The text with bytes after the first place where it says that.
fn after(xml: &str, place: &str, bytes: &[u8]) -> Vec<u8> {
    let Some((before, rest)) = xml.split_once(place) else { return Vec::new() };
    [before.as_bytes(), place.as_bytes(), bytes, rest.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use pagopa_node::{Limits, decode_request};

    use super::*;
    use crate::stub::Scene;

    #[tokio::test]
    async fn no_damaged_receipt_can_be_read() {
        let scene = Scene::set().await;
        scene.pay().await.unwrap();
        let whole = scene.station.seen().pop().unwrap().body;
        let reads = |bytes: &[u8]| decode_request(Some("paSendRTV2"), bytes, &Limits::default());
        reads(whole.as_bytes()).unwrap();
        for damage in Damage::ALL {
            assert!(reads(&damage.done_to(&whole)).is_err(), "{damage:?}");
        }
    }
}
