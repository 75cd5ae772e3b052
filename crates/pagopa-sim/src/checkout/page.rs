//! The page on which a person pays a cart, gives up, fails, or leaves it open.

use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use pagopa_codes::Cents;
use serde::Deserialize;

use super::payment::{METHODS, Method, Receipts, pay};
use super::{End, Taken};
use crate::pages::{euros, page, problem_page};
use crate::simulator::Simulator;

#[derive(Template)]
#[template(path = "checkout.html")]
struct CheckoutPage {
    notices: Vec<Line>,
    total: String,
    email: String,
    methods: Vec<Choice>,
    /// How it ended, and where the browser goes then.
    end: Option<(&'static str, Option<String>)>,
    /// What was wrong with what was sent.
    defect: Option<&'static str>,
}

struct Line {
    body: String,
    description: String,
    number: String,
    amount: String,
}

struct Choice {
    name: &'static str,
    label: &'static str,
    fee: String,
    total: String,
    is_chosen: bool,
}

/// Why there is no page.
#[derive(Clone, Copy, Debug)]
pub(super) enum Problem {
    Unknown,
    Forged,
    Unreadable,
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (status, title, text) = match self {
            Self::Unknown => (
                StatusCode::NOT_FOUND,
                "Carrello sconosciuto",
                "Il carrello non esiste, o il simulatore è stato riavviato. Torna al sito \
                 dell’ente.",
            ),
            Self::Forged => (
                StatusCode::FORBIDDEN,
                "Richiesta non accettata",
                "Il modulo è stato inviato da un altro sito.",
            ),
            Self::Unreadable => {
                (StatusCode::BAD_REQUEST, "Richiesta non leggibile", "Torna indietro e riprova.")
            }
        };
        problem_page(status, title, text)
    }
}

/// What a form sends.
#[derive(Default, Deserialize)]
pub(super) struct Decision {
    #[serde(default)]
    email: String,
    #[serde(default)]
    metodo: String,
    #[serde(default)]
    azione: String,
}

pub(super) async fn show(
    State(simulator): State<Simulator>,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let taken = simulator.carts().find(&name).ok_or(Problem::Unknown)?;
    let end = *taken.end.lock().await;
    Ok(shown(&taken, &Decision::default(), end, None))
}

pub(super) async fn decide(
    State(simulator): State<Simulator>,
    Path(name): Path<String>,
    sent: Result<Form<Decision>, FormRejection>,
) -> Result<Response, Problem> {
    let Form(decision) = sent.map_err(|_| Problem::Unreadable)?;
    let taken = simulator.carts().find(&name).ok_or(Problem::Unknown)?;
    let mut end = taken.end.lock().await;
    if end.is_none() {
        match wanted(&decision) {
            Ok(wanted) => *end = Some(settle(&simulator, &taken, wanted).await),
            Err(defect) => return Ok(shown(&taken, &decision, None, Some(defect))),
        }
    }
    let way_back = end.and_then(|it| way_back(&taken, it));
    Ok(match way_back {
        Some(url) => (StatusCode::SEE_OTHER, [(LOCATION, url)]).into_response(),
        None => shown(&taken, &decision, *end, None),
    })
}

/// What a payer wants.
enum Wanted {
    Pay(Method, Receipts),
    Cancel,
    Fail,
}

fn wanted(decision: &Decision) -> Result<Wanted, &'static str> {
    let receipts = match decision.azione.as_str() {
        "annulla" => return Ok(Wanted::Cancel),
        "fallisci" => return Ok(Wanted::Fail),
        "paga" => Receipts::Now,
        "sospendi" => Receipts::Later,
        _ => return Err("Scegli che cosa fare con uno dei pulsanti."),
    };
    let method = Method::named(&decision.metodo).ok_or("Scegli come pagare.")?;
    if !decision.email.trim().is_empty() && !decision.email.contains('@') {
        return Err("L’e-mail non è corretta: controlla la chiocciola.");
    }
    Ok(Wanted::Pay(method, receipts))
}

async fn settle(simulator: &Simulator, taken: &Taken, wanted: Wanted) -> End {
    let (method, receipts) = match wanted {
        Wanted::Cancel => return End::Cancelled,
        Wanted::Fail => return End::Failed,
        Wanted::Pay(method, receipts) => (method, receipts),
    };
    match (pay(simulator, taken, method, receipts).await, receipts) {
        (Ok(()), Receipts::Now) => End::Paid,
        (Ok(()), Receipts::Later) => End::LeftOpen,
        (Err(fault), _) => {
            tracing::info!(code = fault.fault_code(), "a cart was not paid");
            End::Failed
        }
    }
}

/// Where the browser goes after that end; the first version has no place for an open one.
fn way_back(taken: &Taken, end: End) -> Option<String> {
    let urls = &taken.cart.return_urls;
    match end {
        End::Paid => Some(urls.ok.clone()),
        End::Cancelled => Some(urls.cancel.clone()),
        End::Failed => Some(urls.error.clone()),
        End::LeftOpen => urls.waiting.clone(),
    }
}

fn shown(
    taken: &Taken,
    decision: &Decision,
    end: Option<End>,
    defect: Option<&'static str>,
) -> Response {
    let total = taken.cart.amount().unwrap_or(Cents::ZERO);
    let line = |it: &pagopa_checkout::PaymentNotice| Line {
        body: it.company_name.clone(),
        description: it.description.clone(),
        number: it.notice_number.to_string(),
        amount: euros(it.amount),
    };
    let chosen = Method::named(&decision.metodo).unwrap_or(METHODS[0]);
    let choice = |it: Method| Choice {
        name: it.name,
        label: it.label,
        fee: euros(it.fee),
        total: euros(total.checked_add(it.fee).unwrap_or(total)),
        is_chosen: it == chosen,
    };
    let email = if decision.email.is_empty() {
        taken.cart.email_notice.clone().unwrap_or_default()
    } else {
        decision.email.clone()
    };
    let told = end.map(|it| (in_words(it), way_back(taken, it)));
    let status = if defect.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    page(
        status,
        &CheckoutPage {
            notices: taken.cart.payment_notices.iter().map(line).collect(),
            total: euros(total),
            email,
            methods: METHODS.map(choice).into(),
            end: told,
            defect,
        },
    )
}

const fn in_words(end: End) -> &'static str {
    match end {
        End::Paid => "Il carrello è pagato.",
        End::LeftOpen => "Il carrello è in sospeso: la ricevuta parte fra un’ora.",
        End::Cancelled => "Il pagamento è stato annullato.",
        End::Failed => "Il pagamento non è riuscito.",
    }
}
