//! The second factor of people who sign in: the sealed secret, and the codes for when it is lost.

use iuvo_domain::{OperatorId, access::SessionHash};
use jiff::Timestamp;

use crate::{
    Query, Reach, StoreError, Tx,
    column::{only, params},
    statement::statements,
};

statements! {
    FIND = "select secret from operator_second_factor where operator_id = $1";
    SAVE = "
        insert into operator_second_factor (operator_id, secret, last_step, set_at)
        values ($1, $2, $3, $4)
        on conflict (operator_id) do update
        set secret = excluded.secret, last_step = excluded.last_step, set_at = excluded.set_at
        where operator_second_factor.secret = $5";
    TAKE_STEP = "
        update operator_second_factor set last_step = $2
        where operator_id = $1 and last_step < $2";
    DELETE = "delete from operator_second_factor where operator_id = $1";
    INSERT_CODE = "
        insert into operator_recovery_code (operator_id, hash) values ($1, $2)
        on conflict (operator_id, hash) do nothing";
    TAKE_CODE = "delete from operator_recovery_code where operator_id = $1 and hash = $2";
    DELETE_CODES = "delete from operator_recovery_code where operator_id = $1";
    PROVE = "update operator_session set proved = 1 where hash = $1";
}

/// SHA-256 of a code for the day the telephone is lost.
pub type CodeHash = [u8; 32];

/// The sealed secret of an operator; `None` if they have none.
pub struct SecretOf(pub OperatorId);

impl Query for SecretOf {
    type Output = Option<Vec<u8>>;

    const REACH: Reach = Reach::Point;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        tx.query_opt(&FIND, params![self.0], only).await
    }
}

/// A second factor, about to be written.
#[derive(Debug, Clone)]
pub struct SecondFactor {
    /// Whose.
    pub operator: OperatorId,
    /// The sealed secret.
    pub secret: Vec<u8>,
    /// The step of the code that confirmed it.
    pub last_step: i64,
    /// The codes for when it is lost.
    pub codes: Vec<CodeHash>,
}

/// Writes a second factor, with its codes, over the one of that sealed secret; `false` if there is
/// another now.
pub async fn save(
    tx: &mut Tx<'_>,
    factor: &SecondFactor,
    before: &[u8],
    now: Timestamp,
) -> Result<bool, StoreError> {
    let SecondFactor { operator, secret, last_step, codes } = factor;
    let params = params![operator, secret, last_step, now, before];
    if tx.execute(&SAVE, params).await? == 0 {
        return Ok(false);
    }
    tx.execute(&DELETE_CODES, params![operator]).await?;
    for code in codes {
        tx.execute(&INSERT_CODE, params![operator, code]).await?;
    }
    Ok(true)
}

/// Takes a second factor away, with its codes; `false` if there is none.
pub async fn delete(tx: &mut Tx<'_>, operator: OperatorId) -> Result<bool, StoreError> {
    tx.execute(&DELETE_CODES, params![operator]).await?;
    Ok(tx.execute(&DELETE, params![operator]).await? == 1)
}

/// Takes the code of a step; `false` if it, or a later one, was taken before.
pub async fn take_step(
    tx: &mut Tx<'_>,
    operator: OperatorId,
    step: i64,
) -> Result<bool, StoreError> {
    Ok(tx.execute(&TAKE_STEP, params![operator, step]).await? == 1)
}

/// Takes a code for when the telephone is lost; `false` if there is no such code any more.
pub async fn take_code(
    tx: &mut Tx<'_>,
    operator: OperatorId,
    code: &CodeHash,
) -> Result<bool, StoreError> {
    Ok(tx.execute(&TAKE_CODE, params![operator, code]).await? == 1)
}

/// Notes that a code was given in a session; `false` if there is no such session.
pub async fn prove(tx: &mut Tx<'_>, session: &SessionHash) -> Result<bool, StoreError> {
    Ok(tx.execute(&PROVE, params![session]).await? == 1)
}
