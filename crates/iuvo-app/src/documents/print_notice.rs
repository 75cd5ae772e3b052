//! The notice that the citizen is sent, as PDF, and the texts of its codes.

use iuvo_domain::{
    Nav,
    debt_position::{
        ANONYMOUS, DebtPosition, Debtor, Installment, OptionKind, PaymentOption, due_day,
    },
    directory::{BankAccount, Particular, WorkspaceProfile},
    payment::PaymentRefusal,
};
use iuvo_store::debt_positions::FindByNotice;
use jiff::{Timestamp, civil::Date};
use pagopa_codes::NoticeNumber;
use pagopa_notice::{
    Address, Cbill, Creditor, Field, Notice, NoticeError, OnlineChannel, PaymentCode,
    PostalAccount, PostalCode, Text,
};

use super::DocumentError;
use crate::App;

/// Characters of the contacts on a notice (Guida tecnica avvisi 3.5.1, `ENTE.INFO`).
const LONGEST_CONTACTS: usize = 100;

/// Whether the postal slip is printed on the notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slip {
    /// With it, which wants a postal account and its authorization.
    Printed,
    /// Without.
    Absent,
}

/// The texts of a notice's codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeCodes {
    /// What the QR code says.
    pub qr_code: String,
    /// What the Data Matrix of the postal slip says; none where there can be no slip, without a
    /// postal account or of an amount that it does not hold.
    pub data_matrix: Option<String>,
}

/// Prints a notice that is to be paid.
pub async fn print_notice(
    app: &App,
    profile: &WorkspaceProfile,
    number: &Nav,
    slip: Slip,
) -> Result<Vec<u8>, DocumentError> {
    let (mut notice, account) = read_notice(app, profile, number).await?;
    if slip == Slip::Printed {
        notice.postal = Some(account?.ok_or(DocumentError::NoPostalAccount)?);
    }
    Ok(app.artwork().press()?.print_notice(&notice, app.today())?)
}

/// Reads what the codes of a notice say that is to be paid.
pub async fn read_codes(
    app: &App,
    profile: &WorkspaceProfile,
    number: &Nav,
) -> Result<NoticeCodes, DocumentError> {
    let (notice, account) = read_notice(app, profile, number).await?;
    let qr = PaymentCode::new(&notice.number, &notice.creditor.fiscal_code, notice.amount);
    let slip = account.ok().flatten().and_then(|it| PostalCode::new(&notice, &it).ok());
    Ok(NoticeCodes {
        qr_code: qr.as_str().to_owned(),
        data_matrix: slip.map(|it| it.as_str().to_owned()),
    })
}

/// The number that stands on the notice of an instalment, if one may be printed at that moment.
///
/// # Errors
/// [`DocumentError::NoticeUnknown`] of a number that the Node cannot carry or that the position
/// does not have, [`DocumentError::NotToBePaid`] of what would be paid in vain.
pub fn number_to_print(
    position: &DebtPosition,
    number: &Nav,
    now: Timestamp,
) -> Result<NoticeNumber, DocumentError> {
    let printed = number.notice_number().ok_or(DocumentError::NoticeUnknown)?;
    match position.payable(printed, now).err() {
        Some(PaymentRefusal::NoticeUnknown) => Err(DocumentError::NoticeUnknown),
        refusal if is_to_be_paid(refusal) => Ok(printed),
        _ => Err(DocumentError::NotToBePaid),
    }
}

/// The account of a slip, if there is one.
type SlipAccount = Result<Option<PostalAccount>, NoticeError>;

/// Reads a notice without slip, and the account that its slip would have.
async fn read_notice(
    app: &App,
    profile: &WorkspaceProfile,
    number: &Nav,
) -> Result<(Notice, SlipAccount), DocumentError> {
    let query = FindByNotice { workspace: profile.workspace.id, notice_number: number.to_string() };
    let position = app.store().read(query).await?.ok_or(DocumentError::NoticeUnknown)?;
    let printed = number_to_print(&position, number, app.now())?;
    let (option, installment) =
        position.find(number.as_str()).ok_or(DocumentError::NoticeUnknown)?;
    let notice = Notice {
        creditor: creditor(app, profile, &position)?,
        debtor: debtor(&option.debtor)?,
        subject: Text::shortened(Field::Subject, &installment.description)?,
        installment: place_in_plan(option, installment),
        number: printed,
        amount: installment.amount_due().ok_or(NoticeError::AmountOutOfRange)?,
        due: due_day(installment.due_date),
        postal: None,
    };
    Ok((notice, postal_account(profile, installment, app.today())))
}

/// Which instalment of a plan it is, as the portal counts them.
fn place_in_plan(option: &PaymentOption, installment: &Installment) -> Option<u16> {
    let is_it = |it: &Installment| it.notice_number == installment.notice_number;
    match option.kind {
        OptionKind::Single => None,
        OptionKind::Plan => (1..).zip(&option.installments).find(|it| is_it(it.1)).map(|it| it.0),
    }
}

/// A notice may be printed before its time, or after it; what is paid, withdrawn or given up would
/// be paid in vain by whoever finds the notice.
const fn is_to_be_paid(refusal: Option<PaymentRefusal>) -> bool {
    match refusal {
        None
        | Some(
            PaymentRefusal::NotYetPublished | PaymentRefusal::NotYetValid | PaymentRefusal::Expired,
        ) => true,
        Some(
            PaymentRefusal::AlreadyPaid
            | PaymentRefusal::Invalidated
            | PaymentRefusal::AnotherOptionStarted
            | PaymentRefusal::NoticeUnknown,
        ) => false,
    }
}

fn creditor(
    app: &App,
    profile: &WorkspaceProfile,
    position: &DebtPosition,
) -> Result<Creditor, NoticeError> {
    let office = position.office_name.as_deref().filter(|it| !it.trim().is_empty());
    let said = &profile.particulars;
    let contacts = said.contacts(LONGEST_CONTACTS);
    // A site on which nobody can pay is not named as a place to pay.
    let is_paid_here = app.checkout(profile.workspace.environment).is_some();
    let site = said.get(Particular::Website).filter(|_| is_paid_here);
    Ok(Creditor {
        fiscal_code: profile.organization.fiscal_code,
        name: Text::shortened(Field::CreditorName, &profile.organization.name)?,
        department: office.map(|it| Text::shortened(Field::Department, it)).transpose()?,
        contacts: contacts.map(|it| Text::parse(Field::Contacts, &it)).transpose()?,
        cbill: said.get(Particular::Cbill).map(Cbill::parse).transpose()?,
        online: site.map_or(OnlineChannel::None, |_| OnlineChannel::Site),
        logo: app.artwork().logo_of(profile.organization.fiscal_code),
    })
}

fn debtor(debtor: &Debtor) -> Result<pagopa_notice::Debtor, NoticeError> {
    Ok(pagopa_notice::Debtor {
        fiscal_code: fiscal_code(debtor)?,
        name: Text::shortened(Field::DebtorName, &debtor.full_name)?,
        address: address(debtor)?,
    })
}

/// The code that the Node is told, right or wrong, in capitals; none if it is told that nobody
/// knows it.
fn fiscal_code(debtor: &Debtor) -> Result<Option<Text<16>>, NoticeError> {
    let code = debtor.code_for_node().trim().to_uppercase();
    let is_known = !code.is_empty() && code != ANONYMOUS;
    is_known.then(|| Text::parse(Field::DebtorCode, &code)).transpose()
}

/// Street and number, then postal code, city and province, of what is known.
fn address(debtor: &Debtor) -> Result<Option<Address>, NoticeError> {
    let it = &debtor.address;
    let street = joined(&[it.street.as_deref(), it.number.as_deref()]);
    let province = it.province.as_deref().map(|it| format!("({})", it.trim()));
    let town = joined(&[it.postal_code.as_deref(), it.city.as_deref(), province.as_deref()]);
    let [street, town] = [street, town].map(|it| Some(it).filter(|it| !it.is_empty()));
    if street.is_none() && town.is_none() {
        return Ok(None);
    }
    Ok(Some(Address {
        street: street.map(|it| Text::shortened(Field::Street, &it)).transpose()?,
        town: town.map(|it| Text::shortened(Field::Town, &it)).transpose()?,
    }))
}

fn joined(parts: &[Option<&str>]) -> String {
    let parts = parts.iter().flatten().map(|it| it.trim()).filter(|it| !it.is_empty());
    parts.collect::<Vec<_>>().join(" ")
}

/// The postal account of the body to which all of the instalment may be credited.
fn postal_account(
    profile: &WorkspaceProfile,
    installment: &Installment,
    today: Date,
) -> Result<Option<PostalAccount>, NoticeError> {
    let [only] = installment.transfers.as_slice() else { return Ok(None) };
    let Some(iban) = only.destination.postal_iban() else { return Ok(None) };
    let is_meant = |it: &&BankAccount| it.iban.as_str() == iban && it.is_valid_on(today);
    let account = profile.accounts.iter().find(is_meant);
    account.map_or(Ok(None), as_printed)
}

/// An account as slips name it; none if it is not postal.
fn as_printed(account: &BankAccount) -> SlipAccount {
    let (Some(holder), Some(authorization)) = (&account.holder, &account.authorization) else {
        return Ok(None);
    };
    // The account is the last twelve digits of its IBAN.
    let iban = account.iban.as_str();
    let number = iban.get(iban.len().saturating_sub(12)..).unwrap_or_default();
    PostalAccount::parse(number, holder, authorization).map(Some)
}

/// Whether slips can name an account, if it is postal.
///
/// # Errors
/// [`DocumentError::Unprintable`] says in Italian what of it cannot be printed, and why.
pub fn check_account(app: &App, account: &BankAccount) -> Result<(), DocumentError> {
    match as_printed(account)? {
        Some(account) => Ok(app.artwork().press()?.check_account(&account)?),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use iuvo_domain::directory::Particulars;
    use jiff::civil::date;
    use pagopa_codes::Cents;
    use pagopa_notice::{Marks, Press};

    use super::*;

    /// Whoever says of a body what the domain lets them say can still print its notices.
    #[test]
    fn whatever_a_body_may_say_can_be_printed() {
        let letters: Vec<char> = ('\u{1}'..='\u{2fff}')
            .filter(|it| Particulars::default().with(Particular::Office, &it.to_string()).is_ok())
            .filter(|it| !it.is_whitespace())
            .collect();
        assert!(letters.contains(&'ž') && letters.len() > 300, "{}", letters.len());
        let press = Press::new(Marks::default()).unwrap();
        for some in letters.chunks(100) {
            let text: String = some.iter().collect();
            let said = Particulars::default().with(Particular::Office, &text).unwrap();
            let contacts = said.contacts(LONGEST_CONTACTS).unwrap();
            let notice = Notice {
                creditor: Creditor {
                    fiscal_code: "99000000010".parse().unwrap(),
                    name: Text::parse(Field::CreditorName, "Comune").unwrap(),
                    department: None,
                    contacts: Some(Text::parse(Field::Contacts, &contacts).unwrap()),
                    cbill: Some(Cbill::parse("AB12C").unwrap()),
                    online: OnlineChannel::Site,
                    logo: None,
                },
                debtor: pagopa_notice::Debtor {
                    fiscal_code: None,
                    name: Text::parse(Field::DebtorName, "Mario Rossi").unwrap(),
                    address: None,
                },
                subject: Text::parse(Field::Subject, "TARI").unwrap(),
                installment: None,
                number: NoticeNumber::generate("02".parse().unwrap(), 1).unwrap(),
                amount: Cents::new(1),
                due: None,
                postal: None,
            };
            let printed = press.print_notice(&notice, date(2026, 1, 1));
            assert!(printed.is_ok(), "{text}: {:?}", printed.err());
        }
    }
}
