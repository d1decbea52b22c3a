//! Conversations with support: one's own, and the inbox of whoever answers. Plain pages, so that they work wherever anything does.

use app::{
    paths,
    plain::{
        self, SupportDraft, SupportHome, SupportInbox, SupportRow, SupportSaid, SupportTalk,
        SupportWrong,
    },
};
use axum::{
    Extension, Form,
    extract::{OriginalUri, Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Redirect, Response},
};
use domain::{
    account::Viewer,
    id::{ConversationId, WorkspaceId},
    support::Side,
};
use engine::{
    Error,
    ports::store::support::{Conversation, Message, Place},
    support::{AskRefused, Draft, WriteRefused},
};
use serde::Deserialize;

use super::{draw::asked_by, team::done};
use crate::{pages, request::Asking, state::AppState, support::diagnosis};

/// What a form may hold.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Sent {
    workspace: Option<WorkspaceId>,
    form: String,
    subject: String,
    text: String,
    diagnosis: String,
    proof: String,
    attach: Option<String>,
    act: Option<String>,
}

/// What an address may say.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    done: Option<String>,
    after: Option<String>,
}

/// `GET /support`.
pub(crate) async fn home(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Response {
    let Some(viewer) = &asking.viewer else { return pages::sign_in_first(&uri) };
    let sent = Sent { attach: Some(String::new()), ..Sent::default() };
    draw_home(&state, viewer, &headers, sent, None).await
}

/// `POST /support`: begins a conversation.
pub(crate) async fn ask(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    headers: HeaderMap,
    Form(sent): Form<Sent>,
) -> Response {
    let viewer = match asked_by(&state, &asking, sent.workspace, paths::SUPPORT) {
        Ok(viewer) => viewer,
        Err(answer) => return *answer,
    };
    let shown = (sent.diagnosis.as_str(), sent.proof.as_str());
    let draft = Draft {
        subject: &sent.subject,
        text: &sent.text,
        diagnosis: sent.attach.as_ref().map(|_| shown),
        form: &sent.form,
    };
    let wrong = match state.engine.ask_support(viewer, draft, &asking.from).await {
        Ok(Ok(conversation)) => return done(&paths::conversation(conversation), "sent"),
        Ok(Err(AskRefused::Subject)) => SupportWrong::Subject,
        Ok(Err(AskRefused::Message(refused))) => wrong(refused),
        Ok(Err(AskRefused::Diagnosis)) => SupportWrong::Diagnosis,
        Err(error) => return pages::engine_error(&state, &error),
    };
    draw_home(&state, viewer, &headers, sent, Some(wrong)).await
}

/// `GET /support/{conversation}`.
pub(crate) async fn talk(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    OriginalUri(uri): OriginalUri,
    Path(conversation): Path<ConversationId>,
    Query(asked): Query<Asked>,
) -> Response {
    let Some(viewer) = &asking.viewer else { return pages::sign_in_first(&uri) };
    let said = (Sent::default(), None, asked.done.is_some());
    draw_talk(&state, viewer, conversation, said).await
}

/// `POST /support/{conversation}`: writes once more.
pub(crate) async fn write(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    Path(conversation): Path<ConversationId>,
    Form(sent): Form<Sent>,
) -> Response {
    let here = paths::conversation(conversation);
    let viewer = match asked_by(&state, &asking, sent.workspace, &here) {
        Ok(viewer) => viewer,
        Err(answer) => return *answer,
    };
    let (engine, from) = (&state.engine, &asking.from);
    match engine.write_to_support(viewer, conversation, &sent.text, &sent.form, from).await {
        Ok(Ok(())) => done(&here, "sent"),
        Ok(Err(refused)) => {
            let said = (sent, Some(wrong(refused)), false);
            draw_talk(&state, viewer, conversation, said).await
        }
        Err(error) => pages::engine_error(&state, &error),
    }
}

/// `GET /support/inbox`: nothing, for whoever does not answer.
pub(crate) async fn inbox(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    OriginalUri(uri): OriginalUri,
    Query(asked): Query<Asked>,
) -> Response {
    let Some(viewer) = &asking.viewer else { return pages::sign_in_first(&uri) };
    let after = match asked.after.as_deref().map(place) {
        Some(None) => return pages::not_found(&state),
        after => after.flatten(),
    };
    match state.engine.support_inbox(viewer, after).await {
        Ok((rows, next)) => {
            let next = next.map(|it| {
                format!("{}?after={}.{}.{}", paths::SUPPORT_INBOX, it.rank, it.place, it.id)
            });
            let rows = rows.into_iter().map(|one| row(one, true)).collect();
            let inbox = SupportInbox { rows, next, now: state.clock.now() };
            pages::html(&state, StatusCode::OK, |frame| plain::support_inbox_page(inbox, frame))
        }
        Err(error) => pages::engine_error(&state, &error),
    }
}

/// `GET /support/inbox/{conversation}`.
pub(crate) async fn asked(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    OriginalUri(uri): OriginalUri,
    Path(conversation): Path<ConversationId>,
    Query(asked): Query<Asked>,
) -> Response {
    let Some(viewer) = &asking.viewer else { return pages::sign_in_first(&uri) };
    let is_sent = asked.done.as_deref() == Some("sent");
    draw_asked(&state, viewer, conversation, (Sent::default(), None, is_sent)).await
}

/// `POST /support/inbox/{conversation}`: answers, closes, or opens again.
pub(crate) async fn answer(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    Path(conversation): Path<ConversationId>,
    Form(sent): Form<Sent>,
) -> Response {
    let here = paths::inbox_conversation(conversation);
    let viewer = match asked_by(&state, &asking, sent.workspace, &here) {
        Ok(viewer) => viewer,
        Err(answer) => return *answer,
    };
    let (engine, from) = (&state.engine, &asking.from);
    if let Some(act) = &sent.act {
        let stood = engine.close_conversation(viewer, conversation, act == "close", from).await;
        return match stood {
            Ok(_) => Redirect::to(&here).into_response(),
            Err(error) => pages::engine_error(&state, &error),
        };
    }
    match engine.answer_from_support(viewer, conversation, &sent.text, &sent.form, from).await {
        Ok(Ok(())) => done(&here, "sent"),
        Ok(Err(refused)) => {
            let said = (sent, Some(wrong(refused)), false);
            draw_asked(&state, viewer, conversation, said).await
        }
        Err(error) => pages::engine_error(&state, &error),
    }
}

/// What was typed and not taken, why, and whether something was just sent.
type Said = (Sent, Option<SupportWrong>, bool);

/// A conversation with what was said in it, and how whoever said it is named.
type Talk<'a> = (SupportRow, Vec<Message>, &'a dyn Fn(&Message) -> String);

async fn draw_home(
    state: &AppState,
    viewer: &Viewer,
    headers: &HeaderMap,
    sent: Sent,
    wrong: Option<SupportWrong>,
) -> Response {
    let engine = &state.engine;
    if !engine.has_support() {
        let set = viewer.role.mends_profiles().then_some(viewer.workspace);
        return pages::html(state, StatusCode::OK, |frame| plain::no_support_page(set, frame));
    }
    let read = async {
        let rows = engine.conversations(viewer).await?;
        Ok::<_, Error>((rows, engine.diagnose(viewer).await?))
    };
    let (rows, facts) = match read.await {
        Ok(read) => read,
        Err(error) => return pages::engine_error(state, &error),
    };
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
    let diagnosis = diagnosis(&facts, agent.unwrap_or_default());
    let proof = engine.prove_diagnosis(viewer, &diagnosis).unwrap_or_default();
    let home = SupportHome {
        workspace: viewer.workspace,
        rows: rows.into_iter().map(|one| row(one, false)).collect(),
        draft: SupportDraft {
            subject: sent.subject,
            text: sent.text,
            attach: sent.attach.is_some(),
            diagnosis,
            proof,
            form: form(state),
            wrong,
        },
        answers: engine.answers(viewer),
        now: state.clock.now(),
    };
    pages::html(state, status(wrong), |frame| plain::support_page(home, frame))
}

async fn draw_talk(
    state: &AppState,
    viewer: &Viewer,
    conversation: ConversationId,
    said: Said,
) -> Response {
    match state.engine.support_conversation(viewer, conversation).await {
        Ok((conversation, messages)) => {
            let row = row(conversation, false);
            let name = |message: &Message| match message.side {
                Side::Asker => message.name.clone(),
                Side::Support => words::say!(support.you).to_owned(),
            };
            draw(state, viewer, (row, messages, &name), said)
        }
        Err(error) => pages::engine_error(state, &error),
    }
}

async fn draw_asked(
    state: &AppState,
    viewer: &Viewer,
    conversation: ConversationId,
    said: Said,
) -> Response {
    match state.engine.inbox_conversation(viewer, conversation).await {
        Ok((conversation, messages)) => {
            let row = row(conversation, true);
            let name = |message: &Message| match message.side {
                Side::Asker => message.name.clone(),
                Side::Support => words::say!(support.by_support, name = message.name.as_str()),
            };
            draw(state, viewer, (row, messages, &name), said)
        }
        Err(error) => pages::engine_error(state, &error),
    }
}

fn draw(
    state: &AppState,
    viewer: &Viewer,
    (row, messages, name): Talk<'_>,
    (sent, wrong, is_sent): Said,
) -> Response {
    let said = messages.into_iter().map(|message| SupportSaid {
        name: name(&message),
        at: message.at,
        text: message.text,
        is_cut: message.is_cut,
        diagnosis: message.diagnosis,
    });
    let talk = SupportTalk {
        workspace: viewer.workspace,
        row,
        said: said.collect(),
        text: sent.text,
        form: form(state),
        wrong,
        is_sent,
        now: state.clock.now(),
    };
    pages::html(state, status(wrong), |frame| plain::support_talk_page(talk, frame))
}

fn row(conversation: Conversation, is_of_others: bool) -> SupportRow {
    SupportRow {
        id: conversation.id,
        is_unread: !is_of_others && conversation.is_unread(),
        from: is_of_others.then_some((conversation.name, conversation.workspace_name)),
        subject: conversation.subject,
        standing: conversation.standing,
        last_at: conversation.last_at,
    }
}

/// What a form is named by, so that one that is sent twice is known.
fn form(state: &AppState) -> String {
    state.engine.fresh_secret().expose().to_owned()
}

const fn wrong(refused: WriteRefused) -> SupportWrong {
    match refused {
        WriteRefused::Empty => SupportWrong::Empty,
        WriteRefused::TooLong => SupportWrong::TooLong,
        WriteRefused::LockedUntil(_) => SupportWrong::Locked,
    }
}

const fn status(wrong: Option<SupportWrong>) -> StatusCode {
    match wrong {
        None => StatusCode::OK,
        Some(SupportWrong::Locked) => StatusCode::TOO_MANY_REQUESTS,
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

/// A place in the inbox, as its next page is asked for.
fn place(text: &str) -> Option<Place> {
    let mut parts = text.splitn(3, '.');
    let (rank, place, id) = (parts.next()?, parts.next()?, parts.next()?);
    Some(Place { rank: rank.parse().ok()?, place: place.parse().ok()?, id: id.parse().ok()? })
}
