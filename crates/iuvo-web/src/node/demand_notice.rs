//! paDemandPaymentNotice.

use iuvo_app::payments::{DemandError, demand_notice};
use iuvo_domain::{
    debt_position::{Address, Debtor, DebtorKind, DemandRefusal, NoticeDemand},
    directory::{Addressee, Service, WorkspaceProfile},
};
use pagopa_codes::OrganizationFiscalCode;
use pagopa_node::{
    CanoneUnico, DemandPaymentNoticeRequest, DemandedNotice, Fault, FaultCode, NoticeReference,
    OrganizationCode, Response, ServiceData,
};
use sha2::{Digest, Sha256};

use super::{
    answer::{Answer, Failure, unwritable},
    verify_notice::write_summary,
};
use crate::Edge;

pub(super) async fn pa_demand_payment_notice(
    edge: &Edge,
    addressee: Addressee<'_>,
    request: &DemandPaymentNoticeRequest,
) -> Result<Answer, Failure> {
    let profile = addressee.profile;
    let organization = profile.organization.fiscal_code;
    if !addressee.takes_demands() {
        let why = "la stazione non è abilitata ai pagamenti spontanei per l’ente";
        return Ok(refused(organization, FaultCode::StationUnknown, why));
    }
    let (service, demand) = match read(profile, request) {
        Ok(read) => read,
        Err((code, why)) => return Ok(refused(organization, code, &why)),
    };
    let (notice_number, summary) = match demand_notice(&edge.app, addressee, service, &demand).await
    {
        Ok(demanded) => demanded,
        Err(error) => return refusal(error, organization),
    };
    Ok(write_summary(&summary, organization).map_or_else(
        |field| unwritable(organization, field),
        |verified| {
            let notice = NoticeReference { organization_fiscal_code: organization, notice_number };
            let demanded = Box::new(DemandedNotice { notice, verified });
            Answer::Positive(Response::DemandPaymentNotice(Ok(demanded)))
        },
    ))
}

/// The service that is meant and what is declared, or what is wrong with the request.
fn read<'a>(
    profile: &'a WorkspaceProfile,
    request: &DemandPaymentNoticeRequest,
) -> Result<(&'a Service, NoticeDemand), (FaultCode, String)> {
    let service = find_service(profile, request)
        .map_err(|field| (FaultCode::Semantic, format!("{field}: non è un servizio dell’ente")))?;
    let data = ServiceData::decode(&request.data).map_err(|error| {
        (FaultCode::XsdSyntax, format!("datiSpecificiServizioRequest: {error}"))
    })?;
    let fingerprint = Sha256::new()
        .chain_update(request.service_id.as_str())
        .chain_update(request.service_subject_id.as_str())
        .chain_update(data.encode())
        .finalize()
        .into();
    let ServiceData::Cup(declared) = data;
    if let OrganizationCode::FiscalCode(code) = declared.organization
        && code != profile.organization.fiscal_code
    {
        let why = "organizationFiscalCode: è diverso da idPA";
        return Err((FaultCode::Semantic, why.to_owned()));
    }
    let amount = declared.amount.cents();
    Ok((service, NoticeDemand { fingerprint, debtor: debtor(&declared), amount }))
}

/// The field that is wrong otherwise.
fn find_service<'a>(
    profile: &'a WorkspaceProfile,
    request: &DemandPaymentNoticeRequest,
) -> Result<&'a Service, &'static str> {
    let mut candidates = profile.services_in_catalog(request.service_id.as_str()).peekable();
    if candidates.peek().is_none() {
        return Err("idServizio");
    }
    let subject = request.service_subject_id.as_str();
    candidates
        .find(|it| it.catalog.as_ref().is_some_and(|it| it.subject == subject))
        .ok_or("idSoggettoServizio")
}

/// A code of eleven digits is an organization's; every other one is taken for a person's.
fn debtor(declared: &CanoneUnico) -> Debtor {
    let code = declared.debtor_fiscal_code.as_str();
    let kind = match OrganizationFiscalCode::parse(code) {
        Ok(_) => DebtorKind::Legal,
        Err(_) => DebtorKind::Natural,
    };
    Debtor {
        kind,
        fiscal_code: code.to_owned(),
        full_name: declared.debtor_full_name.to_string(),
        address: Address::default(),
        email: declared.debtor_email.as_ref().map(|it| it.as_str().to_owned()),
        phone: None,
    }
}

fn refused(organization: OrganizationFiscalCode, code: FaultCode, why: &str) -> Answer {
    Answer::Negative(Fault::new(code, organization.as_str()).with_description(why))
}

fn refusal(error: DemandError, organization: OrganizationFiscalCode) -> Result<Answer, Failure> {
    let (code, why) = match error {
        DemandError::Store(error) => return Err(Failure(error)),
        DemandError::Refused(DemandRefusal::AmountZero) => {
            (FaultCode::Semantic, "amount: importo pari a zero")
        }
        DemandError::Refused(DemandRefusal::ServiceNotValid) => {
            (FaultCode::Semantic, "idServizio: oggi il servizio non vale")
        }
        DemandError::Refused(DemandRefusal::CategoryMissing) => {
            (FaultCode::Semantic, "idServizio: il servizio non ha un codice tassonomico")
        }
        DemandError::Refused(DemandRefusal::AccountMissing) => {
            (FaultCode::Semantic, "l’ente non ha un conto di accredito valido oggi")
        }
        DemandError::Numbers(_) => {
            (FaultCode::Semantic, "l’ente non ha più numeri di avviso per la stazione")
        }
        DemandError::Inconsistent => (FaultCode::System, "l’avviso non si può generare ora"),
    };
    Ok(refused(organization, code, why))
}
