//! What a receipt says, found by searching for tags.

/// A paSendRTV2, as far as the auditor reads it.
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
    /// Everything between the tags of the receipt: two messages that have it in common say the
    /// same, whoever they were sent to.
    pub(crate) content: String,
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
            content: content.to_owned(),
        })
    }
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
}
