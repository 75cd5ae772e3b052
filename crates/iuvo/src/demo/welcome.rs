//! What a visitor of the demonstration is told: where things are, the keys, what to try.

use std::net::SocketAddr;

use iuvo_app::App;
use iuvo_domain::{
    access::Role,
    debt_position::{DebtPosition, Installment, PositionStatus},
};
use jiff::Timestamp;

use super::{
    bodies::{BODIES, BROKER, BROKER_KEY, BROKER_NAME, PASSWORD, PEOPLE, TOWN, TOWN_KEY},
    debts::{Debt, MARIO},
    town,
};
use crate::failure::Failure;

/// The page, as lines.
pub(crate) async fn page(
    app: &App,
    iuvo: SocketAddr,
    simulators: SocketAddr,
) -> Result<String, Failure> {
    let debts = town::list(app).await?;
    let now = app.now();
    Ok([
        addresses(iuvo, simulators),
        people(),
        keys(),
        notices(&debts, now),
        attempts(iuvo, simulators, &debts, now),
    ]
    .concat())
}

fn addresses(iuvo: SocketAddr, simulators: SocketAddr) -> String {
    format!(
        "
Dimostrazione di Iuvo: tutto è inventato, nessun pagamento è vero.

Indirizzi
  Iuvo                 http://{iuvo}
  portale cittadini    http://{iuvo}/comune-di-esempio
  back office          http://{iuvo}/backoffice
  archivio GPD v1      http://{iuvo}/gpd/debt-positions-service/v1
  paForNode            http://{iuvo}/node/collaudo/pa-for-node (con ?wsdl la descrizione)
  simulatori           http://{simulators} (l'elenco di quello che sanno fare)
"
    )
}

fn people() -> String {
    let rows: Vec<String> =
        PEOPLE.iter().map(|it| format!("  {:<36} {}\n", it.email, role_name(it.role))).collect();
    format!("\nChi accede al back office (password {PASSWORD})\n{}", rows.concat())
}

fn role_name(role: Role) -> &'static str {
    match role {
        Role::BrokerAdministrator => "Amministratore dell'intermediario",
        Role::PaymentsContact => "Referente dei Pagamenti",
        Role::TechnicalContact => "Referente Tecnico",
        Role::Clerk => "Operatore",
    }
}

fn keys() -> String {
    let broker = (BROKER_NAME, BROKER, Some(BROKER_KEY));
    let bodies = BODIES.iter().map(|it| (it.name, it.fiscal_code, it.key));
    let rows: Vec<String> = std::iter::once(broker)
        .chain(bodies)
        .map(|(name, fiscal_code, key)| {
            format!("  {name:<26} {fiscal_code}  {}\n", key.unwrap_or("-"))
        })
        .collect();
    format!("\nEnti e chiavi (intestazione Ocp-Apim-Subscription-Key)\n{}", rows.concat())
}

fn notices(debts: &[(&Debt, DebtPosition)], now: Timestamp) -> String {
    let mut rows = String::new();
    for (debt, position) in debts {
        for installment in position.installments() {
            rows.push_str(&format_row(debt, position, installment, now));
        }
    }
    format!("\nAvvisi del Comune di Esempio ({TOWN})\n{rows}")
}

fn format_row(
    debt: &Debt,
    position: &DebtPosition,
    installment: &Installment,
    now: Timestamp,
) -> String {
    let amount = format!("{} €", installment.amount.to_italian());
    let state = if installment.is_paid() {
        "pagato"
    } else if position.status_at(now) == PositionStatus::Expired {
        "scaduto"
    } else {
        "da pagare"
    };
    let (number, name) = (&installment.notice_number, debt.citizen.full_name);
    format!("  {number}  {amount:>9}  {state:<9}  {name:<13}  {}\n", installment.description)
}

fn attempts(
    iuvo: SocketAddr,
    simulators: SocketAddr,
    debts: &[(&Debt, DebtPosition)],
    now: Timestamp,
) -> String {
    let open = debts.iter().find_map(|(debt, position)| {
        let is_open = position.status_at(now) != PositionStatus::Expired;
        let unpaid = position.installments().find(|it| is_open && !it.is_paid())?;
        (debt.citizen.fiscal_code == MARIO.fiscal_code).then_some((debt, unpaid))
    });
    let Some((debt, unpaid)) = open else { return String::new() };
    format!(
        "
Da provare
  pagare un avviso con il browser, come farebbe {name}: codice fiscale {fiscal_code}
    e codice avviso {number}, poi Paga:
    http://{iuvo}/comune-di-esempio
  pagare un avviso, come farebbe un PSP attraverso il Nodo:
    curl -H 'Content-Type: application/json' http://{simulators}/psp/pay \\
      -d '{{\"fiscalCode\":\"{TOWN}\",\"noticeNumber\":\"{number}\"}}'
  rileggere la posizione, come farebbe il gestionale del Comune:
    curl -H 'Ocp-Apim-Subscription-Key: {TOWN_KEY}' \\
      http://{iuvo}/gpd/debt-positions-service/v1/organizations/{TOWN}/debtpositions/{iupd}
  spostare avanti l'orologio di un giorno:
    curl -H 'Content-Type: application/json' http://{simulators}/clock -d '{{\"advance\":\"1d\"}}'
",
        name = MARIO.full_name,
        fiscal_code = MARIO.fiscal_code,
        number = unpaid.notice_number,
        iupd = debt.iupd,
    )
}
