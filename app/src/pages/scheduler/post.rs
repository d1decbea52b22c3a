//! One post: how far it is, and how it is changed, moved and deleted.

use domain::{id::PostId, network::Network, post::PostState, scheduling::SchedulerRole};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};
use words::{clock, say, several};

use super::{
    approval::{Approval, whose},
    attempts::Attempts,
    badge::{Badge, Beyond, Why, backup, beyond, channel_name},
    compose::{Compose, Purpose},
    group::Group,
    room::{Room, read_desk},
    tabs::Tabs,
};
use crate::{
    api::scheduler,
    backend::scheduler::{Desk, OnePost},
    error::Error,
    pages::Signed,
    parts::{AppMain, AppPage, Icon, NetworkMark, Trouble},
    paths,
    sent::{Answered, Choice, Draft, Sent},
};

/// The page. What a form sent that was not taken stands in it again.
#[component]
pub(crate) fn PostPage(viewer: Signed) -> impl IntoView {
    let id = use_params_map().get_untracked().get("post").and_then(|id| id.parse::<PostId>().ok());
    let done = use_query_map().get_untracked().get("done");
    let (sent, answered) = (use_context::<Sent>(), use_context::<Answered>());
    let read = AsyncDerived::new(move || read(viewer, id));
    view! {
        <Title text=say!(scheduler.title) />
        <AppPage viewer>
            <Suspense>
                {move || {
                    let (sent, answered, done) = (sent.clone(), answered.clone(), done.clone());
                    Suspend::new(async move {
                        match read.await {
                            Ok((desk, one)) => view! { <Shown desk one sent answered done /> }.into_any(),
                            Err(error) => view! { <AppMain><Trouble error here=paths::SCHEDULER /></AppMain> }.into_any(),
                        }
                    })
                }}
            </Suspense>
        </AppPage>
    }
}

async fn read(viewer: Signed, id: Option<PostId>) -> Result<(Desk, OnePost), Error> {
    let desk = read_desk(viewer).await?;
    // An address that names no post is one of a post that is not there.
    let one = scheduler::read_post(desk.workspace, id.ok_or(Error::NotFound)?).await?;
    Ok((desk.about(one.post.channel), one))
}

#[component]
fn Shown(
    desk: Desk,
    one: OnePost,
    sent: Option<Sent>,
    answered: Option<Answered>,
    done: Option<String>,
) -> impl IntoView {
    let OnePost { post, group, picture, attempts, .. } = one.clone();
    let channel = desk.channel(post.channel).cloned();
    let name = channel_name(&desk, &post);
    let network = channel.as_ref().map_or(Network::Facebook, |channel| channel.network);
    let says = done.map(|done| match (done.as_str(), group.len()) {
        ("moved", _) => say!(scheduler.post_page.moved).to_owned(),
        ("approved", _) => say!(scheduler.approval.approved).to_owned(),
        ("returned", _) => say!(scheduler.approval.returned).to_owned(),
        ("saved", count @ 2..) => {
            several!(count; scheduler.post_page.saved_few | scheduler.post_page.saved_many, count)
        }
        _ => say!(scheduler.post_page.saved).to_owned(),
    });
    let may_change = desk.may_change(&post);
    // Whoever approves a proposal reads it beside the button.
    let is_read = !may_change || matches!(post.state, PostState::Proposed { .. });
    let is_out = matches!(post.state, PostState::Published { .. });
    let when = post.at.map(|at| {
        let at = clock::moment(at, &desk.zone, desk.now);
        let label = match post.state {
            PostState::Scheduled { .. } => say!(scheduler.post_page.when),
            PostState::Proposed { .. } | PostState::Returned { .. } => {
                say!(scheduler.approval.proposed_for)
            }
            _ => say!(scheduler.post_page.was),
        };
        view! {
            <p class="post-when">
                <span class="quiet">{label}</span>
                " "
                {at}
            </p>
        }
    });
    let last = post.not_after.map(|at| {
        view! {
            <p>
                <span class="quiet">{say!(scheduler.post_page.last)}</span>
                " "
                {clock::moment(at, &desk.zone, desk.now)}
            </p>
        }
    });
    let whose = whose(&one, &desk).map(|says| view! { <p class="quiet">{says}</p> });
    let content = is_read.then(|| {
        view! {
            <blockquote class="post-whole">{post.content.text.clone()}</blockquote>
            {post.content.link.clone().map(|link| view! { <p>{link}</p> })}
            {picture
                .clone()
                .map(|path| {
                    let alt = post.content.picture.as_ref().map(|it| it.alt.clone());
                    view! { <img class="post-picture" src=path alt=alt /> }
                })}
        }
    });
    let edit = may_change.then(|| {
        let sent = sent.clone().unwrap_or_else(|| as_it_is(&one, &desk));
        let versions = group.iter().filter(|it| desk.may_change(it));
        let versions = versions.map(|it| (it.id, it.version)).collect();
        let purpose = Purpose::Edit(post.id, versions);
        view! {
            <h2 id="edit">{say!(scheduler.write_page.edit_title)}</h2>
            <Compose desk=desk.clone() sent purpose />
        }
    });
    let others: Vec<_> = group.iter().filter(|it| it.id != post.id).cloned().collect();
    let may_delete = post.state.may_delete().is_ok()
        && desk.may(post.channel, |role| role.may_delete(post.state.kind()));
    let delete = may_delete.then(|| {
        view! { <Delete id=post.id version=post.version is_out network desk=desk.clone() /> }
    });
    let needs = beyond(&post, &desk);
    let backup = channel.as_ref().and_then(backup);
    let state = post.state.clone();
    let kind = state.kind().slug();
    view! {
            <Room desk=desk.clone()>
            <div class="heading">
                <h1>{say!(scheduler.post_page.title, channel = name.clone())}</h1>
            </div>
            <Tabs desk=desk.clone() here="" />
            {says.map(|says| view! { <p class="app-said" role="status"><Icon name="check" />{says}</p> })}
            <section class="panel post-panel" id="post" data-follows="posts channels" data-state=kind>
                <div class="post-head">
                    <p class="post-channel">
                        <NetworkMark channel />
                        <strong>{name}</strong>
                        {backup.map(|says| view! { <span class="quiet">{says}</span> })}
                    </p>
                    <Badge state />
                </div>
                {when}
                {whose}
                {last}
                {content}
                <Why post desk=desk.clone() />
                {needs.map(|needs| view! { <Beyond needs desk=desk.clone() /> })}
                <Attempts attempts desk=desk.clone() />
            </section>
            <Approval one=one.clone() desk=desk.clone() answered />
            <Group posts=others desk=desk.clone() />
            {edit}
            {delete}
            <p>
                <a href=paths::SCHEDULER>{say!(scheduler.post_page.back)}</a>
            </p>
    </Room>
            }
}

/// The form as the post stands.
fn as_it_is(one: &OnePost, desk: &Desk) -> Sent {
    let OnePost { post, picture, .. } = one;
    let wall = |at| desk.zone.wall(at).to_string();
    let draft = Draft {
        text: post.content.text.clone(),
        link: post.content.link.clone().unwrap_or_default(),
        picture: post.content.picture.clone().zip(picture.clone()),
        alt: post.content.picture.as_ref().map(|it| it.alt.clone()).unwrap_or_default(),
        channels: vec![post.channel],
        when: match post.state {
            PostState::Draft => Choice::Draft,
            PostState::Returned { .. } if post.at.is_none() => Choice::Draft,
            PostState::Proposed { .. } | PostState::Returned { .. }
                if desk.may(post.channel, SchedulerRole::may_publish) =>
            {
                Choice::Propose
            }
            _ => Choice::At,
        },
        at: post.at.map(wall).unwrap_or_default(),
        moment: None,
        not_after: post.not_after.map(wall).unwrap_or_default(),
        seen: Vec::new(),
    };
    Sent { draft, ..Sent::default() }
}

/// A question, and the button that means it.
#[component]
fn Delete(id: PostId, version: u32, is_out: bool, network: Network, desk: Desk) -> impl IntoView {
    let lead = if is_out {
        say!(scheduler.post_page.delete_out, network = network.name())
    } else {
        say!(scheduler.post_page.delete_lead).to_owned()
    };
    view! {
        <details class="delete">
            <summary class="button button-quiet">
                <Icon name="trash" />
                {say!(scheduler.post_page.delete)}
            </summary>
            <form method="post" action=paths::delete_post(id) class="panel">
                <h2>{say!(scheduler.post_page.delete_title)}</h2>
                <p>{lead}</p>
                <input type="hidden" name="workspace" value=desk.workspace.to_string() />
                <input type="hidden" name="version" value=version.to_string() />
                <p class="steps">
                    <button class="button button-danger">{say!(scheduler.post_page.delete_yes)}</button>
                    <a class="button button-quiet" href=paths::post(id)>
                        {say!(scheduler.post_page.delete_no)}
                    </a>
                </p>
            </form>
        </details>
    }
}
