//! Who writes positions, and which ones.

use iuvo_domain::{
    FileId, WorkspaceId,
    access::{Extent, Operator},
    debt_position::DebtPosition,
    directory::{ApiClient, codes_cover},
    file::{File, FileItem},
};
use iuvo_store::{StoreError, Tx, files};
use pagopa_codes::{Iuv, SegregationCode};

use super::PositionError;

/// Who writes positions: the name that the journal tells, and what they may touch.
#[derive(Debug, Clone)]
pub struct Hand {
    name: String,
    limits: Limits,
    errand: Option<Errand>,
}

/// An item of a file that is being worked on: that it is done is written together with what it
/// does.
#[derive(Debug, Clone)]
pub(crate) struct Errand {
    /// Of which file.
    pub(crate) of: (WorkspaceId, FileId),
    /// What will have become of it.
    pub(crate) outcome: FileItem,
}

#[derive(Debug, Clone)]
enum Limits {
    /// Software is limited to some segregation codes; none means all.
    Codes(Vec<SegregationCode>),
    /// People are limited to some services.
    Services(Extent),
}

impl From<&ApiClient> for Hand {
    fn from(client: &ApiClient) -> Self {
        let codes = client.segregation_codes.clone();
        Self { name: client.name.clone(), limits: Limits::Codes(codes), errand: None }
    }
}

impl Hand {
    /// An operator's, as far as they may do what they are about to do.
    pub fn of(operator: &Operator, extent: Extent) -> Self {
        Self { name: operator.name.clone(), limits: Limits::Services(extent), errand: None }
    }

    /// That of whoever sent a file, busy with an item of it.
    pub(crate) fn of_file(file: &File, errand: Errand) -> Self {
        let limits = Limits::Codes(file.segregation_codes.clone());
        Self { name: file.client.clone(), limits, errand: Some(errand) }
    }

    /// Writes that its errand is done, if it has one; `false` if somebody else was faster.
    pub(super) async fn end_errand(&self, tx: &mut Tx<'_>) -> Result<bool, StoreError> {
        match &self.errand {
            Some(Errand { of, outcome }) => files::count_item(tx, *of, outcome, None).await,
            None => Ok(true),
        }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The codes to which it is limited when numbers are issued; none means all.
    pub(super) fn codes(&self) -> &[SegregationCode] {
        match &self.limits {
            Limits::Codes(codes) => codes,
            Limits::Services(_) => &[],
        }
    }

    /// Whether these numbers may be touched.
    pub(super) fn check_codes<'a>(
        &self,
        mut iuvs: impl Iterator<Item = &'a Iuv>,
    ) -> Result<(), PositionError> {
        if iuvs.all(|it| codes_cover(self.codes(), it.as_str())) {
            Ok(())
        } else {
            Err(PositionError::SegregationCodeForbidden)
        }
    }

    /// Whether a position may be touched. One of a service out of reach does not exist.
    pub(crate) fn check(&self, position: &DebtPosition) -> Result<(), PositionError> {
        match &self.limits {
            Limits::Codes(_) => self.check_codes(position.installments().map(|it| &it.iuv)),
            Limits::Services(extent) if extent.covers(position.service) => Ok(()),
            Limits::Services(_) => Err(PositionError::Unknown),
        }
    }
}
