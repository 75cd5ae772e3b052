//! `iuvo sim`: the simulators alone, for rehearsals with a station that is elsewhere.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use axum_server::Handle;
use iuvo_web::Stopping;
use pagopa_sim::{Access, Registry, SimClock, Simulator};
use tokio::{net::TcpListener, task::JoinHandle};

use crate::{
    edge::stop_when_asked,
    failure::Failure,
    http::Port,
    logs::{Format, Logs},
    terminal::say,
};

#[derive(clap::Args)]
pub(crate) struct Sim {
    /// Indirizzo e porta su cui si ascolta
    #[arg(long, value_name = "INDIRIZZO", default_value = "127.0.0.1:8081")]
    listen: SocketAddr,
    /// Indirizzo e porta della posta (SMTP), solo locale; se manca non si riceve posta
    #[arg(long, value_name = "INDIRIZZO")]
    mail_listen: Option<SocketAddr>,
    /// File TOML con le stazioni, gli enti e il PSP
    #[arg(long, value_name = "FILE")]
    registry: PathBuf,
    /// Parola d'ordine della console (Bearer); obbligatoria se l'indirizzo non è locale
    #[arg(long, value_name = "TESTO", env = "IUVO_SIM_TOKEN", hide_env_values = true)]
    token: Option<String>,
}

pub(crate) async fn run(sim: Sim) -> Result<(), Failure> {
    Logs { level: "info".to_owned(), format: Format::Text }.start();
    let text = std::fs::read_to_string(&sim.registry)
        .map_err(Failure::while_doing("Il file --registry non si legge"))?;
    let registry: Registry =
        toml::from_str(&text).map_err(Failure::while_doing("Il file --registry non va bene"))?;
    let simulator = Simulator::new(registry, SimClock::default())
        .map_err(Failure::while_doing("I simulatori non partono"))?;
    let access = access(sim.listen, sim.token)?;
    let port = Port::bind(sim.listen).map_err(Failure::refused)?;
    say(&format!("Simulatori in ascolto su http://{}", port.address));
    let letters = take_letters(&simulator, sim.mail_listen).await?;
    let handle = Handle::new();
    let stopping = Stopping::default();
    tokio::spawn(stop_when_asked(handle.clone(), stopping, Duration::ZERO));
    let router = simulator.router(access);
    let deliveries = tokio::spawn(async move { simulator.work().await });
    let served = port.serve(router, None, handle).await;
    deliveries.abort();
    if let Some(letters) = letters {
        letters.abort();
    }
    served.map_err(Failure::while_doing("I simulatori si sono fermati"))
}

/// Letters are taken from whoever sends them, so only from this machine.
async fn take_letters(
    simulator: &Simulator,
    listen: Option<SocketAddr>,
) -> Result<Option<JoinHandle<()>>, Failure> {
    let Some(listen) = listen else { return Ok(None) };
    if !listen.ip().is_loopback() {
        return Err(Failure::refused("La posta simulata ascolta solo su un indirizzo locale."));
    }
    let wrong = "La posta simulata non parte";
    let listener = TcpListener::bind(listen).await.map_err(Failure::while_doing(wrong))?;
    let address = listener.local_addr().map_err(Failure::while_doing(wrong))?;
    say(&format!("Posta (SMTP) in ascolto su {address}"));
    let simulator = simulator.clone();
    Ok(Some(tokio::spawn(async move { simulator.serve_mail(listener).await })))
}

/// A console that others reach asks for a word.
fn access(listen: SocketAddr, token: Option<String>) -> Result<Access, Failure> {
    match token {
        Some(token) => Ok(Access::Token(token)),
        None if listen.ip().is_loopback() => Ok(Access::Open),
        None => Err(Failure::refused(
            "Su un indirizzo che altri raggiungono la console chiede --token.",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_console_that_others_reach_asks_for_a_word() {
        let (local, open) = ("127.0.0.1:0".parse().unwrap(), "0.0.0.0:0".parse().unwrap());
        assert!(matches!(access(local, None), Ok(Access::Open)));
        assert!(access(open, None).is_err());
        assert!(matches!(access(open, Some("x".to_owned())), Ok(Access::Token(_))));
    }
}
