//! Conversations with support: one's own, and the inbox of whoever answers. Forms and links, nothing else.

use domain::{
    id::{ConversationId, WorkspaceId},
    support::{AN_HOUR, LONGEST_SUBJECT, LONGEST_TEXT, Standing},
    time::Timestamp,
};
use leptos::prelude::*;
use words::{number, say};

use super::{document::Frame, steps::aside};
use crate::{paths, when};

/// One's own conversations, and the form that begins one.
#[derive(Debug, Clone)]
pub struct SupportHome {
    /// The workspace; the page's form names it.
    pub workspace: WorkspaceId,
    /// The conversations, newest first.
    pub rows: Vec<SupportRow>,
    /// What the form holds.
    pub draft: SupportDraft,
    /// Whether the viewer answers others.
    pub answers: bool,
    /// The time.
    pub now: Timestamp,
}

/// A conversation in a list.
#[derive(Debug, Clone)]
pub struct SupportRow {
    /// Which.
    pub id: ConversationId,
    /// What it is about.
    pub subject: String,
    /// Who asked, and in which workspace: for whoever answers.
    pub from: Option<(String, String)>,
    /// How it stands.
    pub standing: Standing,
    /// Whether its answer was not read.
    pub is_unread: bool,
    /// When somebody wrote last.
    pub last_at: Timestamp,
}

/// What the form that begins a conversation holds.
#[derive(Debug, Clone)]
pub struct SupportDraft {
    /// What it is about.
    pub subject: String,
    /// The text.
    pub text: String,
    /// Whether the diagnosis is attached.
    pub attach: bool,
    /// The diagnosis, line by line as it would be sent.
    pub diagnosis: String,
    /// What proves that it was shown.
    pub proof: String,
    /// What this form is named by.
    pub form: String,
    /// Why it was not taken.
    pub wrong: Option<SupportWrong>,
}

/// Why something was not written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SupportWrong {
    /// No subject, or one that is too long.
    Subject,
    /// No text.
    Empty,
    /// Too long a text.
    TooLong,
    /// Too many in an hour.
    Locked,
    /// The diagnosis is another one than was shown.
    Diagnosis,
}

/// A conversation.
#[derive(Debug, Clone)]
pub struct SupportTalk {
    /// The workspace of whoever looks; the page's forms name it.
    pub workspace: WorkspaceId,
    /// Which.
    pub row: SupportRow,
    /// What was said, oldest first.
    pub said: Vec<SupportSaid>,
    /// What was typed and not taken.
    pub text: String,
    /// What this form is named by.
    pub form: String,
    /// Why it was not taken.
    pub wrong: Option<SupportWrong>,
    /// Whether something was just sent.
    pub is_sent: bool,
    /// The time.
    pub now: Timestamp,
}

/// What somebody said.
#[derive(Debug, Clone)]
pub struct SupportSaid {
    /// Their name, as the reader is told it.
    pub name: String,
    /// When.
    pub at: Timestamp,
    /// The text.
    pub text: String,
    /// Whether it was longer.
    pub is_cut: bool,
    /// The diagnosis that was attached.
    pub diagnosis: Option<String>,
}

/// A page of the inbox.
#[derive(Debug, Clone)]
pub struct SupportInbox {
    /// The conversations, what waits longest first.
    pub rows: Vec<SupportRow>,
    /// Where the next page is.
    pub next: Option<String>,
    /// The time.
    pub now: Timestamp,
}

/// Nobody answers. `workspace` is told to whoever could have it answer.
#[must_use]
pub fn no_support_page(workspace: Option<WorkspaceId>, frame: &Frame<'_>) -> String {
    frame.draw(say!(support.none_title), move || {
        let set = workspace.map(|workspace| {
            let says = say!(support.none_set, workspace = workspace.to_string());
            view! { <p>{says}</p> }
        });
        view! {
            <p class="lead">{say!(support.none)}</p>
            {set}
            <p class="steps">{aside(paths::HOME.to_owned(), say!(support.back))}</p>
        }
        .into_any()
    })
}

/// One's own conversations, and a form.
#[must_use]
pub fn support_page(home: SupportHome, frame: &Frame<'_>) -> String {
    frame.draw(say!(support.title), move || {
        let SupportHome { workspace, rows, draft, answers, now } = home;
        let inbox = answers.then(|| aside(paths::SUPPORT_INBOX.to_owned(), say!(support.inbox)));
        // Whoever has asked comes for the answer, and everybody else to ask.
        let has_asked = !rows.is_empty();
        let own = list(rows, now, say!(support.nothing), paths::conversation);
        let own = view! {
            <section aria-labelledby="yours">
                <h2 id="yours">{say!(support.yours)}</h2>
                {own}
            </section>
        };
        let begin = begin(workspace, draft);
        let (first, second) = match has_asked {
            true => (own.into_any(), begin),
            false => (begin, own.into_any()),
        };
        view! {
            <p class="lead">{say!(support.lead)}</p>
            {first}
            {second}
            <p class="steps">{inbox} {aside(paths::HOME.to_owned(), say!(support.back))}</p>
        }
        .into_any()
    })
}

/// A conversation of the viewer's own.
#[must_use]
pub fn support_talk_page(talk: SupportTalk, frame: &Frame<'_>) -> String {
    let title = talk.row.subject.clone();
    frame.draw(&title, move || {
        let SupportTalk { workspace, row, said, text, form, wrong, is_sent, now } = talk;
        let answers = row.from.is_some();
        let (here, all) = match answers {
            true => (paths::inbox_conversation(row.id), paths::SUPPORT_INBOX),
            false => (paths::conversation(row.id), paths::SUPPORT),
        };
        let from = row.from.map(|(name, workspace)| {
            view! { <p class="lead">{say!(support.from, name, workspace)}</p> }
        });
        let said = said.into_iter().map(|one| article(one, now)).collect_view();
        let label = if answers { say!(support.answer) } else { say!(support.again) };
        let stand = answers.then(|| stand(workspace, &here, row.standing));
        view! {
            {from}
            {is_sent.then(|| view! { <p role="status">{say!(support.sent)}</p> })}
            <p class="quiet">{standing(row.standing)}</p>
            {said}
            <form class="form" method="post" action=here.clone()>
                {alert(wrong)}
                <input type="hidden" name="workspace" value=workspace.to_string() />
                <input type="hidden" name="form" value=form />
                {message(label, text)}
                <button class="button button-main">{say!(support.send)}</button>
            </form>
            {stand}
            <p class="steps">
                {aside(here, say!(support.reload))} {aside(all.to_owned(), say!(support.all))}
            </p>
        }
        .into_any()
    })
}

/// The conversations of all workspaces.
#[must_use]
pub fn support_inbox_page(inbox: SupportInbox, frame: &Frame<'_>) -> String {
    frame.draw(say!(support.inbox), move || {
        let SupportInbox { rows, next, now } = inbox;
        let next = next.map(|next| aside(next, say!(support.next)));
        view! {
            <p class="lead">{say!(support.inbox_lead)}</p>
            <h2>{say!(support.list)}</h2>
            {list(rows, now, say!(support.inbox_none), paths::inbox_conversation)}
            <p class="steps">{next} {aside(paths::SUPPORT.to_owned(), say!(support.yours))}</p>
        }
        .into_any()
    })
}

fn list(
    rows: Vec<SupportRow>,
    now: Timestamp,
    none: &'static str,
    address: fn(ConversationId) -> String,
) -> AnyView {
    if rows.is_empty() {
        return view! { <p class="quiet">{none}</p> }.into_any();
    }
    let rows = rows.into_iter().map(|row| {
        let from = row.from.map(|(name, workspace)| {
            view! { <p class="quiet">{say!(support.from, name, workspace)}</p> }
        });
        let stands = if row.is_unread { say!(support.unread) } else { standing(row.standing) };
        view! {
            <li class="panel" data-unread=row.is_unread.then_some("")>
                <h3>
                    <a href=address(row.id)>{row.subject}</a>
                </h3>
                {from}
                <p>
                    <strong>{stands}</strong>
                </p>
                <p class="quiet">{say!(support.last, ago = when::roughly_ago(row.last_at, now))}</p>
            </li>
        }
    });
    view! { <ul class="rows">{rows.collect_view()}</ul> }.into_any()
}

/// A limit, as people read it.
fn most(count: usize) -> String {
    number(i64::try_from(count).unwrap_or(i64::MAX))
}

fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Waits => say!(support.waits),
        Standing::Answered => say!(support.answered),
        Standing::Closed => say!(support.closed),
    }
}

/// The form that begins a conversation, with the diagnosis as it would be sent.
fn begin(workspace: WorkspaceId, draft: SupportDraft) -> AnyView {
    let SupportDraft { subject, text, attach, diagnosis, proof, form, wrong } = draft;
    let is_wrong = (wrong == Some(SupportWrong::Subject)).then_some("true");
    view! {
        <section class="panel" aria-labelledby="new">
            <h2 id="new">{say!(support.new_title)}</h2>
            <form class="form" method="post" action=paths::SUPPORT>
                {alert(wrong)}
                <input type="hidden" name="workspace" value=workspace.to_string() />
                <input type="hidden" name="form" value=form />
                <input type="hidden" name="diagnosis" value=diagnosis.clone() />
                <input type="hidden" name="proof" value=proof />
                <p class="field">
                    <label for="subject">{say!(support.subject)}</label>
                    <input
                        id="subject"
                        name="subject"
                        value=subject
                        maxlength=LONGEST_SUBJECT.to_string()
                        aria-invalid=is_wrong
                        required
                    />
                </p>
                {message(say!(support.text), text)}
                <label class="choice">
                    <input type="checkbox" name="attach" value="1" checked=attach />
                    {say!(support.attach)}
                </label>
                <section aria-labelledby="diagnosis-title">
                    <h3 id="diagnosis-title">{say!(support.diagnosis)}</h3>
                    <p class="quiet">{say!(support.diagnosis_lead)}</p>
                    {quoted(&diagnosis)}
                </section>
                <button class="button button-main">{say!(support.send)}</button>
            </form>
        </section>
    }
    .into_any()
}

fn message(label: &'static str, text: String) -> AnyView {
    view! {
        <p class="field">
            <label for="text">{label}</label>
            <textarea
                id="text"
                name="text"
                rows="8"
                maxlength=LONGEST_TEXT.to_string()
                aria-describedby="text-hint"
                required
            >
                {text}
            </textarea>
            <small id="text-hint">{say!(support.text_hint, count = most(LONGEST_TEXT))}</small>
        </p>
    }
    .into_any()
}

fn alert(wrong: Option<SupportWrong>) -> impl IntoView {
    let says = wrong.map(|wrong| match wrong {
        SupportWrong::Subject => say!(support.wrong_subject, count = most(LONGEST_SUBJECT)),
        SupportWrong::Empty => say!(support.wrong_empty).to_owned(),
        SupportWrong::TooLong => say!(support.wrong_long).to_owned(),
        SupportWrong::Locked => say!(support.wrong_locked, count = AN_HOUR),
        SupportWrong::Diagnosis => say!(support.wrong_diagnosis).to_owned(),
    });
    says.map(|says| view! { <p class="notice notice-bad" role="alert">{says}</p> })
}

fn article(said: SupportSaid, now: Timestamp) -> AnyView {
    let SupportSaid { name, at, text, is_cut, diagnosis } = said;
    let ago = when::roughly_ago(at, now);
    let diagnosis = diagnosis.map(|diagnosis| {
        view! {
            <details>
                <summary>{say!(support.attached)}</summary>
                {quoted(&diagnosis)}
            </details>
        }
    });
    view! {
        <article class="panel">
            <p class="quiet">
                <time datetime=when::machine(at)>{say!(support.said, name, ago)}</time>
            </p>
            {lines(&text)}
            {is_cut.then(|| view! { <p class="quiet">{say!(support.was_cut)}</p> })}
            {diagnosis}
        </article>
    }
    .into_any()
}

fn quoted(text: &str) -> AnyView {
    view! { <blockquote>{lines(text)}</blockquote> }.into_any()
}

/// A text, line by line.
fn lines(text: &str) -> AnyView {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines.map(|line| view! { <p>{line.to_owned()}</p> }).collect_view().into_any()
}

/// The form that closes a conversation, or opens it again.
fn stand(workspace: WorkspaceId, here: &str, standing: Standing) -> AnyView {
    let (act, words) = match standing {
        Standing::Closed => ("reopen", say!(support.reopen)),
        Standing::Waits | Standing::Answered => ("close", say!(support.close)),
    };
    view! {
        <form method="post" action=here.to_owned()>
            <input type="hidden" name="workspace" value=workspace.to_string() />
            <button class="button" name="act" value=act>
                {words}
            </button>
        </form>
    }
    .into_any()
}
