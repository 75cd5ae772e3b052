//! Every code with which a body may refuse, on every operation it may refuse: reached by a real
//! call, or said why it cannot be.
//!
//! The table is `docs/faults.md`, which is compared with what the server really does;
//! `IUVO_GENERATE=1` writes it anew. A code without a row does not compile.

mod calls;
mod page;

use iuvo_tests::{Engine, stories};
use pagopa_node::{FaultCode, Operation, payment_options::OptionsFaultCode};

use calls::Provoker;

/// What is known of a code on an operation.
#[derive(Clone, Copy)]
enum Cell {
    /// How it is reached.
    Reached(&'static str),
    /// Why it is not.
    Never(&'static str),
}
use Cell::{Never, Reached};

/// Which kind of thing the Node says.
enum Kind {
    Question,
    Demand,
    Receipt,
}

fn kind(operation: Operation) -> Kind {
    match operation {
        Operation::VerifyPaymentNotice | Operation::GetPayment | Operation::GetPaymentV2 => {
            Kind::Question
        }
        Operation::DemandPaymentNotice => Kind::Demand,
        Operation::SendRt | Operation::SendRtV2 => Kind::Receipt,
    }
}

const NO_NOTICE: &str = "a demand names no notice: it makes one";
const ANY_NOTICE: &str =
    "a receipt says that money has moved: it is kept in every state of the position, with a case";
const NO_RECEIPT: &str = "only receipts come again";
const NODE_KNOWS: &str = "only the Node knows that somebody is paying";
const NO_ANSWER: &str =
    "a failure of ours is HTTP 503, no answer to the Node, which then tries again or stands in";
const KEPT: &str = "what is strange in a receipt opens a case: refusing it would lose it";
const READ_ONLY: &str = "only read, in the answers of others";

fn cell(operation: Operation, code: &FaultCode) -> Cell {
    let of_notice = |how| match kind(operation) {
        Kind::Question => Reached(how),
        Kind::Demand => Never(NO_NOTICE),
        Kind::Receipt => Never(ANY_NOTICE),
    };
    match code {
        FaultCode::XsdSyntax => Reached("an element is missing"),
        FaultCode::ExtraXsdSyntax => Reached("the message is cut short"),
        FaultCode::OrganizationUnknown => Reached("a body that is not served"),
        FaultCode::BrokerUnknown => Reached("a broker that is none of ours"),
        FaultCode::StationUnknown => Reached("a station the broker does not have"),
        FaultCode::PaymentUnknown => of_notice("a number nobody has"),
        FaultCode::PaymentConcluded => of_notice("a debt that was paid"),
        FaultCode::PaymentInProgress => Never(NODE_KNOWS),
        FaultCode::PaymentExpired => of_notice("its time has passed"),
        FaultCode::PaymentInvalidated => of_notice("the body withdrew it"),
        FaultCode::ReceiptDuplicate => match kind(operation) {
            Kind::Receipt => Reached("the identifier of another receipt"),
            Kind::Question | Kind::Demand => Never(NO_RECEIPT),
        },
        FaultCode::Semantic => match (operation, kind(operation)) {
            (Operation::GetPayment, _) => Reached("a revenue stamp, which version 1 cannot carry"),
            (_, Kind::Question) => Reached("amounts that do not add up"),
            (_, Kind::Demand) => Reached("an amount of zero"),
            (_, Kind::Receipt) => Never(KEPT),
        },
        FaultCode::System => match kind(operation) {
            Kind::Demand => Reached("others take each number that is tried"),
            Kind::Question | Kind::Receipt => Never(NO_ANSWER),
        },
        FaultCode::Other(_) => Never(READ_ONLY),
    }
}

/// The same for the payment options.
fn options_cell(code: OptionsFaultCode) -> Cell {
    match code {
        OptionsFaultCode::Syntax => Reached("a number without its 18 digits"),
        OptionsFaultCode::Semantic => Reached("amounts that do not add up"),
        OptionsFaultCode::System => Reached("the database does not answer"),
        OptionsFaultCode::OrganizationUnknown => Reached("a body that is not served"),
        OptionsFaultCode::BrokerUnknown => Reached("a broker that is none of ours, in the query"),
        OptionsFaultCode::StationUnknown => {
            Reached("a station the broker does not have, in the query")
        }
        OptionsFaultCode::PaymentUnknown => Reached("a number nobody has"),
        OptionsFaultCode::PaymentConcluded => Reached("a debt that was paid"),
        OptionsFaultCode::PaymentInProgress => Never(NODE_KNOWS),
        OptionsFaultCode::PaymentExpired => Reached("its time has passed"),
        OptionsFaultCode::PaymentInvalidated => Reached("the body withdrew it"),
    }
}

stories! {
    async fn every_fault_is_reached_on_every_operation_or_said_not_to_be(town: Town) {
        town.offer_school_meals().await;
        let provoker = Provoker::new(&town).await;
        for operation in Operation::ALL {
            provoker.assert_accepted(*operation).await;
        }
        for code in FaultCode::ALL {
            for operation in Operation::ALL {
                if let Reached(_) = cell(*operation, code) {
                    provoker.assert_refused(*operation, code).await;
                }
            }
        }
        for code in OptionsFaultCode::ALL {
            if let Reached(_) = options_cell(*code) {
                provoker.assert_options_refused(*code).await;
            }
        }
        page::check(town.engine() == Engine::Sqlite);
    }
}
