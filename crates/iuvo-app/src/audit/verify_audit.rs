//! Every chain is followed from its first entry to its head, in pages, at one moment of the
//! database, whoever appends meanwhile.

use iuvo_domain::{
    audit::{Anchor, Break, Chain, ChainFault, Entry, Verification},
    directory::Directory,
};
use iuvo_store::{
    Query, Snapshot, Store, StoreError,
    audit::{HeadOf, Page},
    directory::EVERYTHING,
};
use jiff::Timestamp;

use super::chains;

/// Entries held at a time.
const PAGE: i64 = 2_000;

/// What became of a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedChain {
    /// Which.
    pub chain: Chain,
    /// How many of its entries were followed.
    pub entries: i64,
    /// Where it is broken, if it is.
    pub broken: Option<Break>,
}

/// Verifies every chain, each against its anchor if there is one; an anchored chain that is there
/// no more is broken.
pub async fn verify_audit(
    snapshot: &mut Snapshot,
    anchors: &[Anchor],
) -> Result<Vec<VerifiedChain>, StoreError> {
    let mut chains = chains(&Directory::new(snapshot.read(&EVERYTHING).await?));
    chains.extend(anchors.iter().map(|it| it.chain));
    chains.sort_unstable();
    chains.dedup();
    let mut verified = Vec::new();
    for chain in chains {
        let anchor = anchors.iter().find(|it| it.chain == chain);
        verified.push(verify_chain(snapshot, chain, anchor).await?);
    }
    Ok(verified)
}

/// Verifies one chain.
pub async fn verify_chain(
    snapshot: &mut Snapshot,
    chain: Chain,
    anchor: Option<&Anchor>,
) -> Result<VerifiedChain, StoreError> {
    let mut verification = Verification::new(chain, anchor);
    let mut source = Source::Moment(snapshot);
    let broken = match follow(&mut source, chain, &mut verification, i64::MAX).await {
        Ok(_) => None,
        Err(Stop::Broken(found)) => Some(found),
        Err(Stop::Failed(error)) => return Err(error),
    };
    Ok(VerifiedChain { chain, entries: verification.entries(), broken })
}

/// How far a chain was followed while others may append to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Followed {
    /// How many entries were followed, from the first.
    pub entries: i64,
    /// When the last of them was written.
    pub last_at: Option<Timestamp>,
    /// Whether that was all there were when it began.
    pub is_whole: bool,
    /// Where the chain is broken, if it is.
    pub broken: Option<Break>,
}

/// Follows a chain of a database that is at work, at most so many entries.
pub(super) async fn follow_now(
    store: &Store,
    chain: Chain,
    most: i64,
) -> Result<Followed, StoreError> {
    let mut verification = Verification::new(chain, None);
    let mut source = Source::AtWork(store);
    let (is_whole, broken) = match follow(&mut source, chain, &mut verification, most).await {
        Ok(is_whole) => (is_whole, None),
        Err(Stop::Broken(found)) => (false, Some(found)),
        Err(Stop::Failed(error)) => return Err(error),
    };
    let entries = verification.entries();
    Ok(Followed { entries, last_at: verification.last_at(), is_whole, broken })
}

/// Where a chain is read.
enum Source<'a> {
    /// One moment of a database.
    Moment(&'a mut Snapshot),
    /// A database to which others write meanwhile.
    AtWork(&'a Store),
}

impl Source<'_> {
    async fn read<Q: Query>(&mut self, query: Q) -> Result<Q::Output, StoreError> {
        match self {
            Self::Moment(snapshot) => snapshot.read(&query).await,
            Self::AtWork(store) => store.read(query).await,
        }
    }
}

/// Why a chain is not followed to its head.
enum Stop {
    Broken(Break),
    Failed(StoreError),
}

impl From<Break> for Stop {
    fn from(found: Break) -> Self {
        Self::Broken(found)
    }
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}

/// Follows a chain to its end, or so many entries; whether that was its end. What was appended
/// after the beginning may be followed or not.
async fn follow(
    source: &mut Source<'_>,
    chain: Chain,
    verification: &mut Verification,
    most: i64,
) -> Result<bool, Stop> {
    let at_first = source.read(HeadOf(chain)).await?.map_or(0, |it| it.entries);
    while verification.entries() < most {
        let page = next_page(source, chain, verification).await?;
        if page.is_empty() {
            let head = source.read(HeadOf(chain)).await?;
            let head = head.ok_or(verification.broken(ChainFault::Headless))?;
            let has_grown = at_first <= verification.entries() && head.entries > at_first;
            if !has_grown || verification.entries() >= head.entries {
                verification.conclude(&head)?;
            }
            return Ok(true);
        }
        page.iter().try_for_each(|it| verification.follow(it))?;
    }
    Ok(false)
}

/// Where something in a page is no text or no number, the entries are read one by one.
async fn next_page(
    source: &mut Source<'_>,
    chain: Chain,
    verification: &Verification,
) -> Result<Vec<Entry>, Stop> {
    let after = verification.entries();
    match source.read(Page { chain, after, limit: PAGE }).await {
        Err(StoreError::Bug(_)) => match source.read(Page { chain, after, limit: 1 }).await {
            Err(StoreError::Bug(_)) => Err(verification.broken(ChainFault::Unreadable).into()),
            other => Ok(other?),
        },
        other => Ok(other?),
    }
}
