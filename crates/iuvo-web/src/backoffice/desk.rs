//! Where somebody works, and whether they may do there what they ask for.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{FromRequestParts, RawPathParams},
    http::{StatusCode, request::Parts},
};
use iuvo_domain::{
    Environment,
    access::{Action, Extent, Operator, Role, Session, extent, roles_in, works_in},
    directory::{Directory, WorkspaceProfile},
};
use jiff::Timestamp;

use super::{
    DeskFrame, Refusal, Section,
    done::Done,
    drafts,
    frame::{action_name, role_name},
    recent::{self, Visited},
    refusal::Whereabouts,
    session::SignedIn,
};
use crate::{
    Edge,
    pages::{PageError, Texts, form::Form, page},
};

/// An operator in a workspace: what every page of a workspace is given. Whoever has not signed in
/// is led to do so; a workspace where they have nothing to do is not found.
#[derive(Clone)]
pub(crate) struct Desk {
    pub(crate) session: Session,
    /// The directory as it was when the request came.
    pub(crate) directory: Arc<Directory>,
    /// The workspace.
    pub(crate) profile: Arc<WorkspaceProfile>,
    /// Where its pages are: `/backoffice/comune-di-esempio/collaudo`.
    pub(crate) base: String,
    /// What they had typed into this page's form when it was not taken.
    pub(crate) typed: Option<Form>,
    /// What they have just done.
    pub(super) done: Option<Done>,
    /// Where they worked last.
    pub(super) recent: Vec<Visited>,
    /// When the request came.
    pub(super) asked_at: Timestamp,
}

#[derive(Template)]
#[template(path = "backoffice/forbidden.html")]
struct Forbidden {
    frame: DeskFrame,
    roles: String,
    action: String,
    others: String,
}

impl FromRequestParts<Edge> for Desk {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, edge: &Edge) -> Result<Self, Refusal> {
        let params = RawPathParams::from_request_parts(parts, edge).await;
        let params = params.map_err(|_| PageError::NotFound)?;
        let SignedIn { session, directory } = match SignedIn::from_request_parts(parts, edge).await
        {
            Ok(signed_in) => signed_in,
            Err(refusal) => return Err(drafts::kept(edge, parts).await.unwrap_or(refusal)),
        };
        let typed = drafts::resumed(edge, session.operator.id, parts).await?;
        let param = |name| params.iter().find(|it| it.0 == name).map_or("", |it| it.1);
        let (slug, environment) = (param("body"), param("environment"));
        let environment = Environment::from_slug(environment).ok_or(PageError::NotFound)?;
        let profile = found(&directory, slug, environment)
            .filter(|it| works_in(&directory, &session.operator, it))
            .map(Arc::clone)
            .ok_or(PageError::NotFound)?;
        let base = format!("/backoffice/{slug}/{environment}");
        let recent = recent::shown(&parts.headers);
        let asked_at = edge.app.now();
        let done = Done::read(parts.uri.query());
        let desk = Self { session, directory, profile, base, typed, done, recent, asked_at };
        if let Some(place) = parts.extensions.get::<Whereabouts>() {
            place.note(&desk);
        }
        drafts::lead_to_correct(edge, desk.operator().id, parts).await?;
        Ok(desk)
    }
}

/// Whether an address is one of a workspace: `/backoffice/comune-di-esempio/collaudo/…`.
pub(super) fn is_of_workspace(path: &str) -> bool {
    path.split('/').nth(3).is_some_and(|it| Environment::from_slug(it).is_some())
}

/// The workspace of a body in an environment, by any address of that body.
pub(super) fn found<'a>(
    directory: &'a Directory,
    slug: &str,
    environment: Environment,
) -> Option<&'a Arc<WorkspaceProfile>> {
    let body = directory.workspace_with_slug(slug)?;
    directory.workspace_of(environment, body.workspace.organization)
}

impl Desk {
    /// Who works here.
    pub(crate) fn operator(&self) -> &Operator {
        &self.session.operator
    }

    /// How much of the workspace they may do something on.
    pub(crate) fn extent(&self, action: Action) -> Extent {
        extent(&self.directory, self.operator(), action, &self.profile)
    }

    /// How much of the workspace they may do something on; a page that says so if nothing.
    pub(crate) fn demand(&self, action: Action) -> Result<Extent, Refusal> {
        match self.extent(action) {
            Extent::Nothing => Err(self.forbidden(action)),
            some => Ok(some),
        }
    }

    /// What stands around a page of this workspace.
    pub(crate) fn frame(&self, section: Section, title: String) -> DeskFrame {
        DeskFrame::of_desk(self, section, title)
    }

    /// A page that says that the operator may not do that here.
    pub(super) fn forbidden(&self, action: Action) -> Refusal {
        let t = Texts::italian();
        let own = roles_in(&self.directory, self.operator(), &self.profile);
        let others = Role::ALL.iter().copied().filter(|it| it.allows(action));
        let names = |roles: Vec<Role>| {
            roles.into_iter().map(|it| role_name(t, it)).collect::<Vec<_>>().join(", ")
        };
        let template = Forbidden {
            frame: self.frame(Section::None, t.say("forbidden-title")),
            roles: names(own),
            action: action_name(t, action),
            others: names(others.collect()),
        };
        page(StatusCode::FORBIDDEN, &template).into()
    }
}
