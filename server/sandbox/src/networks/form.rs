//! What a client posts as a form, for the networks that are strict about it.

use crate::call::{Call, is_form};

/// The fields of a form's body alone: parameters in the query do not count.
pub(super) struct Form(Vec<(String, String)>);

impl Form {
    /// None where the body does not call itself a form.
    pub(super) fn of(call: &Call) -> Option<Self> {
        let fields = || form_urlencoded::parse(&call.body).into_owned().collect();
        is_form(&call.headers).then(|| Self(fields()))
    }

    /// A field; an empty one is a missing one.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().rev().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }
}
