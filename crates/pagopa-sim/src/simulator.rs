//! The simulator as a whole: what it is told at the start, and what can be asked of it.

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use pagopa_codes::StationId;
use pagopa_node::{Request, Response};
use reqwest::Url;

use crate::chance::Chance;
use crate::checkout::Carts;
use crate::clock::SimClock;
use crate::directory::Directory;
use crate::exchange::Exchange;
use crate::ledger::{IssuedReceipt, Ledger};
use crate::lock::locked;
use crate::mail::Mailbox;
use crate::misbehavior::{Misbehavior, Temper};
use crate::psp::PspIdentity;
use crate::registry::{PrimitiveVersion, Registry, RegistryError};
use crate::settings::Settings;
use crate::stand_in::Copies;
use crate::tokens::Tokens;
use crate::wire::{CallError, Handling, Reply, Wire};

/// A Node and a PSP. Copies share everything.
#[derive(Clone)]
pub struct Simulator(Arc<Parts>);

struct Parts {
    clock: SimClock,
    settings: Settings,
    directory: Directory,
    psp: PspIdentity,
    second_psp: PspIdentity,
    tokens: Tokens,
    mood: Mutex<Mood>,
    ledger: Mutex<Ledger>,
    copies: Mutex<Copies>,
    carts: Mutex<Carts>,
    mailbox: Mutex<Mailbox>,
    wire: Wire,
}

/// What is drawn, and how often something goes wrong by itself.
struct Mood {
    chance: Chance,
    temper: Option<Temper>,
}

impl Simulator {
    /// A Node that has seen no payment, with the waits of the real one.
    pub fn new(registry: Registry, clock: SimClock) -> Result<Self, RegistryError> {
        Self::with_settings(registry, clock, Settings::default())
    }

    /// The same with other measures.
    pub fn with_settings(
        registry: Registry,
        clock: SimClock,
        settings: Settings,
    ) -> Result<Self, RegistryError> {
        let psp = PspIdentity::try_from(&registry.psp)?;
        let second_psp = PspIdentity::try_from(&registry.second_psp)?;
        let directory = Directory::new(registry.stations, registry.links)?;
        let wire = Wire::new(clock.clone(), settings.exchanges_kept)?;
        let tokens = Tokens::new(registry.seed);
        let mood = Mutex::new(Mood { chance: Chance::new(registry.seed), temper: None });
        let ledger = Mutex::new(Ledger::new(settings.receipts_kept));
        let copies = Mutex::new(Copies::new(settings.receipts_kept));
        let parts = Parts {
            clock,
            settings,
            directory,
            psp,
            second_psp,
            tokens,
            mood,
            ledger,
            copies,
            carts: Mutex::default(),
            mailbox: Mutex::default(),
            wire,
        };
        Ok(Self(Arc::new(parts)))
    }

    /// Tells where a station answers, from now on.
    pub fn set_endpoint(&self, station_id: StationId, endpoint: Url) -> Result<(), RegistryError> {
        self.0.directory.set_endpoint(station_id, endpoint)
    }

    /// Tells where a station answers for payment options, from now on: below which address.
    pub fn set_payment_options(
        &self,
        station_id: StationId,
        endpoint: Url,
    ) -> Result<(), RegistryError> {
        self.0.directory.set_payment_options(station_id, endpoint)
    }

    /// Tells in which version the Node speaks to a station, from now on.
    pub fn set_primitive_version(
        &self,
        station_id: StationId,
        version: PrimitiveVersion,
    ) -> Result<(), RegistryError> {
        self.0.directory.set_version(station_id, version)
    }

    /// The latest exchanges with the stations, oldest first.
    pub fn exchanges(&self) -> Vec<Exchange> {
        self.0.wire.exchanges()
    }

    /// The exchanges since the last taking, oldest first, so that each is seen once.
    pub fn take_exchanges(&self) -> Vec<Exchange> {
        self.0.wire.take_exchanges()
    }

    /// The receipts that are remembered, oldest first.
    pub fn receipts(&self) -> Vec<IssuedReceipt> {
        self.ledger().issued()
    }

    /// One of them.
    pub fn receipt(&self, receipt_id: &str) -> Option<IssuedReceipt> {
        self.ledger().find(receipt_id)
    }

    /// Makes the Node misbehave by itself from now on, or stop doing so. What it draws begins with
    /// the seed.
    pub fn set_temper(&self, temper: Option<Temper>) {
        let mut mood = locked(&self.0.mood);
        if let Some(temper) = &temper {
            mood.chance = Chance::new(Some(temper.seed));
        }
        mood.temper = temper;
    }

    /// How the Node misbehaves by itself, if it does.
    pub fn temper(&self) -> Option<Temper> {
        locked(&self.0.mood).temper.clone()
    }

    /// The clock of the rehearsal.
    pub fn clock(&self) -> &SimClock {
        &self.0.clock
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.0.settings
    }

    pub(crate) fn directory(&self) -> &Directory {
        &self.0.directory
    }

    pub(crate) fn psp(&self) -> &PspIdentity {
        &self.0.psp
    }

    /// Who takes the money a second time.
    pub(crate) fn second_psp(&self) -> &PspIdentity {
        &self.0.second_psp
    }

    /// What the temper wants of the next payment.
    pub(crate) fn draw_misbehavior(&self) -> Option<Misbehavior> {
        let mut mood = locked(&self.0.mood);
        let temper = mood.temper.clone()?;
        temper.draw(&mut mood.chance)
    }

    /// Draws anything.
    pub(crate) fn draw<T>(&self, draw: impl FnOnce(&mut Chance) -> T) -> T {
        draw(&mut locked(&self.0.mood).chance)
    }

    /// To be held for a moment, never across a call.
    pub(crate) fn copies(&self) -> MutexGuard<'_, Copies> {
        locked(&self.0.copies)
    }

    /// To be held for a moment, never across a call.
    pub(crate) fn carts(&self) -> MutexGuard<'_, Carts> {
        locked(&self.0.carts)
    }

    /// To be held for a moment, never across a call.
    pub(crate) fn mailbox(&self) -> MutexGuard<'_, Mailbox> {
        locked(&self.0.mailbox)
    }

    pub(crate) fn tokens(&self) -> &Tokens {
        &self.0.tokens
    }

    /// To be held for a moment, never across a call.
    pub(crate) fn ledger(&self) -> MutexGuard<'_, Ledger> {
        locked(&self.0.ledger)
    }

    pub(crate) async fn call(
        &self,
        station_id: StationId,
        request: &Request,
        timeout: Duration,
    ) -> Result<Response, CallError> {
        self.call_so(station_id, request, (timeout, Handling::default())).await
    }

    /// Asks a station for payment options.
    pub(crate) async fn ask_options(
        &self,
        station_id: StationId,
        url: Url,
    ) -> Result<Reply, CallError> {
        self.0.wire.ask(station_id, url, self.0.settings.answer_timeout).await
    }

    /// A call that goes otherwise than straight there and back.
    pub(crate) async fn call_so(
        &self,
        station_id: StationId,
        request: &Request,
        manner: (Duration, Handling<'_>),
    ) -> Result<Response, CallError> {
        let endpoint = self.0.directory.endpoint(station_id);
        self.0.wire.call(station_id, endpoint, request, manner).await
    }
}
