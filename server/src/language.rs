//! The language of an answer: the one that its reader chose, else the one that their browser asks for.
//!
//! What is said is said in the language of its thread (`words::speaking`). An answer is made a piece at a time, now on this
//! thread and now on that one: while it is drawn, while its body is sent, and in the tasks that Leptos reads what a page
//! needs in. So its language is set anew each time that any of them goes on.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use any_spawner::{CustomExecutor, Executor, PinnedFuture, PinnedLocalFuture};
use axum::{
    body::{Body, Bytes, HttpBody},
    http::{HeaderValue, header},
    response::Response,
};
use domain::language::Language;
use http_body::{Frame, SizeHint};

/// What goes on in a language, whenever it does.
struct Speaking<T> {
    language: Language,
    inner: T,
}

impl<F: Future + Unpin> Future for Speaking<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let language = self.language;
        words::speaking(language, || Pin::new(&mut self.inner).poll(context))
    }
}

impl HttpBody for Speaking<Body> {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let language = self.language;
        words::speaking(language, || Pin::new(&mut self.inner).poll_frame(context))
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// Answers in a language, to the last byte.
pub(crate) async fn speaking(
    language: Language,
    answer: impl Future<Output = Response>,
) -> Response {
    let answer = Speaking { language, inner: Box::pin(answer) }.await;
    let mut answer = answer.map(|inner| Body::new(Speaking { language, inner }));
    let kind = answer.headers().get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    if kind.is_some_and(|kind| kind.starts_with(b"text/html")) {
        let headers = answer.headers_mut();
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
        // Caches between us and them must not give one's page to another.
        headers.append(header::VARY, HeaderValue::from_static("Accept-Language"));
    }
    answer
}

/// Has the tasks of Leptos speak as whoever began them. Once a process; what comes later changes nothing.
pub(crate) fn carry_into_tasks() {
    let _ = Executor::init_custom_executor(Tasks);
}

/// Tokio's tasks.
struct Tasks;

impl CustomExecutor for Tasks {
    fn spawn(&self, inner: PinnedFuture<()>) {
        tokio::spawn(Speaking { language: words::language(), inner });
    }

    fn spawn_local(&self, inner: PinnedLocalFuture<()>) {
        tokio::task::spawn_local(Speaking { language: words::language(), inner });
    }

    fn poll_local(&self) {}
}
