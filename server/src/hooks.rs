//! Messages to webhooks, on their way out: from facts to what a program or a channel of people reads, signed, and called.

mod json;
mod sign;
mod slack;

use async_trait::async_trait;
use domain::hook::{CallAnswer, HookKind};
use engine::ports::caller::{Call, Caller};
use networks::{NoStatus, Outside};

/// Calls webhooks from here.
pub struct Calls {
    outside: Outside,
    /// The address people reach Relink at.
    origin: String,
}

impl Calls {
    /// Calls whose links lead to `origin`.
    #[must_use]
    pub const fn new(outside: Outside, origin: String) -> Self {
        Self { outside, origin }
    }
}

#[async_trait]
impl Caller for Calls {
    fn host_of(&self, url: &str) -> Option<String> {
        self.outside.host_of(url)
    }

    async fn call(&self, call: &Call<'_>) -> CallAnswer {
        let (body, headers) = match call.kind {
            HookKind::Standard => {
                let body = json::body(call, &self.origin);
                let Some(headers) = sign::headers(call, &body) else {
                    tracing::error!(delivery = %call.id, "a webhook's secret is damaged");
                    return CallAnswer::NotReached;
                };
                (body, headers)
            }
            HookKind::Slack => {
                let body = words::speaking(call.language, || slack::body(call, &self.origin));
                (body, Vec::new())
            }
        };
        match self.outside.post(call.url.expose(), &headers, body).await {
            Ok(status) => CallAnswer::Status(status),
            Err(NoStatus::Inside) => CallAnswer::Inside,
            Err(NoStatus::NotReached) => CallAnswer::NotReached,
            Err(NoStatus::TimedOut) => CallAnswer::TimedOut,
        }
    }
}
