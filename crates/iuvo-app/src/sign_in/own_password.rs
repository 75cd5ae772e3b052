//! Whoever is signed in says their password once more, before what gives the account away for good.

use iuvo_domain::access::Operator;
use iuvo_store::{Lane, StoreError, sign_in::PasswordOf};
use jiff::Timestamp;

use super::try_password::{Count, Counters};
use crate::App;

/// Why somebody's password was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordDefect {
    /// It is not theirs.
    Wrong,
    /// Too many attempts have failed: none is looked at for a while.
    Locked(Timestamp),
    /// Too many passwords are being looked at just now.
    Busy,
}

/// Whether it is the present password of an operator, counted as an attempt to sign in: an open
/// session is no way to guess it.
pub(super) async fn try_own_password(
    app: &App,
    operator: &Operator,
    present: String,
) -> Result<Result<(), PasswordDefect>, StoreError> {
    let Some(turn) = app.hashing.turn().await else { return Ok(Err(PasswordDefect::Busy)) };
    let counting = Count { counters: Counters::of(&operator.email, None), now: app.now() };
    if let Some(until) = app.store().execute(Lane::Interactive, counting).await? {
        return Ok(Err(PasswordDefect::Locked(until)));
    }
    let stored = app.store().read(PasswordOf(operator.email.clone())).await?.map(|it| it.hash);
    let is_right = app.hashing.verify(turn, present, stored).await;
    Ok(is_right.then_some(()).ok_or(PasswordDefect::Wrong))
}
