//! `paDemandPaymentNotice`: a notice is made on demand, for a debt that the payer declares at the
//! PSP ("pagamento spontaneo", formerly model 4).

use super::shared::{Addressee, NoticeReference};
use super::verify_notice::VerifiedNotice;
use crate::record::record;
use crate::values::{Attachment, Text};

record! {
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct DemandPaymentNoticeRequest {
        pub addressee: Addressee,
        /// The service, by pagoPA's catalog.
        pub service_id: Text<5, 5> = "idServizio",
        /// Who offers it there.
        pub service_subject_id: Text<5, 5> = "idSoggettoServizio",
        /// XML of the service's own schema, which
        /// [`ServiceData::decode`](crate::ServiceData::decode) reads.
        pub data: Attachment = "datiSpecificiServizioRequest",
    }
}

record! {
    /// What a positive answer says: which notice was made, and what a verification would say of it.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct DemandedNotice {
        pub notice: NoticeReference = "qrCode",
        pub verified: VerifiedNotice,
    }
}
