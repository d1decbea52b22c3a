//! Reconnect links are made, and taken back.

use app::paths;
use axum::{
    Extension,
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse as _,
};
use domain::{
    id::{LinkId, ProfileId},
    link::{LONGEST_LINK, LONGEST_NOTE, Rhythm},
    network::Network,
    scope::Scope,
    time::Span,
};
use engine::{
    ports::store::links::LinkShown,
    reconnect::{LinkRefused, MadeLink, NewLink, Target},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::{
    answer::{Answer, made},
    around::{ApiLink, link},
    body::{Id, Sent},
    entry::Entered,
    problem::{Problem, Wrong},
};
use crate::state::AppState;

/// A reconnect link to be made: for one profile, or for one new profile of a network.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in super::super) struct WantedLink {
    /// The profile it mends.
    profile: Option<Id>,
    /// The network of which it adds a profile, e.g. `facebook`.
    #[schema(
        pattern = "^(facebook|instagram|x|linkedin|youtube|tiktok|threads|pinterest|mastodon|bluesky)$"
    )]
    network: Option<String>,
    /// So many days it is good; seven, if it is left out.
    #[schema(minimum = 1, maximum = 30)]
    days: Option<i64>,
    /// What its reader is told.
    #[schema(max_length = 500)]
    note: Option<String>,
    /// The e-mail address of whom it is for.
    recipient: Option<String>,
    /// Whether it is sent to them.
    #[serde(default)]
    #[schema(required = false)]
    send: bool,
    /// Every so many days they are reminded: 1, 3 or 7; not at all, if it is left out.
    #[schema(minimum = 0, maximum = 7)]
    remind_days: Option<i64>,
}

/// A reconnect link that was made.
#[derive(Debug, Serialize, ToSchema)]
pub(in super::super) struct ApiMadeLink {
    link: ApiLink,
    /// Its address, which nobody is told again.
    #[schema(format = "uri")]
    url: String,
    /// Whether it is on its way to its recipient.
    is_sent: bool,
}

/// Makes a reconnect link. Scope `links:write`.
#[utoipa::path(post, path = "/api/v1/links", request_body = WantedLink, responses((status = 201, body = ApiMadeLink)))]
pub(in super::super) async fn make(
    State(state): State<AppState>,
    Extension(entered): Extension<Entered>,
    Sent(wanted): Sent<WantedLink>,
) -> Answer {
    let viewer = entered.with(Scope::WriteLinks)?;
    let new = new_link(wanted).map_err(Problem::unfit)?;
    let names_profile = matches!(new.target, Target::Profile(_));
    let MadeLink { link: it, profile_name, secret, is_sent } =
        match state.engine.make_link(viewer, new, &entered.from).await {
            Ok(Ok(made)) => made,
            Ok(Err(LinkRefused(field))) => return Err(refused(field)),
            // What a body names is no path: it is a field that is wrong.
            Err(engine::Error::NotFound) if names_profile => {
                return Err(Problem::wrong("/profile", "There is no such profile."));
            }
            Err(error) => return Err(error.into()),
        };
    let url = format!("{}{}", state.public_url.origin, paths::link(secret.expose()));
    let now = it.made_at;
    let shown = LinkShown {
        asker: viewer.name.clone(),
        asker_speech: viewer.speech,
        profile_name,
        workspace_name: viewer.workspace_name.clone(),
        link: it,
    };
    made(&ApiMadeLink { link: link(shown, now), url, is_sent })
}

/// Takes a reconnect link back. Scope `links:write`.
#[utoipa::path(
    delete,
    path = "/api/v1/links/{link}",
    params(("link" = String, Path, format = "uuid", description = "Its id")),
    responses((status = 204, description = "It is over."))
)]
pub(in super::super) async fn revoke(
    State(state): State<AppState>,
    Extension(entered): Extension<Entered>,
    Path(link): Path<String>,
) -> Answer {
    let viewer = entered.with(Scope::WriteLinks)?;
    let link: LinkId = link.parse().map_err(|_| Problem::NOT_FOUND)?;
    state.engine.revoke_link(viewer, link, &entered.from).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn new_link(wanted: WantedLink) -> Result<NewLink, Vec<Wrong>> {
    let mut wrong = Vec::new();
    let target = match (&wanted.profile, &wanted.network) {
        (Some(profile), None) => profile.0.parse::<ProfileId>().ok().map(Target::Profile),
        (None, Some(network)) => network.parse::<Network>().ok().map(Target::New),
        (Some(_), Some(_)) | (None, None) => {
            wrong.push(Wrong::at("", "Name a profile, or a network, and not both."));
            None
        }
    };
    if target.is_none() && wrong.is_empty() {
        let (pointer, detail) = match wanted.profile {
            Some(_) => ("/profile", "There is no such profile."),
            None => ("/network", "There is no such network."),
        };
        wrong.push(Wrong::at(pointer, detail));
    }
    let days = wanted.days.unwrap_or(7);
    if !(1..=LONGEST_LINK.as_millis() / Span::days(1).as_millis()).contains(&days) {
        wrong.push(refused_field("lasts"));
    }
    let rhythm = Rhythm::of_days(wanted.remind_days.unwrap_or_default());
    if rhythm.is_none() {
        wrong.push(Wrong::at("/remind_days", "Reminders come every 1, 3 or 7 days."));
    }
    match (target, rhythm) {
        (Some(target), Some(rhythm)) if wrong.is_empty() => Ok(NewLink {
            target,
            lasts: Span::days(days),
            note: wanted.note.unwrap_or_default(),
            recipient: wanted.recipient,
            send: wanted.send,
            rhythm,
        }),
        _ => Err(wrong),
    }
}

fn refused(field: &str) -> Problem {
    Problem::unfit(vec![refused_field(field)])
}

fn refused_field(field: &str) -> Wrong {
    match field {
        "note" => Wrong::at("/note", format!("A note has at most {LONGEST_NOTE} characters.")),
        "recipient" => Wrong::at("/recipient", "This is no e-mail address."),
        "lasts" => Wrong::at("/days", "A link is good for one to thirty days."),
        other => Wrong::at("", format!("This cannot be: {other}.")),
    }
}
