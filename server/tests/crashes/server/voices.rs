//! What tells people, with a step before and after each time.

use std::sync::Arc;

use async_trait::async_trait;
use domain::{hook::CallAnswer, id::LetterId};
use engine::{
    ports::{
        caller::{Call, Caller},
        mail::{Courier, NotDelivered},
        pusher::{NotASubscription, Push, Pusher, Subscription},
    },
    telling::Letter,
};

use super::steps::Steps;
use crate::house::Voices;

/// The voices of a server whose steps are told.
pub(super) fn watched(voices: Voices, steps: &Arc<Steps>) -> Voices {
    let Voices { courier, caller, pusher } = voices;
    Voices {
        courier: courier.map(|inner| Arc::new(Watched { inner, steps: steps.clone() }) as _),
        caller: Arc::new(Watched { inner: caller, steps: steps.clone() }),
        pusher: Arc::new(Watched { inner: pusher, steps: steps.clone() }),
    }
}

struct Watched<T: ?Sized> {
    inner: Arc<T>,
    steps: Arc<Steps>,
}

impl<T: ?Sized> Watched<T> {
    async fn step<D>(&self, call: &str, work: impl Future<Output = D>) -> D {
        self.steps.take("before", "voice", call);
        let done = work.await;
        self.steps.take("after", "voice", call);
        done
    }
}

#[async_trait]
impl Courier for Watched<dyn Courier> {
    async fn deliver(&self, id: LetterId, letter: &Letter) -> Result<(), NotDelivered> {
        self.step("deliver", self.inner.deliver(id, letter)).await
    }
}

#[async_trait]
impl Caller for Watched<dyn Caller> {
    fn host_of(&self, url: &str) -> Option<String> {
        self.inner.host_of(url)
    }

    async fn call(&self, call: &Call<'_>) -> CallAnswer {
        self.step("call", self.inner.call(call)).await
    }
}

#[async_trait]
impl Pusher for Watched<dyn Pusher> {
    fn key(&self) -> &str {
        self.inner.key()
    }

    fn check(&self, subscription: &Subscription) -> Result<(), NotASubscription> {
        self.inner.check(subscription)
    }

    async fn push(&self, push: &Push<'_>) -> CallAnswer {
        self.step("push", self.inner.push(push)).await
    }
}
