//! What a body says of itself: its CBILL code, and whom to ask.

use iuvo_app::{App, directory::DirectoryChange};
use iuvo_domain::directory::Particular;

use super::{change, scope::WorkspaceChoice};
use crate::{failure::Failure, terminal::say};

#[derive(clap::Args)]
pub(super) struct DescribeArguments {
    #[command(flatten)]
    workspace: WorkspaceChoice,
    /// Codice CBILL (SIA), stampato sugli avvisi
    #[arg(long, value_name = "CODICE")]
    cbill: Option<String>,
    /// Indirizzo postale, su una riga
    #[arg(long, value_name = "TESTO")]
    address: Option<String>,
    /// Ufficio che risponde alle domande, con gli orari
    #[arg(long, value_name = "TESTO")]
    office: Option<String>,
    /// Telefono dell'ufficio
    #[arg(long, value_name = "NUMERO")]
    phone: Option<String>,
    /// E-mail dell'ufficio, a cui arrivano le risposte alle e-mail di Iuvo
    #[arg(long, value_name = "E-MAIL")]
    email: Option<String>,
    /// Posta elettronica certificata
    #[arg(long, value_name = "PEC")]
    pec: Option<String>,
    /// Sito web
    #[arg(long, value_name = "URL")]
    website: Option<String>,
    /// Indirizzo della dichiarazione di accessibilità
    #[arg(long, value_name = "URL")]
    accessibility: Option<String>,
}

impl DescribeArguments {
    fn given(&self, what: Particular) -> Option<&str> {
        match what {
            Particular::Cbill => &self.cbill,
            Particular::Address => &self.address,
            Particular::Office => &self.office,
            Particular::Phone => &self.phone,
            Particular::Email => &self.email,
            Particular::CertifiedEmail => &self.pec,
            Particular::Website => &self.website,
            Particular::Accessibility => &self.accessibility,
        }
        .as_deref()
    }
}

pub(super) async fn describe(app: &App, arguments: DescribeArguments) -> Result<(), Failure> {
    let profile = arguments.workspace.find(app)?;
    let mut said = profile.particulars.clone();
    for what in Particular::ALL {
        if let Some(text) = arguments.given(*what) {
            said = said
                .with(*what, text)
                .map_err(|it| Failure::refused(format!("--{} {}.", it.0.code(), rule(it.0))))?;
        }
    }
    let organization = profile.workspace.organization;
    if said == profile.particulars {
        say("Niente da cambiare.");
        return Ok(());
    }
    change(app, DirectoryChange::SaveParticulars(profile.workspace.id, said)).await?;
    say(&format!("Dati e recapiti dell'ente {organization} scritti."));
    Ok(())
}

const fn rule(what: Particular) -> &'static str {
    match what {
        Particular::Cbill => "ha cinque lettere o cifre",
        Particular::Address => "ha al massimo 140 caratteri, fra quelli che un avviso può stampare",
        Particular::Office => "ha al massimo 100 caratteri, fra quelli che un avviso può stampare",
        Particular::Phone => "ha al massimo 30 caratteri: almeno tre cifre, spazi e + ( ) / . -",
        Particular::Email | Particular::CertifiedEmail => "è un indirizzo come nome@ente.it",
        Particular::Website | Particular::Accessibility => {
            "è un indirizzo che comincia con https:// e ha al massimo 250 caratteri"
        }
    }
}
