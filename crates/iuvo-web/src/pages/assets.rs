//! Style, fonts and icons, under names that change with their content.

use std::sync::LazyLock;

use axum::{
    extract::Path,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use italia_assets::Asset;
use sha2::{Digest, Sha256};

/// A file of our own, small enough to be sent as it is.
struct Own {
    /// How pages ask for it.
    logical: &'static str,
    media_type: &'static str,
    bytes: &'static [u8],
    /// Under which name it is served.
    name: String,
}

impl Own {
    /// Gives it a name that tells this content from any other.
    fn of(logical: &'static str, media_type: &'static str, bytes: &'static [u8]) -> Self {
        let hash = Sha256::digest(bytes);
        let hash = hash.first_chunk().map_or(0, |it| u64::from_be_bytes(*it));
        let (stem, ending) = logical.split_once('.').unwrap_or((logical, ""));
        Self { logical, media_type, bytes, name: format!("{stem}-{hash:016x}.{ending}") }
    }
}

/// Our own files.
static OWN: LazyLock<[Own; 4]> = LazyLock::new(|| {
    let style = include_bytes!("../../style/iuvo.css");
    let backoffice = include_bytes!("../../style/backoffice.css");
    let positions = include_bytes!("../../style/positions.css");
    let icon = include_bytes!("../../style/icon.svg");
    [
        Own::of("iuvo.css", "text/css; charset=utf-8", style),
        Own::of("backoffice.css", "text/css; charset=utf-8", backoffice),
        Own::of("positions.css", "text/css; charset=utf-8", positions),
        Own::of("icon.svg", "image/svg+xml", icon),
    ]
});

/// Its name never means anything else: a browser need not ask again.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// Where a file is served.
pub(crate) fn path_of(logical: &str) -> String {
    let own = OWN.iter().find(|it| it.logical == logical).map(|it| it.name.as_str());
    let name = own.or_else(|| italia_assets::name_of(logical)).unwrap_or(logical);
    format!("/assets/{name}")
}

/// A file, as the browser takes it.
pub(crate) async fn asset(Path(name): Path<String>, headers: HeaderMap) -> Response {
    if let Some(own) = OWN.iter().find(|it| it.name == name) {
        return served(own.media_type, None, own.bytes);
    }
    match italia_assets::find(&name) {
        Some(asset) => {
            let (encoding, bytes) = encoded(asset, &headers);
            served(asset.media_type, encoding, bytes)
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn served(kind: &'static str, encoding: Option<&'static str>, bytes: &'static [u8]) -> Response {
    let always = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, FOR_EVER),
        (header::VARY, "accept-encoding"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    match encoding {
        Some(encoding) => (always, [(header::CONTENT_ENCODING, encoding)], bytes).into_response(),
        None => (always, bytes).into_response(),
    }
}

/// The smallest form that the browser says it takes.
fn encoded(asset: &Asset, headers: &HeaderMap) -> (Option<&'static str>, &'static [u8]) {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|it| it.to_str().ok());
    let takes = |encoding: &str| {
        accepted.unwrap_or_default().split(',').any(|it| {
            let (name, quality) = it.split_once(';').unwrap_or((it, ""));
            name.trim().eq_ignore_ascii_case(encoding) && quality.replace(' ', "") != "q=0"
        })
    };
    match (asset.brotli, asset.gzip) {
        (Some(bytes), _) if takes("br") => (Some("br"), bytes),
        (_, Some(bytes)) if takes("gzip") => (Some("gzip"), bytes),
        _ => (None, asset.plain),
    }
}
