//! A new post.

use domain::zone::WallTime;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use words::say;

use super::{
    compose::{Compose, Purpose},
    room::{Room, read_desk},
    tabs::Tabs,
};
use crate::{
    backend::scheduler::Desk,
    pages::Signed,
    parts::{AppMain, AppPage, Trouble},
    paths,
    sent::Sent,
};

/// At this time of a day posts are offered to go out that was chosen without one.
const NOON: u16 = 12 * 60;

/// The page. What a form sent that was not taken stands in it again.
#[component]
pub(crate) fn NewPost(viewer: Signed) -> impl IntoView {
    let query = use_query_map().get_untracked();
    let (day, at) = (query.get("day"), query.get("at").and_then(|at| at.parse().ok()));
    let sent = use_context::<Sent>();
    let desk = AsyncDerived::new(move || read_desk(viewer));
    view! {
        <Title text=say!(scheduler.write_page.title) />
        <AppPage viewer>
            <Suspense>
                {move || {
                    let (sent, day) = (sent.clone(), day.clone());
                    Suspend::new(async move {
                        match desk.await {
                            Ok(desk) => {
                                let sent = sent.unwrap_or_else(|| blank(at, day.as_deref(), &desk));
                                view! {
                                    <Room desk=desk.clone() is_quiet=true>
        <div class="heading">
                                        <h1>{say!(scheduler.write_page.title)}</h1>
                                    </div>
                                    <Tabs desk=desk.clone() here=paths::NEW_POST />
                                    <Compose desk sent purpose=Purpose::New />
                                </Room>
    }
                                    .into_any()
                            }
                            Err(error) => view! { <AppMain><Trouble error here=paths::NEW_POST /></AppMain> }.into_any(),
                        }
                    })
                }}
            </Suspense>
        </AppPage>
    }
}

/// An empty form, for the time that was chosen, or the day on the calendar.
fn blank(at: Option<WallTime>, day: Option<&str>, desk: &Desk) -> Sent {
    let mut sent = Sent::default();
    if let Some(at) = at {
        sent.draft.at = at.to_string();
        return sent;
    }
    let now = desk.zone.wall(desk.now);
    if let Some(date) = day.and_then(|day| day.parse().ok()) {
        // On this very day noon may be over: the next full hour but one is not.
        let soon = (now.minute / 60 + 2) * 60;
        let minute = if date == now.date { soon.clamp(NOON, 23 * 60 + 30) } else { NOON };
        sent.draft.at = WallTime { date, minute }.to_string();
    }
    sent
}
