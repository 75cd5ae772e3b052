//! The folder of recorded messages, read by the names of its files:
//! `<seq>-<operation>-<request|response>.xml` for whole SOAP envelopes, where a request and its
//! response share their `<seq>`; `<seq>-<api>-<schema>.json` for documents in JSON, where the API
//! is one of those that are judged.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::json;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Request,
    Response,
}

/// A SOAP envelope as it went over the wire.
#[derive(Debug)]
pub(crate) struct SoapMessage {
    pub(crate) path: PathBuf,
    pub(crate) sequence: String,
    pub(crate) operation: String,
    pub(crate) direction: Direction,
    pub(crate) text: String,
}

/// A JSON document, with the name of the schema it claims to obey.
#[derive(Debug)]
pub(crate) struct JsonDocument {
    pub(crate) path: PathBuf,
    pub(crate) api: String,
    pub(crate) schema: String,
    pub(crate) text: String,
}

#[derive(Debug, Default)]
pub(crate) struct Recorded {
    pub(crate) soap: Vec<SoapMessage>,
    pub(crate) json: Vec<JsonDocument>,
}

/// Reads every file, in the order of their names.
pub(crate) fn read(folder: &Path) -> Result<Recorded> {
    let entries = std::fs::read_dir(folder)
        .with_context(|| format!("the folder of recorded messages {}", folder.display()))?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<PathBuf>>>()?;
    paths.sort();
    let mut recorded = Recorded::default();
    for path in paths {
        recorded.add(path)?;
    }
    Ok(recorded)
}

impl Recorded {
    fn add(&mut self, path: PathBuf) -> Result<()> {
        let text = std::fs::read_to_string(&path)
            .with_context(|| format!("reading {}", path.display()))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let (stem, extension) = name.rsplit_once('.').unwrap_or((&name, ""));
        match (stem.split('-').collect::<Vec<_>>().as_slice(), extension) {
            ([sequence, operation, direction], "xml") => {
                let direction = match *direction {
                    "request" => Direction::Request,
                    "response" => Direction::Response,
                    _ => bail!("{name} is neither a request nor a response"),
                };
                let (sequence, operation) = ((*sequence).to_owned(), (*operation).to_owned());
                self.soap.push(SoapMessage { path, sequence, operation, direction, text });
            }
            ([_, api, schema], "json") if json::is_judged(api) => {
                let (api, schema) = ((*api).to_owned(), (*schema).to_owned());
                self.json.push(JsonDocument { path, api, schema, text });
            }
            _ => bail!("{name} is not named like a recorded message"),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_folder_of(files: &[&str]) -> Result<Recorded> {
        let folder = tempfile::tempdir()?;
        for file in files {
            std::fs::write(folder.path().join(file), "text")?;
        }
        read(folder.path())
    }

    #[test]
    fn messages_are_read_by_their_file_names() {
        let recorded = read_folder_of(&[
            "0002-paGetPaymentV2-response.xml",
            "0001-paGetPaymentV2-request.xml",
            "0003-gpd-PaymentPositionModel.json",
        ])
        .unwrap();

        let [request, response] = recorded.soap.as_slice() else { panic!("two SOAP messages") };
        assert_eq!((request.sequence.as_str(), request.direction), ("0001", Direction::Request));
        assert_eq!(
            (response.operation.as_str(), response.text.as_str()),
            ("paGetPaymentV2", "text")
        );
        assert_eq!(recorded.json[0].schema, "PaymentPositionModel");
    }

    #[test]
    fn a_file_with_another_name_is_an_error() {
        for name in ["0001-paSendRTV2-answer.xml", "0001-aca-Model.json", "notes.txt"] {
            assert!(read_folder_of(&[name]).is_err(), "{name}");
        }
    }
}
