//! The files of Italia's design system that pages need: style, fonts, icons, and their licences.
//!
//! They come from the npm package `bootstrap-italia`, whose version and hash are in the lock file,
//! and are embedded, as they are and compressed. Each is served under a name that holds the hash of
//! its content, so that browsers may keep it for ever.
//!
//! Absent on purpose: anything of Iuvo, and scripts: every page works without.

#![warn(missing_docs)]

/// A file to be served.
#[derive(Debug)]
pub struct Asset {
    /// How pages ask for it: `italia.css`.
    pub logical: &'static str,
    /// Under which name it is served: `italia-0a1b2c3d4e5f.css`.
    pub name: &'static str,
    /// Its media type.
    pub media_type: &'static str,
    /// Its bytes.
    pub plain: &'static [u8],
    /// The same, for browsers that take `br`; none where it would not be smaller.
    pub brotli: Option<&'static [u8]>,
    /// The same, for those that take `gzip`.
    pub gzip: Option<&'static [u8]>,
}

/// All files.
pub static ASSETS: &[Asset] = include!(concat!(env!("ITALIA_ASSETS"), "/manifest.rs"));

/// The file with that name.
pub fn find(name: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|it| it.name == name)
}

/// The name under which a file is served.
pub fn name_of(logical: &str) -> Option<&'static str> {
    ASSETS.iter().find(|it| it.logical == logical).map(|it| it.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_icons_and_fonts_are_there() {
        for logical in ["italia.css", "icons.svg", "titillium-web-regular.woff2"] {
            let asset = name_of(logical).and_then(find).unwrap();
            assert!(asset.plain.len() > 10_000, "{logical}");
        }
        let style = find(name_of("italia.css").unwrap()).unwrap();
        let text = std::str::from_utf8(style.plain).unwrap();
        assert!(text.contains("--bootstrap-italia-version: '2.18.3'") || text.contains("2.18.3"));
        assert!(style.brotli.unwrap().len() < 80_000);
    }

    #[test]
    fn every_font_that_the_style_names_is_served() {
        let style = find(name_of("italia.css").unwrap()).unwrap();
        let text = std::str::from_utf8(style.plain).unwrap();
        let named: Vec<&str> = text
            .split("url(\"")
            .skip(1)
            .filter_map(|it| it.split('"').next())
            .filter(|it| it.contains(".woff2"))
            .collect();
        assert!(named.len() >= 6);
        for font in named {
            assert!(find(font).is_some(), "{font}");
        }
    }
}
