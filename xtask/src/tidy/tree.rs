//! The files of the repository: tracked, or new and not ignored.

use std::process::Command;

use anyhow::{Context, Result};

use crate::command;

#[derive(Debug)]
pub(crate) struct SourceFile {
    /// From the repository's root, with slashes.
    pub(crate) path: String,
    pub(crate) bytes: usize,
    /// None for what is not text.
    pub(crate) text: Option<String>,
}

impl SourceFile {
    /// The text, or nothing.
    pub(crate) fn text(&self) -> &str {
        self.text.as_deref().unwrap_or_default()
    }

    /// `crates/iuvo-store/src/lib.rs` belongs to `iuvo-store`; `xtask/src/main.rs` to `xtask`.
    pub(crate) fn package(&self) -> &str {
        let path = self.path.strip_prefix("crates/").unwrap_or(&self.path);
        path.split_once('/').map_or("", |(package, _)| package)
    }
}

#[derive(Debug)]
pub(crate) struct Tree {
    pub(crate) files: Vec<SourceFile>,
}

impl Tree {
    /// Reads what git would take.
    pub(crate) fn of_repository() -> Result<Self> {
        let mut git = Command::new("git");
        git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
        let list = command::output(&mut git)?;
        let mut files = Vec::new();
        for path in list.split_terminator('\0') {
            // A file that is deleted but still tracked is listed too.
            if !std::path::Path::new(path).is_file() {
                continue;
            }
            let content = std::fs::read(path).with_context(|| format!("reading {path}"))?;
            let bytes = content.len();
            let text = String::from_utf8(content).ok();
            files.push(SourceFile { path: path.to_owned(), bytes, text });
        }
        Ok(Self { files })
    }

    pub(crate) fn find(&self, path: &str) -> Option<&SourceFile> {
        self.files.iter().find(|file| file.path == path)
    }

    pub(crate) fn with_extension(&self, extension: &str) -> impl Iterator<Item = &SourceFile> {
        let suffix = format!(".{extension}");
        self.files.iter().filter(move |file| file.path.ends_with(&suffix))
    }

    #[cfg(test)]
    pub(crate) fn built_of(files: &[(&str, &str)]) -> Self {
        let file = |(path, text): &(&str, &str)| SourceFile {
            path: (*path).to_owned(),
            bytes: text.len(),
            text: Some((*text).to_owned()),
        };
        Self { files: files.iter().map(file).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_belongs_to_the_package_of_its_folder() {
        let tree = Tree::built_of(&[
            ("crates/iuvo-store/src/lib.rs", ""),
            ("xtask/src/main.rs", ""),
            ("Cargo.toml", ""),
        ]);
        let packages: Vec<_> = tree.files.iter().map(SourceFile::package).collect();
        assert_eq!(packages, ["iuvo-store", "xtask", ""]);
    }
}
