//! What pages say, by key, in the reader's language.
//!
//! The texts are in `texts/*.ftl` (Fluent), so that whoever translates needs no program.

use std::sync::LazyLock;

use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};
use unic_langid::LanguageIdentifier;

/// One file per area.
const ITALIAN: &[&str] = &[
    include_str!("../../texts/it.ftl"),
    include_str!("../../texts/backoffice.ftl"),
    include_str!("../../texts/positions.ftl"),
    include_str!("../../texts/cases.ftl"),
    include_str!("../../texts/files.ftl"),
    include_str!("../../texts/services.ftl"),
    include_str!("../../texts/audit.ftl"),
    include_str!("../../texts/checkout.ftl"),
    include_str!("../../texts/body.ftl"),
    include_str!("../../texts/portal.ftl"),
];

static IN_ITALIAN: LazyLock<Texts> = LazyLock::new(|| Texts::read(&ITALIAN.concat()));

/// The texts of a language.
pub(crate) struct Texts(FluentBundle<FluentResource>);

impl Texts {
    /// Those in Italian.
    pub(crate) fn italian() -> &'static Self {
        &IN_ITALIAN
    }

    fn read(source: &str) -> Self {
        let language: LanguageIdentifier = "it".parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![language]);
        // Marks around what is filled in would be copied with codes and amounts.
        bundle.set_use_isolating(false);
        let resource = match FluentResource::try_new(source.to_owned()) {
            Ok(whole) => whole,
            Err((readable, defects)) => {
                tracing::error!(?defects, "texts that cannot be read");
                readable
            }
        };
        bundle.add_resource_overriding(resource);
        Self(bundle)
    }

    /// A text.
    pub(crate) fn say(&self, key: &str) -> String {
        self.fill(key, &[])
    }

    /// A text with values filled in.
    pub(crate) fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        let Some(pattern) = self.0.get_message(key).and_then(|it| it.value()) else {
            tracing::error!(key, "a text is missing");
            return key.to_owned();
        };
        let args: FluentArgs<'_> = values.iter().map(|(name, it)| (*name, *it)).collect();
        let mut defects = Vec::new();
        let text = self.0.format_pattern(pattern, Some(&args), &mut defects);
        if !defects.is_empty() {
            tracing::error!(key, ?defects, "a text lacks a value");
        }
        text.into_owned()
    }
}

#[cfg(test)]
mod tests {
    use std::{
        collections::BTreeSet,
        path::{Path, PathBuf},
    };

    use super::*;

    fn files(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { files(&path, found) } else { found.push(path) }
        }
    }

    /// The keys that templates and code name: what stands quoted after `say(` and `fill(`.
    fn named() -> BTreeSet<String> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut found = Vec::new();
        files(&root.join("templates"), &mut found);
        files(&root.join("src"), &mut found);
        let mut keys = BTreeSet::new();
        for path in found {
            let text = std::fs::read_to_string(path).unwrap();
            for opening in ["say(\"", "fill(\""] {
                let quoted = text.split(opening).skip(1).filter_map(|it| it.split('"').next());
                keys.extend(quoted.filter(|it| !it.is_empty()).map(str::to_owned));
            }
        }
        keys
    }

    fn written() -> Vec<String> {
        let lines = ITALIAN.iter().flat_map(|it| it.lines());
        let keys = lines.filter_map(|it| it.split_once(" ="));
        keys.map(|it| it.0).filter(|it| !it.starts_with([' ', '#'])).map(str::to_owned).collect()
    }

    #[test]
    fn every_text_that_is_named_is_written_and_none_besides() {
        let (named, written) = (named(), written().into_iter().collect());
        let differ: Vec<_> = named.symmetric_difference(&written).collect();
        assert!(differ.is_empty(), "{differ:?}");
    }

    #[test]
    fn no_text_is_written_twice() {
        let mut keys = written();
        keys.sort();
        let twice: Vec<_> = keys.windows(2).filter(|it| it[0] == it[1]).collect();
        assert!(twice.is_empty(), "{twice:?}");
    }

    #[test]
    fn values_are_filled_in_without_marks() {
        let texts = Texts::read("a = Importo { $amount }.\n");
        let [known, unknown] = ["a", "b"];
        assert_eq!(texts.fill(known, &[("amount", "1,00 €")]), "Importo 1,00 €.");
        assert_eq!(texts.say(unknown), "b");
    }
}
