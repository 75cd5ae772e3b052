//! Messages made of those that the Node has sent: a second payment, another content, another body.

use iuvo_auditor::Heard;
use iuvo_tests::ids;

use crate::{
    step::{Forgery, Step},
    world::{World, element, heard, is_first_version},
};

/// A body that nobody here serves.
const STRANGER: &str = "99000000051";

pub(super) async fn perform(world: &mut World, step: Step) {
    match step {
        Step::Forge { slot, part, to_province, forgery } => {
            if let Some(message) = forge(world, slot, part, to_province, forgery) {
                let heard = post(world, &message).await;
                world.note_delivery(&message, heard, false);
            }
        }
        Step::Unserved { slot } => {
            if let Some(message) = template(world, slot, 0, false) {
                let of_town = format!("<idPA>{}</idPA>", element(&message, "idPA").unwrap());
                let message = message.replace(&of_town, &format!("<idPA>{STRANGER}</idPA>"));
                let heard = post(world, &message).await;
                let refused = Heard::Ko("PAA_ID_DOMINIO_ERRATO".to_owned());
                assert!(heard == refused || heard == Heard::Nothing, "{heard:?}");
            }
        }
        _ => unreachable!("the other steps are performed elsewhere"),
    }
}

fn template(world: &World, slot: usize, part: usize, to_province: bool) -> Option<String> {
    let known = world.known.get(&slot)?;
    let notice = known.notices.get(part % known.notices.len())?;
    let addressee = if to_province { ids::PROVINCE } else { known.organization };
    world.sent.get(&(addressee.to_owned(), notice.clone())).cloned()
}

fn forge(
    world: &mut World,
    slot: usize,
    part: usize,
    to_province: bool,
    forgery: Forgery,
) -> Option<String> {
    let message = template(world, slot, part, to_province)?;
    world.forged += 1;
    let number = world.forged;
    let receipt_id = element(&message, "receiptId")?;
    let (failed, good) = ("<outcome>KO</outcome>", "<outcome>OK</outcome>");
    let other = |it: &str| it.replace(&receipt_id, &format!("falsa{number}"));
    Some(match forgery {
        Forgery::Same => message,
        Forgery::OtherContent => {
            let text = format!("<description>Altro {number}</description>");
            let description = element(&message, "description")?;
            message.replacen(&format!("<description>{description}</description>"), &text, 1)
        }
        Forgery::OtherReceipt => other(&message).replace(failed, good),
        Forgery::Dearer => dearer(&other(&message).replace(failed, good))?,
        Forgery::Failed => other(&message).replace(good, failed),
    })
}

/// A cent more in the whole and in the first transfer.
fn dearer(message: &str) -> Option<String> {
    let mut dearer = message.to_owned();
    for name in ["paymentAmount", "transferAmount"] {
        let amount = element(message, name)?;
        let (euros, cents) = amount.split_once('.')?;
        let total = euros.parse::<i64>().ok()? * 100 + cents.parse::<i64>().ok()? + 1;
        let more = format!("<{name}>{}.{:02}</{name}>", total / 100, total % 100);
        dearer = dearer.replacen(&format!("<{name}>{amount}</{name}>"), &more, 1);
    }
    Some(dearer)
}

async fn post(world: &mut World, message: &str) -> Heard {
    let action = if is_first_version(message) { "\"paSendRT\"" } else { "\"paSendRTV2\"" };
    let request = world
        .http
        .post(format!("{}/node/collaudo/pa-for-node", world.server().base_url()))
        .header("SOAPAction", action)
        .header("Content-Type", "text/xml; charset=utf-8")
        .body(message.to_owned());
    let response = request.send().await.expect("the server answers");
    let status = response.status().as_u16();
    heard(status, &response.text().await.expect("a whole answer"))
}
