//! A position, and the few things that happen to it.

/// Where a position stands, as the column counts.
pub(crate) mod status {
    pub(crate) const DRAFT: i64 = 1;
    pub(crate) const PUBLISHED: i64 = 2;
    pub(crate) const VALID: i64 = 3;
    pub(crate) const PARTLY_PAID: i64 = 4;
    pub(crate) const PAID: i64 = 5;
    pub(crate) const EXPIRED: i64 = 6;
    pub(crate) const INVALIDATED: i64 = 7;
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Position {
    pub(crate) workspace: i64,
    pub(crate) id: Vec<u8>,
    pub(crate) iupd: String,
    pub(crate) status: i64,
    pub(crate) options: Vec<PaymentOption>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PaymentOption {
    pub(crate) validity_us: Option<i64>,
    pub(crate) switch_to_expired: bool,
    pub(crate) debtor: String,
    pub(crate) installments: Vec<Installment>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Installment {
    pub(crate) notice: String,
    pub(crate) iuv: String,
    pub(crate) amount: i64,
    pub(crate) fee: i64,
    pub(crate) due_us: i64,
    pub(crate) is_paid: bool,
    pub(crate) receipt_id: Option<String>,
    pub(crate) paid_us: Option<i64>,
    pub(crate) transfers: Vec<Transfer>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Transfer {
    pub(crate) organization: String,
    pub(crate) amount: i64,
    pub(crate) iban: Option<String>,
    pub(crate) postal_iban: Option<String>,
}

/// What a paid instalment names in the place of its receipt, when the body has said that it was
/// paid elsewhere.
pub(crate) const ELSEWHERE: &str = "CLOSED_AS_ALREADY_PAID_BY_EC";

impl Position {
    pub(crate) fn installments(&self) -> impl Iterator<Item = &Installment> {
        self.options.iter().flat_map(|it| &it.installments)
    }

    pub(crate) fn installments_mut(&mut self) -> impl Iterator<Item = &mut Installment> {
        self.options.iter_mut().flat_map(|it| &mut it.installments)
    }

    /// Marks a notice as paid, if it is one of this position that is not.
    pub(crate) fn pay(&mut self, notice: &str, receipt_id: &str) {
        let is_it = |it: &&mut Installment| it.notice == notice && !it.is_paid;
        let Some(part) = self.installments_mut().find(is_it) else { return };
        part.is_paid = true;
        part.receipt_id = Some(receipt_id.to_owned());
        self.status = self.paid_status();
    }

    /// Where it stands once an instalment of it has been paid.
    fn paid_status(&self) -> i64 {
        let is_whole = |it: &PaymentOption| it.installments.iter().all(|it| it.is_paid);
        match self.status {
            status::INVALIDATED => status::INVALIDATED,
            status::PAID => status::PAID,
            _ if self.options.iter().any(is_whole) => status::PAID,
            _ => status::PARTLY_PAID,
        }
    }

    /// Where it stands by its dates.
    pub(crate) fn status_at(&self, now_us: i64) -> i64 {
        let validity = self.options.iter().filter_map(|it| it.validity_us).min();
        let last_due = self.installments().map(|it| it.due_us).max();
        let expires = self.options.iter().all(|it| it.switch_to_expired);
        let mut now = self.status;
        if now == status::PUBLISHED && validity.is_some_and(|it| it <= now_us) {
            now = status::VALID;
        }
        if now == status::VALID && expires && last_due.is_some_and(|it| it < now_us) {
            now = status::EXPIRED;
        }
        now
    }

    /// Without the moments of its payments: when it was paid is the receipt's to say, or the moment
    /// it came.
    pub(crate) fn timeless(&self) -> Self {
        let mut timeless = self.clone();
        timeless.installments_mut().for_each(|it| it.paid_us = None);
        timeless
    }
}

impl Transfer {
    /// Whether it names that account of its beneficiary.
    pub(crate) fn names(&self, account: &str) -> bool {
        [&self.iban, &self.postal_iban].into_iter().flatten().any(|it| it == account)
    }
}
