//! The one shape of every error body.

use serde::Serialize;

/// The body of an error answer: GPD's reduced form of RFC 7807, without `type` and `instance`.
///
/// It travels as `application/json`; the HTTP status of the answer is [`ProblemJson::status`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProblemJson {
    /// What kind of error it is, in English: fixed text, safe to compare.
    pub title: String,
    /// The HTTP status, repeated.
    pub status: u16,
    /// What went wrong this time.
    pub detail: String,
}

impl ProblemJson {
    /// A request that cannot be understood: wrong JSON, wrong types, violated constraints.
    pub fn bad_request(detail: impl Into<String>) -> Self {
        Self { title: "BAD REQUEST".to_owned(), status: 400, detail: detail.into() }
    }

    /// A body larger than the caller accepts. GPD leaves this limit to its gateway, so the text is
    /// ours.
    pub fn payload_too_large(max_bytes: usize) -> Self {
        Self {
            title: "PAYLOAD TOO LARGE".to_owned(),
            status: 413,
            detail: format!("The request body exceeds {max_bytes} bytes"),
        }
    }

    /// A failure of ours. The detail must not reveal internals: GPD writes the exception's message
    /// here, which is one habit of its that we do not follow.
    pub fn internal_server_error(detail: impl Into<String>) -> Self {
        Self { title: "INTERNAL SERVER ERROR".to_owned(), status: 500, detail: detail.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_is_written_as_title_status_and_detail() {
        let json = serde_json::to_string(&ProblemJson::bad_request("iupd: iupd is required"));
        assert_eq!(
            json.unwrap(),
            r#"{"title":"BAD REQUEST","status":400,"detail":"iupd: iupd is required"}"#
        );
    }
}
