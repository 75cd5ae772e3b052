//! The Checkout where people of the town pay: the simulator's, which a story may let fail.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{
    body::to_bytes,
    extract::{Request, State},
    http::{StatusCode, header},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
};
use iuvo_app::carts::Checkouts;
use pagopa_checkout::{CheckoutClient, LARGEST_CART};
use pagopa_sim::{Access, Simulator};
use serde_json::Value;
use tokio::{net::TcpListener, task::JoinHandle};

use crate::{Reply, Town, record};

/// How Checkout answers to carts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// As it should.
    Works,
    /// With status 500.
    Fails,
    /// With something that is not its API.
    Garbles,
    /// With an address of somebody else.
    LeadsAstray,
    /// Not at all, and takes nothing.
    Hangs,
    /// It takes the cart, and nobody hears of it.
    TakesInSilence,
}

/// How long the town waits for Checkout.
const PATIENCE: Duration = Duration::from_millis(500);

/// Checkout, on a port of its own.
pub struct TownCheckout {
    base_url: String,
    desk: Arc<Desk>,
    server: JoinHandle<()>,
}

/// What receives carts.
struct Desk {
    mood: Mutex<Mood>,
    /// Carts that came, whatever became of them.
    received: AtomicUsize,
}

impl TownCheckout {
    pub(crate) async fn start(simulator: &Simulator) -> Self {
        let desk = Desk { mood: Mutex::new(Mood::Works), received: AtomicUsize::new(0) };
        let desk = Arc::new(desk);
        let layer = from_fn_with_state(Arc::clone(&desk), answer);
        let router = simulator.router(Access::Open).layer(layer);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let base_url = format!("http://{}", listener.local_addr().expect("an address"));
        let server = tokio::spawn(async move {
            axum::serve(listener, router).await.expect("Checkout serves");
        });
        Self { base_url, desk, server }
    }

    /// Where it is.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    pub(crate) fn clients(&self) -> Checkouts {
        let base = format!("{}/checkout/ec", self.base_url);
        let client = CheckoutClient::new(&base, "checkout-key", &[], PATIENCE);
        Checkouts { acceptance: Some(client.expect("a client")), production: None }
    }

    /// How it answers from now on.
    pub fn set(&self, mood: Mood) {
        *self.desk.mood.lock().expect("nobody panics") = mood;
    }

    /// How many carts it has received, whatever became of them.
    pub fn received(&self) -> usize {
        self.desk.received.load(Ordering::SeqCst)
    }

    /// Nobody listens any more.
    pub async fn stop(&self) {
        self.server.abort();
        while !self.server.is_finished() {
            tokio::task::yield_now().await;
        }
    }
}

impl Drop for TownCheckout {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn answer(State(desk): State<Arc<Desk>>, request: Request, next: Next) -> Response {
    if !request.uri().path().ends_with("/carts") {
        return next.run(request).await;
    }
    let mood = *desk.mood.lock().expect("nobody panics");
    let answer = match mood {
        Mood::Works | Mood::TakesInSilence => take(request, next).await,
        Mood::Fails | Mood::Hangs => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        Mood::Garbles => "<html>ciao</html>".into_response(),
        Mood::LeadsAstray => {
            (StatusCode::FOUND, [(header::LOCATION, "https://altrove.example/")]).into_response()
        }
    };
    desk.received.fetch_add(1, Ordering::SeqCst);
    if matches!(mood, Mood::Hangs | Mood::TakesInSilence) {
        tokio::time::sleep(Duration::from_mins(1)).await;
    }
    answer
}

/// Both messages are kept for the official document.
async fn take(request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let (head, body) = request.into_parts();
    let body = to_bytes(body, LARGEST_CART).await.expect("a cart of ours is not too large");
    record::cart(&path, &body);
    let response = next.run(Request::from_parts(head, body.into())).await;
    let (head, body) = response.into_parts();
    let body = to_bytes(body, LARGEST_CART).await.expect("an answer is not too large");
    let location = head.headers.get(header::LOCATION).map(|it| it.to_str().expect("an address"));
    record::cart_answer(&path, head.status.as_u16(), location, &body);
    Response::from_parts(head, body.into())
}

impl Town {
    /// Posts a cart to us, as a body's portal does; the answer, and where it leads.
    pub async fn cart(&self, version: &str, key: &str, cart: &Value) -> (Reply, Option<String>) {
        let path = format!("/checkout/ec/{version}/carts");
        let request = self.http().post(format!("{}{path}", self.base_url()));
        let request = request.header("Ocp-Apim-Subscription-Key", key).json(cart);
        let response = request.send().await.expect("the server answers");
        let location = response.headers().get("location");
        let location = location.map(|it| it.to_str().expect("an address").to_owned());
        let reply = Reply::read(response).await;
        let body = reply.text.as_bytes();
        record::cart_answer(&path, reply.status.as_u16(), location.as_deref(), body);
        (reply, location)
    }
}
