//! The production courier, with a step before and after each letter.

use std::sync::Arc;

use ::server::mail::{Sender, courier as production};
use async_trait::async_trait;
use domain::id::LetterId;
use engine::{
    ports::mail::{Courier, NotDelivered},
    telling::Letter,
};

use super::steps::Steps;
use crate::house::PUBLIC_URL;

struct Watched {
    inner: Arc<dyn Courier>,
    steps: Arc<Steps>,
}

/// Carries letters to the mail server at `url`.
pub(super) fn courier(url: &str, steps: Arc<Steps>) -> Arc<dyn Courier> {
    let sender = Sender::parse(Some(url), Some("Relink <relink@agency.test>")).unwrap();
    let inner = production(sender, PUBLIC_URL, false).unwrap();
    Arc::new(Watched { inner, steps })
}

#[async_trait]
impl Courier for Watched {
    async fn deliver(&self, id: LetterId, letter: &Letter) -> Result<(), NotDelivered> {
        self.steps.take("before", "mail", "deliver");
        let done = self.inner.deliver(id, letter).await;
        self.steps.take("after", "mail", "deliver");
        done
    }
}
