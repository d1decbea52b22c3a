//! When a connection is lost: what that means, and how it is mended.

use domain::{
    cause::Cause,
    help::{Stop, Topic},
};
use leptos::prelude::*;
use words::say;

use crate::paths;

/// The parts, as the list at the top leads to them: an id, a heading, what it says.
pub(super) fn article() -> AnyView {
    let parts: [(&str, &str, AnyView); 8] = [
        ("connection", say!(help.article.token.title), connection()),
        ("signs", say!(help.article.signs.title), signs()),
        (
            "who",
            say!(help.article.who.title),
            told([say!(help.article.who.master), say!(help.article.who.regular)]),
        ),
        ("steps", say!(help.article.steps.title), steps()),
        ("done", say!(help.article.done.title), told([say!(help.article.done.says)])),
        ("stuck", say!(help.article.stuck.title), stuck()),
        (
            "others",
            say!(help.article.others.title),
            told([say!(help.article.others.make), say!(help.article.others.got)]),
        ),
        (
            "ahead",
            say!(help.article.told.title),
            told([
                say!(help.article.told.ahead),
                say!(help.article.told.notices),
                say!(help.article.told.backup),
            ]),
        ),
    ];
    let contents = parts
        .iter()
        .map(|(id, heading, _)| {
            view! {
                <li>
                    <a href=format!("#{id}")>{*heading}</a>
                </li>
            }
        })
        .collect_view();
    let sections = parts.map(|(id, heading, says)| {
        view! {
            <section id=id>
                <h2>{heading}</h2>
                {says}
            </section>
        }
    });
    view! {
        <p class="lead">{say!(help.article.lead)}</p>
        <nav class="help-contents" aria-labelledby="contents">
            <h2 id="contents">{say!(help.article.contents)}</h2>
            <ul>{contents}</ul>
        </nav>
        <div class="help">{sections.collect_view()}</div>
    }
    .into_any()
}

/// Paragraphs.
fn told<const COUNT: usize>(texts: [&'static str; COUNT]) -> AnyView {
    texts.map(|text| view! { <p>{text}</p> }).collect_view().into_any()
}

fn items<const COUNT: usize>(texts: [&'static str; COUNT]) -> AnyView {
    texts.map(|text| view! { <li>{text}</li> }).collect_view().into_any()
}

fn connection() -> AnyView {
    view! {
        {told([
            say!(help.article.token.what),
            say!(help.article.token.who),
            say!(help.article.token.ends),
        ])}
        <p>
            <a href="#topics">{say!(help.article.token.reasons)}</a>
        </p>
    }
    .into_any()
}

fn signs() -> AnyView {
    let apps = items([
        say!(help.article.signs.scheduler),
        say!(help.article.signs.community),
        say!(help.article.signs.analytics),
    ]);
    view! {
        <ul>{apps}</ul>
        <p>{say!(help.article.signs.notice)}</p>
    }
    .into_any()
}

fn steps() -> AnyView {
    let steps = items([
        say!(help.article.steps.open),
        say!(help.article.steps.message),
        say!(help.article.steps.frame),
        say!(help.article.steps.same),
        say!(help.article.steps.refresh),
        say!(help.article.steps.back),
        say!(help.article.steps.each),
    ]);
    view! {
        <ol>{steps}</ol>
        <p class="steps">
            <a class="button" href=paths::SOCIAL_PROFILES>
                {say!(help.article.steps.go)}
            </a>
        </p>
    }
    .into_any()
}

/// What to do where the steps do not lead to the end, and what comes up most.
fn stuck() -> AnyView {
    let topics = [
        Topic::Stop(Stop::WrongPerson),
        Topic::Cause(Cause::NotGranted),
        Topic::Cause(Cause::Checkpoint),
        Topic::Cause(Cause::RoleLost),
        Topic::Stop(Stop::Trouble),
    ];
    let topics = topics.map(|topic| {
        view! {
            <li>
                <a href=paths::help(&topic)>{words::help_title(&topic)}</a>
            </li>
        }
    });
    view! {
        {told([say!(help.article.stuck.read), say!(help.article.stuck.check)])}
        <p>{say!(help.article.stuck.topics)}</p>
        <ul>{topics.collect_view()}</ul>
        <p>{say!(help.article.stuck.ask)}</p>
    }
    .into_any()
}
