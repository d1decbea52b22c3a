//! The weekly slots of each channel.

use domain::{
    channel::LinkedChannel, id::ChannelId, scheduling::SchedulerRole, slots::SlotPlan,
    zone::Weekday,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use words::{clock, say, several};

use super::{
    room::{Room, read_desk},
    tabs::Tabs,
};
use crate::{
    api::scheduler,
    backend::scheduler::{ChannelSlots, Desk},
    error::Error,
    pages::Signed,
    parts::{AppMain, AppPage, Icon, NetworkMark, Trouble},
    paths,
    sent::SentSlots,
};

/// The page. The channel that is edited stands in its address.
#[component]
pub(crate) fn Slots(viewer: Signed) -> impl IntoView {
    let query = use_query_map().get_untracked();
    let chosen = query.get("channel").and_then(|id| id.parse::<ChannelId>().ok());
    let is_saved = query.get("done").is_some();
    let sent = use_context::<SentSlots>();
    let read = AsyncDerived::new(move || read(viewer));
    view! {
        <Title text=say!(scheduler.slots_page.title) />
        <AppPage viewer>
            <Suspense>
                {move || {
                    let sent = sent.clone();
                    Suspend::new(async move {
                        match read.await {
                            Ok((desk, slots)) => {
                                view! { <Shown desk slots chosen is_saved sent /> }.into_any()
                            }
                            Err(error) => view! { <AppMain><Trouble error here=paths::SLOTS /></AppMain> }.into_any(),
                        }
                    })
                }}
            </Suspense>
        </AppPage>
    }
}

async fn read(viewer: Signed) -> Result<(Desk, Vec<ChannelSlots>), Error> {
    let desk = read_desk(viewer).await?;
    let slots = scheduler::weekly_slots(desk.workspace).await?;
    Ok((desk, slots))
}

#[component]
fn Shown(
    desk: Desk,
    slots: Vec<ChannelSlots>,
    chosen: Option<ChannelId>,
    is_saved: bool,
    sent: Option<SentSlots>,
) -> impl IntoView {
    let chosen = sent.as_ref().map_or(chosen, |sent| Some(sent.channel));
    let saved = chosen.filter(|_| is_saved).and_then(|id| desk.channel(id)).map(|channel| {
        let says = say!(scheduler.slots_page.saved, channel = channel.name.as_str());
        view! { <p class="app-said" role="status"><Icon name="check" />{says}</p> }
    });
    let rows = slots
        .into_iter()
        .filter_map(|slots| {
            let channel = desk.channel(slots.channel)?.clone();
            let is_open = chosen == Some(channel.id) && !is_saved;
            let sent = sent.clone().filter(|sent| sent.channel == channel.id);
            Some(view! { <Row channel slots is_open sent desk=desk.clone() /> })
        })
        .collect_view();
    view! {
            <Room desk=desk.clone() is_quiet=true>
            <div class="heading">
                <h1>{say!(scheduler.slots_page.title)}</h1>
                <p class="lead">{say!(scheduler.slots_page.lead)}</p>
            </div>
            <Tabs desk here=paths::SLOTS />
            {saved}
            <ul class="slots">{rows}</ul>
    </Room>
            }
}

#[component]
fn Row(
    channel: LinkedChannel,
    slots: ChannelSlots,
    is_open: bool,
    sent: Option<SentSlots>,
    desk: Desk,
) -> impl IntoView {
    let id = channel.id;
    let may_change = desk.may(id, SchedulerRole::may_publish);
    let count = match slots.plan.slots().len() {
        0 => say!(scheduler.slots_page.none).to_owned(),
        1 => say!(scheduler.slots_page.one).to_owned(),
        count => several!(count; scheduler.slots_page.many_few | scheduler.slots_page.many, count),
    };
    let next = slots.next.map(|at| {
        let time = clock::moment(at, &desk.zone, desk.now);
        view! { <span class="quiet">{say!(scheduler.slots_page.next, time)}</span> }
    });
    let edit = say!(scheduler.slots_page.edit, channel = channel.name.as_str());
    let week = week(&slots.plan);
    view! {
        <li class="slot-row" id=format!("slots-{id}")>
            <div class="slot-head">
                <p class="post-channel">
                    <NetworkMark channel=Some(channel.clone()) />
                    <strong>{channel.name}</strong>
                </p>
                <p class="slot-facts">{count} " " {next}</p>
                {(!is_open && may_change)
                    .then(|| {
                        view! {
                            <a class="button" href=format!("{}?channel={id}#slots-{id}", paths::SLOTS) aria-label=edit>
                                {say!(scheduler.edit)}
                            </a>
                        }
                    })}
            </div>
            {if is_open && may_change {
                view! { <Edit id plan=slots.plan sent desk /> }.into_any()
            } else {
                week.into_any()
            }}
        </li>
    }
}

/// The slots at a glance.
fn week(plan: &SlotPlan) -> impl IntoView + use<> {
    let days = Weekday::ALL
        .into_iter()
        .zip(words::week())
        .filter_map(|(weekday, name)| {
            let times = times(plan, weekday);
            (!times.is_empty())
                .then(|| view! { <li><span class="quiet">{name}</span> " " {times}</li> })
        })
        .collect_view();
    view! { <ul class="slot-week">{days}</ul> }
}

#[component]
fn Edit(id: ChannelId, plan: SlotPlan, sent: Option<SentSlots>, desk: Desk) -> impl IntoView {
    let wrong = sent.as_ref().map(|sent| {
        let says = say!(scheduler.slots_page.wrong, what = sent.wrong.as_str());
        view! { <p class="notice notice-bad" role="alert">{says}</p> }
    });
    let fields = Weekday::ALL
        .into_iter()
        .enumerate()
        .map(|(place, weekday)| {
            let name = words::weekday(u8::try_from(place).unwrap_or_default());
            let field = format!("day{place}");
            let value = match &sent {
                Some(sent) => sent.days.get(place).cloned().unwrap_or_default(),
                None => times(&plan, weekday),
            };
            view! {
                <p class="field">
                    <label for=field.clone()>{name}</label>
                    <input id=field.clone() name=field type="text" inputmode="text" value=value placeholder="–" />
                </p>
            }
        })
        .collect_view();
    view! {
        <form class="slot-form" method="post" action=paths::SLOTS>
            <input type="hidden" name="workspace" value=desk.workspace.to_string() />
            <input type="hidden" name="channel" value=id.to_string() />
            {wrong}
            <p class="quiet">{say!(scheduler.slots_page.hint)}</p>
            <div class="slot-days">{fields}</div>
            <p class="steps">
                <button class="button button-main">{say!(scheduler.slots_page.save)}</button>
                <a class="button button-quiet" href=paths::SLOTS>
                    {say!(scheduler.post_page.delete_no)}
                </a>
            </p>
        </form>
    }
}

/// "09:00, 17:30".
fn times(plan: &SlotPlan, weekday: Weekday) -> String {
    let slots = plan.slots().iter().filter(|slot| slot.weekday == weekday);
    slots.map(|slot| clock::time(slot.minute)).collect::<Vec<_>>().join(", ")
}
