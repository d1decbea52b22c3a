//! "Renew these now": what will soon need a person. HTML only: it costs the browser no code.

use domain::time::Timestamp;
use leptos::prelude::*;
use words::say;

use crate::{
    backend::{Forecast, Foreseen},
    parts::Icon,
    paths, when, window,
};

/// How many are named.
const NAMED: usize = 5;

/// A calm notice, or nothing if nothing ends soon.
#[component]
pub(crate) fn RenewSoon(forecast: Forecast) -> impl IntoView {
    let soon = forecast.soon();
    let (count, now) = (soon.len(), forecast.now);
    if count == 0 {
        return None;
    }
    let title = match count {
        1 => say!(forecast.one).to_owned(),
        count => say!(forecast.many, count),
    };
    let named = soon.iter().take(NAMED).cloned();
    let named = named.map(|one| view! { <Renew one now /> }).collect_view();
    let more = (count > NAMED)
        .then(|| view! { <li class="quiet">{say!(forecast.more, count = count - NAMED)}</li> });
    Some(view! {
        <section class="notice soon" aria-labelledby="soon">
            <Icon name="clock" />
            <div>
                <h2 id="soon">{title}</h2>
                <p class="quiet">{say!(forecast.lead)}</p>
                <ul class="renew">
                    {named} {more}
                    <li>
                        <a href=paths::CALENDAR>{say!(forecast.calendar)}</a>
                    </li>
                </ul>
            </div>
        </section>
    })
}

#[component]
fn Renew(one: Foreseen, now: Timestamp) -> impl IntoView {
    let Foreseen { profile, network, name, at, .. } = one;
    let label = say!(forecast.renew, name = name.as_str(), network = network.name());
    view! {
        <li>
            // The profile's own control is called Refresh; two of one name would be one too many.
            <a
                class="button"
                rel="external"
                href=paths::connect(profile)
                data-window=window::MARK
                aria-label=label
            >
                <span class="network" data-network=network.slug() aria-hidden="true"></span>
                <span>{name}</span>
                <Icon name="refresh" />
            </a>
            <time class="quiet" datetime=when::machine(at)>
                {when::ahead(at, now)}
            </time>
        </li>
    }
}
