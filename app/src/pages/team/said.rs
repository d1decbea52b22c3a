//! What came of a form, above the page it was sent from.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use words::{say, several};

use crate::{parts::Icon, sent::Told};

/// What was told by the server's route, or stands in the address after it led here.
#[component]
pub(crate) fn Said() -> impl IntoView {
    let told = use_context::<Told>();
    let done = use_query_map().get_untracked().get("done");
    match (told, done) {
        (Some(Told::Link { email, url, is_sent }), _) => view! {
            <div class="notice" role="status">
                <Icon name="check" />
                <div>
                    <p>
                        {match is_sent {
                            true => say!(team.link_sent, email = email.as_str()),
                            false => say!(team.link_made, email = email.as_str()),
                        }}
                    </p>
                    <p>
                        <code class="link">{url}</code>
                    </p>
                </div>
            </div>
        }
        .into_any(),
        (Some(told), _) => view! {
            <p class="notice notice-bad" role="alert">
                {wrong(&told)}
            </p>
        }
        .into_any(),
        (None, Some(done)) => {
            let says = done_words(&done);
            view! { {says.map(|says| view! { <p role="status">{says}</p> })} }.into_any()
        }
        (None, None) => ().into_any(),
    }
}

fn wrong(told: &Told) -> &'static str {
    match told {
        Told::LastMaster => say!(team.wrong.last_master),
        Told::NoAddress => say!(team.wrong.address),
        Told::MemberAlready => say!(team.wrong.member),
        Told::NoName => say!(team.wrong.name),
        Told::NoLanguage => say!(team.wrong.language),
        Told::NoPassword => say!(team.wrong.new_password),
        Told::WrongPassword => say!(team.wrong.password),
        Told::Locked => say!(login.locked),
        Told::WrongCode => say!(second.wrong),
        Told::CodesLocked => say!(second.locked),
        Told::SecondStepOver => say!(second.over),
        Told::TooManyPasskeys => say!(passkey.many),
        Told::PasskeyOver => say!(passkey.over),
        Told::WrongPasskey => say!(passkey.not_added),
        Told::Link { .. } => "",
    }
}

fn done_words(done: &str) -> Option<String> {
    let moved = done.strip_prefix("moved-").and_then(|count| count.parse::<u32>().ok());
    Some(match (done, moved) {
        (_, Some(0)) => say!(ways.moved_none).to_owned(),
        (_, Some(1)) => say!(ways.moved_one).to_owned(),
        (_, Some(count)) => several!(count; ways.moved_few | ways.moved_many, count),
        ("role", _) => say!(team.done.role).to_owned(),
        ("removed", _) => say!(team.done.removed).to_owned(),
        ("revoked", _) => say!(team.done.revoked).to_owned(),
        ("name", _) => say!(team.done.name).to_owned(),
        ("language", _) => say!(team.done.language).to_owned(),
        ("password", _) => say!(team.done.password).to_owned(),
        ("session", _) => say!(team.done.session).to_owned(),
        ("passkey", _) => say!(passkey.added).to_owned(),
        ("passkey-removed", _) => say!(passkey.removed).to_owned(),
        ("second-off", _) => say!(second.is_off).to_owned(),
        _ => return None,
    })
}
