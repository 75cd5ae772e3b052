//! The menu of a workspace: groups of sections, of which everybody is shown what they may see.

use iuvo_domain::access::{Action, Extent};

use super::{Desk, files, frame::Choice};
use crate::pages::Texts;

/// A section of a workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    /// None of the menu.
    None,
    /// "Panoramica".
    Home,
    /// "Posizioni".
    Positions,
    /// "Cronologia di un avviso".
    Stories,
    /// "File ricevuti".
    Files,
    /// "Incassi".
    Takings,
    /// "Anomalie".
    Cases,
    /// "Ente".
    Body,
    /// "Stazioni".
    Stations,
    /// "IBAN".
    Accounts,
    /// "Servizi".
    Services,
    /// "Operatori".
    People,
    /// "Chiavi API".
    Keys,
    /// "Lavori fermi".
    Jobs,
    /// "Registro attività".
    Audit,
}

/// Sections that belong together, as they are shown to somebody.
pub(crate) struct Group {
    /// What they are about; a section that stands alone needs none.
    pub(crate) title: Option<String>,
    pub(crate) voices: Vec<Choice>,
}

/// Says a text of the menu.
type Say = fn(&Texts) -> String;

/// A voice of the menu.
struct Voice {
    section: Section,
    /// What one must be able to do; nothing, if it is for everybody.
    action: Option<Action>,
    /// Where it is, below the workspace.
    path: &'static str,
    text: Say,
}

const fn voice(section: Section, action: Option<Action>, path: &'static str, text: Say) -> Voice {
    Voice { section, action, path, text }
}

const POSITIONS: Option<Action> = Some(Action::ReadPositions);
const STORIES: Option<Action> = Some(Action::ReadTimeline);
const SETUP: Option<Action> = Some(Action::ReadSetup);
const AUDIT: Option<Action> = Some(Action::ReadAudit);

/// The menu, in its order. Only sections that are served.
const MENU: &[(Option<Say>, &[Voice])] = &[
    (None, &[voice(Section::Home, None, "", |t| t.say("menu-home"))]),
    (
        Some(|t| t.say("menu-group-debts")),
        &[
            voice(Section::Positions, POSITIONS, "/posizioni", |t| t.say("positions-title")),
            voice(Section::Files, POSITIONS, "/file", |t| t.say("menu-files")),
            voice(Section::Stories, STORIES, "/avvisi", |t| t.say("notice-story-title")),
        ],
    ),
    (
        Some(|t| t.say("menu-group-takings")),
        &[
            voice(Section::Takings, POSITIONS, "/incassi", |t| t.say("menu-takings")),
            voice(Section::Cases, POSITIONS, "/anomalie", |t| t.say("menu-cases")),
        ],
    ),
    (
        Some(|t| t.say("menu-group-setup")),
        &[
            voice(Section::Body, SETUP, "/configurazione/ente", |t| t.say("menu-body")),
            voice(Section::Stations, SETUP, "/configurazione/stazioni", |t| t.say("menu-stations")),
            voice(Section::Accounts, SETUP, "/configurazione/iban", |t| t.say("menu-accounts")),
            voice(Section::Services, SETUP, "/configurazione/servizi", |t| t.say("menu-services")),
            voice(Section::People, SETUP, "/configurazione/operatori", |t| t.say("menu-people")),
            voice(Section::Keys, SETUP, "/configurazione/chiavi", |t| t.say("menu-keys")),
        ],
    ),
    (
        Some(|t| t.say("menu-group-running")),
        &[voice(Section::Jobs, SETUP, "/esercizio/lavori", |t| t.say("menu-jobs"))],
    ),
    (None, &[voice(Section::Audit, AUDIT, "/registro", |t| t.say("audit-title"))]),
];

/// Where a section is, below the workspace.
pub(super) fn path_of(section: Section) -> &'static str {
    let mut voices = MENU.iter().flat_map(|it| it.1);
    voices.find(|it| it.section == section).map_or("", |it| it.path)
}

/// The menu as whoever works there may see it; groups of which they see nothing are left out.
pub(super) fn of_desk(t: &Texts, desk: &Desk, here: Section) -> Vec<Group> {
    let may = |it: &Voice| {
        it.action.is_none_or(|it| desk.extent(it) != Extent::Nothing)
            && (it.section != Section::Files || files::are_shown(desk))
    };
    let choice = |it: &Voice| Choice {
        text: (it.text)(t),
        leads_to: format!("{}{}", desk.base, it.path),
        is_here: it.section == here,
    };
    let groups = MENU.iter().map(|(title, voices)| Group {
        title: title.map(|it| it(t)),
        voices: voices.iter().filter(|it| may(it)).map(choice).collect(),
    });
    groups.filter(|it| !it.voices.is_empty()).collect()
}
