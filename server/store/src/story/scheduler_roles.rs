//! Who may do what with posts, and what is proposed: in no queue until somebody approves it, and told in the audit log with it.

use std::sync::Arc;

use domain::{
    id::{ChannelId, GroupId, PostId},
    post::{Content, Post, PostState, PostStateKind},
    scheduling::SchedulerRole,
};
use engine::ports::store::{
    Store,
    accounts::AuditEntry,
    audits::AuditQuery,
    posts::{PostQuery, Seen, Writes},
    scheduler_roles::PostsRoleOf,
};

use super::{
    Told,
    cast::{Agency, at, audit, person},
};

pub(super) async fn approve(store: &Arc<dyn Store>, agency: &Agency, other: &Agency) -> Told {
    let channels = store.linked_channels(agency.workspace).await?;
    let Some(channel) = channels.first() else { return Err("no channel".into()) };
    give(&**store, channel.id, agency, other).await?;
    propose(&**store, channel.id, agency).await
}

async fn give(store: &dyn Store, channel: ChannelId, agency: &Agency, other: &Agency) -> Told {
    let (home, alan, entry) = (agency.workspace, person(2), audit("roles.kept", at(8_900)));
    for role in [SchedulerRole::Client, SchedulerRole::Editor] {
        assert!(store.keep_scheduler_roles(home, alan, &[(channel, role)], &entry).await?);
        let expected = [PostsRoleOf { person: alan, channel, role }];
        assert_eq!(store.scheduler_roles(home, None).await?, expected);
        assert_eq!(store.scheduler_roles(home, Some(alan)).await?, expected);
    }
    assert_eq!(store.scheduler_roles(home, Some(agency.master)).await?, []);
    assert_eq!(store.scheduler_roles(other.workspace, None).await?, []);

    let admin = [(channel, SchedulerRole::Admin)];
    assert!(!store.keep_scheduler_roles(home, other.master, &admin, &entry).await?, "no member");
    let foreign = store.keep_scheduler_roles(other.workspace, other.master, &admin, &entry);
    assert!(!foreign.await?, "not their channel");
    let unknown =
        [(channel, SchedulerRole::Client), (ChannelId::new(at(0), [99; 10]), SchedulerRole::Admin)];
    assert!(!store.keep_scheduler_roles(home, alan, &unknown, &entry).await?);
    let kept = store.scheduler_roles(home, None).await?;
    assert_eq!(kept.first().map(|it| it.role), Some(SchedulerRole::Editor), "all or none");
    assert!(store.keep_scheduler_roles(home, alan, &[], &entry).await?);
    assert_eq!(store.scheduler_roles(home, None).await?, []);
    Ok(())
}

async fn propose(store: &dyn Store, channel: ChannelId, agency: &Agency) -> Told {
    let (home, due, now) = (agency.workspace, at(1), at(8_910));
    let waiting = async || {
        let queues = store.queues(home).await?;
        let queue = queues.into_iter().find(|queue| queue.channel == channel);
        Ok::<_, engine::ports::store::StoreError>(queue.map_or(0, |queue| queue.proposed))
    };
    let (head, planned) =
        (store.head(home, channel, now).await?, store.planned_times(home, channel, at(0)).await?);
    let post = Post {
        id: PostId::new(at(0), [71; 10]),
        group: GroupId::new(at(0), [71; 10]),
        channel,
        content: Content { text: "Bread, if you like".into(), ..Content::default() },
        at: Some(due),
        not_after: None,
        state: PostState::Proposed { by: person(2), since: at(8_905) },
        author: person(2),
        version: 1,
        step: 1,
    };
    let told = |what: &str| AuditEntry {
        workspace: Some(home),
        person: Some(person(2)),
        about: post.id.to_string(),
        ..audit(what, now)
    };
    let log = async || {
        let about = Some(post.id.to_string());
        let query = AuditQuery { about, limit: 9, ..AuditQuery::default() };
        let log = store.audit_log(home, &query).await?;
        let what = log.into_iter().map(|shown| shown.logged.entry.what);
        Ok::<Vec<String>, engine::ports::store::StoreError>(what.collect())
    };
    let before = waiting().await?;
    let posts = std::slice::from_ref(&post);
    assert!(store.add_posts(home, posts, &[told("post.proposed")], now).await?);
    assert_eq!(store.post(home, post.id).await?.as_ref(), Some(&post), "as it was written");
    assert_eq!(waiting().await?, before + 1);
    assert_eq!(log().await?, ["post.proposed"]);
    let states = vec![PostStateKind::Proposed];
    let query = PostQuery { states, limit: 9, ..PostQuery::default() };
    let found = store.list_posts(home, &query).await?.posts;
    assert!(found.contains(&post) && found.iter().all(|it| !it.state.is_queued()));
    // It is due for long, and first in no queue.
    assert_eq!(store.head(home, channel, now).await?.post, head.post);
    assert_eq!(store.planned_times(home, channel, at(0)).await?, planned);

    let approved =
        Post { state: PostState::Scheduled { waits: None }, version: 2, step: 2, ..post.clone() };
    let write = |seen: Seen| Writes {
        workspace: home,
        posts: vec![(seen, approved.clone())],
        audit: vec![told("post.approved")],
        now,
    };
    let stale = Seen { version: 7, ..Seen::from(&post) };
    assert!(!store.write_posts(&write(stale)).await?);
    assert_eq!(log().await?, ["post.proposed"], "what was not done is not told");
    assert!(store.write_posts(&write(Seen::from(&post))).await?);
    assert_eq!(log().await?, ["post.approved", "post.proposed"]);
    assert_eq!(waiting().await?, before);
    assert_eq!(store.head(home, channel, now).await?.post.as_ref(), Some(&approved));
    assert!(store.delete_posts(home, &[Seen::from(&approved)], now).await?);
    Ok(())
}
