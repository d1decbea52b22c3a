//! Analytics: HTML, all of it, charts too. What is not known is said, and is never a zero.

mod best;
mod chart;
mod days;
mod filters;
mod gaps;
mod table;
mod tally;
mod tiles;

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};
use words::say;

use self::{
    best::Best,
    chart::Charts,
    filters::{Filters, Head},
    gaps::{Gaps, holes},
    table::{ByChannel, ByDay},
    tally::Tally,
    tiles::Tiles,
};
use crate::{
    api::analytics,
    asked::Asked,
    backend::analytics::Figures,
    error::Error,
    measure::Measure,
    pages::Signed,
    parts::{AppMain, AppPage, Trouble},
    paths,
};

/// The page.
#[component]
pub(crate) fn Analytics(viewer: Signed) -> impl IntoView {
    let (path, query) = (use_params_map().get_untracked(), use_query_map().get_untracked());
    // A link names the channel in the path, the filter's form in the query.
    let asked = Asked::read(|key| path.get(key).or_else(|| query.get(key)));
    let found = AsyncDerived::new(move || read(viewer, asked));
    view! {
        <Title text=say!(analytics.title) />
        <AppPage viewer>
            <Suspense>
                {move || Suspend::new(async move {
                    match found.await {
                        Ok(figures) => view! { <Shown figures asked /> }.into_any(),
                        Err(error) => {
                            view! { <AppMain><Trouble error here=paths::ANALYTICS /></AppMain> }.into_any()
                        }
                    }
                })}
            </Suspense>
        </AppPage>
    }
}

async fn read(viewer: Signed, asked: Asked) -> Result<Figures, Error> {
    let viewer = viewer.await?.ok_or(Error::NotSignedIn)?;
    analytics::read_figures(viewer.workspace, asked.query()).await
}

#[component]
fn Shown(figures: Figures, asked: Asked) -> impl IntoView {
    let live = (figures.workspace, figures.as_of);
    let lost = figures.lost.clone();
    let tallies: Vec<_> = Measure::ALL.map(|measure| Tally::of(measure, &figures)).into();
    let holes = holes(&figures);
    let said = match holes.len() {
        0 => say!(analytics.said_whole).to_owned(),
        1 => say!(analytics.said_gap).to_owned(),
        count => say!(analytics.said_gaps, count),
    };
    let is_alone = figures.of.len() == 1;
    let body = if figures.of.is_empty() {
        let says = match asked.channel {
            None => say!(analytics.empty),
            Some(_) => say!(analytics.gone),
        };
        view! { <p class="empty">{says}</p> }.into_any()
    } else {
        let by_day = if asked.as_table {
            view! { <ByDay figures=figures.clone() tallies=tallies.clone() /> }.into_any()
        } else {
            view! { <Charts figures=figures.clone() tallies=tallies.clone() holes=holes.clone() /> }
                .into_any()
        };
        let by_channel = (!is_alone).then(|| view! { <ByChannel figures=figures.clone() asked /> });
        let best = figures.best.clone();
        view! {
            <Tiles figures=figures.clone() tallies />
            <Gaps holes mending=figures.lost.mending.clone() is_alone />
            {by_day}
            {by_channel}
            <Best best zone=figures.zone.clone() now=figures.now />
        }
        .into_any()
    };
    view! {
        <AppMain live lost>
            <div class="heading">
                <h1>{say!(analytics.title)}</h1>
                <p class="lead">{say!(analytics.lead)}</p>
            </div>
            <div class="app-list-place" id="figures" data-follows="statistics channels" data-said=said>
                <Head asked figures=figures.clone() />
                <Filters asked figures />
                {body}
            </div>
        </AppMain>
    }
}

#[cfg(test)]
mod tests;
