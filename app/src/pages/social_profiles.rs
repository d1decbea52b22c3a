//! Social Profiles: every personal profile, how it is, and how to mend it.

use leptos::{either::EitherOf3, prelude::*, task::spawn_local};
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use words::{say, several};

use super::{Signed, calendar};
use crate::{
    api,
    backend::{ListQuery, Offer, ProfilesPage},
    error::Error,
    live::{self, Board},
    parts::{
        AddProfile, Card, CheckNow, Cut, Filters, Framed, Message, RenewSoon, Skeleton, SortAgain,
        Standings, Status, Trouble, send_when_chosen,
    },
    paths, query, window,
};

/// The page. Only [`Live`] is sent to the browser as code; the rest is HTML and stays it.
#[component]
pub(crate) fn SocialProfiles(viewer: Signed) -> impl IntoView {
    let asked = query::read(&use_query_map().get_untracked());
    let page = Resource::new(|| (), {
        let asked = asked.clone();
        move |()| list(viewer, asked.clone())
    });
    let offers = Resource::new(|| (), move |()| offers(viewer));
    let forecast = Resource::new(|| (), move |()| calendar::read(viewer));
    // Who looks for something is not told of something else.
    let is_all = asked == ListQuery::default();
    view! {
        <Title text=say!(page.profiles) />
        <Framed viewer>
            <div class="heading">
                <h1>{say!(profiles.title)}</h1>
                <p class="lead">{say!(profiles.lead)}</p>
                <Suspense>
                    {move || Suspend::new(async move {
                        offers.await.ok().map(|offers| view! { <AddProfile offers /> })
                    })}
                </Suspense>
            </div>
            <Filters current=asked.clone() />
            <Suspense>
                {move || Suspend::new(async move {
                    let forecast = if is_all { forecast.await.ok() } else { None };
                    forecast.map(|forecast| view! { <RenewSoon forecast /> })
                })}
            </Suspense>
            <Suspense>
                {move || {
                    let asked = asked.clone();
                    Suspend::new(async move {
                        match page.await {
                            Ok(page) => view! { <Live page asked /> }.into_any(),
                            Err(error) => {
                                let here = query::url(&asked);
                                view! { <Trouble error here /> }.into_any()
                            }
                        }
                    })
                }}
            </Suspense>
        </Framed>
    }
}

async fn list(viewer: Signed, query: ListQuery) -> Result<ProfilesPage, Error> {
    let viewer = viewer.await?.ok_or(Error::NotSignedIn)?;
    api::list(viewer.workspace, query).await
}

async fn offers(viewer: Signed) -> Result<Vec<Offer>, Error> {
    let viewer = viewer.await?.ok_or(Error::NotSignedIn)?;
    api::offers(viewer.workspace).await
}

/// The profiles as they were read, and read anew where events no longer lead from there to now.
#[island]
fn Live(page: ProfilesPage, asked: ListQuery) -> impl IntoView {
    let workspace = page.workspace;
    let read = RwSignal::new(Read::Done(page));
    send_when_chosen();
    window::open_marked();
    let again = Callback::new({
        let asked = asked.clone();
        move |()| {
            let asked = asked.clone();
            read.set(Read::UnderWay);
            spawn_local(async move {
                read.set(match api::list(workspace, asked).await {
                    Ok(page) => Read::Done(page),
                    Err(error) => Read::Failed(error),
                });
            });
        }
    });
    move || match read.get() {
        Read::Done(page) => EitherOf3::A(view! { <Shown page asked=asked.clone() again /> }),
        Read::UnderWay => EitherOf3::B(view! { <Skeleton /> }),
        Read::Failed(error) => {
            EitherOf3::C(view! { <Trouble error again here=query::url(&asked) /> })
        }
    }
}

/// Where reading the profiles stands.
#[derive(Clone)]
enum Read {
    Done(ProfilesPage),
    UnderWay,
    Failed(Error),
}

/// One page of profiles, as it was read, and everything that happens to it from then on.
#[component]
fn Shown(page: ProfilesPage, asked: ListQuery, again: Callback<()>) -> impl IntoView {
    let here = query::url(&asked);
    let (found, next, as_of) = (page.found, page.next.clone(), page.as_of);
    let is_empty = page.total == 0;
    let board = Board::new(page);
    live::follow(board, as_of, move || again.run(()));
    window::forget_on_return(board);
    view! {
        <Status board />
        <Message board />
        <div class="tools">
            <p class="found">{found_words(found)}</p>
            <SortAgain board again here=here.clone() />
            <CheckNow board />
        </div>
        <section class="profiles" aria-label=say!(profiles.list)>
            <For each=move || board.rows.get() key=|row| row.id let:row>
                <Card row board />
            </For>
        </section>
        {move || board.rows.with(Vec::is_empty).then(|| nothing(is_empty))}
        <Paging asked next />
        // Below everything, and held in sight: what comes here live moves nothing.
        <div class="floor">
            <Standings board />
            <Cut board again here />
        </div>
    }
}

fn found_words(found: u32) -> String {
    match found {
        1 => say!(profiles.found_one).to_owned(),
        count => several!(count; profiles.found_few | profiles.found_many, count),
    }
}

/// In place of profiles: an invitation if the workspace has none, else a way back to all.
fn nothing(is_empty: bool) -> impl IntoView {
    let (title, lead) = if is_empty {
        (say!(profiles.empty_title), say!(profiles.empty_lead))
    } else {
        (say!(profiles.none_title), say!(profiles.none_found))
    };
    let clear = (!is_empty).then(|| {
        view! {
            <p>
                <a class="button" href=paths::SOCIAL_PROFILES>
                    {say!(profiles.clear)}
                </a>
            </p>
        }
    });
    view! {
        <div class="empty">
            <h2>{title}</h2>
            <p>{lead}</p>
            {clear}
        </div>
    }
}

#[component]
fn Paging(asked: ListQuery, next: Option<String>) -> impl IntoView {
    let first = asked.after.is_some().then(|| ListQuery { after: None, ..asked.clone() });
    let next = next.map(|after| ListQuery { after: Some(after), ..asked });
    let link = |query: ListQuery, words: &'static str| {
        view! {
            <a class="button" href=query::url(&query)>
                {words}
            </a>
        }
    };
    view! {
        <p class="paging">
            {first.map(|query| link(query, say!(profiles.first_page)))}
            {next.map(|query| link(query, say!(profiles.next)))}
        </p>
    }
}
