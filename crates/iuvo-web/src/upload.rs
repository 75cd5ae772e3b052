//! The massive upload of positions, as pagoPA's GPD offers it: a file is taken, worked through
//! afterwards, and told of.
//!
//! Both versions take the same files, and tell the same by different names.

mod caller;
mod spool;

use axum::{
    Json,
    extract::{DefaultBodyLimit, Multipart, State, multipart::MultipartRejection},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    middleware,
    response::{IntoResponse, Response},
};
use iuvo_app::files::{self, FilesOfDays, NewFile, read_report, take_file};
use iuvo_domain::{
    FileId,
    file::{File, FileOperation, FileOutcome},
};
use pagopa_gpd::{
    ProblemJson,
    upload::{
        FileIdListResponse, LARGEST_UPLOAD, ListQuery, Listed, OperationStatus, ResponseEntry,
        UploadReport, UploadStatus, Version,
    },
    v1::AppInfo,
};

use crate::{
    Edge,
    gateway::{Client, with_remaining_calls},
    gpd::Problem,
    request_id::with_request_id,
    routes::Routes,
};
use caller::{Caller, PathVersion};

/// What a form may have beside the file in it.
const FORM: u64 = 1 << 16;
/// After how many milliseconds it is worth asking how far a file is. GPD counts them so, although
/// the header is made for seconds.
const LOOK_AGAIN_AFTER_MS: u16 = 1_000;
const CONTINUATION: HeaderName = HeaderName::from_static("x-continuation-token");

/// The paths below `/upload/gpd/debt-positions-service`.
pub(crate) fn routes() -> Routes {
    const OF_BODY: &str = "/{version}/brokers/{broker}/organizations/{organization}/debtpositions";
    let limit = usize::try_from(LARGEST_UPLOAD.saturating_add(FORM)).unwrap_or(usize::MAX);
    Routes::default()
        .get("/{version}/info", info)
        .post(&format!("{OF_BODY}/file"), create_positions)
        .put(&format!("{OF_BODY}/file"), update_positions)
        .delete(&format!("{OF_BODY}/file"), delete_positions)
        .get(&format!("{OF_BODY}/file/{{file}}/status"), show_status)
        .get(&format!("{OF_BODY}/file/{{file}}/report"), show_report)
        .get(&format!("{OF_BODY}/files"), list_files)
        .dress(|router| {
            router
                .layer(DefaultBodyLimit::max(limit))
                .layer(middleware::from_fn(with_remaining_calls))
                .layer(middleware::from_fn(with_request_id))
        })
}

async fn info(State(edge): State<Edge>, _: PathVersion, _: Client) -> Json<AppInfo> {
    Json(AppInfo {
        name: "iuvo".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        environment: edge.default_environment.slug().to_owned(),
    })
}

type Form = Result<Multipart, MultipartRejection>;

async fn create_positions(caller: Caller, form: Form) -> Result<Response, Problem> {
    take(&caller, FileOperation::Create, form).await
}

async fn update_positions(caller: Caller, form: Form) -> Result<Response, Problem> {
    take(&caller, FileOperation::Update, form).await
}

async fn delete_positions(caller: Caller, form: Form) -> Result<Response, Problem> {
    take(&caller, FileOperation::Delete, form).await
}

async fn take(caller: &Caller, operation: FileOperation, form: Form) -> Result<Response, Problem> {
    let form = form.map_err(|it| spool::unreadable(it.status(), &it.body_text()))?;
    let listed = match operation {
        FileOperation::Create | FileOperation::Update => Listed::Positions,
        FileOperation::Delete => Listed::Iupds,
    };
    let (name, upload) = spool::open(form, listed).await?;
    let new = NewFile { operation, name, upload };
    let id = take_file(caller.app(), &caller.profile, &caller.client, new).await?;
    let status = format!(
        "brokers/{}/organizations/{}/debtpositions/file/{id}/status",
        caller.path.broker, caller.path.organization
    );
    let headers = [
        (header::LOCATION, HeaderValue::from_str(&status).map_err(|_| Problem::internal())?),
        (header::RETRY_AFTER, HeaderValue::from(LOOK_AGAIN_AFTER_MS)),
    ];
    Ok((StatusCode::ACCEPTED, headers).into_response())
}

async fn show_status(caller: Caller) -> Result<Json<UploadStatus>, Problem> {
    let file = find(&caller, "UPLOAD NOT FOUND").await?;
    let items = (file.processed(), file.submitted);
    let (version, id) = (caller.version, file.id.to_string());
    Ok(Json(UploadStatus::new(version, &id, items, file.received_at, status(&file))))
}

fn status(file: &File) -> OperationStatus {
    match file.outcome() {
        None => OperationStatus::InProgress,
        Some(FileOutcome::Done) => OperationStatus::Completed,
        Some(FileOutcome::DoneInPart) => OperationStatus::CompletedWithWarnings,
        Some(FileOutcome::Failed) => OperationStatus::CompletedUnsuccessfully,
    }
}

async fn show_report(caller: Caller) -> Result<Json<UploadReport>, Problem> {
    let file = find(&caller, "REPORT NOT FOUND").await?;
    let (version, id) = (caller.version, file.id.to_string());
    if file.outcome().is_none() {
        return Err(not_yet(version, &id));
    }
    let report = read_report(caller.app(), &file).await?;
    let responses = report.into_iter().map(|(what, ids)| ResponseEntry::new(version, what, ids));
    let times = (file.received_at, file.ended_at);
    Ok(Json(UploadReport::new(version, &id, file.submitted, times, responses.collect())))
}

/// The first version has no word for a report that will come.
fn not_yet(version: Version, id: &str) -> Problem {
    let (status, title) = match version {
        Version::V1 => (404, "REPORT NOT FOUND"),
        Version::V2 => (425, "TOO EARLY"),
    };
    let detail = format!("The upload {id} is still being worked through: there is no report yet");
    ProblemJson { title: title.to_owned(), status, detail }.into()
}

/// The file that the path names, if the caller may know of it.
async fn find(caller: &Caller, title: &str) -> Result<File, Problem> {
    let unknown = || {
        let detail = format!(
            "There is no upload {} for the organization {}",
            caller.path.file, caller.path.organization
        );
        Problem::from(ProblemJson { title: title.to_owned(), status: 404, detail })
    };
    let id = FileId::parse(&caller.path.file).ok_or_else(unknown)?;
    let found = files::find_file(caller.app(), caller.profile.workspace.id, id).await?;
    found.filter(|it| caller.may_know(it)).ok_or_else(unknown)
}

async fn list_files(
    caller: Caller,
    headers: HeaderMap,
) -> Result<(HeaderMap, Json<FileIdListResponse>), Problem> {
    let query = ListQuery::parse(&caller.query())?;
    let before = continuation(&caller, &headers).await?;
    let workspace = caller.profile.workspace.id;
    let days = (query.from, query.to);
    let limit = query.size.saturating_add(1);
    let asked = FilesOfDays { workspace, days, only_with_rejects: false, before, limit };
    let mut found = files::list_files(caller.app(), asked).await?;
    let size = usize::try_from(query.size).unwrap_or(usize::MAX);
    let has_more = found.len() > size;
    found.truncate(size);
    let mut headers = HeaderMap::new();
    if let Some(last) = found.last().filter(|_| has_more) {
        let token = HeaderValue::from_str(&last.id.to_string()).map_err(|_| Problem::internal())?;
        headers.insert(CONTINUATION, token);
    }
    let seen = found.iter().filter(|it| caller.may_know(it));
    let file_ids: Vec<_> = seen.map(|it| it.id.to_string()).collect();
    let size = file_ids.len();
    Ok((headers, Json(FileIdListResponse { file_ids, size, has_more })))
}

/// The file after which a list goes on; one that is kept no longer cannot be gone on from.
async fn continuation(caller: &Caller, headers: &HeaderMap) -> Result<Option<FileId>, Problem> {
    let Some(token) = headers.get(CONTINUATION) else { return Ok(None) };
    let bad = || ProblemJson::bad_request("x-continuation-token: it is none of ours");
    let id = token.to_str().ok().and_then(FileId::parse).ok_or_else(bad)?;
    let found = files::find_file(caller.app(), caller.profile.workspace.id, id).await?;
    if found.is_none() {
        let detail = "The list cannot be gone on from there: begin it again".to_owned();
        return Err(ProblemJson { title: "GONE".to_owned(), status: 410, detail }.into());
    }
    Ok(Some(id))
}
