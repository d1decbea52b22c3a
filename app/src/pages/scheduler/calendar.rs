//! The plan: a month, a week or a list of posts.

use domain::post::Post;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use words::say;

use super::{
    badge::names,
    filters::{Filters, Head},
    list::List,
    month::Month,
    notices::Notices,
    plan::{Plan, View},
    room::{Room, read_desk},
    tabs::Tabs,
    week::Week,
};
use crate::{
    api::scheduler,
    backend::scheduler::{Desk, PostsPage},
    error::Error,
    pages::Signed,
    parts::{AppMain, AppPage, Trouble},
    paths,
};

/// What is shown of the plan.
#[derive(Debug, Clone, PartialEq)]
enum Found {
    /// All posts of the days.
    Days(Vec<Post>),
    /// A page of the list.
    Page(PostsPage),
}

/// The page.
#[component]
pub(crate) fn Scheduler(viewer: Signed) -> impl IntoView {
    let plan = Plan::read(&use_query_map().get_untracked());
    let asked = plan.clone();
    let found = AsyncDerived::new(move || read(viewer, asked.clone()));
    view! {
        <Title text=say!(scheduler.title) />
        <AppPage viewer>
            <Suspense>
                {move || {
                    let plan = plan.clone();
                    Suspend::new(async move {
                        match found.await {
                            Ok((desk, found)) => view! { <Shown desk found plan /> }.into_any(),
                            Err(error) => view! { <AppMain><Trouble error here=paths::SCHEDULER /></AppMain> }.into_any(),
                        }
                    })
                }}
            </Suspense>
        </AppPage>
    }
}

async fn read(viewer: Signed, plan: Plan) -> Result<(Desk, Found), Error> {
    let desk = read_desk(viewer).await?;
    let days = plan.days(desk.now, &desk.zone);
    let query = plan.query(days.as_deref(), desk.now, &desk.zone);
    let found = if days.is_some() {
        Found::Days(scheduler::posts_between(desk.workspace, query).await?)
    } else {
        Found::Page(scheduler::page_of_posts(desk.workspace, query).await?)
    };
    let desk = match plan.channel {
        Some(channel) => desk.about(channel),
        None => desk,
    };
    Ok((desk, found))
}

#[component]
fn Shown(desk: Desk, found: Found, plan: Plan) -> impl IntoView {
    let zone = desk.zone.name().to_owned();
    let here = plan.url();
    let is_filtered = plan.channel.is_some() || plan.state.is_some() || plan.one_day;
    let is_empty = match &found {
        Found::Days(posts) => posts.is_empty(),
        Found::Page(page) => page.posts.is_empty(),
    };
    let empty = is_empty.then(|| {
        let says = match plan.view {
            _ if desk.channels.is_empty() && !desk.mends => {
                say!(scheduler.no_role, names = names(&desk))
            }
            _ if is_filtered => say!(scheduler.none_found).to_owned(),
            View::List => say!(scheduler.empty_lead).to_owned(),
            View::Month | View::Week => say!(scheduler.empty_month).to_owned(),
        };
        view! { <p class="empty">{says}</p> }
    });
    let next = match &found {
        Found::Page(PostsPage { next: Some(after), .. }) => {
            Some(Plan { after: Some(after.clone()), ..plan.clone() }.url())
        }
        _ => None,
    };
    let days = plan.days(desk.now, &desk.zone).unwrap_or_default();
    let is_calendar = plan.view != View::List;
    let posts = match found {
        Found::Page(page) => {
            view! { <List page desk=desk.clone() here=here.clone() next /> }.into_any()
        }
        Found::Days(posts) if plan.view == View::Week => {
            view! { <Week days posts desk=desk.clone() /> }.into_any()
        }
        Found::Days(posts) => {
            view! { <Month days posts desk=desk.clone() plan=plan.clone() /> }.into_any()
        }
    };
    view! {
            <Room desk=desk.clone()>
            <div class="heading">
                <h1>{say!(scheduler.title)}</h1>
                <p class="lead">{say!(scheduler.lead, zone)}</p>
            </div>
            <Tabs desk=desk.clone() here=paths::SCHEDULER />
            <div class="sched-notices" id="notices" data-follows="posts channels">
                <Notices desk=desk.clone() />
            </div>
            <Head plan=plan.clone() desk=desk.clone() />
            <Filters plan desk=desk.clone() />
            <div id="plan" data-follows="posts channels">
                {posts}
                {empty}
            </div>
            {is_calendar
                .then(|| {
                    view! {
                        <form id="move" method="post" action=paths::MOVE_POST data-quiet="" hidden>
                            <input type="hidden" name="workspace" value=desk.workspace.to_string() />
                            <input type="hidden" name="id" />
                            <input type="hidden" name="to" />
                            <input type="hidden" name="back" value=here />
                        </form>
                        <p class="quiet sched-hint">{say!(scheduler.drag_hint)}</p>
                    }
                })}
    </Room>
            }
}
