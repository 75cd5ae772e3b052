//! Searches of positions: whatever is asked, in whatever order, every page is what reading the
//! whole archive would give.

use std::collections::HashSet;

use iuvo_app::debt_positions::{
    Direction, Effort, Found, Meaning, Onward, Place, Search, Selection, SortBy, Sought, Standing,
    Tally, recognize, search_positions,
};
use iuvo_domain::{
    DebtPositionId, ServiceId,
    access::Extent,
    debt_position::{DebtPosition, NameKey, PositionStatus},
};
use iuvo_tests::{Town, ids, stories};
use jiff::{SignedDuration, Timestamp};
use pagopa_codes::Cents;
use reqwest::Method;

const NAMES: [&str; 8] = [
    "Mario Rossi",
    "ROSSI MARIO",
    "Nicolò D’Angelo",
    "D'ANGELO NICOLO'",
    "Maria De Luca",
    "Rossi & Figli S.n.c.",
    "Šimčič Đuro",
    "Anna Verdi",
];

/// Everything that a workspace holds, one way or another.
async fn fill(town: &Town) {
    for place in 0..24_i64 {
        let name = NAMES[usize::try_from(place).unwrap() % NAMES.len()];
        let position = town
            .position(&format!("Debito {place}"))
            .iupd(&format!("CERCA-{place}"))
            .with(|it| it["fullName"] = name.into())
            .due_in(SignedDuration::from_hours(24 * (1 + place * 7 % 13)))
            .single(1_000 + (place * 37 % 11) * 100);
        let position = if place % 3 == 0 { position.expiring() } else { position };
        match place % 6 {
            0 => drop(position.draft().await),
            1 => {
                let notice = position.publish().await;
                town.psp().pay(&notice.notice()).await.assert_ok();
            }
            2 => {
                position.publish().await;
                let path = format!("/debtpositions/CERCA-{place}/invalidate");
                town.gpd(Method::POST, &path, None).await.assert_status(200);
            }
            _ => drop(position.publish().await),
        }
    }
}

fn search(town: &Town, selection: Selection, by: SortBy, direction: Direction) -> Search {
    Search {
        workspace: town.workspace(ids::TOWN),
        now: town.app().now(),
        selection,
        by,
        direction,
        place: Place::First,
        limit: 4,
        effort: Effort::default(),
    }
}

async fn run(town: &Town, search: Search) -> Found {
    search_positions(town.app(), &Extent::Everything, search).await.unwrap()
}

/// All pages from the first to the last, and from the last back to the first. A page that says that
/// something follows is followed by something, and a full page is as long as it may be.
async fn pages(town: &Town, first: Search) -> Vec<DebtPositionId> {
    let mut forth = Vec::new();
    let mut search = first.clone();
    let mut is_promised = false;
    loop {
        let found = run(town, search.clone()).await;
        assert_eq!(found.before == Onward::End, search.place == Place::First);
        forth.extend(checked(&search, is_promised, &found, found.next));
        is_promised = matches!(found.next, Onward::More(_));
        match found.next.from() {
            Some(next) => search.place = Place::After(next),
            None => break,
        }
        assert!(forth.len() < 1_000, "the pages never end");
    }
    let mut back = forth.last().copied().into_iter().collect::<Vec<_>>();
    let mut from = back.first().copied();
    is_promised = false;
    while let Some(place) = from {
        search.place = Place::Before(place);
        let found = run(town, search.clone()).await;
        back.splice(0..0, checked(&search, is_promised, &found, found.before));
        is_promised = matches!(found.before, Onward::More(_));
        from = found.before.from();
    }
    assert_eq!(back, forth);
    forth
}

/// The positions of a page, which keeps what the one before has promised.
fn checked(
    search: &Search,
    is_promised: bool,
    found: &Found,
    onward: Onward,
) -> Vec<DebtPositionId> {
    assert!(!is_promised || !found.positions.is_empty(), "nothing follows: {search:?}");
    let is_full = found.positions.len() == search.limit;
    assert!(is_full || !matches!(onward, Onward::More(_)), "short, and sure: {search:?}");
    found.positions.iter().map(|it| it.id).collect()
}

fn value(position: &DebtPosition, by: SortBy) -> (i64, NameKey) {
    let listed = position.listed().unwrap();
    match by {
        SortBy::Entry => (position.inserted_at.as_microsecond(), NameKey::of("")),
        SortBy::DueDate => (listed.due_date().as_microsecond(), NameKey::of("")),
        SortBy::Amount => (listed.amount().get(), NameKey::of("")),
        SortBy::Name => (0, listed.debtor_name()),
    }
}

/// What reading everything would give.
fn expected(all: &[DebtPosition], asked: &Search) -> Vec<DebtPositionId> {
    let within = |span: Option<(Timestamp, Timestamp)>, at: Option<Timestamp>| {
        span.is_none_or(|(from, to)| at.is_some_and(|at| (from..=to).contains(&at)))
    };
    let it = &asked.selection;
    let is_sought = |position: &DebtPosition| match &it.sought {
        None => true,
        Some(Sought::Debtor(code)) => position.options[0].debtor.fiscal_code == *code,
        Some(Sought::Name(prefix)) => {
            let name = position.listed().unwrap().debtor_name();
            [name.clone(), name.turned()]
                .iter()
                .any(|it| it.as_bytes().starts_with(prefix.as_bytes()))
        }
        Some(Sought::Amount(from, to)) => {
            (*from..=*to).contains(&position.listed().unwrap().amount())
        }
    };
    let mut found: Vec<_> = all
        .iter()
        .filter(|position| {
            let status = position.status_at(asked.now);
            (it.standings.is_empty() || it.standings.iter().any(|it| it.status == status))
                && it.services.as_ref().is_none_or(|all| all.contains(&position.service))
                && within(it.due, Some(position.listed().unwrap().due_date()))
                && within(it.paid, position.paid_at)
                && within(it.entered, Some(position.inserted_at))
                && is_sought(position)
        })
        .map(|it| (value(it, asked.by), it.id))
        .collect();
    found.sort();
    if asked.direction == Direction::Descending {
        found.reverse();
    }
    found.into_iter().map(|it| it.1).collect()
}

fn selections(now: Timestamp, service: ServiceId) -> Vec<Selection> {
    let days = |count: i64| now.checked_add(SignedDuration::from_hours(24 * count)).unwrap();
    let some = Selection::default;
    let name = |it: &str| Selection { sought: Some(Sought::Name(NameKey::of(it))), ..some() };
    let states = PositionStatus::ALL
        .iter()
        .map(|it| Selection { standings: vec![Standing::from(*it)], ..some() });
    let others = [
        some(),
        name("rossi"),
        name("de luca"),
        name("NICOLO"),
        name("dangelo n"),
        name("zzz"),
        Selection { sought: Some(Sought::Debtor(ids::DEBTOR.to_owned())), ..some() },
        Selection { sought: Some(Sought::Amount(Cents::new(1_100), Cents::new(1_500))), ..some() },
        Selection { due: Some((days(0), days(5))), ..some() },
        Selection { paid: Some((days(-9), days(0))), ..some() },
        Selection { entered: Some((days(-1), days(-3))), ..some() },
        Selection { services: Some(vec![service]), ..some() },
        Selection { services: Some(Vec::new()), ..some() },
        Selection {
            services: Some(vec![service]),
            standings: vec![PositionStatus::Valid.into(), PositionStatus::Expired.into()],
            ..some()
        },
        Selection {
            standings: vec![PositionStatus::Valid.into(), PositionStatus::Expired.into()],
            due: Some((days(-9), days(5))),
            ..name("rossi")
        },
    ];
    states.chain(others).collect()
}

stories! {
    async fn every_page_of_every_search_is_what_reading_everything_would_give(town: Town) {
        fill(&town).await;
        // Some have expired since, and no job has written it down.
        town.advance(SignedDuration::from_hours(24 * 4));
        let everything = Search {
            limit: 1_000,
            ..search(&town, Selection::default(), SortBy::Entry, Direction::Ascending)
        };
        let all = run(&town, everything).await;
        assert_eq!(all.positions.len(), 24);
        let sum = all.positions.iter().map(|it| it.listed().unwrap().amount());
        assert_eq!(all.tally, Tally::Exactly(24, Cents::checked_sum(sum).unwrap()));
        let statuses: HashSet<_> = all.positions.iter().map(|it| it.status).collect();
        assert!(statuses.contains(&PositionStatus::Expired), "{statuses:?}");
        let efforts = [
            Effort::default(),
            Effort { collected: 3, walked: 7_000 },
            Effort { collected: 3, walked: 2 },
        ];
        for selection in selections(town.app().now(), all.positions[0].service) {
            for by in [SortBy::Entry, SortBy::DueDate, SortBy::Amount, SortBy::Name] {
                for direction in [Direction::Ascending, Direction::Descending] {
                    let asked = search(&town, selection.clone(), by, direction);
                    let expected = expected(&all.positions, &asked);
                    for effort in efforts {
                        let found = pages(&town, Search { effort, ..asked.clone() }).await;
                        assert_eq!(found, expected, "{effort:?} {asked:?}");
                    }
                }
            }
        }
    }

    async fn a_state_that_is_rare_in_a_service_fills_its_page_at_once(town: Town) {
        fill(&town).await;
        town.position("Il grande").iupd("CERCA-GRANDE").single(90_000).expiring().publish().await;
        town.advance(SignedDuration::from_hours(24 * 60));
        while iuvo_app::jobs::run_due_jobs(town.app()).await.unwrap() > 0 {}
        let everything = search(&town, Selection::default(), SortBy::Entry, Direction::Ascending);
        let all = run(&town, Search { limit: 1_000, ..everything }).await;
        let service = all.positions[0].service;
        let has = |status: PositionStatus| {
            all.positions.iter().filter(|it| it.service == service && it.status == status).count()
        };
        let (expired, others) = (has(PositionStatus::Expired), all.positions.len());
        assert!(expired < 8 && others > 20, "{expired} of {others}");
        let selection = Selection {
            services: Some(vec![service]),
            standings: vec![PositionStatus::Expired.into()],
            ..Selection::default()
        };
        // States and services are both too frequent to be collected by themselves.
        let rare = Selection { standings: Vec::new(), ..selection.clone() };
        let effort = Effort { collected: 8, walked: 2 };
        for by in [SortBy::Amount, SortBy::Name] {
            let asked = Search {
                effort,
                limit: 1,
                ..search(&town, selection.clone(), by, Direction::Ascending)
            };
            let found = run(&town, asked.clone()).await;
            assert!(matches!(found.tally, Tally::Exactly(count, _) if count == expired));
            assert!(matches!(found.next, Onward::More(_)), "{:?}", found.next);
            // Without the state the list is walked, and says no more than it knows.
            let walked = run(&town, Search { selection: rare.clone(), ..asked }).await;
            assert_eq!(walked.tally, Tally::Many);
        }
    }

    async fn a_text_is_taken_for_what_it_names(town: Town) {
        let notice = town.position("TARI 2026").iupd("TARI-2026-1").publish().await;
        let number = notice.notice().to_string();
        town.psp().pay(&notice.notice()).await.assert_ok();
        let directory = town.app().directory();
        let profile = directory.workspace(town.workspace(ids::TOWN)).unwrap();
        let neighbour = directory.workspace(town.workspace(ids::NEIGHBOUR)).unwrap();
        let hand = iuvo_app::debt_positions::Hand::from(
            iuvo_app::access::authenticate(&directory, Some(ids::KEY)).unwrap(),
        );
        let stored = iuvo_app::debt_positions::read_debt_position(
            town.app(), profile, &hand, "TARI-2026-1").await.unwrap();
        let receipt = stored.options[0].installments[0].payment.clone().unwrap().receipt_id;
        let grouped = format!("{} {}", &number[..4], &number[4..]);
        let scanned = format!("PAGOPA|002|{number}|{}|12000", ids::TOWN);
        let none = Extent::Services(Vec::new());
        for text in [&number, &grouped, &scanned, &number[1..], "TARI-2026-1", &receipt] {
            let seen = recognize(town.app(), profile, &Extent::Everything, text).await.unwrap();
            assert_eq!(seen, Meaning::Position(stored.id), "{text}");
            for (place, extent) in [(profile, &none), (neighbour, &Extent::Everything)] {
                let seen = recognize(town.app(), place, extent, text).await.unwrap();
                assert!(!matches!(seen, Meaning::Position(_)), "{text}");
            }
        }
        for text in ["", "\0", "😀", &"9".repeat(10_000), "\u{202e}"] {
            let seen = recognize(town.app(), profile, &Extent::Everything, text).await.unwrap();
            assert_eq!(seen, Meaning::Nothing, "{text:?}");
        }
    }

    async fn what_an_older_program_wrote_is_listed_anew(town: Town) {
        let position = town.position("TARI 2026").iupd("VECCHIA");
        position.with(|it| it["fullName"] = "Ada Neri".into()).publish().await;
        let sought = Some(Sought::Name(NameKey::of("neri")));
        let named = Selection { sought, ..Selection::default() };
        let asked = || search(&town, named.clone(), SortBy::Name, Direction::Ascending);
        assert_eq!(run(&town, asked()).await.positions.len(), 1);
        town.rows().damage(
            "update debt_position set debtor_key = null, debtor_key_turned = null,
             next_due_at = 0, listed_at = null where iupd = 'VECCHIA'").await;
        assert_eq!(run(&town, asked()).await.positions.len(), 0);
        iuvo_app::jobs::run_due_jobs(town.app()).await.unwrap();
        for _ in 0..5 {
            iuvo_app::jobs::run_due_jobs(town.app()).await.unwrap();
        }
        assert_eq!(run(&town, asked()).await.positions.len(), 1);
    }
}
