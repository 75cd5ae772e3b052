//! A value that cannot be logged.

/// A secret: it has no `Display`, and its `Debug` says nothing.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Secret<T>(T);

impl<T> Secret<T> {
    pub(crate) const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value, for whoever has to use it.
    pub(crate) const fn expose(&self) -> &T {
        &self.0
    }
}

impl<T> std::fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("•••")
    }
}

/// The address of a database with its password hidden: user, server and name help to see a
/// mistake, the rest does not.
pub(crate) fn mask_url(url: &str) -> String {
    let (address, parameters) = url.split_once('?').map_or((url, ""), |(it, _)| (it, "?•••"));
    let Some((scheme, rest)) = address.split_once("://") else {
        return if address.starts_with("sqlite:") {
            url.to_owned()
        } else {
            "•••".to_owned()
        };
    };
    let masked = match rest.rsplit_once('@') {
        Some((credentials, server)) => {
            let user = credentials.split_once(':').map_or(credentials, |(user, _)| user);
            format!("{user}:•••@{server}")
        }
        None => rest.to_owned(),
    };
    format!("{scheme}://{masked}{parameters}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_says_nothing_when_debugged() {
        assert_eq!(format!("{:?}", Secret::new("password")), "•••");
    }

    #[test]
    fn passwords_disappear_from_addresses() {
        for (url, shown) in [
            ("sqlite:/var/lib/iuvo.db", "sqlite:/var/lib/iuvo.db"),
            ("postgres://iuvo:s3greta@db/iuvo", "postgres://iuvo:•••@db/iuvo"),
            ("postgres://iuvo:s3@gr:eta@db:5432/iuvo", "postgres://iuvo:•••@db:5432/iuvo"),
            ("postgres://db/iuvo?password=s3greta", "postgres://db/iuvo?•••"),
            ("s3greta", "•••"),
        ] {
            assert_eq!(mask_url(url), shown);
        }
    }
}
