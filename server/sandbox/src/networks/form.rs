//! How a client names itself, for the networks that are strict about it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::call::Call;

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
