//! The demo's plan: what an agency has in its calendar, so that a newcomer sees it live.

use domain::{
    account::Viewer,
    channel::LinkedChannel,
    health::Ability,
    late::LateRule,
    post::Content,
    slots::{Slot, SlotPlan},
    time::Timestamp,
    zone::{Moment, WallTime, Weekday, Zone},
};
use engine::{
    Engine, Error,
    apps::scheduler::{Composition, When},
    ports::store::{posts::PostQuery, timetables::Timetable},
};

const ZONE: &str = "Europe/Prague";

/// A post of the plan: where it goes, when, and what it says.
struct Planned {
    people: &'static [&'static str],
    day: i32,
    minute: u16,
    text: &'static str,
    link: Option<&'static str>,
    stage: Stage,
}

/// How far a post of the plan is.
#[derive(Clone, Copy)]
enum Stage {
    Draft,
    /// Somebody must approve it.
    Proposed,
    Planned,
}

const fn planned(
    people: &'static [&'static str],
    day: i32,
    hour: u16,
    minute: u16,
    text: &'static str,
) -> Planned {
    Planned { people, day, minute: hour * 60 + minute, text, link: None, stage: Stage::Planned }
}

const fn linking(link: &'static str, post: Planned) -> Planned {
    Planned { link: Some(link), ..post }
}

const fn draft(post: Planned) -> Planned {
    Planned { stage: Stage::Draft, ..post }
}

const fn proposed(post: Planned) -> Planned {
    Planned { stage: Stage::Proposed, ..post }
}

const LENA: &str = "Lena Fischer";
const BIKES: &str = "Nordic Bikes";
const EMIL: &str = "Emil Hansen";
const GRETA: &str = "Greta Holm";
const IRIS: &str = "Iris Vondra";
/// His login is dead.
const DANIEL: &str = "Daniel Weiss";

#[rustfmt::skip]
const PLAN: &[Planned] = &[
    planned(&[LENA], 1, 9, 0, "Good morning! Our rye loaf is out of the oven at seven, and again at eleven."),
    planned(&[BIKES, GRETA, IRIS], 1, 17, 30, "We are hiring a workshop mechanic. Four days a week, and your own bike is serviced for free."),
    linking("https://havel-weber.example/winter", planned(&[BIKES], 2, 9, 0, "Winter tyres for commuters: what we fit, and why.")),
    planned(&[EMIL], 2, 12, 15, "Three lamps, one room. Which one stays?"),
    planned(&[GRETA, IRIS], 3, 17, 30, "Sunday ride at ten, from the bridge. All speeds, one dog."),
    draft(planned(&[LENA], 4, 10, 0, "Advent opening hours: to be confirmed with the shop.")),
    planned(&[LENA], 5, 9, 0, "Gift vouchers are back. Every one comes with a loaf."),
    planned(&[BIKES], 6, 8, 30, "The workshop is closed on Monday: stocktaking. Rentals as usual."),
    planned(&[BIKES, EMIL], 8, 17, 30, "A frame built in 1974 came in today. It leaves with new cables and the old bell."),
    proposed(planned(&[IRIS], 7, 12, 0, "New year, new helmets: every ride in January starts with a free check of yours.")),
    planned(&[GRETA], 9, 9, 0, "Our route map for winter is online, under a free licence."),
    // Her login at Facebook ends two days before.
    planned(&[LENA], 12, 18, 0, "Last day to order for the holidays."),
    planned(&[IRIS], 13, 12, 0, "Thank you for five hundred rides together this year."),
];

/// What waits for a login: its channel was lost before its time came.
const HELD: (&str, &str) =
    (DANIEL, "Our year in numbers: 41 launches, 3 new colleagues, one very patient printer.");

/// Writes the plan, unless the workspace has posts already.
///
/// # Errors
/// The engine's.
pub(super) async fn make(engine: &Engine, viewer: &Viewer, now: Timestamp) -> Result<(), Error> {
    let any = PostQuery { limit: 1, ..PostQuery::default() };
    let Ok(zone) = Zone::named(ZONE) else { return Ok(()) };
    if !engine.posts(viewer, &any).await?.posts.is_empty() {
        return Ok(());
    }
    let timetable = Timetable { zone: zone.clone(), rule: LateRule::default() };
    engine.keep_timetable(viewer, &timetable, "").await?;
    let channels = engine.channels(viewer).await?;
    for channel in channels.iter().filter(|channel| works(channel)) {
        engine.keep_slots(viewer, channel.id, &slots(), "").await?;
    }
    for post in PLAN {
        let to = post.people.iter().filter_map(|person| of(&channels, person));
        let Some(at) = moment(&zone, now, post.day, post.minute) else { continue };
        let when = match post.stage {
            Stage::Draft => When::Draft(Some(at)),
            Stage::Proposed => When::Proposed(at),
            Stage::Planned => When::At(at),
        };
        let link = post.link.map(ToOwned::to_owned);
        let content = Content { text: post.text.to_owned(), link, picture: None };
        let channels = to.map(|channel| channel.id).collect();
        let composition = Composition { content, channels, when, not_after: None };
        if let Err(unfit) = engine.compose(viewer, &composition, "").await? {
            tracing::warn!(?unfit, "a post of the demo was not taken");
        }
    }
    let (person, text) = HELD;
    if let Some(channel) = of(&channels, person) {
        let content = Content { text: text.to_owned(), ..Content::default() };
        let composition =
            Composition { content, channels: vec![channel.id], when: When::Now, not_after: None };
        if let Err(unfit) = engine.compose(viewer, &composition, "").await? {
            tracing::warn!(?unfit, "the held post of the demo was not taken");
        }
    }
    Ok(())
}

/// The first channel that is linked from somebody. What Facebook has of Instagram wants pictures, and is left out.
pub(super) fn of<'a>(channels: &'a [LinkedChannel], person: &str) -> Option<&'a LinkedChannel> {
    let is_theirs = |channel: &&LinkedChannel| {
        let first = channel.links.first();
        first.is_some_and(|link| link.name == person) && !channel.name.starts_with('@')
    };
    channels.iter().find(is_theirs)
}

fn works(channel: &LinkedChannel) -> bool {
    channel.through(Ability::Publish).is_some()
}

/// Mornings and evenings of three days.
fn slots() -> SlotPlan {
    let days = [Weekday::Monday, Weekday::Wednesday, Weekday::Friday];
    let of = |weekday| [9 * 60, 17 * 60 + 30].map(|minute| Slot { weekday, minute });
    SlotPlan::new(days.into_iter().flat_map(of).collect())
}

/// A time of the day so many days from now, unless the clock leaves it out that day.
fn moment(zone: &Zone, now: Timestamp, days: i32, minute: u16) -> Option<Timestamp> {
    let date = zone.wall(now).date.plus(days).ok()?;
    match zone.moment(WallTime { date, minute }).ok()? {
        Moment::One(at) | Moment::Twice { first: at, .. } => Some(at),
        Moment::Never { .. } => None,
    }
}
