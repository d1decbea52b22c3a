//! The background: letters go out the moment they are posted, and are tried again until they are taken or given up.

use std::{pin::pin, time::Duration};

use domain::{
    letter,
    time::{Span, Timestamp},
};
use tokio::{sync::Notify, time::sleep};

use crate::{
    Engine, Error,
    ports::{
        mail::{Courier, NotDelivered},
        store::letters::{Posted, Settled},
    },
};

/// How long an attempt may take before another server may try the letter too. Longer than any courier waits.
const LEASE: Span = Span::minutes(5);
/// How long it is shown what became of a letter.
const KEPT: Span = Span::days(90);
/// How often what is older is forgotten.
const FORGET_EVERY: Span = Span::hours(12);
/// The shortest rest, where the store fails or there is nobody to carry what is due. Whoever posts cuts it short.
const SHORTEST_REST: Span = Span::seconds(1);
/// The longest rest: so soon goes out what another server posted.
const LONGEST_REST: Span = Span::seconds(10);
/// The longest answer of a mail server that is kept, in characters.
const LONGEST_ANSWER: usize = 300;

/// What one process remembers of its letters, or of its messages to webhooks.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    /// Wakes who delivers.
    stirred: Notify,
}

impl Outbox {
    /// Something may have been posted.
    pub(crate) fn stir(&self) {
        self.stirred.notify_one();
    }

    /// Rests until `next`, or until something may have been posted. True if `stop` came first.
    pub(super) async fn is_stopped(
        &self,
        stop: &mut (impl Future<Output = ()> + Send + Unpin),
        next: Option<Timestamp>,
        now: Timestamp,
    ) -> bool {
        let rest = next.map_or(LONGEST_REST, |at| at.since(now).clamp(SHORTEST_REST, LONGEST_REST));
        let rest = Duration::from_millis(u64::try_from(rest.as_millis()).unwrap_or_default());
        tokio::select! {
            biased;
            () = stop => true,
            () = self.stirred.notified() => false,
            () = sleep(rest) => false,
        }
    }
}

impl Engine {
    /// Delivers what is posted, and posts reminders when they are due, until `stop`. What fails is logged and tried again.
    pub async fn keep_delivering(self, stop: impl Future<Output = ()> + Send) {
        let mut stop = pin!(stop);
        let mut forget_at = self.clock.now();
        loop {
            let now = self.clock.now();
            if forget_at <= now {
                forget_at = now.after(FORGET_EVERY);
                log(self.store.forget_letters(now.before(KEPT)).await.map_err(Error::from));
            }
            // A letter that is under way is delivered: the server waits for this to come to its end.
            log(self.deliver_due().await);
            let next = self.next_delivery().await.unwrap_or_default();
            if self.outbox.is_stopped(&mut stop, next, self.clock.now()).await {
                return;
            }
        }
    }

    /// Posts the reminders that are due, and tries every letter that is, once. Returns how many letters were delivered.
    ///
    /// # Errors
    /// The store's.
    pub async fn deliver_due(&self) -> Result<usize, Error> {
        let Some(courier) = self.courier.clone() else { return Ok(0) };
        self.remind_due().await?;
        let mut delivered = 0;
        loop {
            let now = self.clock.now();
            let Some(posted) = self.store.take_letter(now, now.after(LEASE)).await? else {
                return Ok(delivered);
            };
            let settled = self.hand_over(&*courier, &posted).await?;
            delivered += usize::from(matches!(settled, Settled::Delivered { .. }));
            self.store.settle_letter(posted.id, &settled).await?;
        }
    }

    async fn hand_over(&self, courier: &dyn Courier, posted: &Posted) -> Result<Settled, Error> {
        let Some(letter) = self.open_letter(posted).await? else {
            let answer = String::new();
            return Ok(Settled::GivenUp { at: self.clock.now(), answer });
        };
        let outcome = courier.deliver(posted.id, &letter).await;
        let at = self.clock.now();
        Ok(match outcome {
            Ok(()) => Settled::Delivered { at, keep: courier.keeps_copies() },
            Err(NotDelivered::Ever(answer)) => Settled::GivenUp { at, answer: short(&answer) },
            Err(NotDelivered::Yet(answer)) => {
                let answer = short(&answer);
                match letter::wait_after(posted.attempts) {
                    Some(wait) => Settled::Again { at: at.after(wait), answer },
                    None => Settled::GivenUp { at, answer },
                }
            }
        })
    }

    async fn next_delivery(&self) -> Result<Option<Timestamp>, Error> {
        let (letter, reminder) =
            (self.store.next_letter().await?, self.store.next_reminder().await?);
        Ok(letter.into_iter().chain(reminder).min())
    }
}

fn short(answer: &str) -> String {
    let words = answer.split_whitespace().collect::<Vec<_>>().join(" ");
    words.chars().take(LONGEST_ANSWER).collect()
}

fn log<T>(done: Result<T, Error>) {
    if let Err(error) = done {
        tracing::error!(%error, "letters wait");
    }
}
