//! How files are told of.

use iuvo_domain::file::{File, FileItem, FileOperation, FileOutcome};

use crate::{backoffice::positions::words::Badge, pages::Texts};

/// Its sender's name for it.
pub(super) fn name(t: &Texts, file: &File) -> String {
    if file.name.trim().is_empty() { t.say("file-nameless") } else { file.name.clone() }
}

/// What is done with its positions.
pub(super) fn operation(t: &Texts, operation: FileOperation) -> String {
    match operation {
        FileOperation::Create => t.say("file-creates"),
        FileOperation::Update => t.say("file-updates"),
        FileOperation::Delete => t.say("file-deletes"),
    }
}

/// How far it is, or how it went, in a word and an icon.
pub(super) fn badge(t: &Texts, file: &File) -> Badge {
    let (word, icon, class) = match file.outcome() {
        None => (t.say("file-in-hand"), "it-clock", "iv-badge-wait"),
        Some(FileOutcome::Done) => (t.say("file-done"), "it-check", "iv-badge-paid"),
        Some(FileOutcome::DoneInPart) => {
            (t.say("file-done-in-part"), "it-warning-circle", "iv-badge-late")
        }
        Some(FileOutcome::Failed) => (t.say("file-failed"), "it-warning-circle", "iv-badge-late"),
    };
    Badge { word, icon, class }
}

/// Why an item was refused, by what its sender was told.
pub(super) fn reason(t: &Texts, item: &FileItem) -> String {
    match item.status {
        400 | 422 => t.say("rejected-data"),
        403 => t.say("rejected-key"),
        404 => t.say("rejected-unknown"),
        409 => t.say("rejected-conflict"),
        500.. => t.say("rejected-failure"),
        _ => t.say("rejected-otherwise"),
    }
}
