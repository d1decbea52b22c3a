//! A post that was sent, and of which nobody knows whether it arrived: settled before anything is sent again.

use domain::{
    breaker::Leave,
    health::Ability,
    post::{Hold, PostState, Question, Sent, Unpublished},
    time::{Span, Timestamp},
    verdict::Verdict,
};

use super::{
    attempt::new_post,
    turn::{Next, SOON, Turn},
};
use crate::{
    Engine, Error,
    apps::reach::Hand,
    ports::networks::{Adapter, ReadBack, SentPost},
    tokens::Priority,
};

/// So long after an attempt every network shows what came of it.
const CONSISTENT_AFTER: Span = Span::seconds(45);
/// So long before a network forgets a key, it is not relied on any more: a request takes its time.
const KEY_MARGIN: Span = Span::minutes(5);
/// How often it is looked again where the network could not tell us.
const LOOK_EVERY: Span = Span::minutes(1);
/// After so long a person is asked, who can look for themselves.
const ASK_AFTER: Span = Span::hours(6);
const CALLS: u32 = 2;

impl Engine {
    pub(super) async fn settle(&self, turn: Turn, hand: Hand, sent: Sent) -> Result<Next, Error> {
        let now = self.clock.now();
        let Some(adapter) = self.networks.adapter(hand.network) else {
            return self.hold(&turn, Hold::NotConfigured, now).await;
        };
        let is_over = turn.post.window().is_some_and(|window| window.is_over(now));
        let leave = || match self.leave(&hand, Priority::PostDue, CALLS) {
            Leave::Refused { until } => Some(Next::at(until.max(now.after(SOON)))),
            _ => None,
        };
        if !is_over && knows_again(adapter, sent, now) {
            if let Some(wait) = leave() {
                return Ok(wait);
            }
            return self.attempt(turn, hand, Some(sent)).await;
        }
        let visible_at = sent.began_at.after(CONSISTENT_AFTER);
        if visible_at > now {
            return Ok(Next::at(visible_at));
        }
        if let Some(wait) = leave() {
            return Ok(wait);
        }
        let read = self.look(adapter, &turn, &hand, sent).await?;
        let verdict = read.as_ref().err().cloned().unwrap_or(Verdict::Alive);
        self.came_of(&hand, Ability::Publish, &verdict).await?;
        let now = self.clock.now();
        let (outcome, state) = match read {
            Ok(ReadBack::There(post)) => {
                let (remote_id, link) = (post.remote_id, post.link);
                ("found", PostState::Published { remote_id, link, at: now })
            }
            Ok(ReadBack::NotThere) if is_over => {
                ("missing", PostState::Failed { why: Unpublished::TooLate, at: now })
            }
            Ok(ReadBack::NotThere) => ("missing", PostState::Scheduled { waits: None }),
            Ok(ReadBack::CannotTell) => ("lost", ask(sent, now)),
            Err(Verdict::Dead(cause)) => {
                return self.hold(&turn, Hold::Lost(cause), now).await;
            }
            Err(_) if now.since(sent.began_at) > ASK_AFTER => ("lost", ask(sent, now)),
            Err(Verdict::Limited { until: Some(until) }) => {
                return Ok(Next::at(until.max(now.after(SOON))));
            }
            Err(_) => return Ok(Next::at(now.after(LOOK_EVERY))),
        };
        self.end_attempt(&turn, sent, state, outcome).await?;
        Ok(Next::More)
    }

    async fn look(
        &self,
        adapter: &dyn Adapter,
        turn: &Turn,
        hand: &Hand,
        sent: Sent,
    ) -> Result<Result<ReadBack, Verdict>, Error> {
        let picture = match &turn.post.content.picture {
            None => None,
            Some(picture) => self.store.held_picture(turn.workspace, picture.id).await?,
        };
        let (key, url) = (turn.post.id.to_string(), self.url_of(picture.as_ref()));
        let post = new_post(&turn.post, picture.as_ref(), &url, &key, sent.began_at);
        Ok(adapter.read_back(&hand.access(), &SentPost { post, since: sent.since }).await)
    }
}

/// Whether the network knows an attempt again by its key, so that sending it again tells what came of it. Tried once: what it
/// does not settle, reading back does.
fn knows_again(adapter: &dyn Adapter, sent: Sent, now: Timestamp) -> bool {
    let is_first = sent.since == sent.began_at;
    adapter.ways().remembers_key.is_some_and(|kept| {
        is_first && now.since(sent.since).as_millis() < kept.as_millis() - KEY_MARGIN.as_millis()
    })
}

const fn ask(sent: Sent, now: Timestamp) -> PostState {
    PostState::Asking { question: Question::IsItOut { sent }, since: now }
}
