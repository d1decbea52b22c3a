//! A comment below its post, among everything else that stands there.

use std::sync::Arc;

use domain::{
    comment::{Comment, CommentState},
    id::CommentId,
    post::{Post, PostState},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};
use words::{clock, say};

use super::{
    acts::{Acts, Assign},
    answer::{Answer, can_answer},
    ears::blind_since,
    item::{Head, Replies},
    room::{Room, author_of, name_of, network_of, read_counter},
    said::Said,
    tabs::Tabs,
    wrong::Wrong,
};
use crate::{
    api::community,
    backend::community::{Counter, Thread},
    error::Error,
    pages::{Signed, scheduler::excerpt},
    parts::{AppMain, AppPage, Icon, Trouble},
    paths,
    sent::Untaken,
};

/// So much of a post is shown.
const EXCERPT: usize = 280;

/// The page. What a form sent that was not taken stands in it again.
#[component]
pub(crate) fn ThreadPage(viewer: Signed) -> impl IntoView {
    let id = use_params_map().get_untracked().get("comment");
    let id = id.and_then(|id| id.parse::<CommentId>().ok());
    let done = use_query_map().get_untracked().get("done");
    let untaken = use_context::<Untaken>();
    let read = AsyncDerived::new(move || read(viewer, id));
    view! {
        <Title text=say!(community.title) />
        <AppPage viewer>
            <Suspense>
                {move || {
                    let (untaken, done) = (untaken.clone(), done.clone());
                    Suspend::new(async move {
                        match read.await {
                            Ok((counter, thread)) => {
                                view! { <Shown counter thread untaken done /> }.into_any()
                            }
                            Err(error) => view! { <AppMain><Trouble error here=paths::COMMUNITY /></AppMain> }.into_any(),
                        }
                    })
                }}
            </Suspense>
        </AppPage>
    }
}

async fn read(viewer: Signed, id: Option<CommentId>) -> Result<(Arc<Counter>, Thread), Error> {
    let counter = read_counter(viewer).await?;
    // An address that names no comment is one of a comment that is not there.
    let thread = community::read_thread(counter.workspace, id.ok_or(Error::NotFound)?).await?;
    Ok((counter, thread))
}

#[component]
fn Shown(
    counter: Arc<Counter>,
    thread: Thread,
    untaken: Option<Untaken>,
    done: Option<String>,
) -> impl IntoView {
    let comment = thread.comment.clone();
    let heard = counter.channel(comment.channel);
    let (channel, network) = (name_of(heard), network_of(heard).name());
    let author = author_of(comment.author.as_deref());
    let blind = heard.and_then(blind_since).map(|since| {
        let time = clock::since(since, &counter.zone, counter.now);
        view! {
            <p class="stale">
                <Icon name="alert" />
                {say!(community.thread.blind, time)}
            </p>
        }
    });
    let lines = thread
        .comments
        .iter()
        .map(|other| {
            let is_it = other.id == comment.id;
            let untaken = untaken.clone().filter(|_| is_it);
            if is_it {
                view! { <This thread=thread.clone() counter=counter.clone() untaken /> }.into_any()
            } else {
                let parent = parent_of(other, &thread.comments);
                view! { <Other comment=other.clone() parent counter=counter.clone() /> }.into_any()
            }
        })
        .collect_view();
    view! {
        <Room counter=counter.clone() is_quiet=true>
            <div class="heading">
                <h1>{say!(community.thread.title, author)}</h1>
                <p class="lead">{say!(community.thread.post, channel, network)}</p>
            </div>
            <Tabs mends=counter.mends here="">
                <a class="button button-quiet" href=paths::COMMUNITY>
                    {say!(community.thread.back)}
                </a>
            </Tabs>
            <Said done />
            {thread.post.clone().map(|post| view! { <Below post counter=counter.clone() network /> })}
            <div class="app-list-place" id="thread" data-follows="comments channels">
                {blind}
                <ol class="app-list thread">{lines}</ol>
            </div>
        </Room>
    }
}

/// The post that all this stands below.
#[component]
fn Below(post: Post, counter: Arc<Counter>, network: &'static str) -> impl IntoView {
    let says = excerpt(&post, EXCERPT);
    let (at, link) = match post.state {
        PostState::Published { at, link, .. } => (at, link),
        _ => (counter.now, None),
    };
    let time = clock::moment(at, &counter.zone, counter.now);
    view! {
        <div class="panel below">
            <p>
                <a href=paths::post(post.id)>{says}</a>
            </p>
            <p class="quiet">
                {say!(scheduler.why.published, time)}
                {link
                    .map(|link| {
                        view! {
                            " "
                            <a href=link rel="external noopener" target="_blank">
                                {say!(scheduler.look, network)}
                            </a>
                        }
                    })}
            </p>
        </div>
    }
}

/// The author of the comment that this one answers, where it is among them.
fn parent_of(comment: &Comment, all: &[Comment]) -> Option<String> {
    let parent = comment.parent.as_deref()?;
    let parent = all.iter().find(|other| other.remote_id == parent)?;
    Some(author_of(parent.author.as_deref()))
}

/// The comment that the page is about.
#[component]
fn This(thread: Thread, counter: Arc<Counter>, untaken: Option<Untaken>) -> impl IntoView {
    let Thread { comment, comments, replies, .. } = thread;
    let heard = counter.channel(comment.channel).cloned();
    let back = paths::comment(comment.id);
    let parent = parent_of(&comment, &comments);
    let (of_reply, of_comment): (Vec<_>, Vec<_>) =
        untaken.into_iter().partition(|untaken| untaken.reply.is_some());
    let of_comment = of_comment.into_iter().next();
    let text = of_comment.as_ref().map(|untaken| untaken.text.clone()).unwrap_or_default();
    let answer = can_answer(&comment, heard.as_ref()).then(|| {
        let (comment, counter, back) = (comment.clone(), counter.clone(), back.clone());
        view! { <Answer comment counter back text /> }
    });
    let wrong = of_comment.map(|untaken| view! { <Wrong untaken heard /> });
    let (id, state) = (comment.id, comment.state);
    view! {
        <li
            class="comment"
            id=format!("comment-{id}")
            data-state=state.slug()
            aria-current="true"
            aria-label=say!(community.thread.this)
        >
            <Head comment=comment.clone() counter=counter.clone() />
            <Answers parent />
            <p class="comment-text">{comment.text.clone()}</p>
            <Replies
                replies
                counter=counter.clone()
                back=back.clone()
                untaken=of_reply.into_iter().next()
            />
            {wrong}
            {answer}
            <div class="post-steps">
                <Acts comment=comment.clone() counter=counter.clone() back=back.clone() />
                <Assign comment counter back />
            </div>
        </li>
    }
}

/// Another comment below the same post.
#[component]
fn Other(
    comment: Comment,
    counter: Arc<Counter>,
    #[prop(optional_no_strip)] parent: Option<String>,
) -> impl IntoView {
    let author = author_of(comment.author.as_deref());
    let open = (comment.state != CommentState::Own).then(|| {
        let name = say!(community.act.open_name, author);
        view! {
            <p>
                <a href=paths::comment(comment.id) aria-label=name>
                    {say!(community.act.open)}
                </a>
            </p>
        }
    });
    view! {
        <li
            class="comment"
            id=format!("comment-{}", comment.id)
            data-state=comment.state.slug()
            data-answer=comment.parent.as_ref().map(|_| "")
        >
            <Head comment=comment.clone() counter />
            <Answers parent />
            <p class="comment-text">{comment.text}</p>
            {open}
        </li>
    }
}

/// Whom a comment answers.
#[component]
fn Answers(#[prop(optional_no_strip)] parent: Option<String>) -> impl IntoView {
    parent.map(|author| view! { <p class="quiet">{say!(community.thread.answers, author)}</p> })
}
