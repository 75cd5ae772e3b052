//! The kit stories are told with.
//!
//! A story begins with a [`Town`]: a body with its broker and station, served by the real server
//! on a real database, known to a simulated Node and PSP. It then speaks as the outside world
//! does: the body's software over HTTP, the PSP through the Node's SOAP.
//!
//! ```text
//! let notice = town.position("TARI 2026").publish().await.notice();
//! town.psp().pay(&notice).await.assert_ok();
//! town.psp().pay(&notice).await.assert_fault("PAA_PAGAMENTO_DUPLICATO");
//! ```
//!
//! Absent on purpose: mocks. What cannot be had for real is not replaced.

mod browser;
mod cases;
mod checkout;
mod command;
mod database;
mod dice;
mod directory;
mod fault_proxy;
pub mod files;
mod guest;
pub mod messages;
mod patience;
mod pdf;
mod position;
mod post;
mod program;
mod psp;
mod record;
mod rows;
mod soap;
mod strace;
mod town;

pub use browser::{Browser, PASSWORD, Page};
pub use cases::cases;
pub use checkout::{Mood, TownCheckout};
pub use command::{Ran, iuvo};
pub use database::{Database, Engine};
pub use dice::Dice;
pub use fault_proxy::{Fault, FaultProxy};
pub use guest::{Guest, WebPage};
pub use patience::{PATIENCE, begin, eventually};
pub use pdf::{pdf_qr_codes, pdf_words};
pub use position::{Created, PositionBuilder};
pub use post::TownPost;
pub use program::{Program, Said, run_command};
pub use psp::{Payment, TownPsp};
pub use rows::{Held, Rows};
pub use soap::{SoapAnswer, ask_at, envelope};
pub use strace::Deathwalk;
pub use town::{Guarded, Reply, Town, ids, rehearsed_simulator};

/// Tells each story on both engines: `sqlite::name` and `postgres::name`.
#[macro_export]
macro_rules! stories {
    ($($(#[doc = $doc:literal])* async fn $name:ident($town:ident: Town) $body:block)+) => {
        mod told {
            #[allow(unused_imports, reason = "each file of stories brings what some of them use")]
            use super::*;
            $($(#[doc = $doc])* pub(super) async fn $name($town: $crate::Town) $body)+
        }

        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::told::$name($crate::Town::on($crate::Engine::Sqlite).await).await;
            })+
        }

        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::told::$name($crate::Town::on($crate::Engine::Postgres).await).await;
            })+
        }
    };
}
