//! Where the networks fetch the pictures of posts: what the server's own route serves, without the rest of it.

use axum::{Router, extract::Path, http::header, routing::get};
use engine::Engine;
use tokio::net::TcpListener;

/// Serves the pictures for as long as the test runs.
pub(crate) fn serve(engine: Engine, listener: TcpListener) {
    let read = move |Path(name): Path<String>| async move {
        let (format, bytes) = engine.picture_named(&name).await.unwrap();
        ([(header::CONTENT_TYPE, format.mime())], bytes)
    };
    let service = Router::new().route("/media/{name}", get(read));
    tokio::spawn(axum::serve(listener, service).into_future());
}
