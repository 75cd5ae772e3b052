//! The bodies in which somebody worked last, remembered by their browser: whoever works for many
//! goes back and forth between a few.
//!
//! Invariants: what a browser shows is only ever a choice among the workspaces in which the
//! operator works.

use axum::http::{HeaderMap, HeaderValue};
use iuvo_domain::{Environment, access::works_in};

use super::{
    Desk, cookie,
    desk::found,
    frame::{Choice, environment_name},
};
use crate::{Edge, pages::Texts};

/// Bodies that are remembered, besides the one where one is.
const MOST: usize = 5;
/// Longest cookie that is read.
const LONGEST: usize = 1_000;
const NAME: &str = "iuvo-enti";
/// Half a year, in seconds.
const KEPT: u32 = 15_552_000;

/// A workspace, as its address names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Visited {
    slug: String,
    environment: Environment,
}

/// What the browser remembers, the last one first.
pub(super) fn shown(headers: &HeaderMap) -> Vec<Visited> {
    let value = cookie::value(headers, NAME).filter(|it| it.len() <= LONGEST).unwrap_or_default();
    value.split('.').filter_map(Visited::parse).take(MOST + 1).collect()
}

/// The header by which the browser remembers that somebody works here now, if it does not yet.
pub(super) fn kept(edge: &Edge, desk: &Desk) -> Option<HeaderValue> {
    let here = here(desk);
    if desk.recent.first() == Some(&here) {
        return None;
    }
    let others = desk.recent.iter().filter(|it| **it != here);
    let all: Vec<_> = std::iter::once(&here).chain(others).take(MOST + 1).collect();
    let written: Vec<_> = all.into_iter().map(Visited::written).collect();
    let secure = if cookie::is_secure(edge) { "; Secure" } else { "" };
    let value = written.join(".");
    let until = format!("; Path=/backoffice; HttpOnly; SameSite=Lax{secure}; Max-Age={KEPT}");
    HeaderValue::from_str(&format!("{NAME}={value}{until}")).ok()
}

/// The others, as far as the operator works there still.
pub(super) fn choices(t: &Texts, desk: &Desk) -> Vec<Choice> {
    let own = desk.profile.workspace.id;
    let choice = |it: &Visited| {
        let profile = found(&desk.directory, &it.slug, it.environment)?;
        let is_other = profile.workspace.id != own;
        if !is_other || !works_in(&desk.directory, desk.operator(), profile) {
            return None;
        }
        let environment = environment_name(t, it.environment);
        Some(Choice {
            text: format!("{} ({environment})", profile.organization.name),
            leads_to: format!("/backoffice/{}/{}", it.slug, it.environment),
            is_here: false,
        })
    };
    desk.recent.iter().filter_map(choice).take(MOST).collect()
}

fn here(desk: &Desk) -> Visited {
    let workspace = &desk.profile.workspace;
    Visited { slug: workspace.slug.clone(), environment: workspace.environment }
}

impl Visited {
    fn parse(text: &str) -> Option<Self> {
        let (slug, environment) = text.split_once('~')?;
        let environment = Environment::from_slug(environment)?;
        let is_slug = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-';
        let slug = Some(slug).filter(|it| !it.is_empty() && it.bytes().all(is_slug))?;
        Some(Self { slug: slug.to_owned(), environment })
    }

    fn written(&self) -> String {
        format!("{}~{}", self.slug, self.environment)
    }
}

#[cfg(test)]
mod tests {
    use axum::http::header;

    use super::*;

    #[test]
    fn what_a_browser_shows_is_read_as_addresses_and_nothing_else() {
        let shown = |text: &str| {
            let mut headers = HeaderMap::new();
            let cookie = format!("a=b; {NAME}={text}");
            headers.insert(header::COOKIE, HeaderValue::from_str(&cookie).unwrap());
            shown(&headers).iter().map(Visited::written).collect::<Vec<_>>().join(".")
        };
        for (text, read) in [
            ("comune~collaudo", "comune~collaudo"),
            ("b~produzione.a~collaudo", "b~produzione.a~collaudo"),
            ("../../x~collaudo.a~collaudo", "a~collaudo"),
            ("a~altro.~collaudo.a", ""),
            ("", ""),
        ] {
            assert_eq!(shown(text), read, "{text}");
        }
        let many: Vec<_> = (0..9).map(|it| format!("a{it}~collaudo")).collect();
        assert_eq!(shown(&many.join(".")), many[..6].join("."));
        assert_eq!(shown(&"a".repeat(2_000)), "");
    }
}
