//! Client approves, Editor proposes, Admin does all; who has no role for a channel sees nothing of it.

use domain::{
    account::Viewer,
    id::PostId,
    post::{Content, Decision, NotNow, Post, PostState, PostStateKind},
    scheduling::SchedulerRole,
    slots::SlotPlan,
    time::{Span, Timestamp},
};
use engine::{
    Error,
    apps::scheduler::{Approval, Composition, Edit, Edited, Unapproved, Unfit, When},
    ports::store::{audits::AuditQuery, posts::PostQuery},
};

use super::desk::{Desk, desk, text};

const FROM: &str = "192.0.2.1";

impl Desk {
    async fn give(&self, to: &Viewer, role: Option<SchedulerRole>) {
        let roles: Vec<_> = role.into_iter().map(|role| (self.channel.id, role)).collect();
        let (engine, viewer) = (&self.house.engine, &self.house.viewer);
        engine.keep_scheduler_roles(viewer, to.person, &roles, FROM).await.unwrap();
    }

    async fn somebody(&self, name: &str, role: SchedulerRole) -> Viewer {
        let viewer = self.house.regular(name).await;
        self.give(&viewer, Some(role)).await;
        viewer
    }

    async fn write_as(&self, viewer: &Viewer, when: When) -> Result<Post, Error> {
        let content = Content { text: text(1), ..Content::default() };
        let channels = vec![self.channel.id];
        let composition = Composition { content, channels, when, not_after: None };
        let posts = self.house.engine.compose(viewer, &composition, FROM).await?;
        Ok(posts.unwrap().swap_remove(0))
    }

    async fn edit_as(&self, viewer: &Viewer, post: &Post, edit: &Edit) -> Result<Edited, Error> {
        self.house.engine.edit_posts(viewer, &[(post.id, post.version)], edit, FROM).await
    }

    async fn answer_as(
        &self,
        viewer: &Viewer,
        post: &Post,
        approval: Approval,
    ) -> Result<Result<Post, Unapproved>, Error> {
        self.house.engine.approve_post(viewer, post.id, post.version, approval, FROM).await
    }

    /// What the log says was done with a post, the last first.
    async fn deeds(&self, post: PostId) -> Vec<String> {
        let about = Some(post.to_string());
        let query = AuditQuery { about, limit: 20, ..AuditQuery::default() };
        let log = self.house.engine.audit_log(&self.house.viewer, &query).await.unwrap();
        log.into_iter().map(|shown| shown.logged.entry.what).collect()
    }

    async fn is_proposed(&self, post: PostId) -> bool {
        matches!(self.state(post).await, PostState::Proposed { .. })
    }
}

fn says(text: &str) -> Edit {
    Edit { content: Some(Content { text: text.into(), ..Content::default() }), ..Edit::default() }
}

fn then(when: When) -> Edit {
    Edit { when: Some(when), ..Edit::default() }
}

#[tokio::test]
async fn who_has_no_role_for_a_channel_sees_nothing_of_its_posts() {
    let desk = desk("Tomas Dvorak").await;
    desk.hourly_slots().await;
    let (engine, later) = (&desk.house.engine, desk.now().after(Span::hours(1)));
    let post = desk.plan(1, later).await;
    let group = desk.post(post).await.group;
    let regular = desk.house.regular("Rita").await;
    let everything = PostQuery { limit: 10, ..PostQuery::default() };
    let of_it = PostQuery { channels: vec![desk.channel.id], ..everything.clone() };
    let is_hidden = async |viewer: &Viewer| {
        assert!(engine.scheduler_channels(viewer).await.unwrap().is_empty());
        for query in [&everything, &of_it] {
            assert!(engine.posts(viewer, query).await.unwrap().posts.is_empty());
        }
        assert!(engine.posts_of_group(viewer, group).await.unwrap().is_empty());
        assert!(engine.held_counts(viewer).await.unwrap().is_empty());
        let not_found = |error: Option<Error>| assert!(matches!(error, Some(Error::NotFound)));
        not_found(engine.post(viewer, post).await.err());
        not_found(engine.attempts(viewer, post).await.err());
        match engine.slots(viewer, desk.channel.id).await {
            Ok(plan) => assert!(viewer.role.mends_profiles() && plan.slots().is_empty()),
            Err(error) => not_found(Some(error)),
        }
        not_found(engine.next_free_slot(viewer, desk.channel.id).await.err());
        let plan = SlotPlan::new(Vec::new());
        not_found(engine.keep_slots(viewer, desk.channel.id, &plan, FROM).await.err());
        not_found(engine.move_post(viewer, post, 1, later, FROM).await.err());
        not_found(engine.delete_posts(viewer, &[(post, 1)]).await.err());
        let as_it_is = Approval::AsProposed;
        not_found(engine.approve_post(viewer, post, 1, as_it_is, FROM).await.err());
        not_found(engine.return_post(viewer, post, 1, "No", FROM).await.err());
        assert_eq!(engine.decide(viewer, &[post], Decision::Skip).await.unwrap(), []);
        let content = Content { text: text(2), ..Content::default() };
        let channels = vec![desk.channel.id];
        let new = Composition { content, channels, when: When::Now, not_after: None };
        let composed = engine.compose(viewer, &new, FROM).await.unwrap();
        assert_eq!(composed, Err(vec![(desk.channel.id, Unfit::NoSuchChannel)]));
    };
    is_hidden(&regular).await;
    let stranger = crate::house::master(engine, "Other agency", "other@agency.test").await;
    is_hidden(&stranger).await;
    let own = [(desk.channel.id, SchedulerRole::Admin)];
    let roles = engine.keep_scheduler_roles(&stranger, regular.person, &own, FROM).await;
    assert!(matches!(roles, Err(Error::NotFound)), "neither is theirs");
    let roles = engine.keep_scheduler_roles(&regular, regular.person, &own, FROM).await;
    assert!(matches!(roles, Err(Error::Forbidden)));

    desk.give(&regular, Some(SchedulerRole::Client)).await;
    assert_eq!(engine.posts(&regular, &of_it).await.unwrap().posts.len(), 1);
    let seen = engine.roles(&desk.house.viewer).await.unwrap();
    assert_eq!(seen.people[0].scheduler, [(desk.channel.id, SchedulerRole::Client)]);
    desk.give(&regular, None).await;
    is_hidden(&regular).await;
}

#[tokio::test]
async fn an_editor_sends_nothing_by_any_way() {
    let desk = desk("Tomas Dvorak").await;
    desk.hourly_slots().await;
    let (engine, editor) =
        (&desk.house.engine, desk.somebody("Edith", SchedulerRole::Editor).await);
    let later = desk.now().after(Span::hours(1));
    for when in [When::Now, When::At(later), When::NextSlot, When::Proposed(later)] {
        let post = desk.write_as(&editor, when).await.unwrap();
        assert!(desk.is_proposed(post.id).await, "{when:?}");
        assert_eq!(desk.deeds(post.id).await, ["post.proposed"]);
        let edits = [says("Another"), then(When::Now), then(When::At(later)), then(When::NextSlot)];
        for edit in edits {
            let edited = desk.edit_as(&editor, &desk.post(post.id).await, &edit).await.unwrap();
            assert!(matches!(edited, Edited::Done(_)), "{edited:?}");
            assert!(desk.is_proposed(post.id).await, "{edit:?}");
        }
        let (version, moved) = (desk.post(post.id).await.version, later.after(Span::hours(1)));
        let edited = engine.move_post(&editor, post.id, version, moved, FROM).await.unwrap();
        assert!(matches!(edited, Edited::Done(_)));
        let seen = desk.post(post.id).await;
        let approved = desk.answer_as(&editor, &seen, Approval::AsProposed).await;
        assert!(matches!(approved, Err(Error::Forbidden)));
        let returned = engine.return_post(&editor, post.id, seen.version, "No", FROM).await;
        assert!(matches!(returned, Err(Error::Forbidden)));
    }
    // A draft that is given a time is a proposal.
    let draft = desk.write_as(&editor, When::Draft(None)).await.unwrap();
    assert_eq!(draft.state, PostState::Draft);
    desk.edit_as(&editor, &draft, &then(When::At(later))).await.unwrap();
    assert!(desk.is_proposed(draft.id).await);
    let slots = engine.keep_slots(&editor, desk.channel.id, &SlotPlan::new(Vec::new()), FROM).await;
    assert!(matches!(slots, Err(Error::Forbidden)));

    desk.pass(Span::days(2)).await;
    assert!(desk.out().await.is_empty(), "nothing goes out that nobody approved");
    assert!(desk.is_proposed(draft.id).await, "its time has passed, and it stays");
    let (post, version) = (draft.id, desk.post(draft.id).await.version);
    let deleted = engine.delete_posts(&editor, &[(post, version)]).await.unwrap();
    assert_eq!(deleted, Edited::Done(Vec::new()));
}

#[tokio::test]
async fn an_editor_decides_nothing_and_deletes_nothing_that_was_approved() {
    let desk = desk("Tomas Dvorak").await;
    let (engine, editor) =
        (&desk.house.engine, desk.somebody("Edith", SchedulerRole::Editor).await);
    desk.rule(domain::late::Then::Ask).await;
    let late = desk.plan(1, desk.now().after(Span::minutes(10))).await;
    desk.house.cause("Tomas Dvorak", "change-password").await;
    desk.pass(Span::hours(5)).await;
    desk.refresh("Tomas Dvorak").await;
    assert_eq!(desk.state(late).await.kind(), PostStateKind::Asking);
    let theirs = desk.write_as(&editor, When::Draft(None)).await.unwrap();
    for decision in [Decision::Now, Decision::At(desk.now().after(Span::hours(1))), Decision::Skip]
    {
        for posts in [vec![late], vec![theirs.id, late]] {
            let decided = engine.decide(&editor, &posts, decision).await;
            assert!(matches!(decided, Err(Error::Forbidden)), "{decision:?}");
        }
    }
    let planned = desk.plan(2, desk.now().after(Span::hours(1))).await;
    for post in [late, planned] {
        let seen = [(post, desk.post(post).await.version)];
        let deleted = engine.delete_posts(&editor, &seen).await;
        assert!(matches!(deleted, Err(Error::Forbidden)));
        // What they may do is change it; then it waits for somebody again.
        let edited = desk.edit_as(&editor, &desk.post(post).await, &says("Mine")).await.unwrap();
        assert!(matches!(edited, Edited::Done(_)));
        assert!(desk.is_proposed(post).await);
    }
    desk.pass(Span::hours(3)).await;
    assert!(desk.out().await.is_empty());
}

#[tokio::test]
async fn a_client_approves_and_changes_nothing_else() {
    let desk = desk("Tomas Dvorak").await;
    let (engine, at) = (&desk.house.engine, desk.now().after(Span::hours(1)));
    let editor = desk.somebody("Edith", SchedulerRole::Editor).await;
    let client = desk.somebody("Klara", SchedulerRole::Client).await;
    let post = desk.write_as(&editor, When::At(at)).await.unwrap();
    let forbidden = |error: Option<Error>| assert!(matches!(error, Some(Error::Forbidden)));
    forbidden(desk.write_as(&client, When::Draft(None)).await.err());
    forbidden(desk.edit_as(&client, &post, &says("Mine")).await.err());
    forbidden(engine.move_post(&client, post.id, post.version, at, FROM).await.err());
    forbidden(engine.delete_posts(&client, &[(post.id, post.version)]).await.err());
    forbidden(engine.decide(&client, &[post.id], Decision::Now).await.err());
    let plan = SlotPlan::new(Vec::new());
    forbidden(engine.keep_slots(&client, desk.channel.id, &plan, FROM).await.err());

    let empty = engine.return_post(&client, post.id, post.version, " \n", FROM).await.unwrap();
    assert_eq!(empty, Err(Unapproved::NoNote));
    let returned =
        engine.return_post(&client, post.id, post.version, "Shorter, please", FROM).await;
    let returned = returned.unwrap().unwrap();
    let PostState::Returned { by, note, .. } = &returned.state else { panic!("{returned:?}") };
    assert_eq!((by, note.as_str()), (&client.person, "Shorter, please"));
    assert_eq!((returned.at, &returned.content), (Some(at), &post.content));
    let twice = desk.answer_as(&client, &returned, Approval::AsProposed).await.unwrap();
    let nothing = Unapproved::Unfit(Unfit::NotNow(NotNow::NothingProposed));
    assert_eq!(twice, Err(nothing));

    // The note stands while the Editor works on it, until it is proposed anew.
    desk.edit_as(&editor, &returned, &says("Bread")).await.unwrap();
    let moved = desk.post(post.id).await;
    desk.edit_as(&editor, &moved, &then(When::Draft(Some(at)))).await.unwrap();
    let edited = desk.post(post.id).await;
    assert_eq!(edited.state, returned.state);
    desk.edit_as(&editor, &edited, &then(When::At(at))).await.unwrap();
    let proposed = desk.post(post.id).await;
    let approved = desk.answer_as(&client, &proposed, Approval::Now).await.unwrap().unwrap();
    assert_eq!(approved.at, Some(at), "at once is no choice while its time is ahead");
    let deeds = ["post.approved", "post.proposed", "post.returned", "post.proposed"];
    assert_eq!(desk.deeds(post.id).await, deeds);
    desk.pass(Span::hours(1)).await;
    assert_eq!(desk.out().await, ["Bread"]);
}

#[tokio::test]
async fn an_approval_is_of_what_was_read() {
    let desk = desk("Tomas Dvorak").await;
    let at = desk.now().after(Span::hours(1));
    let editor = desk.somebody("Edith", SchedulerRole::Editor).await;
    let client = desk.somebody("Klara", SchedulerRole::Client).await;
    let read = desk.write_as(&editor, When::At(at)).await.unwrap();
    desk.edit_as(&editor, &read, &says("Something else")).await.unwrap();
    let answered = desk.answer_as(&client, &read, Approval::AsProposed).await.unwrap();
    let Err(Unapproved::Conflict(theirs)) = answered else { panic!("{answered:?}") };
    assert_eq!(theirs.content.text, "Something else");
    assert!(desk.is_proposed(read.id).await);

    // Somebody who may do both plans it by an edit, which is an approval too; and an edit of the Editor takes it back.
    let admin = desk.somebody("Anna", SchedulerRole::Admin).await;
    desk.edit_as(&admin, &theirs, &says("Something else again")).await.unwrap();
    assert!(desk.is_proposed(read.id).await, "a change of words approves nothing");
    let seen = desk.post(read.id).await;
    desk.edit_as(&admin, &seen, &then(When::At(at))).await.unwrap();
    assert_eq!(desk.state(read.id).await.kind(), PostStateKind::Scheduled);
    assert_eq!(desk.deeds(read.id).await[0], "post.approved");
    let seen = desk.post(read.id).await;
    desk.edit_as(&editor, &seen, &says("The last word")).await.unwrap();
    desk.pass(Span::hours(2)).await;
    assert!(desk.out().await.is_empty(), "nobody approved the last word");
    // Its time has passed: it is asked when it shall go out.
    let seen = desk.post(read.id).await;
    let passed = desk.answer_as(&client, &seen, Approval::AsProposed).await.unwrap();
    assert_eq!(passed, Err(Unapproved::Unfit(Unfit::Past)));
    let slot = desk.answer_as(&client, &seen, Approval::NextSlot).await.unwrap();
    assert_eq!(slot, Err(Unapproved::Unfit(Unfit::NoFreeSlot)));
    desk.answer_as(&client, &seen, Approval::Now).await.unwrap().unwrap();
    desk.work().await;
    assert_eq!(desk.out().await, ["The last word"]);
}

#[tokio::test]
async fn a_role_that_was_taken_away_meanwhile_is_gone() {
    let desk = desk("Tomas Dvorak").await;
    let at: Timestamp = desk.now().after(Span::hours(1));
    let changing = desk.somebody("Edith", SchedulerRole::Admin).await;
    let planned = desk.write_as(&changing, When::At(at)).await.unwrap();
    assert_eq!(planned.state.kind(), PostStateKind::Scheduled);
    desk.give(&changing, Some(SchedulerRole::Editor)).await;
    let edited = desk.edit_as(&changing, &planned, &then(When::Now)).await.unwrap();
    assert!(matches!(edited, Edited::Done(_)));
    assert!(desk.is_proposed(planned.id).await, "what they planned themselves, too");
    desk.give(&changing, Some(SchedulerRole::Client)).await;
    let seen = desk.post(planned.id).await;
    let edited = desk.edit_as(&changing, &seen, &says("Mine")).await;
    assert!(matches!(edited, Err(Error::Forbidden)));
    desk.give(&changing, None).await;
    let answered = desk.answer_as(&changing, &seen, Approval::Now).await;
    assert!(matches!(answered, Err(Error::NotFound)));
    desk.pass(Span::hours(2)).await;
    assert!(desk.out().await.is_empty());
}

#[tokio::test]
async fn a_composition_goes_to_each_channel_as_its_author_may() {
    let desk = desk("Tomas Dvorak").await;
    desk.house.link("Greta Holm").await;
    let author = desk.house.regular("Edith").await;
    let theirs = desk.house.channels_at(domain::network::Network::Mastodon).await[0];
    let roles = [(desk.channel.id, SchedulerRole::Editor), (theirs, SchedulerRole::Admin)];
    let (engine, viewer) = (&desk.house.engine, &desk.house.viewer);
    engine.keep_scheduler_roles(viewer, author.person, &roles, FROM).await.unwrap();
    let content = Content { text: text(1), ..Content::default() };
    let channels = vec![desk.channel.id, theirs];
    let composition = Composition { content, channels, when: When::Now, not_after: None };
    let posts = engine.compose(&author, &composition, FROM).await.unwrap().unwrap();
    desk.work().await;
    assert_eq!(desk.house.out("mastodon").await, [text(1)]);
    assert!(desk.out().await.is_empty());
    assert!(desk.is_proposed(posts[0].id).await && desk.is_published(posts[1].id).await);
    let roles = [(desk.channel.id, SchedulerRole::Client), (theirs, SchedulerRole::Admin)];
    engine.keep_scheduler_roles(viewer, author.person, &roles, FROM).await.unwrap();
    let composed = engine.compose(&author, &composition, FROM).await;
    assert!(matches!(composed, Err(Error::Forbidden)), "all of them or none");
}
