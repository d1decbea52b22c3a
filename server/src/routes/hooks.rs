//! Where webhooks are added, changed, tried and removed.

use std::collections::BTreeSet;

use app::{paths, plain};
use axum::{
    Extension, Form,
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use domain::{
    account::Viewer,
    hook::HookKind,
    id::{DeliveryId, HookId, WorkspaceId},
    notice::Topic,
};
use engine::{
    Error,
    telling::{AddRefused, HookDraft},
    vault::Token,
};
use serde::Deserialize;

use super::{draw::asked_by, team::done};
use crate::{pages, request::Asking, state::AppState};

/// What a form holds. A field that has a topic's word for its name is a box that was ticked.
struct Fields(Vec<(String, String)>);

impl Fields {
    fn named(&self, wanted: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str())
    }

    fn workspace(&self) -> Option<WorkspaceId> {
        self.named("workspace").and_then(|id| id.parse().ok())
    }

    fn topics(&self) -> BTreeSet<Topic> {
        let ticked = |topic: &Topic| self.named(topic.slug()).is_some();
        Topic::ALL.into_iter().filter(ticked).collect()
    }
}

/// Asks for something, as whoever the session says.
struct Desk<'a> {
    state: &'a AppState,
    viewer: &'a Viewer,
    from: &'a str,
}

/// `POST /settings/webhooks`: adds one, and shows its secret, this once.
pub(crate) async fn add(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let fields = Fields(fields);
    let viewer = match asked_by(&state, &asking, fields.workspace(), paths::HOOKS) {
        Ok(viewer) => viewer,
        Err(answer) => return *answer,
    };
    let kind = fields.named("kind").and_then(HookKind::from_slug).unwrap_or(HookKind::Standard);
    let draft = HookDraft {
        kind,
        name: fields.named("name").unwrap_or_default(),
        url: fields.named("url").unwrap_or_default(),
        topics: fields.topics(),
    };
    let added = state.engine.add_hook(viewer, draft, &asking.from).await;
    match (added, kind) {
        (Ok(Ok(added)), HookKind::Standard) => show(&state, &added.secret),
        (Ok(Ok(_)), HookKind::Slack) => done(paths::HOOKS, "added"),
        (Ok(Err(AddRefused::Address)), _) => done(paths::HOOKS, "address"),
        (Ok(Err(AddRefused::NothingToTell)), _) => done(paths::HOOKS, "nothing"),
        (Ok(Err(AddRefused::TooMany)), _) => done(paths::HOOKS, "many"),
        (Err(error), _) => pages::engine_error(&state, &error),
    }
}

/// What a form asks of a webhook.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Act {
    /// To be told something else.
    Topics,
    /// To be tried.
    Test,
    /// To have a new secret.
    Secret,
    /// To be switched on again.
    On,
    /// To be removed.
    Remove,
}

/// `POST /settings/webhooks/{hook}/{act}`.
pub(crate) async fn act(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    Path((hook, act)): Path<(HookId, Act)>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let fields = Fields(fields);
    let viewer = match asked_by(&state, &asking, fields.workspace(), paths::HOOKS) {
        Ok(viewer) => viewer,
        Err(answer) => return *answer,
    };
    let desk = Desk { state: &state, viewer, from: &asking.from };
    let acted = match act {
        Act::Secret => match state.engine.renew_hook_secret(viewer, hook, &asking.from).await {
            Ok(secret) => return show(&state, &secret),
            Err(error) => Err(error),
        },
        Act::Topics => desk.told(hook, fields.topics()).await,
        Act::Test => desk.tried(hook).await,
        Act::On => state.engine.switch_hook_on(viewer, hook, &asking.from).await.map(|()| "on"),
        Act::Remove => {
            state.engine.remove_hook(viewer, hook, &asking.from).await.map(|()| "removed")
        }
    };
    desk.answer(acted)
}

/// The page a form stands on.
#[derive(Debug, Deserialize)]
pub(crate) struct Page {
    /// The workspace it was made for.
    workspace: WorkspaceId,
}

/// `POST /settings/webhooks/messages/{delivery}/replay`.
pub(crate) async fn replay(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    Path(delivery): Path<DeliveryId>,
    Form(page): Form<Page>,
) -> Response {
    let viewer = match asked_by(&state, &asking, Some(page.workspace), paths::HOOKS) {
        Ok(viewer) => viewer,
        Err(answer) => return *answer,
    };
    let desk = Desk { state: &state, viewer, from: &asking.from };
    let replayed = state.engine.replay_delivery(viewer, delivery, &asking.from).await;
    desk.answer(replayed.map(|is_sent| if is_sent { "replayed" } else { "locked" }))
}

impl Desk<'_> {
    async fn told(&self, hook: HookId, topics: BTreeSet<Topic>) -> Result<&'static str, Error> {
        let told = self.state.engine.tell_hook(self.viewer, hook, topics, self.from).await?;
        Ok(if told { "changed" } else { "nothing" })
    }

    async fn tried(&self, hook: HookId) -> Result<&'static str, Error> {
        let tried = self.state.engine.try_hook(self.viewer, hook, self.from).await?;
        Ok(if tried { "tried" } else { "locked" })
    }

    fn answer(&self, acted: Result<&'static str, Error>) -> Response {
        match acted {
            Ok(word) => done(paths::HOOKS, word),
            Err(error) => pages::engine_error(self.state, &error),
        }
    }
}

fn show(state: &AppState, secret: &Token) -> Response {
    pages::html(state, StatusCode::OK, |frame| plain::hook_secret_page(secret.expose(), frame))
}
