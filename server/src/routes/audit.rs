//! The audit log as a file.

use std::collections::HashMap;

use app::backend::seeing::{AuditAsked, AuditLine};
use axum::{
    Extension,
    body::Body,
    extract::{OriginalUri, Query, State},
    http::header,
    response::{IntoResponse as _, Response},
};
use domain::account::Viewer;
use engine::ports::store::audits::AuditQuery;
use futures::stream;

use crate::{backend::seeing::Telling, csv, pages, request::Asking, state::AppState};

/// How many entries are read, and written, at once.
const BATCH: u32 = 500;

/// `GET /settings/audit.csv`: what the page of the same query shows, all of it, newest first. It is written while it is
/// read, so that its length does not matter.
pub(crate) async fn file(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    OriginalUri(uri): OriginalUri,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let Some(viewer) = asking.viewer else { return pages::sign_in_first(&uri) };
    let asked = AuditAsked::read(|key| query.get(key).cloned());
    let telling = match Telling::of(&state, &viewer).await {
        Ok(telling) => telling,
        Err(error) => return pages::engine_error(&state, &error),
    };
    let query = AuditQuery { before: None, limit: BATCH, ..telling.query(&asked) };
    let reading = Reading { state, viewer, telling, query };
    let pieces = stream::try_unfold(Next::Head(reading), next);
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8; header=present"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"audit.csv\""),
    ];
    (headers, Body::from_stream(pieces)).into_response()
}

struct Reading {
    state: AppState,
    viewer: Viewer,
    telling: Telling,
    query: AuditQuery,
}

/// What is to be written next.
enum Next {
    Head(Reading),
    Rows(Reading),
    Nothing,
}

/// The next piece. A reader of a file that breaks off is told so by the connection, not by a short file.
async fn next(next: Next) -> Result<Option<(String, Next)>, engine::Error> {
    let mut reading = match next {
        Next::Nothing => return Ok(None),
        Next::Head(reading) => {
            return Ok(Some((
                csv::named([
                    "number", "at", "person", "address", "kind", "what", "about", "changes",
                ]),
                Next::Rows(reading),
            )));
        }
        Next::Rows(reading) => reading,
    };
    let Reading { state, viewer, telling, query } = &mut reading;
    let entries = state.engine.audit_log(viewer, query).await?;
    let Some(last) = entries.last().map(|last| last.logged.number) else { return Ok(None) };
    let is_last = u32::try_from(entries.len()).is_ok_and(|length| length < BATCH);
    query.before = Some(last);
    let rows = entries.into_iter().map(|shown| row(&telling.line(shown))).collect();
    Ok(Some((rows, if is_last { Next::Nothing } else { Next::Rows(reading) })))
}

fn row(line: &AuditLine) -> String {
    let changes: Vec<_> =
        line.changes.iter().map(|(part, value)| format!("{part}: {value}")).collect();
    csv::texts([
        &line.number.to_string(),
        &app::machine_time(line.at),
        line.person.as_ref().map_or("", |(_, name)| name.as_str()),
        &line.from,
        &line.what,
        words::deed(&line.what).unwrap_or_default(),
        &line.about,
        &changes.join("; "),
    ])
}
