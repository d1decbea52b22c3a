//! The background: messages go out the moment they are posted, and are sent again until they are taken or given up.

use std::pin::pin;

use domain::{
    hook::{self, CallAnswer},
    language::Language,
    time::Span,
};

use super::{super::work_off::work_off, HookMessage, manage::open};
use crate::{
    Engine, Error,
    ports::{
        caller::{Call, Caller},
        store::{
            hooks::{CallSettled, DueDelivery},
            own_account::Reader,
        },
    },
};

/// How long a call may take before another server may send the message too. Longer than any caller waits.
const LEASE: Span = Span::minutes(2);
/// How long it is shown what became of a message, and how long it can be sent once more.
const KEPT: Span = Span::days(30);
/// How often what is older is forgotten.
const FORGET_EVERY: Span = Span::hours(12);
/// So many webhooks are called at once: a dead one holds up no other.
const AT_ONCE: usize = 16;

impl Engine {
    /// Sends what is posted to webhooks, until `stop`. What fails is logged and tried again.
    pub async fn keep_calling(self, stop: impl Future<Output = ()> + Send) {
        let mut stop = pin!(stop);
        let mut forget_at = self.clock.now();
        loop {
            let now = self.clock.now();
            if forget_at <= now {
                forget_at = now.after(FORGET_EVERY);
                log(self.store.forget_deliveries(now.before(KEPT)).await.map_err(Error::from));
            }
            // A call that is under way comes to its end: the server waits for this.
            log(self.call_due().await);
            let next = self.store.next_delivery().await.unwrap_or_default();
            if self.calls.is_stopped(&mut stop, next, self.clock.now()).await {
                return;
            }
        }
    }

    /// Sends every message that is due, once. Returns how many were taken.
    ///
    /// # Errors
    /// The store's.
    pub async fn call_due(&self) -> Result<usize, Error> {
        let Some(caller) = self.caller.clone() else { return Ok(0) };
        let caller = &*caller;
        let take = || async {
            let now = self.clock.now();
            Ok(self.store.take_delivery(now, now.after(LEASE)).await?)
        };
        work_off(AT_ONCE, take, |due| self.call(caller, due)).await
    }

    async fn call(&self, caller: &dyn Caller, due: DueDelivery) -> Result<bool, Error> {
        let reader = Reader::Hook(due.workspace, due.hook);
        let language = self.language_of(&reader, Language::default()).await?;
        let settled = self.settled(caller, &due, language).await;
        self.store.settle_delivery(due.workspace, due.id, &settled).await?;
        Ok(matches!(settled, CallSettled::Taken { .. }))
    }

    async fn settled(
        &self,
        caller: &dyn Caller,
        due: &DueDelivery,
        language: Language,
    ) -> CallSettled {
        let unreadable = |now| CallSettled::GivenUp { at: now, answer: CallAnswer::NotReached };
        let Some(secrets) = open(&*self.vault, due.workspace, due.hook, &due.sealed) else {
            return unreadable(self.clock.now());
        };
        let Ok(message) = serde_json::from_str::<HookMessage>(&due.facts) else {
            tracing::error!(delivery = %due.id, "a message cannot be read");
            return unreadable(self.clock.now());
        };
        let call = Call {
            id: due.id,
            workspace: due.workspace,
            kind: due.hook_kind,
            url: &secrets.url,
            secret: &secrets.secret,
            message: &message,
            language,
            posted_at: due.at,
            now: self.clock.now(),
        };
        let answer = caller.call(&call).await;
        let at = self.clock.now();
        match hook::wait_after(due.attempts) {
            _ if answer.is_taken() => CallSettled::Taken { at, answer },
            _ if answer.is_gone() => CallSettled::Gone { at, answer },
            None => CallSettled::GivenUp { at, answer },
            Some(wait) => CallSettled::Again {
                at: at.after(wait),
                rest_until: at.after(wait.min(hook::REST)),
                answer,
            },
        }
    }
}

fn log<T>(done: Result<T, Error>) {
    if let Err(error) = done {
        tracing::error!(%error, "webhooks wait");
    }
}
