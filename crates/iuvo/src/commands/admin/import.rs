//! Lists of pagoPA's Back Office: what a file would change is shown, then it is done.

use std::{fs::File, path::PathBuf};

use clap::Subcommand;
use iuvo_app::{
    App,
    directory::{
        ChangeError, Ground, Plan, StepKind, apply_plan, plan_accounts, plan_bodies, plan_stations,
    },
};
use iuvo_domain::Environment;
use pagopa_lists::{Defect, Unreadable};
use serde::Serialize;

use super::{author, values};
use crate::{
    failure::{Failure, causes},
    terminal::{complain, say, say_json},
};

/// Lines of a plan that are written out; of the others the number is given.
const SHOWN: usize = 50;

#[derive(Subcommand)]
pub(super) enum ImportCommand {
    /// Enti, dall'esportazione CSV degli enti intermediati
    Bodies(ImportArguments),
    /// Stazioni e collegamenti, dalla stessa esportazione degli enti
    Stations(ImportArguments),
    /// Conti di accredito, dall'esportazione CSV degli IBAN
    Ibans(ImportArguments),
}

#[derive(clap::Args)]
pub(super) struct ImportArguments {
    /// Il file CSV, in UTF-8, con «;» o «,»
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Ambiente: collaudo o produzione
    #[arg(long, value_name = "AMBIENTE", value_parser = values::environment)]
    environment: Environment,
    #[command(flatten)]
    manner: Manner,
}

/// How an import is done.
#[derive(clap::Args)]
pub(super) struct Manner {
    /// Mostra soltanto che cosa cambierebbe
    #[arg(long)]
    dry_run: bool,
    /// Importa le righe buone anche se altre sono scartate
    #[arg(long)]
    skip_rejected: bool,
    /// Scrive in JSON
    #[arg(long)]
    json: bool,
}

type Planner = fn(Ground<'_>, File) -> Result<Plan, Unreadable>;

pub(super) async fn run(app: &App, command: ImportCommand) -> Result<(), Failure> {
    let (arguments, plan): (_, Planner) = match command {
        ImportCommand::Bodies(it) => (it, plan_bodies),
        ImportCommand::Stations(it) => (it, plan_stations),
        ImportCommand::Ibans(it) => (it, plan_accounts),
    };
    let ImportArguments { file, environment, manner } = arguments;
    let file = open(&file)?;
    let directory = app.directory();
    let ground = Ground { directory: &directory, environment, today: app.today() };
    let plan = plan(ground, file).map_err(|it| unreadable(&it))?;
    finish(app, plan, &manner).await
}

pub(super) fn open(path: &std::path::Path) -> Result<File, Failure> {
    File::open(path).map_err(Failure::while_doing(&format!("{} non si apre", path.display())))
}

pub(super) fn unreadable(error: &Unreadable) -> Failure {
    Failure::refused(format!("Il file non si importa: {}.", causes(error)))
}

/// Shows a plan and, if that is wanted, does it. A file with rejected rows changes nothing unless
/// the operator lets them go.
pub(super) async fn finish(app: &App, plan: Plan, manner: &Manner) -> Result<(), Failure> {
    let mut shown = Shown::of(&plan);
    let is_refused = plan.rejected > 0 && !manner.skip_rejected;
    shown.applied = !manner.dry_run && !is_refused;
    if !manner.json {
        shown.lines().iter().for_each(|line| say(line));
    }
    if shown.applied {
        let total = plan.steps.len();
        let progress = |done| complain(&format!("{done} modifiche su {total}"));
        apply_plan(app, &author(), plan, progress).await.map_err(|error| match error {
            ChangeError::WorkspaceTaken => Failure::refused(
                "Un ente o il suo slug è stato aggiunto nel frattempo: si importi di nuovo.",
            ),
            other => Failure::while_doing("Le modifiche si sono fermate")(other),
        })?;
    }
    if manner.json {
        say_json(&shown)?;
    } else {
        say(shown.conclusion(manner));
    }
    if is_refused && !manner.dry_run {
        let text = "Ci sono righe scartate: si correggano, o si usi --skip-rejected.";
        return Err(Failure::refused(text));
    }
    Ok(())
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Shown {
    applied: bool,
    created: usize,
    updated: usize,
    unchanged: usize,
    rejected: usize,
    changes: Vec<ShownStep>,
    defects: Vec<ShownDefect>,
}

#[derive(Serialize)]
struct ShownStep {
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    kind: &'static str,
    what: String,
}

#[derive(Serialize)]
struct ShownDefect {
    line: u64,
    field: &'static str,
    reason: String,
}

impl Shown {
    fn of(plan: &Plan) -> Self {
        let step = |it: &iuvo_app::directory::Step| ShownStep {
            line: it.line,
            kind: match it.kind {
                StepKind::Create => "nuovo",
                StepKind::Update => "cambia",
            },
            what: it.subject.clone(),
        };
        let defect = |it: &Defect| ShownDefect {
            line: it.line,
            field: it.field,
            reason: it.reason.clone().into_owned(),
        };
        Self {
            applied: false,
            created: plan.count(StepKind::Create),
            updated: plan.count(StepKind::Update),
            unchanged: plan.unchanged,
            rejected: plan.rejected,
            changes: plan.steps.iter().map(step).collect(),
            defects: plan.defects.iter().map(defect).collect(),
        }
    }

    fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for ShownStep { line, kind, what } in self.changes.iter().take(SHOWN) {
            let place = line.map(|it| format!("riga {it}, ")).unwrap_or_default();
            lines.push(format!("{place}{kind}: {what}"));
        }
        let more = self.changes.len().saturating_sub(SHOWN);
        if more > 0 {
            lines.push(format!("… e altre {more} modifiche (tutte con --json)"));
        }
        for ShownDefect { line, field, reason } in self.defects.iter().take(SHOWN) {
            lines.push(format!("scartata la riga {line}, {field}: {reason}"));
        }
        let more = self.defects.len().saturating_sub(SHOWN);
        if more > 0 {
            lines.push(format!("… e altri {more} motivi (con --json)"));
        }
        let Self { created, updated, unchanged, rejected, .. } = self;
        lines.push(format!(
            "Nuovi {created}, cambiati {updated}, uguali {unchanged}, scartati {rejected}."
        ));
        lines
    }

    fn conclusion(&self, manner: &Manner) -> &'static str {
        match (self.applied, self.changes.is_empty()) {
            (_, true) if self.rejected == 0 => "Niente da cambiare.",
            (true, _) => "Fatto.",
            _ if manner.dry_run => "Prova: non è stato cambiato niente.",
            _ => "Non è stato cambiato niente.",
        }
    }
}
