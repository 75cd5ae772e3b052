//! The audit log: what it tells, and that nobody rewrites it unseen.

use iuvo_app::{
    access::hash_key,
    audit::{anchor_audit, list_audit, verify_audit, verify_chain},
    directory::DirectoryChange,
};
use iuvo_domain::audit::{Anchor, Break, Chain, ChainFault, Entry};
use iuvo_store::Snapshot;
use iuvo_tests::{Dice, Town, ids, run_command, stories};
use serde_json::Value;
use tokio::task::JoinSet;

async fn entries(town: &Town, chain: Chain) -> Vec<Entry> {
    list_audit(town.app(), chain, 0, 1_000).await.unwrap()
}

fn reserve(town: &Town, first: u64) -> DirectoryChange {
    let code = "02".parse().unwrap();
    DirectoryChange::ReserveNumbers(town.workspace(ids::TOWN), code, first..=first + 9)
}

/// Where a chain is broken.
async fn break_of(town: &Town, chain: Chain, anchor: Option<&Anchor>) -> Option<Break> {
    let mut snapshot = Snapshot::open(&town.database().parsed()).await.unwrap();
    verify_chain(&mut snapshot, chain, anchor).await.unwrap().broken
}

async fn assert_whole(town: &Town) {
    let mut snapshot = Snapshot::open(&town.database().parsed()).await.unwrap();
    for verified in verify_audit(&mut snapshot, &[]).await.unwrap() {
        assert_eq!(verified.broken, None, "{:?}", verified.chain);
    }
}

/// What is done to the rows of a chain.
struct Damage {
    sql: String,
    /// The entry at which the chain is then broken, when only one can be.
    at: Option<i64>,
}

/// One of the ways in which somebody with the database's password may lie. Byte by byte, and
/// whatever the fields, the chain itself is tested where it is defined.
fn damage(dice: &mut Dice, chain: i64, length: usize) -> Damage {
    let mut any = || i64::try_from(1 + dice.below(length)).unwrap();
    let (one, other) = (any(), any());
    let column = ["author", "act", "subject", "content"][dice.below(4)];
    let at_one = format!("where chain = {chain} and number = {one}");
    let at_other = format!("where chain = {chain} and number = {other}");
    let (sql, at) = match dice.below(7) {
        0 => {
            let place = 1 + dice.below(6);
            let other_byte =
                format!("case substr({column}, {place}, 1) when 'x' then 'y' else 'x' end");
            let rest = format!("substr({column}, {})", place + 1);
            let start = format!("substr({column}, 1, {})", place - 1);
            let text = format!("{start} || {other_byte} || {rest}");
            (format!("update audit_entry set {column} = {text} {at_one}"), Some(one))
        }
        1 => (
            format!(
                "update audit_entry set recorded_at = recorded_at - {} {at_one}",
                1 + dice.below(99)
            ),
            Some(one),
        ),
        2 => {
            let hash = format!("(select hash from audit_head where chain = {chain})");
            let is_last = one == i64::try_from(length).unwrap();
            let column = if is_last { "previous_hash" } else { "hash" };
            (format!("update audit_entry set {column} = {hash} {at_one}"), Some(one))
        }
        3 => (format!("delete from audit_entry {at_one}"), Some(one)),
        4 => {
            let one_away = format!("update audit_entry set number = 1000000 {at_one};");
            let swap = format!("update audit_entry set number = {one} {at_other};");
            let back = format!("update audit_entry set number = {other} where number = 1000000");
            let first = (one != other).then_some(one.min(other));
            let nowhere = format!("delete from audit_entry {at_one}");
            match first {
                Some(first) => (format!("{one_away} {swap} {back}"), Some(first)),
                None => (nowhere, Some(one)),
            }
        }
        5 => (
            format!("delete from audit_entry where chain = {chain} and number >= {one}"),
            Some(one),
        ),
        _ => (format!("update audit_head set entries = {} where chain = {chain}", one - 1), None),
    };
    Damage { sql, at }
}

/// How often the rows are damaged; `IUVO_TAMPERINGS` asks for more.
fn tamperings() -> usize {
    #[expect(clippy::disallowed_methods, reason = "how a person asks for a longer run")]
    let given = std::env::var("IUVO_TAMPERINGS").ok();
    given.map_or(60, |it| it.parse().expect("IUVO_TAMPERINGS is a number"))
}

stories! {
    async fn every_change_of_the_directory_is_told_with_its_author_and_no_secret(town: Town) {
        let here = Chain::Workspace(town.workspace(ids::TOWN));
        let acts = |entries: &[Entry]| entries.iter().map(|it| it.act.clone()).collect::<Vec<_>>();
        let of_town = entries(&town, here).await;
        assert_eq!(
            acts(&of_town),
            ["link.saved", "account.saved", "account.saved", "service.saved", "client.added",
             "client.added"],
        );
        let of_directory = entries(&town, Chain::Directory).await;
        assert_eq!(acts(&of_directory).iter().filter(|it| *it == "workspace.opened").count(), 4);
        assert_eq!(acts(&of_directory).last().unwrap(), "client.added");
        let account = &of_town[1];
        assert_eq!(account.author, "console:story");
        assert_eq!(account.subject, ids::IBAN);
        assert_eq!(account.content, r#"{"validFrom":"2020-01-01"}"#);
        let limited: Value = serde_json::from_str(&of_town[5].content).unwrap();
        assert_eq!(limited["segregationCodes"], "48");

        let hash = hash_key(ids::BROKER_KEY).map(|it| format!("{it:02x}")).concat();
        for it in of_town.iter().chain(&of_directory) {
            let said = format!("{} {}", it.subject, it.content);
            let said = said.replace("gestionale broker-key", "");
            assert!(!said.contains(ids::BROKER_KEY) && !said.contains(&hash), "{said}");
        }
        assert_whole(&town).await;
    }

    async fn what_is_refused_is_not_told(town: Town) {
        let before = town.rows().count("audit_entry").await;
        let client = town.app().directory().client(&hash_key(ids::KEY)).unwrap().clone();
        town.change(DirectoryChange::DeleteKey(client, 2)).await.expect_err("there is no such key");
        assert_eq!(town.rows().count("audit_entry").await, before);
        assert_whole(&town).await;
    }

    async fn many_who_append_at_once_leave_no_gap(town: Town) {
        let other = town.beside().await;
        let here = Chain::Workspace(town.workspace(ids::TOWN));
        let before = entries(&town, here).await.len();
        let towns = [std::sync::Arc::new(town), std::sync::Arc::new(other)];
        let mut clerks = JoinSet::new();
        for index in 0..40_u64 {
            let town = std::sync::Arc::clone(&towns[usize::from(index % 2 == 0)]);
            clerks.spawn(async move { town.change(reserve(&town, 1_000 * index)).await.unwrap() });
            // Who verifies meanwhile finds nothing wrong.
            assert_eq!(break_of(&towns[0], here, None).await, None);
        }
        clerks.join_all().await;
        let told = entries(&towns[0], here).await;
        assert_eq!(told.len(), before + 40);
        assert!((1..).zip(&told).all(|(number, it)| it.number == number));
        assert_whole(&towns[0]).await;
    }

    async fn whatever_is_done_to_the_rows_is_found(town: Town) {
        for index in 0..6 {
            town.change(reserve(&town, 1_000 * index)).await.unwrap();
        }
        let rows = town.rows();
        let here = Chain::Workspace(town.workspace(ids::TOWN));
        let length = entries(&town, here).await.len();
        for table in ["audit_head", "audit_entry"] {
            rows.damage(&format!("create table {table}_copy as select * from {table}")).await;
        }
        let restore = "delete from audit_entry; delete from audit_head;
                       insert into audit_head select * from audit_head_copy;
                       insert into audit_entry select * from audit_entry_copy";
        let mut dice = Dice::new("whatever_is_done_to_the_rows_is_found");
        for _ in 0..tamperings() {
            let Damage { sql, at } = damage(&mut dice, here.number(), length);
            rows.damage(&sql).await;
            let broken = break_of(&town, here, None).await;
            let broken = broken.unwrap_or_else(|| panic!("not found: {sql}"));
            assert!(at.is_none_or(|it| it == broken.number), "{broken:?}: {sql}");
            rows.damage(restore).await;
        }
        assert_whole(&town).await;
    }

    /// Nothing in the database tells a chain that was cut together with its head: what was written
    /// down elsewhere does.
    async fn a_tail_cut_together_with_its_head_is_found_by_the_root(town: Town) {
        town.change(reserve(&town, 1)).await.unwrap();
        let anchors = anchor_audit(town.app()).await.unwrap();
        let here = Chain::Workspace(town.workspace(ids::TOWN));
        let anchor = anchors.iter().find(|it| it.chain == here);
        assert_eq!(break_of(&town, here, anchor).await, None);
        let (chain, last) = (here.number(), entries(&town, here).await.len());
        let cut = format!(
            "delete from audit_entry where chain = {chain} and number = {last};
             update audit_head set entries = {last} - 1, hash = (
               select hash from audit_entry where chain = {chain} and number = {last} - 1)
             where chain = {chain}"
        );
        town.rows().damage(&cut).await;
        assert_eq!(break_of(&town, here, None).await, None);
        let broken = break_of(&town, here, anchor).await.unwrap();
        let last = i64::try_from(last).unwrap();
        assert_eq!((broken.number, broken.fault), (last, ChainFault::Missing));
        // A chain is written on from there, as if nothing had happened.
        town.change(reserve(&town, 2_000)).await.unwrap();
        let broken = break_of(&town, here, anchor).await.unwrap();
        assert_eq!((broken.number, broken.fault), (last, ChainFault::NotAnchored));
    }

    async fn the_commands_show_the_log_and_name_the_broken_entry(town: Town) {
        let database = town.database();
        let add = "admin broker add --fiscal-code 99000000051 --name Altro";
        assert!(run_command(database, add).await.ok);
        let listed = run_command(database, "admin audit list --json").await.json;
        let last = listed.as_array().unwrap().last().unwrap();
        assert_eq!(last["author"], "console:anna");
        assert_eq!(last["act"], "broker.saved");
        assert_eq!(last["content"]["name"], "Altro");
        let of_town = format!("--organization {} --environment collaudo", ids::TOWN);
        let of_town = format!("admin audit list {of_town}");
        assert_eq!(run_command(database, &of_town).await.text.lines().count(), 6);
        let limited = run_command(database, &format!("{of_town} --limit 1 --after 2")).await.text;
        assert!(limited.starts_with("3  ") && limited.lines().count() == 1, "{limited}");

        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("root.json");
        let root = run_command(database, "admin audit root --json").await;
        std::fs::write(&file, &root.text).unwrap();
        let short = run_command(database, "admin audit root").await.text;
        assert!(short.contains(root.json["root"].as_str().unwrap()), "{short}");
        let anchored = format!("admin audit verify --anchor {}", file.display());
        assert!(run_command(database, &anchored).await.ok);
        std::fs::write(&file, root.text.replacen("\"entries\": ", "\"entries\": 1", 1)).unwrap();
        let refused = run_command(database, &anchored).await;
        assert!(refused.complaint.contains("la radice non è quella delle sue catene"));

        let checked = run_command(database, "check").await.text;
        assert!(checked.contains("OK  registro: "), "{checked}");
        let alter = format!(
            "update audit_entry set content = '{{}}' where number = 3 and chain = {}",
            town.workspace(ids::TOWN),
        );
        town.rows().damage(&alter).await;
        let sentence = format!("ente {} collaudo: la registrazione 3 è stata alterata", ids::TOWN);
        for command in ["check", "admin audit verify"] {
            let said = run_command(database, command).await;
            assert!(!said.ok && said.text.contains(&sentence), "{command}: {}", said.text);
        }
        let verified = run_command(database, "admin audit verify --json").await.json;
        assert_eq!(verified[1]["broken"]["fault"], "altered");
    }
}
