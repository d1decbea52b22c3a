//! What a client posts as a form and how it names itself, for the networks that are strict about both.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

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

/// Id and secret of a Basic header. They are form-encoded before they are joined (RFC 6749, 2.3.1); plain ones read the
/// same.
pub(super) fn basic(call: &Call) -> Option<(String, String)> {
    let credentials = call.authorization(&["basic"])?;
    let text = String::from_utf8(STANDARD.decode(credentials).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    let decode = |text: &str| {
        let pair = format!("={text}");
        form_urlencoded::parse(pair.as_bytes()).next().map(|(_, value)| value.into_owned())
    };
    Some((decode(id)?, decode(secret)?))
}
