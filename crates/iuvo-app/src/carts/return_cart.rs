//! The browser comes back from Checkout, and brings what Checkout told it.

use iuvo_domain::{
    CartId,
    cart::CartReturn,
    directory::WorkspaceProfile,
    journal::{Act, Entry, EventKind},
};
use iuvo_store::{Command, Lane, StoreError, Tx, carts, journal};

use crate::App;

/// Remembers what the browser brought back for the cart of a link; a link that leads nowhere
/// changes nothing.
pub async fn return_cart(
    app: &App,
    profile: &WorkspaceProfile,
    link: &str,
    returned: CartReturn,
) -> Result<(), StoreError> {
    let Some(id) = app.open_cart_link(profile, link) else { return Ok(()) };
    let act = app.act(profile.workspace.id, None);
    app.store.execute(Lane::Interactive, ReturnCart { act, id, returned }).await
}

struct ReturnCart {
    act: Act,
    id: CartId,
    returned: CartReturn,
}

impl Command for ReturnCart {
    type Output = ();

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        let workspace = self.act.workspace;
        let before = carts::lock_return(tx, workspace, self.id).await?;
        let Some(before) = before else { return Ok(()) };
        let believed = before.map_or(self.returned, |it| it.then(self.returned));
        if before == Some(believed) {
            tx.undo();
            return Ok(());
        }
        carts::save_return(tx, workspace, self.id, (believed, self.act.at)).await?;
        let cart = carts::find(tx, workspace, self.id).await?;
        let notices = cart.iter().flat_map(|it| &it.notices).filter(|it| it.workspace == workspace);
        let entries = notices.map(|it| {
            let entry = Entry::of_notice(it.notice_number, EventKind::CartReturned);
            entry.with_detail(believed.code())
        });
        journal::record(tx, &self.act, entries.collect()).await
    }
}
