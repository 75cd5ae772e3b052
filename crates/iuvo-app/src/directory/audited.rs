//! What the audit log says of a change of the directory. Every change has its entry: a new one
//! does not compile without.

use std::num::NonZeroU32;

use iuvo_domain::{
    ApiClientId, AuditEntryId, Environment, ServiceId, WorkspaceId,
    audit::{Act, Author, Chain, Content, Field, Record},
    directory::{
        Accounting, ApiClient, ApiScope, BankAccount, Organization, RepeatedReceipts, Service,
        ServiceKind, StationLink, maintenance::MaintenanceWindow,
    },
};
use jiff::Timestamp;
use pagopa_codes::SegregationCode;

use super::DirectoryChange;

/// The act of a change, on what, and what it said. Keys are secret, and so are their hashes.
struct Said {
    chain: Chain,
    act: Act,
    subject: String,
    content: Content,
}

impl Said {
    fn new(chain: Chain, act: Act, subject: &(impl ToString + ?Sized)) -> Self {
        Self { chain, act, subject: subject.to_string(), content: Content::default() }
    }

    fn of(self, say: impl FnOnce(Content) -> Content) -> Self {
        Self { content: say(self.content), ..self }
    }
}

/// The entry of a change.
pub(super) fn record(
    change: &DirectoryChange,
    id: AuditEntryId,
    author: &Author,
    at: Timestamp,
) -> Record {
    let Said { chain, act, subject, content } = said(change);
    Record { id, chain, at, author: author.clone(), act, subject, content }
}

fn said(change: &DirectoryChange) -> Said {
    match change {
        DirectoryChange::SaveBroker(it) => {
            Said::new(Chain::Directory, Act::BrokerSaved, &it.fiscal_code)
                .of(|content| content.with(Field::Name, &it.name))
        }
        DirectoryChange::SaveStation(it) => {
            Said::new(Chain::Directory, Act::StationSaved, &it.code).of(|content| {
                content
                    .with(Field::Enabled, it.enabled)
                    .with(Field::Environment, it.environment)
                    .with(Field::PaymentOptions, it.features.payment_options)
                    .with(
                        Field::RefusesRepeatedReceipts,
                        it.repeated_receipts == RepeatedReceipts::Refuse,
                    )
                    .with(Field::StandIn, it.features.stand_in)
            })
        }
        DirectoryChange::SaveOrganization(Organization { fiscal_code, name }) => {
            Said::new(Chain::Directory, Act::OrganizationSaved, fiscal_code)
                .of(|content| content.with(Field::Name, name))
        }
        DirectoryChange::SaveAccounting(workspace, id, it) => accounting(*workspace, *id, it),
        DirectoryChange::DeleteAccounting(workspace, id, year) => {
            Said::new(Chain::Workspace(*workspace), Act::AccountingDeleted, id)
                .of(|content| content.with(Field::Year, year))
        }
        DirectoryChange::SaveTaxonomy(it) => {
            Said::new(Chain::Directory, Act::TaxonomySaved, &it.code).of(|content| {
                content.with(Field::ValidFrom, it.valid_from).with(Field::ValidTo, it.valid_to)
            })
        }
        DirectoryChange::PlanMaintenance(it) => maintenance(it, Act::MaintenancePlanned),
        DirectoryChange::CancelMaintenance(it) => maintenance(it, Act::MaintenanceCancelled),
        DirectoryChange::OpenWorkspace { organization, environment, slug, particulars } => {
            workspace(organization, *environment, slug)
                .of(|content| content.with_particulars(particulars))
        }
        DirectoryChange::SaveParticulars(workspace, it) => {
            Said::new(Chain::Workspace(*workspace), Act::ParticularsSaved, workspace)
                .of(|content| content.with_particulars(it))
        }
        DirectoryChange::SaveLink(it) => link(it),
        DirectoryChange::SaveAccount(workspace, it) => account(*workspace, it),
        DirectoryChange::SaveService(workspace, it) => service(*workspace, it),
        DirectoryChange::AddClient(it, _) => client(it),
        DirectoryChange::LimitCalls(it, limit) => calls(it, *limit),
        DirectoryChange::SaveKey(it, slot, _) => key(it, *slot, Act::KeySaved),
        DirectoryChange::DeleteKey(it, slot) => key(it, *slot, Act::KeyDeleted),
        DirectoryChange::ReserveNumbers(workspace, code, range) => {
            Said::new(Chain::Workspace(*workspace), Act::NumbersReserved, code).of(|content| {
                content.with(Field::First, range.start()).with(Field::Last, range.end())
            })
        }
    }
}

fn workspace(organization: &Organization, environment: Environment, slug: &str) -> Said {
    let Organization { fiscal_code, name } = organization;
    Said::new(Chain::Directory, Act::WorkspaceOpened, fiscal_code).of(|content| {
        content
            .with(Field::Environment, environment)
            .with(Field::Name, name)
            .with(Field::Slug, slug)
    })
}

fn link(link: &StationLink) -> Said {
    let code = link.segregation_code;
    Said::new(Chain::Workspace(link.workspace), Act::LinkSaved, &link.station).of(|content| {
        content
            .with(Field::Broadcast, link.broadcast)
            .with(Field::SegregationCode, code)
            .with(Field::Spontaneous, link.spontaneous)
            .with(Field::StandIn, link.stand_in)
    })
}

fn maintenance(window: &MaintenanceWindow, act: Act) -> Said {
    let MaintenanceWindow { environment, station, starts_at, ends_at, stand_in } = window;
    Said::new(Chain::Directory, act, station).of(|content| {
        content
            .with(Field::EndsAt, ends_at)
            .with(Field::Environment, environment)
            .with(Field::StandIn, stand_in)
            .with(Field::StartsAt, starts_at)
    })
}

fn accounting(workspace: WorkspaceId, service: ServiceId, codes: &Accounting) -> Said {
    Said::new(Chain::Workspace(workspace), Act::AccountingSaved, &service).of(|content| {
        content
            .with_some(Field::Assessment, codes.assessment())
            .with(Field::Chapter, codes.chapter())
            .with(Field::Year, codes.year())
    })
}

fn account(workspace: WorkspaceId, account: &BankAccount) -> Said {
    let BankAccount { iban, holder, authorization, valid_from, valid_to } = account;
    Said::new(Chain::Workspace(workspace), Act::AccountSaved, iban).of(|content| {
        content
            .with_some(Field::Authorization, authorization.as_ref())
            .with_some(Field::Holder, holder.as_ref())
            .with(Field::ValidFrom, valid_from)
            .with_some(Field::ValidTo, valid_to.as_ref())
    })
}

fn service(workspace: WorkspaceId, service: &Service) -> Said {
    let Service { code, name, kind, transfer_category, note, valid_from, valid_to, .. } = service;
    let catalog = service.catalog.as_ref();
    Said::new(Chain::Workspace(workspace), Act::ServiceSaved, code).of(|content| {
        content
            .with_some(Field::CatalogService, catalog.map(|it| &it.service))
            .with_some(Field::CatalogSubject, catalog.map(|it| &it.subject))
            .with_some(Field::Category, transfer_category.as_ref().map(|it| it.as_str().to_owned()))
            .with(Field::Name, name)
            .with_some(Field::Note, note.as_ref())
            .with(Field::Spontaneous, *kind == ServiceKind::Spontaneous)
            .with_some(Field::ValidFrom, valid_from.as_ref())
            .with_some(Field::ValidTo, valid_to.as_ref())
    })
}

fn client(client: &ApiClient) -> Said {
    let ApiClient { id, name, scope, segregation_codes, call_limit } = client;
    let codes: Vec<&str> = segregation_codes.iter().map(SegregationCode::as_str).collect();
    Said::new(chain_of(scope), Act::ClientAdded, id).of(|content| {
        let content = content
            .with(Field::Name, name)
            .with(Field::SegregationCodes, codes.join(" "))
            .with_some(Field::CallLimit, call_limit.as_ref());
        match scope {
            ApiScope::Workspace(_) => content,
            ApiScope::Broker(broker, environment) => {
                content.with(Field::Broker, broker).with(Field::Environment, environment)
            }
        }
    })
}

fn calls(client: &ApiClient, limit: Option<NonZeroU32>) -> Said {
    Said::new(chain_of(&client.scope), Act::CallsLimited, &client.id).of(|content| {
        content.with(Field::Name, &client.name).with_some(Field::CallLimit, limit.as_ref())
    })
}

fn key(client: &ApiClient, slot: i64, act: Act) -> Said {
    let id: ApiClientId = client.id;
    Said::new(chain_of(&client.scope), act, &id)
        .of(|content| content.with(Field::Name, &client.name).with(Field::Slot, slot))
}

fn chain_of(scope: &ApiScope) -> Chain {
    match scope {
        ApiScope::Workspace(id) => Chain::Workspace(*id),
        ApiScope::Broker(..) => Chain::Directory,
    }
}
