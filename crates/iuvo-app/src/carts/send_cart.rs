//! Software sends a cart: notices of any body here, each payable, for what it costs.

use iuvo_domain::{Environment, cart::CartNotice, directory::ApiClient};
use iuvo_store::debt_positions::FindByNotice;
use pagopa_checkout::{Cart as Wire, PaymentNotice};
use sha2::{Digest, Sha256};

use super::{
    CartError, NoticeRefusal, forward,
    open_cart::{Order, open_cart},
};
use crate::{App, StoreError};

/// Checks a cart, writes it, and sends it to the Checkout of the environment; says where Checkout
/// takes the payer.
pub async fn send_cart(
    app: &App,
    client: &ApiClient,
    environment: Environment,
    wire: &Wire,
) -> Result<String, CartError> {
    let checkout = app.checkout(environment).ok_or(CartError::Closed)?;
    let mut notices = Vec::new();
    for notice in &wire.payment_notices {
        let found = check_notice(app, environment, notice).await?;
        notices.push(found.map_err(|refusal| CartError::Refused {
            notice_number: notice.notice_number,
            refusal,
        })?);
    }
    let order =
        Order { opened_by: Some(&client.name), fingerprint: fingerprint(client, wire), notices };
    let cart = open_cart(app, &order).await?;
    forward(app, checkout, &cart, wire).await
}

fn fingerprint(client: &ApiClient, wire: &Wire) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(b"software\0");
    hash.update(client.id.as_bytes());
    hash.update(wire.encode().to_string());
    hash.finalize().into()
}

/// The notice, if it may be paid at that price.
async fn check_notice(
    app: &App,
    environment: Environment,
    wanted: &PaymentNotice,
) -> Result<Result<CartNotice, NoticeRefusal>, StoreError> {
    let directory = app.directory();
    let profile = directory.workspace_of(environment, wanted.fiscal_code);
    let Some(profile) = profile.filter(|it| it.workspace.enabled) else {
        return Ok(Err(NoticeRefusal::Unknown));
    };
    let workspace = profile.workspace.id;
    let query = FindByNotice { workspace, notice_number: wanted.notice_number.to_string() };
    let Some(position) = app.store.read(query).await? else {
        return Ok(Err(NoticeRefusal::Unknown));
    };
    let payable = match position.payable(wanted.notice_number, app.now()) {
        Ok(payable) => payable,
        Err(refusal) => return Ok(Err(NoticeRefusal::NotPayable(refusal))),
    };
    Ok(match payable.amount() {
        Some(due) if due == wanted.amount => {
            Ok(CartNotice { workspace, notice_number: wanted.notice_number, amount: due })
        }
        Some(due) => Err(NoticeRefusal::AmountDiffers { due }),
        None => Err(NoticeRefusal::Unknown),
    })
}
