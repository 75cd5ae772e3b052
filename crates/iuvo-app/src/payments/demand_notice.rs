//! A notice for a debt that a payer declares at a PSP. (paDemandPaymentNotice)
//!
//! The position is written and published, and its number remembered for the declaration, in one
//! transaction that is durable before the Node is answered. The same demand made again gets the
//! same notice as long as that can be paid: a PSP that missed our answer asks again.

use iuvo_domain::{
    debt_position::{
        DebtPosition, DemandMoment, DemandRefusal, DraftIds, NoticeDemand, PositionDraft, warnings,
    },
    directory::{Addressee, Service},
    journal::{Act, Entry, EventKind},
};
use iuvo_store::{
    Command, Lane, StoreError, Tx,
    debt_positions::{self, Inserted},
    journal,
    notice_demands::{self, Demanded, FindByFingerprint},
};
use pagopa_codes::{NoticeNumber, SegregationCode};

use super::{
    NoticeSummary, PaymentError,
    verify_notice::{self, summarize},
};
use crate::{
    App,
    numbers::{IssueError, issue_notice_numbers},
};

/// Attempts at making a notice while others make the same one, or use its number.
const ATTEMPTS: usize = 3;

/// Why no notice is made.
#[derive(Debug)]
pub enum DemandError {
    /// The demand cannot be met.
    Refused(DemandRefusal),
    /// No notice number can be issued.
    Numbers(IssueError),
    /// The position does not make sense, or others kept making the same one.
    Inconsistent,
    /// The database failed: the Node must try again.
    Store(StoreError),
}

impl From<StoreError> for DemandError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<IssueError> for DemandError {
    fn from(error: IssueError) -> Self {
        match error {
            IssueError::Store(error) => Self::Store(error),
            other => Self::Numbers(other),
        }
    }
}

impl From<DemandRefusal> for DemandError {
    fn from(refusal: DemandRefusal) -> Self {
        Self::Refused(refusal)
    }
}

/// A notice, and what a verification says of it.
type DemandedNotice = (NoticeNumber, NoticeSummary);

/// Makes a notice for a demand, or finds the one made before.
pub async fn demand_notice(
    app: &App,
    addressee: Addressee<'_>,
    service: &Service,
    demand: &NoticeDemand,
) -> Result<DemandedNotice, DemandError> {
    let workspace = addressee.profile.workspace.id;
    for _ in 0..ATTEMPTS {
        let fingerprint = demand.fingerprint;
        let latest = app.store().read(FindByFingerprint { workspace, fingerprint }).await?;
        if let Some(number) = latest
            && let Some(summary) = find_payable(app, addressee, number).await?
        {
            return Ok((number, summary));
        }
        let command = make(app, addressee, service, demand, latest).await?;
        let (number, position) = (command.notice_number, command.position.clone());
        let now = command.act.at;
        if app.store().execute(Lane::Interactive, command).await? == Made::Now {
            let summary = summarize(&position, number, now);
            return Ok((number, summary.map_err(|_| DemandError::Inconsistent)?));
        }
    }
    Err(DemandError::Inconsistent)
}

async fn find_payable(
    app: &App,
    addressee: Addressee<'_>,
    number: NoticeNumber,
) -> Result<Option<NoticeSummary>, DemandError> {
    match verify_notice::find_payable(app, addressee.profile, number).await {
        Ok(summary) => Ok(Some(summary)),
        Err(PaymentError::Refused(_) | PaymentError::Inconsistent) => Ok(None),
        Err(PaymentError::Store(error)) => Err(error.into()),
    }
}

/// The position of a demand, published, with a number of the station that was asked.
async fn make(
    app: &App,
    addressee: Addressee<'_>,
    service: &Service,
    demand: &NoticeDemand,
    replaced: Option<NoticeNumber>,
) -> Result<MakeNotice, DemandError> {
    let profile = addressee.profile;
    let links = profile.links.iter().filter(|it| it.station == addressee.station.code);
    let codes: Vec<SegregationCode> = links.map(|it| it.segregation_code).collect();
    let numbers = issue_notice_numbers(app, profile, &codes, 1).await?;
    let notice_number = numbers.into_iter().next().ok_or(DemandError::Inconsistent)?;
    let act = app.act(profile.workspace.id, None);
    let moment = DemandMoment {
        now: act.at,
        today: app.today(),
        iupd: format!("PSP-{}", act.id.simple()),
        notice_number,
    };
    let draft = PositionDraft::on_demand(demand, service, profile, moment)?;
    let workspace = profile.workspace.id;
    let ids = DraftIds { workspace, service: service.id, new_id: &mut || app.ids().new_id() };
    let position = DebtPosition::from_draft(draft, ids, act.at);
    let mut position = position.ok_or(DemandError::Inconsistent)?;
    let directory = app.directory();
    position.warnings = warnings(&position, profile, directory.taxonomy(), app.today());
    position.publish(act.at).map_err(|_| DemandError::Inconsistent)?;
    let fingerprint = demand.fingerprint;
    Ok(MakeNotice { act, fingerprint, notice_number, position, replaced })
}

struct MakeNotice {
    act: Act,
    fingerprint: [u8; 32],
    notice_number: NoticeNumber,
    position: DebtPosition,
    /// The notice that was found, and cannot be paid any more.
    replaced: Option<NoticeNumber>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Made {
    Now,
    /// Somebody has made the same notice, or used the number, meanwhile.
    NotNow,
}

impl Command for MakeNotice {
    type Output = Made;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Made, StoreError> {
        let workspace = self.act.workspace;
        if notice_demands::find(tx, workspace, &self.fingerprint).await? == Some(self.notice_number)
        {
            // Ours: the command was committed, its answer was lost, and it is run again.
            tx.undo();
            return Ok(Made::Now);
        }
        let is_remembered = self.remember(tx).await?;
        if !is_remembered || debt_positions::insert(tx, &self.position).await? == Inserted::Taken {
            tx.undo();
            return Ok(Made::NotNow);
        }
        let events = [EventKind::PositionCreated, EventKind::PositionPublished];
        let entries = events.map(|it| Entry::of_position(self.position.id, it));
        journal::record(tx, &self.act, entries.into()).await?;
        Ok(Made::Now)
    }
}

impl MakeNotice {
    async fn remember(&self, tx: &mut Tx<'_>) -> Result<bool, StoreError> {
        let demanded = Demanded {
            workspace: self.act.workspace,
            fingerprint: &self.fingerprint,
            notice_number: self.notice_number,
            at: self.act.at,
        };
        match self.replaced {
            Some(replaced) => notice_demands::replace(tx, demanded, replaced).await,
            None => notice_demands::insert(tx, demanded).await,
        }
    }
}
