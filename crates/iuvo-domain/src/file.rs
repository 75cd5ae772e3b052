//! Files of positions: what a body's software hands over at once, to be worked through afterwards.
//!
//! A file is taken whole before it is answered. Then its items are worked through one after the
//! other, each as if it had been sent alone: one that is refused does not hold up the others.
//!
//! Invariants: what has been worked through is the beginning of the file; every item is counted
//! once, as accepted or as rejected; a file ends when all its items are counted.

use jiff::Timestamp;
use pagopa_codes::SegregationCode;

use crate::{FileId, WorkspaceId, coded::coded};

coded! {
    /// What is done with every item of a file.
    FileOperation;

    /// Positions enter the archive, published.
    Create = "create";
    /// Positions are written again, and published.
    Update = "update";
    /// Positions leave the archive.
    Delete = "delete";
}

coded! {
    /// How far a file is.
    FileState;

    /// Not all of it is there: its items are being kept, and its sender has not been answered; or
    /// they are being forgotten.
    Partial = "partial";
    /// It has been answered, and is worked through.
    InHand = "in_hand";
    /// All its items have been worked through.
    Ended = "ended";
}

/// A file of positions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its identity, by which its sender asks for it.
    pub id: FileId,
    /// Whose positions.
    pub workspace: WorkspaceId,
    /// What is done with them.
    pub operation: FileOperation,
    /// Its sender's name for it.
    pub name: String,
    /// The software that sent it.
    pub client: String,
    /// The codes to which that software's key was limited; none means all.
    pub segregation_codes: Vec<SegregationCode>,
    /// When it began to arrive.
    pub received_at: Timestamp,
    /// How far it is.
    pub state: FileState,
    /// How many items it has.
    pub submitted: i64,
    /// How many of them did what they were sent for.
    pub accepted: i64,
    /// How many were refused.
    pub rejected: i64,
    /// When the last of them had been worked through.
    pub ended_at: Option<Timestamp>,
}

impl File {
    /// How many items have been worked through: the first one that has not is the one with this
    /// number, counted from zero.
    pub fn processed(&self) -> i64 {
        self.accepted.saturating_add(self.rejected)
    }

    /// How it went, once it has ended.
    pub fn outcome(&self) -> Option<FileOutcome> {
        (self.state == FileState::Ended).then_some(match (self.accepted, self.rejected) {
            (_, 0) => FileOutcome::Done,
            (0, _) => FileOutcome::Failed,
            _ => FileOutcome::DoneInPart,
        })
    }
}

/// How a file went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileOutcome {
    /// No item was refused.
    Done,
    /// Some items were refused.
    DoneInPart,
    /// Every item was refused.
    Failed,
}

/// What became of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileItem {
    /// Its place in the file, counted from zero.
    pub ordinal: i64,
    /// The position it is about; empty, if it does not say.
    pub iupd: String,
    /// The status with which it would have been answered, had it been sent alone.
    pub status: u16,
    /// The same in words, for its sender.
    pub message: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(state: FileState, accepted: i64, rejected: i64) -> File {
        File {
            id: FileId::NIL,
            workspace: WorkspaceId::new(1),
            operation: FileOperation::Create,
            name: "tari.zip".to_owned(),
            client: "gestionale-1".to_owned(),
            segregation_codes: Vec::new(),
            received_at: Timestamp::UNIX_EPOCH,
            state,
            submitted: 3,
            accepted,
            rejected,
            ended_at: None,
        }
    }

    #[test]
    fn a_file_is_told_by_what_became_of_its_items() {
        let cases = [
            (FileState::InHand, (1, 1), None),
            (FileState::Ended, (3, 0), Some(FileOutcome::Done)),
            (FileState::Ended, (2, 1), Some(FileOutcome::DoneInPart)),
            (FileState::Ended, (0, 3), Some(FileOutcome::Failed)),
        ];
        for (state, (accepted, rejected), expected) in cases {
            assert_eq!(file(state, accepted, rejected).outcome(), expected);
        }
        assert_eq!(file(FileState::InHand, 1, 1).processed(), 2);
    }
}
