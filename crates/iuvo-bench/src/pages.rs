//! Pages of the back office, asked one after the other as a person's browser asks for them.

use std::sync::Arc;

use anyhow::{Context, Result, ensure};

use crate::{
    http,
    load::Requests,
    messages::{BROKER, ORGANIZATION},
    program::{Program, Server},
};

const EMAIL: &str = "bench@example.org";
const PASSWORD: &str = "Misura-di-pagine-26";
/// The workspace of the sample body.
const BASE: &str = "/backoffice/comune/collaudo";

/// What is looked at: its name and its address.
pub(crate) const PAGES: [(&str, &str); 11] = [
    ("overview", "/backoffice/comune/collaudo"),
    ("positions, newest first", "/backoffice/comune/collaudo/posizioni"),
    (
        "positions to be paid, by due date",
        "/backoffice/comune/collaudo/posizioni?stato=valida&ordina=scadenza",
    ),
    (
        "positions to be paid, by name",
        "/backoffice/comune/collaudo/posizioni?stato=valida&ordina=nome",
    ),
    (
        "positions paid, by amount",
        "/backoffice/comune/collaudo/posizioni?stato=pagata&ordina=importo&verso=decrescente",
    ),
    ("drafts, of which there are none", "/backoffice/comune/collaudo/posizioni?stato=bozza"),
    // The day on which all receipts of the bench were paid, and the month around it.
    ("takings of a month", "/backoffice/comune/collaudo/incassi?dal=01/06/2026&al=30/06/2026"),
    ("cases", "/backoffice/comune/collaudo/anomalie"),
    ("services", "/backoffice/comune/collaudo/configurazione/servizi"),
    ("audit log", "/backoffice/comune/collaudo/registro"),
    ("bodies of the broker", "/backoffice/enti"),
];

/// Somebody who may see all of it, and has signed in.
pub(crate) struct Clerk {
    cookie: String,
}

/// One page, again and again.
struct Page {
    request: Vec<u8>,
}

/// Writes down who they are. The program may be running.
pub(crate) fn hire(program: &Program) -> Result<()> {
    let who = ["--email", EMAIL];
    program.admin("operator add", &[&who[..], &["--name", "Carla Bench"]].concat())?;
    let place = ["--organization", ORGANIZATION, "--environment", "collaudo"];
    let role = ["--role", "referente-pagamenti"];
    program.admin("operator grant", &[&who[..], &role, &place].concat())?;
    let role = ["--role", "amministratore", "--broker", BROKER];
    program.admin("operator grant", &[&who[..], &role].concat())?;
    program.admin_told("operator password", &who, PASSWORD)?;
    Ok(())
}

impl Clerk {
    pub(crate) async fn sign_in(server: &Server) -> Result<Self> {
        let kind = "content-type: application/x-www-form-urlencoded\r\n";
        let form = format!("email={EMAIL}&password={PASSWORD}");
        let request = http::post("/backoffice/accedi", kind, &form);
        let head = http::head(server.address, &request).await?;
        let cookie = head.lines().find_map(|it| it.strip_prefix("set-cookie: "));
        let cookie = cookie.and_then(|it| it.split(';').next()).context("no session was opened")?;
        Ok(Self { cookie: cookie.to_owned() })
    }

    /// What to ask for a page with.
    pub(crate) fn asks(&self, path: &str) -> Arc<dyn Requests> {
        Arc::new(Page { request: self.request(path) })
    }

    /// The address of a position of the list.
    pub(crate) async fn position(&self, server: &Server) -> Result<String> {
        let (status, page) =
            http::ask(server.address, &self.request(&format!("{BASE}/posizioni"))).await?;
        ensure!(status == 200, "HTTP {status}: {page}");
        let links = page.split("href=\"").filter_map(|it| it.split('"').next());
        let is_position = |it: &&str| {
            let id = it.strip_prefix(BASE).and_then(|it| it.strip_prefix("/posizioni/"));
            id.is_some_and(|it| it.len() == 36)
        };
        Ok(links.into_iter().find(is_position).context("no position in the list")?.to_owned())
    }

    fn request(&self, path: &str) -> Vec<u8> {
        let cookie = &self.cookie;
        format!("GET {path} HTTP/1.1\r\nhost: bench\r\ncookie: {cookie}\r\n\r\n").into_bytes()
    }
}

impl Requests for Page {
    fn write(&self, _number: u64, buffer: &mut Vec<u8>) {
        buffer.clone_from(&self.request);
    }

    fn expected(&self) -> &'static [u8] {
        b"</html>"
    }
}
