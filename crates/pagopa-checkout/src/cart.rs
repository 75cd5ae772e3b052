//! A cart as it is on the wire.

use std::fmt;

use pagopa_codes::{Cents, NoticeNumber, OrganizationFiscalCode};
use serde_json::{Map, Value, json};

/// Most notices of a cart.
pub const MOST_NOTICES: usize = 5;

/// Which of the two APIs is spoken: the second tells the browser too that an outcome is not known
/// yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Version {
    /// `/checkout/ec/v1`.
    V1,
    /// `/checkout/ec/v2`.
    V2,
}

impl Version {
    /// As it stands in the path.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::V1 => "v1",
            Self::V2 => "v2",
        }
    }
}

/// Notices to be paid together.
#[derive(Clone, PartialEq, Eq)]
pub struct Cart {
    /// To whom Checkout writes how it ended.
    pub email_notice: Option<String>,
    /// One to five, none twice.
    pub payment_notices: Vec<PaymentNotice>,
    /// Where the browser goes afterwards.
    pub return_urls: ReturnUrls,
    /// The sender's own name for the cart; receipts repeat it as `paymentNote`.
    pub id_cart: Option<String>,
    /// Whether all of it can be credited to postal accounts.
    pub all_ccp: Option<bool>,
}

/// A notice of a cart.
#[derive(Clone, PartialEq, Eq)]
pub struct PaymentNotice {
    /// Its number.
    pub notice_number: NoticeNumber,
    /// The body that issued it.
    pub fiscal_code: OrganizationFiscalCode,
    /// What is to be paid, as the payer was shown it.
    pub amount: Cents,
    /// The body's name, up to 140 characters.
    pub company_name: String,
    /// What is paid, up to 140 characters.
    pub description: String,
}

/// Where the browser goes after Checkout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnUrls {
    /// The payment went well.
    pub ok: String,
    /// The payer gave up.
    pub cancel: String,
    /// It went wrong.
    pub error: String,
    /// Nobody knows yet; only in the second version, which demands it.
    pub waiting: Option<String>,
}

impl fmt::Debug for Cart {
    /// Without the e-mail address and what is paid.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cart")
            .field("notices", &self.payment_notices.len())
            .field("id_cart", &self.id_cart)
            .finish_non_exhaustive()
    }
}

impl Cart {
    /// The version of the API that can carry it.
    pub const fn version(&self) -> Version {
        if self.return_urls.waiting.is_some() { Version::V2 } else { Version::V1 }
    }

    /// What it costs; `None` if the sum leaves the range of amounts.
    pub fn amount(&self) -> Option<Cents> {
        Cents::checked_sum(self.payment_notices.iter().map(|it| it.amount))
    }

    /// The document that is posted; what is absent is left out.
    pub fn encode(&self) -> Value {
        let notices: Vec<Value> = self.payment_notices.iter().map(PaymentNotice::encode).collect();
        let mut urls = Map::new();
        urls.insert("returnOkUrl".to_owned(), json!(self.return_urls.ok));
        urls.insert("returnCancelUrl".to_owned(), json!(self.return_urls.cancel));
        urls.insert("returnErrorUrl".to_owned(), json!(self.return_urls.error));
        if let Some(waiting) = &self.return_urls.waiting {
            urls.insert("returnWaitingUrl".to_owned(), json!(waiting));
        }
        let mut cart = Map::new();
        if let Some(email) = &self.email_notice {
            cart.insert("emailNotice".to_owned(), json!(email));
        }
        cart.insert("paymentNotices".to_owned(), notices.into());
        cart.insert("returnUrls".to_owned(), urls.into());
        if let Some(id) = &self.id_cart {
            cart.insert("idCart".to_owned(), json!(id));
        }
        if let Some(all_ccp) = self.all_ccp {
            cart.insert("allCCP".to_owned(), json!(all_ccp));
        }
        cart.into()
    }
}

impl PaymentNotice {
    fn encode(&self) -> Value {
        json!({
            "noticeNumber": self.notice_number.as_str(),
            "fiscalCode": self.fiscal_code.as_str(),
            "amount": self.amount.get(),
            "companyName": self.company_name,
            "description": self.description,
        })
    }
}
