//! What a receipt says, found by searching for tags.

/// What the second version of the message says and the first cannot; it also names beneficiaries.
const OF_SECOND_VERSION: [&str; 4] =
    ["paymentNote", "primaryCiIncurredFee", "idBundle", "idCiBundle"];

/// A paSendRTV2 or a paSendRT, as far as the auditor reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Said {
    /// To whom it was sent.
    pub(crate) addressee: String,
    /// Who issued the notice.
    pub(crate) creditor: String,
    pub(crate) receipt_id: String,
    pub(crate) notice: String,
    pub(crate) is_paid: bool,
    pub(crate) amount: i64,
    pub(crate) debtor: String,
    /// Beneficiary, cents, account.
    pub(crate) shares: Vec<(String, i64, String)>,
    /// Two messages that have it in common say the same, whoever they were sent to.
    pub(crate) content: Content,
}

/// Everything between the tags of the receipt, in the version in which it came.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Content {
    /// Whether it came as a paSendRT.
    is_first_version: bool,
    text: String,
}

impl Said {
    pub(crate) fn read(message: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(message).ok()?;
        let content = between(text, "<receipt>", "</receipt>")?;
        let (head, transfers) = content.split_once("<transferList>")?;
        let (transfers, tail) = transfers.split_once("</transferList>")?;
        let of = |name: &str| element(head, name).or_else(|| element(tail, name));
        let share = |it: &str| {
            let account = element(it, "IBAN").unwrap_or_default();
            Some((element(it, "fiscalCodePA")?, cents(&element(it, "transferAmount")?)?, account))
        };
        Some(Self {
            addressee: element(text, "idPA")?,
            creditor: of("fiscalCode")?,
            receipt_id: of("receiptId")?,
            notice: of("noticeNumber")?,
            is_paid: of("outcome")? == "OK",
            amount: cents(&of("paymentAmount")?)?,
            debtor: element(head, "entityUniqueIdentifierValue")?,
            shares: transfers.split("<transfer>").skip(1).map(share).collect::<Option<Vec<_>>>()?,
            content: Content {
                is_first_version: text.contains("paSendRTReq>"),
                text: content.to_owned(),
            },
        })
    }
}

impl Content {
    /// Whether the one is what the first version can carry of the other.
    pub(crate) fn is_other_version_of(&self, other: &Self) -> bool {
        self.is_first_version != other.is_first_version
            && carried_by_first(&self.text) == carried_by_first(&other.text)
    }
}

fn carried_by_first(content: &str) -> String {
    let (head, transfers) = content.split_once("<transferList>").unwrap_or((content, ""));
    let (transfers, tail) = transfers.split_once("</transferList>").unwrap_or((transfers, ""));
    let common = [head, &without(transfers, "companyName"), tail].join("|");
    OF_SECOND_VERSION.iter().fold(common, |text, name| without(&text, name))
}

/// The text without the elements of that name.
fn without(text: &str, name: &str) -> String {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    let mut parts = text.split(&open);
    let mut rest = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        rest.push_str(part.split_once(&close).map_or(part, |(_, after)| after));
    }
    rest
}

/// What stands in the first element of that name.
pub(crate) fn element(text: &str, name: &str) -> Option<String> {
    between(text, &format!("<{name}>"), &format!("</{name}>")).map(str::to_owned)
}

fn between<'a>(text: &'a str, open: &str, close: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(open)?;
    rest.split_once(close).map(|(inside, _)| inside)
}

/// Euros with two decimals, as cents.
pub(crate) fn cents(euros: &str) -> Option<i64> {
    let (whole, decimals) = euros.split_once('.')?;
    if decimals.len() != 2 {
        return None;
    }
    Some(whole.parse::<i64>().ok()? * 100 + decimals.parse::<i64>().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn euros_are_read_to_the_cent() {
        assert_eq!(cents("120.05"), Some(12_005));
        assert_eq!(cents("0.10"), Some(10));
        assert_eq!(cents("120"), None);
        assert_eq!(cents("120.5"), None);
    }

    #[test]
    fn a_message_is_read() {
        let message = "<a><idPA>2</idPA><receipt><receiptId>R</receiptId>\
            <noticeNumber>3</noticeNumber><fiscalCode>1</fiscalCode><outcome>KO</outcome>\
            <paymentAmount>3.00</paymentAmount><entityUniqueIdentifierValue>X\
            </entityUniqueIdentifierValue><transferList><transfer><transferAmount>1.00\
            </transferAmount><fiscalCodePA>1</fiscalCodePA><IBAN>I</IBAN></transfer><transfer>\
            <transferAmount>2.00</transferAmount><fiscalCodePA>2</fiscalCodePA></transfer>\
            </transferList></receipt></a>";
        let said = Said::read(message.as_bytes()).unwrap();
        assert_eq!((said.addressee.as_str(), said.creditor.as_str()), ("2", "1"));
        assert_eq!((said.is_paid, said.amount), (false, 300));
        let shares = [("1".into(), 100, "I".into()), ("2".into(), 200, String::new())];
        assert_eq!(said.shares, shares);
        assert_eq!(Said::read(b"<a/>"), None);
    }

    #[test]
    fn two_versions_say_the_same_when_the_first_carries_it() {
        let receipt = |root: &str, note: &str, amount: &str, name: &str| {
            let message = format!(
                "<{root}><idPA>2</idPA><receipt><receiptId>R</receiptId><noticeNumber>3\
                 </noticeNumber><fiscalCode>1</fiscalCode><outcome>OK</outcome><paymentAmount>\
                 {amount}</paymentAmount><companyName>Ente</companyName>\
                 <entityUniqueIdentifierValue>X</entityUniqueIdentifierValue><transferList>\
                 <transfer><transferAmount>{amount}</transferAmount><fiscalCodePA>1</fiscalCodePA>\
                 {name}</transfer></transferList>{note}</receipt></{root}>"
            );
            Said::read(message.as_bytes()).unwrap().content
        };
        let name = "<companyName>Ente</companyName>";
        let (note, other) = ("<paymentNote>a</paymentNote>", "<paymentNote>b</paymentNote>");
        let first = receipt("p:paSendRTReq", "", "1.00", "");
        let second = receipt("p:paSendRTV2Request", note, "1.00", name);
        assert!(first.is_other_version_of(&second) && second.is_other_version_of(&first));
        assert!(!first.is_other_version_of(&first));
        assert!(!receipt("p:paSendRTV2Request", other, "1.00", name).is_other_version_of(&second));
        assert!(!receipt("p:paSendRTReq", "", "1.01", "").is_other_version_of(&second));
        // Also what says nothing more is another message.
        assert_ne!(first, receipt("p:paSendRTV2Request", "", "1.00", ""));
    }
}
