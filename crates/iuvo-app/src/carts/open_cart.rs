//! A cart is written, unless the same one was a moment ago.

use iuvo_domain::{
    CartId,
    cart::{Cart, CartNotice},
    journal::{Act, Entry, EventKind},
};
use iuvo_store::{Command, Lane, StoreError, Tx, carts, carts::Fingerprint, journal};

use crate::App;

/// Attempts while others open the same cart.
const ATTEMPTS: usize = 3;

/// What is to be paid.
pub(super) struct Order<'a> {
    /// Which software wants it; none for our own pages.
    pub(super) opened_by: Option<&'a str>,
    /// What tells it from other orders.
    pub(super) fingerprint: Fingerprint,
    /// At least one.
    pub(super) notices: Vec<CartNotice>,
}

/// Opens a cart, or finds the one of the same click.
pub(super) async fn open_cart(app: &App, order: &Order<'_>) -> Result<Cart, StoreError> {
    let Some(first) = order.notices.first() else {
        return Err(StoreError::Bug("a cart without notices".to_owned()));
    };
    for _ in 0..ATTEMPTS {
        let act = app.act(first.workspace, order.opened_by);
        let cart = Cart {
            id: CartId::new(act.id),
            workspace: first.workspace,
            opened_at: act.at,
            opened_by: order.opened_by.map(str::to_owned),
            forwarded: None,
            returned: None,
            notices: order.notices.clone(),
        };
        let command = OpenCart { act, cart, fingerprint: order.fingerprint };
        if let Some(cart) = app.store.execute(Lane::Interactive, command).await? {
            return Ok(cart);
        }
    }
    Err(StoreError::Bug("others kept opening the same cart".to_owned()))
}

struct OpenCart {
    act: Act,
    cart: Cart,
    fingerprint: Fingerprint,
}

impl Command for OpenCart {
    /// The cart, or nothing if somebody has opened the same one meanwhile.
    type Output = Option<Cart>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        let workspace = self.cart.workspace;
        let latest = carts::find_latest(tx, workspace, &self.fingerprint).await?;
        if let Some(latest) = &latest
            && (latest.id == self.cart.id || latest.is_same_click(self.act.at))
        {
            return Ok(Some(latest.clone()));
        }
        let replaced = latest.map(|it| it.id);
        if !carts::insert(tx, &self.cart, &self.fingerprint, replaced).await? {
            tx.undo();
            return Ok(None);
        }
        self.tell(tx).await?;
        Ok(Some(self.cart.clone()))
    }
}

impl OpenCart {
    /// Each notice in the journal of its own body.
    async fn tell(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        let entries = self.cart.notices.iter().map(|it| {
            let entry = Entry::of_notice(it.notice_number, EventKind::CartOpened);
            (it.workspace, entry.with_amount(it.amount))
        });
        let (workspaces, entries): (Vec<_>, Vec<_>) = entries.unzip();
        let events = self.act.events(entries).zip(workspaces);
        let events: Vec<_> = events
            .map(|(event, workspace)| iuvo_domain::journal::Event { workspace, ..event })
            .collect();
        journal::insert(tx, &events).await
    }
}
