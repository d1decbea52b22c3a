//! Whose token a call of the API carries, in which version it speaks, and what the member may do with an organization.

use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::NETWORK;
use super::answers::{ApiError, Refusal};
use crate::call::Call;
use crate::world::channels::{self, Seat};
use crate::world::people::Person;
use crate::world::tokens::{Death, Kind, Token};
use crate::world::{Tx, grants, people, tokens};

/// Versions live for a year. The oldest that still answered when this was written; a fixed one, because moving the
/// sandbox's clock shall not sunset a client.
const OLDEST: u32 = 202_511;

/// What a method is called where LinkedIn refuses it, and of which scopes it needs one.
pub(super) struct Need {
    /// `organizationAcls.FINDER-roleAssignee`
    pub(super) resource: &'static str,
    pub(super) scopes: &'static [&'static str],
}

/// Who calls.
pub(super) struct Bearer {
    pub(super) token: Token,
    pub(super) person: Person,
    /// The method, for refusals.
    name: String,
}

impl Bearer {
    pub(super) fn allows(&self, scopes: &[&str]) -> bool {
        scopes.iter().any(|scope| self.token.allows(scope))
    }

    pub(super) fn denied(&self) -> Refusal {
        ApiError::denied(&self.name).into()
    }

    /// The member's seat at an organization, if their role there is one of these.
    pub(super) fn seat(&self, tx: &Tx<'_>, id: &str, roles: &[&str]) -> Result<Seat, Refusal> {
        let seat = channels::seat(tx, &self.person.id, id)?;
        let seat = seat.filter(|seat| roles.contains(&seat.role.as_str()));
        seat.ok_or_else(|| self.denied())
    }
}

/// Runs one call of the API as one unit of work. Under `/rest/` it must name a version.
pub(super) async fn answer(
    call: &Call,
    need: &'static Need,
    versioned: bool,
    work: impl FnOnce(&Tx<'_>, &Bearer) -> Result<Response, Refusal> + Send + 'static,
) -> Response {
    let credentials = call.authorization(&["bearer"]).or_else(|| call.get("oauth2_access_token"));
    let credentials = credentials.filter(|value| !value.is_empty()).map(str::to_owned);
    let headers = versioned.then(|| call.headers.clone());
    let done = call.world.act(move |tx| {
        let (token, person) = identify(tx, credentials.as_deref())?;
        let version = match headers {
            Some(headers) => version(&headers, tx.now)?,
            None => "NO_VERSION".to_owned(),
        };
        let bearer = Bearer { token, person, name: format!("{}.{version}", need.resource) };
        if !need.scopes.is_empty() && !bearer.allows(need.scopes) {
            return Err(bearer.denied());
        }
        work(tx, &bearer)
    });
    done.await.unwrap_or_else(IntoResponse::into_response)
}

fn identify(tx: &Tx<'_>, credentials: Option<&str>) -> Result<(Token, Person), Refusal> {
    let value = credentials.ok_or_else(ApiError::no_token)?;
    let token = tokens::find(tx, NETWORK, value)?.filter(|token| token.kind == Kind::Access);
    let token = token.ok_or_else(ApiError::unknown_token)?;
    if let Some(death) = token.death(tx.now) {
        return Err(ApiError::dead(death).into());
    }
    let grant = grants::find(tx, &token.person_id, &token.client_id)?;
    if grant.is_none_or(|grant| grant.removed) {
        return Err(ApiError::dead(Death::AppRemoved).into());
    }
    let person = people::find(tx, NETWORK, &token.person_id)?;
    Ok((token, person.ok_or_else(ApiError::unknown_token)?))
}

/// `202601`, or `202601.01`; refusals write it `20260101`.
fn version(headers: &HeaderMap, now: i64) -> Result<String, ApiError> {
    let header = headers.get("linkedin-version").and_then(|value| value.to_str().ok());
    let asked = header.map(str::trim).filter(|asked| !asked.is_empty());
    let asked = asked.ok_or_else(ApiError::version_missing)?;
    let (month, part) = asked.split_once('.').unwrap_or((asked, "01"));
    let written = format!("{month}{part}");
    let today =
        Timestamp::from_millisecond(now).unwrap_or_default().to_zoned_datetime(TimeZone::UTC);
    let newest: u32 = today.strftime("%Y%m").to_string().parse().unwrap_or(OLDEST);
    let known =
        |month: u32| (OLDEST..=newest).contains(&month) && (1..=12).contains(&(month % 100));
    match month.parse() {
        Ok(number) if month.len() == 6 && known(number) => Ok(written),
        _ => Err(ApiError::version_inactive(&written)),
    }
}
