//! `docs/faults.md`, for whoever must know what a refusal can mean.

use std::fmt::Write;
use std::path::Path;

use pagopa_node::{FaultCode, Operation, payment_options::OptionsFaultCode};

use super::{Cell, cell, options_cell};

const BEGINNING: &str = "\
# Faults

Every code with which a body may refuse, on every operation of paForNode and on the payment options.
A cell says how the code is reached: a test reaches each of them by a call over HTTP, on SQLite and on PostgreSQL.
A number says why it is not, below the table.
The page is written from what the test does (`IUVO_GENERATE=1 cargo xtask test faults::`); a code that is added without its row does not compile.

## paForNode

";

const OPTIONS: &str = "
## Payment options

A code goes with one HTTP status; pagoPA's service takes any other pair for `PAA_SYSTEM_ERROR`.

| code | status | | how |
|---|---|---|---|
";

/// Compares the page with the table, or writes it.
pub(super) fn check(may_write: bool) {
    let made = write();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/faults.md");
    let generate = std::env::var_os("IUVO_GENERATE").is_some();
    if generate && may_write {
        std::fs::write(&path, &made).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        generate || made == written,
        "IUVO_GENERATE=1 cargo xtask test faults:: writes {}",
        path.display()
    );
}

fn write() -> String {
    let mut page = BEGINNING.to_owned();
    let names: Vec<_> = Operation::ALL.iter().map(|it| format!("`{}`", it.soap_action())).collect();
    writeln!(page, "| code | {} |", names.join(" | ")).unwrap();
    writeln!(page, "|---|{}", "---|".repeat(names.len())).unwrap();
    let mut reasons = Vec::new();
    for code in FaultCode::ALL {
        let cells = Operation::ALL.iter().map(|it| text(cell(*it, code), &mut reasons));
        let cells = cells.collect::<Vec<_>>().join(" | ");
        writeln!(page, "| `{}` | {cells} |", code.as_str()).unwrap();
    }
    page.push('\n');
    for (number, reason) in (1..).zip(&reasons) {
        writeln!(page, "{number}. Never: {reason}.").unwrap();
    }
    page.push_str(OPTIONS);
    for code in OptionsFaultCode::ALL {
        let how = match options_cell(*code) {
            Cell::Reached(how) => how.to_owned(),
            Cell::Never(why) => format!("never: {why}"),
        };
        let (status, word) = (code.status(), code.word());
        writeln!(page, "| `{}` | {status} | `{word}` | {how} |", code.as_str()).unwrap();
    }
    page
}

fn text(cell: Cell, reasons: &mut Vec<&'static str>) -> String {
    match cell {
        Cell::Reached(how) => how.to_owned(),
        Cell::Never(why) => {
            let known = reasons.iter().position(|it| *it == why);
            let at = known.unwrap_or_else(|| {
                reasons.push(why);
                reasons.len() - 1
            });
            format!("({})", at + 1)
        }
    }
}
