//! What must hold of the data, whatever has happened: the checks of `iuvo check`.
//!
//! In reading order: [`Invariants::of`] lists them by number and name; `rules` are those of every
//! workspace; the last three follow from the schema, so that a new table is watched at once.
//!
//! Invariants: a check reads, and keeps in memory no more than the findings asked for.

pub(crate) mod rules;

use std::sync::Arc;

use iuvo_domain::{Environment, WorkspaceId};
use pagopa_codes::OrganizationFiscalCode;
use uuid::Uuid;

use crate::{
    Query, Snapshot, StoreError, Tx,
    catalog::{Catalog, Reference, Table},
    column::{ColumnRef, FromColumn, only, params},
    statement::{Statement, statements},
};

statements! {
    WORKSPACES = "
        select id, organization_fiscal_code, environment from workspace order by id";
}

/// A workspace, as a finding names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CheckedWorkspace {
    /// Its identity.
    pub id: WorkspaceId,
    /// The body.
    pub organization: OrganizationFiscalCode,
    /// The environment.
    pub environment: Environment,
}

/// A check: its name, what it says, and the questions that find what breaks it.
pub struct Invariant {
    /// Its name, for programs.
    pub name: &'static str,
    /// What must hold, in Italian.
    pub text: &'static str,
    questions: Vec<Question>,
}

/// Something that breaks a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Which check, counted from zero.
    pub invariant: usize,
    /// In which workspace, if it is in one.
    pub workspace: Option<WorkspaceId>,
    /// What: an identifier.
    pub subject: String,
}

enum Question {
    /// Asked of each workspace: takes it and a limit.
    Workspace(Asked),
    /// Asked once: takes a limit.
    Everywhere(Asked),
}

/// A statement, and whose rows it is about when the finding itself does not say.
struct Asked {
    statement: Arc<Statement>,
    about: String,
}

impl Asked {
    fn new(sql: String, about: String) -> Self {
        Self { statement: Arc::new(Statement::made(sql)), about }
    }
}

/// A check of every workspace whose question is written by hand.
struct Rule {
    name: &'static str,
    text: &'static str,
    statement: &'static Statement,
}

impl Rule {
    const fn new(name: &'static str, text: &'static str, statement: &'static Statement) -> Self {
        Self { name, text, statement }
    }

    fn invariant(&self) -> Invariant {
        let asked = Asked::new(self.statement.postgres().to_owned(), String::new());
        let questions = vec![Question::Workspace(asked)];
        Invariant { name: self.name, text: self.text, questions }
    }
}

/// All checks, for the workspaces of a snapshot.
pub struct Invariants {
    all: Vec<Invariant>,
    workspaces: Vec<CheckedWorkspace>,
}

impl Invariants {
    /// Prepares the checks of a database whose schema is up to date.
    pub async fn of(snapshot: &mut Snapshot) -> Result<Self, StoreError> {
        let catalog = Catalog::read()?;
        let mut all: Vec<Invariant> = rules::RULES.iter().map(Rule::invariant).collect();
        all.extend([orphans(&catalog), strangers(&catalog)]);
        Ok(Self { all, workspaces: snapshot.read(&Workspaces).await? })
    }

    /// The checks; their number is their place, counted from one.
    pub fn all(&self) -> &[Invariant] {
        &self.all
    }

    /// The workspaces.
    pub fn workspaces(&self) -> &[CheckedWorkspace] {
        &self.workspaces
    }

    /// What breaks the checks that are not about one workspace, each check at most `limit` times
    /// for each table.
    pub async fn everywhere(
        &self,
        snapshot: &mut Snapshot,
        limit: usize,
    ) -> Result<Vec<Violation>, StoreError> {
        let mut found = Vec::new();
        for (number, question) in self.questions() {
            if let Question::Everywhere(asked) = question {
                found.extend(ask(snapshot, number, asked, (None, limit)).await?);
            }
        }
        Ok(found)
    }

    /// What breaks the checks in a workspace, each at most `limit` times.
    pub async fn within(
        &self,
        snapshot: &mut Snapshot,
        workspace: WorkspaceId,
        limit: usize,
    ) -> Result<Vec<Violation>, StoreError> {
        let mut found = Vec::new();
        for (number, question) in self.questions() {
            if let Question::Workspace(asked) = question {
                found.extend(ask(snapshot, number, asked, (Some(workspace), limit)).await?);
            }
        }
        Ok(found)
    }

    fn questions(&self) -> impl Iterator<Item = (usize, &Question)> {
        let numbered = self.all.iter().enumerate();
        numbered.flat_map(|(number, it)| it.questions.iter().map(move |ask| (number, ask)))
    }
}

async fn ask(
    snapshot: &mut Snapshot,
    invariant: usize,
    asked: &Asked,
    (workspace, limit): (Option<WorkspaceId>, usize),
) -> Result<Vec<Violation>, StoreError> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let query = Findings { statement: Arc::clone(&asked.statement), workspace, limit };
    let found = snapshot.read(&query).await?;
    let about = asked.about.as_str();
    let named = found.into_iter().map(|Subject(it)| Violation {
        invariant,
        workspace,
        subject: if about.is_empty() { it } else { format!("{about} {it}") },
    });
    Ok(named.collect())
}

/// Rows whose parent is missing, or in another workspace. The engines see to it, unless somebody
/// has switched that off.
fn orphans(catalog: &Catalog) -> Invariant {
    let questions = catalog.tables.iter().flat_map(|table| {
        table.parents.iter().map(|reference| {
            let asked = Asked::new(orphans_sql(table, reference), format!("in {}", table.name));
            if table.is_operational() {
                Question::Workspace(asked)
            } else {
                Question::Everywhere(asked)
            }
        })
    });
    Invariant {
        name: "row_has_its_parent",
        text: "nessuna riga è senza ciò a cui si riferisce, né di un altro ambiente di lavoro",
        questions: questions.collect(),
    }
}

fn orphans_sql(table: &Table, reference: &Reference) -> String {
    let all = |join: &str, one: &dyn Fn(&(String, String)) -> String| {
        reference.columns.iter().map(one).collect::<Vec<_>>().join(join)
    };
    let given = all(" and ", &|(child, _)| format!("c.{child} is not null"));
    let equal = all(" and ", &|(child, parent)| format!("p.{parent} = c.{child}"));
    let (scope, limit) =
        if table.is_operational() { ("c.workspace_id = $1 and ", "$2") } else { ("", "$1") };
    format!(
        "select {} from {} c where {scope}{given} and not exists (\
         select 1 from {} p where {equal}) limit {limit}",
        last_of(&table.key),
        table.name,
        reference.parent
    )
}

/// The column that says most of a row: keys go from the workspace to the row.
fn last_of(key: &[String]) -> String {
    key.last().map_or_else(|| "1".to_owned(), |it| format!("c.{it}"))
}

/// Rows of workspaces that do not exist: nobody would ever see them, and what all workspaces have
/// together would not be all there is. Each table's workspaces are visited by leaps along its key.
fn strangers(catalog: &Catalog) -> Invariant {
    let operational = catalog.tables.iter().filter(|it| it.is_operational());
    let questions = operational.map(|Table { name, .. }| {
        let sql = format!(
            "with recursive found (id) as (
               select min(workspace_id) from {name}
               union all
               select (select min(t.workspace_id) from {name} t where t.workspace_id > found.id)
               from found where found.id is not null)
             select found.id from found
             where found.id is not null
               and not exists (select 1 from workspace w where w.id = found.id)
             limit $1"
        );
        Question::Everywhere(Asked::new(sql, format!("in {name}, workspace")))
    });
    Invariant {
        name: "row_has_its_workspace",
        text: "ogni riga è di un ambiente di lavoro che esiste",
        questions: questions.collect(),
    }
}

struct Workspaces;

impl Query for Workspaces {
    type Output = Vec<CheckedWorkspace>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        tx.query(&WORKSPACES, params![], |row| {
            Ok(CheckedWorkspace {
                id: row.next()?,
                organization: row.next()?,
                environment: row.next()?,
            })
        })
        .await
    }
}

struct Findings {
    statement: Arc<Statement>,
    workspace: Option<WorkspaceId>,
    limit: i64,
}

impl Query for Findings {
    type Output = Vec<Subject>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        match self.workspace {
            Some(it) => tx.query(&self.statement, params![it, self.limit], only).await,
            None => tx.query(&self.statement, params![self.limit], only).await,
        }
    }
}

/// An identifier of any kind, as text.
struct Subject(String);

impl FromColumn for Subject {
    fn from_column(value: ColumnRef<'_>) -> Result<Self, String> {
        Ok(Self(match value {
            ColumnRef::Null => "null".to_owned(),
            ColumnRef::Int(number) => number.to_string(),
            ColumnRef::Text(text) => text.to_owned(),
            ColumnRef::Bytes(bytes) => Uuid::from_slice(bytes)
                .map_or_else(|_| format!("{} byte", bytes.len()), |it| it.to_string()),
        }))
    }
}
