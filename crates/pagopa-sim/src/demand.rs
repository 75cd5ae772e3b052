//! A notice demanded at the PSP, for a debt that the payer declares (SANP, "pagamento spontaneo
//! presso il PSP").

use pagopa_codes::OrganizationFiscalCode;
use pagopa_node::{
    Attachment, DemandPaymentNoticeRequest, DemandedNotice, Request, Response, ServiceData, Text,
};

use crate::node_fault::{NodeFault, NodeFaultCode};
use crate::pay::of_another_operation;
use crate::simulator::Simulator;

/// A service as the Node's catalog knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogService {
    /// `idServizio`.
    pub service_id: Text<5, 5>,
    /// `idSoggettoServizio`.
    pub service_subject_id: Text<5, 5>,
}

impl Simulator {
    /// Declares a debt to an organization, which makes a notice for it. Paying it is another step.
    pub async fn demand(
        &self,
        organization_fiscal_code: OrganizationFiscalCode,
        service: CatalogService,
        declared: &ServiceData,
    ) -> Result<DemandedNotice, NodeFault> {
        let recipient = self.directory().any_station(organization_fiscal_code)?;
        let data = Attachment::new(declared.encode().as_bytes()).ok_or(NodeFaultCode::System)?;
        let request = Request::DemandPaymentNotice(DemandPaymentNoticeRequest {
            addressee: recipient.addressee()?,
            service_id: service.service_id,
            service_subject_id: service.service_subject_id,
            data,
        });
        let timeout = self.settings().answer_timeout;
        match self.call(recipient.station_id, &request, timeout).await? {
            Response::DemandPaymentNotice(answer) => Ok(*answer?),
            other => Err(of_another_operation(&other)),
        }
    }
}
