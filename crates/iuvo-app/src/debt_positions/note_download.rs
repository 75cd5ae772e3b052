//! A person takes a list of positions away. The file names debtors and leaves our hands, so it is
//! written down first who has it, and what it is a list of.

use iuvo_domain::{
    OperatorId,
    audit::{Act, Content, Field},
    directory::{Service, WorkspaceProfile},
};
use iuvo_store::{
    StoreError,
    debt_positions::{
        page::Standing,
        search::{Selection, Sought, Span},
    },
};

use crate::{
    App,
    audit::{DOWNLOADED_POSITIONS, Seen, note_seen},
};

/// Has the audit log tell that an operator downloads these positions.
pub async fn note_download(
    app: &App,
    profile: &WorkspaceProfile,
    operator: OperatorId,
    selection: &Selection,
) -> Result<(), StoreError> {
    let content = content(profile, selection);
    let seen = Seen { act: Act::ListDownloaded, subject: DOWNLOADED_POSITIONS.to_owned(), content };
    note_seen(app, profile.workspace.id, operator, seen).await
}

/// What narrows the list. Whom somebody looked for is personal, so only by what is told.
fn content(profile: &WorkspaceProfile, selection: &Selection) -> Content {
    let Selection { standings, services, sought, due, paid, entered } = selection;
    let states = (!standings.is_empty()).then(|| listed(standings.iter().copied().map(state)));
    let services = services.as_ref().map(|ids| {
        let chosen = profile.services.iter().filter(|it| ids.contains(&it.id));
        listed(chosen.map(|it: &Service| it.code.clone()))
    });
    let sought = sought.as_ref().map(|it| match it {
        Sought::Debtor(_) => "fiscalCode",
        Sought::Name(_) => "name",
        Sought::Amount(..) => "amount",
    });
    let days = |span: &Option<Span>| span.map(|(from, to)| format!("{from}/{to}"));
    Content::default()
        .with_some(Field::States, states)
        .with_some(Field::Services, services)
        .with_some(Field::SoughtBy, sought)
        .with_some(Field::Due, days(due))
        .with_some(Field::Paid, days(paid))
        .with_some(Field::Entered, days(entered))
}

fn state(standing: Standing) -> String {
    let reported = if standing.is_reported { "+reported" } else { "" };
    format!("{}{reported}", standing.status)
}

fn listed(values: impl Iterator<Item = String>) -> String {
    values.collect::<Vec<_>>().join(" ")
}
