//! Lists in parts, newest first: a token leads to the next part, ids and moments bound what is listed.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::answers::Problem;
use crate::call::Call;

/// Tokens look like this before what they stand for.
const MARK: &str = "7140dibdnow9c7btw";

/// Which part of a list is asked for.
pub(super) struct Part {
    most: usize,
    /// The part begins below this post.
    below: Option<String>,
    since: Option<i64>,
    until: Option<i64>,
    since_id: Option<String>,
    until_id: Option<String>,
}

impl Part {
    /// With the usual, the least and the greatest number of posts.
    pub(super) fn of(
        call: &Call,
        token: &str,
        (usual, least, greatest): (usize, usize, usize),
    ) -> Result<Self, Problem> {
        let owned = |name: &str| call.get(name).filter(|text| !text.is_empty()).map(str::to_owned);
        let moment = |name: &str| {
            let text = owned(name)?;
            text.parse::<Timestamp>().ok().map(Timestamp::as_millisecond)
        };
        let most = owned("max_results").map_or(Some(usual), |text| text.parse().ok());
        let most = most.filter(|most| (least..=greatest).contains(most)).ok_or_else(|| {
            Problem::invalid(&format!(
                "The `max_results` query parameter value is not between {least} and {greatest}"
            ))
        })?;
        let token = owned(token).or_else(|| owned("pagination_token"));
        let below = token.map(|token| match token.strip_prefix(MARK) {
            Some(id) => Ok(id.chars().rev().collect()),
            None => Err(Problem::invalid("The pagination token is invalid")),
        });
        Ok(Self {
            most,
            below: below.transpose()?,
            since: moment("start_time"),
            until: moment("end_time"),
            since_id: owned("since_id"),
            until_id: owned("until_id"),
        })
    }

    /// The part of a list, and what is told of it.
    pub(super) fn cut<T>(
        &self,
        mut all: Vec<T>,
        id: impl Fn(&T) -> &str,
        at: impl Fn(&T) -> i64,
    ) -> (Vec<T>, Value) {
        let newer = |it: &T, than: &str| number(id(it)) > number(than);
        all.retain(|it| self.since.is_none_or(|since| at(it) >= since));
        all.retain(|it| self.until.is_none_or(|until| at(it) < until));
        all.retain(|it| self.since_id.as_ref().is_none_or(|than| newer(it, than)));
        all.retain(|it| self.until_id.as_ref().is_none_or(|than| number(id(it)) < number(than)));
        if let Some(below) = &self.below {
            let place = all.iter().position(|it| id(it) == below.as_str());
            all.drain(..place.map_or(all.len(), |place| place + 1));
        }
        let more = all.len() > self.most;
        all.truncate(self.most);
        let mut meta = Map::new();
        meta.insert("result_count".into(), json!(all.len()));
        if let (Some(newest), Some(oldest)) = (all.first(), all.last()) {
            meta.insert("newest_id".into(), json!(id(newest)));
            meta.insert("oldest_id".into(), json!(id(oldest)));
            if more {
                let back: String = id(oldest).chars().rev().collect();
                meta.insert("next_token".into(), json!(format!("{MARK}{back}")));
            }
        }
        (all, Value::Object(meta))
    }
}

/// Ids are numbers, of which the longer one is the greater.
fn number(id: &str) -> (usize, &str) {
    (id.len(), id)
}
