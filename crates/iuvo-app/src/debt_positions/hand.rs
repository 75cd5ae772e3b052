//! Who writes positions, and which ones.

use iuvo_domain::{
    access::{Extent, Operator},
    debt_position::DebtPosition,
    directory::{ApiClient, codes_cover},
};
use pagopa_codes::{Iuv, SegregationCode};

use super::PositionError;

/// Who writes positions: the name that the journal tells, and what they may touch.
#[derive(Debug, Clone)]
pub struct Hand {
    name: String,
    limits: Limits,
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
        Self { name: client.name.clone(), limits: Limits::Codes(codes) }
    }
}

impl Hand {
    /// An operator's, as far as they may do what they are about to do.
    pub fn of(operator: &Operator, extent: Extent) -> Self {
        Self { name: operator.name.clone(), limits: Limits::Services(extent) }
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
