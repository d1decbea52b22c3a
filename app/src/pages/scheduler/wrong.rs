//! What is wrong with what was typed, in words; and what somebody else wrote meanwhile.

use domain::network::Network;
use leptos::prelude::*;
use words::{clock, say};

use super::compose::Purpose;
use crate::{
    backend::scheduler::Desk,
    parts::Icon,
    paths,
    sent::{Draft, Wrong},
};

/// Everything that is wrong, or nothing.
#[component]
pub(super) fn Problems(wrong: Vec<Wrong>, desk: Desk, draft: Draft) -> impl IntoView {
    let problems: Vec<_> = wrong
        .iter()
        .filter(|it| **it != Wrong::Conflict)
        .map(|wrong| explain(wrong, &desk, &draft))
        .collect();
    (!problems.is_empty()).then(|| {
        let problems = problems.into_iter().map(|says| view! { <li>{says}</li> }).collect_view();
        view! {
            <div class="notice notice-bad compose-wide" role="alert">
                <Icon name="alert" />
                <div>
                    <h2>{say!(scheduler.wrong.title)}</h2>
                    <ul class="problems">{problems}</ul>
                    <p class="quiet">{say!(scheduler.wrong.lead)}</p>
                </div>
            </div>
        }
    })
}

/// One thing that is wrong.
pub(super) fn explain(wrong: &Wrong, desk: &Desk, draft: &Draft) -> String {
    let zone = desk.zone.name();
    let of = |id| {
        desk.channel(id).map_or_else(
            || (say!(scheduler.removed_channel).to_owned(), Network::Facebook),
            |channel| (channel.name.clone(), channel.network),
        )
    };
    let asked = || draft.at.split_once('T').map_or("", |(_, time)| time).to_owned();
    match wrong {
        Wrong::NoChannel => say!(scheduler.wrong.no_channel).to_owned(),
        Wrong::Fault(channel, fault) => {
            let (name, network) = of(*channel);
            words::fault(fault, &name, network)
        }
        Wrong::NoTime => say!(scheduler.wrong.no_time).to_owned(),
        Wrong::Past => {
            let now = clock::moment(desk.now, &desk.zone, desk.now);
            say!(scheduler.wrong.past, now, zone)
        }
        Wrong::Skipped { .. } => say!(scheduler.wrong.skipped, time = asked(), zone),
        Wrong::Doubled { .. } => say!(scheduler.wrong.doubled, time = asked(), zone),
        Wrong::NoLastMoment => say!(scheduler.wrong.no_last, zone),
        Wrong::LastMomentBefore => say!(scheduler.wrong.last_before).to_owned(),
        Wrong::NoFreeSlot(channel) => say!(scheduler.wrong.no_slot, channel = of(*channel).0),
        Wrong::ChannelGone(channel) => say!(scheduler.wrong.channel_gone, channel = of(*channel).0),
        Wrong::NotALink => say!(scheduler.wrong.not_a_link).to_owned(),
        Wrong::PictureTooLarge => say!(scheduler.wrong.picture_too_large).to_owned(),
        Wrong::NotAPicture => say!(scheduler.wrong.not_a_picture).to_owned(),
        Wrong::PictureUnreadable => say!(scheduler.wrong.unreadable).to_owned(),
        Wrong::PictureGone => say!(scheduler.wrong.picture_gone).to_owned(),
        Wrong::NoNote => say!(scheduler.wrong.no_note).to_owned(),
        Wrong::NotNow(why) => words::not_now(*why).to_owned(),
        Wrong::Conflict => say!(scheduler.wrong.conflict).to_owned(),
    }
}

/// Both texts, side by side.
#[component]
pub(super) fn Conflict(
    theirs: Vec<domain::post::Post>,
    draft: Draft,
    desk: Desk,
    purpose: Purpose,
) -> impl IntoView {
    let theirs = theirs.into_iter().next()?;
    let when = theirs.at.map(|at| clock::moment(at, &desk.zone, desk.now));
    let Purpose::Edit(id, _) = purpose else { return None };
    Some(view! {
        <section class="notice notice-network compose-wide conflict" role="alert" aria-labelledby="conflict">
            <Icon name="alert" />
            <div>
                <h2 id="conflict">{say!(scheduler.wrong.conflict)}</h2>
                <p>{say!(scheduler.wrong.conflict_lead)}</p>
                <div class="conflict-texts">
                    <div>
                        <h3>{say!(scheduler.wrong.theirs)}</h3>
                        <blockquote>{theirs.content.text}</blockquote>
                        <p class="quiet">{theirs.content.link} " " {when}</p>
                    </div>
                    <div>
                        <h3>{say!(scheduler.wrong.yours)}</h3>
                        <blockquote>{draft.text}</blockquote>
                        <p class="quiet">{draft.link}</p>
                    </div>
                </div>
                <a class="button" href=paths::post(id)>
                    {say!(scheduler.wrong.keep_theirs)}
                </a>
            </div>
        </section>
    })
}
