//! SOAP as any client would send it, well formed or not.

use pagopa_node::{Request, encode_request};
use reqwest::StatusCode;

use crate::{Town, record};

/// An answer to a SOAP call.
#[derive(Debug)]
pub struct SoapAnswer {
    /// The HTTP status.
    pub status: StatusCode,
    /// The envelope.
    pub xml: String,
}

impl SoapAnswer {
    /// What stands in the first element of that name, if it is there.
    pub fn text(&self, element: &str) -> Option<&str> {
        let (open, close) = (format!("<{element}>"), format!("</{element}>"));
        let start = self.xml.find(&open)? + open.len();
        let end = self.xml[start..].find(&close)? + start;
        Some(&self.xml[start..end])
    }

    /// Fails unless the first element of that name holds that text.
    #[track_caller]
    pub fn assert_text(self, element: &str, text: &str) -> Self {
        assert_eq!(self.text(element), Some(text), "{}", self.xml);
        self
    }

    /// Fails if there is an element of that name.
    #[track_caller]
    pub fn assert_no_text(self, element: &str) -> Self {
        assert_eq!(self.text(element), None, "{}", self.xml);
        self
    }

    /// Fails unless the outcome is OK.
    #[track_caller]
    pub fn assert_ok(self) -> Self {
        assert_eq!((self.status.as_u16(), self.text("outcome")), (200, Some("OK")), "{}", self.xml);
        self
    }

    /// Fails unless the outcome is KO with that fault.
    #[track_caller]
    pub fn assert_fault(self, code: &str) -> Self {
        let found = (self.status.as_u16(), self.text("outcome"), self.text("faultCode"));
        assert_eq!(found, (200, Some("KO"), Some(code)), "{}", self.xml);
        self
    }
}

/// Puts a message into an envelope, with the prefix `pa` for its namespace.
pub fn envelope(message: &str) -> String {
    format!(
        "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" \
         xmlns:pa=\"http://pagopa-api.pagopa.gov.it/pa/paForNode.xsd\"><soapenv:Header/>\
         <soapenv:Body>{message}</soapenv:Body></soapenv:Envelope>"
    )
}

impl Town {
    /// Sends a SOAP body to the town's environment.
    pub async fn soap(&self, action: &str, body: impl Into<String>) -> SoapAnswer {
        self.soap_to("/node/collaudo/pa-for-node", action, body).await
    }

    /// Sends a SOAP body anywhere.
    pub async fn soap_to(&self, path: &str, action: &str, body: impl Into<String>) -> SoapAnswer {
        let url = format!("{}{path}", self.base_url());
        send(self.http(), &url, action, body.into()).await.expect("the server answers")
    }
}

/// Sends a request of the Node to a server in "collaudo"; `None` says that no answer came.
pub async fn ask_at(
    http: &reqwest::Client,
    base_url: &str,
    request: &Request,
) -> Option<SoapAnswer> {
    let url = format!("{base_url}/node/collaudo/pa-for-node");
    send(http, &url, request.operation().soap_action(), encode_request(request)).await.ok()
}

/// Sends a SOAP body and reads the whole answer.
pub(crate) async fn send(
    http: &reqwest::Client,
    url: &str,
    action: &str,
    body: String,
) -> reqwest::Result<SoapAnswer> {
    let request = http
        .post(url)
        .header("SOAPAction", format!("\"{action}\""))
        .header("Content-Type", "text/xml; charset=utf-8")
        .body(body.clone());
    let response = request.send().await?;
    let status = response.status();
    let xml = response.text().await?;
    if status == StatusCode::OK {
        record::soap(action, &body, &xml);
    }
    Ok(SoapAnswer { status, xml })
}
