//! Whole messages that must not pass, and a few unusual ones that must.

use proptest::prelude::*;

use crate::samples::{
    DEMAND_REQUEST, DEMAND_RESPONSE, GET_PAYMENT_REQUEST, GET_PAYMENT_RESPONSE,
    GET_PAYMENT_V1_REQUEST, GET_PAYMENT_V1_RESPONSE, RECEIPT_REQUEST, RECEIPT_RESPONSE,
    RECEIPT_V1_REQUEST, VERIFY_REQUEST, VERIFY_RESPONSE, enveloped,
};
use crate::{
    Limits, Operation, Refusal, Request, decode_request, decode_response, encode_request,
    encode_response,
};

fn decode(body: &[u8]) -> Result<Request, Refusal> {
    decode_request(Some("paVerifyPaymentNotice"), body, &Limits::default())
}

#[test]
fn a_message_cut_at_any_byte_is_refused() {
    let whole = enveloped(RECEIPT_REQUEST).into_bytes();
    assert!(decode(&whole).is_ok());
    for length in 0..whole.len() {
        let cut = &whole[..length];
        assert!(decode(cut).is_err(), "{}", String::from_utf8_lossy(cut));
    }
}

/// Each row has three cells: the first text is replaced by the second (by nothing, when it is `-`),
/// and the refusal must say the third, after its beginning. A row may go on in the next lines.
fn assert_refused(sample: &str, beginning: &str, table: &str) {
    let sample = enveloped(sample);
    let table = table
        .replace("{soap}", "http://schemas.xmlsoap.org/soap/envelope/")
        .replace("{qualified}", "elemento qualificato con un namespace, atteso senza")
        .replace("{other_than}", "valore diverso da quelli ammessi: ")
        .replace("{subject_id}", "uniqueIdentifier/entityUniqueIdentifierValue")
        .replace("{pa}", "http://pagopa-api.pagopa.gov.it/pa/paForNode.xsd");
    let lines: Vec<_> = table.lines().map(str::trim).filter(|it| !it.is_empty()).collect();
    let rows = lines.join("\n").replace("\n⇒", " ⇒");
    for row in rows.lines() {
        let mut cells = row.split(" ⇒ ");
        let mut cell = || cells.next().unwrap();
        let (from, to, sentence) = (cell(), cell(), cell());
        assert!(sample.contains(from), "{from}");
        let body = sample.replace(from, if to == "-" { "" } else { to });
        let refusal = decode(body.as_bytes()).unwrap_err();
        assert_eq!(refusal.to_string(), format!("{beginning}{sentence}"), "{row}");
    }
}

#[test]
fn an_envelope_out_of_the_ordinary_is_refused_by_name() {
    let table = r#"
        schemas.xmlsoap.org ⇒ www.w3.org ⇒ l'elemento radice non è Envelope del namespace {soap}
        soapenv:Envelope ⇒ soapenv:Busta ⇒ l'elemento radice non è Envelope del namespace {soap}
        soapenv:Body ⇒ soapenv:Corpo ⇒ Envelope/Corpo: elemento non previsto
        <soapenv:Header/>
            ⇒ <soapenv:Header><t:x xmlns:t="urn:t" soapenv:mustUnderstand="1"/></soapenv:Header>
            ⇒ Envelope/Header/x: intestazione obbligatoria non compresa
        <soapenv:Header/>
            ⇒ <soapenv:Header><t:x xmlns:t="urn:t" soapenv:mustUnderstand="true"/></soapenv:Header>
            ⇒ Envelope/Header/x: intestazione obbligatoria non compresa
        <soapenv:Header/>
            ⇒ <soapenv:Header><t:x xmlns:t="urn:t" soapenv:actor="urn:a"/></soapenv:Header>
            ⇒ Envelope/Header/x: attributo actor non previsto
        <soapenv:Header/> ⇒ <soapenv:Header><x/></soapenv:Header>
            ⇒ Envelope/Header/x: intestazione non ammessa
        <soapenv:Header/>
            ⇒ <soapenv:Header><t:x xmlns:t="urn:t"><soapenv:Body/></t:x></soapenv:Header>
            ⇒ Envelope/Header/x: intestazione non ammessa
        <soapenv:Header/> ⇒ <soapenv:Header>testo</soapenv:Header>
            ⇒ Envelope/Header: testo non previsto tra gli elementi
        <soapenv:Header/> ⇒ <soapenv:Header/><soapenv:Header/>
            ⇒ Envelope/Header: elemento non previsto
        <soapenv:Header/> ⇒ <Header/> ⇒ Envelope/Header: elemento non previsto
        </soapenv:Body> ⇒ </soapenv:Body><soapenv:Body/> ⇒ Envelope/Body: elemento non previsto
        <soapenv:Body> ⇒ <soapenv:Body a="1"> ⇒ Envelope/Body: attributo a non previsto
        <soapenv:Body> ⇒ <soapenv:Body soapenv:encodingStyle="urn:x">
            ⇒ Envelope/Body: attributo encodingStyle non previsto
        <soapenv:Body> ⇒ <soapenv:Body>&#32; ⇒ Envelope/Body: testo non previsto tra gli elementi
        <soapenv:Body> ⇒ <soapenv:Body><a/> ⇒ Envelope/Body: atteso un solo elemento
    "#;
    assert_refused(VERIFY_REQUEST, "PAA_SINTASSI_EXTRAXSD: ", table);
    let empty = enveloped("");
    let refusal = decode(empty.as_bytes()).unwrap_err();
    assert_eq!(refusal.description(), "Envelope/Body: atteso un solo elemento");
    let no_body = empty.replace("<soapenv:Body>", "").replace("</soapenv:Body>", "");
    let refusal = decode(no_body.as_bytes()).unwrap_err();
    assert_eq!(refusal.description(), "Envelope: manca l'elemento Body");
}

#[test]
fn a_message_of_another_name_or_namespace_is_refused() {
    let table = r#"
        pagopa-api.pagopa.gov.it ⇒ www.example.it
            ⇒ paVerifyPaymentNoticeReq: elemento fuori dal namespace {pa}
        paf:paVerifyPaymentNoticeReq ⇒ paVerifyPaymentNoticeReq
            ⇒ paVerifyPaymentNoticeReq: elemento fuori dal namespace {pa}
        paf:paVerifyPaymentNoticeReq ⇒ soapenv:Fault
            ⇒ Fault: elemento fuori dal namespace {pa}
        paf:paVerifyPaymentNoticeReq ⇒ paf:PaVerifyPaymentNoticeReq
            ⇒ PaVerifyPaymentNoticeReq: elemento che non è la richiesta di alcuna operazione
        paf:paVerifyPaymentNoticeReq ⇒ paf:paaInviaRT
            ⇒ paaInviaRT: elemento che non è la richiesta di alcuna operazione
        idPA> ⇒ paf:idPA>
            ⇒ paVerifyPaymentNoticeReq/idPA: {qualified}
        noticeNumber> ⇒ paf:noticeNumber>
            ⇒ paVerifyPaymentNoticeReq/qrCode/noticeNumber: {qualified}
        <qrCode> ⇒ <qrCode xmlns="urn:x">
            ⇒ paVerifyPaymentNoticeReq/qrCode: {qualified}
        >301000000000012345 ⇒ >30100000000001234
            ⇒ paVerifyPaymentNoticeReq/qrCode/noticeNumber: non è un numero avviso di 18 cifre
        >301000000000012345 ⇒ >&#9;301000000000012345
            ⇒ paVerifyPaymentNoticeReq/qrCode/noticeNumber: non è un numero avviso di 18 cifre
        <fiscalCode>77777777777 ⇒ <fiscalCode>RSSMRA80A01H501U
            ⇒ paVerifyPaymentNoticeReq/qrCode/fiscalCode: non è un codice fiscale di 11 cifre
    "#;
    assert_refused(VERIFY_REQUEST, "PAA_SINTASSI_XSD: ", table);
}

#[test]
fn a_refusal_names_the_element_and_the_reason() {
    let table = r#"
        <idPA>77777777777</idPA> ⇒ - ⇒ /idPA: elemento obbligatorio mancante
        <idPA>77777777777</idPA> ⇒ <idPA/> ⇒ /idPA: valore vuoto
        <receipt> ⇒ <receipt>testo ⇒ /receipt: testo non previsto tra gli elementi
        <receipt> ⇒ <receipt>&#32; ⇒ /receipt: testo non previsto tra gli elementi
        <receipt> ⇒ <receipt xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true">
            ⇒ /receipt: attributo nil non previsto
        <receipt> ⇒ <receipt xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="x">
            ⇒ /receipt: attributo type non previsto
        <receiptId> ⇒ <receiptId xml:lang="it"> ⇒ /receipt/receiptId: attributo lang non previsto
        <outcome>OK</outcome> ⇒ <outcome>ok</outcome>
            ⇒ /receipt/outcome: valore diverso da quelli ammessi: OK KO
        >136.00< ⇒ >136.0< ⇒ /receipt/paymentAmount: non è un importo con due decimali
        >136.00< ⇒ >1000000000.00< ⇒ /receipt/paymentAmount: importo maggiore di 999999999.99
        >01000000000012345< ⇒ >0100 0012345<
            ⇒ /receipt/creditorReferenceId: non è un IUV: da 1 a 35 caratteri senza spazi
        <officeName>Tributi</officeName> ⇒ <officeName/> ⇒ /receipt/officeName: valore vuoto
        <officeName>Tributi</officeName> ⇒ <ufficio/> ⇒ /receipt/ufficio: elemento fuori ordine
        >RSSMRA80A01H501U< ⇒ >R<
            ⇒ /receipt/debtor/{subject_id}: valore più corto di 2 caratteri
        >RSSMRA80A01H501U< ⇒ >RSSMRA80A01H501UX<
            ⇒ /receipt/debtor/{subject_id}: valore più lungo di 16 caratteri
        <country>IT< ⇒ <country>it<
            ⇒ /receipt/debtor/country: valore diverso da quelli ammessi: due lettere maiuscole
        >mario.rossi@example.it< ⇒ >mario.rossi<
            ⇒ /receipt/debtor/e-mail: non è un indirizzo di posta elettronica
        <idTransfer>2< ⇒ <idTransfer>6<
            ⇒ /receipt/transferList/transfer[2]/idTransfer: {other_than}da 1 a 5
        <transferAmount>16.00< ⇒ <transferAmount>0.00<
            ⇒ /receipt/transferList/transfer[2]/transferAmount: importo pari a zero
        <IBAN>IT60X0542811101000000123456</IBAN> ⇒ -
            ⇒ /receipt/transferList/transfer[1]/IBAN: elemento obbligatorio mancante
        </IBAN> ⇒ </IBAN><MBDAttachment>AAAA</MBDAttachment>
            ⇒ /receipt/transferList/transfer[1]/MBDAttachment: elemento fuori ordine
        b2xsby8+ ⇒ b2xsby8 ⇒ /receipt/transferList/transfer[2]/MBDAttachment: non è base64
        </transferList> ⇒ <transfer/></transferList>
            ⇒ /receipt/transferList/transfer[3]/idTransfer: elemento obbligatorio mancante
        </transferList> ⇒ <coda/></transferList>
            ⇒ /receipt/transferList/coda: elemento non previsto
        <idPSP> ⇒ <idPSP><b/> ⇒ /receipt/idPSP: elementi non previsti dentro il valore
        >2026-07-01T10:15:30.250< ⇒ >2026-07-01 10:15:30<
            ⇒ /receipt/paymentDateTime: non è una data con ora
        <transferDate>2026-07-02< ⇒ <transferDate>2026-02-30<
            ⇒ /receipt/transferDate: non è una data
        <fee>1.50</fee> ⇒ <fee/> ⇒ /receipt/fee: non è un importo con due decimali
        <key>chiave< ⇒ <key>< ⇒ /receipt/metadata/mapEntry[1]/key: valore vuoto
        <standIn>false< ⇒ <standIn>no< ⇒ /receipt/standIn: non è un valore booleano
        </standIn> ⇒ </standIn><standin/> ⇒ /receipt/standin: elemento non previsto
        </standIn> ⇒ </standIn><fee>1.00</fee>
            ⇒ /receipt/fee: elemento ripetuto oltre il massimo ammesso
        </receipt> ⇒ </receipt><receipt/> ⇒ /receipt: elemento ripetuto oltre il massimo ammesso
    "#;
    assert_refused(RECEIPT_REQUEST, "PAA_SINTASSI_XSD: paSendRTV2Request", table);
}

#[test]
fn a_message_of_the_first_version_has_nothing_of_the_second() {
    let table = r"
        </fiscalCodePA> ⇒ </fiscalCodePA><companyName>Comune</companyName>
            ⇒ /receipt/transferList/transfer[1]/companyName: elemento fuori ordine
        <IBAN>IT60X0760111101000000123456</IBAN> ⇒ <MBDAttachment>AAAA</MBDAttachment>
            ⇒ /receipt/transferList/transfer[2]/IBAN: elemento obbligatorio mancante
        <fee>1.50</fee> ⇒ <paymentNote>carrello</paymentNote><fee>1.50</fee>
            ⇒ /receipt/paymentNote: elemento non previsto
        </fee> ⇒ </fee><primaryCiIncurredFee>0.00</primaryCiIncurredFee>
            ⇒ /receipt/primaryCiIncurredFee: elemento non previsto
        </fee> ⇒ </fee><idBundle>b</idBundle> ⇒ /receipt/idBundle: elemento non previsto
        </fee> ⇒ </fee><idCiBundle>b</idCiBundle> ⇒ /receipt/idCiBundle: elemento non previsto
        <idPSP>BANCAXYZ</idPSP> ⇒ - ⇒ /receipt/idPSP: elemento obbligatorio mancante
        >136.00< ⇒ >136< ⇒ /receipt/paymentAmount: non è un importo con due decimali
    ";
    assert_refused(RECEIPT_V1_REQUEST, "PAA_SINTASSI_XSD: paSendRTReq", table);
    let table = r"
        <amount>120.00< ⇒ <amount>120.000< ⇒ /amount: non è un importo con due decimali
        <transferType>PAGOPA< ⇒ <transferType>BANCA<
            ⇒ /transferType: valore diverso da quelli ammessi: POSTAL PAGOPA
        <dueDate>2026-12-16+01:00< ⇒ <dueDate>16/12/2026< ⇒ /dueDate: non è una data
        <paymentNote>carrello 42</paymentNote> ⇒ <paymentNote/> ⇒ /paymentNote: valore vuoto
        </qrCode> ⇒ </qrCode><qrCode/> ⇒ /qrCode: elemento ripetuto oltre il massimo ammesso
    ";
    assert_refused(GET_PAYMENT_V1_REQUEST, "PAA_SINTASSI_XSD: paGetPaymentReq", table);
}

#[test]
fn a_demand_names_its_service_by_two_codes_of_five_characters() {
    let table = r"
        >00012< ⇒ >0012< ⇒ /idServizio: valore più corto di 5 caratteri
        >00012< ⇒ >000012< ⇒ /idServizio: valore più lungo di 5 caratteri
        >00048< ⇒ >< ⇒ /idSoggettoServizio: valore vuoto
        <idServizio>00012</idServizio> ⇒ - ⇒ /idServizio: elemento obbligatorio mancante
        >PGRhdGkvPg==< ⇒ >< ⇒ /datiSpecificiServizioRequest: valore vuoto
        >PGRhdGkvPg==< ⇒ >PGRhdGkvPg< ⇒ /datiSpecificiServizioRequest: non è base64
        >PGRhdGkvPg==< ⇒ ><dati/>< ⇒ /datiSpecificiServizioRequest: {in_value}
        datiSpecificiServizioRequest> ⇒ datiSpecificiServizio>
            ⇒ /datiSpecificiServizioRequest: elemento obbligatorio mancante
    "
    .replace("{in_value}", "elementi non previsti dentro il valore");
    assert_refused(DEMAND_REQUEST, "PAA_SINTASSI_XSD: paDemandPaymentNoticeRequest", &table);
}

#[test]
fn unusual_but_legal_messages_are_read_as_the_usual_ones() {
    let sample = enveloped(VERIFY_REQUEST);
    let usual = decode(sample.as_bytes());
    assert!(usual.is_ok());
    let header = r#"<soapenv:Header>
        <t:x xmlns:t="urn:t" soapenv:mustUnderstand="0">a<b c="1"/></t:x>
        </soapenv:Header>"#;
    let hint = r#"<qrCode xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
        xsi:schemaLocation="urn:a b.xsd">"#;
    let table = [
        ("<soapenv:Header/>", ""),
        ("<soapenv:Header/>", header),
        ("<qrCode>", hint),
        ("<soapenv:Body>", r#"<soapenv:Body xmlns:w="urn:w" w:Id="firma"><!-- commento -->"#),
        ("301000000000012345", "3010000<!-- commento -->0000<![CDATA[0012]]>34&#53;"),
        ("soapenv", "S"),
        ("\n", "\r\n"),
        ("\n", ""),
        ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", ""),
    ];
    for (from, to) in table {
        let unusual = sample.replace(from, to);
        assert_ne!(unusual, sample);
        assert_eq!(decode(unusual.as_bytes()), usual, "{unusual}");
    }
}

/// Pieces of markup that make XML when they are lucky.
const TOKENS: &[&str] = &[
    "<a",
    ">",
    "/>",
    "</a>",
    " b='",
    "'",
    "&",
    ";",
    "&#",
    "x",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<!DOCTYPE",
    "<?xml",
    "?>",
    " xmlns:",
    "=",
    "\u{FEFF}",
    "è",
    "\0",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn no_bytes_make_the_reader_panic(
        bytes in proptest::collection::vec(any::<u8>(), 0..300),
        tokens in proptest::collection::vec(prop::sample::select(TOKENS), 0..40),
    ) {
        prop_assert!(decode(&bytes).is_err());
        prop_assert!(decode(tokens.concat().as_bytes()).is_err());
    }

    /// What is understood of a message with a byte changed differs from the message in one value at
    /// most: no byte makes it another message.
    #[test]
    fn a_byte_changes_one_value_or_the_message_is_refused(
        sample in prop::sample::select(SAMPLES),
        position in any::<prop::sample::Index>(),
        byte in any::<u8>(),
    ) {
        let (operation, message) = sample;
        let mut body = enveloped(message).into_bytes();
        let written = rewrite(operation, &body).unwrap();
        let position = position.index(body.len());
        body[position] = byte;
        if let Some(changed) = rewrite(operation, &body) {
            let (before, after) = (elements(&written), elements(&changed));
            prop_assert_eq!(before.len(), after.len(), "{}", changed);
            let names = before.iter().zip(&after).all(|(it, other)| it.0 == other.0);
            prop_assert!(names, "{}", changed);
            let values = before.iter().zip(&after).filter(|(it, other)| it.1 != other.1);
            prop_assert!(values.count() <= 1, "{}", changed);
            prop_assert_eq!(rewrite(operation, changed.as_bytes()), Some(changed));
        }
    }
}

/// Every message there is: requests without, answers with the operation they answer.
const SAMPLES: &[(Option<Operation>, &str)] = &[
    (None, VERIFY_REQUEST),
    (None, GET_PAYMENT_REQUEST),
    (None, GET_PAYMENT_V1_REQUEST),
    (None, RECEIPT_REQUEST),
    (None, RECEIPT_V1_REQUEST),
    (None, DEMAND_REQUEST),
    (Some(Operation::VerifyPaymentNotice), VERIFY_RESPONSE),
    (Some(Operation::GetPaymentV2), GET_PAYMENT_RESPONSE),
    (Some(Operation::GetPayment), GET_PAYMENT_V1_RESPONSE),
    (Some(Operation::SendRtV2), RECEIPT_RESPONSE),
    (Some(Operation::DemandPaymentNotice), DEMAND_RESPONSE),
];

/// A message as we would have written what is understood of it.
fn rewrite(answers: Option<Operation>, body: &[u8]) -> Option<String> {
    match answers {
        None => decode(body).ok().map(|it| encode_request(&it)),
        Some(operation) => decode_response(operation, body).ok().map(|it| encode_response(&it)),
    }
}

/// The tags of a message, each with the text after it.
fn elements(xml: &str) -> Vec<(&str, &str)> {
    xml.split('<').filter_map(|it| it.split_once('>')).collect()
}
