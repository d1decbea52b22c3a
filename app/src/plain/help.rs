//! The help: one article, and a page for everything that can be the matter. It needs no account, and knows nobody.

mod article;

use domain::{
    cause::Cause,
    help::{Stop, Topic},
    network::Network,
};
use leptos::prelude::*;
use words::{HelpPage, HelpPart, say};

use super::document::Frame;
use crate::paths;

/// The article.
#[must_use]
pub fn help_page(frame: &Frame<'_>) -> String {
    let support = frame.support;
    frame.draw(say!(help.article.title), move || {
        view! {
            {article::article()}
            {support.then(|| view! { <p class="steps">{ask()}</p> })}
            {topics(None)}
        }
        .into_any()
    })
}

/// The page about a topic.
#[must_use]
pub fn help_topic_page(topic: &Topic, frame: &Frame<'_>) -> String {
    let page = words::help_page(topic);
    let here = topic.slug();
    let support = frame.support;
    frame.draw(page.title, move || {
        view! {
            {body(page)}
            <p class="steps">
                <a href=paths::HELP>{say!(help.back)}</a>
                {support.then(ask)}
            </p>
            {topics(Some(here))}
        }
        .into_any()
    })
}

/// To whoever answers, where somebody does.
fn ask() -> AnyView {
    view! { <a href=paths::SUPPORT>{say!(support.write)}</a> }.into_any()
}

fn body(page: HelpPage) -> AnyView {
    let HelpPage { parts, at, .. } = page;
    let sections = parts.map(|HelpPart { heading, says }| {
        view! {
            <section>
                <h2>{heading}</h2>
                <p>{says}</p>
            </section>
        }
    });
    let at = (!at.is_empty()).then(|| {
        let notes = at
            .into_iter()
            .map(|(networks, says)| {
                let names = networks.into_iter().map(Network::name).collect::<Vec<_>>().join(", ");
                view! {
                    <div>
                        <dt>{names}</dt>
                        <dd>{says}</dd>
                    </div>
                }
            })
            .collect_view();
        view! {
            <section>
                <h2>{say!(help.at)}</h2>
                <dl class="help-at">{notes}</dl>
            </section>
        }
    });
    view! { <div class="help">{sections.collect_view()} {at}</div> }.into_any()
}

/// The ways to all topics; `here` is where one is.
fn topics(here: Option<&'static str>) -> AnyView {
    let link = move |topic: Topic| {
        let is_here = here == Some(topic.slug());
        view! {
            <li>
                <a href=paths::help(&topic) aria-current=is_here.then_some("page")>
                    {words::help_title(&topic)}
                </a>
            </li>
        }
    };
    let causes = Cause::all().into_iter().map(Topic::Cause).map(link).collect_view();
    let stops = Stop::ALL.into_iter().map(Topic::Stop).map(link).collect_view();
    view! {
        <nav class="help-topics" id="topics" aria-label=say!(help.list)>
            <section>
                <h2>{say!(help.causes)}</h2>
                <ul>{causes}</ul>
            </section>
            <section>
                <h2>{say!(help.stops)}</h2>
                <ul>{stops}</ul>
            </section>
        </nav>
    }
    .into_any()
}

#[cfg(test)]
mod tests;
