//! Which organizations a member manages, and whether each ability works on one.

use domain::{cause::Cause, verdict::Verdict};
use engine::{
    ports::networks::{Answer, ChannelAccess, Covered, RemoteChannel, Tested},
    vault::Token,
};
use futures::{StreamExt as _, stream};

use super::{
    ADMINISTER, READ, WRITE,
    api::{Api, urn},
    settled,
};
use crate::{http::escaped, json, scopes::having};

/// The roles that may publish and read comments; the figures are for the first alone.
const MANAGING: &[&str] = &[ADMINISTRATOR, "CONTENT_ADMINISTRATOR"];
const ADMINISTRATOR: &str = "ADMINISTRATOR";

const PAGE: i64 = 100;
const PAGES: usize = 10;
/// How many organizations are asked about at once.
const AT_ONCE: usize = 4;

/// A member's role at an organization.
struct Role {
    organization: String,
    name: String,
}

/// Every organization the member manages; the known ones that they manage no longer have lost their role.
pub(super) async fn channels(api: &Api, token: &Token, known: &[String]) -> Answer<Covered> {
    let mut managed: Vec<String> = Vec::new();
    for role in roles(api, token).await? {
        if MANAGING.contains(&role.name.as_str()) && !managed.contains(&role.organization) {
            managed.push(role.organization);
        }
    }
    let lost = known.iter().filter(|id| !managed.contains(id));
    let missing: Vec<_> = lost.map(|id| (id.clone(), Verdict::Dead(Cause::RoleLost))).collect();
    let mut covered = Covered { channels: Vec::new(), missing };

    let mut described = stream::iter(managed)
        .map(async |id| (describe(api, token, &id).await, id))
        .buffered(AT_ONCE);
    while let Some((description, id)) = described.next().await {
        match description {
            Ok(channel) => covered.channels.push(channel),
            // The others are worth having without it.
            Err(verdict @ Verdict::Dead(_)) => {
                if known.contains(&id) {
                    covered.missing.push((id, verdict));
                }
            }
            Err(verdict) => return Err(verdict),
        }
    }
    Ok(covered)
}

/// By the scopes and the member's role: one call.
pub(super) async fn test(api: &Api, channel: &ChannelAccess<'_>) -> Tested {
    let mut held = None;
    if having(channel, ADMINISTER) == Verdict::Alive {
        match roles(api, channel.token).await.map_err(settled) {
            Ok(roles) => held = Some(roles),
            Err(verdict) => return Tested::all(&verdict),
        }
    }
    let able = |scope: &str, allowed: &[&str]| {
        let has_role = held.as_ref().is_none_or(|roles| {
            roles.iter().any(|role| {
                role.organization == channel.remote_id && allowed.contains(&role.name.as_str())
            })
        });
        match having(channel, scope) {
            Verdict::Alive if !has_role => Verdict::Dead(Cause::RoleLost),
            verdict => verdict,
        }
    };
    Tested {
        publish: able(WRITE, MANAGING),
        comments: able(READ, MANAGING),
        statistics: able(ADMINISTER, &[ADMINISTRATOR]),
    }
}

/// Every role the member has anywhere.
async fn roles(api: &Api, token: &Token) -> Answer<Vec<Role>> {
    let mut roles = Vec::new();
    let mut start = 0;
    for _ in 0..PAGES {
        let query = format!("q=roleAssignee&state=APPROVED&start={start}&count={PAGE}");
        let list = api.read("organizationAcls", &query, token).await?;
        let Some(elements) = list["elements"].as_array() else {
            return Err(Verdict::Unavailable);
        };
        for element in elements {
            // Older answers name it by what it can be as well.
            let organization =
                element["organization"].as_str().or(element["organizationalTarget"].as_str());
            let organization = organization.and_then(|it| it.strip_prefix(&urn("")));
            if let (Some(organization), Some(name)) = (organization, json::name(&element["role"])) {
                roles.push(Role { organization: organization.to_owned(), name });
            }
        }
        // LinkedIn may give less at once than it is asked for.
        let page = json::integer(&list["paging"]["count"]).unwrap_or(PAGE).min(PAGE);
        let came = elements.len() as i64;
        if came == 0 || came < page {
            break;
        }
        start += came;
    }
    Ok(roles)
}

async fn describe(api: &Api, token: &Token, id: &str) -> Answer<RemoteChannel> {
    let found = api.read(&format!("organizations/{}", escaped(id)), "", token).await?;
    let name = json::name(&found["localizedName"]).ok_or(Verdict::Unavailable)?;
    // Its logo has a name but no address.
    Ok(RemoteChannel { remote_id: id.to_owned(), name, avatar: None, token: None })
}
