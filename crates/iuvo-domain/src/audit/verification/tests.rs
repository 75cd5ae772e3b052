//! Whatever is done to a chain, following it says so.

#![expect(clippy::arithmetic_side_effects, reason = "the numbers of twelve entries")]

use jiff::Timestamp;
use proptest::prelude::*;

use super::*;
use crate::{WorkspaceId, audit::root};

const CHAIN: Chain = Chain::Workspace(WorkspaceId::new(7));
const LENGTH: usize = 12;

/// A chain of twelve entries and its head.
fn chain() -> (Vec<Entry>, Head) {
    let mut entries: Vec<Entry> = Vec::new();
    for number in 1..=12_u8 {
        let entry = Entry {
            chain: CHAIN,
            number: number.into(),
            id: vec![number; 16],
            at: Timestamp::from_second(1_790_000_000 + i64::from(number)).unwrap(),
            author: "console:rossi".to_owned(),
            act: "account.saved".to_owned(),
            subject: format!("IT60X05428111010000001234{number:02}"),
            content: r#"{"validFrom":"2026-01-01"}"#.to_owned(),
            previous_hash: entries.last().map(|it| it.hash.clone()),
            hash: Vec::new(),
        };
        entries.push(entry.sealed());
    }
    let head = head_of(&entries);
    (entries, head)
}

fn head_of(entries: &[Entry]) -> Head {
    let last = entries.last();
    Head { entries: last.map_or(0, |it| it.number), hash: last.map(|it| it.hash.clone()) }
}

fn verify(entries: &[Entry], head: &Head, anchor: Option<&Anchor>) -> Result<(), Break> {
    let mut verification = Verification::new(CHAIN, anchor);
    entries.iter().try_for_each(|it| verification.follow(it))?;
    verification.conclude(head)
}

/// Writes the chain anew from an entry on, as somebody could who may write to the database.
fn forge(entries: &mut [Entry], from: usize) -> Head {
    for index in from..entries.len() {
        let previous = index.checked_sub(1).map(|it| entries[it].hash.clone());
        let forged = Entry { previous_hash: previous, ..entries[index].clone() };
        entries[index] = forged.sealed();
    }
    head_of(entries)
}

#[test]
fn a_chain_that_nobody_touched_is_whole() {
    let (entries, head) = chain();
    assert_eq!(verify(&entries, &head, None), Ok(()));
    assert_eq!(verify(&[], &Head::default(), None), Ok(()));
    for length in 0..=LENGTH {
        let anchor = Anchor { chain: CHAIN, head: head_of(&entries[..length]) };
        assert_eq!(verify(&entries, &head, Some(&anchor)), Ok(()), "anchored at {length}");
    }
}

/// A field more than one can move into the next without changing what is hashed in a row.
#[test]
fn no_byte_can_move_from_a_field_to_the_next() {
    let (entries, _) = chain();
    let moved = Entry {
        subject: format!("{}{{", entries[0].subject),
        content: entries[0].content.replacen('{', "", 1),
        ..entries[0].clone()
    };
    assert_ne!(moved.digest(), entries[0].digest());
}

#[test]
fn an_entry_of_another_chain_does_not_fit() {
    let (mut entries, head) = chain();
    entries[3].chain = Chain::Directory;
    assert_eq!(verify(&entries, &head, None), Err(Break { number: 4, fault: ChainFault::Missing }));
}

#[test]
fn a_chain_written_anew_is_found_by_its_anchor() {
    let (entries, head) = chain();
    let anchor = Anchor { chain: CHAIN, head };
    for from in 0..LENGTH {
        let mut forged = entries.clone();
        forged[from].author = "console:verdi".to_owned();
        let head = forge(&mut forged, from);
        assert_eq!(verify(&forged, &head, None), Ok(()), "without an anchor it is a chain");
        let found = verify(&forged, &head, Some(&anchor));
        assert_eq!(found, Err(Break { number: 12, fault: ChainFault::NotAnchored }));
        let shortened = verify(&forged[..from], &head_of(&forged[..from]), Some(&anchor));
        let number = i64::try_from(from + 1).unwrap();
        assert_eq!(shortened, Err(Break { number, fault: ChainFault::Missing }));
    }
}

#[test]
fn the_root_tells_heads_apart() {
    let (entries, _) = chain();
    let anchor = |length: usize| Anchor { chain: CHAIN, head: head_of(&entries[..length]) };
    let roots: Vec<_> = (0..=LENGTH).map(|it| root(&[anchor(it)])).collect();
    for (index, one) in roots.iter().enumerate() {
        assert!(!roots[..index].contains(one), "{index}");
    }
    assert_ne!(root(&[anchor(1), anchor(2)]), root(&[anchor(2), anchor(1)]));
}

/// What somebody may do to the rows.
#[derive(Debug, Clone)]
enum Tampering {
    /// Changes a byte of a field.
    Byte { entry: usize, field: usize, byte: usize, by: u8 },
    /// Cuts a field's end off.
    Cut { entry: usize, field: usize },
    /// Moves the time.
    Time { entry: usize, by_us: i64 },
    /// Takes an entry away.
    Delete { entry: usize },
    /// Takes an entry away and numbers the others as if it had never been.
    Close { entry: usize },
    /// Puts an entry in twice.
    Repeat { entry: usize },
    /// Lets two entries change places, with or without their numbers.
    Swap { one: usize, other: usize, renumber: bool },
    /// Changes an entry and gives it a hash that fits.
    Reseal { entry: usize },
    /// Takes the last entries away.
    Truncate { length: usize },
    /// Lets the head say something else.
    Head { entries: i64, byte: usize, by: u8 },
}

fn tamperings() -> impl Strategy<Value = Tampering> {
    let entry = 0..LENGTH;
    let field = 0..7_usize;
    prop_oneof![
        8 => (entry.clone(), field.clone(), any::<usize>(), 1..=u8::MAX)
            .prop_map(|(entry, field, byte, by)| Tampering::Byte { entry, field, byte, by }),
        1 => (entry.clone(), field).prop_map(|(entry, field)| Tampering::Cut { entry, field }),
        1 => (entry.clone(), prop_oneof![-1_000_i64..=-1, 1..=1_000_i64])
            .prop_map(|(entry, by_us)| Tampering::Time { entry, by_us }),
        1 => entry.clone().prop_map(|entry| Tampering::Delete { entry }),
        1 => entry.clone().prop_map(|entry| Tampering::Close { entry }),
        1 => entry.clone().prop_map(|entry| Tampering::Repeat { entry }),
        1 => (entry.clone(), 1..LENGTH, any::<bool>()).prop_map(|(one, by, renumber)| {
            Tampering::Swap { one, other: (one + by) % LENGTH, renumber }
        }),
        1 => entry.prop_map(|entry| Tampering::Reseal { entry }),
        1 => (0..LENGTH).prop_map(|length| Tampering::Truncate { length }),
        1 => (0..20_i64, 0..32_usize, any::<u8>())
            .prop_filter("it changes something", |(entries, _, by)| *entries != 12 || *by != 0)
            .prop_map(|(entries, byte, by)| Tampering::Head { entries, byte, by }),
    ]
}

/// Bytes of a text stay a text: the low bits of ASCII are changed, the high one is not.
fn change_text(text: &mut String, byte: usize, by: u8) {
    let by = (by & 0x7f).max(1);
    let mut bytes = std::mem::take(text).into_bytes();
    let index = byte % bytes.len();
    bytes[index] = (bytes[index] ^ by) & 0x7f;
    *text = String::from_utf8(bytes).unwrap();
}

fn change_bytes(bytes: &mut [u8], byte: usize, by: u8) {
    let index = byte % bytes.len();
    bytes[index] ^= by;
}

fn texts(entry: &mut Entry) -> [&mut String; 4] {
    [&mut entry.author, &mut entry.act, &mut entry.subject, &mut entry.content]
}

fn blobs(entry: &mut Entry) -> [&mut Vec<u8>; 3] {
    // The first entry has no predecessor: there, to have one is the change.
    let previous = entry.previous_hash.get_or_insert_with(|| vec![0; 32]);
    [&mut entry.id, previous, &mut entry.hash]
}

fn tamper(tampering: &Tampering, entries: &mut Vec<Entry>, head: &mut Head) {
    match *tampering {
        Tampering::Byte { entry, field, byte, by } => match field.checked_sub(4) {
            None => change_text(texts(&mut entries[entry])[field], byte, by),
            Some(field) => change_bytes(blobs(&mut entries[entry])[field], byte, by),
        },
        Tampering::Cut { entry, field } => match field.checked_sub(4) {
            None => drop(texts(&mut entries[entry])[field].pop()),
            Some(field) => drop(blobs(&mut entries[entry])[field].pop()),
        },
        Tampering::Time { entry, by_us } => {
            let at = entries[entry].at.as_microsecond() + by_us;
            entries[entry].at = Timestamp::from_microsecond(at).unwrap();
        }
        Tampering::Delete { entry } => drop(entries.remove(entry)),
        Tampering::Close { entry } => {
            entries.remove(entry);
            entries.iter_mut().skip(entry).for_each(|it| it.number -= 1);
        }
        Tampering::Repeat { entry } => entries.insert(entry, entries[entry].clone()),
        Tampering::Swap { one, other, renumber } => {
            entries.swap(one, other);
            if renumber {
                (1..).zip(entries).for_each(|(number, it)| it.number = number);
            }
        }
        Tampering::Reseal { entry } => {
            entries[entry].author.push('x');
            entries[entry] = entries[entry].clone().sealed();
        }
        Tampering::Truncate { length } => entries.truncate(length),
        Tampering::Head { entries, byte, by } => {
            head.entries = entries;
            change_bytes(head.hash.as_mut().unwrap(), byte, by);
        }
    }
}

/// The first entry that is not what it was, if the tampering was of one.
fn first_touched(tampering: &Tampering) -> Option<usize> {
    match *tampering {
        Tampering::Byte { entry, .. }
        | Tampering::Cut { entry, .. }
        | Tampering::Time { entry, .. }
        | Tampering::Delete { entry }
        | Tampering::Close { entry }
        | Tampering::Truncate { length: entry } => Some(entry),
        Tampering::Repeat { entry } => Some(entry + 1),
        Tampering::Swap { one, other, .. } => Some(one.min(other)),
        // Of an entry that was given a fitting hash, the one after it tells.
        Tampering::Reseal { entry } => Some((entry + 1).min(LENGTH - 1)),
        Tampering::Head { .. } => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn every_tampering_is_found(tampering in tamperings()) {
        let (mut entries, mut head) = chain();
        tamper(&tampering, &mut entries, &mut head);
        let found = verify(&entries, &head, None);
        prop_assert!(found.is_err());
        if let (Err(found), Some(entry)) = (found, first_touched(&tampering)) {
            prop_assert_eq!(found.number, i64::try_from(entry + 1).unwrap(), "{:?}", found);
        }
    }
}
