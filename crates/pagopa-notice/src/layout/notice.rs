//! The whole notice: header, parties, terms, payment and slip, in the order the guide fixes.

use super::grid::PAGE_END;
use super::header::Header;
use super::parties::{self, Left, Right};
use super::{payment, slip, terms, texts};
use crate::codes::{PaymentCode, PostalCode};
use crate::error::NoticeError;
use crate::field::Text;
use crate::marks::{Drawn, Marks};
use crate::notice::Notice;
use crate::pdf::Outline;

/// Lays a notice out; says which images it used.
pub(crate) fn lay_out<'a>(
    outline: &mut Outline<'_>,
    notice: &'a Notice,
    marks: &'a Marks,
) -> Result<Drawn<'a>, NoticeError> {
    let mut drawn = Drawn::default();
    let header = Header {
        title: texts::NOTICE,
        subject: notice.subject.as_str(),
        logo: notice.creditor.logo.as_ref(),
    };
    let top = header.draw(outline, marks, &mut drawn);
    let (left, right) = parties(notice);
    let top = parties::draw(outline, &left, &right, top);
    let mut top = terms::draw(outline, notice, marks, &mut drawn, top);
    if payment::end(outline.typeset, notice, top) > PAGE_END {
        outline.next_page();
        top = header.repeat(outline, marks, &mut drawn);
    }
    let code = PaymentCode::new(&notice.number, &notice.creditor.fiscal_code, notice.amount);
    let mut top = payment::draw(outline, notice, &code.modules()?, top);
    if let Some(account) = &notice.postal {
        let code = PostalCode::new(notice, account)?.modules()?;
        let slip = slip::Slip { notice, account, marks: marks.postal()?, code };
        if slip.end(outline.typeset, top) > PAGE_END {
            outline.next_page();
            top = header.repeat(outline, marks, &mut drawn);
        }
        slip.draw(outline, &mut drawn, top);
    }
    Ok(drawn)
}

fn parties(notice: &Notice) -> (Left<'_>, Right<'_>) {
    let (creditor, debtor) = (&notice.creditor, &notice.debtor);
    let left = Left {
        title: texts::CREDITOR,
        code: creditor.fiscal_code.as_str(),
        name: creditor.name.as_str(),
        department: creditor.department.as_ref().map(Text::as_str),
        contacts: creditor.contacts.as_ref().map(Text::as_str),
    };
    let mut lines = Vec::new();
    if let Some(address) = &debtor.address {
        lines.extend(address.street.as_ref().map(Text::as_str));
        lines.extend(address.town.as_ref().map(Text::as_str));
    }
    let code = debtor.fiscal_code.as_ref().map(Text::as_str);
    (left, Right { title: texts::RECIPIENT, code, name: debtor.name.as_str(), lines })
}
