//! What a call of a Graph API asks for, taken along into the unit of work that answers it.

use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::refusal::Refusal;
use super::reply::{Answer, Reply};
use crate::call::{Call, Site};
use crate::picture::{self, Fetched};
use crate::world::Tx;

pub(in crate::networks) struct Asked {
    params: Vec<(String, String)>,
    /// From the parameter, or from the header where the parameter is missing.
    pub(in crate::networks) token: Option<String>,
    pub(in crate::networks) site: Site,
}

impl Asked {
    pub(in crate::networks) fn of(call: &Call) -> Self {
        let token = call.get("access_token").or_else(|| call.authorization(&["bearer", "oauth"]));
        Self {
            token: token.filter(|token| !token.is_empty()).map(str::to_owned),
            params: call.params.clone(),
            site: call.site.clone(),
        }
    }

    pub(in crate::networks) fn get(&self, name: &str) -> Option<&str> {
        self.params.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// A parameter that says something.
    pub(in crate::networks) fn filled(&self, name: &str) -> Option<&str> {
        self.get(name).map(str::trim).filter(|text| !text.is_empty())
    }

    pub(in crate::networks) fn says_yes(&self, name: &str) -> bool {
        matches!(self.get(name), Some("true" | "1"))
    }

    pub(in crate::networks) fn fields(&self) -> Option<Vec<String>> {
        self.filled("fields").map(fields)
    }

    /// The fields asked for inside a field: `id,username` of `picture,owner{id,username}`.
    pub(in crate::networks) fn fields_of(&self, field: &str) -> Option<Vec<String>> {
        let (_, rest) = self.filled("fields")?.split_once(&format!("{field}{{"))?;
        Some(fields(rest.split('}').next()?))
    }

    /// The address of another part of the same list. As in life, it carries the token.
    pub(super) fn elsewhere(&self, path: &str, place: (&str, &str)) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let kept = |key: &str| !matches!(key, "after" | "before" | "access_token");
        query.extend_pairs(self.params.iter().filter(|(key, _)| kept(key)));
        query.extend_pairs(self.token.iter().map(|token| ("access_token", token)));
        query.append_pair(place.0, place.1);
        format!("{}?{}", self.site.url(path), query.finish())
    }
}

/// Answers a call by one unit of work.
pub(in crate::networks) async fn answer(
    call: Call,
    work: impl FnOnce(&Tx<'_>, &Asked) -> Result<Value, Refusal> + Send + 'static,
) -> Response {
    let asked = Asked::of(&call);
    let answer: Answer = call.world.act(move |tx| work(tx, &asked).map(Reply)).await;
    answer.into_response()
}

/// The same where the network first fetches what one of these parameters points to.
pub(in crate::networks) async fn answer_fetching(
    call: Call,
    names: &[&str],
    work: impl FnOnce(&Tx<'_>, &Asked, Fetched) -> Result<Value, Refusal> + Send + 'static,
) -> Response {
    let address = names.iter().find_map(|name| call.get(name)).map(str::to_owned);
    let fetched = match address {
        Some(address) => picture::fetch(address.trim()).await,
        None => Ok(None),
    };
    answer(call, move |tx, asked| work(tx, asked, fetched)).await
}

/// The fields asked for: `id,picture{url}` asks for `id` and `picture`.
pub(in crate::networks) fn fields(text: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut depth = 0_usize;
    for letter in text.chars() {
        match letter {
            '{' | '(' => depth += 1,
            '}' | ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => fields.push(String::new()),
            _ if depth == 0 => {
                if let Some(field) = fields.last_mut() {
                    field.push(letter);
                }
            }
            _ => {}
        }
    }
    let names = fields.iter().map(|field| field.split('.').next().unwrap_or_default().trim());
    names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}
