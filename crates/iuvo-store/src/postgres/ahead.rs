//! Statements sent ahead: their answers are looked at later, so that a transaction does not wait
//! for the server at every step.
//!
//! The server runs the statements of a connection in the order in which they are sent, and after
//! one that fails it runs no other: whatever is asked next learns of the failure.
//!
//! Invariant: every answer is looked at before the transaction is committed.

use std::{pin::Pin, task::Poll};

use deadpool_postgres::Client;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};

use crate::{column::Param, error::StoreError, statement::Statement};

/// Answers that may be outstanding: more would only fill memory.
const OUTSTANDING: usize = 64;

/// A connection in a transaction, with the statements sent ahead.
pub(crate) struct Ahead<'a> {
    client: &'a Client,
    sent: Vec<Sent<'a>>,
}

struct Sent<'a> {
    answer: Answer<'a, u64>,
    statement: &'static Statement,
    /// How many rows it must touch; `None` if that is all the same.
    count: Option<u64>,
}

type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, tokio_postgres::Error>> + Send + 'a>>;

impl<'a> Ahead<'a> {
    pub(crate) fn new(client: &'a Client) -> Self {
        Self { client, sent: Vec::new() }
    }

    pub(crate) fn client(&self) -> &'a Client {
        self.client
    }

    /// Prepares a statement. What went wrong before is told instead of what comes of it.
    pub(crate) async fn prepare(
        &mut self,
        statement: &Statement,
    ) -> Result<tokio_postgres::Statement, StoreError> {
        match self.client.prepare_cached(statement.postgres()).await {
            Ok(prepared) => Ok(prepared),
            Err(error) => {
                self.settle().await?;
                Err(error.into())
            }
        }
    }

    /// Sends a statement that must touch so many rows.
    pub(crate) async fn send(
        &mut self,
        statement: &'static Statement,
        params: &[Param<'_>],
        count: Option<u64>,
    ) -> Result<(), StoreError> {
        if self.sent.len() >= OUTSTANDING {
            self.settle().await?;
        }
        let (client, prepared) = (self.client, self.prepare(statement).await?);
        let params: Vec<Kept> = params.iter().map(Kept::of).collect();
        let answer: Answer<'a, u64> =
            Box::pin(async move { client.execute_raw(&prepared, params).await });
        match begun(answer).await {
            Begun::Waits(answer) => self.sent.push(Sent { answer, statement, count }),
            Begun::Ended(result) => check(statement, count, result?)?,
        }
        Ok(())
    }

    /// Asks for something whose answer is needed now. What went wrong before is told instead.
    pub(crate) async fn ask<T>(
        &mut self,
        answer: impl Future<Output = Result<T, tokio_postgres::Error>> + Send,
    ) -> Result<T, StoreError> {
        let mut answer = std::pin::pin!(answer);
        let first = std::future::poll_fn(|context| Poll::Ready(answer.as_mut().poll(context)));
        let first = first.await;
        self.settle().await?;
        Ok(match first {
            Poll::Ready(result) => result?,
            Poll::Pending => answer.await?,
        })
    }

    /// Looks at every answer that is still outstanding.
    pub(crate) async fn settle(&mut self) -> Result<(), StoreError> {
        for Sent { answer, statement, count } in std::mem::take(&mut self.sent) {
            check(statement, count, answer.await?)?;
        }
        Ok(())
    }
}

/// What became of a future that was polled once: by then its request is on its way.
enum Begun<'a, T> {
    Waits(Answer<'a, T>),
    Ended(Result<T, tokio_postgres::Error>),
}

async fn begun<T>(mut answer: Answer<'_, T>) -> Begun<'_, T> {
    let polled = std::future::poll_fn(|context| Poll::Ready(answer.as_mut().poll(context))).await;
    match polled {
        Poll::Pending => Begun::Waits(answer),
        Poll::Ready(result) => Begun::Ended(result),
    }
}

/// Whether a statement touched as many rows as it must.
fn check(statement: &Statement, wanted: Option<u64>, count: u64) -> Result<(), StoreError> {
    match wanted {
        Some(wanted) if wanted != count => Err(StoreError::wrong_count(statement, wanted, count)),
        _ => Ok(()),
    }
}

/// A parameter that outlives what it was made of.
#[derive(Debug)]
enum Kept {
    Null,
    Int(i64),
    Text(Box<str>),
    Bytes(Box<[u8]>),
}

impl Kept {
    fn of(param: &Param<'_>) -> Self {
        match param {
            Param::Null => Self::Null,
            Param::Int(value) => Self::Int(*value),
            Param::Text(value) => Self::Text((*value).into()),
            Param::Bytes(value) => Self::Bytes((*value).into()),
        }
    }

    fn param(&self) -> Param<'_> {
        match self {
            Self::Null => Param::Null,
            Self::Int(value) => Param::Int(*value),
            Self::Text(value) => Param::Text(value),
            Self::Bytes(value) => Param::Bytes(value),
        }
    }
}

impl ToSql for Kept {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut bytes::BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        self.param().to_sql(ty, out)
    }

    fn accepts(ty: &Type) -> bool {
        Param::accepts(ty)
    }

    to_sql_checked!();
}
