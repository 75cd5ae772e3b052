//! Checkout's carts, `/checkout/ec/v1|v2/carts`, as pagoPA has them: a body's portal that posts its
//! carts to pagoPA posts them here by changing the address and the key.
//!
//! Whoever has a key may send notices of any body of the same environment, as at pagoPA: a cart
//! tells nothing that Checkout would not.

use axum::{
    Json,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use iuvo_app::{
    StoreError, access,
    carts::{CartError, NoticeRefusal, send_cart},
};
use iuvo_domain::payment::PaymentRefusal;
use pagopa_checkout::{
    Cart, CartDefect, CheckoutError, LARGEST_CART, NOT_PROCESSABLE, PAYMENT_INFO_INVALID, Problem,
    Version,
};
use pagopa_codes::NoticeNumber;

use crate::{Edge, causes::causes_in_a_line, gateway::Client, pages::amount, routes::Routes};

/// The paths below `/checkout/ec`.
pub(crate) fn routes() -> Routes {
    Routes::default().post("/v1/carts", post_v1).post("/v2/carts", post_v2)
}

async fn post_v1(edge: State<Edge>, client: Client, request: Request) -> Response {
    post(edge, client, Version::V1, request).await.unwrap_or_else(refused)
}

async fn post_v2(edge: State<Edge>, client: Client, request: Request) -> Response {
    post(edge, client, Version::V2, request).await.unwrap_or_else(refused)
}

async fn post(
    State(edge): State<Edge>,
    Client(client): Client,
    version: Version,
    request: Request,
) -> Result<Response, Problem> {
    let cart = read(version, request.into_body()).await?;
    let environment = access::environment(&edge.app.directory(), &client);
    let environment = environment.ok_or_else(|| {
        Problem::new(403, "Forbidden", "La chiave è di un ente che non è più servito.")
    })?;
    let url = send_cart(&edge.app, &client, environment, &cart).await.map_err(problem)?;
    Ok((StatusCode::FOUND, [(header::LOCATION, url)]).into_response())
}

async fn read(version: Version, body: Body) -> Result<Cart, Problem> {
    let body = to_bytes(body, LARGEST_CART).await;
    let body =
        body.map_err(|_| Problem::new(413, "Payload too large", "Il corpo è troppo grande."))?;
    Cart::decode(version, &body).map_err(|defect| match &defect {
        CartDefect::NotJson | CartDefect::Field { .. } => {
            Problem::new(400, "Bad request", defect.to_string())
        }
        CartDefect::TooManyNotices { .. } => Problem::new(422, NOT_PROCESSABLE, defect.to_string()),
        CartDefect::Duplicate { .. } => Problem::new(422, PAYMENT_INFO_INVALID, defect.to_string()),
    })
}

fn problem(error: CartError) -> Problem {
    match error {
        CartError::Refused { notice_number, refusal } => {
            Problem::new(422, PAYMENT_INFO_INVALID, in_words(notice_number, refusal))
        }
        CartError::Closed => {
            let detail = "In questo ambiente non è configurato un Checkout a cui mandare carrelli.";
            Problem::new(503, "Service unavailable", detail)
        }
        CartError::Checkout(CheckoutError::Refused(problem)) => problem,
        CartError::Checkout(error) => {
            tracing::warn!(%error, "a cart was not taken");
            Problem::new(502, "Bad gateway", "Checkout non risponde: nessun pagamento è partito.")
        }
        CartError::Sealing(error) => {
            tracing::error!(%error, "a cart was not sent");
            internal()
        }
        CartError::Store(error) => unavailable(&error),
    }
}

fn unavailable(error: &StoreError) -> Problem {
    tracing::error!(error = %causes_in_a_line(error), "a cart was not sent");
    if error.is_transient() {
        Problem::new(503, "Service unavailable", "L’archivio non risponde: riprova fra poco.")
    } else {
        internal()
    }
}

fn internal() -> Problem {
    let detail = "Qualcosa non ha funzionato da parte nostra.";
    Problem::new(500, "Internal server error", detail)
}

fn in_words(number: NoticeNumber, refusal: NoticeRefusal) -> String {
    let why = match refusal {
        NoticeRefusal::Unknown => "non esiste, o non è di un ente servito qui",
        NoticeRefusal::AmountDiffers { due } => {
            return format!("L’avviso {number} costa ora {}.", amount(due));
        }
        NoticeRefusal::NotPayable(refusal) => match refusal {
            PaymentRefusal::NoticeUnknown => "non esiste, o non è di un ente servito qui",
            PaymentRefusal::AlreadyPaid => "è già pagato",
            PaymentRefusal::Invalidated => "è stato annullato dall’ente",
            PaymentRefusal::NotYetPublished | PaymentRefusal::NotYetValid => {
                "non si può ancora pagare"
            }
            PaymentRefusal::AnotherOptionStarted => {
                "non vale più: il debito si sta pagando in un altro modo"
            }
            PaymentRefusal::Expired => "è scaduto",
        },
    };
    format!("L’avviso {number} {why}.")
}

fn refused(problem: Problem) -> Response {
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, Json(problem)).into_response();
    let kind = HeaderValue::from_static("application/problem+json");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}
