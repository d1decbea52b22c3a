//! A comment of the queue, with everything that can be done about it right there.

use std::sync::Arc;

use domain::comment::{Comment, CommentState, Reply};
use leptos::prelude::*;
use words::{clock, say};

use super::{
    acts::Acts,
    answer::{Answer, can_answer},
    reply::ReplyLine,
    room::{author_of, member, name_of},
    wrong::Wrong,
};
use crate::{
    backend::community::Counter,
    parts::{Icon, NetworkMark},
    paths,
    sent::Untaken,
};

/// One comment. `untaken` is what was done with it and not taken.
#[component]
pub(super) fn Item(
    comment: Comment,
    replies: Vec<Reply>,
    counter: Arc<Counter>,
    back: String,
    #[prop(optional_no_strip)] untaken: Option<Untaken>,
) -> impl IntoView {
    let heard = counter.channel(comment.channel).cloned();
    let can_answer = can_answer(&comment, heard.as_ref());
    let may = heard.as_ref().is_some_and(|heard| heard.role.may_answer());
    let (of_reply, of_comment): (Vec<_>, Vec<_>) =
        untaken.into_iter().partition(|untaken| untaken.reply.is_some());
    let of_comment = of_comment.into_iter().next();
    let typed = of_comment.as_ref().map(|untaken| untaken.text.clone()).unwrap_or_default();
    let answer = can_answer.then(|| {
        let words = if may { say!(community.act.answer) } else { say!(community.act.propose) };
        let (comment, counter, back) = (comment.clone(), counter.clone(), back.clone());
        let is_open = !typed.is_empty();
        view! {
            <details data-key="r" open=is_open>
                <summary class="button">{words}</summary>
                <Answer comment counter back text=typed />
            </details>
        }
    });
    let wrong = of_comment.map(|untaken| view! { <Wrong untaken heard=heard.clone() /> });
    let open = paths::comment(comment.id);
    let (id, state, text) = (comment.id, comment.state, comment.text.clone());
    view! {
        <li class="comment" id=format!("comment-{id}") data-item="" data-state=state.slug()>
            <Head comment=comment.clone() counter=counter.clone() />
            <p class="comment-text">{text}</p>
            <Replies replies counter=counter.clone() back=back.clone() untaken=of_reply.into_iter().next() />
            {wrong}
            <div class="post-steps">
                {answer}
                <Acts comment counter back open />
            </div>
        </li>
    }
}

/// Who wrote it below a post of which channel, when, and how far it is.
#[component]
pub(super) fn Head(comment: Comment, counter: Arc<Counter>) -> impl IntoView {
    let heard = counter.channel(comment.channel);
    let is_own = comment.state == CommentState::Own;
    let channel = name_of(heard);
    let author = match &comment.author {
        _ if is_own => channel.clone(),
        author => author_of(author.as_deref()),
    };
    let on = (!is_own).then(|| {
        view! { <span class="quiet">{say!(community.on, channel)}</span> }
    });
    view! {
        <div class="post-head">
            <p class="post-channel">
                <NetworkMark channel=heard.map(|heard| heard.channel.clone()) />
                <strong>{author}</strong>
                {on}
            </p>
            <Marks comment counter />
        </div>
    }
}

/// The time, and a word for each thing that is to be known.
#[component]
fn Marks(comment: Comment, counter: Arc<Counter>) -> impl IntoView {
    let time = |at| clock::since(at, &counter.zone, counter.now);
    let mark = |state: &'static str, icon: &'static str, words: String| {
        view! {
            <span class="badge" data-state=state>
                <Icon name=icon />
                {words}
            </span>
        }
    };
    let late = comment.is_late.then(|| {
        let how = say!(community.mark.late_how, time = time(comment.heard_at));
        view! {
            <span class="badge" data-state="held" title=how.clone()>
                <Icon name="clock" />
                {say!(community.mark.late)}
                <span class="hidden">": " {how.clone()}</span>
            </span>
        }
    });
    let hidden =
        comment.is_hidden.then(|| mark("draft", "unseen", say!(community.is.hidden).to_owned()));
    let liked = comment.is_liked.then(|| mark("", "heart", say!(community.mark.liked).to_owned()));
    let cares = comment.assignee.map(|person| {
        let words = match member(&counter, person) {
            _ if person == counter.person => say!(community.mark.mine).to_owned(),
            Some(name) => say!(community.mark.theirs, name),
            None => say!(community.mark.somebody).to_owned(),
        };
        mark("", "person", words)
    });
    let word = words::comment_state(comment.state).to_owned();
    let state = match comment.state {
        CommentState::New => mark("new", "plus", word),
        CommentState::Answered | CommentState::Done => mark("published", "check", word),
        CommentState::Own => mark("", "send", word),
    };
    view! {
        <p class="marks">
            {late}
            {hidden}
            {liked}
            {cares}
            {state}
            <time>{time(comment.at)}</time>
        </p>
    }
}

/// Answers that are not out yet.
#[component]
pub(super) fn Replies(
    replies: Vec<Reply>,
    counter: Arc<Counter>,
    back: String,
    #[prop(optional_no_strip)] untaken: Option<Untaken>,
) -> impl IntoView {
    (!replies.is_empty()).then(|| {
        let lines = replies
            .into_iter()
            .map(|reply| {
                let untaken = untaken.clone().filter(|untaken| untaken.reply == Some(reply.id));
                view! { <ReplyLine reply counter=counter.clone() back=back.clone() untaken /> }
            })
            .collect_view();
        view! { <ul class="replies">{lines}</ul> }
    })
}
