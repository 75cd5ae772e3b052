//! The list of a body's positions: every filter and order, alone and together, against a naive
//! reader of the same archive, which looks at every position one by one.

use iuvo_app::debt_positions::{Order, Page};
use iuvo_domain::debt_position::PositionStatus;
use iuvo_store::debt_positions::FindByIupd;
use iuvo_tests::{Dice, Town, ids, stories};
use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date, tz::TimeZone};
use reqwest::Method;
use serde_json::{Value, json};

const STATUSES: [&str; 8] =
    ["DRAFT", "EXPIRED", "INVALID", "PAID", "PARTIALLY_PAID", "PUBLISHED", "REPORTED", "VALID"];
const ORDERS: [&str; 4] = ["INSERTED_DATE", "IUPD", "STATUS", "COMPANY_NAME"];
/// What a limited key may see (`ids::LIMITED_KEY`).
const CODE: &str = "48";

fn days(count: usize) -> SignedDuration {
    SignedDuration::from_hours(24 * i64::try_from(count).unwrap())
}

fn today(town: &Town) -> Date {
    town.app().now().to_zoned(TimeZone::UTC).date()
}

/// Positions in every state, of several companies and codes, entered, due and paid on many days;
/// the clock has overtaken some of them, and no job has noticed. Returns each as read alone.
async fn fill(town: &Town, dice: &mut Dice) -> Vec<Value> {
    let mut names: Vec<usize> = (100..148).collect();
    dice.shuffle(&mut names);
    let mut iupds = Vec::new();
    let mut to_pay = Vec::new();
    for (place, name) in names.into_iter().enumerate() {
        let iupd = format!("P{name}");
        let company = ["Alfa", "Beta", "Gamma"][dice.below(3)];
        let position = town
            .position("TARI 2026")
            .iupd(&iupd)
            .due_in(days(1 + dice.below(70)))
            .with(|it| it["companyName"] = json!(company));
        match place % 12 {
            0 => drop(position.single(5_000).draft().await),
            1 => {
                let position = position.valid_in(days(100)).due_in(days(100 + dice.below(40)));
                position.single(5_000).publish().await;
            }
            2 => drop(position.valid_in(days(5)).due_in(days(60)).single(1).publish().await),
            3 => drop(position.due_in(days(1 + dice.below(25))).expiring().publish().await),
            4 => {
                let position = position.valid_in(days(3)).due_in(days(4 + dice.below(20)));
                position.expiring().publish().await;
            }
            5 | 6 => to_pay.push(position.single(5_000).publish().await.notice()),
            7 => to_pay.push(position.installments(&[3_000, 3_000]).publish().await.notice()),
            8 => {
                let notice = position.single(5_000).publish().await.notice();
                town.psp().pay(&notice).await.assert_ok();
                report(town, notice.as_str()).await;
            }
            9 => {
                position.publish().await;
                let path = format!("/debtpositions/{iupd}/invalidate");
                town.gpd(Method::POST, &path, None).await.assert_status(200);
            }
            10 => {
                // Of two codes; and of one that a careless search would take for any.
                let own = position.single(4_000).single(4_000).with(|it| {
                    it["paymentOption"][0]["iuv"] = json!(format!("{CODE}0000000000{place:05}"));
                    let iuv = if place % 24 == 10 { "02" } else { "_%" };
                    it["paymentOption"][1]["iuv"] = json!(format!("{iuv}0000000000{place:05}"));
                });
                let later = moment_after(town, days(1 + dice.below(70)));
                let own = own.with(|it| it["paymentOption"][1]["dueDate"] = json!(later)).model();
                let path = "/debtpositions?toPublish=true";
                town.gpd(Method::POST, path, Some(&own)).await.assert_status(201);
            }
            _ => drop(position.single(5_000).publish().await),
        }
        iupds.push(iupd);
        town.advance(SignedDuration::from_mins(17));
    }
    for notice in to_pay {
        town.advance(days(2));
        town.psp().pay(&notice).await.assert_ok();
    }
    town.advance(days(6));
    let mut archive = Vec::new();
    for iupd in iupds {
        let path = format!("/debtpositions/{iupd}");
        archive.push(town.gpd(Method::GET, &path, None).await.assert_status(200).json);
    }
    archive
}

fn moment_after(town: &Town, after: SignedDuration) -> String {
    (town.app().now() + after).strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

/// As a reporting flow that names the payment would.
async fn report(town: &Town, notice: &str) {
    let workspace = town.workspace(ids::TOWN);
    let damage = format!(
        "update transfer set status = 2 where workspace_id = {workspace} and installment_id in (
           select id from installment where notice_number = '{notice}');
         update debt_position set reported = 1 where workspace_id = {workspace} and id in (
           select debt_position_id from installment where notice_number = '{notice}')"
    );
    town.rows().damage(&damage).await;
}

/// What is asked of a list.
#[derive(Debug, Clone, Default)]
struct Ask {
    limit: Option<usize>,
    page: Option<usize>,
    /// The name of a pair of bounds, and their texts.
    dates: Option<(&'static str, Option<String>, Option<String>)>,
    status: Option<&'static str>,
    orderby: Option<&'static str>,
    ordering: Option<&'static str>,
    is_limited: bool,
}

impl Ask {
    fn query(&self) -> String {
        let mut pairs = Vec::new();
        let mut push = |name: &str, value: Option<String>| {
            pairs.extend(value.map(|it| format!("{name}={it}")));
        };
        push("limit", self.limit.map(|it| it.to_string()));
        push("page", self.page.map(|it| it.to_string()));
        if let Some((name, from, to)) = &self.dates {
            push(&format!("{name}_from"), from.clone());
            push(&format!("{name}_to"), to.clone());
        }
        push("status", self.status.map(str::to_owned));
        push("orderby", self.orderby.map(str::to_owned));
        push("ordering", self.ordering.map(str::to_owned));
        pairs.join("&")
    }

    /// The bounds as texts that sort like the moments they write.
    fn bounds(&self) -> Option<(&'static str, String, String)> {
        let (name, from, to) = self.dates.clone()?;
        let is_time = name == "payment_date_time";
        let start = |day: &str| format!("{day}T00:00:00");
        let end = |day: &str| format!("{day}T23:59:59.999999999");
        let day = |text: &str| text[..10].parse::<Date>().unwrap();
        let from_given = from.as_ref().map(|it| if is_time { it.clone() } else { start(it) });
        let to_given = to.as_ref().map(|it| if is_time { it.clone() } else { end(it) });
        let missing_from =
            || start(&day(to.as_ref().unwrap()).saturating_sub(30.days()).to_string());
        let missing_to = || end(&day(from.as_ref().unwrap()).saturating_add(30.days()).to_string());
        let from = from_given.unwrap_or_else(missing_from);
        Some((name, from, to_given.unwrap_or_else(missing_to)))
    }

    /// The naive answer.
    fn expected(&self, archive: &[Value]) -> Value {
        let bounds = self.bounds();
        let text = |it: &Value, field: &str| it[field].as_str().map(str::to_owned);
        let is_within = |moment: Option<String>, name: &str| match &bounds {
            Some((asked, from, to)) if asked.starts_with(name) => {
                moment.is_some_and(|it| *from <= it && it <= *to)
            }
            _ => true,
        };
        let mut found: Vec<Value> = Vec::new();
        for position in archive {
            let mut position = position.clone();
            let items = position["paymentOption"].as_array_mut().unwrap();
            items.retain(|it| is_within(text(it, "dueDate"), "due"));
            items.retain(|it| !self.is_limited || text(it, "iuv").unwrap().starts_with(CODE));
            let is_asked = !items.is_empty()
                && is_within(text(&position, "paymentDate"), "payment")
                && self.status.is_none_or(|it| position["status"] == it);
            if is_asked {
                found.push(position);
            }
        }
        found.sort_by_key(|it| match self.orderby.unwrap_or("INSERTED_DATE") {
            "INSERTED_DATE" => (text(it, "insertedDate"), None),
            "IUPD" => (text(it, "iupd"), None),
            "STATUS" => (text(it, "status"), text(it, "iupd")),
            _ => (text(it, "companyName"), text(it, "iupd")),
        });
        if self.ordering != Some("ASC") {
            found.reverse();
        }
        let (limit, page) = (self.limit.unwrap_or(10), self.page.unwrap_or(0));
        let total = found.len();
        let shown: Vec<Value> = found.into_iter().skip(page * limit).take(limit).collect();
        json!({
            "page_info": {
                "page": page, "limit": limit,
                "items_found": shown.len(), "total_pages": total.div_ceil(limit),
            },
            "payment_position_list": shown,
        })
    }

    async fn check(&self, town: &Town, archive: &[Value]) {
        let key = if self.is_limited { ids::LIMITED_KEY } else { ids::KEY };
        let path = format!("/debtpositions?{}", self.query());
        let reply = town.gpd_as(Some(key), Method::GET, ids::TOWN, &path, None).await;
        let listed = reply.assert_status(200).record("PaymentPositionsInfo").json;
        assert_eq!(listed, self.expected(archive), "{self:?}");
    }

    fn random(town: &Town, dice: &mut Dice) -> Self {
        let maybe = |dice: &mut Dice| dice.below(3) > 0;
        let mut some = |choices: &'static [&'static str]| {
            if maybe(dice) { Some(choices[dice.below(choices.len())]) } else { None }
        };
        let (status, orderby, ordering) = (some(&STATUSES), some(&ORDERS), some(&["ASC", "DESC"]));
        let limit = maybe(dice).then(|| 1 + dice.below(50));
        let page = maybe(dice).then(|| dice.below(4));
        let is_limited = dice.below(4) == 0;
        let dates = maybe(dice).then(|| {
            let name = ["due_date", "payment_date", "payment_date_time"][dice.below(3)];
            let first = today(town).saturating_sub(50.days());
            let day = |it: usize| first.saturating_add(i64::try_from(it).unwrap().days());
            let (from, lasts) = (dice.below(100), dice.below(30));
            let written = |it: Date, time: &str| match name {
                "payment_date_time" => format!("{it}T{time}"),
                _ => it.to_string(),
            };
            let (from, to) =
                (written(day(from), "09:30:00"), written(day(from + lasts), "21:15:30"));
            match dice.below(3) {
                0 => (name, Some(from), None),
                1 => (name, None, Some(to)),
                _ => (name, Some(from), Some(to)),
            }
        });
        Self { limit, page, dates, status, orderby, ordering, is_limited }
    }
}

/// Each filter and each order alone.
fn alone(town: &Town) -> Vec<Ask> {
    let ask = Ask::default();
    let day = |it: i64| Some(today(town).saturating_add(it.days()).to_string());
    let time = |it: i64| day(it).map(|it| format!("{it}T12:00:00"));
    let mut asks = vec![ask.clone(), Ask { is_limited: true, ..ask.clone() }];
    asks.extend([1, 7, 50].map(|it| Ask { limit: Some(it), ..ask.clone() }));
    asks.extend([0, 1, 4, 5, 1_000].map(|it| Ask { page: Some(it), ..ask.clone() }));
    asks.extend(STATUSES.map(|it| Ask { status: Some(it), limit: Some(50), ..ask.clone() }));
    for orderby in ORDERS {
        for ordering in ["ASC", "DESC"] {
            for page in 0..3 {
                let (orderby, ordering) = (Some(orderby), Some(ordering));
                asks.push(Ask { orderby, ordering, page: Some(page), ..ask.clone() });
            }
        }
    }
    let dates = [
        ("due_date", day(-10), None),
        ("due_date", None, day(10)),
        ("due_date", day(-3), day(3)),
        ("payment_date", day(-20), None),
        ("payment_date", None, day(-5)),
        ("payment_date", day(-20), day(-10)),
        ("payment_date_time", time(-20), None),
        ("payment_date_time", None, time(-5)),
        ("payment_date_time", time(-20), time(-10)),
    ];
    asks.extend(dates.map(|it| Ask { dates: Some(it), limit: Some(50), ..ask.clone() }));
    asks
}

stories! {
    async fn a_page_is_what_a_naive_reader_would_pick(town: Town) {
        let mut dice = Dice::new("a_page_is_what_a_naive_reader_would_pick");
        let archive = fill(&town, &mut dice).await;
        for status in STATUSES {
            assert!(archive.iter().any(|it| it["status"] == status), "nothing is {status}");
        }
        let now = town.app().now().as_microsecond();
        let overtaken =
            format!("select count(*) from debt_position where next_change_at <= {now}");
        assert!(town.rows().number(&overtaken).await >= 8, "the calendar has overtaken some");

        for ask in alone(&town) {
            ask.check(&town, &archive).await;
        }
        for _ in 0..150 {
            Ask::random(&town, &mut dice).check(&town, &archive).await;
        }
    }

    async fn what_a_body_reads_follows_the_calendar_before_any_job(town: Town) {
        let hours = SignedDuration::from_hours;
        let created = town
            .position("TARI 2026")
            .valid_in(hours(2))
            .due_in(hours(4))
            .expiring()
            .publish()
            .await;
        for (wait, expected) in [(0, "PUBLISHED"), (3, "VALID"), (2, "EXPIRED")] {
            town.advance(hours(wait));
            let path = format!("/debtpositions/{}", created.iupd);
            let read = town.gpd(Method::GET, &path, None).await.json;
            assert_eq!(read["status"], expected);
            for status in ["PUBLISHED", "VALID", "EXPIRED"] {
                let path = format!("/debtpositions?status={status}");
                let list = town.gpd(Method::GET, &path, None).await.json;
                let listed = list["payment_position_list"].as_array().unwrap();
                assert_eq!(listed.len(), usize::from(status == expected), "{status} {expected}");
                assert!(listed.iter().all(|it| *it == read), "{list}");
            }
        }
        let stored = "select cast(status as bigint) from debt_position";
        let published = town.rows().number(stored).await;
        iuvo_app::jobs::run_due_jobs(town.app()).await.unwrap();
        assert_ne!(town.rows().number(stored).await, published, "the job has written it down");
        let path = format!("/debtpositions/{}", created.iupd);
        assert_eq!(town.gpd(Method::GET, &path, None).await.json["status"], "EXPIRED");
    }

    /// To the microsecond, around every date of positions of many shapes.
    async fn the_list_and_the_rule_tell_the_same_status(town: Town) {
        let hours = SignedDuration::from_hours;
        town.position("bozza").iupd("A").draft().await;
        town.position("subito").iupd("B").due_in(hours(9)).publish().await;
        town.position("scade").iupd("C").due_in(hours(3)).expiring().publish().await;
        town.position("poi").iupd("D").valid_in(hours(2)).publish().await;
        let both = |iupd| town.position("poi scade").iupd(iupd).valid_in(hours(2)).expiring();
        both("E").due_in(hours(2)).publish().await;
        both("F").due_in(hours(5)).publish().await;
        let mut positions = Vec::new();
        for iupd in ["A", "B", "C", "D", "E", "F"] {
            let query = FindByIupd { workspace: town.workspace(ids::TOWN), iupd: iupd.to_owned() };
            positions.push(town.app().store().read(query).await.unwrap().unwrap());
        }
        let mut instants = vec![town.app().now()];
        for position in &positions {
            let dates = position.installments().map(|it| it.due_date);
            for date in dates.chain(position.validity_date()) {
                instants.extend([-1, 0, 1].map(|it| date + SignedDuration::from_micros(it)));
            }
        }
        for now in instants {
            for status in PositionStatus::ALL {
                let expected: Vec<&str> = positions
                    .iter()
                    .filter(|it| it.status_at(now) == *status)
                    .map(|it| it.iupd.as_str())
                    .collect();
                let found = listed_at(&town, now, *status).await;
                assert_eq!(found, expected, "{status} at {now}");
            }
        }
    }

    async fn what_no_list_can_answer_is_refused_by_name(town: Town) {
        let cases = [
            ("limit=51", "BAD REQUEST", "limit"),
            ("limit=0", "BAD REQUEST", "limit"),
            ("page=-1", "BAD REQUEST", "page"),
            ("status=UNPAYABLE", "BAD REQUEST", "status"),
            ("orderby=AMOUNT", "BAD REQUEST", "orderby"),
            ("ordering=UP", "BAD REQUEST", "ordering"),
            ("due_date_from=01/02/2026", "BAD REQUEST", "due_date_from"),
            ("payment_date_time_to=2026-02-01", "BAD REQUEST", "payment_date_time_to"),
            ("due_date_from=2026-01-01&payment_date_to=2026-01-02", "Exclusive Parameters", ""),
            (
                "due_date_from=2026-01-01&due_date_to=2026-02-01",
                "The debt positions cannot be recovered",
                "max_days_interval= 30",
            ),
        ];
        for (query, title, named) in cases {
            let reply = town.gpd(Method::GET, &format!("/debtpositions?{query}"), None).await;
            let problem = reply.assert_problem(400, title).record("ProblemJson").json;
            assert!(problem["detail"].as_str().unwrap().contains(named), "{query} {problem}");
        }
    }
}

async fn listed_at(town: &Town, now: Timestamp, status: PositionStatus) -> Vec<String> {
    let page = Page {
        workspace: town.workspace(ids::TOWN),
        now,
        standing: Some(status.into()),
        window: None,
        segregation_codes: Vec::new(),
        order: Order::Iupd,
        last_first: false,
        limit: 50,
        offset: 0,
    };
    let found = town.app().store().read(page).await.unwrap();
    assert_eq!(usize::try_from(found.total).unwrap(), found.positions.len());
    found.positions.into_iter().map(|it| it.iupd).collect()
}
