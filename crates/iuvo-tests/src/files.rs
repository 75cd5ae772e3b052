//! Files of positions, as a body's software sends them.

use std::io::{Cursor, Write};

use reqwest::{Method, header};
use serde_json::{Value, json};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use crate::{Reply, Town, ids, record};

/// More rounds of jobs than the file of any story takes.
const ROUNDS: usize = 100;
const BOUNDARY: &str = "----the-end-of-a-part";

/// The path of uploads of a version, below which those of the town are.
pub fn uploads(version: &str) -> String {
    let (broker, town) = (ids::BROKER, ids::TOWN);
    format!(
        "/upload/gpd/debt-positions-service/{version}/brokers/{broker}/organizations/{town}\
         /debtpositions"
    )
}

/// A zip archive with one JSON document in it.
pub fn zipped(document: &Value) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    writer.start_file("posizioni.json", options).expect("an archive");
    writer.write_all(document.to_string().as_bytes()).expect("a document");
    writer.finish().expect("an archive").into_inner()
}

/// Positions to be created or written again.
pub fn positions(models: &[Value]) -> Vec<u8> {
    zipped(&json!({ "paymentPositions": models }))
}

/// Positions to be deleted.
pub fn iupds(names: &[&str]) -> Vec<u8> {
    zipped(&json!({ "paymentPositionIUPDs": names }))
}

/// The form in which a file travels, and the type of it.
pub(crate) fn form(file: &[u8]) -> (String, Vec<u8>) {
    let head = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; \
         filename=\"tari.zip\"\r\nContent-Type: application/zip\r\n\r\n"
    );
    let tail = format!("\r\n--{BOUNDARY}--\r\n");
    let body = [head.as_bytes(), file, tail.as_bytes()].concat();
    (format!("multipart/form-data; boundary={BOUNDARY}"), body)
}

impl Town {
    /// Sends a file with a key; the answer, and where it says that the file is told of.
    pub async fn send_file_as(
        &self,
        key: Option<&str>,
        method: Method,
        path: &str,
        file: &[u8],
    ) -> (Reply, Option<String>) {
        let (kind, body) = form(file);
        let url = format!("{}{path}", self.base_url());
        let mut request = self.http().request(method, url).header(header::CONTENT_TYPE, kind);
        if let Some(key) = key {
            request = request.header("Ocp-Apim-Subscription-Key", key);
        }
        let response = request.body(body).send().await.expect("the server answers");
        let location = response.headers().get(header::LOCATION);
        let location = location.map(|it| it.to_str().expect("an address").to_owned());
        (Reply::read(response).await, location)
    }

    /// Sends a file that is taken; its identifier.
    pub async fn send_file(&self, method: Method, file: &[u8]) -> String {
        let path = format!("{}/file", uploads("v2"));
        let (reply, location) = self.send_file_as(Some(ids::KEY), method, &path, file).await;
        reply.assert_status(202);
        let location = location.expect("where it is told of");
        let (_, id) = location.rsplit_once("/file/").expect("a path of a file");
        id.strip_suffix("/status").expect("a path of its status").to_owned()
    }

    /// Reads what a version tells of uploads; `path` follows `…/debtpositions`.
    pub async fn upload(&self, version: &str, path: &str) -> Reply {
        let path = format!("{}{path}", uploads(version));
        self.call_with_key(Method::GET, &path, Some(ids::KEY), None).await
    }

    /// Reads a page of the list of files, after the one of that token.
    pub async fn files_after(&self, token: &str, path: &str) -> Reply {
        let url = format!("{}{}{path}", self.base_url(), uploads("v2"));
        let request = self.http().get(url).header("Ocp-Apim-Subscription-Key", ids::KEY);
        let request = request.header("x-continuation-token", token);
        Reply::read(request.send().await.expect("the server answers")).await
    }

    /// Lets jobs run until a file has ended; how it went.
    pub async fn work_through_file(&self, id: &str) -> String {
        for _ in 0..ROUNDS {
            iuvo_app::jobs::run_due_jobs(self.app()).await.expect("a round of jobs");
            let status = self.upload("v2", &format!("/file/{id}/status")).await.assert_status(200);
            let status = status.record_upload("v2", "UploadStatusDTO").json;
            let how = status["operationStatus"].as_str().expect("how it went").to_owned();
            if how != "IN_PROGRESS" {
                return how;
            }
        }
        panic!("the file {id} is still being worked through");
    }
}

impl Reply {
    /// Keeps the answer for the official schema of that name of a version of the uploads.
    pub fn record_upload(self, version: &str, schema: &str) -> Self {
        let api = if version == "v1" { "upload1" } else { "upload2" };
        record::json(api, schema, &self.json);
        self
    }
}
