//! Plans that lead to a cell of the table of receipts: most are too far away for chance alone.

use pagopa_sim::Misbehavior;

use crate::step::{Forgery, Shape, Step, Writing};

/// How a notice stands when its receipt arrives.
pub(crate) const ROWS: [&str; 9] = [
    "draft",
    "published",
    "valid",
    "partly paid",
    "paid",
    "expired",
    "invalidated",
    "unknown",
    "broadcast",
];
/// How the receipt arrives.
pub(crate) const COLUMNS: [&str; 7] = [
    "first",
    "same content",
    "other version",
    "other content",
    "other receipt",
    "differs",
    "not paid",
];
/// Without a position there is nothing that could differ. And a receipt that came before its
/// position has paid it since it was written: one that comes then finds it paid, unless all three
/// were written at one instant, which no two steps are.
pub(crate) const UNREACHABLE: [(&str, &str); 8] = [
    ("unknown", "differs"),
    ("broadcast", "differs"),
    ("draft", "other receipt"),
    ("published", "other receipt"),
    ("valid", "other receipt"),
    ("partly paid", "other receipt"),
    ("expired", "other receipt"),
    ("invalidated", "other receipt"),
];

/// The steps to a cell, with a position of their own.
pub(crate) fn plan(row: &str, column: &str, slot: usize, cents: i64) -> Vec<Step> {
    let shape = match row {
        "partly paid" => Shape::Plan,
        "paid" => Shape::SingleAndPlan,
        "expired" => Shape::Expiring,
        "broadcast" => Shape::Shared,
        _ => Shape::Single,
    };
    let writing = Writing { cents, ..Writing::PUBLISHED };
    let failed = Some(Misbehavior::NotPaid);
    let mut steps = vec![
        Step::Create { slot, shape, writing },
        // The message that the forgeries are made of.
        Step::Pay { slot, part: 0, misbehavior: failed },
    ];
    let to_province = row == "broadcast";
    let forge = |forgery| Step::Forge { slot, part: 0, to_province, forgery };
    steps.extend(to_row(row, slot, writing));
    steps.extend(match column {
        "first" => vec![forge(Forgery::OtherReceipt)],
        "same content" => vec![forge(Forgery::Same)],
        "other version" => vec![Step::OtherVersion { slot, part: 0 }],
        "other content" => vec![forge(Forgery::OtherContent)],
        "other receipt" => vec![forge(Forgery::OtherReceipt), forge(Forgery::OtherReceipt)],
        "differs" => vec![forge(Forgery::Dearer)],
        _ => vec![forge(Forgery::Failed)],
    });
    steps
}

fn to_row(row: &str, slot: usize, writing: Writing) -> Vec<Step> {
    // The amounts stay: a receipt would differ.
    let writing = Writing { cents: 0, ..writing };
    match row {
        "draft" => vec![Step::Update { slot, writing: Writing { publish: false, ..writing } }],
        "published" => {
            vec![Step::Update { slot, writing: Writing { valid_in: Some(48), ..writing } }]
        }
        "partly paid" | "paid" => vec![Step::Pay { slot, part: 1, misbehavior: None }],
        "expired" => vec![Step::TimePasses { hours: 24 * 60 }],
        "invalidated" => vec![Step::Invalidate { slot }],
        "unknown" => vec![Step::Delete { slot }],
        _ => vec![],
    }
}
