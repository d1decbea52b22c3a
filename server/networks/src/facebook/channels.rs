//! Which pages a login covers, which Instagram accounts stand behind them, and what became of those that it does not cover.

use std::collections::HashSet;

use domain::{cause::Cause, verdict::Verdict};
use engine::{
    ports::networks::{Answer, Covered, RemoteChannel},
    vault::Token,
};
use futures::{StreamExt as _, future::join, stream};
use serde_json::Value;

use crate::{
    graph::{
        Graph, Refusal,
        introspection::{Introspection, introspect},
        list,
    },
    json,
};

/// What stands before the id of an Instagram account, so that it is never taken for a page's.
pub(super) const INSTAGRAM: &str = "instagram/";

const PAGE: &str = "id,name,access_token,picture{url}";
const WITH_ACCOUNT: &str = "id,name,access_token,picture{url},\
                            instagram_business_account{id,username,profile_picture_url}";
const PER_LIST: &str = "100";
const MOST_LISTS: usize = 50;
/// How many channels are asked about at the same time.
const AT_ONCE: usize = 16;

/// Every page the login lists with the Instagram account behind it, and each of `known` asked for by itself where the list
/// leaves it out: the list omits pages of business portfolios that the token nevertheless opens.
pub(super) async fn channels(graph: &Graph, access: &Token, known: &[String]) -> Answer<Covered> {
    let (listed, fields) = match listed(graph, access, WITH_ACCOUNT).await {
        // Who declined what Instagram needs has pages all the same.
        Err(Verdict::Dead(Cause::PermissionLost { .. })) => {
            (listed(graph, access, PAGE).await?, PAGE)
        }
        listed => (listed?, WITH_ACCOUNT),
    };
    let mut found = Found::default();
    found.take(listed.iter().flat_map(opened));

    let (accounts, pages): (Vec<_>, Vec<_>) =
        found.absent(known).into_iter().partition(|id| id.starts_with(INSTAGRAM));
    if accounts.is_empty() && pages.is_empty() {
        return Ok(found.covered);
    }
    let (answers, ticks) = join(ask(graph, access, fields, pages), introspect(graph, access)).await;
    let ticks = ticks.unwrap_or_default();
    found.judge(answers, &ticks);
    // Some of them stood behind the pages that were just asked for.
    let accounts = found.absent(&accounts);
    found.judge(ask(graph, access, fields, accounts).await, &ticks);
    found.covered.missing.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(found.covered)
}

async fn listed(graph: &Graph, access: &Token, fields: &str) -> Answer<Vec<Value>> {
    let query = [("fields", fields), ("limit", PER_LIST)];
    Ok(list(graph, &["me", "accounts"], &query, access, MOST_LISTS, |_| true).await?)
}

/// An id, and what it opens: nothing if it is there, but hands out no token.
type Asked = (String, Result<Vec<RemoteChannel>, Refusal>);

#[derive(Default)]
struct Found {
    covered: Covered,
    seen: HashSet<String>,
}

impl Found {
    fn take(&mut self, channels: impl IntoIterator<Item = RemoteChannel>) {
        for channel in channels {
            if self.seen.insert(channel.remote_id.clone()) {
                self.covered.channels.push(channel);
            }
        }
    }

    fn absent(&self, known: &[String]) -> Vec<String> {
        known.iter().filter(|id| !self.seen.contains(*id)).cloned().collect()
    }

    fn judge(&mut self, answers: Vec<Asked>, ticks: &Introspection) {
        for (id, answer) in answers {
            let verdict = match answer {
                Ok(channels) if channels.is_empty() => closed(ticks, &id),
                Ok(channels) => {
                    self.take(channels);
                    continue;
                }
                Err(refusal) => refused(ticks, &id, refusal),
            };
            self.covered.missing.push((id, verdict));
        }
    }
}

async fn ask(graph: &Graph, access: &Token, fields: &str, ids: Vec<String>) -> Vec<Asked> {
    let asking = ids.into_iter().map(|id| async move {
        // An Instagram account shows itself, but only its page opens it.
        let (node, fields) = match id.strip_prefix(INSTAGRAM) {
            Some(account) => (account, "id"),
            None => (id.as_str(), fields),
        };
        let answer = match graph.get(&[node], &[("fields", fields)], access).await {
            Ok(answer) if json::id(&answer["id"]).as_deref() == Some(node) => Ok(opened(&answer)),
            Ok(_) => Err(Refusal::unreadable()),
            Err(refusal) => Err(refusal),
        };
        (id, answer)
    });
    stream::iter(asking).buffer_unordered(AT_ONCE).collect().await
}

/// Whether `id` was ticked in the dialog; `None` where Facebook does not say.
fn ticked(ticks: &Introspection, id: &str) -> Option<bool> {
    match id.strip_prefix(INSTAGRAM) {
        Some(account) => ticks.ticked("instagram_basic", account),
        None => ticks.ticked("pages_show_list", id),
    }
}

/// A channel that shows itself but hands out no token. If it was ticked, what is missing is a role on it.
fn closed(ticks: &Introspection, id: &str) -> Verdict {
    Verdict::Dead(match ticked(ticks, id) {
        Some(false) => Cause::NotGranted,
        Some(true) | None => Cause::RoleLost,
    })
}

/// A channel that Facebook refuses to show. That the login itself lives was proven by the list a moment ago, so what
/// otherwise says nothing about a token ("does not exist, cannot be loaded due to missing permissions") says here that
/// this login does not reach this channel. Where Facebook does not tell what was ticked, "not ticked" is assumed: its
/// cure, a login with it ticked, does no harm if it is the role that was lost, while the cure of a lost role would send
/// the person to somebody else in vain.
fn refused(ticks: &Introspection, id: &str, refusal: Refusal) -> Verdict {
    let ticked = ticked(ticks, id);
    let hidden = refusal.error.as_ref().is_some_and(|error| error.hides_it());
    match refusal.verdict {
        Verdict::Unavailable if hidden && ticked == Some(true) => Verdict::Dead(Cause::RoleLost),
        Verdict::Unavailable if hidden => Verdict::Dead(Cause::NotGranted),
        // Asking for a channel outside the grant may also be answered as a lack of permission.
        Verdict::Dead(Cause::PermissionLost { .. }) if ticked == Some(false) => {
            Verdict::Dead(Cause::NotGranted)
        }
        verdict => verdict,
    }
}

/// A page and the Instagram account behind it. An entry without a token is a page on which the person has no usable role.
fn opened(entry: &Value) -> Vec<RemoteChannel> {
    let Some(token) = json::secret(&entry["access_token"]) else {
        return Vec::new();
    };
    let page = || {
        Some(RemoteChannel {
            remote_id: json::id(&entry["id"])?,
            name: json::name(&entry["name"])?,
            avatar: json::link(&entry["picture"]["data"]["url"]),
            token: Some(token.clone()),
        })
    };
    let behind = &entry["instagram_business_account"];
    let account = || {
        Some(RemoteChannel {
            remote_id: format!("{INSTAGRAM}{}", json::id(&behind["id"])?),
            name: format!("@{} on Instagram", json::name(&behind["username"])?),
            avatar: json::link(&behind["profile_picture_url"]),
            token: Some(token.clone()),
        })
    };
    [page(), account()].into_iter().flatten().collect()
}
