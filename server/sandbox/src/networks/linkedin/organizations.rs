//! The organizations a member has a role at, and what they say of themselves.

use axum::extract::Path;
use axum::http::Uri;
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::NETWORK;
use super::answers::{ApiError, ok};
use super::bearer::{Need, answer};
use super::rest::{self, ADMIN_SCOPES, READERS, Window};
use crate::call::{Call, Site};
use crate::random;
use crate::world::channels::{self, Channel, Seat};
use crate::world::statistics;

const ACLS: Need = Need { resource: "organizationAcls.FINDER-roleAssignee", scopes: ADMIN_SCOPES };
const OLDER_ACLS: Need =
    Need { resource: "organizationalEntityAcls.FINDER-roleAssignee", scopes: ADMIN_SCOPES };
const GET: Need = Need { resource: "organizations.GET", scopes: ADMIN_SCOPES };
const SEVERAL: Need = Need { resource: "organizations.BATCH_GET", scopes: ADMIN_SCOPES };
const SIZE: Need = Need { resource: "networkSizes.GET", scopes: ADMIN_SCOPES };

pub(super) async fn acls(uri: Uri, call: Call) -> Response {
    let path = uri.path().to_owned();
    roles(call, &ACLS, &path, "organization").await
}

/// The finder before the present one: only the name of the organization's field differs.
pub(super) async fn older_acls(uri: Uri, call: Call) -> Response {
    let path = uri.path().to_owned();
    roles(call, &OLDER_ACLS, &path, "organizationalTarget").await
}

async fn roles(call: Call, need: &'static Need, path: &str, field: &'static str) -> Response {
    let finder = call.get("q").map(str::to_owned);
    let role = call.get("role").map(str::to_owned);
    let state = call.get("state").unwrap_or("APPROVED").to_owned();
    let projection = call.get("projection").unwrap_or_default();
    let decorated = projection.contains(&format!("{field}~"));
    let window = Window::of(&call, &call.site.path(path));
    let site = call.site.clone();
    answer(&call, need, path.starts_with("/rest/"), move |tx, bearer| {
        let window = window?;
        if finder.as_deref() != Some("roleAssignee") {
            let text = "The sandbox finds roles by q=roleAssignee only";
            return Err(ApiError::bad_parameter(text).into());
        }
        let mut seats = channels::held(tx, &bearer.person.id)?;
        seats.retain(|seat| {
            state == "APPROVED" && role.as_ref().is_none_or(|role| *role == seat.role)
        });
        let element = |seat: &Seat| {
            let mut element = Map::new();
            element.insert("role".into(), json!(seat.role));
            element.insert(field.to_owned(), json!(urn(&seat.channel)));
            if decorated {
                element.insert(format!("{field}~"), describe(&site, &seat.channel, true));
            }
            let assignee = format!("urn:li:person:{}", bearer.person.id);
            element.insert("roleAssignee".into(), json!(assignee));
            element.insert("state".into(), json!("APPROVED"));
            Value::Object(element)
        };
        Ok(ok(&window.list(&seats, element)))
    })
    .await
}

fn urn(channel: &Channel) -> String {
    format!("urn:li:organization:{}", channel.id)
}

pub(super) async fn one(Path(id): Path<String>, uri: Uri, call: Call) -> Response {
    let pictured = pictured(&call);
    let site = call.site.clone();
    answer(&call, &GET, uri.path().starts_with("/rest/"), move |tx, bearer| {
        if channels::find(tx, NETWORK, &id)?.is_none() {
            return Err(ApiError::no_such_entity(&format!("urn:li:organization:{id}")).into());
        }
        let seat = bearer.seat(tx, &id, READERS)?;
        Ok(ok(&describe(&site, &seat.channel, pictured)))
    })
    .await
}

/// `ids=List(1,2)`, or `ids=1&ids=2` as before Rest.li 2.
pub(super) async fn several(uri: Uri, call: Call) -> Response {
    let pictured = pictured(&call);
    let ids: Vec<String> = call
        .all("ids")
        .iter()
        .flat_map(|text| rest::keys(text).unwrap_or_else(|| vec![text.clone()]))
        .collect();
    let site = call.site.clone();
    answer(&call, &SEVERAL, uri.path().starts_with("/rest/"), move |tx, bearer| {
        if ids.is_empty() {
            let text = "The sandbox finds organizations by ids=List(…) only";
            return Err(ApiError::bad_parameter(text).into());
        }
        let (mut results, mut statuses, mut errors) = (Map::new(), Map::new(), Map::new());
        for id in ids {
            match channels::seat(tx, &bearer.person.id, &id)? {
                Some(seat) => {
                    results.insert(id.clone(), describe(&site, &seat.channel, pictured));
                    statuses.insert(id, json!(200));
                }
                None => {
                    errors.insert(id.clone(), json!({ "status": 403, "message": "Forbidden" }));
                    statuses.insert(id, json!(403));
                }
            }
        }
        Ok(ok(&json!({ "results": results, "statuses": statuses, "errors": errors })))
    })
    .await
}

/// Whether the logo's address is asked for, not only its urn.
fn pictured(call: &Call) -> bool {
    call.get("projection").is_some_and(|text| text.contains("~:playableStreams"))
}

fn describe(site: &Site, channel: &Channel, pictured: bool) -> Value {
    let vanity: String = channel
        .name
        .to_lowercase()
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("-");
    let asset = format!("urn:li:digitalmediaAsset:{}", random::word_of(&["logo", &channel.id], 22));
    let mut logo = json!({ "original": asset, "cropped": asset });
    if let Some(fields) = logo.as_object_mut().filter(|_| pictured) {
        let picture = site.url(&format!("/-/avatars/{}.svg", channel.id));
        let streams = json!({ "elements": [{ "identifiers": [{ "identifier": picture }] }] });
        fields.insert("original~".into(), streams);
    }
    let locale = json!({ "country": "US", "language": "en" });
    json!({
        "id": channel.id.parse::<i64>().unwrap_or_default(),
        "localizedName": channel.name,
        "name": { "localized": { "en_US": channel.name }, "preferredLocale": locale },
        "vanityName": vanity,
        "localizedDescription": format!("{} in the sandbox", channel.name),
        "localizedSpecialties": [channel.category],
        "organizationType": "PRIVATELY_HELD",
        "primaryOrganizationType": "NONE",
        "logoV2": logo,
        "locations": [],
    })
}

pub(super) async fn size(Path(target): Path<String>, call: Call) -> Response {
    let edge = call.get("edgeType").map(str::to_owned);
    answer(&call, &SIZE, true, move |tx, _bearer| {
        if !matches!(
            edge.as_deref(),
            Some("COMPANY_FOLLOWED_BY_MEMBER" | "CompanyFollowedByMember")
        ) {
            let text = "The edgeType must be COMPANY_FOLLOWED_BY_MEMBER";
            return Err(ApiError::bad_parameter(text).into());
        }
        let id = rest::organization(&target);
        let channel = id.map(|id| channels::find(tx, NETWORK, id)).transpose()?.flatten();
        let channel = channel.ok_or_else(|| ApiError::no_such_entity(&target))?;
        Ok(ok(&json!({ "firstDegreeSize": statistics::followers(tx, &channel) })))
    })
    .await
}
