//! Configurations nobody meant: whatever is written, the answer is a configuration or the list of
//! its mistakes, and no secret is repeated.

use proptest::{prelude::*, sample::select};

use super::{
    Config,
    given::{Source, Value, Values},
    keys::{KEYS, Key, Shape},
};

/// What only a database's address holds here.
const SECRET: &str = "s3greta";

const TEXTS: &[&str] = &[
    "",
    " ",
    "0",
    "1",
    "301",
    "-1",
    "3653",
    "18446744073709551616",
    "true",
    "TRUE",
    "text",
    "json",
    "info,iuvo_store=debug",
    "==",
    "collaudo",
    "produzione",
    "127.0.0.1:0",
    "[::1]:443",
    "0.0.0.0:443",
    "127.0.0.1:99999",
    "https://pagamenti.example/",
    "http://pagamenti.example:x",
    "10.0.0.0/8",
    "::/0",
    "10.0.0.1",
    "10.0.0.0/99",
    "X-Verified",
    "due parole",
    "/inesistente/file.pem",
    "\u{0}",
    "\u{202E}",
    "è\n\r\t",
];

fn text(key: &Key) -> BoxedStrategy<String> {
    if key.shape == Shape::Secret {
        let head = select(&["sqlite:", "postgres://iuvo:", "mysql://iuvo:", "", "POSTGRES://"][..]);
        let tail = select(&["@db/iuvo", "@[::1", "%zz@db", "", "?sslmode=perhaps"][..]);
        return (head, tail).prop_map(|(head, tail)| format!("{head}{SECRET}{tail}")).boxed();
    }
    let any = ".{0,40}".prop_map(|it: String| it);
    prop_oneof![6 => select(TEXTS).prop_map(str::to_owned), 1 => any].boxed()
}

fn value(key: &'static Key) -> impl Strategy<Value = Option<(&'static str, Value)>> {
    let texts = prop::collection::vec(text(key), 0..3);
    prop::option::of(texts.prop_map(|texts| {
        let source = Source::CommandLine;
        (key.name, Value { texts, source })
    }))
}

/// Values for some of the keys.
fn values() -> impl Strategy<Value = Vec<Option<(&'static str, Value)>>> {
    KEYS.iter().map(value).collect::<Vec<_>>()
}

proptest! {
    #[test]
    fn whatever_is_given_is_a_configuration_or_its_mistakes(given in values()) {
        let by_key = given.into_iter().flatten().collect();
        let mut values = Values { by_key, defects: Vec::new() };
        values.add_defaults();
        match Config::read(values) {
            Ok(config) => {
                let shown = format!("{config:?}");
                prop_assert!(!shown.contains(SECRET), "{shown}");
            }
            Err(defects) => {
                prop_assert!(!defects.is_empty());
                for defect in defects {
                    prop_assert!(!defect.key.is_empty() && !defect.reason.is_empty());
                    prop_assert!(!defect.reason.contains(SECRET), "{}", defect.reason);
                }
            }
        }
    }

    #[test]
    fn whatever_is_in_the_file_is_read_or_named(
        lines in prop::collection::vec((0..KEYS.len(), select(TOML)), 0..12),
        rubbish in ".{0,20}",
    ) {
        let line = |(key, value): &(usize, &str)| format!("{} = {value}\n", KEYS[*key].name);
        let mut file: String = lines.iter().map(line).collect();
        file.push_str(&rubbish);
        let mut values = Values::default();
        values.add_file(&file);
        values.add_defaults();
        let named = values.defects.len();
        let read = Config::read(values).map(drop);
        prop_assert!(named == 0 || read.is_err());
    }
}

/// Values as a file has them, of every type.
const TOML: &[&str] = &[
    "\"\"",
    "\"sqlite:iuvo.db\"",
    "\"10.0.0.0/8\"",
    "true",
    "1",
    "1.5",
    "nan",
    "2026-01-01",
    "[]",
    "[\"10.0.0.1\", 1]",
    "{ a = 1 }",
    "\"\\u0000\"",
    "'''",
    "[[",
];
