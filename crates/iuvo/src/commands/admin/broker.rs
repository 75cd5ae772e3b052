//! Brokers and their stations.

use clap::Subcommand;
use iuvo_app::{App, directory::DirectoryChange};
use iuvo_domain::{
    Environment,
    directory::{Broker, Primitives, RepeatedReceipts, Station, StationFeatures},
};
use pagopa_codes::{OrganizationFiscalCode, StationId};

use super::{change, values};
use crate::{failure::Failure, terminal::say};

#[derive(Subcommand)]
pub(super) enum BrokerCommand {
    /// Aggiunge un intermediario, o ne corregge il nome
    Add {
        /// Codice fiscale dell'intermediario
        #[arg(long, value_name = "CF", value_parser = values::fiscal_code)]
        fiscal_code: OrganizationFiscalCode,
        /// Nome
        #[arg(long, value_name = "NOME", value_parser = values::name)]
        name: String,
    },
}

#[derive(Subcommand)]
pub(super) enum StationCommand {
    /// Aggiunge una stazione in un ambiente, o ne sostituisce gli attributi
    Add {
        /// Codice della stazione, per esempio `99000000002_01`
        #[arg(long, value_name = "CODICE", value_parser = values::station)]
        code: StationId,
        /// Ambiente: collaudo o produzione
        #[arg(long, value_name = "AMBIENTE", value_parser = values::environment)]
        environment: Environment,
        /// La stazione risponde soltanto con errori
        #[arg(long)]
        disabled: bool,
        /// Il Nodo può rispondere al posto della stazione (Stand-In)
        #[arg(long)]
        stand_in: bool,
        /// Il Nodo le chiede le opzioni di pagamento
        #[arg(long)]
        payment_options: bool,
        /// Versione delle primitive con cui il Nodo la chiama: 1 o 2
        #[arg(long, value_name = "VERSIONE", default_value = "2",
              value_parser = values::primitives)]
        primitives: Primitives,
        /// Una ricevuta già acquisita che si ripete identica è rifiutata con
        /// `PAA_RECEIPT_DUPLICATA`; altrimenti la risposta è di nuovo OK
        #[arg(long)]
        refuse_repeated_receipts: bool,
    },
}

pub(super) async fn add(app: &App, command: BrokerCommand) -> Result<(), Failure> {
    let BrokerCommand::Add { fiscal_code, name } = command;
    change(app, DirectoryChange::SaveBroker(Broker { fiscal_code, name })).await?;
    say(&format!("Intermediario {fiscal_code} registrato."));
    Ok(())
}

pub(super) async fn add_station(app: &App, command: StationCommand) -> Result<(), Failure> {
    let StationCommand::Add {
        code,
        environment,
        disabled,
        stand_in,
        payment_options,
        primitives,
        refuse_repeated_receipts,
    } = command;
    let broker = code.broker_fiscal_code();
    if !app.directory().brokers().any(|it| it.fiscal_code == broker) {
        return Err(Failure::refused(format!(
            "La stazione è dell'intermediario {broker}, che non c'è: si aggiunge con \
             «iuvo admin broker add»."
        )));
    }
    let features = StationFeatures { stand_in, payment_options, primitives };
    let repeated_receipts =
        if refuse_repeated_receipts { RepeatedReceipts::Refuse } else { RepeatedReceipts::Accept };
    let station =
        Station { code, environment, broker, enabled: !disabled, features, repeated_receipts };
    change(app, DirectoryChange::SaveStation(station)).await?;
    say(&format!("Stazione {code} registrata in {environment}."));
    Ok(())
}
