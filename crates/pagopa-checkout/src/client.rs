//! Who posts a cart to Checkout.
//!
//! Invariants: nothing is waited for longer than the given time, nor read beyond a bound; no
//! redirect is followed, for it is the browser's; what comes back is an address of Checkout's or
//! an error.

use std::{fmt, time::Duration};

use reqwest::{Client, StatusCode, Url, header, redirect::Policy};
use rustls::crypto::{CryptoProvider, ring};

use crate::{Cart, Problem};

/// How long to wait for a connection.
const CONNECT: Duration = Duration::from_secs(3);
/// Bytes of a refusal that are read.
const LARGEST_PROBLEM: usize = 16 * 1024;

/// Why there is no client.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClientError {
    /// The address is not one of a server.
    #[error("non è un indirizzo http:// o https:// con il nome di un server")]
    Url,
    /// One of the pages is not on a server.
    #[error("non è un elenco di indirizzi http:// o https:// con il nome di un server")]
    Page,
    /// The key cannot stand in a header.
    #[error("contiene caratteri che non stanno in un'intestazione HTTP")]
    Key,
    /// TLS cannot be used here.
    #[error("il client HTTP non si può usare")]
    Http,
}

/// Why a cart was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckoutError {
    /// No connection, or it broke.
    #[error("Checkout cannot be reached")]
    Unreachable,
    /// No answer in time.
    #[error("Checkout does not answer in time")]
    Silent,
    /// It refuses the cart.
    #[error("Checkout refuses the cart with status {}", .0.status)]
    Refused(Problem),
    /// It fails, or does not know us.
    #[error("Checkout fails with status {0}")]
    Failed(u16),
    /// What it answers is not what the API says.
    #[error("Checkout answers something that is not its API")]
    Garbled,
}

/// Checkout, as one environment of pagoPA offers it.
pub struct CheckoutClient {
    http: Client,
    base: Url,
    key: header::HeaderValue,
    origins: Vec<String>,
}

impl fmt::Debug for CheckoutClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CheckoutClient").field("base", &self.base.as_str()).finish_non_exhaustive()
    }
}

impl CheckoutClient {
    /// A client of the API below an address (`…/checkout/ec`), with its subscription key. `pages`
    /// are the further origins at which payers are served (`https://checkout.pagopa.it`).
    pub fn new(
        base: &str,
        key: &str,
        pages: &[String],
        timeout: Duration,
    ) -> Result<Self, ClientError> {
        let base = server(base)?;
        let mut key = header::HeaderValue::from_str(key).map_err(|_| ClientError::Key)?;
        key.set_sensitive(true);
        // The client insists on a provider of cryptography even for plain HTTP; where the program
        // has installed the one of the house already, the second attempt is refused: harmless.
        if CryptoProvider::get_default().is_none() {
            ring::default_provider().install_default().ok();
        }
        let http = Client::builder()
            .redirect(Policy::none())
            .connect_timeout(CONNECT.min(timeout))
            .timeout(timeout)
            .build()
            .map_err(|_| ClientError::Http)?;
        let mut origins = vec![base.origin().ascii_serialization()];
        for page in pages {
            let origin =
                server(page).map_err(|_| ClientError::Page)?.origin().ascii_serialization();
            if !origins.contains(&origin) {
                origins.push(origin);
            }
        }
        Ok(Self { http, base, key, origins })
    }

    /// Where a payer may be sent: scheme, name and port of each server.
    pub fn origins(&self) -> &[String] {
        &self.origins
    }

    /// Posts a cart; says where the browser goes.
    pub async fn post(&self, cart: &Cart) -> Result<Url, CheckoutError> {
        let base = self.base.as_str().trim_end_matches('/');
        let url = format!("{base}/{}/carts", cart.version().as_str());
        let request = self
            .http
            .post(url)
            .header("Ocp-Apim-Subscription-Key", self.key.clone())
            .json(&cart.encode());
        let response = request.send().await.map_err(|it| told(&it))?;
        match response.status() {
            StatusCode::FOUND => {
                let location = response.headers().get(header::LOCATION);
                let location = location.and_then(|it| it.to_str().ok());
                location.and_then(|it| self.page(it)).ok_or(CheckoutError::Garbled)
            }
            StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY => {
                Err(refusal(response).await)
            }
            status if status.is_client_error() || status.is_server_error() => {
                Err(CheckoutError::Failed(status.as_u16()))
            }
            _ => Err(CheckoutError::Garbled),
        }
    }

    /// An address at which Checkout serves payers; a browser is sent nowhere else.
    fn page(&self, location: &str) -> Option<Url> {
        let url = self.base.join(location).ok()?;
        let origin = url.origin().ascii_serialization();
        self.origins.contains(&origin).then_some(url)
    }
}

fn server(text: &str) -> Result<Url, ClientError> {
    let url = Url::parse(text).ok().filter(|it| matches!(it.scheme(), "http" | "https"));
    url.filter(Url::has_host).ok_or(ClientError::Url)
}

fn told(error: &reqwest::Error) -> CheckoutError {
    if error.is_timeout() { CheckoutError::Silent } else { CheckoutError::Unreachable }
}

/// What is said of a refusal; one that cannot be read is a refusal all the same.
async fn refusal(mut response: reqwest::Response) -> CheckoutError {
    let status = response.status().as_u16();
    let mut bytes = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if bytes.len().saturating_add(chunk.len()) <= LARGEST_PROBLEM => {
                bytes.extend_from_slice(&chunk);
            }
            Ok(None) => break,
            Ok(Some(_)) => return CheckoutError::Garbled,
            Err(error) => return told(&error),
        }
    }
    let problem: Option<Problem> = serde_json::from_slice(&bytes).ok();
    CheckoutError::Refused(problem.unwrap_or_else(|| Problem::new(status, "", "")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(base: &str, pages: &[&str]) -> Result<CheckoutClient, ClientError> {
        let pages: Vec<String> = pages.iter().map(|it| (*it).to_owned()).collect();
        CheckoutClient::new(base, "chiave", &pages, Duration::from_secs(1))
    }

    #[test]
    fn a_browser_is_sent_to_checkout_and_nowhere_else() {
        let base = "https://api.platform.pagopa.it/checkout/ec";
        let client = client(base, &["https://checkout.pagopa.it"]).unwrap();
        for (location, is_page) in [
            ("https://api.platform.pagopa.it/ecommerce/checkout/v1/carts/1/redirect", true),
            ("https://checkout.pagopa.it/c/1", true),
            ("/ecommerce/1", true),
            ("http://checkout.pagopa.it/c/1", false),
            ("https://checkout.pagopa.it.example/c/1", false),
            ("https://checkout.pagopa.it:8443/c/1", false),
            ("javascript:alert(1)", false),
            ("//altrove.example", false),
        ] {
            assert_eq!(client.page(location).is_some(), is_page, "{location}");
        }
    }

    #[test]
    fn what_is_no_server_is_refused() {
        for base in ["", "checkout", "ftp://checkout.pagopa.it", "https://"] {
            assert_eq!(client(base, &[]).unwrap_err(), ClientError::Url, "{base}");
        }
        let key = CheckoutClient::new("http://a.b", "a\nb", &[], Duration::from_secs(1));
        assert_eq!(key.unwrap_err(), ClientError::Key);
    }

    #[test]
    fn a_client_says_nothing_of_its_key() {
        assert!(!format!("{:?}", client("http://a.b", &[]).unwrap()).contains("chiave"));
    }
}
