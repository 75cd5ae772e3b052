//! What a person is asked to look at.

use iuvo_store::review_cases::ListOfNotice;
use pagopa_codes::NoticeNumber;

use crate::{Town, ids};

/// The kinds of the cases opened about a notice of the town, oldest first.
pub async fn cases(town: &Town, notice: NoticeNumber) -> Vec<&'static str> {
    let workspace = town.workspace(ids::TOWN);
    let query = ListOfNotice { workspace, notice_number: notice.into() };
    let cases = town.app().store().read(query).await.expect("the cases are read");
    cases.iter().map(|it| it.case.kind.code()).collect()
}
