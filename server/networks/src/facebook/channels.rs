//! Which pages a login covers, and what became of those that it does not.

use std::collections::HashSet;

use domain::{cause::Cause, verdict::Verdict};
use engine::{
    ports::networks::{Answer, Covered, RemoteChannel},
    vault::Token,
};
use futures::{StreamExt as _, future::join, stream};
use serde_json::Value;

use super::{
    answer::Refusal,
    graph::Graph,
    introspection::{Introspection, introspect},
};
use crate::json;

/// The permission whose targets are the pages the person ticked.
const LISTING: &str = "pages_show_list";
const PER_LIST: &str = "100";
const MOST_LISTS: usize = 50;
/// How many pages are asked about at the same time.
const AT_ONCE: usize = 16;

/// Every page the login lists, and each of `known` asked for by itself where the list leaves it out: the list omits
/// pages of business portfolios that the token nevertheless opens.
pub(super) async fn channels(graph: &Graph, access: &Token, known: &[String]) -> Answer<Covered> {
    let listed = list(graph, access).await?;
    let found: HashSet<&str> = listed.iter().map(|page| page.remote_id.as_str()).collect();
    let absent: Vec<String> =
        known.iter().filter(|id| !found.contains(id.as_str())).cloned().collect();
    if absent.is_empty() {
        return Ok(Covered { channels: listed, missing: Vec::new() });
    }

    let asking = stream::iter(absent.into_iter().map(|id| ask(graph, access, id)))
        .buffer_unordered(AT_ONCE)
        .collect::<Vec<_>>();
    let (answers, ticks) = join(asking, introspect(graph, access)).await;
    let ticks = ticks.unwrap_or_default();

    let mut covered = Covered { channels: listed, missing: Vec::new() };
    for (id, answer) in answers {
        let verdict = match answer {
            Ok(Some(page)) => {
                covered.channels.push(page);
                continue;
            }
            Ok(None) => closed(&ticks, &id),
            Err(refusal) => refused(&ticks, &id, refusal),
        };
        covered.missing.push((id, verdict));
    }
    covered.missing.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(covered)
}

async fn list(graph: &Graph, access: &Token) -> Answer<Vec<RemoteChannel>> {
    let mut pages = Vec::new();
    let mut seen = HashSet::new();
    let mut after: Option<String> = None;
    for _ in 0..MOST_LISTS {
        let mut query = vec![("fields", "id,name,access_token,picture{url}"), ("limit", PER_LIST)];
        if let Some(after) = &after {
            query.push(("after", after));
        }
        let answer = graph.get(&["me", "accounts"], &query, access).await?;
        let Some(entries) = answer["data"].as_array() else {
            return Err(Verdict::Unavailable);
        };
        // An entry without a token is a page on which the person has no usable role.
        let usable = entries.iter().filter_map(page);
        pages.extend(usable.filter(|page| seen.insert(page.remote_id.clone())));

        // Only the cursor is taken from the answer, never an address: we say where tokens go.
        after = answer["paging"]["cursors"]["after"].as_str().map(ToOwned::to_owned);
        if entries.is_empty() || after.is_none() || answer["paging"]["next"].is_null() {
            return Ok(pages);
        }
    }
    tracing::warn!(pages = pages.len(), "facebook lists more pages than are read");
    Ok(pages)
}

/// One page by its id; `None` if it is there, but does not open.
async fn ask(
    graph: &Graph,
    access: &Token,
    id: String,
) -> (String, Result<Option<RemoteChannel>, Refusal>) {
    let query = [("fields", "id,name,access_token,picture{url}")];
    let answer = match graph.get(&[&id], &query, access).await {
        Ok(answer) if json::id(&answer["id"]).as_deref() == Some(&id) => Ok(page(&answer)),
        Ok(_) => Err(Refusal::unreadable()),
        Err(refusal) => Err(refusal),
    };
    (id, answer)
}

/// A page that shows itself but hands out no token. If it was ticked, what is missing is a role on it.
fn closed(ticks: &Introspection, id: &str) -> Verdict {
    Verdict::Dead(match ticks.ticked(LISTING, id) {
        Some(false) => Cause::NotGranted,
        Some(true) | None => Cause::RoleLost,
    })
}

/// A page that Facebook refuses to show. That the login itself lives was proven by the list a moment ago, so what
/// otherwise says nothing about a token ("does not exist, cannot be loaded due to missing permissions") says here that
/// this login does not reach this page. Where Facebook does not tell which pages were ticked, "not ticked" is assumed:
/// its cure, a login with the page ticked, does no harm if it is the role that was lost, while the cure of a lost role
/// would send the person to somebody else in vain.
fn refused(ticks: &Introspection, id: &str, refusal: Refusal) -> Verdict {
    let ticked = ticks.ticked(LISTING, id);
    let hidden = refusal.error.as_ref().is_some_and(|error| error.hides_it());
    match refusal.verdict {
        Verdict::Unavailable if hidden && ticked == Some(true) => Verdict::Dead(Cause::RoleLost),
        Verdict::Unavailable if hidden => Verdict::Dead(Cause::NotGranted),
        // Asking for a page outside the grant may also be answered as a lack of permission.
        Verdict::Dead(Cause::PermissionLost { .. }) if ticked == Some(false) => {
            Verdict::Dead(Cause::NotGranted)
        }
        verdict => verdict,
    }
}

fn page(entry: &Value) -> Option<RemoteChannel> {
    Some(RemoteChannel {
        remote_id: json::id(&entry["id"])?,
        name: json::name(&entry["name"])?,
        avatar: json::link(&entry["picture"]["data"]["url"]),
        token: Some(json::secret(&entry["access_token"])?),
    })
}
