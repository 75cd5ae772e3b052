//! PostgreSQL by itself: its own `pgbench`, reading one row, or writing a receipt's rows.

use std::{fmt::Write, path::Path, process::Command, time::Duration};

use anyhow::{Context, Result, ensure};

use crate::{
    copies::{Archive, literal, postgres_id},
    machine::{Spent, Watch, Watched},
    messages::ORGANIZATION,
    names::{FIRST_BASE, SEGREGATION_CODE},
    roles::{self, Role},
    sample::Written,
};

/// What pgbench did.
pub(crate) struct Done {
    pub(crate) transactions: u64,
    pub(crate) per_second: f64,
    pub(crate) spent: Spent,
}

/// An identifier that grows with time, as those of the program do.
const FRESH_ID: &str = "decode(
    lpad(to_hex((extract(epoch from clock_timestamp()) * 1000)::bigint), 12, '0') || '7000'
    || lpad(to_hex(:r::bigint), 16, '0'), 'hex')";

/// How pgbench is called.
pub(crate) struct Pgbench<'a> {
    pub(crate) program: &'a Path,
    pub(crate) url: &'a str,
    pub(crate) clients: u32,
    pub(crate) duration: Duration,
    pub(crate) watched: Watched,
}

impl Pgbench<'_> {
    /// Runs a script, each of whose repetitions is one transaction.
    pub(crate) fn run(&self, script: &str) -> Result<Done> {
        let file = tempfile::NamedTempFile::new()?;
        std::fs::write(file.path(), script)?;
        let mut command = Command::new(self.program);
        command
            .args(["--no-vacuum", "--protocol=prepared", "--jobs=1", "--define=done=0"])
            .arg(format!("--client={}", self.clients))
            .arg(format!("--time={}", self.duration.as_secs().max(1)))
            .arg("--file")
            .arg(file.path())
            .arg(self.url);
        let watch = Watch::start(self.watched)?;
        let output = command.output().context("starting pgbench")?;
        let spent = watch.stop()?;
        let said = String::from_utf8_lossy(&output.stdout);
        let complaint = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "pgbench: {said}{complaint}");
        let number = |label: &str| {
            let line = said.lines().find_map(|it| it.strip_prefix(label));
            line.and_then(|it| it.trim().split([' ', '/']).next()).context(label.to_owned())
        };
        let transactions = number("number of transactions actually processed:")?.parse()?;
        let per_second = number("tps =")?.parse()?;
        Ok(Done { transactions, per_second, spent })
    }
}

/// The row that answers a verification, by its notice number, anywhere in the archive.
pub(crate) fn reading(archive: &Archive) -> String {
    let place = format!("\\set i random(0, {})\n", archive.positions - 1);
    let names = names(archive);
    format!(
        "{place}{names}select amount_cents, due_date, description, company_name from opening \
         where workspace_id = :w and notice_number = :notice;\n"
    )
}

/// The rows a receipt wrote, for each position from a place on: one after the other for each of
/// so many clients, so that none is paid twice.
pub(crate) fn writing(
    archive: &Archive,
    from: u64,
    clients: u32,
    written: &Written,
) -> Result<String> {
    let mut script =
        format!("\\set i {from} + :done * {clients} + :client_id\n\\set done :done + 1\n");
    script.push_str(&names(archive));
    script.push_str("\\set r random(1000000000000000000, 9000000000000000000)\nbegin;\n");
    for (table, row, columns) in &written.changed {
        let roles = roles::of_row(table, row, &written.names);
        let (set, key): (Vec<_>, Vec<_>) = roles
            .iter()
            .filter(|it| columns.contains(&it.0) || table.key.contains(&it.0))
            .partition(|it| columns.contains(&it.0));
        let terms = |roles: &[&(String, Role)], by: &str| {
            let terms = roles.iter().map(|it| format!("{} = {}", it.0, expression(&it.1)));
            terms.collect::<Vec<_>>().join(by)
        };
        let (set, key) = (terms(&set, ", "), terms(&key, " and "));
        writeln!(script, "update {} set {set} where {key};", table.name)?;
    }
    for (table, row) in &written.removed {
        let roles = roles::of_row(table, row, &written.names);
        let key = roles.iter().filter(|it| table.key.contains(&it.0));
        let terms: Vec<_> = key.map(|it| format!("{} = {}", it.0, expression(&it.1))).collect();
        writeln!(script, "delete from {} where {};", table.name, terms.join(" and "))?;
    }
    for (table, row) in &written.added {
        let roles = roles::of_row(table, row, &written.names);
        let values: Vec<String> = roles.iter().map(|it| expression(&it.1)).collect();
        let (columns, values) = (table.columns.join(", "), values.join(", "));
        writeln!(script, "insert into {} ({columns}) values ({values});", table.name)?;
    }
    script.push_str("commit;\n");
    Ok(script)
}

/// The names of the copy at place `:i`.
fn names(archive: &Archive) -> String {
    format!(
        "\\set w {} + :i % {}\n\
         \\set digits 3{SEGREGATION_CODE}0000000000000 + {FIRST_BASE} + :i\n\
         \\set notice :digits * 100 + :digits % 93\n\
         \\set iuv :notice - 300000000000000000\n",
        archive.first_workspace,
        archive.bodies.len()
    )
}

fn expression(role: &Role) -> String {
    match role {
        Role::Workspace => ":w".to_owned(),
        Role::Organization => format!("'{ORGANIZATION}'"),
        Role::Id => postgres_id(":i::bigint"),
        // Grows with time, as identifiers of ours do.
        Role::FreshId => FRESH_ID.to_owned(),
        Role::NoticeNumber => ":notice".to_owned(),
        Role::NoticeBytes => "convert_to(:notice::bigint::text, 'UTF8')".to_owned(),
        Role::Iuv => ":iuv".to_owned(),
        Role::Iupd => "'COPY-' || :i".to_owned(),
        Role::ReceiptId => ":r".to_owned(),
        Role::Constant(value) => literal(value, "'\\x", "::bytea"),
    }
}
