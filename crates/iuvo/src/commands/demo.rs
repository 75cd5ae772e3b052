//! `iuvo demo`: everything at once, for whoever wants to look around.

use std::{
    fs::OpenOptions,
    io::{self, Write},
    net::SocketAddr,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use axum_server::Handle;
use iuvo_app::{
    App, Clock,
    carts::Checkouts,
    sealing::{Sealer, new_master_key},
    sign_in::SecondFactorFor,
};
use iuvo_domain::Environment;
use iuvo_mail::Mailer;
use iuvo_store::{DatabaseUrl, Store};
use iuvo_web::{Guards, NodeGuard, Stopping};
use pagopa_checkout::CheckoutClient;
use pagopa_sim::{Access, SimClock, Simulator};
use tokio::net::TcpListener;

use crate::{
    config::{checkout, journal, mail},
    demo::{self, pastime::Pastime, town, welcome},
    edge::{self, Entrance, stop_when_asked},
    failure::Failure,
    http::Port,
    logs::Logs,
    terminal::say,
};

#[derive(clap::Args)]
pub(crate) struct Demo {
    /// Cartella dei dati, creata se manca e conservata fra un avvio e l'altro
    #[arg(long, value_name = "CARTELLA", default_value = "./demo-data")]
    data: PathBuf,
    /// Ricomincia da capo, togliendo i dati della dimostrazione dalla cartella
    #[arg(long)]
    reset: bool,
    /// Indirizzo e porta di Iuvo; con la porta 0 ne sceglie una libera
    #[arg(long, value_name = "INDIRIZZO", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Indirizzo e porta dei simulatori
    #[arg(long, value_name = "INDIRIZZO", default_value = "127.0.0.1:8081")]
    sim_listen: SocketAddr,
}

pub(crate) async fn run(demo: Demo) -> Result<(), Failure> {
    Logs::of_a_command().start();
    let iuvo = Port::bind(demo.listen).map_err(Failure::refused)?;
    let simulators = Port::bind(demo.sim_listen).map_err(Failure::refused)?;
    prepare_folder(&demo.data, demo.reset)?;
    let pastime = Arc::new(Pastime::open(&demo.data));
    say(&format!("Preparo la base di dati in {} …", demo.data.display()));
    let (post, mailer) = mailbox().await?;
    let app = open(&demo.data, &pastime, simulators.address).await?.mailing_with(mailer);
    let app = Arc::new(app);
    say("Preparo gli enti e le posizioni …");
    town::build(&app, &pastime).await?;
    let simulator = start_simulator(&pastime, iuvo.address)?;
    serve(World { app, simulator, pastime, iuvo, simulators, post, data: demo.data }).await
}

/// Only what the demonstration wrote is removed: the folder may be somebody's.
fn prepare_folder(data: &Path, reset: bool) -> Result<(), Failure> {
    std::fs::create_dir_all(data)
        .map_err(Failure::while_doing("La cartella dei dati non si crea"))?;
    if !reset {
        return Ok(());
    }
    for name in ["iuvo.db", "iuvo.db-wal", "iuvo.db-shm", "clock", MASTER_KEY] {
        match std::fs::remove_file(data.join(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(Failure::while_doing("I dati non si tolgono")(error));
            }
            _ => (),
        }
    }
    Ok(())
}

async fn open(data: &Path, pastime: &Pastime, simulators: SocketAddr) -> Result<App, Failure> {
    let (store, _) = Store::open(&DatabaseUrl::Sqlite(data.join("iuvo.db")))
        .await
        .map_err(Failure::while_doing("La base di dati non si apre"))?;
    let app = App::start(store, Clock::shifted(pastime.offset_us()))
        .await
        .map_err(Failure::while_doing("La base di dati non si legge"))?;
    let artwork =
        demo::artwork().map_err(Failure::while_doing("Le immagini degli avvisi non si leggono"))?;
    let app = app.sealing_with(master_key(data)?).printing_with(artwork);
    let app = app.demanding_second_factor_of(SecondFactorFor::Nobody);
    Ok(app.paying_at(checkouts(simulators)?))
}

/// The simulators' Checkout, which takes any key.
fn checkouts(simulators: SocketAddr) -> Result<Checkouts, Failure> {
    let base = format!("http://{}/checkout/ec", reachable(simulators));
    let client = CheckoutClient::new(&base, "dimostrazione", &[], checkout::PATIENCE)
        .map_err(Failure::while_doing("Il Checkout simulato non si raggiunge"))?;
    Ok(Checkouts { acceptance: Some(client), production: None })
}

/// Where the simulators take letters, on a port that nobody else needs to know, and who hands them
/// over.
async fn mailbox() -> Result<(TcpListener, Mailer), Failure> {
    let wrong = "La posta simulata non parte";
    let listener = TcpListener::bind("127.0.0.1:0").await.map_err(Failure::while_doing(wrong))?;
    let address = listener.local_addr().map_err(Failure::while_doing(wrong))?;
    let server = format!("smtp://{address}");
    let mailer = Mailer::new(&server, "pagamenti@comune-di-esempio.example", mail::PATIENCE);
    Ok((listener, mailer.map_err(Failure::while_doing(wrong))?))
}

/// The file of the master key, made at the first start.
const MASTER_KEY: &str = "master.key";

fn master_key(data: &Path) -> Result<Sealer, Failure> {
    let wrong = "La chiave maestra non si scrive";
    let path = data.join(MASTER_KEY);
    if !path.exists() {
        let key = new_master_key().ok_or_else(|| Failure::refused(wrong))?;
        let private = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path);
        private
            .and_then(|mut file| file.write_all(key.as_bytes()))
            .map_err(Failure::while_doing(wrong))?;
    }
    journal::sealer(&path).map_err(Failure::refused)
}

fn start_simulator(pastime: &Pastime, iuvo: SocketAddr) -> Result<Simulator, Failure> {
    let wrong = "I simulatori non partono";
    let clock = SimClock::shared(pastime.offset_us());
    let simulator =
        Simulator::new(town::registry()?, clock).map_err(Failure::while_doing(wrong))?;
    let endpoint = format!("http://{}/node/collaudo/pa-for-node", reachable(iuvo));
    let endpoint = endpoint.parse().map_err(|_| Failure::refused(wrong))?;
    simulator.set_endpoint(town::station()?, endpoint).map_err(Failure::while_doing(wrong))?;
    let options = format!("http://{}/node/collaudo", reachable(iuvo));
    let options = options.parse().map_err(|_| Failure::refused(wrong))?;
    simulator
        .set_payment_options(town::station()?, options)
        .map_err(Failure::while_doing(wrong))?;
    Ok(simulator)
}

/// Where somebody on this machine reaches an address that means all of its own.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        address.set_ip(std::net::Ipv4Addr::LOCALHOST.into());
    }
    address
}

struct World {
    app: Arc<App>,
    simulator: Simulator,
    pastime: Arc<Pastime>,
    iuvo: Port,
    simulators: Port,
    post: TcpListener,
    data: PathBuf,
}

async fn serve(world: World) -> Result<(), Failure> {
    let World { app, simulator, pastime, iuvo, simulators, post, data } = world;
    let addresses = (reachable(iuvo.address), reachable(simulators.address));
    let (handle, sim_handle) = (Handle::new(), Handle::new());
    for handle in [&handle, &sim_handle] {
        let stopping = Stopping::default();
        tokio::spawn(stop_when_asked(handle.clone(), stopping, Duration::ZERO));
    }
    let (keeper, deliverer) = (Arc::clone(&pastime), simulator.clone());
    let postman = simulator.clone();
    let background = [
        tokio::spawn(async move { keeper.keep().await }),
        tokio::spawn(async move { deliverer.work().await }),
        tokio::spawn(async move { postman.serve_mail(post).await }),
    ];
    let console = async {
        let served = simulators.serve(simulator.router(Access::Open), None, sim_handle).await;
        served.map_err(Failure::while_doing("I simulatori si sono fermati"))
    };
    let greeting = async {
        town::settle(&app, &simulator).await?;
        say(&welcome::page(&app, addresses.0, addresses.1).await?);
        say(&format!("I dati restano in {}. Ctrl-C per fermare.", data.display()));
        Ok(())
    };
    let served =
        tokio::try_join!(edge::serve(Arc::clone(&app), entrance(iuvo), handle), console, greeting);
    background.iter().for_each(tokio::task::JoinHandle::abort);
    pastime.save()?;
    served.map(drop)
}

/// Rehearsals on somebody's own computer: who calls as the Node need not prove it.
fn entrance(port: Port) -> Entrance {
    let guards = Guards { acceptance: Some(NodeGuard::default()), ..Guards::default() };
    Entrance {
        port,
        tls: None,
        guards,
        default_environment: Environment::Acceptance,
        public_url: None,
        certificate_ends_at: None,
        stopping: Stopping::default(),
    }
}
