//! Posts, comments and figures of a channel of every network, asked for as the apps will ask: through the adapters, over HTTP.

mod place;

use domain::{
    cause::Cause,
    network::Network,
    time::{Span, Timestamp},
    verdict::Verdict,
};
use engine::ports::networks::{ChannelAccess, PostRefusal, Published};
use futures::future::join_all;

use self::place::{Open, PLACES, TEXT, open};

type Told = Result<(), String>;

/// One story told of every channel, each in a house of its own, all at the same time; ends with all that went otherwise.
async fn told<F: Future<Output = Told>>(story: impl Fn(Open) -> F) {
    let story = &story;
    let all = PLACES.iter().map(|place| async move {
        let told = story(open(place).await).await;
        told.err().map(|how| format!("{}: {how}", place.label))
    });
    let wrong: Vec<_> = join_all(all).await.into_iter().flatten().collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn hold(truth: bool, how: impl FnOnce() -> String) -> Told {
    if truth { Ok(()) } else { Err(how()) }
}

#[tokio::test]
async fn a_post_is_out_once() {
    told(async |open| {
        let outcome = open.publish("key-1").await;
        let Published::Done(post) = &outcome else { return Err(format!("{outcome:?}")) };
        let out = open.published().await;
        hold(out.len() == 1 && out[0].id == post.remote_id, || format!("{outcome:?}: {out:?}"))?;
        hold(out[0].text.contains(TEXT), || format!("{out:?}"))?;

        if open.place.takes_key {
            let again = open.publish("key-1").await;
            hold(again == outcome, || format!("again: {again:?} instead of {outcome:?}"))?;
            hold(open.published().await.len() == 1, || "twice".into())?;
        }
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn what_a_network_will_not_have_is_told_from_what_it_cannot_take_now() {
    told(async |open| {
        for (at, unfit) in open.place.refused.iter().enumerate() {
            let outcome = open.publish_unfit(unfit).await;
            let is_content = matches!(outcome, Published::Refused(PostRefusal::Content { .. }));
            hold(is_content, || format!("{at}: {outcome:?}"))?;
        }
        hold(open.published().await.is_empty(), || "something is out".into())
    })
    .await;
}

#[tokio::test]
async fn a_dead_token_is_the_channels_trouble_and_not_the_posts() {
    told(async |open| {
        open.house.cause(open.place.person, "remove-app").await;
        let outcome = open.publish("key-1").await;
        let is_dead = |verdict: &Verdict| matches!(verdict, Verdict::Dead(_));
        match &outcome {
            Published::Refused(PostRefusal::Channel(verdict)) if is_dead(verdict) => {}
            other => return Err(format!("publishing: {other:?}")),
        }
        hold(open.published().await.is_empty(), || "something is out".into())?;
        let comments = open.adapter().comments(&open.access(), open.house.now()).await;
        let expected = open.adapter().ways().reads_comments;
        let is_told = comments.as_ref().is_err_and(is_dead);
        hold(is_told == expected, || format!("comments: {comments:?}"))?;
        let figures = open.adapter().statistics(&open.access(), &open.week()).await;
        hold(figures.as_ref().is_err_and(is_dead), || format!("statistics: {figures:?}"))
    })
    .await;
}

#[tokio::test]
async fn a_new_comment_comes_once_and_alone() {
    told(async |open| {
        let before = open.house.now();
        open.house.pass(Span::minutes(1)).await;
        let network = open.place.network.slug();
        let text = "Is there any left?";
        let written = open.house.control.comment(network, &open.id, text).await.unwrap();
        let at = open.house.now();
        open.house.pass(Span::minutes(1)).await;

        let brought = open.adapter().comments(&open.access(), before).await;
        let later = open.adapter().comments(&open.access(), open.house.now()).await;
        if !open.adapter().ways().reads_comments {
            return hold(brought == Ok(vec![]) && later == Ok(vec![]), || format!("{brought:?}"));
        }
        let (Ok([comment]), Ok([])) = (brought.as_deref(), later.as_deref()) else {
            return Err(format!("{brought:?}, later {later:?}"));
        };
        let near = |time: Timestamp| (time.millis() - at.millis()).abs() < 10_000;
        hold(comment.text.ends_with(text) && near(comment.at), || format!("{comment:?}"))?;
        hold(comment.post == written.post && comment.parent.is_none(), || format!("{comment:?}"))?;
        hold(comment.remote_id.contains(&written.id), || format!("{comment:?}: {written:?}"))?;
        // LinkedIn tells no names.
        let author = comment.author.as_deref().unwrap_or_default().to_lowercase();
        let is_told = match open.place.network {
            Network::LinkedIn => author.is_empty(),
            _ => author.starts_with("eva") && author.ends_with("mala"),
        };
        hold(is_told, || format!("{comment:?}"))
    })
    .await;
}

#[tokio::test]
async fn figures_are_of_whole_days_that_have_been() {
    told(async |open| {
        let week = open.week();
        let figures = open.adapter().statistics(&open.access(), &week).await;
        let figures = figures.map_err(|verdict| format!("{verdict:?}"))?;
        hold(!figures.is_empty(), || "there are none".into())?;
        for figure in &figures {
            let whole = figure.day.millis() % Span::days(1).as_millis() == 0;
            let inside = week.from <= figure.day && figure.day < week.until;
            hold(whole && inside && figure.value >= 0, || format!("{figure:?}"))?;
        }
        let mut keys: Vec<_> = figures.iter().map(|it| (it.day, it.metric)).collect();
        keys.sort_unstable();
        keys.dedup();
        hold(keys.len() == figures.len(), || format!("one day's figure twice: {figures:?}"))?;

        let (network, scope) = (open.place.network.slug(), open.place.figures);
        open.house.control.permit(network, &open.person, scope, false).await.unwrap();
        let is_lost =
            |verdict: &Verdict| matches!(verdict, Verdict::Dead(Cause::PermissionLost { .. }));
        let figures = open.adapter().statistics(&open.access(), &week).await;
        let unsaid = match open.place.network {
            // With the same words as for a lost role.
            Network::LinkedIn => Verdict::Dead(Cause::RoleLost),
            // With status 500, and a server in trouble is no witness.
            Network::Threads => Verdict::Unavailable,
            _ => {
                let is_told = figures.as_ref().is_err_and(is_lost);
                return hold(is_told, || format!("without {scope}: {figures:?}"));
            }
        };
        hold(figures == Err(unsaid), || format!("without {scope}: {figures:?}"))?;
        // Then a check says it, which asks first what is left.
        let left = open.adapter().probe(&open.login, &open.grant).await;
        let left = left.map_err(|verdict| format!("{verdict:?}"))?.scopes;
        let access = ChannelAccess { scopes: &left, ..open.access() };
        let verdict = open.adapter().test(&access).await.statistics;
        hold(is_lost(&verdict), || format!("tested without {scope}: {verdict:?}"))
    })
    .await;
}

#[tokio::test]
async fn trouble_of_the_network_is_nobodys_death() {
    told(async |open| {
        for (fault, is_limit) in [("rate-limit", true), ("outage", false)] {
            open.trouble(&[(fault, 300)]).await;
            let fits = |verdict: &Verdict| match verdict {
                Verdict::Limited { .. } => is_limit,
                Verdict::Unavailable => !is_limit,
                _ => false,
            };
            let outcome = open.publish("key-1").await;
            let told = match &outcome {
                Published::Refused(PostRefusal::Channel(verdict)) => fits(verdict),
                // A server in trouble may have published.
                Published::Unknown => !is_limit,
                _ => false,
            };
            hold(told, || format!("{fault}, publishing: {outcome:?}"))?;
            let comments = open.adapter().comments(&open.access(), open.house.now()).await;
            let told = match &comments {
                Ok(none) => none.is_empty() && !open.adapter().ways().reads_comments,
                Err(verdict) => fits(verdict),
            };
            hold(told, || format!("{fault}, comments: {comments:?}"))?;
            let figures = open.adapter().statistics(&open.access(), &open.week()).await;
            let told = figures.as_ref().is_err_and(fits);
            hold(told, || format!("{fault}, statistics: {figures:?}"))?;
            open.house.control.reset().await.unwrap();
            hold(open.published().await.is_empty(), || format!("{fault}: something is out"))?;
        }
        Ok(())
    })
    .await;
}

/// Whichever call is cut off, before it is done or after: no outcome says more than is known.
#[tokio::test]
async fn no_outcome_lies_about_a_post_whose_answers_were_lost() {
    told(async |open| {
        let before = open.calls().await;
        let outcome = open.publish("key").await;
        hold(matches!(outcome, Published::Done(_)), || format!("{outcome:?}"))?;
        let calls = u32::try_from(open.calls().await - before).unwrap();
        for at in 0..calls {
            for fault in ["reset", "lost"] {
                let out = open.published().await.len();
                open.trouble(&[("pass", at), (fault, 1)]).await;
                let key = format!("key-{fault}-{at}");
                let outcome = open.publish(&key).await;
                let new = open.published().await.len() - out;
                let honest = match &outcome {
                    Published::Done(_) => new == 1,
                    Published::Refused(PostRefusal::Channel(Verdict::Unavailable)) => new == 0,
                    Published::Unknown => new <= 1,
                    Published::Refused(_) => false,
                };
                let how = || format!("{fault} at {at}: {outcome:?} with {new} new posts");
                hold(honest, how)?;
                if open.place.takes_key {
                    let again = open.publish(&key).await;
                    let new = open.published().await.len() - out;
                    let once = matches!(again, Published::Done(_)) && new == 1;
                    hold(once, || format!("after {fault} at {at}: {again:?} with {new} posts"))?;
                }
            }
        }
        Ok(())
    })
    .await;
}
