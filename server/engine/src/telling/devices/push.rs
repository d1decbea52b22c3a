//! The background: push messages go out the moment they are posted, and are sent again until they are taken or given up.

use std::pin::pin;

use domain::{
    device::{self, Follows},
    hook::CallAnswer,
    language::Language,
    time::Span,
};

use super::{super::work_off::work_off, PushMessage, manage::open};
use crate::{
    Engine, Error,
    ports::{
        pusher::{Push, Pusher},
        store::{
            devices::{DuePush, PushSettled},
            own_account::Reader,
        },
    },
};

/// How long a call may take before another server may send the message too. Longer than any pusher waits.
const LEASE: Span = Span::minutes(2);
/// So many messages are sent at once: a push service that hangs holds up few.
const AT_ONCE: usize = 16;

impl Engine {
    /// Sends what is posted to devices, until `stop`. What fails is logged and tried again.
    pub async fn keep_pushing(self, stop: impl Future<Output = ()> + Send) {
        let mut stop = pin!(stop);
        loop {
            // A message that is under way comes to its end: the server waits for this.
            if let Err(error) = self.push_due().await {
                tracing::error!(%error, "push messages wait");
            }
            let next = self.store.next_push().await.unwrap_or_default();
            if self.pushes.is_stopped(&mut stop, next, self.clock.now()).await {
                return;
            }
        }
    }

    /// Sends every message that is due, once. Returns how many were taken.
    ///
    /// # Errors
    /// The store's.
    pub async fn push_due(&self) -> Result<usize, Error> {
        let Some(pusher) = self.pusher.clone() else { return Ok(0) };
        let pusher = &*pusher;
        let take = || async {
            let now = self.clock.now();
            Ok(self.store.take_push(now, now.after(LEASE)).await?)
        };
        work_off(AT_ONCE, take, |due| self.send_push(pusher, due)).await
    }

    async fn send_push(&self, pusher: &dyn Pusher, due: DuePush) -> Result<bool, Error> {
        let reader = Reader::Device(due.workspace, due.device);
        let language = self.language_of(&reader, Language::default()).await?;
        let settled = self.push_settled(pusher, &due, language).await;
        self.store.settle_push(due.workspace, due.id, &settled).await?;
        Ok(matches!(settled, PushSettled::Taken { .. }))
    }

    async fn push_settled(
        &self,
        pusher: &dyn Pusher,
        due: &DuePush,
        language: Language,
    ) -> PushSettled {
        let now = self.clock.now();
        let unreadable = PushSettled::GivenUp { at: now, answer: CallAnswer::NotReached };
        let Some(to) = open(&*self.vault, due.workspace, due.device, &due.sealed) else {
            return unreadable;
        };
        let Ok(message) = serde_json::from_str::<PushMessage>(&due.facts) else {
            tracing::error!(push = %due.id, "a push message cannot be read");
            return unreadable;
        };
        let push = Push {
            id: due.id,
            workspace: due.workspace,
            to: &to,
            message: &message,
            language,
            posted_at: due.at,
            now,
        };
        let answer = pusher.push(&push).await;
        let at = self.clock.now();
        let is_news = |wait: &Span| device::left(due.at, at.after(*wait)) > Span::seconds(0);
        match (device::follows(answer), device::wait_after(due.attempts).filter(is_news)) {
            (Follows::Taken, _) => PushSettled::Taken { at, answer },
            (Follows::Gone, _) => PushSettled::Gone { at, answer },
            (Follows::Never, _) | (Follows::Later, None) => PushSettled::GivenUp { at, answer },
            (Follows::Later, Some(wait)) => PushSettled::Again {
                at,
                due_at: at.after(wait),
                rest_until: at.after(wait.min(device::REST)),
                answer,
            },
        }
    }
}
