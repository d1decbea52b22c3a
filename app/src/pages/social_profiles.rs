//! Social Profiles: every personal profile, how it is, and how to mend it.

use domain::account::Viewer;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use words::say;

use super::Signed;
use crate::{
    api,
    backend::{ListQuery, ProfilesPage},
    error::Error,
    live::{self, Board},
    parts::{
        AddProfile, Card, CheckNow, Cut, Filters, Framed, Message, Skeleton, SortAgain, Standings,
        Status, Trouble,
    },
    paths, query, window,
};

/// The page.
#[component]
pub(crate) fn SocialProfiles(viewer: Signed) -> impl IntoView {
    let parameters = use_query_map();
    let query = Memo::new(move |_| query::read(&parameters.read()));
    let page = Resource::new(
        move || query.get(),
        move |query| async move { list(viewer.await, query).await },
    );
    let again = Callback::new(move |()| page.refetch());
    view! {
        <Title text=say!(page.profiles) />
        <Framed viewer>
            <div class="heading">
                <h1>{say!(profiles.title)}</h1>
                <p class="lead">{say!(profiles.lead)}</p>
            </div>
            <Filters current=query />
            <Transition fallback=Skeleton>
                {move || Suspend::new(async move {
                    match page.await {
                        Ok(page) => view! { <Shown page query again /> }.into_any(),
                        Err(error) => {
                            let here = query::url(&query.get_untracked());
                            view! { <Trouble error again here /> }.into_any()
                        }
                    }
                })}
            </Transition>
        </Framed>
    }
}

async fn list(
    viewer: Result<Option<Viewer>, Error>,
    query: ListQuery,
) -> Result<ProfilesPage, Error> {
    let viewer = viewer?.ok_or(Error::NotSignedIn)?;
    api::list(viewer.workspace, query).await
}

/// One page of profiles, as it was read, and everything that happens to it from then on.
#[component]
fn Shown(page: ProfilesPage, query: Memo<ListQuery>, again: Callback<()>) -> impl IntoView {
    let asked = query.get_untracked();
    let here = query::url(&asked);
    let (found, next, as_of) = (page.found, page.next.clone(), page.as_of);
    let offers = page.offers.clone();
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
            <AddProfile offers />
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
        count => say!(profiles.found_many, count),
    }
}

/// In place of profiles: an invitation if the workspace has none, else a way back to all.
fn nothing(is_empty: bool) -> AnyView {
    if is_empty {
        view! {
            <div class="empty">
                <h2>{say!(profiles.empty_title)}</h2>
                <p>{say!(profiles.empty_lead)}</p>
            </div>
        }
        .into_any()
    } else {
        view! {
            <div class="empty">
                <p>{say!(profiles.none_found)}</p>
                <p>
                    <a class="button" href=paths::SOCIAL_PROFILES>
                        {say!(profiles.clear)}
                    </a>
                </p>
            </div>
        }
        .into_any()
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
