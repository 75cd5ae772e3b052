//! Giving somebody a password.

use iuvo_domain::{
    AuditEntryId,
    access::{Operator, Password},
    audit::{Act, Author, Chain, Content, Field, Record},
};
use iuvo_store::{
    Command, Lane, StoreError, Tx, audit,
    sign_in::{self as rows, PasswordOf},
};

use super::try_password::email_counter;
use crate::App;

/// Why a password was not set.
#[derive(Debug, thiserror::Error)]
pub enum SetPasswordError {
    /// Too many are being looked at just now, or the system has no randomness.
    #[error("the password could not be hashed just now")]
    Busy,
    /// The database failed.
    #[error("the password could not be written")]
    Store(#[from] StoreError),
}

/// Gives an operator a password. Their sessions end, and so does a lock of their address.
pub async fn set_password(
    app: &App,
    author: &Author,
    operator: &Operator,
    password: Password,
) -> Result<(), SetPasswordError> {
    let turn = app.hashing.turn().await.ok_or(SetPasswordError::Busy)?;
    let hash = app.hashing.hash(turn, password.expose().to_owned()).await;
    let hash = hash.ok_or(SetPasswordError::Busy)?;
    let record = Record {
        id: AuditEntryId::new(app.ids().new_id()),
        chain: Chain::Directory,
        at: app.now(),
        author: author.clone(),
        act: Act::PasswordSet,
        subject: operator.id.to_string(),
        content: Content::default().with(Field::Email, &operator.email),
    };
    let command = SetPassword { operator: operator.clone(), hash, record };
    Ok(app.store().execute(Lane::Interactive, command).await?)
}

/// Whether whoever has that address has a password.
pub async fn has_password(app: &App, email: &str) -> Result<bool, StoreError> {
    Ok(app.store().read(PasswordOf(email.to_owned())).await?.is_some())
}

struct SetPassword {
    operator: Operator,
    hash: String,
    record: Record,
}

impl Command for SetPassword {
    type Output = ();

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        let Self { operator, hash, record } = self;
        rows::set_password(tx, operator.id, hash, record.at).await?;
        rows::delete_sessions(tx, operator.id).await?;
        rows::forget_attempts(tx, &email_counter(&operator.email)).await?;
        audit::append(tx, record).await
    }
}
