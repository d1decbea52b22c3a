//! Posts that need a person: those too late to go out by themselves, and those of which nobody knows whether they are out.

use domain::{
    network::Network,
    post::{Post, PostState, PostStateKind, Question},
    scheduling::SchedulerRole,
};
use leptos::prelude::*;
use leptos_meta::Title;
use words::{clock, say};

use super::{
    badge::channel_name,
    chip::excerpt,
    room::{Room, read_desk},
    tabs::Tabs,
};
use crate::{
    api::scheduler,
    backend::scheduler::{Desk, PostsPage, PostsQuery},
    error::Error,
    pages::Signed,
    parts::{AppMain, AppPage, Icon, NetworkMark, Trouble},
    paths,
    sent::Sent,
    when,
};

const EXCERPT: usize = 400;

/// The page.
#[component]
pub(crate) fn Decisions(viewer: Signed) -> impl IntoView {
    let sent = use_context::<Sent>();
    let read = AsyncDerived::new(move || read(viewer));
    view! {
        <Title text=say!(scheduler.decide_page.title) />
        <AppPage viewer>
            <Suspense>
                {move || {
                    let sent = sent.clone();
                    Suspend::new(async move {
                        match read.await {
                            Ok((desk, page)) => view! { <Shown desk page sent /> }.into_any(),
                            Err(error) => view! { <AppMain><Trouble error here=paths::DECISIONS /></AppMain> }.into_any(),
                        }
                    })
                }}
            </Suspense>
        </AppPage>
    }
}

async fn read(viewer: Signed) -> Result<(Desk, PostsPage), Error> {
    let desk = read_desk(viewer).await?;
    let query = PostsQuery { state: Some(PostStateKind::Asking), ..PostsQuery::default() };
    let mut page = scheduler::page_of_posts(desk.workspace, query).await?;
    // Others see them on the calendar.
    page.posts.retain(|post| desk.may(post.channel, SchedulerRole::may_publish));
    Ok((desk, page))
}

#[component]
fn Shown(desk: Desk, page: PostsPage, sent: Option<Sent>) -> impl IntoView {
    let is_late =
        |post: &Post| matches!(post.state, PostState::Asking { question: Question::Late, .. });
    let late: Vec<_> = page.posts.iter().filter(|post| is_late(post)).map(|post| post.id).collect();
    let all = (late.len() > 1).then(|| {
        let ids: Vec<_> = late.iter().map(ToString::to_string).collect();
        let field = "all-at";
        view! {
            <form class="panel decide-all" id="decide-all" method="post" action=paths::DECISIONS data-quiet="">
                <h2>{say!(scheduler.decide_page.all, count = late.len())}</h2>
                <input type="hidden" name="workspace" value=desk.workspace.to_string() />
                <input type="hidden" name="posts" value=ids.join(" ") />
                <div class="decide-steps">
                    <button class="button button-main" name="do" value="now">
                        {say!(scheduler.decide_page.all_now)}
                    </button>
                    <span class="decide-at">
                        <label for=field>{say!(scheduler.decide_page.time)}</label>
                        <input id=field type="datetime-local" name="at" />
                        <button class="button" name="do" value="at">
                            {say!(scheduler.decide_page.all_at)}
                        </button>
                    </span>
                    <button class="button" name="do" value="skip">
                        {say!(scheduler.decide_page.all_skip)}
                    </button>
                </div>
            </form>
        }
    });
    let wrong = sent.map(|sent| {
        let problems: Vec<_> = sent
            .wrong
            .iter()
            .map(|wrong| super::wrong::explain(wrong, &desk, &sent.draft))
            .map(|why| view! { <li>{why}</li> })
            .collect();
        view! {
            <div class="notice notice-bad" role="alert">
                <Icon name="alert" />
                <div>
                    <h2>{say!(trouble.title)}</h2>
                    <ul class="problems">{problems}</ul>
                </div>
            </div>
        }
    });
    let is_empty = page.posts.is_empty();
    let rows = page
        .posts
        .into_iter()
        .map(|post| view! { <Asked post desk=desk.clone() /> })
        .collect_view();
    view! {
            <Room desk=desk.clone()>
            <div class="heading">
                <h1>{say!(scheduler.decide_page.title)}</h1>
                <p class="lead">{say!(scheduler.decide_page.lead)}</p>
            </div>
            <Tabs desk=desk.clone() here=paths::DECISIONS />
            <div class="decisions" id="decisions" data-follows="posts">
                {wrong}
                {all}
                <ol class="app-list">{rows}</ol>
                {is_empty
                    .then(|| {
                        view! {
                            <div class="empty">
                                <h2>{say!(scheduler.decide_page.none_title)}</h2>
                                <p>{say!(scheduler.decide_page.none_lead)}</p>
                            </div>
                        }
                    })}
            </div>
    </Room>
            }
}

#[component]
fn Asked(post: Post, desk: Desk) -> impl IntoView {
    let channel = desk.channel(post.channel).cloned();
    let network = channel.as_ref().map_or(Network::Facebook, |channel| channel.network);
    let name = channel_name(&desk, &post);
    let PostState::Asking { question, .. } = post.state else { return None };
    let is_late = question == Question::Late;
    let since = match question {
        Question::Late => post.at.unwrap_or(desk.now),
        Question::IsItOut { sent } => sent.began_at,
    };
    let ago = when::roughly_ago(since, desk.now);
    let stale = is_late.then(|| {
        view! {
            <p class="stale">
                <Icon name="clock" />
                <strong>{say!(scheduler.decide_page.stale, ago = ago.clone())}</strong>
                " "
                {post.at.map(|at| clock::moment(at, &desk.zone, desk.now))}
            </p>
        }
    });
    let unknown = (!is_late).then(|| {
        view! {
            <p class="why">{words::question(&question, ago.clone(), network)}</p>
            <p>{say!(scheduler.decide_page.look, channel = name.clone(), network = network.name())}</p>
        }
    });
    let field = format!("at-{}", post.id);
    let steps = if is_late {
        view! {
            <button class="button button-main" name="do" value="now">
                {say!(scheduler.decide_page.now)}
            </button>
            <span class="decide-at">
                <label for=field.clone()>{say!(scheduler.decide_page.time)}</label>
                <input id=field.clone() type="datetime-local" name="at" />
                <button class="button" name="do" value="at">
                    {say!(scheduler.decide_page.at)}
                </button>
            </span>
            <button class="button" name="do" value="skip">
                {say!(scheduler.decide_page.skip)}
            </button>
        }
        .into_any()
    } else {
        view! {
            <button class="button button-main" name="do" value="is_out">
                {say!(scheduler.decide_page.is_out)}
            </button>
            <button class="button" name="do" value="now">
                {say!(scheduler.decide_page.again)}
            </button>
        }
        .into_any()
    };
    Some(view! {
        <li class="post" id=format!("ask-{}", post.id) data-state="asking">
            <div class="post-head">
                <p class="post-channel">
                    <NetworkMark channel />
                    <strong>{name.clone()}</strong>
                </p>
                <span class="badge" data-state="asking">
                    <Icon name="question" />
                    {if is_late { say!(scheduler.decide_page.late) } else { say!(scheduler.decide_page.unknown) }}
                </span>
            </div>
            {stale}
            <p class="post-text">
                <a href=paths::post(post.id)>{excerpt(&post, EXCERPT)}</a>
            </p>
            {unknown}
            <form
                class="decide-steps"
                method="post"
                action=paths::DECISIONS
                data-quiet=""
                aria-label=say!(scheduler.decide_page.label, channel = name)
            >
                <input type="hidden" name="workspace" value=desk.workspace.to_string() />
                <input type="hidden" name="posts" value=post.id.to_string() />
                {steps}
            </form>
        </li>
    })
}
