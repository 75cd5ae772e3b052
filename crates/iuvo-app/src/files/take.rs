//! A file is taken: all its items are in the database before its sender is answered.

use iuvo_domain::{
    FileId, JobId, WorkspaceId,
    directory::{ApiClient, WorkspaceProfile},
    file::{File, FileOperation, FileState},
};
use iuvo_store::{
    Command, Lane, StoreError, Tx, files,
    jobs::{self, Job},
    packing::{Packed, pack},
};
use pagopa_gpd::upload::Upload;
use serde_json::value::RawValue;
use tokio::sync::mpsc;

use super::subject;
use crate::{App, jobs::JobKind};

/// Items that are kept and worked through together, if they are short.
const ITEMS_OF_A_PART: usize = 500;
/// Bytes of items that are kept together, but for the last of them.
const BYTES_OF_A_PART: usize = 1 << 20;
/// Parts that are read ahead of the database.
const READ_AHEAD: usize = 2;
/// Letters that are kept of a file's name.
const LONGEST_NAME: usize = 255;

/// A file, as it is sent.
pub struct NewFile {
    /// What is to be done with its items.
    pub operation: FileOperation,
    /// Its sender's name for it.
    pub name: String,
    /// Its content.
    pub upload: Upload,
}

/// Keeps all of a file and the job that will work through it; returns the identity by which its
/// sender may ask for it.
pub async fn take_file(
    app: &App,
    profile: &WorkspaceProfile,
    client: &ApiClient,
    new: NewFile,
) -> Result<FileId, StoreError> {
    let file = File {
        id: FileId::new(app.ids().new_id()),
        workspace: profile.workspace.id,
        operation: new.operation,
        name: kept_name(&new.name),
        client: client.name.clone(),
        segregation_codes: client.segregation_codes.clone(),
        received_at: app.now(),
        state: FileState::Partial,
        submitted: count(new.upload.count()),
        accepted: 0,
        rejected: 0,
        ended_at: None,
    };
    app.store().execute(Lane::Bulk, Begin(file.clone())).await?;
    let (sender, mut parts) = mpsc::channel(READ_AHEAD);
    let reading = tokio::task::spawn_blocking(move || read_parts(&new.upload, &sender));
    while let Some(part) = parts.recv().await {
        app.store().execute(Lane::Bulk, KeepPart { of: (file.workspace, file.id), part }).await?;
    }
    let read = reading.await.map_err(|error| StoreError::Bug(format!("a file: {error}")))?;
    if read != file.submitted {
        return Err(StoreError::Bug("a file was not the same when it was read again".to_owned()));
    }
    let job = Job {
        id: JobId::new(app.ids().new_id()),
        workspace: file.workspace,
        kind: JobKind::FileIsWorkedThrough.code().to_owned(),
        subject: subject(file.id),
        due_at: app.now(),
    };
    app.store().execute(Lane::Bulk, TakeInHand { file: file.id, job }).await?;
    Ok(file.id)
}

/// A name that any database keeps and any page shows.
fn kept_name(name: &str) -> String {
    name.chars().filter(|it| !it.is_control()).take(LONGEST_NAME).collect()
}

fn count(items: usize) -> i64 {
    i64::try_from(items).unwrap_or(i64::MAX)
}

/// Items that follow each other, as a JSON list.
struct Part {
    first: i64,
    content: Packed,
}

/// A part that is being filled.
#[derive(Default)]
struct Filling {
    first: i64,
    items: usize,
    list: Vec<u8>,
}

impl Filling {
    fn take(&mut self, item: &RawValue) {
        self.list.push(if self.items == 0 { b'[' } else { b',' });
        self.list.extend_from_slice(item.get().as_bytes());
        self.items = self.items.saturating_add(1);
    }

    fn is_full(&self) -> bool {
        self.items >= ITEMS_OF_A_PART || self.list.len() >= BYTES_OF_A_PART
    }

    /// The part as it is kept; the next one begins behind it.
    fn end(&mut self) -> Part {
        let first = self.first.saturating_add(count(self.items));
        let mut full = std::mem::replace(self, Self { first, ..Self::default() });
        full.list.push(b']');
        Part { first: full.first, content: pack(&full.list) }
    }
}

/// Sends a file's parts to whoever takes them; returns how many items were taken.
fn read_parts(upload: &Upload, parts: &mpsc::Sender<Part>) -> i64 {
    let (mut filling, mut taken) = (Filling::default(), true);
    let read = upload.read(|item| {
        filling.take(item);
        if filling.is_full() {
            taken &= parts.blocking_send(filling.end()).is_ok();
        }
    });
    if filling.items > 0 {
        taken &= parts.blocking_send(filling.end()).is_ok();
    }
    read.ok().filter(|_| taken).map_or(0, count)
}

struct Begin(File);

impl Command for Begin {
    type Output = ();

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        files::insert(tx, &self.0).await
    }
}

struct KeepPart {
    of: (WorkspaceId, FileId),
    part: Part,
}

impl Command for KeepPart {
    type Output = ();

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        files::insert_part(tx, self.of, self.part.first, &self.part.content).await
    }
}

struct TakeInHand {
    file: FileId,
    job: Job,
}

impl Command for TakeInHand {
    type Output = ();

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        files::take_in_hand(tx, (self.job.workspace, self.file)).await?;
        jobs::insert(tx, &self.job, self.job.due_at).await?;
        Ok(())
    }
}
