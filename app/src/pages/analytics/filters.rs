//! Which figures: their days, their channel, and what they are compared with. Links and forms.

use leptos::prelude::*;
use words::{say, several};

use super::days;
use crate::{
    asked::{Asked, RANGES, Range},
    backend::analytics::Figures,
    parts::ChannelFilter,
    paths,
};

/// The days that are shown, and the ways to others.
#[component]
pub(super) fn Head(asked: Asked, figures: Figures) -> impl IntoView {
    let ranges = RANGES
        .map(|days| {
            let range = Range::Last(days);
            let current = (asked.range == range).then_some("true");
            view! {
                <a href=Asked { range, ..asked }.url() aria-current=current>
                    {several!(days; analytics.days_few | analytics.days, count = days)}
                </a>
            }
        })
        .collect_view();
    let views = [(false, say!(analytics.charts)), (true, say!(analytics.table))]
        .map(|(as_table, words)| {
            let current = (asked.as_table == as_table).then_some("true");
            view! {
                <a href=Asked { as_table, ..asked }.url() aria-current=current>
                    {words}
                </a>
            }
        })
        .collect_view();
    view! {
        <div class="ana-head">
            <h2>{days::with_year(&figures.days)}</h2>
            <nav class="segments" aria-label=say!(analytics.range)>
                {ranges}
            </nav>
            <nav class="segments" aria-label=say!(analytics.view)>
                {views}
            </nav>
            <a class="button" rel="external" download="" href=asked.file_url()>
                {say!(analytics.file)}
            </a>
        </div>
    }
}

/// Channel and comparison, and days of one's own.
#[component]
pub(super) fn Filters(asked: Asked, figures: Figures) -> impl IntoView {
    let (is_own, last) = match asked.range {
        Range::Last(days) => (false, Some(days)),
        Range::Own(..) => (true, None),
    };
    let from = days::date(figures.days.from).to_string();
    let until = days::last(&figures.days).to_string();
    let today = days::date(figures.now).to_string();
    let is_filtered = asked.channel.is_some() || is_own;
    let whole = Asked { channel: None, range: Range::Last(28), ..asked };
    let compare = (!asked.compares).then_some("no");
    let table = asked.as_table.then(|| view! { <input type="hidden" name="view" value="table" /> });
    let channel = asked.channel.map(|id| id.to_string());
    let kept = if is_own {
        view! {
            <input type="hidden" name="from" value=from.clone() />
            <input type="hidden" name="until" value=until.clone() />
        }
        .into_any()
    } else {
        view! { <input type="hidden" name="days" value=last /> }.into_any()
    };
    view! {
        <div class="ana-filters">
            <form class="filters" method="get" action=paths::ANALYTICS aria-label=say!(analytics.filters)>
                {kept} {table.clone()}
                <ChannelFilter channels=figures.channels chosen=asked.channel />
                <label class="filter">
                    {say!(analytics.compare)}
                    <select name="compare">
                        <option value="">{say!(analytics.compare_before)}</option>
                        <option value="no" selected=!asked.compares>
                            {say!(analytics.compare_none)}
                        </option>
                    </select>
                </label>
                <button class="button">{say!(analytics.show)}</button>
                {is_filtered
                    .then(|| {
                        view! {
                            <a class="button button-quiet" href=whole.url()>
                                {say!(analytics.whole)}
                            </a>
                        }
                    })}
            </form>
            <details id="own-days" open=is_own>
                <summary class="button button-quiet">{say!(analytics.own)}</summary>
                <form class="filters" method="get" action=paths::ANALYTICS aria-label=say!(analytics.own)>
                    {channel.map(|id| view! { <input type="hidden" name="channel" value=id /> })}
                    {compare.map(|no| view! { <input type="hidden" name="compare" value=no /> })} {table}
                    <label class="filter">
                        {say!(analytics.from)}
                        <input type="date" name="from" required value=from max=today.clone() />
                    </label>
                    <label class="filter">
                        {say!(analytics.until)}
                        <input type="date" name="until" required value=until max=today />
                    </label>
                    <button class="button">{say!(analytics.show)}</button>
                </form>
            </details>
        </div>
    }
}
