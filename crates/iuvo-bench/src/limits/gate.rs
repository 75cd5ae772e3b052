//! The Node's gate and an answer, with nothing behind: what HTTP and XML alone cost.
//!
//! It is served by a process of its own, so that it has the processors as the program has them, and
//! by the same HTTP server with the same patience, so that only what is behind the gate differs.

use std::{
    net::{Ipv4Addr, SocketAddr},
    process::{Child, Command, Stdio},
    time::Duration,
};

use anyhow::{Context, Result, anyhow};
use axum::{
    Router,
    body::{Body, to_bytes},
    extract::DefaultBodyLimit,
    http::{StatusCode, header},
    response::{IntoResponse, Response as HttpResponse},
    routing::post,
};
use hyper_util::rt::TokioTimer;
use pagopa_codes::Cents;
use pagopa_node::{
    AmountOption, Limits, PaymentOption, PositiveAmount, Response, Text, VerifiedNotice,
    decode_request, encode_response,
};
use tower_http::timeout::RequestBodyTimeoutLayer;

use crate::{http, messages::ORGANIZATION};

/// How long headers, or the next piece of a body, may take.
const PATIENCE: Duration = Duration::from_secs(15);

const XML: &str = "text/xml; charset=utf-8";

/// The server, in a process of its own; killed when dropped.
pub(crate) struct Gate {
    child: Child,
    pub(crate) address: SocketAddr,
}

impl Gate {
    pub(crate) async fn start() -> Result<Self> {
        let address = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["gate", "--listen", &address.to_string()]).stdin(Stdio::null());
        let gate = Self { child: command.spawn()?, address };
        while http::get(address, "/").await.is_err() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Ok(gate)
    }

    pub(crate) fn process(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Serves until killed.
pub(crate) async fn serve(address: SocketAddr) -> Result<()> {
    let router = Router::new()
        .route("/node/{environment}/pa-for-node", post(answer))
        .layer(DefaultBodyLimit::disable())
        .layer(RequestBodyTimeoutLayer::new(PATIENCE));
    let mut server = axum_server::bind(address);
    server.http_builder().http1().timer(TokioTimer::new()).header_read_timeout(PATIENCE);
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    Ok(server.http1_only().serve(service).await?)
}

async fn answer(body: Body) -> HttpResponse {
    match read_and_write(body).await {
        Ok(text) => ([(header::CONTENT_TYPE, XML)], text).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}

async fn read_and_write(body: Body) -> Result<String> {
    let limits = Limits::default();
    let message = to_bytes(body, limits.bytes).await?;
    decode_request(None, &message, &limits).map_err(|it| anyhow!("{it}"))?;
    let text = "TARI 2026, rata unica";
    let notice = VerifiedNotice {
        payment_option: PaymentOption {
            amount: PositiveAmount::new(Cents::new(12_000)).context("an amount")?,
            amount_option: AmountOption::Equal,
            due_date: Some("2099-12-31".parse()?),
            detail: Text::shortened(text),
            all_postal: false,
        },
        description: Text::shortened(text).context("a text")?,
        organization_fiscal_code: ORGANIZATION.parse()?,
        company_name: Text::shortened("Comune di Esempio").context("a text")?,
        office_name: Text::shortened("Tributi"),
    };
    Ok(encode_response(&Response::VerifyPaymentNotice(Ok(notice))))
}
