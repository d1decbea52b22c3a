//! What the page of webhooks reads, from the engine.

use app::{
    backend::hooks::{DeliveryRow, DeliveryState, HookList, HookRow, Hooks},
    error::Error,
};
use async_trait::async_trait;
use domain::account::Viewer;
use engine::ports::store::hooks::{DeliveryShown, Hook};

use super::{Bound, wire};

#[async_trait]
impl Hooks for Bound {
    async fn hooks(&self, viewer: &Viewer) -> Result<HookList, Error> {
        let log = self.state.engine.hook_log(viewer).await.map_err(wire)?;
        let deliveries = log.deliveries.into_iter();
        Ok(HookList {
            workspace: viewer.workspace,
            example: self.state.hears.as_deref().map(str::to_owned),
            now: self.state.clock.now(),
            deliveries: deliveries.map(|it| delivery(it, &log.hooks)).collect(),
            hooks: log.hooks.into_iter().map(row).collect(),
        })
    }
}

fn row(hook: Hook) -> HookRow {
    let Hook { id, kind, name, topics, made_at, off_since, .. } = hook;
    HookRow { id, kind, name, topics, made_at, off_since }
}

fn delivery(shown: DeliveryShown, hooks: &[Hook]) -> DeliveryRow {
    let DeliveryShown { id, kind, at, attempts, answer, .. } = shown;
    let hook = hooks.iter().find(|hook| hook.id == shown.hook);
    let state = match (shown.delivered_at, shown.given_up_at, shown.due_at) {
        (Some(at), _, _) => DeliveryState::Taken(at),
        (None, Some(at), _) => DeliveryState::GivenUp(at),
        (None, None, due) if answer.is_none() => DeliveryState::Waits(0, due.unwrap_or(at)),
        (None, None, due) => DeliveryState::Waits(attempts, due.unwrap_or(at)),
    };
    DeliveryRow {
        id,
        hook: hook.map(|hook| hook.name.clone()).unwrap_or_default(),
        kind,
        at,
        state,
        answer,
        is_replayable: hook.is_some_and(|hook| hook.off_since.is_none()),
    }
}
