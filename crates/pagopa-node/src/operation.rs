//! The operations of `paForNode` that are served, each with its names and its two messages.

use crate::envelope::write_message;
use crate::fault::Fault;
use crate::gate::Element;
use crate::messages::{
    Addressee, DemandPaymentNoticeRequest, DemandedNotice, GetPaymentRequest, PreparedPayment,
    PreparedPaymentV1, SendRtRequest, SendRtV2Request, VerifiedNotice, VerifyPaymentNoticeRequest,
};
use crate::record::{DecodeError, Group, Schema, decode_group};

macro_rules! operations {
    ($(
        $(#[$meta:meta])*
        $operation:ident = $soap_action:literal,
            $request_element:literal: $request:ty,
            $response_element:literal: $response:ty;
    )+) => {
        /// An operation, after the name it has on the wire without its `pa`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Operation {
            $($(#[$meta])* $operation,)+
        }

        /// What the Node asks.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Request {
            $($(#[$meta])* $operation($request),)+
        }

        /// What the organization answers: what was asked, or a fault.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Response {
            $($(#[$meta])* $operation(Result<$response, Fault>),)+
        }

        impl Operation {
            pub const ALL: &[Self] = &[$(Self::$operation),+];

            /// The name of the operation, which is its SOAP action too.
            pub const fn soap_action(self) -> &'static str {
                match self {
                    $(Self::$operation => $soap_action,)+
                }
            }

            /// The outermost element of its requests.
            pub const fn request_element(self) -> &'static str {
                match self {
                    $(Self::$operation => $request_element,)+
                }
            }

            /// The outermost element of its answers.
            pub const fn response_element(self) -> &'static str {
                match self {
                    $(Self::$operation => $response_element,)+
                }
            }

            /// Declares its two messages, in XSD.
            pub(crate) fn declare(self, schema: &mut Schema) {
                match self {
                    $(Self::$operation => {
                        schema.message($request_element, <$request as Group>::particles);
                        schema.message(
                            $response_element,
                            <Result<$response, Fault> as Group>::particles,
                        );
                    })+
                }
            }
        }

        impl Request {
            pub const fn operation(&self) -> Operation {
                match self {
                    $(Self::$operation(_) => Operation::$operation,)+
                }
            }

            pub fn addressee(&self) -> &Addressee {
                match self {
                    $(Self::$operation(request) => &request.addressee,)+
                }
            }

            pub(crate) fn decode(
                operation: Operation,
                message: Element<'_>,
            ) -> Result<Self, DecodeError> {
                match operation {
                    $(Operation::$operation => decode_group(message).map(Self::$operation),)+
                }
            }

            pub(crate) fn encode(&self) -> String {
                match self {
                    $(Self::$operation(request) => write_message(
                        concat!("pa:", $request_element),
                        |writer| request.write(writer),
                    ),)+
                }
            }
        }

        impl Response {
            /// The negative answer of an operation.
            pub const fn refused(operation: Operation, fault: Fault) -> Self {
                match operation {
                    $(Operation::$operation => Self::$operation(Err(fault)),)+
                }
            }

            pub const fn operation(&self) -> Operation {
                match self {
                    $(Self::$operation(_) => Operation::$operation,)+
                }
            }

            pub fn fault(&self) -> Option<&Fault> {
                match self {
                    $(Self::$operation(answer) => answer.as_ref().err(),)+
                }
            }

            pub(crate) fn decode(
                operation: Operation,
                message: Element<'_>,
            ) -> Result<Self, DecodeError> {
                match operation {
                    $(Operation::$operation => decode_group(message).map(Self::$operation),)+
                }
            }

            pub(crate) fn encode(&self) -> String {
                match self {
                    $(Self::$operation(answer) => write_message(
                        concat!("pa:", $response_element),
                        |writer| answer.write(writer),
                    ),)+
                }
            }
        }
    };
}

operations! {
    /// How much is owed for a notice.
    VerifyPaymentNotice = "paVerifyPaymentNotice",
        "paVerifyPaymentNoticeReq": VerifyPaymentNoticeRequest,
        "paVerifyPaymentNoticeRes": VerifiedNotice;
    /// All that is needed to pay a notice.
    GetPaymentV2 = "paGetPaymentV2",
        "paGetPaymentV2Request": GetPaymentRequest,
        "paGetPaymentV2Response": Box<PreparedPayment>;
    /// The same, for stations of the first version.
    GetPayment = "paGetPayment",
        "paGetPaymentReq": GetPaymentRequest,
        "paGetPaymentRes": Box<PreparedPaymentV1>;
    /// The receipt of a payment.
    SendRtV2 = "paSendRTV2",
        "paSendRTV2Request": Box<SendRtV2Request>,
        "paSendRTV2Response": ();
    /// The same, for stations of the first version.
    SendRt = "paSendRT",
        "paSendRTReq": Box<SendRtRequest>,
        "paSendRTRes": ();
    /// A notice made on demand, for a debt that the payer declares.
    DemandPaymentNotice = "paDemandPaymentNotice",
        "paDemandPaymentNoticeRequest": DemandPaymentNoticeRequest,
        "paDemandPaymentNoticeResponse": Box<DemandedNotice>;
}

impl Operation {
    /// The operation a `SOAPAction` header names, with or without its quotes.
    pub fn from_soap_action(header: &str) -> Option<Self> {
        let action = header.trim();
        let unquoted = action.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
        let action = unquoted.unwrap_or(action);
        Self::ALL.iter().copied().find(|it| it.soap_action() == action)
    }

    pub(crate) fn from_request_element(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|it| it.request_element() == name)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::strategies::{request, response};
    use crate::{Limits, decode_request, decode_response, encode_request, encode_response};

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn a_request_that_is_written_is_read_back_the_same(request in request()) {
            let xml = encode_request(&request);
            let limits = Limits::default();
            prop_assert_eq!(decode_request(None, xml.as_bytes(), &limits), Ok(request), "{}", xml);
        }

        #[test]
        fn an_answer_that_is_written_is_read_back_the_same(response in response()) {
            let xml = encode_response(&response);
            let read = decode_response(response.operation(), xml.as_bytes());
            prop_assert_eq!(read, Ok(response), "{}", xml);
        }
    }

    #[test]
    fn the_soap_action_is_known_with_and_without_quotes() {
        let table = [
            ("paSendRTV2", Some(Operation::SendRtV2)),
            ("\"paGetPaymentV2\"", Some(Operation::GetPaymentV2)),
            (" \"paVerifyPaymentNotice\" ", Some(Operation::VerifyPaymentNotice)),
            ("\"paGetPayment\"", Some(Operation::GetPayment)),
            ("\"paSendRTV2", None),
            ("pasendrtv2", None),
            ("paSendRT", Some(Operation::SendRt)),
            ("\"\"", None),
            ("", None),
        ];
        for (header, operation) in table {
            assert_eq!(Operation::from_soap_action(header), operation, "{header}");
        }
    }
}
