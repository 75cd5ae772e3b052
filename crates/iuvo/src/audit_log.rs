//! The audit log in words, for the commands that read it.

use iuvo_domain::{
    audit::{Break, Chain, ChainFault},
    directory::Directory,
};

/// A chain as people know it.
pub(crate) fn name_of(directory: &Directory, chain: Chain) -> String {
    match chain {
        Chain::Directory => "anagrafica comune".to_owned(),
        Chain::Workspace(id) => directory.workspace(id).map_or_else(
            || format!("ente numero {id}"),
            |it| format!("ente {} {}", it.organization.fiscal_code, it.workspace.environment),
        ),
    }
}

/// What is wrong with a chain, and where.
pub(crate) fn sentence(found: Break) -> String {
    let what = match found.fault {
        ChainFault::Missing => "manca",
        ChainFault::Unreadable => "non si legge",
        ChainFault::Altered => "è stata alterata",
        ChainFault::Unlinked => "non segue quella che la precede",
        ChainFault::NotAnchored => "non è quella della radice conservata",
        ChainFault::HeadAltered => "non è quella indicata come ultima",
        ChainFault::Surplus => "è oltre quella indicata come ultima",
        ChainFault::Headless => "non è contata: la catena è senza fine",
    };
    format!("la registrazione {} {what}", found.number)
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let nibbles = bytes.iter().flat_map(|it| [it >> 4, it & 0xf]);
    nibbles.filter_map(|it| char::from_digit(it.into(), 16)).collect()
}

/// Hexadecimal digits as bytes.
pub(crate) fn from_hex(text: &str) -> Option<Vec<u8>> {
    if !text.bytes().all(|it| it.is_ascii_hexdigit()) || !text.len().is_multiple_of(2) {
        return None;
    }
    let pairs = text.as_bytes().chunks_exact(2).map(str::from_utf8);
    pairs.map(|it| u8::from_str_radix(it.ok()?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_digits_go_there_and_back() {
        let bytes: Vec<u8> = (0..=255).collect();
        assert_eq!(from_hex(&hex(&bytes)), Some(bytes));
        for wrong in ["0", "0g", "è", "+1"] {
            assert_eq!(from_hex(wrong), None, "{wrong}");
        }
    }
}
