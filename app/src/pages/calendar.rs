//! The calendar: on which days a person will be needed. HTML, all of it.

use leptos::prelude::*;
use leptos_meta::Title;
use words::say;

use super::Signed;
use crate::{
    api,
    backend::Forecast,
    day::Day,
    error::Error,
    months::months,
    parts::{Framed, MonthOf, Trouble},
    paths,
};

/// The page.
#[component]
pub(crate) fn Calendar(viewer: Signed) -> impl IntoView {
    let forecast = Resource::new(|| (), move |()| read(viewer));
    view! {
        <Title text=say!(page.calendar) />
        <Framed viewer>
            <div class="heading">
                <h1>{say!(calendar.title)}</h1>
                <p class="lead">{say!(calendar.lead)}</p>
            </div>
            <Suspense>
                {move || Suspend::new(async move {
                    match forecast.await {
                        Ok(forecast) => view! { <Foretold forecast /> }.into_any(),
                        Err(error) => view! { <Trouble error here=paths::CALENDAR /> }.into_any(),
                    }
                })}
            </Suspense>
        </Framed>
    }
}

/// What is foreseen, for a page of the workspace that is signed in.
pub(super) async fn read(viewer: Signed) -> Result<Forecast, Error> {
    let viewer = viewer.await?.ok_or(Error::NotSignedIn)?;
    api::foreseen(viewer.workspace).await
}

#[component]
fn Foretold(forecast: Forecast) -> impl IntoView {
    let Forecast { workspace, now, foreseen } = forecast;
    let empty = foreseen.is_empty().then(|| {
        view! {
            <div class="empty">
                <h2>{say!(calendar.empty_title)}</h2>
                <p>{say!(calendar.empty_lead)}</p>
            </div>
        }
    });
    let months = months(foreseen, Day::of(now))
        .into_iter()
        .map(|month| view! { <MonthOf month now /> })
        .collect_view();
    view! {
        {empty}
        {months}
        <section class="panel" aria-labelledby="feed">
            <h2 id="feed">{say!(feed.title)}</h2>
            <p>{say!(feed.lead)}</p>
            <p class="quiet">{say!(feed.who)}</p>
            <form method="post" action=paths::CALENDAR_LINK>
                <input type="hidden" name="workspace" value=workspace.to_string() />
                <button class="button">{say!(feed.make)}</button>
            </form>
        </section>
    }
}
