//! Files of the repository that are made from code, so that they cannot say something else.

use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::tidy;

/// A file and its maker.
struct Generated {
    path: &'static str,
    text: fn() -> Result<String>,
}

const GENERATED: &[Generated] =
    &[Generated { path: "docs/tidy.md", text: || Ok(tidy::describe_rules()) }];

/// Writes every file.
pub(crate) fn write() -> Result<()> {
    for file in GENERATED {
        if let Some(folder) = Path::new(file.path).parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(file.path, (file.text)()?)
            .with_context(|| format!("writing {}", file.path))?;
        println!("{} is written", file.path);
    }
    Ok(())
}

/// Fails, naming them, when files are not what their makers make.
pub(crate) fn check() -> Result<()> {
    let mut stale = Vec::new();
    for file in GENERATED {
        let made = (file.text)().with_context(|| format!("making {}", file.path))?;
        if std::fs::read_to_string(file.path).ok() != Some(made) {
            stale.push(file.path);
        }
    }
    ensure!(stale.is_empty(), "run `cargo xtask generate`: not up to date: {}", stale.join(", "));
    println!("{} generated file(s) up to date", GENERATED.len());
    Ok(())
}
