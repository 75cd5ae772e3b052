//! A person takes away what was refused of a file: it names debtors, so it is written down first.

use iuvo_domain::{
    OperatorId,
    audit::{Act, Content, Field},
    file::File,
};
use iuvo_store::StoreError;

use crate::{
    App,
    audit::{DOWNLOADED_REJECTS, Seen, note_seen},
};

/// Has the audit log tell that an operator downloads what was refused of a file.
pub async fn note_rejected_download(
    app: &App,
    operator: OperatorId,
    file: &File,
) -> Result<(), StoreError> {
    let content = Content::default().with_some(Field::File, Some(file.id.to_string()));
    let subject = DOWNLOADED_REJECTS.to_owned();
    let seen = Seen { act: Act::ListDownloaded, subject, content };
    note_seen(app, file.workspace, operator, seen).await
}
