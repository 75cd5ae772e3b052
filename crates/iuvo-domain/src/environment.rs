//! Acceptance ("collaudo") and production ("produzione"), which never mix.

use std::fmt;

/// The environment of a workspace, a station and a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Environment {
    /// "Collaudo": wired to the simulators or to pagoPA's UAT.
    Acceptance,
    /// "Produzione": real money.
    Production,
}

impl Environment {
    /// Both environments.
    pub const ALL: [Self; 2] = [Self::Acceptance, Self::Production];

    /// The Italian word used in addresses, commands and on every page.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Acceptance => "collaudo",
            Self::Production => "produzione",
        }
    }

    /// Reads the Italian word.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.slug() == slug)
    }
}

impl fmt::Display for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slug())
    }
}
