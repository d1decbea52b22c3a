//! Pins and figures of an account. Nobody may read comments.

use domain::{
    time::{Span, Timestamp},
    verdict::Verdict,
};
use engine::{
    ports::networks::{
        Answer, DayRange, Figure, MediaKind, Metric, NewPost, Published, ReadBack, RemotePost,
        SentPost,
    },
    vault::Token,
};
use serde_json::{Value, json};

use super::{Api, errors::rejected, verdict};
use crate::{
    days, figures,
    http::HttpAnswer,
    json,
    publishing::{not_now, published, unfit},
    reading_back::{Absence, Likeness, Listed, likeness, settle},
};

/// The longest description, in characters.
const LONGEST_TEXT: usize = 800;

/// So far back Pinterest keeps figures.
pub(super) const KEPT: Span = Span::days(89);
/// Nobody says how late they are, only that a day may be an estimate for a while; two days are what is usual for figures.
pub(super) const LATE: Span = Span::days(2);

/// What Pinterest calls its figures, and what they count. What it calls "engagement" is clicks and saves together.
const METRICS: [(&str, Metric); 3] =
    [("IMPRESSION", Metric::Views), ("ENGAGEMENT", Metric::Engagement), ("SAVE", Metric::Shares)];

/// Publishes a pin: a picture, on the account's first board that everybody sees.
pub(super) async fn publish(api: &Api, access: &Token, post: &NewPost<'_>) -> Published {
    let picture = match &post.media {
        Some(media) if media.kind == MediaKind::Image => media,
        Some(_) => return unfit("image_required"),
        None => return unfit("media_required"),
    };
    if post.text.chars().count() > LONGEST_TEXT {
        return unfit("too_long");
    }
    let board = match board(api, access).await {
        Ok(Some(board)) => board,
        Ok(None) => return unfit("board_required"),
        Err(verdict) => return not_now(verdict),
    };
    let mut pin = json!({
        "board_id": board,
        "description": post.text,
        "alt_text": picture.alt,
        "media_source": { "source_type": "image_url", "url": picture.url },
    });
    if let Some(link) = post.link {
        pin["link"] = link.into();
    }
    let sent = api.http.send(api.post(&["pins"], &pin, access)).await;
    published(sent, |answer| answer.means(verdict), rejected, pin_in)
}

fn pin_in(answer: &HttpAnswer) -> Option<RemotePost> {
    remote(&answer.json())
}

fn remote(pin: &Value) -> Option<RemotePost> {
    let remote_id = json::id(&pin["id"])?;
    let link = format!("https://www.pinterest.com/pin/{remote_id}/");
    Some(RemotePost { remote_id, link: Some(link) })
}

/// Whether a pin is among those of the account. Neither their order nor how soon one gets there is documented.
pub(super) async fn read_back(api: &Api, access: &Token, sent: &SentPost<'_>) -> Answer<ReadBack> {
    let pins = api.get(&["pins"], &[("page_size", "100")], access).await?;
    let pins = pins["items"].as_array().ok_or(Verdict::Unavailable)?;
    let listed = pins.iter().map(|pin| {
        let is_elsewhere = sent.post.link.is_some_and(|link| {
            pin["link"].as_str().is_some_and(|it| likeness(link, it) == Likeness::Other)
        });
        let description = pin["description"].as_str().unwrap_or_default();
        Listed {
            at: pin["created_at"].as_str().and_then(created),
            likeness: if is_elsewhere {
                Likeness::Other
            } else {
                likeness(sent.post.text, description)
            },
            post: remote(pin),
        }
    });
    Ok(settle(sent, listed, false, Absence::ProvesNothing))
}

/// Moments come without an offset, and are in UTC.
fn created(text: &str) -> Option<Timestamp> {
    days::parse(text).or_else(|| days::parse(&format!("{text}Z")))
}

async fn board(api: &Api, access: &Token) -> Answer<Option<String>> {
    let boards = api.get(&["boards"], &[("page_size", "100")], access).await?;
    let boards = boards["items"].as_array().ok_or(Verdict::Unavailable)?;
    let is_public = |board: &&Value| board["privacy"].as_str().is_none_or(|it| it == "PUBLIC");
    Ok(boards.iter().filter(is_public).find_map(|board| json::id(&board["id"])))
}

/// Figures by day, as Pinterest has them for business accounts; others have none but who follows.
pub(super) async fn statistics(
    api: &Api,
    access: &Token,
    range: &DayRange,
    now: Timestamp,
) -> Answer<Vec<Figure>> {
    let me = api.me(access).await?;
    let mut found = Vec::new();
    let from = days::start(range.from.max(now.before(KEPT)));
    let last = range.until.before(Span::millis(1)).min(now);
    if me["account_type"] != "PINNER" && from <= last {
        let metrics = METRICS.map(|(name, _)| name).join(",");
        let query = [
            ("start_date", days::date(from)),
            ("end_date", days::date(last)),
            ("metric_types", metrics),
        ];
        let answer = api.get(&["user_account", "analytics"], &query, access).await?;
        let daily = answer["all"]["daily_metrics"].as_array().ok_or(Verdict::Unavailable)?;
        found.extend(daily.iter().filter_map(of_day).flatten());
        found.retain(|figure| days::is_within(range, figure.day));
    }
    let followers = figures::followers_day(range, now).zip(json::integer(&me["follower_count"]));
    found.extend(followers.map(|(day, value)| Figure { metric: Metric::Followers, day, value }));
    Ok(found)
}

/// The figures of one day; none while Pinterest has not counted it.
fn of_day(daily: &Value) -> Option<Vec<Figure>> {
    if !matches!(daily["data_status"].as_str(), Some("READY" | "ESTIMATE")) {
        return None;
    }
    Some(figures::of_day(&METRICS, &daily["metrics"], days::day(&daily["date"])?))
}
