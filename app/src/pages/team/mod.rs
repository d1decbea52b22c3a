//! Who belongs to the workspace: roles, invitations, and what hangs on the login of somebody who goes.

mod invitations;
mod invite;
mod leaving;
mod said;

use domain::account::Role;
use leptos::prelude::*;
use leptos_meta::Title;
use words::{say, several};

use self::invitations::{Invitations, Invite};
pub(crate) use self::{
    invite::{Closed, InvitationPage},
    leaving::LeavingPage,
    said::Said,
};
use super::Signed;
use crate::{
    api,
    backend::team::{Member, Team},
    error::Error,
    parts::{Framed, Trouble},
    paths,
};

/// The page.
#[component]
pub(crate) fn TeamPage(viewer: Signed) -> impl IntoView {
    let team = Resource::new(|| (), move |()| read(viewer));
    view! {
        <Title text=say!(team.page) />
        <Framed viewer>
            <div class="heading">
                <h1>{say!(team.title)}</h1>
                <p class="lead">{say!(team.lead)}</p>
            </div>
            <Said />
            <Suspense>
                {move || Suspend::new(async move {
                    match team.await {
                        Ok(team) => view! { <Shown team /> }.into_any(),
                        Err(error) => view! { <Trouble error here=paths::TEAM /> }.into_any(),
                    }
                })}
            </Suspense>
        </Framed>
    }
}

async fn read(viewer: Signed) -> Result<Team, Error> {
    let viewer = viewer.await?.ok_or(Error::NotSignedIn)?;
    api::team::read_team(viewer.workspace).await
}

#[component]
fn Shown(team: Team) -> impl IntoView {
    let masters = team.members.iter().filter(|member| member.role.mends_profiles()).count();
    let rows = team
        .members
        .iter()
        .map(|member| {
            let is_last = masters == 1 && member.role.mends_profiles();
            let is_self = member.person == team.viewer;
            view! { <Row member=member.clone() workspace=team.workspace.to_string() is_last is_self /> }
        })
        .collect_view();
    view! {
        <ul class="people-list">{rows}</ul>
        <Invite workspace=team.workspace.to_string() />
        <Invitations team />
    }
}

#[component]
fn Row(member: Member, workspace: String, is_last: bool, is_self: bool) -> impl IntoView {
    let (next, change) = match member.role {
        Role::MasterAccount => ("regular", say!(team.make_regular, name = member.name.as_str())),
        Role::Regular => ("master", say!(team.make_master, name = member.name.as_str())),
    };
    let person = member.person.to_string();
    let remove = paths::leaving(member.person);
    let goes = say!(team.remove, name = member.name.as_str());
    let you = is_self.then(|| view! { " " <span class="quiet">{say!(team.you)}</span> });
    let hangs = (member.profiles > 0).then(|| {
        let says = match member.profiles {
            1 => say!(team.hangs_one).to_owned(),
            count => several!(count; team.hangs_few | team.hangs_many, count),
        };
        view! { <p class="quiet">{says}</p> }
    });
    let roles = (!member.role.mends_profiles()).then(|| {
        let href = format!("{}?person={person}#roles-{person}", paths::COMMUNITY_ROLES);
        view! { <p><a href=href>{say!(team.roles, name = member.name.as_str())}</a></p> }
    });
    let deeds = if is_last {
        view! { <p class="quiet">{say!(team.last_master)}</p> }.into_any()
    } else {
        view! {
            <form method="post" action=paths::TEAM_ROLES class="steps">
                <input type="hidden" name="workspace" value=workspace />
                <input type="hidden" name="person" value=person />
                <input type="hidden" name="role" value=next />
                <button class="button" aria-label=change>
                    {if next == "master" { say!(team.to_master) } else { say!(team.to_regular) }}
                </button>
                <a class="button button-quiet" href=remove aria-label=goes>
                    {say!(team.to_remove)}
                </a>
            </form>
        }
        .into_any()
    };
    view! {
        <li class="panel" data-person=member.person.to_string()>
            <div>
                <h2>{member.name} {you}</h2>
                <p>{role_name(member.role)} " · " {member.email}</p>
                {hangs}
                {roles}
            </div>
            {deeds}
        </li>
    }
}

/// A role by its name.
pub(crate) fn role_name(role: Role) -> &'static str {
    match role {
        Role::MasterAccount => say!(team.master),
        Role::Regular => say!(team.regular),
    }
}
