//! Asking somebody to join, and who was asked.

use leptos::prelude::*;
use words::say;

use super::role_name;
use crate::{
    backend::team::{InvitationState, Invited, Team},
    paths, when,
};

/// The form.
#[component]
pub(super) fn Invite(workspace: String) -> impl IntoView {
    view! {
        <section class="panel" aria-labelledby="invite">
            <h2 id="invite">{say!(team.invite.title)}</h2>
            <p class="quiet">{say!(team.invite.lead)}</p>
            <form class="form" method="post" action=paths::INVITATIONS>
                <input type="hidden" name="workspace" value=workspace />
                <p class="field">
                    <label for="invite-email">{say!(login.email)}</label>
                    <input id="invite-email" name="email" type="email" autocomplete="off" required />
                </p>
                <p class="field">
                    <label for="invite-role">{say!(team.invite.role)}</label>
                    <select id="invite-role" name="role">
                        <option value="regular">{say!(team.regular)}</option>
                        <option value="master">{say!(team.master)}</option>
                    </select>
                </p>
                <button class="button button-main">{say!(team.invite.submit)}</button>
            </form>
        </section>
    }
}

/// Who was asked.
#[component]
pub(super) fn Invitations(team: Team) -> impl IntoView {
    let Team { workspace, now, invitations, .. } = team;
    if invitations.is_empty() {
        return ().into_any();
    }
    let rows = invitations
        .into_iter()
        .map(|it| {
            let says = match it.state {
                InvitationState::Open => {
                    say!(team.invite.open, by = it.by.as_str(), ends = when::ahead(it.ends_at, now))
                }
                InvitationState::Expired => say!(team.invite.expired, by = it.by.as_str()),
                InvitationState::Accepted => say!(team.invite.accepted).to_owned(),
                InvitationState::Revoked => say!(team.invite.revoked).to_owned(),
            };
            view! {
                <li class="panel">
                    <div>
                        <h3>{it.email.clone()}</h3>
                        <p>{role_name(it.role)} " · " {says}</p>
                    </div>
                    {deeds(&it, workspace.to_string())}
                </li>
            }
        })
        .collect_view();
    view! {
        <section aria-labelledby="invited">
            <h2 id="invited">{say!(team.invite.list)}</h2>
            <ul class="people-list">{rows}</ul>
        </section>
    }
    .into_any()
}

/// What can be done with an invitation that was not accepted.
fn deeds(it: &Invited, workspace: String) -> impl IntoView + use<> {
    let again = say!(team.invite.again_for, email = it.email.as_str());
    let revoke = say!(team.invite.revoke_for, email = it.email.as_str());
    let is_open = it.state == InvitationState::Open;
    let action = paths::invitation(it.id);
    (it.state != InvitationState::Accepted).then(|| {
        view! {
            <form class="steps" method="post" action=action>
                <input type="hidden" name="workspace" value=workspace />
                <button class="button" name="act" value="renew" aria-label=again>
                    {say!(team.invite.again)}
                </button>
                {is_open
                    .then(|| {
                        view! {
                            <button class="button button-quiet" name="act" value="revoke" aria-label=revoke>
                                {say!(team.invite.revoke)}
                            </button>
                        }
                    })}
            </form>
        }
    })
}
