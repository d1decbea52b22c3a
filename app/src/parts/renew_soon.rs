//! "Renew these now": what will soon need a person. HTML only: it costs the browser no code.

use domain::time::Timestamp;
use leptos::prelude::*;
use words::{say, several};

use crate::{
    backend::{Forecast, Foreseen},
    parts::Icon,
    paths, when, window,
};

/// How many are named.
const NAMED: usize = 5;

/// A calm notice, or nothing if nothing ends soon and nothing is planned beyond an end.
#[component]
pub(crate) fn RenewSoon(forecast: Forecast) -> impl IntoView {
    let urgent: Vec<_> = forecast.urgent().cloned().collect();
    let (count, now) = (urgent.len(), forecast.now);
    if count == 0 {
        return None;
    }
    let title = match count {
        1 => say!(forecast.one).to_owned(),
        count => several!(count; forecast.many_few | forecast.many, count),
    };
    let named = urgent.into_iter().take(NAMED);
    let named = named.map(|one| view! { <Renew one now /> }).collect_view();
    let more = (count > NAMED)
        .then(|| view! { <li class="quiet">{several!(count - NAMED; forecast.more_one | forecast.more_few | forecast.more, count = count - NAMED)}</li> });
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
    let Foreseen { profile, network, name, at, posts, .. } = one;
    let posts = words::posts_after(posts);
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
            {posts.map(|posts| view! { <span class="quiet">{posts}</span> })}
        </li>
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        id::{ProfileId, WorkspaceId},
        network::Network,
        time::Span,
    };

    use super::*;

    const NOW: Timestamp = Timestamp::from_seconds(1_796_299_200);

    /// The notice, where so many end in ten days and one in half a year.
    fn drawn(count: u8) -> String {
        drawn_with_posts(count, 0)
    }

    /// The same, with so many posts planned after the end in half a year.
    fn drawn_with_posts(count: u8, posts: u32) -> String {
        let ends = |number: u8, days| Foreseen {
            profile: ProfileId::new(NOW, [number; 10]),
            network: Network::X,
            name: format!("Person {number}"),
            channels: 1,
            at: NOW.after(Span::days(days)),
            posts: 0,
        };
        let foreseen = (0..count)
            .map(|number| ends(number, 10))
            .chain([Foreseen { posts, ..ends(count, 180) }]);
        let workspace = WorkspaceId::new(NOW, [0; 10]);
        let forecast = Forecast { workspace, now: NOW, foreseen: foreseen.collect() };
        Owner::new().with(|| view! { <RenewSoon forecast /> }.to_html())
    }

    #[test]
    fn five_are_named_and_the_others_counted() {
        let html = drawn(9);
        assert!(html.contains("Renew these 9 now"), "{html}");
        assert_eq!(html.matches("data-window").count(), 5);
        assert!(html.contains("and 4 more"), "{html}");
        assert!(html.contains("in 10 days"), "{html}");
    }

    #[test]
    fn as_few_as_fit_are_all_named() {
        assert!(!drawn(5).contains(" more<"));
        assert!(drawn(1).contains("Renew this one now"));
    }

    #[test]
    fn what_is_far_off_makes_no_notice_unless_posts_are_planned_beyond_it() {
        assert!(!drawn(0).contains("section"));
        let html = drawn_with_posts(0, 3);
        assert!(html.contains("Renew this one now"), "{html}");
        assert!(html.contains("3 posts planned after that"), "{html}");
    }
}
