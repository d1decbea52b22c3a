//! A push address of ours, before the engine: every request is handed on as it came.

use std::net::SocketAddr;

use axum::{
    Router,
    body::Bytes,
    extract::{Path, Query, State},
    http::{HeaderMap, Method, StatusCode, header},
    response::IntoResponse,
    routing::any,
};
use domain::network::Network;
use engine::{
    Engine,
    ports::networks::{PushAnswer, PushMessage},
};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use tokio::net::TcpListener;

use crate::house::{House, SECRET};

type At = (Engine, std::sync::Arc<dyn engine::ports::Clock>);

/// Opens an address for every network that sends, and proves it at each.
pub(super) async fn open(house: &House, networks: &[Network]) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr: SocketAddr = listener.local_addr().unwrap();
    let router = Router::new()
        .route("/push/{network}", any(hear))
        .with_state((house.engine.clone(), house.clock()));
    tokio::spawn(async move { axum::serve(listener, router).await });
    for network in networks {
        let url = format!("http://{addr}/push/{}", network.slug());
        let token = matches!(network, Network::Facebook).then(verify_token);
        house
            .control
            .register_push(network.slug(), "relink-test", Some(&url), token.as_deref())
            .await
            .unwrap();
    }
}

/// As the README says it is made.
fn verify_token() -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(b"relink webhook");
    let bytes = mac.finalize().into_bytes();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

async fn hear(
    State((engine, clock)): State<At>,
    Path(network): Path<String>,
    method: Method,
    Query(query): Query<Vec<(String, String)>>,
    headers: HeaderMap,
    body: Bytes,
) -> impl IntoResponse {
    let headers: Vec<_> = headers
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), value.to_str().unwrap().to_owned()))
        .collect();
    let message = PushMessage {
        is_handshake: method == Method::GET,
        query: &query,
        headers: &headers,
        body: &body,
        now: clock.now(),
    };
    match engine.hear(network.parse().unwrap(), &message).await.unwrap() {
        Ok(PushAnswer { status, content_type, body }) => {
            let status = StatusCode::from_u16(status).unwrap();
            (status, [(header::CONTENT_TYPE, content_type)], body).into_response()
        }
        Err(_) => StatusCode::UNAUTHORIZED.into_response(),
    }
}
