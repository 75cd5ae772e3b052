//! Is there a debt with that code, and of that person?

use std::net::IpAddr;

use iuvo_domain::{
    debt_position::{DebtPosition, Nav, PositionStatus},
    directory::WorkspaceProfile,
};
use iuvo_store::{
    StoreError,
    debt_positions::{FindByIuv, FindByNotice},
};
use pagopa_codes::{FiscalCode, Iuv, NoticeNumber};

use super::{PortalError, Viewer};
use crate::App;

/// The code by which a debt is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DebtCode {
    /// "Codice avviso".
    Notice(NoticeNumber),
    /// "Riferimento pratica / IUV".
    Iuv(Iuv),
}

/// A search of somebody who has not signed in.
pub struct Search {
    /// Of whom the debt must be.
    pub fiscal_code: FiscalCode,
    /// Which debt.
    pub code: DebtCode,
    /// From where the search comes, if that is known.
    pub address: Option<IpAddr>,
}

/// How a search ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SearchEnd {
    /// There is one: the text that leads to it for a while, and tells nothing.
    Found(String),
    /// There is none, or it is somebody else's, or the body is still writing it.
    NotFound,
    /// Too many searches have found nothing: it was not looked for.
    Slowed {
        /// In how many seconds to come back.
        retry_after_s: i64,
    },
}

/// Looks for a debt by its code and its debtor's fiscal code.
pub async fn find_debt(
    app: &App,
    profile: &WorkspaceProfile,
    search: &Search,
) -> Result<SearchEnd, PortalError> {
    let searchers = app.searches.of(search.address, search.fiscal_code.as_str());
    if let Some(retry_after_s) = app.searches.wait(&searchers, app.now()) {
        return Ok(SearchEnd::Slowed { retry_after_s });
    }
    let position = find_position(app, profile, &search.code).await?;
    let found = position.as_ref().and_then(|it| number_for(it, search));
    let Some(number) = found else {
        app.searches.count(&searchers, app.now());
        return Ok(SearchEnd::NotFound);
    };
    Ok(SearchEnd::Found(app.debt_link(profile, number, Viewer::Guest)?))
}

async fn find_position(
    app: &App,
    profile: &WorkspaceProfile,
    code: &DebtCode,
) -> Result<Option<DebtPosition>, StoreError> {
    let workspace = profile.workspace.id;
    match code {
        DebtCode::Notice(number) => {
            let notice_number = number.to_string();
            app.store.read(FindByNotice { workspace, notice_number }).await
        }
        DebtCode::Iuv(iuv) => app.store.read(FindByIuv { workspace, iuv: iuv.clone() }).await,
    }
}

/// The number that was looked for, if its debtor may see it.
fn number_for<'a>(position: &'a DebtPosition, search: &Search) -> Option<&'a Nav> {
    let is_meant = |nav: &Nav, iuv: &Iuv| match &search.code {
        DebtCode::Notice(number) => nav.as_str() == number.as_str(),
        DebtCode::Iuv(other) => iuv == other,
    };
    let of_debtor = position.options.iter().filter(|it| {
        it.debtor.fiscal_code.trim().eq_ignore_ascii_case(search.fiscal_code.as_str())
    });
    let mut installments = of_debtor.flat_map(|it| &it.installments);
    let found = installments.find(|it| is_meant(&it.notice_number, &it.iuv))?;
    (position.status != PositionStatus::Draft).then_some(&found.notice_number)
}
