//! Where somebody's choice of what they are told arrives.

use app::paths;
use axum::{
    Extension, Form,
    extract::State,
    response::{IntoResponse as _, Redirect, Response},
};
use domain::{
    notice::{Choices, Quiet, Topic, Way},
    zone::Zone,
};

use super::draw::asked_by;
use crate::{pages, request::Asking, state::AppState};

/// The fields of a form, in their order.
type Fields = Vec<(String, String)>;

/// `POST /account/notices`. A field named by a topic and a way is a box that was ticked.
pub(crate) async fn choose(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    Form(fields): Form<Fields>,
) -> Response {
    let workspace = field(&fields, "workspace").and_then(|id| id.parse().ok());
    let viewer = match asked_by(&state, &asking, workspace, paths::NOTICES) {
        Ok(viewer) => viewer,
        Err(answer) => return *answer,
    };
    let Some(chosen) = choices(&fields) else { return came("wrong") };
    let kept = match state.engine.notice_choices(viewer).await {
        Ok(kept) => kept,
        Err(error) => return pages::engine_error(&state, &error),
    };
    let hidden = Way::ALL.into_iter().filter(|way| !is_shown(&fields, *way));
    let choices = hidden.fold(chosen, |choices, way| choices.with(way, &kept));
    match state.engine.choose_notices(viewer, choices).await {
        Ok(true) => came("saved"),
        Ok(false) => came("wrong"),
        Err(error) => pages::engine_error(&state, &error),
    }
}

/// Whether the form showed what is told this way.
fn is_shown(fields: &Fields, way: Way) -> bool {
    fields.iter().any(|(name, value)| name == "way" && value == way.slug())
}

fn came(of: &str) -> Response {
    Redirect::to(&format!("{}?done={of}", paths::NOTICES)).into_response()
}

fn field<'a>(fields: &'a Fields, wanted: &str) -> Option<&'a str> {
    let found = fields.iter().find(|(name, _)| name == wanted);
    found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
}

/// What was chosen; `None` if a time or the zone is none, or one of two times is missing.
fn choices(fields: &Fields) -> Option<Choices> {
    let ticked = |topic: Topic, way: Way| {
        let name = format!("{}.{}", topic.slug(), way.slug());
        fields.iter().any(|(field, _)| *field == name)
    };
    let ways = Topic::ALL.map(|topic| {
        let ways = Way::ALL.into_iter().filter(|way| ticked(topic, *way));
        (topic, ways.collect())
    });
    let quiet = match (field(fields, "from"), field(fields, "until")) {
        (None, None) => None,
        (Some(from), Some(until)) => Some(Quiet { from: minute(from)?, until: minute(until)? }),
        _ => return None,
    };
    let zone = match field(fields, "zone") {
        None => None,
        Some(name) => Some(Zone::named(name).ok()?),
    };
    Some(Choices { ways: ways.into_iter().collect(), quiet, zone })
}

/// Minutes since midnight, of `09:05`; some browsers send the seconds too.
fn minute(time: &str) -> Option<u16> {
    let mut parts = time.split(':');
    let mut part = |most: u16| parts.next()?.parse().ok().filter(|number| *number < most);
    let (hour, minute): (u16, u16) = (part(24)?, part(60)?);
    Some(hour * 60 + minute)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(fields: &[(&str, &str)]) -> Fields {
        fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_form_is_read_as_it_was_filled_in() {
        let sent = [("lost.mail", "on"), ("from", "21:30"), ("until", "07:00:00"), ("zone", "")];
        let read = choices(&fields(&sent)).unwrap();
        assert!(read.wants_by(Topic::Lost, Way::Mail));
        assert!(!read.wants(Topic::Mended));
        assert_eq!(read.quiet, Some(Quiet { from: 21 * 60 + 30, until: 7 * 60 }));
        assert_eq!(read.zone, None);
        assert!(choices(&fields(&[("from", ""), ("until", "")])).unwrap().quiet.is_none());
    }

    #[test]
    fn a_way_that_a_form_did_not_show_stays_as_it_was() {
        let sent = fields(&[("way", "mail"), ("lost.mail", "on")]);
        assert!(is_shown(&sent, Way::Mail) && !is_shown(&sent, Way::Push));
        let kept = choices(&fields(&[("lost.push", "on"), ("held.mail", "on")])).unwrap();
        let read = choices(&sent).unwrap().with(Way::Push, &kept);
        assert!(read.wants_by(Topic::Lost, Way::Push) && read.wants_by(Topic::Lost, Way::Mail));
        assert!(!read.wants(Topic::Held));
    }

    #[test]
    fn half_a_night_and_unknown_zones_are_refused() {
        for sent in [
            &[("from", "21:30")][..],
            &[("from", "24:00"), ("until", "07:00")],
            &[("from", "21:60"), ("until", "07:00")],
            &[("from", "late"), ("until", "07:00")],
            &[("zone", "Europe/Nowhere")],
        ] {
            assert_eq!(choices(&fields(sent)), None, "{sent:?}");
        }
    }
}
