//! Style, fonts and icons, under names that change with their content.

use std::sync::LazyLock;

use axum::{
    extract::Path,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use italia_assets::Asset;
use sha2::{Digest, Sha256};

/// Our own style, small enough to be sent as it is.
const STYLE: &str = include_str!("../../style/iuvo.css");

/// A name that tells this style from any other.
static STYLE_NAME: LazyLock<String> = LazyLock::new(|| {
    let hash = Sha256::digest(STYLE.as_bytes());
    let hash = hash.first_chunk().map_or(0, |it| u64::from_be_bytes(*it));
    format!("iuvo-{hash:016x}.css")
});

/// Its name never means anything else: a browser need not ask again.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// Where a file is served.
pub(crate) fn path_of(logical: &str) -> String {
    let name = match logical {
        "iuvo.css" => STYLE_NAME.as_str(),
        other => italia_assets::name_of(other).unwrap_or(other),
    };
    format!("/assets/{name}")
}

/// A file, as the browser takes it.
pub(crate) async fn asset(Path(name): Path<String>, headers: HeaderMap) -> Response {
    if name == *STYLE_NAME {
        let kind = "text/css; charset=utf-8";
        return served(kind, None, STYLE.as_bytes());
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
