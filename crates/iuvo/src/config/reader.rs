//! Turning texts into values, and keeping everything that is wrong with them.

use std::net::IpAddr;

use ipnet::IpNet;

use super::{
    Defect,
    given::{Value, Values},
};

/// Reads values one by one and gathers the mistakes.
pub(crate) struct Reader {
    values: Values,
}

impl Reader {
    pub(crate) fn new(values: Values) -> Self {
        Self { values }
    }

    /// Ends the reading: all the mistakes, if there are any.
    pub(crate) fn finish(self) -> Result<(), Vec<Defect>> {
        if self.values.defects.is_empty() { Ok(()) } else { Err(self.values.defects) }
    }

    pub(crate) fn refuse(&mut self, key: &str, reason: impl Into<String>) {
        self.values.defects.push(Defect::new(key, reason));
    }

    pub(crate) fn is_given(&self, key: &str) -> bool {
        self.values.by_key.contains_key(key)
    }

    pub(crate) fn required<T, E: Into<String>>(
        &mut self,
        key: &str,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Option<T> {
        // A value that is there and cannot be used has been refused already.
        if !self.is_given(key) && !self.values.defects.iter().any(|it| it.key == key) {
            self.refuse(key, "manca");
        }
        self.optional(key, parse)
    }

    pub(crate) fn optional<T, E: Into<String>>(
        &mut self,
        key: &str,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Option<T> {
        let text = self.values.by_key.get(key)?.texts.last()?;
        match parse(text) {
            Ok(value) => Some(value),
            Err(reason) => {
                self.refuse(key, reason);
                None
            }
        }
    }

    pub(crate) fn switch(&mut self, key: &str) -> bool {
        self.optional(key, |it| it.parse::<bool>().map_err(|_| "vale true o false"))
            .unwrap_or_default()
    }

    /// Reads each text of a list; those that can be read are returned.
    pub(crate) fn list<T>(
        &mut self,
        key: &str,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Vec<T> {
        let Some(Value { texts, .. }) = self.values.by_key.get(key).cloned() else {
            return Vec::new();
        };
        if texts.is_empty() {
            self.refuse(key, "è vuoto");
        }
        let mut read = Vec::new();
        for text in texts {
            match parse(text.trim()) {
                Ok(value) => read.push(value),
                Err(reason) => self.refuse(key, reason),
            }
        }
        read
    }
}

/// Reads a network, or a single address.
pub(crate) fn network(text: &str) -> Result<IpNet, String> {
    text.parse::<IpNet>()
        .or_else(|_| text.parse::<IpAddr>().map(IpNet::from))
        .map_err(|_| format!("«{text}» non è una rete, come 20.86.139.154/32"))
}
