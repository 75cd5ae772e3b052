//! Paying at the counter of a PSP.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use pagopa_codes::{NoticeNumber, OrganizationFiscalCode};

use super::{Message, Sent, field, in_words};
use crate::misbehavior::Misbehavior;
use crate::node_fault::NodeFault;
use crate::pages::{euros, page};
use crate::pay::PayOptions;
use crate::simulator::Simulator;

#[derive(Template, Default)]
#[template(path = "console/psp.html")]
struct PspPage {
    fiscal_code: String,
    number: String,
    choices: Vec<Choice>,
    defect: Option<&'static str>,
    result: Option<Told>,
}

struct Choice {
    word: &'static str,
    label: &'static str,
    is_chosen: bool,
}

/// What came of it.
struct Told {
    is_good: bool,
    title: &'static str,
    facts: Vec<(&'static str, String)>,
    messages: Vec<Message>,
}

pub(super) async fn show() -> Response {
    page(StatusCode::OK, &PspPage { choices: choices(""), ..PspPage::default() })
}

pub(super) async fn ask(State(simulator): State<Simulator>, Form(sent): Form<Sent>) -> Response {
    let (fiscal_code, number) = codes(&sent);
    let wrong = field(&sent, "storto");
    let mut template =
        PspPage { choices: choices(wrong), fiscal_code, number, defect: None, result: None };
    match read(&template) {
        Err(defect) => {
            template.defect = Some(defect);
            page(StatusCode::UNPROCESSABLE_ENTITY, &template)
        }
        Ok(notice) => {
            let misbehavior = Misbehavior::from_word(wrong);
            let is_payment = field(&sent, "azione") == "paga";
            let asked = if is_payment { Asked::Pay(misbehavior) } else { Asked::Verify };
            template.result = Some(told(&simulator, notice, asked).await);
            page(StatusCode::OK, &template)
        }
    }
}

/// Fiscal code and number, or what the QR code of a notice says of both.
fn codes(sent: &Sent) -> (String, String) {
    let number = field(sent, "codice-avviso");
    let parts: Vec<&str> = number.split('|').collect();
    if let ["PAGOPA", "002", number, fiscal_code, _] = parts[..] {
        return (fiscal_code.to_owned(), number.to_owned());
    }
    let number = number.chars().filter(|it| !it.is_whitespace()).collect();
    (field(sent, "codice-fiscale-ente").to_owned(), number)
}

type Notice = (OrganizationFiscalCode, NoticeNumber);

fn read(page: &PspPage) -> Result<Notice, &'static str> {
    let fiscal_code = OrganizationFiscalCode::parse(&page.fiscal_code)
        .map_err(|_| "Il codice fiscale dell’ente ha 11 cifre: controllale.")?;
    let number = NoticeNumber::parse(&page.number)
        .map_err(|_| "Il codice avviso ha 18 cifre: controllale.")?;
    Ok((fiscal_code, number))
}

#[derive(Clone, Copy)]
enum Asked {
    Verify,
    Pay(Option<Misbehavior>),
}

async fn told(simulator: &Simulator, notice: Notice, asked: Asked) -> Told {
    let since = simulator.clock().now();
    let mut told = match asked {
        Asked::Verify => match simulator.verify(notice.0, notice.1).await {
            Ok(verified) => Told {
                is_good: true,
                title: "L’avviso si può pagare",
                facts: vec![
                    ("Importo", euros(verified.payment_option.amount.cents())),
                    ("Causale", verified.description.to_string()),
                    ("Ente", verified.company_name.to_string()),
                ],
                messages: Vec::new(),
            },
            Err(fault) => refused("L’avviso non si può pagare", &fault),
        },
        Asked::Pay(misbehavior) => {
            let options = PayOptions { misbehavior, ..PayOptions::default() };
            match simulator.pay(notice.0, notice.1, options).await {
                Ok(paid) => Told {
                    is_good: true,
                    title: "Pagamento concluso",
                    facts: vec![
                        ("Importo", euros(paid.amount)),
                        ("Numero del pagamento", paid.receipt_id),
                    ],
                    messages: Vec::new(),
                },
                Err(fault) => refused("Pagamento rifiutato", &fault),
            }
        }
    };
    let exchanges = simulator.exchanges();
    told.messages = exchanges.iter().filter(|it| it.at >= since).map(Message::of).collect();
    told
}

fn refused(title: &'static str, fault: &NodeFault) -> Told {
    let mut facts = vec![("Codice", fault.fault_code().to_owned())];
    facts.extend(fault.detail().map(|it| ("Perché", it.to_owned())));
    Told { is_good: false, title, facts, messages: Vec::new() }
}

fn choices(chosen: &str) -> Vec<Choice> {
    let choice = |it: Misbehavior| Choice {
        word: it.as_str(),
        label: in_words(it),
        is_chosen: it.as_str() == chosen,
    };
    Misbehavior::ALL.into_iter().map(choice).collect()
}
