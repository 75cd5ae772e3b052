//! What must hold in every workspace, each as the query that finds what breaks it.
//!
//! Every query takes the workspace and how many findings are wanted, and gives what identifies
//! them: an identifier of ours, a notice number or a receipt's, never a name or a fiscal code.

use super::Rule;
use crate::{jobs::failing, statement::statements};

statements! {
    // A receipt that no position waited for, or that the Node sent with parts that do not add up,
    // is kept as it came: then a person has been asked, by a case.
    RECEIPT_COUNTED_ONCE = "
        select r.receipt_id
        from installment i
        join receipt r on r.workspace_id = i.workspace_id and r.receipt_id = i.receipt_id
        where i.workspace_id = $1 and i.status = 2
        group by r.receipt_id
        having count(*) > 1
        limit $2";
    RECEIPT_IS_COMPLETE = "
        select r.receipt_id from receipt r
        where r.workspace_id = $1
          and (not exists (
              select 1 from receipt_message m
              where m.workspace_id = $1 and m.receipt_id = r.receipt_id
                and m.content_hash = r.content_hash)
            or not exists (
              select 1 from receipt_transfer t
              where t.workspace_id = $1 and t.receipt_id = r.receipt_id))
        limit $2";
    RECEIPT_ADDS_UP = "
        select r.receipt_id from receipt r
        where r.workspace_id = $1 and r.broadcast = 0
          and r.amount_cents <> (
            select coalesce(sum(t.amount_cents), 0) from receipt_transfer t
            where t.workspace_id = $1 and t.receipt_id = r.receipt_id)
          and not exists (
            select 1 from review_case c
            where c.workspace_id = $1 and c.receipt_id = r.receipt_id)
        limit $2";
    INSTALLMENT_ADDS_UP = "
        select i.notice_number from installment i
        where i.workspace_id = $1
          and i.amount_cents <> (
            select coalesce(sum(t.amount_cents), 0) from transfer t
            where t.workspace_id = $1 and t.installment_id = i.id)
        limit $2";
    NOTICE_PAID_TWICE_HAS_CASE = "
        select r.notice_number from receipt r
        where r.workspace_id = $1 and r.paid = 1 and r.broadcast = 0
        group by r.notice_number
        having count(*) > 1
          and count(*) - 1 > (
            select count(distinct c.receipt_id) from review_case c
            where c.workspace_id = $1 and c.notice_number = r.notice_number
              and c.kind in ('double_payment', 'position_unknown'))
        limit $2";
    DEBT_PAID_TWICE_HAS_CASE = "
        select i.debt_position_id from installment i
        where i.workspace_id = $1 and i.status = 2
        group by i.debt_position_id
        having count(distinct i.payment_option_id) > 1
          and not exists (
            select 1 from review_case c
            join installment n
              on n.workspace_id = c.workspace_id and n.notice_number = c.notice_number
            where c.workspace_id = $1 and n.workspace_id = $1
              and n.debt_position_id = i.debt_position_id
              and c.kind in ('double_payment', 'position_unknown'))
        limit $2";
    // But for what the body says was paid elsewhere.
    PAID_INSTALLMENT_HAS_RECEIPT = "
        select i.notice_number from installment i
        where i.workspace_id = $1 and i.status = 2
          and i.receipt_id <> 'CLOSED_AS_ALREADY_PAID_BY_EC'
          and not exists (
            select 1 from receipt r
            where r.workspace_id = $1 and r.receipt_id = i.receipt_id
              and r.notice_number = i.notice_number and r.paid = 1 and r.broadcast = 0)
        limit $2";
    RECEIPT_PAYS_ITS_INSTALLMENT = "
        select r.receipt_id from receipt r
        join installment i
          on i.workspace_id = r.workspace_id and i.notice_number = r.notice_number
        where r.workspace_id = $1 and i.workspace_id = $1 and i.status = 1
          and r.paid = 1 and r.broadcast = 0 and r.debt_position_id is not null
        limit $2";
    // One that says that nothing was paid keeps no number in its position.
    RECEIPT_NAMES_ITS_POSITION = "
        select r.receipt_id from receipt r
        where r.workspace_id = $1 and r.paid = 1 and r.debt_position_id is not null
          and not exists (
            select 1 from installment i
            where i.workspace_id = $1 and i.notice_number = r.notice_number
              and i.debt_position_id = r.debt_position_id)
        limit $2";
    POSITION_STANDS_AS_ITS_INSTALLMENTS = "
        select p.id from debt_position p
        where p.workspace_id = $1
          and ((p.status in (1, 2, 3, 6) and exists (
              select 1 from installment i
              where i.workspace_id = $1 and i.debt_position_id = p.id and i.status = 2))
            or (p.status = 4 and not exists (
              select 1 from installment i
              where i.workspace_id = $1 and i.debt_position_id = p.id and i.status = 2))
            or (p.status in (4, 5) and p.paid_at is null)
            or (p.status in (4, 5) and (p.status = 5) <> exists (
              select 1 from payment_option o
              where o.workspace_id = $1 and o.debt_position_id = p.id
                and exists (
                  select 1 from installment i
                  where i.workspace_id = $1 and i.payment_option_id = o.id)
                and not exists (
                  select 1 from installment i
                  where i.workspace_id = $1 and i.payment_option_id = o.id and i.status = 1))))
        limit $2";
    OPTION_HAS_INSTALLMENTS = "
        select o.id from payment_option o
        where o.workspace_id = $1
          and not exists (
            select 1 from installment i
            where i.workspace_id = $1 and i.payment_option_id = o.id)
        limit $2";
    INSTALLMENT_STANDS_IN_ITS_POSITION = "
        select i.notice_number from installment i
        join payment_option o on o.workspace_id = i.workspace_id and o.id = i.payment_option_id
        where i.workspace_id = $1 and o.workspace_id = $1
          and o.debt_position_id <> i.debt_position_id
        limit $2";
    // A body's software may bring numbers with other check digits: they are kept, with a warning.
    // The `case` keeps what is not made of digits from being read as a number.
    CHECK_DIGITS_ARE_RIGHT = "
        select i.notice_number from installment i
        join debt_position p on p.workspace_id = i.workspace_id and p.id = i.debt_position_id
        where i.workspace_id = $1 and p.workspace_id = $1
          and p.warnings not like '%check_digits_wrong%'
          and case
            when length(i.notice_number) = 18 and ltrim(i.notice_number, '0123456789') = ''
              and substr(i.notice_number, 1, 1) in ('0', '2', '3')
            then cast(substr(i.notice_number, 1, 16) as bigint) % 93
              <> cast(substr(i.notice_number, 17, 2) as bigint)
            else 1 = 0 end
        limit $2";
    // What has been paid in part does not expire, and what has no opening tells it from the
    // position: only one that says more than its position is a lie.
    OPENING_IS_OF_UNPAID = "
        select o.notice_number from opening o
        left join installment i on i.workspace_id = $1 and i.notice_number = o.notice_number
        left join debt_position p on p.workspace_id = $1 and p.id = i.debt_position_id
        left join payment_option v on v.workspace_id = $1 and v.id = i.payment_option_id
        where o.workspace_id = $1
          and (p.id is null or i.status <> 1 or p.status not in (2, 3, 4)
            or o.amount_cents <> i.amount_cents + i.notification_fee_cents
            or o.due_date <> i.due_date or o.description <> i.description
            or o.company_name <> p.company_name
            or coalesce(o.office_name, '') <> coalesce(p.office_name, '')
            or (v.validity_date is not null and coalesce(o.open_from < v.validity_date, 1 = 1))
            or (p.status in (2, 3) and p.expires_at is not null
              and coalesce(o.open_until > p.expires_at, 1 = 1)))
        limit $2";
    NUMBERS_WITHIN_THEIR_SPACE = "
        select s.segregation_code from number_space s
        where s.workspace_id = $1
          and (s.next_base > s.end_base + 1 or s.next_base < 0 or s.end_base > 9999999999999)
        limit $2";
    DECIDED_CASE_SAYS_HOW = "
        select c.id from review_case c
        where c.workspace_id = $1 and c.closed = 1
          and (c.outcome is null or c.reason is null or c.operator_id is null
            or c.changed_at is null
            or (c.outcome = 'assigned') <> (c.assigned_notice is not null))
        limit $2";
    // A position that is rewritten or deleted takes its numbers with it, but not once it is paid.
    ASSIGNED_MONEY_PAYS_ONCE = "
        select c.receipt_id from review_case c
        where c.workspace_id = $1 and c.outcome = 'assigned'
          and (not exists (
              select 1 from installment i
              where i.workspace_id = $1 and i.notice_number = c.assigned_notice and i.status = 2)
            or exists (
              select 1 from review_case o
              where o.workspace_id = $1 and o.notice_number = c.notice_number
                and o.receipt_id = c.receipt_id and o.id <> c.id
                and o.outcome in ('assigned', 'refunded')))
        limit $2";
    // What is overdue is not asked for: in a backup, or beside a server that is stopped, all is.
    FILE_IS_COUNTED = "
        select f.id from file f
        where f.workspace_id = $1 and f.state <> 'partial'
          and (f.accepted <> (
              select count(*) from file_item i
              where i.workspace_id = $1 and i.file_id = f.id and i.status < 400)
            or f.rejected <> (
              select count(*) from file_item i
              where i.workspace_id = $1 and i.file_id = f.id and i.status >= 400)
            or (f.state = 'ended' and f.accepted + f.rejected <> f.submitted))
        limit $2";
    JOB_IS_NOT_STUCK = concat!("
        select id from job
        where workspace_id = $1 and done_at is null and ", failing!(), "
        limit $2");
}

/// The rules, in the order in which they are shown.
pub(super) static RULES: &[Rule] = &[
    Rule::new("receipt_counted_once", "ogni ricevuta paga una sola rata", &RECEIPT_COUNTED_ONCE),
    Rule::new(
        "receipt_is_complete",
        "ogni ricevuta ha il suo messaggio e i suoi versamenti",
        &RECEIPT_IS_COMPLETE,
    ),
    Rule::new(
        "receipt_adds_up",
        "i versamenti di una ricevuta danno il suo importo, o c'è un caso da esaminare",
        &RECEIPT_ADDS_UP,
    ),
    Rule::new(
        "installment_adds_up",
        "i versamenti di una rata danno il suo importo",
        &INSTALLMENT_ADDS_UP,
    ),
    Rule::new(
        "notice_paid_twice_has_case",
        "ogni pagamento in più di un avviso ha un caso da esaminare",
        &NOTICE_PAID_TWICE_HAS_CASE,
    ),
    Rule::new(
        "debt_paid_twice_has_case",
        "un debito pagato in due modi ha un caso da esaminare",
        &DEBT_PAID_TWICE_HAS_CASE,
    ),
    Rule::new(
        "paid_installment_has_receipt",
        "ogni rata pagata ha la sua ricevuta, o è stata pagata fuori da pagoPA",
        &PAID_INSTALLMENT_HAS_RECEIPT,
    ),
    Rule::new(
        "receipt_pays_its_installment",
        "ogni ricevuta ha pagato la sua rata",
        &RECEIPT_PAYS_ITS_INSTALLMENT,
    ),
    Rule::new(
        "receipt_names_its_position",
        "ogni ricevuta indica la posizione del suo avviso",
        &RECEIPT_NAMES_ITS_POSITION,
    ),
    Rule::new(
        "position_stands_as_its_installments",
        "lo stato di ogni posizione è quello delle sue rate",
        &POSITION_STANDS_AS_ITS_INSTALLMENTS,
    ),
    Rule::new(
        "option_has_installments",
        "ogni opzione di pagamento ha rate",
        &OPTION_HAS_INSTALLMENTS,
    ),
    Rule::new(
        "installment_stands_in_its_position",
        "ogni rata sta nella posizione della sua opzione",
        &INSTALLMENT_STANDS_IN_ITS_POSITION,
    ),
    Rule::new(
        "check_digits_are_right",
        "le cifre di controllo degli avvisi sono giuste, o segnalate",
        &CHECK_DIGITS_ARE_RIGHT,
    ),
    Rule::new(
        "opening_is_of_unpaid",
        "solo un avviso ancora da pagare è pagabile, nel tempo e nei termini della sua posizione",
        &OPENING_IS_OF_UNPAID,
    ),
    Rule::new(
        "numbers_within_their_space",
        "nessun numero avviso va oltre il suo spazio",
        &NUMBERS_WITHIN_THEIR_SPACE,
    ),
    Rule::new(
        "decided_case_says_how",
        "ogni caso chiuso dice come è finito, perché e chi ha deciso",
        &DECIDED_CASE_SAYS_HOW,
    ),
    Rule::new(
        "assigned_money_pays_once",
        "il denaro collegato a un'altra posizione la paga, e va da una parte sola",
        &ASSIGNED_MONEY_PAYS_ONCE,
    ),
    Rule::new(
        "file_is_counted",
        "i conteggi di ogni file sono quelli delle sue righe",
        &FILE_IS_COUNTED,
    ),
    Rule::new("job_is_not_stuck", "nessun lavoro è fermo", &JOB_IS_NOT_STUCK),
];
