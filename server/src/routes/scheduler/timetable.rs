//! When a workspace posts: slots of channels, the time zone, the rule for late posts.

use app::{
    paths,
    sent::{SentSlots, TimetableRefused},
};
use axum::{
    Extension, Form,
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use domain::{
    id::{ChannelId, WorkspaceId},
    late::{LateRule, Then},
    slots::{Slot, SlotPlan},
    time::Span,
    zone::{Weekday, Zone},
};
use engine::ports::store::timetables::Timetable;
use serde::Deserialize;

use super::outcome::refused;
use crate::{
    pages,
    request::Asking,
    routes::draw::{asked_by, draw},
    state::AppState,
};

/// No rule waits longer than a week.
const MOST_HOURS: i64 = 168;

/// The slots of a channel: the times of each day, from Monday.
#[derive(Debug, Deserialize)]
pub(crate) struct Week {
    workspace: Option<WorkspaceId>,
    channel: ChannelId,
    #[serde(default)]
    day0: String,
    #[serde(default)]
    day1: String,
    #[serde(default)]
    day2: String,
    #[serde(default)]
    day3: String,
    #[serde(default)]
    day4: String,
    #[serde(default)]
    day5: String,
    #[serde(default)]
    day6: String,
}

/// `POST /scheduler/slots`.
pub(crate) async fn keep_slots(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    Form(form): Form<Week>,
) -> Response {
    let viewer = match asked_by(&state, &asking, form.workspace, paths::SLOTS) {
        Ok(viewer) => viewer.clone(),
        Err(answer) => return *answer,
    };
    let Week { channel, day0, day1, day2, day3, day4, day5, day6, .. } = form;
    let days = vec![day0, day1, day2, day3, day4, day5, day6];
    match plan(&days) {
        Ok(plan) => match state.engine.keep_slots(&viewer, channel, &plan, &asking.from).await {
            Ok(()) => {
                let saved = format!("{}?channel={channel}&done=saved", paths::SLOTS);
                Redirect::to(&saved).into_response()
            }
            Err(error) => refused(&state, &asking, &viewer, &error).await,
        },
        Err(wrong) => {
            let sent = SentSlots { channel, days, wrong };
            draw(&state, asking, paths::SLOTS, StatusCode::UNPROCESSABLE_ENTITY, sent).await
        }
    }
}

/// The plan that was typed.
///
/// # Errors
/// The first word that is no time.
fn plan(days: &[String]) -> Result<SlotPlan, String> {
    let mut slots = Vec::new();
    for (weekday, times) in Weekday::ALL.into_iter().zip(days) {
        let words = times.split([',', ';', ' ']).filter(|word| !word.is_empty());
        for word in words {
            let minute = minute(word).ok_or_else(|| word.to_owned())?;
            slots.push(Slot { weekday, minute });
        }
    }
    Ok(SlotPlan::new(slots))
}

/// "9:30", "09.30", "17".
fn minute(word: &str) -> Option<u16> {
    let (hours, minutes) = word.split_once([':', '.']).unwrap_or((word, "00"));
    let number = |text: &str, digits: std::ops::RangeInclusive<usize>| {
        let is_one = digits.contains(&text.len()) && text.bytes().all(|it| it.is_ascii_digit());
        is_one.then(|| text.parse::<u16>().ok()).flatten()
    };
    let (hours, minutes) = (number(hours, 1..=2)?, number(minutes, 2..=2)?);
    (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
}

/// The zone and the rule.
#[derive(Debug, Deserialize)]
pub(crate) struct Rule {
    workspace: Option<WorkspaceId>,
    zone: String,
    hours: String,
    then: String,
}

/// `POST /scheduler/settings`.
pub(crate) async fn keep_timetable(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    Form(form): Form<Rule>,
) -> Response {
    let viewer = match asked_by(&state, &asking, form.workspace, paths::TIMETABLE) {
        Ok(viewer) => viewer.clone(),
        Err(answer) => return *answer,
    };
    let hours = form.hours.trim().parse().ok().filter(|hours| (0..=MOST_HOURS).contains(hours));
    let (Ok(zone), Some(hours)) = (Zone::named(&form.zone), hours) else {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return draw(&state, asking, paths::TIMETABLE, status, TimetableRefused).await;
    };
    let then = if form.then == "ask" { Then::Ask } else { Then::NextSlot };
    let rule = LateRule { at_once_within: Span::hours(hours), then };
    let timetable = Timetable { zone, rule };
    match state.engine.keep_timetable(&viewer, &timetable, &asking.from).await {
        Ok(()) => Redirect::to(&format!("{}?done=saved", paths::TIMETABLE)).into_response(),
        Err(engine::Error::Forbidden) => {
            let masters = state.engine.master_accounts(&viewer).await.unwrap_or_default();
            let masters: Vec<_> = masters
                .into_iter()
                .map(|(name, email)| app::backend::MasterAccount { name, email })
                .collect();
            pages::forbidden(&state, &masters)
        }
        Err(error) => pages::engine_error(&state, &error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_write_them() {
        for (word, expected) in [
            ("9", Some(540)),
            ("09:05", Some(545)),
            ("9.30", Some(570)),
            ("23:59", Some(1_439)),
            ("24:00", None),
            ("12:60", None),
            ("9:5", None),
            ("noon", None),
            ("+9", None),
            ("", None),
        ] {
            assert_eq!(minute(word), expected, "{word}");
        }
    }

    #[test]
    fn a_plan_names_the_first_word_that_is_no_time() {
        let mut days = vec![String::new(); 7];
        days[0] = "9:00, 17:30 18".into();
        assert_eq!(plan(&days).unwrap().slots().len(), 3);
        days[3] = "9, soon".into();
        assert_eq!(plan(&days), Err("soon".to_owned()));
    }
}
