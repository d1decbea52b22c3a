//! One's own account: name, language, password, second step, workspaces, sessions.

mod agent;
mod devices;
mod language;
mod notices;
mod passkeys;
mod reset;
mod second_factor;

use leptos::prelude::*;
use leptos_meta::Title;
use words::say;

use self::{language::LanguageChoice, passkeys::Passkeys, second_factor::SecondFactor};
pub(crate) use self::{notices::NoticesPage, reset::ResetPage};
use super::{Signed, team::Said};
use crate::{
    Offers, api,
    backend::team::{Account, Home, Session},
    error::Error,
    pages::team::role_name,
    parts::{Field, Header, Trouble},
    paths, when,
};

/// The page.
#[component]
pub(crate) fn AccountPage(viewer: Signed) -> impl IntoView {
    let account = Resource::new(|| (), move |()| read(viewer));
    view! {
        <Title text=say!(account.page) />
        <Header viewer />
        <main id="content">
            <div class="heading">
                <h1>{say!(account.title)}</h1>
            </div>
            <Said />
            <Suspense>
                {move || Suspend::new(async move {
                    match account.await {
                        Ok(account) => view! { <Shown account /> }.into_any(),
                        Err(error) => view! { <Trouble error here=paths::ACCOUNT /> }.into_any(),
                    }
                })}
            </Suspense>
        </main>
    }
}

async fn read(viewer: Signed) -> Result<Account, Error> {
    let viewer = viewer.await?.ok_or(Error::NotSignedIn)?;
    api::team::read_account(viewer.workspace).await
}

#[component]
fn Shown(account: Account) -> impl IntoView {
    let workspace = account.workspace.to_string();
    let (now, asks_code) = (account.now, account.recovery_codes.is_some());
    let passkeys = account.passkeys.clone().map(|passkeys| {
        let workspace = workspace.clone();
        view! { <Passkeys passkeys asks_code workspace now /> }
    });
    view! {
        <p class="steps">
            <a href=paths::NOTICES>{say!(notice.to_choices)}</a>
            {has_support()
                .then(|| {
                    view! {
                        <a rel="external" href=paths::SUPPORT>
                            {say!(support.write)}
                        </a>
                    }
                })}
        </p>
        <Workspaces account=account.clone() />
        <section class="panel" aria-labelledby="name-title">
            <h2 id="name-title">{say!(account.name)}</h2>
            <form class="form" method="post" action=paths::ACCOUNT_NAME>
                <input type="hidden" name="workspace" value=workspace.clone() />
                <p class="field">
                    <label for="name">{say!(setup.name)}</label>
                    <input id="name" name="name" value=account.name.clone() autocomplete="name" required maxlength="200" />
                    <small>{account.email.clone()}</small>
                </p>
                <button class="button">{say!(account.save)}</button>
            </form>
        </section>
        <LanguageChoice chosen=account.language workspace=workspace.clone() />
        <section class="panel" aria-labelledby="password-title">
            <h2 id="password-title">{say!(login.password)}</h2>
            <form class="form" method="post" action=paths::ACCOUNT_PASSWORD>
                <input type="hidden" name="workspace" value=workspace />
                <Field
                    label=say!(account.old_password)
                    name="old"
                    kind="password"
                    autocomplete="current-password"
                />
                <Field
                    label=say!(account.new_password)
                    name="new"
                    kind="password"
                    autocomplete="new-password"
                    minlength=10
                    hint=say!(setup.password_hint)
                />
                <button class="button">{say!(account.change_password)}</button>
            </form>
        </section>
        {passkeys}
        <SecondFactor left=account.recovery_codes workspace=account.workspace />
        <Sessions account />
    }
}

/// Whether support answers here, as the server says.
fn has_support() -> bool {
    use_context::<Offers>().is_some_and(|offers| offers.support)
}

#[component]
fn Workspaces(account: Account) -> impl IntoView {
    let here = account.workspace;
    let rows = account
        .workspaces
        .into_iter()
        .map(|Home { workspace, name, role }| {
            let label = say!(account.switch_to, name = name.as_str());
            let deed = if workspace == here {
                view! { <span class="quiet">{say!(account.here)}</span> }.into_any()
            } else {
                view! {
                    <form method="post" action=paths::ACCOUNT_WORKSPACE>
                        <input type="hidden" name="workspace" value=here.to_string() />
                        <input type="hidden" name="to" value=workspace.to_string() />
                        <button class="button" aria-label=label>
                            {say!(account.switch)}
                        </button>
                    </form>
                }
                .into_any()
            };
            view! {
                <li>
                    <div>
                        <strong>{name}</strong>
                        " · "
                        {role_name(role)}
                    </div>
                    {deed}
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="panel" id="workspaces" aria-labelledby="workspaces-title">
            <h2 id="workspaces-title">{say!(account.workspaces)}</h2>
            <ul class="people-list">{rows}</ul>
            <form method="post" action=paths::ACCOUNT_LEAVE>
                <input type="hidden" name="workspace" value=here.to_string() />
                <button class="button button-quiet">{say!(account.leave)}</button>
            </form>
        </section>
    }
}

#[component]
fn Sessions(account: Account) -> impl IntoView {
    let Account { workspace, now, sessions, .. } = account;
    let rows = sessions
        .into_iter()
        .map(|session| view! { <Row session now workspace=workspace.to_string() /> })
        .collect_view();
    view! {
        <section class="panel" aria-labelledby="sessions">
            <h2 id="sessions">{say!(account.sessions)}</h2>
            <ul class="people-list">{rows}</ul>
            <form method="post" action=paths::ACCOUNT_SESSIONS>
                <input type="hidden" name="workspace" value=workspace.to_string() />
                <button class="button button-danger" name="which" value="all">
                    {say!(account.end_all)}
                </button>
            </form>
        </section>
    }
}

#[component]
fn Row(session: Session, now: domain::time::Timestamp, workspace: String) -> impl IntoView {
    let agent = agent::name(&session.agent);
    let seen = when::roughly_ago(session.seen_at, now);
    let from = session.from.clone();
    let label = say!(account.end_of, agent = agent.as_str(), from = from.as_str());
    let deed = if session.is_this {
        view! { <span class="quiet">{say!(account.this_one)}</span> }.into_any()
    } else {
        view! {
            <form method="post" action=paths::ACCOUNT_SESSIONS>
                <input type="hidden" name="workspace" value=workspace />
                <button class="button" name="which" value=session.handle aria-label=label>
                    {say!(account.end)}
                </button>
            </form>
        }
        .into_any()
    };
    view! {
        <li>
            <div>
                <strong>{agent}</strong>
                " · "
                {session.workspace}
                <p class="quiet">{say!(account.seen, seen = seen.as_str(), from = from.as_str())}</p>
            </div>
            {deed}
        </li>
    }
}
