//! One attempt to publish a post.
//!
//! Invariant: an attempt is durable before it is sent, and sent once. What came of it is written down by a task that a caller who
//! goes away does not stop; if that fails too, the attempt stays open, and is settled before anything is sent again.

use std::time::Duration;

use domain::{
    health::Ability,
    post::{Hold, Post, PostState, Sent, Unpublished, Wait, WaitFor},
    time::{Span, Timestamp},
    verdict::Verdict,
};

use super::{
    pictures::picture_path,
    turn::{Next, Turn},
};
use crate::{
    Engine, Error,
    apps::{reach::Hand, watch::LEASE},
    ports::{
        networks::{Adapter, Media, MediaKind, NewPost, PostRefusal, Published},
        store::{
            pictures::HeldPicture,
            posts::{Seen, Writes},
        },
    },
};

/// How long a network may take for a post, in all its calls; well within the lease.
const PATIENCE: Duration = Duration::from_secs(180);
/// The first pause after a network could not take a post; each is twice as long as the one before.
const FIRST_PAUSE: Span = Span::seconds(15);
/// The longest.
const LONGEST_PAUSE: Span = Span::minutes(15);
/// The pause after a limit that does not say how long it lasts.
const LIMIT_PAUSE: Span = Span::minutes(5);
/// How often what came of an attempt is tried to be written down: it exists only in memory.
const WRITES: u32 = 8;
/// The first pause between two of those.
const BETWEEN_WRITES: Duration = Duration::from_millis(500);

impl Engine {
    /// Sends a post. `before` is an attempt of which nobody knows what came, where the network knows that one again.
    pub(super) async fn attempt(
        &self,
        turn: Turn,
        hand: Hand,
        before: Option<Sent>,
    ) -> Result<Next, Error> {
        let picture = match &turn.post.content.picture {
            None => None,
            Some(picture) => {
                let held = self.store.held_picture(turn.workspace, picture.id).await?;
                let Some(held) = held else { return Err(Error::NotFound) };
                Some(held)
            }
        };
        let began_at = self.clock.now();
        let since = before.map_or(began_at, |before| before.since);
        let seen = Seen::from(&turn.post);
        // Steps only grow, so a step is a number that no attempt had before.
        let attempt = seen.step + 1;
        let sent = Sent { attempt, since, began_at };
        let tries = match &turn.post.state {
            PostState::Scheduled { waits: Some(wait) } => wait.tries,
            _ => 0,
        };
        let state = PostState::Publishing { sent, is_lost: false };
        let post = Post { state, step: attempt, ..turn.post };
        if !self.store.begin_attempt(turn.workspace, &seen, &post).await? {
            // Something came before it, or it was changed.
            return Ok(Next::More);
        }
        let attempt = Attempt { turn: Turn { post, ..turn }, hand, picture, sent, before, tries };
        let engine = self.clone();
        tokio::spawn(async move { engine.send(attempt).await }).await.map_err(|_| Error::CutOff)?
    }

    async fn send(&self, attempt: Attempt) -> Result<Next, Error> {
        let Attempt { turn, hand, sent, .. } = &attempt;
        // A process that was stopped meanwhile must not send what others may be looking for by now.
        let is_late = self.clock.now().since(sent.began_at).as_millis() > LEASE.as_millis() / 3;
        let published = match self.networks.adapter(hand.network) {
            Some(adapter) if !is_late => self.publish(adapter, &attempt).await,
            _ => Published::Refused(PostRefusal::Channel(Verdict::Unavailable)),
        };
        let now = self.clock.now();
        let (outcome, state) = attempt.after(&published, now);
        let again = again(&state, now);
        self.end_attempt(turn, *sent, state.clone(), outcome).await?;
        if !is_late {
            self.came_of(hand, Ability::Publish, &verdict(&published)).await?;
        }
        match state {
            PostState::Held { why, .. } => self.hold(turn, why, now).await,
            _ => Ok(again),
        }
    }

    async fn publish(&self, adapter: &dyn Adapter, attempt: &Attempt) -> Published {
        let key = attempt.turn.post.id.to_string();
        let url = self.url_of(attempt.picture.as_ref());
        let post = new_post(
            &attempt.turn.post,
            attempt.picture.as_ref(),
            &url,
            &key,
            attempt.sent.began_at,
        );
        let access = attempt.hand.access();
        let published = adapter.publish(&access, &post);
        tokio::time::timeout(PATIENCE, published).await.unwrap_or(Published::Unknown)
    }

    /// Where a network fetches a picture.
    pub(super) fn url_of(&self, picture: Option<&HeldPicture>) -> String {
        picture.map_or_else(String::new, |picture| {
            format!("{}{}", self.settings.public_url, picture_path(&picture.name))
        })
    }

    /// Writes down what came of an attempt, trying again while the lease holds.
    pub(super) async fn end_attempt(
        &self,
        turn: &Turn,
        sent: Sent,
        state: PostState,
        outcome: &str,
    ) -> Result<(), Error> {
        let (mut before, mut tried) = (turn.post.clone(), 1);
        loop {
            let after = Post { state: state.clone(), step: before.step + 1, ..before.clone() };
            let posts = vec![(Seen::from(&before), after)];
            let writes = Writes {
                workspace: turn.workspace,
                posts,
                audit: Vec::new(),
                now: self.clock.now(),
            };
            match self.store.end_attempt(&writes, sent.attempt, outcome).await {
                Ok(true) => return Ok(()),
                Ok(false) => match self.still_open(turn, sent).await? {
                    Some(post) => before = post,
                    None => {
                        let post = turn.post.id;
                        tracing::error!(%post, outcome, "an attempt ended that was given up before");
                        return Ok(());
                    }
                },
                Err(error) if tried < WRITES => {
                    let post = turn.post.id;
                    tracing::error!(%post, %error, tried, "what came of a post is not written down yet");
                    tokio::time::sleep(BETWEEN_WRITES * 2_u32.pow(tried - 1)).await;
                    tried += 1;
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// The post, if this attempt is still the last of it: somebody only took it for lost.
    async fn still_open(&self, turn: &Turn, sent: Sent) -> Result<Option<Post>, Error> {
        let post = self.store.post(turn.workspace, turn.post.id).await?;
        let is_same = |open: Sent| open.attempt == sent.attempt;
        Ok(post.filter(|post| post.state.unsettled().is_some_and(is_same)))
    }
}

/// An attempt that is durable.
struct Attempt {
    turn: Turn,
    hand: Hand,
    picture: Option<HeldPicture>,
    sent: Sent,
    before: Option<Sent>,
    /// How often it was tried in vain.
    tries: u32,
}

impl Attempt {
    /// A stable word for what came of it, and the state it leaves the post in.
    fn after(&self, published: &Published, now: Timestamp) -> (&'static str, PostState) {
        let verdict = match published {
            Published::Done(post) => {
                let (remote_id, link) = (post.remote_id.clone(), post.link.clone());
                return ("published", PostState::Published { remote_id, link, at: now });
            }
            Published::Unknown => {
                return ("lost", PostState::Publishing { sent: self.sent, is_lost: true });
            }
            // That this attempt is not out says nothing of the one before it.
            Published::Refused(PostRefusal::Channel(Verdict::Dead(cause))) => {
                let (why, sent) = (Hold::Lost(cause.clone()), self.before.map(|_| self.sent));
                return ("refused", PostState::Held { why, since: now, sent });
            }
            Published::Refused(_) if self.before.is_some() => {
                return ("refused", PostState::Publishing { sent: self.sent, is_lost: true });
            }
            Published::Refused(PostRefusal::Content { code, says }) => {
                let why = Unpublished::Refused { code: code.clone(), says: says.clone() };
                return ("refused", PostState::Failed { why, at: now });
            }
            Published::Refused(PostRefusal::Channel(verdict)) => verdict,
        };
        let waits = |why, until| {
            let tries = self.tries + 1;
            PostState::Scheduled { waits: Some(Wait { why, until, tries }) }
        };
        let state = match verdict {
            Verdict::Limited { until } => {
                let until = until.unwrap_or_else(|| now.after(LIMIT_PAUSE));
                // The moment it names may have passed by our clock, and not by its own.
                waits(WaitFor::Limit, until.max(now.after(pause(self.tries))))
            }
            Verdict::Ours { code } => {
                PostState::Held { why: Hold::Ours { code: code.clone() }, since: now, sent: None }
            }
            Verdict::Unavailable | Verdict::Alive | Verdict::Dead(_) => {
                waits(WaitFor::Network, now.after(pause(self.tries)))
            }
        };
        ("refused", state)
    }
}

/// How long to wait after so many tries in vain.
fn pause(tries: u32) -> Span {
    let factor = 2_i64.saturating_pow(tries.min(16));
    Span::millis(FIRST_PAUSE.as_millis().saturating_mul(factor)).min(LONGEST_PAUSE)
}

/// When the channel goes on after its post came to this state.
fn again(state: &PostState, now: Timestamp) -> Next {
    match state {
        PostState::Scheduled { waits: Some(wait) } => Next::at(wait.until),
        PostState::Held { .. } => Next::at(now),
        _ => Next::More,
    }
}

/// What publishing says of the token.
fn verdict(published: &Published) -> Verdict {
    match published {
        Published::Done(_) | Published::Refused(PostRefusal::Content { .. }) => Verdict::Alive,
        Published::Refused(PostRefusal::Channel(verdict)) => verdict.clone(),
        Published::Unknown => Verdict::Unavailable,
    }
}

/// A post as an adapter is given it.
pub(super) fn new_post<'a>(
    post: &'a Post,
    picture: Option<&'a HeldPicture>,
    url: &'a str,
    key: &'a str,
    now: Timestamp,
) -> NewPost<'a> {
    let media = picture.map(|held| Media {
        kind: MediaKind::Image,
        mime: held.picture.format.mime(),
        bytes: &held.bytes,
        url,
        alt: post.content.picture.as_ref().map_or("", |picture| &picture.alt),
    });
    NewPost { text: &post.content.text, link: post.content.link.as_deref(), media, key, now }
}
