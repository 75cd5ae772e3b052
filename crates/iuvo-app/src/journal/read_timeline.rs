//! Everything that happened to a notice number, oldest first.

use iuvo_domain::{EventId, Nav, directory::WorkspaceProfile, journal::Event};
use iuvo_store::{StoreError, debt_positions::FindByNotice, journal::Story};
use jiff::Timestamp;

use crate::App;

/// A page of a story.
#[derive(Debug)]
pub struct Timeline {
    /// Oldest first.
    pub events: Vec<Event>,
    /// Where the next page begins; none after the last one.
    pub next: Option<(Timestamp, EventId)>,
}

/// Why nothing is told.
#[derive(Debug)]
pub enum TimelineError {
    /// Nothing ever happened to that number.
    NoticeUnknown,
    /// The database failed.
    Store(StoreError),
}

impl From<StoreError> for TimelineError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Reads up to `limit` events that happened after another one.
pub async fn read_timeline(
    app: &App,
    profile: &WorkspaceProfile,
    notice_number: Nav,
    after: Option<(Timestamp, EventId)>,
    limit: u16,
) -> Result<Timeline, TimelineError> {
    let workspace = profile.workspace.id;
    // One more than wanted says whether there is a next page.
    let more = i64::from(limit).saturating_add(1);
    let story = Story { workspace, notice_number: notice_number.clone(), after, limit: more };
    let mut events = app.store().read(story).await?;
    if events.is_empty() && after.is_none() {
        // Its events may have been purged.
        let known = FindByNotice { workspace, notice_number: notice_number.to_string() };
        app.store().read(known).await?.ok_or(TimelineError::NoticeUnknown)?;
    }
    let has_more = events.len() > usize::from(limit);
    events.truncate(usize::from(limit));
    let next = events.last().filter(|_| has_more).map(|it| (it.at, it.id));
    Ok(Timeline { events, next })
}
