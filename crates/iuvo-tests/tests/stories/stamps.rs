//! Digital revenue stamps: asked for, bought, and found again in the receipt.

use iuvo_tests::{Town, cases, ids, messages, stories};
use pagopa_codes::NoticeNumber;
use pagopa_node::{
    Attachment, Many, Receipt, ReceiptTransfer, ReceiptTransferTarget, Request, TransferIndex,
    TransferType,
};
use reqwest::Method;

const BOUGHT: &str =
    "select count(*) from receipt_transfer where iban is null and iubd is not null";

/// A receipt of 120 euros whose only transfer bought what is attached.
fn stamped(receipt_id: &str, notice: NoticeNumber, attached: &[u8]) -> Receipt {
    let target = ReceiptTransferTarget::Stamp(Attachment::new(attached).unwrap());
    let transfer = ReceiptTransfer { target, ..messages::transfer(ids::TOWN, 12_000, ids::IBAN) };
    let transfers = Many::new(vec![transfer]).unwrap();
    Receipt { transfers, ..messages::receipt(receipt_id, notice, 12_000) }
}

/// How many transfers hold the identifier with which the simulated PSP sold a stamp.
async fn sold(town: &Town, receipt_id: &str, index: u8) -> i64 {
    let iubd = format!("{receipt_id}-{index}");
    town.rows()
        .number(&format!("select count(*) from receipt_transfer where iubd = '{iubd}'"))
        .await
}

stories! {
    async fn a_stamp_is_asked_for_bought_and_kept(town: Town) {
        let created = town.position("Certificato").single(1_000).stamp("BO").publish().await;
        town.verify(created.notice()).await.assert_ok().assert_text("allCCP", "false");
        let activated = town.activate(created.notice()).await.assert_ok();
        let asked = "<richiestaMarcaDaBollo>\
             <hashDocumento>47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=</hashDocumento>\
             <tipoBollo>01</tipoBollo><provinciaResidenza>BO</provinciaResidenza>\
             </richiestaMarcaDaBollo>";
        assert!(activated.xml.contains(asked), "{}", activated.xml);

        let payment = town.psp().pay(&created.notice()).await.assert_ok();
        assert_eq!(payment.amount(), 2_600);
        let receipt_id = payment.0.unwrap().receipt_id;
        assert_eq!(sold(&town, &receipt_id, 2).await, 1);
        assert_eq!(town.rows().number(BOUGHT).await, 1);
        assert_eq!(cases(&town, created.notice()).await, [] as [&str; 0]);
        let path = format!("/debtpositions/{}", created.iupd);
        assert_eq!(town.gpd(Method::GET, &path, None).await.json["status"], "PAID");
    }

    async fn one_to_five_stamps_stand_beside_accounts_or_alone(town: Town) {
        for stamps in 1..=5_i64 {
            let mut position = town.position("Certificati").single(1_000);
            for _ in 0..stamps {
                position = position.stamp("BO");
            }
            let created = position
                .with(|it| {
                    if stamps == 5 {
                        // Five transfers are the most there can be: the account makes room.
                        let item = &mut it["paymentOption"][0];
                        item["transfer"].as_array_mut().unwrap().remove(0);
                        item["amount"] = (5 * 1_600).into();
                        let transfers = item["transfer"].as_array_mut().unwrap();
                        for (index, transfer) in (1..).zip(transfers) {
                            transfer["idTransfer"] = index.to_string().into();
                        }
                    }
                })
                .publish()
                .await;
            let before = town.rows().number(BOUGHT).await;
            town.psp().pay(&created.notice()).await.assert_ok();
            assert_eq!(town.rows().number(BOUGHT).await, before + stamps);
            assert_eq!(cases(&town, created.notice()).await, [] as [&str; 0]);
        }
        let distinct = "select count(distinct iubd) from receipt_transfer";
        assert_eq!(town.rows().number(distinct).await, 15);
    }

    /// The money has moved: what is attached may be anything.
    async fn an_attachment_that_cannot_be_read_never_refuses_the_receipt(town: Town) {
        let stamp = "<marcaDaBollo xmlns=\"http://www.agenziaentrate.gov.it/2014/MarcaDaBollo\">";
        let huge = format!("{stamp}<IUBD>{}</IUBD></marcaDaBollo>", "1".repeat(100_000));
        let laughs = "<!DOCTYPE m [<!ENTITY a 'b'>]>";
        let laughs = format!("{laughs}{stamp}<IUBD>&a;</IUBD></marcaDaBollo>");
        let anonymous = format!("{stamp}<IUBD/></marcaDaBollo>");
        let nested = "<a>".repeat(5_000);
        let attached: [&[u8]; 6] = [
            b"\x00\xff\xfe",
            b"%PDF-1.7",
            huge.as_bytes(),
            laughs.as_bytes(),
            anonymous.as_bytes(),
            nested.as_bytes(),
        ];
        for (number, attached) in attached.into_iter().enumerate() {
            let created = town.position("Certificato").publish().await;
            let receipt_id = format!("R{number}");
            town.deliver(stamped(&receipt_id, created.notice(), attached)).await.assert_ok();
            let opened = cases(&town, created.notice()).await;
            assert!(opened.contains(&"stamp_unreadable"), "{opened:?}");
            let path = format!("/debtpositions/{}", created.iupd);
            assert_eq!(town.gpd(Method::GET, &path, None).await.json["status"], "PAID");
        }
        assert_eq!(town.rows().number(BOUGHT).await, 0);
        assert_eq!(town.rows().count("receipt").await, 6);
    }

    /// Another body's station activated the payment, and the province gets its copy.
    async fn a_copy_of_another_bodys_receipt_is_kept_with_its_stamp(town: Town) {
        let notice = "301000000000000152".parse().unwrap();
        let stamp = "<marcaDaBollo xmlns=\"http://www.agenziaentrate.gov.it/2014/MarcaDaBollo\">\
            <IUBD>B-1</IUBD></marcaDaBollo>";
        let mut receipt = stamped("R1", notice, stamp.as_bytes());
        receipt.organization_fiscal_code = "12345678903".parse().unwrap();
        let mut transfers = receipt.transfers.into_vec();
        let share = messages::transfer(ids::PROVINCE, 500, ids::IBAN);
        transfers.push(ReceiptTransfer { index: TransferIndex::new(2).unwrap(), ..share });
        receipt.transfers = Many::new(transfers).unwrap();
        town.deliver_to(ids::PROVINCE, receipt.clone()).await.assert_ok();
        town.deliver_to(ids::PROVINCE, receipt).await.assert_ok();
        let kept = "select count(*) from receipt where broadcast = 1 and debt_position_id is null";
        assert_eq!(town.rows().number(kept).await, 1);
        assert_eq!(town.rows().number(BOUGHT).await, 1);
        assert_eq!(town.rows().count("receipt_transfer").await, 2);
        assert_eq!(town.rows().count("review_case").await, 0);
    }

    /// Each transfer names its own postal account; a stamp has none.
    async fn each_transfer_names_its_supporting_account(town: Town) {
        let created = town
            .position("TARI e TEFA")
            .single(10_000)
            .share(ids::PROVINCE, 500, ids::IBAN)
            .stamp("BO")
            .with(|it| {
                let share = &mut it["paymentOption"][0]["transfer"][1];
                share["postalIban"] = ids::PROVINCE_POSTAL_IBAN.into();
            })
            .publish()
            .await;
        let activate = async |transfer_type| {
            let request = messages::activate(created.notice(), Some(transfer_type));
            town.ask(Request::GetPaymentV2(request)).await.assert_ok().xml
        };
        let entry = |iban: &str| format!("<key>IBANAPPOGGIO</key><value>{iban}</value>");
        let bank = activate(TransferType::PagoPa).await;
        assert_eq!(bank.matches("IBANAPPOGGIO").count(), 2);
        let own = bank.find(&entry(ids::POSTAL_IBAN)).unwrap();
        let other = bank.find(&entry(ids::PROVINCE_POSTAL_IBAN)).unwrap();
        assert!(own < other);
        let postal = activate(TransferType::Postal).await;
        assert_eq!(postal.matches("IBANAPPOGGIO").count(), 0);
        for iban in [ids::POSTAL_IBAN, ids::PROVINCE_POSTAL_IBAN] {
            assert!(postal.contains(&format!("<IBAN>{iban}</IBAN>")), "{postal}");
        }
    }
}
