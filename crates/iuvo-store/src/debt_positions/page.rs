//! Lists of positions, a page at a time.
//!
//! A page is one statement: the positions that match, cut and ordered, joined to their contents.
//! A filter that is not given is null and lets everything through; the comparison stands before
//! the null test so that PostgreSQL learns the parameter's type from it.

use iuvo_domain::{
    WorkspaceId,
    debt_position::{DebtPosition, PositionStatus},
};
use jiff::Timestamp;
use pagopa_codes::SegregationCode;

use crate::{
    Query, StoreError, Tx,
    column::{only, params},
    rows::{self, position_columns, position_joins},
    statement::{Statement, statements},
};

macro_rules! matching {
    () => {
        " from debt_position p
          where p.workspace_id = $1
            and (p.status = $2 or $2 is null)
            and (p.paid_at >= $3 or $3 is null)
            and (p.paid_at <= $4 or $4 is null)
            and (
              (cast($5 as bigint) is null and cast($6 as bigint) is null
                and cast($7 as text) is null)
              or exists (
                select 1 from installment m
                where m.workspace_id = p.workspace_id and m.debt_position_id = p.id
                  and (m.due_date >= cast($5 as bigint) or cast($5 as bigint) is null)
                  and (m.due_date <= cast($6 as bigint) or cast($6 as bigint) is null)
                  and (cast($7 as text) like '%,' || substr(m.iuv, 1, 2) || ',%'
                    or cast($7 as text) is null)))
            and (cast($8 as bigint) is null
              or cast($8 as bigint) = case when exists (
                select 1 from installment m
                join transfer s on s.workspace_id = m.workspace_id and s.installment_id = m.id
                where m.workspace_id = p.workspace_id and m.debt_position_id = p.id
                  and m.status = 2 and s.status = 1) then 0 else 1 end)"
    };
}

macro_rules! page_ordered_by {
    ($order:literal) => {
        concat!(
            "with page as (select p.*",
            matching!(),
            " order by ",
            $order,
            " limit $9 offset $10)
             select ",
            position_columns!(),
            " from page p ",
            position_joins!(),
            "
             where p.workspace_id = $1
             order by ",
            $order,
            ", o.ordinal, i.ordinal, t.transfer_index"
        )
    };
}

statements! {
    COUNT = concat!("select count(*)", matching!());
    BY_INSERTION = page_ordered_by!("p.inserted_at, p.iupd");
    BY_INSERTION_LAST_FIRST = page_ordered_by!("p.inserted_at desc, p.iupd");
    BY_IUPD = page_ordered_by!("p.iupd");
    BY_IUPD_LAST_FIRST = page_ordered_by!("p.iupd desc");
    BY_STATUS = page_ordered_by!(
        "case p.status when 1 then 1 when 6 then 2 when 7 then 3 when 5 then 4 when 4 then 5
         when 2 then 6 else 7 end, p.iupd");
    BY_STATUS_LAST_FIRST = page_ordered_by!(
        "case p.status when 1 then 1 when 6 then 2 when 7 then 3 when 5 then 4 when 4 then 5
         when 2 then 6 else 7 end desc, p.iupd");
    BY_COMPANY = page_ordered_by!("p.company_name, p.iupd");
    BY_COMPANY_LAST_FIRST = page_ordered_by!("p.company_name desc, p.iupd");
}

/// By what a list is ordered; ties are broken by IUPD.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// When the position entered.
    Insertion,
    /// The IUPD.
    Iupd,
    /// The status, in the alphabetical order of GPD's words: `DRAFT`, `EXPIRED`, `INVALID`,
    /// `PAID`, `PARTIALLY_PAID`, `PUBLISHED`, `VALID`.
    Status,
    /// The body's name as written.
    CompanyName,
}

/// A page of positions.
#[derive(Debug, Clone)]
pub struct Page {
    /// Whose.
    pub workspace: WorkspaceId,
    /// Only those stored in this status.
    pub status: Option<PositionStatus>,
    /// Only those of which everything paid has been reported, or only those of which not.
    pub reported: Option<bool>,
    /// Only those with a due date not before.
    pub due_from: Option<Timestamp>,
    /// Only those with a due date not after.
    pub due_to: Option<Timestamp>,
    /// Only those paid not before.
    pub paid_from: Option<Timestamp>,
    /// Only those paid not after.
    pub paid_to: Option<Timestamp>,
    /// Only those with an IUV of these codes; empty means all.
    pub segregation_codes: Vec<SegregationCode>,
    /// By what to order.
    pub order: Order,
    /// Whether the last comes first.
    pub last_first: bool,
    /// How many at most.
    pub limit: i64,
    /// How many to leave out before.
    pub offset: i64,
}

/// What a page holds.
#[derive(Debug, Clone)]
pub struct PageFound {
    /// The positions of the page.
    pub positions: Vec<DebtPosition>,
    /// How many match in all.
    pub total: i64,
}

impl Query for Page {
    type Output = PageFound;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        let codes = self.codes();
        let filter = params![
            self.workspace,
            self.status,
            self.paid_from,
            self.paid_to,
            self.due_from,
            self.due_to,
            codes,
            self.reported
        ];
        let total = tx.query_one(&COUNT, filter, only).await?;
        let cut = params![self.limit, self.offset];
        let params = [filter.as_slice(), cut.as_slice()].concat();
        let rows = tx.query(self.statement(), &params, rows::read).await?;
        Ok(PageFound { positions: rows::assemble(rows), total })
    }
}

impl Page {
    /// The codes between commas, so that one text can be searched for each.
    fn codes(&self) -> Option<String> {
        if self.segregation_codes.is_empty() {
            return None;
        }
        let codes: Vec<&str> = self.segregation_codes.iter().map(SegregationCode::as_str).collect();
        Some(format!(",{},", codes.join(",")))
    }

    fn statement(&self) -> &'static Statement {
        match (self.order, self.last_first) {
            (Order::Insertion, false) => &BY_INSERTION,
            (Order::Insertion, true) => &BY_INSERTION_LAST_FIRST,
            (Order::Iupd, false) => &BY_IUPD,
            (Order::Iupd, true) => &BY_IUPD_LAST_FIRST,
            (Order::Status, false) => &BY_STATUS,
            (Order::Status, true) => &BY_STATUS_LAST_FIRST,
            (Order::CompanyName, false) => &BY_COMPANY,
            (Order::CompanyName, true) => &BY_COMPANY_LAST_FIRST,
        }
    }
}
