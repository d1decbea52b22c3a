//! Lists in pages, held together by a bookmark that means nothing to anybody else; and moments as Pinterest writes them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::answers::Problem;
use crate::call::Call;

/// Which part of a list is asked for.
pub(super) struct Page {
    offset: usize,
    size: usize,
}

impl Page {
    pub(super) fn of(call: &Call) -> Result<Self, Problem> {
        let offset = match call.get("bookmark").filter(|bookmark| !bookmark.is_empty()) {
            None => 0,
            Some(bookmark) => read(bookmark).ok_or_else(|| Problem::invalid("Invalid bookmark"))?,
        };
        let size = call.get("page_size").map_or(Some(25), |text| text.parse().ok());
        let size = size.filter(|size| (1..=250).contains(size));
        let size = size.ok_or_else(|| Problem::invalid("page_size must lie between 1 and 250"))?;
        Ok(Self { offset, size })
    }

    /// The part of these items, and the bookmark of the next where there is one.
    pub(super) fn cut(&self, items: &[Value]) -> Value {
        let part: Vec<_> = items.iter().skip(self.offset).take(self.size).collect();
        let end = self.offset + part.len();
        let bookmark = (end < items.len()).then(|| URL_SAFE_NO_PAD.encode(format!("P2|{end}")));
        json!({ "items": part, "bookmark": bookmark })
    }
}

fn read(bookmark: &str) -> Option<usize> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(bookmark).ok()?).ok()?;
    text.strip_prefix("P2|")?.parse().ok()
}

pub(super) fn moment(at: i64) -> String {
    let at = Timestamp::from_millisecond(at).unwrap_or_default();
    at.strftime("%Y-%m-%dT%H:%M:%S").to_string()
}
