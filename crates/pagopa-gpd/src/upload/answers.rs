//! What is told of an upload. The two versions tell the same by different names.

use jiff::Timestamp;
use serde::Serialize;

use crate::problem::ProblemJson;

/// A version of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// Speaks of an `uploadID` and of `requestIDs`, and does not say how an upload went.
    V1,
    /// Speaks of a `fileId` and of `iupds`.
    V2,
}

impl Version {
    fn v1<T>(self, value: impl FnOnce() -> T) -> Option<T> {
        (self == Self::V1).then(value)
    }

    fn v2<T>(self, value: impl FnOnce() -> T) -> Option<T> {
        (self == Self::V2).then(value)
    }
}

/// How an upload went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum OperationStatus {
    /// It is being worked through.
    InProgress,
    /// No item was refused.
    Completed,
    /// Some items were refused.
    CompletedWithWarnings,
    /// Every item was refused.
    CompletedUnsuccessfully,
}

/// How far an upload is: `UploadStatus` of version 1, `UploadStatusDTO` of version 2.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UploadStatus {
    #[serde(flatten)]
    counts: Counts,
    #[serde(skip_serializing_if = "Option::is_none")]
    operation_status: Option<OperationStatus>,
}

/// What became of the items of an upload that has ended: `UploadReport` of version 1,
/// `UploadReportDTO` of version 2.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UploadReport {
    #[serde(flatten)]
    counts: Counts,
    end_time: Option<Timestamp>,
    responses: Vec<ResponseEntry>,
}

/// Which upload, and how much of it has been worked through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Counts {
    #[serde(rename = "uploadID", skip_serializing_if = "Option::is_none")]
    upload_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    file_id: Option<String>,
    processed_item: i64,
    submitted_item: i64,
    start_time: Timestamp,
}

/// Items that had the same answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ResponseEntry {
    status_code: u16,
    status_message: String,
    #[serde(rename = "requestIDs", skip_serializing_if = "Option::is_none")]
    request_ids: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    iupds: Option<Vec<String>>,
}

/// Uploads, by their identifiers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FileIdListResponse {
    /// Which ones.
    pub file_ids: Vec<String>,
    /// How many they are.
    pub size: usize,
    /// Whether there are others, which the header `x-continuation-token` leads to.
    pub has_more: bool,
}

impl UploadStatus {
    /// How far an upload is: items worked through, of how many.
    pub fn new(
        version: Version,
        id: &str,
        (processed_item, submitted_item): (i64, i64),
        start_time: Timestamp,
        status: OperationStatus,
    ) -> Self {
        let counts = Counts::new(version, id, (processed_item, submitted_item), start_time);
        Self { counts, operation_status: version.v2(|| status) }
    }
}

impl UploadReport {
    /// What became of all items, from when until when.
    pub fn new(
        version: Version,
        id: &str,
        items: i64,
        (start_time, end_time): (Timestamp, Option<Timestamp>),
        responses: Vec<ResponseEntry>,
    ) -> Self {
        Self { counts: Counts::new(version, id, (items, items), start_time), end_time, responses }
    }
}

impl Counts {
    fn new(version: Version, id: &str, items: (i64, i64), start_time: Timestamp) -> Self {
        let (processed_item, submitted_item) = items;
        let (upload_id, file_id) = (version.v1(|| id.to_owned()), version.v2(|| id.to_owned()));
        Self { upload_id, file_id, processed_item, submitted_item, start_time }
    }
}

impl ResponseEntry {
    /// Items, by the IUPDs of their positions.
    pub fn new(
        version: Version,
        (status_code, status_message): (u16, String),
        ids: Vec<String>,
    ) -> Self {
        let (request_ids, iupds) = match version {
            Version::V1 => (Some(ids), None),
            Version::V2 => (None, Some(ids)),
        };
        Self { status_code, status_message, request_ids, iupds }
    }
}

/// What a refused item is told: the status and the detail that it would have had alone.
pub fn status_message(refusal: &ProblemJson) -> String {
    format!("{} - {}", refusal.status, refusal.detail)
}

#[cfg(test)]
mod tests {
    use serde_json::{json, to_value};

    use super::*;

    const AT: Timestamp = Timestamp::constant(1_728_399_316, 302_000_000);

    #[test]
    fn each_version_has_its_names() {
        let status = |version| {
            let status = OperationStatus::InProgress;
            to_value(UploadStatus::new(version, "F", (1, 2), AT, status)).unwrap()
        };
        let at = "2024-10-08T14:55:16.302Z";
        assert_eq!(
            status(Version::V1),
            json!({"uploadID": "F", "processedItem": 1, "submittedItem": 2, "startTime": at})
        );
        assert_eq!(
            status(Version::V2),
            json!({"fileId": "F", "processedItem": 1, "submittedItem": 2, "startTime": at,
                "operationStatus": "IN_PROGRESS"})
        );
        let entry = |version| {
            let what = (201, "Debt position CREATED".to_owned());
            to_value(ResponseEntry::new(version, what, vec!["A".to_owned()])).unwrap()
        };
        let message = "Debt position CREATED";
        assert_eq!(
            entry(Version::V1),
            json!({"statusCode": 201, "statusMessage": message, "requestIDs": ["A"]})
        );
        assert_eq!(
            entry(Version::V2),
            json!({"statusCode": 201, "statusMessage": message, "iupds": ["A"]})
        );
    }
}
