//! The queue: comments on all channels, newest first.

use std::sync::Arc;

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use words::{say, several};

use super::{
    asked::Asked,
    ears::Ears,
    filters::{Filters, Parts},
    item::Item,
    keys::Keys,
    nothing::Nothing,
    room::{Room, read_counter},
    said::Said,
    tabs::Tabs,
};
use crate::{
    api::community,
    backend::community::{CommentsPage, Counter, Thread},
    error::Error,
    pages::Signed,
    parts::{AppMain, AppPage, Trouble},
    paths,
    sent::Untaken,
};

/// What is read for the page: everything, a page of the queue, and the comment that a form was about, where it is on another page.
pub(super) type Found = (Arc<Counter>, CommentsPage, Option<Thread>);

/// The page. What a form sent that was not taken stands in it again.
#[component]
pub(crate) fn Community(viewer: Signed) -> impl IntoView {
    let untaken = use_context::<Untaken>();
    let mut asked = Asked::read(&use_query_map().get_untracked());
    asked.with = untaken.as_ref().map(|untaken| untaken.comment).or(asked.with);
    let found = {
        let asked = asked.clone();
        AsyncDerived::new(move || read(viewer, asked.clone()))
    };
    view! {
        <Title text=say!(community.title) />
        <AppPage viewer>
            <Suspense>
                {move || {
                    let (asked, untaken) = (asked.clone(), untaken.clone());
                    Suspend::new(async move {
                        match found.await {
                            Ok(found) => view! { <Shown found asked untaken /> }.into_any(),
                            Err(error) => view! { <AppMain><Trouble error here=paths::COMMUNITY /></AppMain> }.into_any(),
                        }
                    })
                }}
            </Suspense>
        </AppPage>
    }
}

async fn read(viewer: Signed, asked: Asked) -> Result<Found, Error> {
    let counter = read_counter(viewer).await?;
    let page = community::page_of_comments(counter.workspace, asked.query(counter.person)).await?;
    let other = asked.with.filter(|with| page.comments.iter().all(|(it, _)| it.id != *with));
    let other = match other {
        Some(comment) => match community::read_thread(counter.workspace, comment).await {
            // Whoever lost the role for its channel meanwhile sees the queue without it.
            Err(Error::NotFound) => None,
            thread => Some(thread?),
        },
        None => None,
    };
    Ok((counter, page, other))
}

#[component]
pub(super) fn Shown(found: Found, asked: Asked, untaken: Option<Untaken>) -> impl IntoView {
    let (counter, page, other) = found;
    let back = asked.newest_first().url();
    let CommentsPage { comments, next } = page;
    let next = next.map(|after| Asked { after: Some(after), ..asked.newest_first() }.url());
    let nothing = comments.is_empty().then(|| {
        view! { <Nothing counter=counter.clone() asked=asked.clone() /> }
    });
    let item = |comment, replies| {
        let untaken = untaken.clone().filter(|untaken| is_about(untaken, &comment));
        view! { <Item comment replies counter=counter.clone() back=back.clone() untaken /> }
    };
    let items =
        comments.into_iter().map(|(comment, replies)| item(comment, replies)).collect_view();
    // What a form was about may have left this page, or never been on it: whoever has it before them sees how it is now. What was
    // not taken is seen by everybody.
    let other = other.map(|Thread { comment, replies, .. }| {
        view! {
            <ol class="app-list" data-also="" hidden=untaken.is_none()>
                {item(comment, replies)}
            </ol>
        }
    });
    let said = match counter.counts.first() {
        None | Some(0) => say!(community.said_none).to_owned(),
        Some(1) => say!(community.said_one).to_owned(),
        Some(&count) => several!(count; community.said_few | community.said_many, count),
    };
    let newest = asked.after.is_some().then(|| {
        view! {
            <p>
                <a href=asked.newest_first().url()>{say!(community.newest)}</a>
            </p>
        }
    });
    let zone = counter.zone.name().to_owned();
    let has_channels = !counter.channels.is_empty();
    let ways = has_channels.then(|| {
        view! {
            <Parts counter=counter.clone() asked=asked.clone() />
            <Filters counter=counter.clone() asked=asked.clone() />
        }
    });
    view! {
        <Room counter=counter.clone()>
            <div class="heading">
                <h1>{say!(community.title)}</h1>
                <p class="lead">{say!(community.lead, zone)}</p>
            </div>
            <Tabs mends=counter.mends here=paths::COMMUNITY>
                {has_channels.then(|| view! { <Keys /> })}
            </Tabs>
            <Ears counter=counter.clone() />
            {ways}
            <Said done=asked.done.clone() about=asked.with />
            {other}
            {newest}
            <div class="app-list-place" id="queue" data-follows="comments channels" data-said=said>
                <ol class="app-list" id="comments" data-queue="" data-endless="">
                    {items}
                </ol>
                {next
                    .map(|href| {
                        view! {
                            <p class="paging">
                                <a class="button" data-more="" rel="next" href=href>
                                    {say!(community.older)}
                                </a>
                            </p>
                        }
                    })}
                {nothing}
            </div>
        </Room>
    }
}

fn is_about(untaken: &Untaken, comment: &domain::comment::Comment) -> bool {
    untaken.comment == comment.id
}
