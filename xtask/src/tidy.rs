//! The rules of the house that no compiler knows.
//!
//! Each rule reads the whole repository and says where it is broken, and why that matters. A rule
//! that cannot be told from its finding alone does not belong here. `docs/tidy.md` is generated
//! from the table below. At the end the longest files and functions are shown: a mirror, no law.

use anyhow::{Result, ensure};

use rust::RustFile;
use tree::Tree;

mod comments;
mod dependencies;
mod file_names;
mod lines;
mod markdown;
mod migrations;
mod mirror;
mod publiccode;
mod requirements;
mod rust;
mod sql;
mod texts;
mod tokens;
mod tree;

/// A place where a rule is broken.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    path: String,
    /// Counted from one; zero when the whole file is meant.
    line: usize,
    what: String,
}

impl Finding {
    fn new(path: &str, line: usize, what: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, what: what.into() }
    }
}

/// A rule: what it demands, why, and how it is checked.
struct Rule {
    name: &'static str,
    demand: &'static str,
    why: &'static str,
    check: fn(&House) -> Result<Vec<Finding>>,
}

/// What the rules look at.
pub(crate) struct House {
    tree: Tree,
    rust: Vec<RustFile>,
}

impl House {
    fn of(tree: Tree) -> Result<Self> {
        let rust =
            tree.with_extension("rs").map(RustFile::parse).collect::<Result<Vec<RustFile>>>()?;
        Ok(Self { tree, rust })
    }

    /// A house made of named texts, for the tests of the rules.
    #[cfg(test)]
    fn built_of(files: &[(&str, &str)]) -> Self {
        Self::of(Tree::built_of(files)).unwrap()
    }
}

const RULES: &[Rule] = &[
    Rule {
        name: "dependencies",
        demand: "A crate of ours depends only on the crates its row of the allow-table names; \
                 axum appears only in `iuvo`, `iuvo-web`, `pagopa-sim` and the tools that \
                 test them.",
        why: "The compiler enforces direction only while the manifests keep to it.",
        check: |_| dependencies::check(),
    },
    Rule {
        name: "sql-home",
        demand: "SQL text is only in `iuvo-store`; tests may read rows as an auditor would, and \
                 the bench writes its limits.",
        why: "Every statement is prepared on both engines by one test, which sees that crate.",
        check: sql::home,
    },
    Rule {
        name: "workspace-filter",
        demand: "A statement of the store has a `workspace_id` for each mention of an operational \
                 table.",
        why: "No operational row is read or written without its workspace: bodies never mix.",
        check: sql::workspace_filter,
    },
    Rule {
        name: "migrations",
        demand: "Migrations are `NNNN_slug.sql`, numbered without gaps from 0001, and begin with a \
                 `--` line that says why.",
        why: "The order is the history; the reason is what a later reader lacks.",
        check: |house| Ok(migrations::numbered(house)),
    },
    Rule {
        name: "workspace-first",
        demand: "A table that has `workspace_id` has it first in its primary, unique and foreign \
                 keys.",
        why: "Distributed PostgreSQL places and joins rows by it, and no key can cross bodies.",
        check: migrations::workspace_first,
    },
    Rule {
        name: "file-header",
        demand: "A `.rs` file begins with `//!`: what it is, its invariants, what it leaves out.",
        why: "Who opens a file learns at once whether it is the right one.",
        check: |house| Ok(comments::headers(house)),
    },
    Rule {
        name: "file-names",
        demand: "No `utils`, `helpers`, `common`, `misc`, `types`, `manager` among `.rs` files.",
        why: "Such names say nothing, so everything ends up there.",
        check: |house| Ok(file_names::check(house)),
    },
    Rule {
        name: "unfinished",
        demand: "No to-do markers, debugging or placeholder macros, ignored tests, tests that \
                 expect any panic.",
        why: "What is not done is not merged; a test that cannot fail proves nothing.",
        check: tokens::unfinished,
    },
    Rule {
        name: "dead-code",
        demand: "No commented-out code.",
        why: "The history keeps it; here it only ages.",
        check: comments::dead_code,
    },
    Rule {
        name: "exceptions",
        demand: "Every `#[expect]` and `#[allow]` gives its reason.",
        why: "An exception without a reason is a rule without force.",
        check: |house| Ok(tokens::exceptions(house)),
    },
    Rule {
        name: "line-length",
        demand: "Lines of `.rs` files have at most 100 columns, but for one long text or address.",
        why: "Two versions fit side by side.",
        check: |house| Ok(lines::check(house)),
    },
    Rule {
        name: "one-title",
        demand: "A Markdown file has exactly one first-level heading.",
        why: "A page is about one thing, and links and readers rely on its title.",
        check: |house| Ok(markdown::check(house)),
    },
    Rule {
        name: "requirements",
        demand: "Every test that `docs/requirements.md` names exists, and a requirement that is \
                 met names one.",
        why: "A requirement is met by a test that runs, not by a word in a table.",
        check: |house| Ok(requirements::check(house)),
    },
    Rule {
        name: "own-words",
        demand: "Texts speak of the project alone: no paths of a machine, package hosts, issue \
                 numbers or neighbouring folders.",
        why: "Who clones the repository has none of them.",
        check: texts::foreign,
    },
    Rule {
        name: "file-size",
        demand: "No file has more than 300 kB, but for `Cargo.lock`.",
        why: "Everybody who clones carries it for ever.",
        check: |house| Ok(texts::sizes(house)),
    },
    Rule {
        name: "publiccode",
        demand: "`publiccode.yml` has the mandatory keys of the standard, within their lengths.",
        why: "The national catalogue of public software reads it, and refuses a faulty one.",
        check: publiccode::check,
    },
];

/// Checks every rule; prints what is broken, then the mirror.
pub(crate) fn run() -> Result<()> {
    let house = House::of(Tree::of_repository()?)?;
    let mut count = 0;
    for rule in RULES {
        for finding in (rule.check)(&house)? {
            count += 1;
            let Finding { path, line, what } = finding;
            println!("{path}:{line}: [{}] {what}\n    why: {}", rule.name, rule.why);
        }
    }
    mirror::show(&house);
    ensure!(count == 0, "{count} tidy finding(s)");
    Ok(())
}

/// The page that lists the rules.
pub(crate) fn describe_rules() -> String {
    let title = "# What tidy checks\n\n\
                 Generated by `cargo xtask generate` from the rules in `xtask/src/tidy.rs`.\n\
                 `cargo xtask tidy` checks them; `cargo xtask ci` calls it.\n\n\
                 | rule | demand | why |\n|---|---|---|\n";
    let rows = RULES
        .iter()
        .map(|Rule { name, demand, why, .. }| format!("| {name} | {demand} | {why} |\n"));
    std::iter::once(title.to_owned()).chain(rows).collect()
}
