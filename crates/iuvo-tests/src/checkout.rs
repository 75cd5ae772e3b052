//! The Checkout where people of the town pay: the simulator's, which a story may let fail.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    extract::{Request, State},
    http::{StatusCode, header},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
};
use iuvo_app::carts::Checkouts;
use pagopa_checkout::CheckoutClient;
use pagopa_sim::{Access, Simulator};
use tokio::{net::TcpListener, task::JoinHandle};

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
    /// Not at all.
    Hangs,
}

/// How long the town waits for Checkout.
const PATIENCE: Duration = Duration::from_millis(500);

/// Checkout, on a port of its own.
pub struct TownCheckout {
    base_url: String,
    mood: Arc<Mutex<Mood>>,
    server: JoinHandle<()>,
}

impl TownCheckout {
    pub(crate) async fn start(simulator: &Simulator) -> Self {
        let mood = Arc::new(Mutex::new(Mood::Works));
        let layer = from_fn_with_state(Arc::clone(&mood), answer);
        let router = simulator.router(Access::Open).layer(layer);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let base_url = format!("http://{}", listener.local_addr().expect("an address"));
        let server = tokio::spawn(async move {
            axum::serve(listener, router).await.expect("Checkout serves");
        });
        Self { base_url, mood, server }
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
        *self.mood.lock().expect("nobody panics") = mood;
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

async fn answer(State(mood): State<Arc<Mutex<Mood>>>, request: Request, next: Next) -> Response {
    if !request.uri().path().ends_with("/carts") {
        return next.run(request).await;
    }
    let mood = *mood.lock().expect("nobody panics");
    match mood {
        Mood::Works => next.run(request).await,
        Mood::Fails => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        Mood::Garbles => "<html>ciao</html>".into_response(),
        Mood::LeadsAstray => {
            (StatusCode::FOUND, [(header::LOCATION, "https://altrove.example/")]).into_response()
        }
        Mood::Hangs => {
            tokio::time::sleep(Duration::from_mins(1)).await;
            StatusCode::OK.into_response()
        }
    }
}
