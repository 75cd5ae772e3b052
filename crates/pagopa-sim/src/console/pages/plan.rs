//! How often the Node misbehaves by itself: what is shown of it, and what a form says.

use super::{Sent, field, in_words};
use crate::misbehavior::{Misbehavior, Temper};

/// What a form of the plan shows.
pub(super) struct Plan {
    /// Whether the Node misbehaves by itself.
    pub(super) is_on: bool,
    pub(super) seed: String,
    pub(super) ways: Vec<Way>,
    pub(super) defect: Option<&'static str>,
}

/// A way of misbehaving.
pub(super) struct Way {
    pub(super) word: &'static str,
    pub(super) label: &'static str,
    /// Of a hundred payments, how many.
    pub(super) percent: String,
}

impl Plan {
    /// The plan that holds.
    pub(super) fn of(temper: Option<&Temper>) -> Self {
        let percent = |way| {
            let found = temper.and_then(|it| it.percent.iter().find(|it| it.0 == way));
            found.map_or_else(String::new, |it| it.1.to_string())
        };
        Self {
            is_on: temper.is_some(),
            seed: temper.map_or_else(String::new, |it| it.seed.to_string()),
            ways: ways(percent),
            defect: None,
        }
    }

    /// What was filled in, as it is shown again.
    pub(super) fn of_form(sent: &Sent, is_on: bool, defect: &'static str) -> Self {
        Self {
            is_on,
            seed: field(sent, "seme").to_owned(),
            ways: ways(|it| field(sent, it.as_str()).to_owned()),
            defect: Some(defect),
        }
    }
}

fn ways(percent: impl Fn(Misbehavior) -> String) -> Vec<Way> {
    let way =
        |it: Misbehavior| Way { word: it.as_str(), label: in_words(it), percent: percent(it) };
    Misbehavior::ALL.into_iter().map(way).collect()
}

/// Reads a form: without any way, every one of them ten times.
pub(super) fn read(sent: &Sent) -> Result<Temper, &'static str> {
    let seed = field(sent, "seme").parse::<u64>();
    let seed = seed.map_err(|_| "Il seme è un numero intero, da 0 in su.")?;
    let mut percent = Vec::new();
    for way in Misbehavior::ALL {
        let typed = field(sent, way.as_str());
        if typed.is_empty() {
            continue;
        }
        let part: Option<u8> = typed.parse().ok().filter(|it| *it <= 100);
        percent.push((way, part.ok_or("Quante volte su cento: un numero da 0 a 100.")?));
    }
    if percent.is_empty() {
        return Ok(Temper::capricious(seed));
    }
    let temper = Temper { seed, percent };
    if temper.total() > 100 {
        return Err("Le volte su cento sono in tutto più di cento.");
    }
    Ok(temper)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(fields: &[(&str, &str)]) -> Sent {
        fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_plan_is_read_as_it_was_filled_in() {
        let late = Temper { seed: 7, percent: vec![(Misbehavior::Late, 100)] };
        assert_eq!(read(&sent(&[("seme", "7"), ("late", "100"), ("early", "")])), Ok(late));
        assert_eq!(read(&sent(&[("seme", " 7 ")])), Ok(Temper::capricious(7)));
        for (fields, defect) in [
            (&[("late", "1")][..], "Il seme"),
            (&[("seme", "-1")], "Il seme"),
            (&[("seme", "1"), ("late", "101")], "Quante volte"),
            (&[("seme", "1"), ("late", "dieci")], "Quante volte"),
            (&[("seme", "1"), ("late", "60"), ("early", "41")], "più di cento"),
        ] {
            assert!(read(&sent(fields)).unwrap_err().contains(defect), "{fields:?}");
        }
    }
}
