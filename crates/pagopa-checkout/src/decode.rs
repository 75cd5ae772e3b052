//! A cart as it is read: every formal constraint, the first that is broken named by its field.

use pagopa_codes::{Cents, NoticeNumber, OrganizationFiscalCode};
use serde_json::{Map, Value};

use crate::{Cart, MOST_NOTICES, PaymentNotice, ReturnUrls, Version};

/// Bytes of the largest cart that is read: five notices and four addresses fit many times.
pub const LARGEST_CART: usize = 64 * 1024;

/// Longest e-mail address (RFC 5321).
const LONGEST_EMAIL: usize = 254;
/// Longest address of a page, as browsers and proxies take it.
const LONGEST_URL: usize = 2_000;
/// Longest name of a cart: what `paymentNote` of a receipt can carry.
const LONGEST_ID: usize = 210;
/// Longest name of a body, and of what is paid.
const LONGEST_TEXT: usize = 140;

/// Why a document is no cart.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CartDefect {
    /// It is not JSON, or not an object.
    #[error("il corpo non è un oggetto JSON")]
    NotJson,
    /// A field is absent or has not its form.
    #[error("{field}: {reason}")]
    Field {
        /// Which: `paymentNotices[0].amount`.
        field: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// More notices than a cart may have.
    #[error("paymentNotices: gli avvisi sono {count}, il massimo è {MOST_NOTICES}")]
    TooManyNotices {
        /// How many there are.
        count: usize,
    },
    /// A notice stands in it twice.
    #[error("paymentNotices[{index}]: l'avviso {notice_number} c'è già")]
    Duplicate {
        /// Where it stands again.
        index: usize,
        /// Its number.
        notice_number: NoticeNumber,
    },
}

impl Cart {
    /// Reads what was posted. Fields that the API does not know are passed over, as it does.
    pub fn decode(version: Version, body: &[u8]) -> Result<Self, CartDefect> {
        let document: Value = serde_json::from_slice(body).map_err(|_| CartDefect::NotJson)?;
        let Value::Object(cart) = &document else { return Err(CartDefect::NotJson) };
        let cart = Reader { fields: cart, path: String::new() };
        let read = Self {
            email_notice: cart.optional_text("emailNotice", LONGEST_EMAIL)?,
            payment_notices: notices(&cart)?,
            return_urls: return_urls(version, &cart.object("returnUrls")?)?,
            id_cart: cart.optional_text("idCart", LONGEST_ID)?,
            all_ccp: cart.switch("allCCP")?,
        };
        if read.email_notice.as_deref().is_some_and(|it| !is_email(it)) {
            return Err(cart.defect("emailNotice", "non è un indirizzo e-mail"));
        }
        if read.amount().is_none() {
            return Err(cart.defect("paymentNotices", "la somma degli importi è troppo grande"));
        }
        Ok(read)
    }
}

fn notices(cart: &Reader<'_>) -> Result<Vec<PaymentNotice>, CartDefect> {
    let name = "paymentNotices";
    let Value::Array(items) = cart.value(name)? else {
        return Err(cart.defect(name, "deve essere un elenco"));
    };
    if items.is_empty() {
        return Err(cart.defect(name, "manca almeno un avviso"));
    }
    if items.len() > MOST_NOTICES {
        return Err(CartDefect::TooManyNotices { count: items.len() });
    }
    let mut notices: Vec<PaymentNotice> = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let path = format!("{name}[{index}]");
        let Value::Object(fields) = item else {
            return Err(CartDefect::Field { field: path, reason: "deve essere un oggetto" });
        };
        let notice = notice(&Reader { fields, path: format!("{path}.") })?;
        let is_same = |it: &PaymentNotice| {
            (it.notice_number, it.fiscal_code) == (notice.notice_number, notice.fiscal_code)
        };
        if notices.iter().any(is_same) {
            let notice_number = notice.notice_number;
            return Err(CartDefect::Duplicate { index, notice_number });
        }
        notices.push(notice);
    }
    Ok(notices)
}

fn notice(fields: &Reader<'_>) -> Result<PaymentNotice, CartDefect> {
    let number = fields.text("noticeNumber", LONGEST_TEXT)?;
    let fiscal_code = fields.text("fiscalCode", LONGEST_TEXT)?;
    let amount = fields.value("amount")?.as_i64().filter(|it| *it >= 1).map(Cents::new);
    Ok(PaymentNotice {
        notice_number: NoticeNumber::parse(&number)
            .map_err(|_| fields.defect("noticeNumber", "non è un numero avviso di 18 cifre"))?,
        fiscal_code: OrganizationFiscalCode::parse(&fiscal_code)
            .map_err(|_| fields.defect("fiscalCode", "non è il codice fiscale di un ente"))?,
        amount: amount
            .ok_or_else(|| fields.defect("amount", "deve essere un numero di centesimi, da 1"))?,
        company_name: fields.text("companyName", LONGEST_TEXT)?,
        description: fields.text("description", LONGEST_TEXT)?,
    })
}

fn return_urls(version: Version, urls: &Reader<'_>) -> Result<ReturnUrls, CartDefect> {
    let waiting = match version {
        Version::V1 => None,
        Version::V2 => Some(urls.url("returnWaitingUrl")?),
    };
    Ok(ReturnUrls {
        ok: urls.url("returnOkUrl")?,
        cancel: urls.url("returnCancelUrl")?,
        error: urls.url("returnErrorUrl")?,
        waiting,
    })
}

/// The fields of an object, and where it stands.
struct Reader<'a> {
    fields: &'a Map<String, Value>,
    path: String,
}

impl<'a> Reader<'a> {
    fn defect(&self, name: &str, reason: &'static str) -> CartDefect {
        CartDefect::Field { field: format!("{}{name}", self.path), reason }
    }

    fn value(&self, name: &str) -> Result<&'a Value, CartDefect> {
        let value = self.fields.get(name).filter(|it| !it.is_null());
        value.ok_or_else(|| self.defect(name, "manca"))
    }

    fn object(&self, name: &str) -> Result<Self, CartDefect> {
        match self.value(name)? {
            Value::Object(fields) => Ok(Self { fields, path: format!("{}{name}.", self.path) }),
            _ => Err(self.defect(name, "deve essere un oggetto")),
        }
    }

    fn text(&self, name: &str, longest: usize) -> Result<String, CartDefect> {
        let Value::String(text) = self.value(name)? else {
            return Err(self.defect(name, "deve essere un testo"));
        };
        if text.chars().count() > longest {
            return Err(self.defect(name, "è troppo lungo"));
        }
        if text.trim().is_empty() || text.chars().any(char::is_control) {
            return Err(self.defect(name, "è vuoto o contiene caratteri di controllo"));
        }
        Ok(text.clone())
    }

    fn optional_text(&self, name: &str, longest: usize) -> Result<Option<String>, CartDefect> {
        match self.fields.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(_) => self.text(name, longest).map(Some),
        }
    }

    /// `true` or `false`, which pagoPA's own example writes as a text.
    fn switch(&self, name: &str) -> Result<Option<bool>, CartDefect> {
        match self.fields.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Bool(value)) => Ok(Some(*value)),
            Some(Value::String(text)) => {
                let parsed = text.parse().map(Some);
                parsed.map_err(|_| self.defect(name, "vale true o false"))
            }
            Some(_) => Err(self.defect(name, "vale true o false")),
        }
    }

    /// An address of a page; one that is no page's is refused. pagoPA's own example has no scheme,
    /// though the same document says that it is a URI: then it is that of pages that pay.
    fn url(&self, name: &str) -> Result<String, CartDefect> {
        let text = self.text(name, LONGEST_URL)?;
        let scheme = text.split_once("://").map(|it| it.0.to_ascii_lowercase());
        let is_page = match scheme.as_deref() {
            Some("http" | "https") => true,
            Some(_) => false,
            None => text.split(['/', '?', '#']).next().is_some_and(|it| it.contains('.')),
        };
        let is_whole = !text.contains([' ', '"', '<', '>', '\\', '^', '`', '{', '|', '}']);
        let has_scheme_alone =
            scheme.is_none() && text.split_once(':').is_some_and(|it| !it.0.contains('.'));
        let authority = text.split_once("://").map_or(text.as_str(), |it| it.1);
        let authority = authority.split(['/', '?', '#']).next().unwrap_or_default();
        let has_host = !authority.is_empty() && !authority.starts_with(':');
        // Before an `@` stands who somebody is, which browsers hide: `https://comune.it@altro.it`.
        let has_host_alone = has_host && !authority.contains('@');
        if is_page && has_host_alone && is_whole && !has_scheme_alone && text.is_ascii() {
            Ok(if scheme.is_some() { text } else { format!("https://{text}") })
        } else {
            Err(self.defect(name, "non è l'indirizzo di una pagina"))
        }
    }
}

fn is_email(text: &str) -> bool {
    let is_label = |it: &str| !it.is_empty() && !it.contains(|sign: char| sign.is_whitespace());
    match text.rsplit_once('@') {
        Some((mailbox, domain)) => {
            is_label(mailbox) && domain.contains('.') && domain.split('.').all(is_label)
        }
        None => false,
    }
}

#[cfg(test)]
mod tests;
