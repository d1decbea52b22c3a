//! What a page of the audit log asks for, as its address says it; its file is asked for alike.

use crate::{backend::seeing::AuditAsked, paths};

impl AuditAsked {
    /// Reads a query. What cannot be is as if it were not there.
    #[must_use]
    pub fn read(value: impl Fn(&str) -> Option<String>) -> Self {
        let value = |key| value(key).filter(|value| !value.is_empty());
        Self {
            person: value("person").and_then(|id| id.parse().ok()),
            what: value("kind"),
            profile: value("profile").and_then(|id| id.parse().ok()),
            from: value("from"),
            until: value("until"),
            before: value("before").and_then(|number| number.parse().ok()),
            verify: value("verify").is_some(),
        }
    }

    /// The address that reads as this, on the page or, with the same query, at its file.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        let parameters = [
            ("person", self.person.map(|id| id.to_string())),
            ("kind", self.what.clone()),
            ("profile", self.profile.map(|id| id.to_string())),
            ("from", self.from.clone()),
            ("until", self.until.clone()),
            ("before", self.before.map(|number| number.to_string())),
            ("verify", self.verify.then(|| "1".to_owned())),
        ];
        paths::with_query(path, &parameters)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_written_as_it_is_read() {
        let asked = AuditAsked {
            what: Some("session.opened".into()),
            from: Some("2026-11-01".into()),
            before: Some(7),
            verify: true,
            ..AuditAsked::default()
        };
        let url = asked.url(paths::AUDIT);
        assert_eq!(url, "/settings/audit?kind=session.opened&from=2026-11-01&before=7&verify=1");
        let read = AuditAsked::read(|key| {
            let mut pairs = url.split(['?', '&']).filter_map(|pair| pair.split_once('='));
            pairs.find(|(name, _)| *name == key).map(|(_, value)| value.to_owned())
        });
        assert_eq!(read, asked);
        let wrong = AuditAsked::read(|key| (key == "person").then(|| "Ada".to_owned()));
        assert_eq!(wrong, AuditAsked::default());
    }
}
