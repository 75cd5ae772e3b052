//! "Ho un avviso": its code leads to the search of the body it is of.
//!
//! Invariant: no debt is looked for, so the answer tells nothing of one.

use axum::{
    body::Body,
    extract::State,
    http::Request,
    response::{IntoResponse, Redirect, Response},
};
use iuvo_app::portal::{PortalError, take_notice_at_hand};
use pagopa_codes::{NoticeNumber, OrganizationFiscalCode};

use super::{Defect, choose_body, copied::bare, notice_code};
use crate::{
    Edge,
    pages::{PageError, Texts, form::Form},
};

/// Longest text that is shown again.
const LONGEST: usize = 300;

/// What was filled in, as it is shown again.
#[derive(Default)]
pub(super) struct Filled {
    /// The notice code, or all that the QR code holds.
    pub(super) notice: String,
    /// The fiscal code of the body, which the QR code holds too.
    pub(super) organization: String,
}

pub(super) async fn take(
    State(edge): State<Edge>,
    request: Request<Body>,
) -> Result<Response, PageError> {
    let filled = Filled::of(&Form::read(request).await?);
    let t = Texts::italian();
    let (organization, number) = match filled.read(t) {
        Ok(read) => read,
        Err(defects) => return Ok(choose_body::answer(&edge, String::new(), (filled, defects))),
    };
    let taken = take_notice_at_hand(&edge.app, organization, number).map_err(PortalError::from)?;
    let Some(taken) = taken else {
        let defect = Defect { field: "ente", text: t.say("notice-of-nobody") };
        return Ok(choose_body::answer(&edge, String::new(), (filled, vec![defect])));
    };
    let address = format!("/{}?avviso={}", taken.profile.workspace.slug, taken.link);
    Ok(Redirect::to(&address).into_response())
}

impl Filled {
    fn of(form: &Form) -> Self {
        let field = |name| form.field(name).chars().take(LONGEST).collect();
        Self { notice: field("avviso"), organization: field("ente") }
    }

    /// Reads both fields; every one that is wrong is named.
    fn read(&self, t: &Texts) -> Result<(OrganizationFiscalCode, NoticeNumber), Vec<Defect>> {
        let number = if self.notice.is_empty() {
            Err(t.say("notice-missing"))
        } else {
            notice_code::read(&self.notice, t)
        };
        match (self.read_organization(t), number) {
            (Ok(organization), Ok(number)) => Ok((organization, number)),
            // What the body is matters once there is a code.
            (_, Err(text)) => Err(vec![Defect { field: "avviso", text }]),
            (Err(text), Ok(_)) => Err(vec![Defect { field: "ente", text }]),
        }
    }

    fn read_organization(&self, t: &Texts) -> Result<OrganizationFiscalCode, String> {
        if let Some(named) = notice_code::organization_in(&self.notice) {
            return Ok(named);
        }
        let code = bare(&self.organization);
        if code.is_empty() {
            return Err(t.say("notice-alone"));
        }
        code.parse().map_err(|_| t.say("organization-code-wrong"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(notice: &str, organization: &str) -> Result<String, (&'static str, String)> {
        let [notice, organization] = [notice, organization].map(str::to_owned);
        let read = Filled { notice, organization }.read(Texts::italian());
        read.map(|(organization, number)| format!("{organization} {number}")).map_err(|it| {
            let [defect] = <[Defect; 1]>::try_from(it).ok().unwrap();
            (defect.field, defect.text)
        })
    }

    #[test]
    fn the_body_is_named_by_the_qr_code_or_by_its_fiscal_code() {
        let both = Ok("99000000010 302000000000000149".to_owned());
        assert_eq!(read("PAGOPA|002|302000000000000149|99000000010|12345", ""), both);
        assert_eq!(read("3020 0000 0000 0001 49", " 99000000010"), both);
        // The notice knows better than whoever types.
        assert_eq!(read("PAGOPA|002|302000000000000149|99000000010|1", "12345678903"), both);
    }

    #[test]
    fn what_is_missing_or_wrong_is_named() {
        for (notice, organization, field, text) in [
            ("", "", "avviso", "Scrivi il codice avviso"),
            ("3020", "99000000010", "avviso", "ne hai scritte 4"),
            ("302000000000000149", "", "ente", "da solo non dice"),
            ("302000000000000149", "9900000001", "ente", "11 cifre"),
            ("PAGOPA|002|302000000000000149|x|1", "", "ente", "da solo non dice"),
        ] {
            let (found, said) = read(notice, organization).unwrap_err();
            assert_eq!(found, field, "{said}");
            assert!(said.contains(text), "{said}");
        }
    }
}
