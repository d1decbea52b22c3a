//! The audit log: who did what, from where, and whether the log is what it was.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use words::say;

use crate::{
    api::seeing,
    backend::seeing::{AuditAsked, AuditLine, AuditPage, Proof},
    error::Error,
    pages::Signed,
    parts::{Framed, Helps, Icon, Trouble},
    paths, when,
};

/// The page. What is asked for stands in its address.
#[component]
pub(crate) fn Audit(viewer: Signed) -> impl IntoView {
    let query = use_query_map().get_untracked();
    let asked = AuditAsked::read(|key| query.get(key));
    let of = asked.clone();
    let page = AsyncDerived::new(move || read(viewer, of.clone()));
    view! {
        <Title text=say!(audit.title) />
        <Framed viewer>
            <div class="heading">
                <h1>{say!(audit.title)}</h1>
                <p class="lead">{say!(audit.lead)}</p>
            </div>
            <Suspense>
                {move || {
                    let asked = asked.clone();
                    Suspend::new(async move {
                        match page.await {
                            Ok(page) => view! { <Log page asked /> }.into_any(),
                            Err(error) => view! { <Trouble error here=paths::AUDIT /> }.into_any(),
                        }
                    })
                }}
            </Suspense>
        </Framed>
    }
}

async fn read(viewer: Signed, asked: AuditAsked) -> Result<AuditPage, Error> {
    let viewer = viewer.await?.ok_or(Error::NotSignedIn)?;
    seeing::read_audit(viewer.workspace, asked).await
}

#[component]
fn Log(page: AuditPage, asked: AuditAsked) -> impl IntoView {
    let older = page.next.map(|before| {
        let older = AuditAsked { before: Some(before), verify: false, ..asked.clone() };
        view! {
            <a class="button" href=older.url(paths::AUDIT)>
                {say!(audit.older)}
            </a>
        }
    });
    let newest = asked.before.map(|_| {
        let newest = AuditAsked { before: None, verify: false, ..asked.clone() };
        view! {
            <a class="button button-quiet" href=newest.url(paths::AUDIT)>
                {say!(audit.newest)}
            </a>
        }
    });
    let rows = page.entries.iter().map(|line| row(line, &asked)).collect_view();
    let nothing = page.entries.is_empty().then(|| {
        view! {
            <div class="empty">
                <h2>{say!(audit.empty)}</h2>
            </div>
        }
    });
    let table = (!page.entries.is_empty()).then(|| {
        view! {
            <div class="panel ledger-box" tabindex="0" role="region" aria-label=say!(audit.title)>
                <table class="ledger">
                    <thead>
                        <tr>
                            <th scope="col">{say!(audit.when)}</th>
                            <th scope="col">{say!(audit.who)}</th>
                            <th scope="col">{say!(audit.what)}</th>
                            <th scope="col">{say!(audit.about)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
    });
    view! {
        <Chosen page=page.clone() asked=asked.clone() />
        <Proved proof=page.proof asked />
        {table}
        {nothing}
        <p class="quiet">{say!(audit.zone, zone = page.zone)}</p>
        <div class="paging">{newest} {older}</div>
    }
}

/// The form that chooses.
#[component]
fn Chosen(page: AuditPage, asked: AuditAsked) -> impl IntoView {
    let people = page
        .people
        .into_iter()
        .map(|(id, name)| {
            view! {
                <option value=id.to_string() selected=asked.person == Some(id)>
                    {name}
                </option>
            }
        })
        .collect_view();
    let kinds = words::DEEDS
        .iter()
        .map(|word| {
            view! {
                <option value=*word selected=asked.what.as_deref() == Some(*word)>
                    {words::deed(word)}
                </option>
            }
        })
        .collect_view();
    // A profile is chosen by a link; the form keeps it until it is taken away.
    let profile = asked.profile.map(|id| {
        let found = page.entries.iter().find(|line| line.profile == Some(id));
        let name = found.map_or_else(|| id.to_string(), |line| line.about.clone());
        view! {
            <label class="filter">
                <span>{say!(audit.profile)}</span>
                <select name="profile">
                    <option value="">{say!(audit.any_profile)}</option>
                    <option value=id.to_string() selected=true>
                        {name}
                    </option>
                </select>
            </label>
        }
    });
    let file = AuditAsked { before: None, verify: false, ..asked.clone() }.url(paths::AUDIT_FILE);
    view! {
        <form class="filters" role="search" aria-label=say!(filter.label) method="get" action=paths::AUDIT>
            <label class="filter">
                <span>{say!(audit.person)}</span>
                <select name="person">
                    <option value="">{say!(audit.anybody)}</option>
                    {people}
                </select>
            </label>
            <label class="filter">
                <span>{say!(audit.kind)}</span>
                <select name="kind">
                    <option value="">{say!(audit.any_kind)}</option>
                    {kinds}
                </select>
            </label>
            {profile}
            <label class="filter">
                <span>{say!(audit.from)}</span>
                <input type="date" name="from" value=asked.from />
            </label>
            <label class="filter">
                <span>{say!(audit.until)}</span>
                <input type="date" name="until" value=asked.until />
            </label>
            <button class="button">{say!(filter.submit)}</button>
            <a class="button button-quiet" href=file>
                {say!(audit.file)}
            </a>
        </form>
    }
}

/// Whether the chain holds, or the way to find out.
#[component]
fn Proved(proof: Option<Proof>, asked: AuditAsked) -> impl IntoView {
    match proof {
        Some(Proof::Holds { entries, head }) => view! {
            <p class="panel" role="status">
                <Icon name="check" />
                " "
                {say!(audit.holds, entries = words::number(i64::try_from(entries).unwrap_or(i64::MAX)))}
                " "
                <code>{head}</code>
            </p>
        }
        .into_any(),
        Some(Proof::Broken(number)) => view! {
            <p class="panel" role="alert">
                <Icon name="alert" />
                " "
                <strong>{say!(audit.broken, number)}</strong>
            </p>
        }
        .into_any(),
        None => {
            let verify = AuditAsked { verify: true, ..asked }.url(paths::AUDIT);
            view! {
                <p>
                    <a href=verify>{say!(audit.verify)}</a>
                </p>
            }
            .into_any()
        }
    }
}

fn row(line: &AuditLine, asked: &AuditAsked) -> impl IntoView + use<> {
    let alone =
        |asked: AuditAsked| AuditAsked { before: None, verify: false, ..asked }.url(paths::AUDIT);
    let who = match &line.person {
        Some((id, name)) => {
            let only = alone(AuditAsked { person: Some(*id), ..asked.clone() });
            view! { <a href=only>{name.clone()}</a> }.into_any()
        }
        None if line.from.is_empty() => say!(audit.relink).into_any(),
        None => say!(audit.somebody).into_any(),
    };
    let about = match line.profile {
        Some(id) => {
            let only = alone(AuditAsked { profile: Some(id), ..asked.clone() });
            view! { <a href=only>{line.about.clone()}</a> }.into_any()
        }
        None => line.about.clone().into_any(),
    };
    let changes = line
        .changes
        .iter()
        .map(|(part, value)| view! { <li>{format!("{part}: {value}")}</li> })
        .collect_view();
    let changes = (!line.changes.is_empty()).then(|| view! { <ul class="quiet">{changes}</ul> });
    let why = line.cause.clone().map(|cause| view! { <Helps cause /> });
    let what = words::deed(&line.what).map_or_else(|| line.what.clone(), str::to_owned);
    view! {
        <tr data-number=line.number>
            <th scope="row">
                <time datetime=when::machine(line.at)>{line.when.clone()}</time>
            </th>
            <td>{who} <small>{line.from.clone()}</small></td>
            <td>{what}</td>
            <td>{about} {changes} {why}</td>
        </tr>
    }
}
