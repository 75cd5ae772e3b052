//! People and the roles they were granted.

use iuvo_domain::{
    OperatorId, ServiceId, WorkspaceId,
    access::{Grant, Operator, Role, Scope},
};
use jiff::Timestamp;
use pagopa_codes::OrganizationFiscalCode;
use uuid::Uuid;

use crate::{
    Query, Reach, StoreError, Tx,
    column::{ColumnRef, FromColumn, Param, Row, ToParam, only, params},
    statement::statements,
    together::{TOGETHER, padded},
};

statements! {
    INSERT = "
        insert into operator (id, email, name, enabled, created_at) values ($1, $2, $3, 1, $4)
        on conflict (email) do nothing";
    FIND_ID = "select id from operator where email = $1";
    SET_ENABLED = "update operator set enabled = $2 where id = $1 and enabled <> $2";
    INSERT_GRANT = "
        insert into operator_grant (operator_id, role, scope) values ($1, $2, $3)
        on conflict (operator_id, role, scope) do nothing";
    DELETE_GRANT = "
        delete from operator_grant where operator_id = $1 and role = $2 and scope = $3";
    LIST = "
        select o.id, o.email, o.name, o.enabled, g.role, g.scope
        from operator o
        left join operator_grant g on g.operator_id = o.id
        order by o.email, g.role, g.scope";
    LIST_OF = "
        select o.id, o.email, o.name, o.enabled, g.role, g.scope
        from operator o
        join operator_grant g on g.operator_id = o.id
        where g.scope = $1 or substr(g.scope, 1, $3) = $2
        order by o.email, g.role, g.scope";
    NAMES = "
        select id, name from operator
        where id in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
                     $18, $19, $20, $21, $22, $23, $24, $25)";
    FIND = "
        select o.id, o.email, o.name, o.enabled, g.role, g.scope
        from operator o
        left join operator_grant g on g.operator_id = o.id
        where o.email = $1
        order by g.role, g.scope";
}

/// The names of some operators, each with its identity; those who are not known have none.
pub struct NamesOf(pub Vec<OperatorId>);

impl Query for NamesOf {
    type Output = Vec<(OperatorId, String)>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        let mut names = Vec::new();
        for some in self.0.chunks(TOGETHER) {
            let params: Vec<_> = padded(some).collect();
            let read = |row: &mut Row<'_>| Ok((row.next()?, row.next()?));
            names.extend(tx.query(&NAMES, &params, read).await?);
        }
        Ok(names)
    }
}

impl ToParam for Role {
    fn to_param(&self) -> Param<'_> {
        Param::Text(self.code())
    }
}

impl FromColumn for Role {
    fn from_column(value: ColumnRef<'_>) -> Result<Self, String> {
        let code = String::from_column(value)?;
        Self::from_code(&code).ok_or_else(|| format!("{code} is no role"))
    }
}

/// A scope as text: what it is, and its identifiers, separated by colons.
fn write_scope(scope: &Scope) -> String {
    match scope {
        Scope::Broker(broker) => format!("broker:{broker}"),
        Scope::Workspace(workspace) => format!("workspace:{workspace}"),
        Scope::Service(workspace, service) => format!("service:{workspace}:{service}"),
    }
}

impl FromColumn for Scope {
    fn from_column(value: ColumnRef<'_>) -> Result<Self, String> {
        let text = String::from_column(value)?;
        read_scope(&text).ok_or_else(|| format!("{text} is no scope"))
    }
}

fn read_scope(text: &str) -> Option<Scope> {
    let workspace = |it: &str| Some(WorkspaceId::new(it.parse().ok()?));
    match text.split_once(':')? {
        ("broker", it) => OrganizationFiscalCode::parse(it).ok().map(Scope::Broker),
        ("workspace", it) => workspace(it).map(Scope::Workspace),
        ("service", it) => {
            let (number, service) = it.split_once(':')?;
            let service = ServiceId::new(Uuid::parse_str(service).ok()?);
            Some(Scope::Service(workspace(number)?, service))
        }
        _ => None,
    }
}

/// Writes an operator; `false` if the address is somebody else's. Grants are written one by one.
pub async fn insert(
    tx: &mut Tx<'_>,
    operator: &Operator,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let params = params![operator.id, operator.email, operator.name, now];
    if tx.execute(&INSERT, params).await? == 1 {
        return Ok(true);
    }
    let holder: OperatorId = tx.query_one(&FIND_ID, params![operator.email], only).await?;
    Ok(holder == operator.id)
}

/// Lets an operator in, or keeps them out; `false` if that was so already.
pub async fn set_enabled(
    tx: &mut Tx<'_>,
    id: OperatorId,
    enabled: bool,
) -> Result<bool, StoreError> {
    Ok(tx.execute(&SET_ENABLED, params![id, enabled]).await? == 1)
}

/// Gives a role; `false` if the operator has it already.
pub async fn insert_grant(
    tx: &mut Tx<'_>,
    id: OperatorId,
    grant: &Grant,
) -> Result<bool, StoreError> {
    let (role, scope) = (grant.role(), write_scope(grant.scope()));
    Ok(tx.execute(&INSERT_GRANT, params![id, role, scope]).await? == 1)
}

/// Takes a role away; `false` if the operator does not have it.
pub async fn delete_grant(
    tx: &mut Tx<'_>,
    id: OperatorId,
    grant: &Grant,
) -> Result<bool, StoreError> {
    let (role, scope) = (grant.role(), write_scope(grant.scope()));
    Ok(tx.execute(&DELETE_GRANT, params![id, role, scope]).await? == 1)
}

/// Everybody, in the order of their addresses.
pub struct Operators;

impl Query for Operators {
    type Output = Vec<Operator>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        Ok(assemble(tx.query(&LIST, params![], read).await?))
    }
}

/// Whoever has a role in a workspace, with their roles there, in the order of their addresses.
pub struct OperatorsOf(pub WorkspaceId);

impl Query for OperatorsOf {
    type Output = Vec<Operator>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        let (whole, part) = (format!("workspace:{}", self.0), format!("service:{}:", self.0));
        let length = i64::try_from(part.len()).unwrap_or(i64::MAX);
        Ok(assemble(tx.query(&LIST_OF, params![whole, part, length], read).await?))
    }
}

/// Whoever has that address, with all their roles.
pub struct OperatorWith(pub String);

impl Query for OperatorWith {
    type Output = Option<Operator>;

    const REACH: Reach = Reach::Point;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        Ok(assemble(tx.query(&FIND, params![self.0], read).await?).pop())
    }
}

/// Puts operators together of rows, those of one beside each other.
fn assemble(rows: Vec<(Operator, Option<Grant>)>) -> Vec<Operator> {
    let mut operators: Vec<(Operator, Vec<Grant>)> = Vec::new();
    for (operator, grant) in rows {
        if operators.last().is_none_or(|(last, _)| last.id != operator.id) {
            operators.push((operator, Vec::new()));
        }
        if let Some((_, grants)) = operators.last_mut() {
            grants.extend(grant);
        }
    }
    operators.into_iter().map(|(it, grants)| it.with_grants(grants)).collect()
}

fn read(row: &mut Row<'_>) -> Result<(Operator, Option<Grant>), StoreError> {
    let operator = Operator::new(row.next()?, row.next()?, row.next()?).with_enabled(row.next()?);
    Ok((operator, read_grant(row)?))
}

/// Reads a role and where it holds, if there is one.
pub(crate) fn read_grant(row: &mut Row<'_>) -> Result<Option<Grant>, StoreError> {
    let grant = match (row.next()?, row.next()?) {
        (Some(role), Some(scope)) => Some(Grant::new(role, scope)),
        _ => None,
    };
    grant.transpose().map_err(|error| StoreError::Bug(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_is_read_as_it_was_written() {
        let workspace = WorkspaceId::new(7);
        for scope in [
            Scope::Broker(OrganizationFiscalCode::parse("99000000002").unwrap()),
            Scope::Workspace(workspace),
            Scope::Service(workspace, ServiceId::new(Uuid::from_u128(9))),
        ] {
            assert_eq!(read_scope(&write_scope(&scope)), Some(scope));
        }
        for wrong in ["", "broker", "broker:1", "workspace:x", "service:7", "service:7:x", "a:1"] {
            assert_eq!(read_scope(wrong), None, "{wrong}");
        }
    }
}
