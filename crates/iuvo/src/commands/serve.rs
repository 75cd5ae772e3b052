//! `iuvo serve`: the production server.

use std::{mem, sync::Arc};

use axum_server::Handle;
use iuvo_app::{App, Clock};
use iuvo_store::Store;
use iuvo_web::Stopping;

use crate::{
    certificates,
    config::{
        Config,
        given::{Every, Given},
    },
    demo,
    edge::{self, Entrance},
    failure::Failure,
    http::Port,
};

pub(crate) async fn run(given: Given<Every>) -> Result<(), Failure> {
    let mut config = Config::read(given.resolve())?;
    config.logs.start();
    let (store, migrated) = Store::open(config.database_url.expose())
        .await
        .map_err(Failure::while_doing("La base di dati non si apre"))?;
    tracing::info!(from = migrated.from, to = migrated.to, "database schema");
    let app = App::start(store, Clock::system())
        .await
        .map_err(Failure::while_doing("La base di dati non si legge"))?;
    if demo::made(&app.directory()) {
        let text = "Questa base di dati è della dimostrazione, con chiavi note a tutti: \
                    serve non la usa.";
        return Err(Failure::refused(text));
    }
    let drain = config.drain;
    let app = app
        .keeping(config.keep)
        .demanding_second_factor_of(config.second_factor)
        .printing_with(mem::take(&mut config.artwork))
        .paying_at(mem::take(&mut config.checkouts));
    let app = match config.sealer.take() {
        Some(sealer) => app.sealing_with(sealer),
        None => app,
    };
    let app = match config.mailer.take() {
        Some(mailer) => app.mailing_with(mailer),
        None => app,
    };
    let entrance = entrance(config)?;
    log_entrance(&entrance);
    let handle = Handle::new();
    tokio::spawn(edge::stop_when_asked(handle.clone(), entrance.stopping.clone(), drain));
    edge::serve(Arc::new(app), entrance, handle).await
}

fn entrance(config: Config) -> Result<Entrance, Failure> {
    let pinned = config.pinned();
    let chain = config.identity.as_ref().map_or(&[][..], |it| it.chain());
    let certificate_ends_at = chain.iter().filter_map(certificates::ends_at).min();
    let tls = config
        .identity
        .map(|it| it.server_config(pinned))
        .transpose()
        .map_err(Failure::while_doing("TLS non si può usare"))?;
    Ok(Entrance {
        port: Port::bind(config.listen).map_err(Failure::refused)?,
        tls,
        guards: config.guards,
        default_environment: config.default_environment,
        public_url: config.public_url,
        certificate_ends_at,
        stopping: Stopping::default(),
    })
}

fn log_entrance(entrance: &Entrance) {
    let (acceptance, production) = (&entrance.guards.acceptance, &entrance.guards.production);
    tracing::info!(
        address = %entrance.port.address,
        tls = entrance.tls.is_some(),
        collaudo = acceptance.is_some(),
        produzione = production.is_some(),
        "serving"
    );
    if acceptance.is_none() && production.is_none() {
        tracing::warn!("no environment is open: the Node is not answered");
    }
}
