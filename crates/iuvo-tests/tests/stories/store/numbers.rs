//! Notice numbers, from several replicas at once.

use std::{collections::BTreeSet, sync::Arc};

use iuvo_app::{
    App,
    directory::DirectoryChange,
    numbers::{IssueError, issue_notice_numbers},
};
use iuvo_domain::{directory::StationLink, number_space::NumberSpace};
use iuvo_store::{Command, Lane, StoreError, Tx, number_spaces};
use iuvo_tests::{ids, stories};
use pagopa_codes::{NoticeNumber, SegregationCode};

async fn issue(app: &App, code: &str, count: usize) -> Result<Vec<NoticeNumber>, IssueError> {
    let directory = app.directory();
    let profile = directory
        .workspaces()
        .find(|it| it.workspace.organization.to_string() == ids::TOWN)
        .expect("the town");
    issue_notice_numbers(app, profile, &[code.parse().unwrap()], count).await
}

/// The base: what stands between the segregation code and the check digits.
fn base(number: &NoticeNumber) -> u64 {
    number.as_str()[3..16].parse().unwrap()
}

struct OpenSpace(NumberSpace);

impl Command for OpenSpace {
    type Output = bool;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<bool, StoreError> {
        number_spaces::insert(tx, &self.0).await
    }
}

stories! {
    async fn replicas_never_issue_a_number_twice_and_step_over_reserved_ones(town: Town) {
        let (workspace, other) = (town.workspace(ids::TOWN), town.beside().await);
        for range in [20..=150, 260..=400] {
            let code: SegregationCode = "02".parse().unwrap();
            let reserve = DirectoryChange::ReserveNumbers(workspace, code, range);
            town.change(reserve).await.unwrap();
        }
        let mut clerks = tokio::task::JoinSet::new();
        for index in 0..8 {
            let app = Arc::clone(if index % 2 == 0 { town.app() } else { other.app() });
            clerks.spawn(async move {
                let mut issued = Vec::new();
                for count in [1, 7, 120, 1, 31] {
                    issued.extend(issue(&app, "02", count).await.unwrap());
                }
                issued
            });
        }
        let issued = clerks.join_all().await.concat();
        let bases: BTreeSet<u64> = issued.iter().map(base).collect();
        assert_eq!(bases.len(), issued.len(), "a number was issued twice");
        assert_eq!(issued.len(), 8 * 160);
        assert_eq!(bases.first(), Some(&1));
        for range in [20..=150, 260..=400] {
            assert_eq!(bases.range(range.clone()).next(), None, "{range:?} is reserved");
        }
        assert!(issued.iter().all(NoticeNumber::has_valid_check_digits));
    }

    /// Less than a block is left: what is asked for is given, down to the last number.
    async fn an_exhausted_space_is_refused_and_stays_as_it_is(town: Town) {
        let (workspace, code) = (town.workspace(ids::TOWN), "05".parse().unwrap());
        let space = NumberSpace { workspace, segregation_code: code, next: 1, end: 102 };
        assert!(town.app().store().execute(Lane::Interactive, OpenSpace(space)).await.unwrap());
        let link = StationLink {
            workspace,
            station: ids::STATION.parse().unwrap(),
            segregation_code: code,
            broadcast: false,
            stand_in: false,
            spontaneous: false,
        };
        town.change(DirectoryChange::SaveLink(link)).await.unwrap();
        assert_eq!(issue(town.app(), "05", 100).await.unwrap().len(), 100);
        for _ in 0..2 {
            assert_eq!(issue(town.app(), "05", 1).await.unwrap().len(), 1);
        }
        for _ in 0..2 {
            let refused = issue(town.app(), "05", 1).await.unwrap_err();
            assert!(matches!(refused, IssueError::Exhausted(it) if it == code), "{refused}");
        }
        let next = "select next_base from number_space where segregation_code = '05'";
        assert_eq!(town.rows().number(next).await, 103);
        assert!(matches!(issue(town.app(), "06", 1).await, Err(IssueError::NoNumberSpace)));
    }
}
