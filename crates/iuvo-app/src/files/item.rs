//! One item of a file: worked on as if it had been sent alone, by whoever sent the file.

use iuvo_domain::{
    FileId, WorkspaceId,
    debt_position::PositionDraft,
    directory::WorkspaceProfile,
    file::{File, FileItem, FileOperation},
};
use iuvo_store::{Command, Lane, StoreError, Tx, files};
use pagopa_gpd::{ProblemJson, upload::status_message, v1::decode_position};
use serde::Deserialize;
use serde_json::{Value, value::RawValue};

use crate::{
    App,
    debt_positions::{
        Errand, Hand, PositionError, Publication, Which, create_debt_position,
        delete_debt_position, update_debt_position,
    },
    gpd::{Attempt, Verb, draft},
};

/// Bytes that an item may have: more than the reader of files lets through.
const LARGEST: usize = 2 << 20;
/// Letters that are kept of what an item says that its position is called.
const LONGEST_IUPD: usize = 100;

/// An item of a file.
pub(super) struct Item<'a> {
    pub(super) file: &'a File,
    pub(super) ordinal: i64,
    pub(super) content: &'a RawValue,
}

/// Works on an item and keeps what became of it; `false` if somebody else did meanwhile.
pub(super) async fn work_on(
    app: &App,
    profile: &WorkspaceProfile,
    item: Item<'_>,
) -> Result<bool, StoreError> {
    let refusal = match item.act(app, profile).await? {
        Ok(()) => return Ok(true),
        Err(refusal) => refusal,
    };
    let refuse = Refuse {
        of: (item.file.workspace, item.file.id),
        outcome: item.outcome(refusal.status, &status_message(&refusal)),
        content: item.content.get().as_bytes().to_vec(),
    };
    app.store().execute(Lane::Bulk, refuse).await
}

impl Item<'_> {
    /// Does what the item was sent for, and keeps that it is done; or says why it cannot be.
    async fn act(
        &self,
        app: &App,
        profile: &WorkspaceProfile,
    ) -> Result<Result<(), ProblemJson>, StoreError> {
        let (verb, status, done) = match self.file.operation {
            FileOperation::Create => (Verb::Create, 201, "Debt position CREATED"),
            FileOperation::Update => (Verb::Update, 200, "Debt position operation OK"),
            FileOperation::Delete => (Verb::Delete, 200, "Debt position operation OK"),
        };
        let outcome = self.outcome(status, done);
        let errand = Errand { of: (self.file.workspace, self.file.id), outcome };
        let hand = Hand::of_file(self.file, errand);
        let refused = match self.perform(app, profile, &hand).await {
            Ok(()) => return Ok(Ok(())),
            Err(Failure::Form(problem)) => return Ok(Err(problem)),
            Err(Failure::Position(error)) => error,
        };
        let organization = profile.organization.fiscal_code.to_string();
        let named = self.iupd();
        let now = app.now();
        let attempt = Attempt { verb, organization: &organization, named: &named, now };
        match attempt.refusal(refused) {
            Ok(problem) => Ok(Err(problem)),
            Err(error) if error.is_transient() => Err(error),
            // One item that we cannot do must not hold up the others for ever.
            Err(error) => {
                let (file, ordinal) = (self.file.id, self.ordinal);
                tracing::error!(%error, %file, ordinal, "an item of a file could not be done");
                Ok(Err(ProblemJson::internal_server_error("Something was wrong on our side")))
            }
        }
    }

    async fn perform(
        &self,
        app: &App,
        profile: &WorkspaceProfile,
        hand: &Hand,
    ) -> Result<(), Failure> {
        match self.file.operation {
            FileOperation::Create => {
                let draft = self.draft(app, profile)?;
                create_debt_position(app, profile, hand, draft, Publication::Now).await?;
            }
            FileOperation::Update => {
                let draft = self.draft(app, profile)?;
                let which = Which::Iupd(draft.iupd.clone());
                update_debt_position(app, profile, hand, which, draft, Publication::Now).await?;
            }
            FileOperation::Delete => {
                let iupd: String = serde_json::from_str(self.content.get())
                    .map_err(|_| ProblemJson::bad_request("an IUPD must be a text"))?;
                delete_debt_position(app, profile, hand, Which::Iupd(iupd), None).await?;
            }
        }
        Ok(())
    }

    fn draft(&self, app: &App, profile: &WorkspaceProfile) -> Result<PositionDraft, ProblemJson> {
        let model = decode_position(self.content.get().as_bytes(), LARGEST)?;
        draft(model, profile, app.today())
    }

    fn outcome(&self, status: u16, message: &str) -> FileItem {
        let message = message.replace('\0', "\u{fffd}");
        FileItem { ordinal: self.ordinal, iupd: self.iupd(), status, message }
    }

    /// What the item says that its position is called, as far as a database keeps it.
    fn iupd(&self) -> String {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Named {
            Alone(String),
            Within { iupd: Value },
        }
        let text = match serde_json::from_str(self.content.get()) {
            Ok(Named::Alone(text) | Named::Within { iupd: Value::String(text) }) => text,
            Ok(Named::Within { iupd }) if !iupd.is_null() => iupd.to_string(),
            Ok(Named::Within { .. }) | Err(_) => String::new(),
        };
        text.chars().filter(|it| *it != '\0').take(LONGEST_IUPD).collect()
    }
}

/// Why an item was not done.
enum Failure {
    /// Its form is wrong.
    Form(ProblemJson),
    /// Its position does not allow it.
    Position(PositionError),
}

impl From<ProblemJson> for Failure {
    fn from(problem: ProblemJson) -> Self {
        Self::Form(problem)
    }
}

impl From<PositionError> for Failure {
    fn from(error: PositionError) -> Self {
        Self::Position(error)
    }
}

struct Refuse {
    of: (WorkspaceId, FileId),
    outcome: FileItem,
    content: Vec<u8>,
}

impl Command for Refuse {
    type Output = bool;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<bool, StoreError> {
        files::count_item(tx, self.of, &self.outcome, Some(&self.content)).await
    }
}
