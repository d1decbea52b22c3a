//! Who may do what with the posts and the comments of which channel: one page for both Apps, since one person is often both.

use domain::{
    channel::LinkedChannel, community::CommunityRole, id::PersonId, network::Network,
    scheduling::SchedulerRole,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use words::say;

use super::tabs::Tabs;
use crate::{
    api::community,
    backend::community::{PersonRoles, Roles},
    error::Error,
    pages::Signed,
    parts::{AppMain, AppPage, Icon, NetworkMark, Trouble},
    paths,
};

/// The page. Whose roles are edited stands in its address.
#[component]
pub(crate) fn CommunityRoles(viewer: Signed) -> impl IntoView {
    let query = use_query_map().get_untracked();
    let chosen = query.get("person").and_then(|id| id.parse::<PersonId>().ok());
    let is_saved = query.get("done").is_some();
    let read = AsyncDerived::new(move || read(viewer));
    view! {
        <Title text=say!(community.roles_page.title) />
        <AppPage viewer>
            <Suspense>
                {move || Suspend::new(async move {
                    match read.await {
                        Ok(roles) => view! { <Shown roles chosen is_saved /> }.into_any(),
                        Err(error) => view! { <AppMain><Trouble error here=paths::COMMUNITY_ROLES /></AppMain> }.into_any(),
                    }
                })}
            </Suspense>
        </AppPage>
    }
}

async fn read(viewer: Signed) -> Result<Roles, Error> {
    let viewer = viewer.await?.ok_or(Error::NotSignedIn)?;
    community::community_roles(viewer.workspace).await
}

#[component]
fn Shown(roles: Roles, chosen: Option<PersonId>, is_saved: bool) -> impl IntoView {
    let saved = roles.people.iter().find(|one| is_saved && chosen == Some(one.person)).map(|one| {
        let says = say!(community.roles_page.saved, name = one.name.as_str());
        view! {
            <p class="app-said" role="status">
                <Icon name="check" />
                {says}
            </p>
        }
    });
    let people = roles
        .people
        .iter()
        .map(|one| {
            let is_open = chosen == Some(one.person) && !is_saved;
            view! { <Person one=one.clone() roles=roles.clone() is_open /> }
        })
        .collect_view();
    let nobody = roles.people.is_empty().then(|| {
        view! {
            <div class="empty">
                <h2>{say!(community.roles_page.nobody_title)}</h2>
                <p>{say!(community.roles_page.nobody_lead)}</p>
            </div>
        }
    });
    let posts = SchedulerRole::ALL
        .map(|role| (words::scheduler_role(role), words::scheduler_role_may(role)));
    let comments = CommunityRole::ALL
        .map(|role| (words::community_role(role), words::community_role_may(role)));
    let masters = say!(community.roles_page.masters, names = roles.masters.join(", "));
    view! {
        <AppMain>
            <div class="heading">
                <h1>{say!(community.roles_page.title)}</h1>
                <p class="lead">{say!(community.roles_page.lead)}</p>
            </div>
            <Tabs mends=true here=paths::COMMUNITY_ROLES>
                ""
            </Tabs>
            {saved}
            <div class="panel mays">
                <May app=say!(scheduler.title) may=posts />
                <May app=say!(community.title) may=comments />
            </div>
            <p class="quiet">{masters}</p>
            <ul class="app-list">{people}</ul>
            {nobody}
        </AppMain>
    }
}

/// What each role of an App may.
#[component]
fn May(app: &'static str, may: [(&'static str, &'static str); 3]) -> impl IntoView {
    let rows = may.map(|(role, may)| {
        view! {
            <dt>{role}</dt>
            <dd>{may}</dd>
        }
    });
    view! {
        <div>
            <h2>{app}</h2>
            <dl class="may">{rows.collect_view()}</dl>
        </div>
    }
}

#[component]
fn Person(one: PersonRoles, roles: Roles, is_open: bool) -> impl IntoView {
    let id = format!("roles-{}", one.person);
    let edit = say!(community.roles_page.edit, name = one.name.as_str());
    let href = format!("{}?person={}#{id}", paths::COMMUNITY_ROLES, one.person);
    let link = (!is_open).then(|| {
        view! {
            <a class="button" href=href aria-label=edit>
                {say!(scheduler.edit)}
            </a>
        }
    });
    view! {
        <li class="comment" id=id>
            <div class="post-head">
                <p>
                    <strong>{one.name.clone()}</strong>
                    " "
                    <span class="quiet">{one.email.clone()}</span>
                </p>
                {link}
            </div>
            {if is_open {
                view! { <Edit one roles /> }.into_any()
            } else {
                view! { <Facts one roles /> }.into_any()
            }}
        </li>
    }
}

/// The roles that somebody has.
#[component]
fn Facts(one: PersonRoles, roles: Roles) -> impl IntoView {
    let rows = roles
        .channels
        .iter()
        .filter_map(|channel| {
            let (posts, comments) = roles_for(&one, channel);
            let app = |app: &str, role: &str| format!("{app}: {role}");
            let posts = posts.map(|it| app(say!(scheduler.title), words::scheduler_role(it)));
            let comments = comments.map(|it| app(say!(community.title), words::community_role(it)));
            let given: Vec<_> = posts.into_iter().chain(comments).collect();
            (!given.is_empty()).then(|| {
                view! {
                    <li class="post-channel">
                        <NetworkMark channel=Some(channel.clone()) />
                        {channel.name.clone()}
                        <span class="quiet">{given.join(" · ")}</span>
                    </li>
                }
            })
        })
        .collect_view();
    if one.roles.is_empty() && one.scheduler.is_empty() {
        view! { <p class="quiet">{say!(community.roles_page.nothing)}</p> }.into_any()
    } else {
        view! { <ul class="given">{rows}</ul> }.into_any()
    }
}

#[component]
fn Edit(one: PersonRoles, roles: Roles) -> impl IntoView {
    let networks = Network::ALL
        .into_iter()
        .filter_map(|network| {
            let of: Vec<_> =
                roles.channels.iter().filter(|channel| channel.network == network).collect();
            (!of.is_empty()).then(|| {
                let rows = of.into_iter().map(|channel| choice(&one, channel)).collect_view();
                view! {
                    <fieldset>
                        <legend>{network.name()}</legend>
                        {rows}
                    </fieldset>
                }
            })
        })
        .collect_view();
    view! {
        <form class="roles" method="post" action=paths::COMMUNITY_ROLES>
            <input type="hidden" name="workspace" value=roles.workspace.to_string() />
            <input type="hidden" name="person" value=one.person.to_string() />
            {networks}
            <p class="steps">
                <button class="button button-main">{say!(community.roles_page.save)}</button>
                <a class="button button-quiet" href=paths::COMMUNITY_ROLES>
                    {say!(community.roles_page.keep)}
                </a>
            </p>
        </form>
    }
}

/// A channel, and what somebody is for it. The field of its comments has the channel's id for its name, that of its posts
/// `scheduler.` before it.
fn choice(one: &PersonRoles, channel: &LinkedChannel) -> impl IntoView + use<> {
    let (posts, comments) = roles_for(one, channel);
    let posts = SchedulerRole::ALL
        .map(|role| (role.slug(), words::scheduler_role(role), posts == Some(role)));
    let comments = CommunityRole::ALL
        .map(|role| (role.slug(), words::community_role(role), comments == Some(role)));
    let (id, name) = (channel.id, channel.name.clone());
    view! {
        <div class="role-of">
            <span>{name.clone()}</span>
            <Pick name=format!("scheduler.{id}") app=say!(scheduler.title) of=name.clone() roles=posts />
            <Pick name=id.to_string() app=say!(community.title) of=name roles=comments />
        </div>
    }
}

/// The role for one channel in one App.
#[component]
fn Pick(
    name: String,
    app: &'static str,
    of: String,
    roles: [(&'static str, &'static str, bool); 3],
) -> impl IntoView {
    let options = roles
        .map(|(slug, says, selected)| {
            view! { <option value=slug selected=selected>{says}</option> }
        })
        .collect_view();
    view! {
        <label>
            <small>{app}</small>
            <select name=name aria-label=format!("{app}: {of}")>
                <option value="">{say!(community.role.none)}</option>
                {options}
            </select>
        </label>
    }
}

/// What somebody is for a channel's posts, and for its comments.
fn roles_for(
    one: &PersonRoles,
    channel: &LinkedChannel,
) -> (Option<SchedulerRole>, Option<CommunityRole>) {
    let posts = one.scheduler.iter().find(|(id, _)| *id == channel.id).map(|(_, role)| *role);
    let comments = one.roles.iter().find(|(id, _)| *id == channel.id).map(|(_, role)| *role);
    (posts, comments)
}
