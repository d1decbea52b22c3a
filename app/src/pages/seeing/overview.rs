//! What a month, or three, came to: how long profiles worked, and who brought them back.

use domain::{time::Span, uptime::Uptime};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use words::say;

use crate::{
    api::seeing,
    backend::seeing::{Overview, OverviewRow},
    error::Error,
    pages::Signed,
    parts::{Framed, Trouble},
    paths, when,
};

/// The page. How many days stands in its address.
#[component]
pub(crate) fn OverviewPage(viewer: Signed) -> impl IntoView {
    let query = use_query_map().get_untracked();
    let days = query.get("days").and_then(|days| days.parse().ok()).unwrap_or(30);
    let read = AsyncDerived::new(move || read(viewer, days));
    view! {
        <Title text=say!(overview.title) />
        <Framed viewer>
            <div class="heading">
                <h1>{say!(overview.title)}</h1>
                <p class="lead">{say!(overview.lead)}</p>
            </div>
            <Suspense>
                {move || Suspend::new(async move {
                    match read.await {
                        Ok(overview) => view! { <Shown overview /> }.into_any(),
                        Err(error) => view! { <Trouble error here=paths::OVERVIEW /> }.into_any(),
                    }
                })}
            </Suspense>
        </Framed>
    }
}

async fn read(viewer: Signed, days: u16) -> Result<Overview, Error> {
    let viewer = viewer.await?.ok_or(Error::NotSignedIn)?;
    seeing::read_overview(viewer.workspace, days).await
}

#[component]
fn Shown(overview: Overview) -> impl IntoView {
    let Overview { days, networks } = overview;
    let ranges = [30, 90]
        .map(|each| {
            view! {
                <a
                    class="button"
                    href=format!("{}?days={each}", paths::OVERVIEW)
                    aria-current=(each == days).then_some("true")
                >
                    {say!(overview.days, days = each)}
                </a>
            }
        })
        .collect_view();
    let body = match networks.is_empty() {
        true => view! {
            <div class="empty">
                <h2>{say!(overview.none_title)}</h2>
                <p>{say!(overview.none_lead)}</p>
            </div>
        }
        .into_any(),
        false => view! { <Figures networks /> }.into_any(),
    };
    view! {
        <nav class="steps" aria-label=say!(overview.range)>
            {ranges}
        </nav>
        {body}
    }
}

#[component]
fn Figures(networks: Vec<OverviewRow>) -> impl IntoView {
    let all =
        networks.iter().fold((0, Uptime::default(), 0), |(profiles, uptime, renewals), row| {
            (profiles + row.profiles, uptime.and(row.uptime.clone()), renewals + row.renewals)
        });
    let (profiles, uptime, renewals) = all;
    let time = uptime.worked + uptime.red + uptime.unknown;
    let note = match uptime.unknown.saturating_mul(1000) / time.max(1) {
        0 => say!(overview.note).to_owned(),
        unknown => say!(overview.note_some, share = share(unknown)),
    };
    let rows = networks
        .iter()
        .map(|row| cells(row.network.name().to_owned(), row.profiles, &row.uptime, row.renewals))
        .collect_view();
    view! {
        <div class="panel ledger-box" tabindex="0" role="region" aria-label=say!(overview.table)>
            <table class="ledger">
                <caption class="hidden">{say!(overview.table)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{say!(overview.network)}</th>
                        <th scope="col">{say!(overview.profiles)}</th>
                        <th scope="col">{say!(overview.share)}</th>
                        <th scope="col">{say!(overview.renewals)}</th>
                        <th scope="col">{say!(overview.alone)}</th>
                        <th scope="col">{say!(overview.people)}</th>
                        <th scope="col">{say!(overview.to_mend)}</th>
                    </tr>
                </thead>
                <tbody>{cells(say!(overview.all).to_owned(), profiles, &uptime, renewals)} {rows}</tbody>
            </table>
        </div>
        <p class="quiet">{note}</p>
    }
}

fn cells(name: String, profiles: u32, uptime: &Uptime, renewals: u64) -> impl IntoView + use<> {
    let connected = uptime.per_mille().map_or_else(|| say!(overview.unknown).to_owned(), share);
    let to_mend = match uptime.median_to_mend() {
        Some(span) => when::long(Span::as_millis(span)),
        None if uptime.red > 0 => say!(overview.not_yet).to_owned(),
        None => say!(overview.never).to_owned(),
    };
    let number = |count: u64| words::number(i64::try_from(count).unwrap_or(i64::MAX));
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td>{number(profiles.into())}</td>
            <td>
                <strong>{connected}</strong>
            </td>
            <td>{number(renewals)}</td>
            <td>{number(uptime.alone.into())}</td>
            <td>{number(uptime.by_people.into())}</td>
            <td>{to_mend}</td>
        </tr>
    }
}

/// Tenths of a per cent as people read them: "99.4%", and "100%".
fn share(per_mille: i64) -> String {
    let tenths = per_mille.unsigned_abs();
    if tenths.is_multiple_of(10) {
        words::percent(tenths / 10)
    } else {
        words::percent_tenths(tenths)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_never_rounded_up() {
        for (per_mille, text) in
            [(1000, "100%"), (999, "99.9%"), (500, "50%"), (5, "0.5%"), (0, "0%")]
        {
            assert_eq!(share(per_mille), text);
        }
    }
}
