//! Requests accepted, refused and repaired.

use pagopa_codes::Cents;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::v1::{DebtorType, Stamp};

const ROOM: usize = 100_000;

fn minimal() -> Value {
    json!({
        "iupd": "IUPD-1",
        "type": "F",
        "fiscalCode": "AAAAAA00A00A000A",
        "fullName": "Ada Bianchi",
        "switchToExpired": false,
        "companyName": "Comune di Prova",
        "paymentOption": [{
            "iuv": "01000000000000001",
            "amount": 1000,
            "description": "TARI 2026",
            "isPartialPayment": false,
            "dueDate": "2026-12-31T23:59:59Z",
            "transfer": [{
                "idTransfer": "1",
                "amount": 1000,
                "remittanceInformation": "TARI 2026",
                "category": "9/0101100IM/",
                "iban": "IT60X0542811101000000123456"
            }]
        }]
    })
}

/// The minimal position with the value at `pointer` replaced.
fn with(pointer: &str, value: Value) -> Value {
    let mut position = minimal();
    let (parent, field) = pointer.rsplit_once('/').unwrap();
    position.pointer_mut(parent).unwrap()[field] = value;
    position
}

fn decode(position: &Value) -> Result<PaymentPositionModel, ProblemJson> {
    decode_position(position.to_string().as_bytes(), ROOM)
}

fn refusal(position: &Value) -> String {
    let problem = decode(position).unwrap_err();
    assert_eq!((problem.title.as_str(), problem.status), ("BAD REQUEST", 400));
    problem.detail
}

#[test]
fn a_minimal_position_takes_the_defaults_of_gpd() {
    let position = decode(&minimal()).unwrap();
    assert_eq!(position.debtor_type, DebtorType::Natural);
    assert!(position.pay_stand_in);
    assert_eq!(position.validity_date, None);
    assert_eq!(position.status, None);
    let option = &position.payment_options[0];
    assert_eq!(option.notice_number, None);
    assert_eq!(option.amount, Cents::new(1000));
    assert_eq!(option.fee, Cents::ZERO);
    assert_eq!(option.due_date.to_string(), "2026-12-31T23:59:59");
    assert_eq!(option.transfers[0].organization_fiscal_code, None);
    assert!(option.payment_option_metadata.is_empty());
}

#[test]
fn a_position_needs_no_options_and_null_lists_are_empty() {
    assert!(decode(&with("/paymentOption", json!([]))).unwrap().payment_options.is_empty());
    assert!(decode(&with("/paymentOption", Value::Null)).unwrap().payment_options.is_empty());
    let no_transfers = decode(&with("/paymentOption/0/transfer", Value::Null)).unwrap();
    assert!(no_transfers.payment_options[0].transfers.is_empty());
    assert!(decode(&with("/paymentOption/0/paymentOptionMetadata", Value::Null)).is_ok());
}

#[test]
fn an_absent_iuv_is_accepted_and_a_blank_one_is_not() {
    let mut absent = minimal();
    absent["paymentOption"][0].as_object_mut().unwrap().remove("iuv");
    assert_eq!(decode(&absent).unwrap().payment_options[0].iuv, None);
    let null = with("/paymentOption/0/iuv", Value::Null);
    assert_eq!(decode(&null).unwrap().payment_options[0].iuv, None);
    for blank in ["", " ", "\t\n"] {
        let refused = refusal(&with("/paymentOption/0/iuv", json!(blank)));
        assert_eq!(refused, "paymentOption[0].iuv: iuv is required");
    }
}

#[test]
fn unknown_and_read_only_fields_are_ignored_whatever_they_hold() {
    for field in ["/unknown", "/status", "/paymentDate"] {
        assert_eq!(decode(&with(field, json!({"any": []}))), decode(&minimal()), "{field}");
    }
    for field in ["/paymentOption/0/fee", "/paymentOption/0/notificationFee"] {
        assert_eq!(decode(&with(field, json!("a lot"))), decode(&minimal()), "{field}");
    }
}

#[test]
fn scalars_of_another_kind_are_taken_for_what_they_say() {
    let cases = [
        ("/paymentOption/0/amount", json!("1000")),
        ("/paymentOption/0/isPartialPayment", json!("False")),
        ("/paymentOption/0/isPartialPayment", json!(0)),
        ("/paymentOption/0/iuv", json!("01000000000000001")),
        ("/switchToExpired", json!("FALSE")),
        ("/payStandIn", json!(1)),
        ("/paymentOption/0/transfer/0/idTransfer", json!(1)),
    ];
    for (pointer, value) in cases {
        assert_eq!(decode(&with(pointer, value)), decode(&minimal()), "{pointer}");
    }
    let number = decode(&with("/fiscalCode", json!(1_234_567_890_123_456_789_u64))).unwrap();
    assert_eq!(number.fiscal_code, "1234567890123456789");
    assert!(!decode(&with("/payStandIn", Value::Null)).unwrap().pay_stand_in);
}

#[test]
fn a_value_that_cannot_be_read_is_refused_by_its_path() {
    let cases = [
        ("/type", json!("X"), "type: invalid value: string \"X\", expected F or G"),
        (
            "/paymentOption/0/amount",
            json!("ten"),
            "paymentOption[0].amount: invalid value: string \"ten\", expected an integer",
        ),
        (
            "/paymentOption/0/amount",
            json!(10.5),
            "paymentOption[0].amount: invalid type: floating point `10.5`, expected an integer",
        ),
        ("/fullName", json!("Mario\0Rossi"), "fullName: NUL character"),
        (
            "/paymentOption/0/dueDate",
            json!("31/12/2026"),
            "paymentOption[0].dueDate: `31/12/2026` is not a date-time of the form \
             yyyy-MM-ddTHH:mm[:ss[.fraction]][Z]",
        ),
        (
            "/paymentOption/0/transfer/0/iban",
            json!({}),
            "paymentOption[0].transfer[0].iban: invalid type: map, expected a string",
        ),
        (
            "/paymentOption/0/transfer/0/stamp",
            json!(["aGFzaA==", "01", "RM"]),
            "paymentOption[0].transfer[0].stamp: invalid type: sequence, expected an object",
        ),
        (
            "/paymentOption/0",
            Value::Null,
            "paymentOption[0]: invalid type: null, expected an object",
        ),
        (
            "/switchToExpired",
            json!("maybe"),
            "switchToExpired: invalid value: string \"maybe\", expected a boolean",
        ),
    ];
    for (pointer, value, reason) in cases {
        let mut position = minimal();
        match position.pointer_mut(pointer) {
            Some(place) => *place = value,
            None => position = with(pointer, value),
        }
        assert_eq!(refusal(&position), format!("JSON parse error: {reason}"));
    }
}

#[test]
fn a_body_that_is_not_an_object_is_refused() {
    for body in ["", "  ", "null"] {
        let problem = decode_position(body.as_bytes(), ROOM).unwrap_err();
        assert_eq!(problem.detail, "Required request body is missing", "{body}");
    }
    for body in ["[]", "1", "\"x\"", "{", "{}{}", "{\"iupd\":}", "{}\u{feff}"] {
        let problem = decode_position(body.as_bytes(), ROOM).unwrap_err();
        assert_eq!(problem.status, 400);
        assert!(problem.detail.starts_with("JSON parse error: "), "{}", problem.detail);
    }
    let not_utf8 = decode_position(b"{\"iupd\":\"\xff\"}", ROOM).unwrap_err();
    assert!(not_utf8.detail.starts_with("JSON parse error: "));
}

#[test]
fn a_byte_order_mark_is_stepped_over() {
    let marked = format!("\u{feff}{}", minimal());
    assert_eq!(decode_position(marked.as_bytes(), ROOM), decode(&minimal()));
}

#[test]
fn the_last_of_two_homonyms_counts() {
    let doubled = minimal().to_string().replacen('{', "{\"iupd\":\"first\",", 1);
    let position = decode_position(doubled.as_bytes(), ROOM).unwrap();
    assert_eq!(position.iupd, "IUPD-1");
}

#[test]
fn size_nesting_and_length_of_the_answer_are_bounded() {
    let body = minimal().to_string();
    assert!(decode_position(body.as_bytes(), body.len()).is_ok());
    let room = body.len().checked_sub(1).unwrap();
    let too_large = decode_position(body.as_bytes(), room).unwrap_err();
    assert_eq!(too_large.status, 413);
    let deep = "[".repeat(50_000);
    assert_eq!(decode_position(deep.as_bytes(), ROOM).unwrap_err().status, 400);
    let many = with("/paymentOption", json!(vec![json!({}); 10_000]));
    assert_eq!(refusal(&many).matches(" is required").count(), 100);
}

#[test]
fn an_empty_object_violates_every_required_field_in_order() {
    assert_eq!(
        refusal(&json!({})),
        "iupd: iupd is required, type: type is required, fiscalCode: fiscal code is required, \
         fullName: full name is required, switchToExpired: switch to expired value is required, \
         companyName: company name is required"
    );
    assert_eq!(
        refusal(&with("/paymentOption", json!([{ "transfer": [{ "stamp": {} }] }]))),
        "paymentOption[0].amount: amount is required, \
         paymentOption[0].description: payment option description is required, \
         paymentOption[0].isPartialPayment: is partial payment is required, \
         paymentOption[0].dueDate: due date is required, \
         paymentOption[0].transfer[0].idTransfer: id transfer is required, \
         paymentOption[0].transfer[0].amount: amount is required, \
         paymentOption[0].transfer[0].remittanceInformation: remittance information is required, \
         paymentOption[0].transfer[0].category: category is required, \
         paymentOption[0].transfer[0].stamp.hashDocument: must not be blank, \
         paymentOption[0].transfer[0].stamp.stampType: must not be blank, \
         paymentOption[0].transfer[0].stamp.provincialResidence: must not be blank"
    );
}

#[test]
fn constraints_of_a_position_have_the_texts_of_gpd() {
    let long = "x".repeat(141);
    let country = "The country must be reported with two capital letters (example: IT)";
    let cases = [
        ("iupd", json!(" "), "iupd is required"),
        ("country", json!("it"), country),
        ("country", json!("ITA"), country),
        ("country", json!(""), country),
        ("email", json!("nobody"), "Please provide a valid email address"),
        ("companyName", json!(long), "size must be between 0 and 140"),
        ("companyName", json!(""), "company name is required"),
        ("officeName", json!(long), "size must be between 0 and 140"),
        ("type", json!(null), "type is required"),
        ("switchToExpired", json!(""), "switch to expired value is required"),
    ];
    for (field, value, message) in cases {
        let refused = refusal(&with(&format!("/{field}"), value));
        assert_eq!(refused, format!("{field}: {message}"));
    }
    for field in ["fiscalCode", "fullName", "email", "officeName"] {
        assert!(decode(&with(&format!("/{field}"), json!(""))).is_ok(), "{field}");
    }
}

#[test]
fn constraints_of_an_option_have_the_texts_of_gpd() {
    let annotation = |key: &str| json!({ "key": key, "value": "v" });
    let eleven: Vec<Value> = ('a'..='k').map(|key| annotation(&key.to_string())).collect();
    let cases = [
        ("amount", json!(0), "amount: minimum amount is 1 eurocent"),
        ("amount", json!(-5), "amount: minimum amount is 1 eurocent"),
        ("amount", json!(""), "amount: amount is required"),
        ("description", json!("x".repeat(141)), "description: size must be between 0 and 140"),
        ("dueDate", json!(""), "dueDate: due date is required"),
        (
            "paymentOptionMetadata",
            json!(eleven),
            "paymentOptionMetadata: size must be between 0 and 10",
        ),
        (
            "paymentOptionMetadata",
            json!([annotation("a"), annotation("a")]),
            "paymentOptionMetadata: paymentOptionMetadata keys must be unique",
        ),
        (
            "paymentOptionMetadata",
            json!([{ "key": "", "value": "x".repeat(141) }]),
            "paymentOptionMetadata[0].key: key is required, \
             paymentOption[0].paymentOptionMetadata[0].value: value must not exceed 140 characters",
        ),
    ];
    for (field, value, message) in cases {
        let refused = refusal(&with(&format!("/paymentOption/0/{field}"), value));
        assert_eq!(refused, format!("paymentOption[0].{message}"));
    }
}

#[test]
fn constraints_of_a_transfer_have_the_texts_of_gpd() {
    let at = "paymentOption[0].transfer[0].";
    let size = "The IBAN must not be blank and must not exceed 35 characters.";
    let pattern = "IBAN must not contain spaces or special characters.";
    let postal_size = "Postal IBAN is optional, but if provided, it must not be blank and must \
                       not exceed 35 characters.";
    let postal_pattern = "Postal IBAN must not contain spaces or special characters.";
    let too_long = "1".repeat(36);
    let cases = [
        ("iban", json!(""), format!("{at}iban: {size}, {at}iban: {pattern}")),
        ("iban", json!(too_long), format!("{at}iban: {size}, {at}iban: {pattern}")),
        ("iban", json!("IT60 X054"), format!("{at}iban: {pattern}")),
        ("postalIban", json!(""), format!("{at}postalIban: {postal_size}")),
        ("postalIban", json!("IT-60"), format!("{at}postalIban: {postal_pattern}")),
        (
            "postalIban",
            json!(too_long),
            format!("{at}postalIban: {postal_size}, {at}postalIban: {postal_pattern}"),
        ),
        (
            "remittanceInformation",
            json!("x".repeat(141)),
            format!(
                "{at}remittanceInformation: remittance information must be compliant to EACT \
                 FORMATTING RULES, up to 140 chars"
            ),
        ),
        (
            "companyName",
            json!("x".repeat(141)),
            format!("{at}companyName: size must be between 0 and 140"),
        ),
        (
            "stamp",
            json!({"hashDocument": "x".repeat(73), "stampType": "1", "provincialResidence": "rm"}),
            format!(
                "{at}stamp.hashDocument: size must be between 0 and 72, \
                 {at}stamp.stampType: size must be between 2 and 2, \
                 {at}stamp.provincialResidence: must match \"[A-Z]{{2}}\""
            ),
        ),
        (
            "transferMetadata",
            json!([{ "key": "a", "value": "1" }, { "key": "a", "value": "2" }]),
            format!("{at}transferMetadata: transferMetadata keys must be unique"),
        ),
    ];
    for (field, value, message) in cases {
        let refused = refusal(&with(&format!("/paymentOption/0/transfer/0/{field}"), value));
        assert_eq!(refused, message);
    }
}

#[test]
fn rules_among_fields_are_left_to_the_domain() {
    let mut position = minimal();
    position["validityDate"] = json!("2000-01-01T00:00:00");
    position["paymentOption"][0]["amount"] = json!(1);
    position["paymentOption"][0]["transfer"][0]["idTransfer"] = json!("9");
    position["paymentOption"][0]["transfer"][0]["stamp"] =
        json!({ "hashDocument": "aGFzaA==", "stampType": "01", "provincialResidence": "RM" });
    let decoded = decode(&position).unwrap();
    let stamp = Stamp {
        hash_document: "aGFzaA==".to_owned(),
        stamp_type: "01".to_owned(),
        provincial_residence: "RM".to_owned(),
    };
    assert_eq!(decoded.payment_options[0].transfers[0].stamp, Some(stamp));
}

#[test]
fn lengths_are_counted_as_java_counts_them() {
    let fits = "\u{1f600}".repeat(70);
    assert!(decode(&with("/officeName", json!(fits))).is_ok());
    let exceeds = "\u{1f600}".repeat(71);
    assert!(decode(&with("/officeName", json!(exceeds))).is_err());
}

proptest! {
    #[test]
    fn any_bytes_are_decoded_or_refused(body in proptest::collection::vec(any::<u8>(), 0..200)) {
        let refused = decode_position(&body, ROOM).unwrap_err();
        prop_assert_eq!(refused.status, 400);
    }

    #[test]
    fn what_is_echoed_is_accepted_again(
        iupd in "[A-Za-z0-9-]{1,30}",
        amount in 1_i64..=99_999_999_999,
        description in "[ -~]{0,60}[!-~]",
    ) {
        let mut position = minimal();
        position["iupd"] = json!(iupd);
        position["paymentOption"][0]["amount"] = json!(amount);
        position["paymentOption"][0]["description"] = json!(description);
        let decoded = decode(&position).unwrap();
        let echoed = serde_json::to_value(&decoded).unwrap();
        prop_assert_eq!(decode(&echoed), Ok(decoded));
    }
}
