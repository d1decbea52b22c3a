//! Why something was not done with a comment, in words.

use leptos::prelude::*;
use words::say;

use super::room::network_of;
use crate::{
    backend::community::Heard,
    parts::{Helps, Icon},
    sent::{Untaken, Why},
};

/// The reason, beside what it is about.
#[component]
pub(super) fn Wrong(
    untaken: Untaken,
    #[prop(optional_no_strip)] heard: Option<Heard>,
) -> impl IntoView {
    let says = explain(&untaken, heard.as_ref());
    let helps = match &untaken.why {
        Why::Lost(cause) => Some(view! { " " <Helps cause=cause.clone() /> }),
        _ => None,
    };
    let kept = (!untaken.text.is_empty()).then(|| view! { " " {say!(community.wrong.kept)} });
    view! {
        <div class="notice notice-bad" role="alert">
            <Icon name="alert" />
            <div>
                <p>
                    <strong>{say!(community.wrong.title)}</strong>
                    ". "
                    {says}
                    {kept}
                    {helps}
                </p>
            </div>
        </div>
    }
}

fn explain(untaken: &Untaken, heard: Option<&Heard>) -> String {
    let network = network_of(heard);
    let name = network.name();
    let who = heard.and_then(|heard| heard.channel.links.first());
    let who = who.map(|link| link.name.as_str()).unwrap_or_default();
    match &untaken.why {
        Why::Changed if untaken.reply.is_some() => say!(community.wrong.faster_reply).to_owned(),
        Why::Changed => say!(community.wrong.faster).to_owned(),
        Why::Empty => say!(community.wrong.empty).to_owned(),
        Why::Answered if untaken.reply.is_some() => say!(community.wrong.out).to_owned(),
        Why::Answered => say!(community.wrong.answered).to_owned(),
        Why::Forbidden => say!(community.wrong.forbidden).to_owned(),
        Why::Unsupported => say!(community.wrong.unsupported, network = name),
        Why::NoSuchPerson => say!(community.wrong.nobody).to_owned(),
        Why::Lost(cause) => {
            say!(community.wrong.lost, cause = words::cause(cause, who, network))
        }
        Why::Unavailable => say!(community.wrong.network, network = name),
        Why::Refused(says) if says.is_empty() => say!(community.wrong.refused, network = name),
        Why::Refused(says) => {
            say!(community.wrong.refused_says, network = name, says = says.as_str())
        }
    }
}
