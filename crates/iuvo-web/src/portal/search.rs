//! "Ricerca pratica", by fiscal code and notice code or IUV.

mod filled;

use std::net::{IpAddr, SocketAddr};

use askama::Template;
use axum::{
    body::Body,
    extract::{ConnectInfo, Path, RawQuery, State},
    http::{Request, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use iuvo_app::portal::{Search, SearchEnd, find_debt, open_notice_at_hand};
use iuvo_domain::directory::WorkspaceProfile;
use serde::Deserialize;

use self::filled::Filled;
use super::{Defect, Voice, frame, workspace};
use crate::{
    Edge,
    pages::{Frame, PageError, Texts, form::Form, page},
};

#[derive(Template)]
#[template(path = "portal/search.html")]
struct SearchPage {
    frame: Frame,
    filled: Filled,
    defects: Vec<Defect>,
    end: End,
}

/// Why a link has led here instead of where it leads.
#[derive(Clone, Copy)]
pub(super) enum Reason {
    /// The page of a debt was open for too long.
    PageTooOld,
    /// The payment is too long ago.
    PaymentTooOld,
    /// The body does not show it any more.
    Gone,
    /// It is no link of these pages.
    Unreadable,
}

impl Reason {
    const ALL: [Self; 4] = [Self::PageTooOld, Self::PaymentTooOld, Self::Gone, Self::Unreadable];

    /// What the page is asked with.
    pub(super) const fn query(self) -> &'static str {
        match self {
            Self::PageTooOld => "motivo=scaduta",
            Self::PaymentTooOld => "motivo=pagamento-passato",
            Self::Gone => "motivo=tolta",
            Self::Unreadable => "motivo=link",
        }
    }

    fn of_query(query: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.query() == query)
    }

    fn in_words(self, t: &Texts) -> String {
        match self {
            Self::PageTooOld => t.say("search-lapsed"),
            Self::PaymentTooOld => t.say("search-payment-lapsed"),
            Self::Gone => t.say("search-gone"),
            Self::Unreadable => t.say("search-link-unreadable"),
        }
    }
}

/// What the last search has come to.
enum End {
    /// There was none.
    None,
    /// A link has led here.
    Lapsed(Reason),
    /// Nothing was found.
    NotFound,
    /// It was too soon: how long to wait, in words.
    Slowed(String),
}

/// What led here.
#[derive(Default, Deserialize)]
pub(super) struct Asked {
    /// The notice that somebody holds, sealed.
    #[serde(default)]
    avviso: String,
}

pub(super) async fn show(
    State(edge): State<Edge>,
    Path(slug): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, PageError> {
    let profile = workspace(&edge, &slug)?;
    let end = query.as_deref().and_then(Reason::of_query).map_or(End::None, End::Lapsed);
    let asked: Option<Asked> = query.and_then(|it| serde_urlencoded::from_str(&it).ok());
    let link = asked.unwrap_or_default().avviso;
    let number = open_notice_at_hand(&edge.app, &profile, &link);
    let filled = number.as_ref().map_or_else(Filled::default, Filled::with_notice);
    Ok(answer(&edge, &profile, filled, (Vec::new(), end)))
}

pub(super) async fn look(
    State(edge): State<Edge>,
    Path(slug): Path<String>,
    request: Request<Body>,
) -> Result<Response, PageError> {
    let profile = workspace(&edge, &slug)?;
    let address = client_address(&edge, &request);
    let filled = Filled::of(&Form::read(request).await?);
    let (fiscal_code, code) = match filled.read(profile.organization.fiscal_code) {
        Ok(read) => read,
        Err(defects) => return Ok(answer(&edge, &profile, filled, (defects, End::None))),
    };
    let search = Search { fiscal_code, code, address };
    Ok(match find_debt(&edge.app, &profile, &search).await? {
        SearchEnd::Found(link) => Redirect::to(&format!("/{slug}/pratica/{link}")).into_response(),
        SearchEnd::NotFound => answer(&edge, &profile, filled, (Vec::new(), End::NotFound)),
        SearchEnd::Slowed { retry_after_s } => slowed(&edge, &profile, filled, retry_after_s),
    })
}

fn client_address(edge: &Edge, request: &Request<Body>) -> Option<IpAddr> {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|it| it.0);
    edge.guards.proxy.client(peer, request.headers())
}

fn answer(
    edge: &Edge,
    profile: &WorkspaceProfile,
    filled: Filled,
    (defects, end): (Vec<Defect>, End),
) -> Response {
    let status = match (&end, defects.is_empty()) {
        (End::Slowed(_), _) => StatusCode::TOO_MANY_REQUESTS,
        (_, false) => StatusCode::UNPROCESSABLE_ENTITY,
        (End::None | End::Lapsed(_) | End::NotFound, true) => StatusCode::OK,
    };
    let title = Texts::italian().say("search-title");
    let frame = frame(edge, profile, Voice::Search, title);
    page(status, &SearchPage { frame, filled, defects, end })
}

fn slowed(edge: &Edge, profile: &WorkspaceProfile, filled: Filled, retry_after_s: i64) -> Response {
    let t = Texts::italian();
    let wait = if retry_after_s < 60 {
        t.fill("seconds", &[("count", &retry_after_s.to_string())])
    } else {
        let minutes = retry_after_s.saturating_add(59).checked_div(60).unwrap_or(1);
        let count = minutes.to_string();
        if minutes == 1 { t.say("one-minute") } else { t.fill("minutes", &[("count", &count)]) }
    };
    let mut response = answer(edge, profile, filled, (Vec::new(), End::Slowed(wait)));
    response.headers_mut().insert(header::RETRY_AFTER, retry_after_s.into());
    response
}
