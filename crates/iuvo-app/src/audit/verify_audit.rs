//! Every chain is followed from its first entry to its head, in pages, at one moment of the
//! database, whoever appends meanwhile.

use iuvo_domain::{
    audit::{Anchor, Break, Chain, ChainFault, Entry, Verification},
    directory::Directory,
};
use iuvo_store::{
    Snapshot, StoreError,
    audit::{HeadOf, Page},
    directory::EVERYTHING,
};

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
    let broken = match follow(snapshot, chain, &mut verification).await {
        Ok(()) => None,
        Err(Stop::Broken(found)) => Some(found),
        Err(Stop::Failed(error)) => return Err(error),
    };
    Ok(VerifiedChain { chain, entries: verification.entries(), broken })
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

async fn follow(
    snapshot: &mut Snapshot,
    chain: Chain,
    verification: &mut Verification,
) -> Result<(), Stop> {
    loop {
        let page = next_page(snapshot, chain, verification).await?;
        if page.is_empty() {
            break;
        }
        page.iter().try_for_each(|it| verification.follow(it))?;
    }
    let head = snapshot.read(&HeadOf(chain)).await?;
    let head = head.ok_or(verification.broken(ChainFault::Headless))?;
    Ok(verification.conclude(&head)?)
}

/// Where something in a page is no text or no number, the entries are read one by one.
async fn next_page(
    snapshot: &mut Snapshot,
    chain: Chain,
    verification: &Verification,
) -> Result<Vec<Entry>, Stop> {
    let after = verification.entries();
    match snapshot.read(&Page { chain, after, limit: PAGE }).await {
        Err(StoreError::Bug(_)) => match snapshot.read(&Page { chain, after, limit: 1 }).await {
            Err(StoreError::Bug(_)) => Err(verification.broken(ChainFault::Unreadable).into()),
            other => Ok(other?),
        },
        other => Ok(other?),
    }
}
