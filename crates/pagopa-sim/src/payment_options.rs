//! The Payment Options service of pagoPA, by which a PSP asks in which ways a debt may be paid.
//!
//! It asks the station that speaks for the notice, if that is marked for it, and passes on what the
//! organization answers; a code that comes with another HTTP status than its own it takes for a
//! system error, as pagoPA's does.

use pagopa_codes::{AuxDigit, NoticeNumber, OrganizationFiscalCode};
use pagopa_node::NoticeReference;
use pagopa_node::payment_options::{OptionsFault, OptionsFaultCode, PaymentOptions};
use reqwest::Url;
use thiserror::Error;

use crate::node_fault::NodeFaultCode;
use crate::simulator::Simulator;
use crate::wire::{CallError, Reply};

/// Why a PSP is given no options.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum OptionsError {
    #[error("ODP_PSP_NAV_NOT_NMU: il numero avviso non comincia con 3")]
    NoticeForm,
    #[error("ODP_DOMINIO_SCONOSCIUTO: l’ente non è nel registro")]
    OrganizationUnknown,
    #[error("ODP_STAZIONE_INT_PA_SCONOSCIUTA: nessuna stazione dell’ente risponde per l’avviso")]
    StationUnknown,
    #[error("ODP_STAZIONE_INT_VERIFICA_ODP_DISABILITATA: si usi paVerifyPaymentNotice")]
    Inactive,
    /// No answer, or none that can be read.
    #[error("ODP_STAZIONE_INT_PA_IRRAGGIUNGIBILE: {0}")]
    Unreachable(String),
    /// The organization's own, passed on.
    #[error("{}", .0.error_message)]
    Organization(Box<OptionsFault>),
}

impl OptionsError {
    /// The code on the wire.
    pub fn code(&self) -> &str {
        match self {
            Self::NoticeForm => "ODP-016",
            Self::OrganizationUnknown => "ODP-022",
            Self::StationUnknown => "ODP-009",
            Self::Inactive => "ODP-017",
            Self::Unreachable(_) => "ODP-011",
            Self::Organization(fault) => &fault.app_error_code,
        }
    }
}

impl From<CallError> for OptionsError {
    fn from(error: CallError) -> Self {
        Self::Unreachable(error.to_string())
    }
}

impl Simulator {
    /// Asks an organization in which ways the debt of a notice may be paid.
    pub async fn payment_options(
        &self,
        organization_fiscal_code: OrganizationFiscalCode,
        notice_number: NoticeNumber,
    ) -> Result<PaymentOptions, OptionsError> {
        if notice_number.aux_digit() != Some(AuxDigit::Three) {
            return Err(OptionsError::NoticeForm);
        }
        let notice = NoticeReference { organization_fiscal_code, notice_number };
        let issuer = self.directory().issuer(&notice).map_err(|code| match code {
            NodeFaultCode::OrganizationUnknown => OptionsError::OrganizationUnknown,
            _ => OptionsError::StationUnknown,
        })?;
        let endpoint = self.directory().payment_options(issuer.station_id);
        let url = address(endpoint.ok_or(OptionsError::Inactive)?, &notice);
        let reply = self.ask_options(issuer.station_id, url).await?;
        self.read(&reply)
    }

    fn read(&self, Reply { status, body }: &Reply) -> Result<PaymentOptions, OptionsError> {
        let unreadable = |it: serde_json::Error| OptionsError::Unreachable(it.to_string());
        if *status == 200 {
            return serde_json::from_slice(body).map_err(unreadable);
        }
        let fault: OptionsFault = serde_json::from_slice(body).map_err(unreadable)?;
        if fault.code(*status).is_some() {
            return Err(OptionsError::Organization(Box::new(fault)));
        }
        let why = format!("{} con lo stato HTTP {status}", fault.app_error_code);
        let system = OptionsFaultCode::System;
        let fault = OptionsFault::new(system, Some(&why), self.clock().now());
        Err(OptionsError::Organization(Box::new(fault)))
    }
}

/// Where the options of a notice are, below the REST endpoint of a station.
fn address(mut endpoint: Url, notice: &NoticeReference) -> Url {
    // Only addresses of HTTP are registered, and those have segments.
    if let Ok(mut segments) = endpoint.path_segments_mut() {
        segments.pop_if_empty().extend([
            "payment-options",
            "organizations",
            notice.organization_fiscal_code.as_str(),
            "notices",
            notice.notice_number.as_str(),
        ]);
    }
    endpoint
}
