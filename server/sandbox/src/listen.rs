//! Listening on both loopback addresses and serving until told to stop, in plain HTTP and in TLS at the same port.

use std::io::{self, ErrorKind};
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

use crate::desk::Desk;
use crate::tls::HANDSHAKE;

/// How long open connections may take to finish once the sandbox stops.
const GRACE: Duration = Duration::from_secs(2);

/// How long a client may take over the handshake.
const PATIENCE: Duration = Duration::from_secs(10);

/// A free port is asked for more than once: the same number must be free on both addresses.
const ATTEMPTS: usize = 8;

/// Binds the address, and the IPv6 loopback with the same port: "localhost" may mean either.
pub(crate) async fn both(addr: SocketAddr) -> io::Result<Vec<TcpListener>> {
    let mut last = None;
    for _ in 0..ATTEMPTS {
        let first = TcpListener::bind(addr).await?;
        let port = first.local_addr()?.port();
        let other = match addr.ip() {
            IpAddr::V4(_) => IpAddr::V6(Ipv6Addr::LOCALHOST),
            IpAddr::V6(_) => IpAddr::from([127, 0, 0, 1]),
        };
        match TcpListener::bind((other, port)).await {
            Ok(second) => return Ok(vec![first, second]),
            Err(error) if error.kind() == ErrorKind::AddrInUse && addr.port() == 0 => {
                last = Some(error);
            }
            Err(error) if error.kind() == ErrorKind::AddrInUse => return Err(error),
            // A machine without IPv6.
            Err(_) => return Ok(vec![first]),
        }
    }
    Err(last.unwrap_or_else(|| ErrorKind::AddrInUse.into()))
}

/// Where all doors lead.
#[derive(Clone)]
pub(crate) struct Hall {
    pub(crate) desk: Desk,
    pub(crate) tls: TlsAcceptor,
}

/// Serves until `stopping` says so.
pub(crate) async fn serve(
    listeners: Vec<TcpListener>,
    hall: Hall,
    stopping: watch::Receiver<bool>,
) {
    let mut doors = JoinSet::new();
    for listener in listeners {
        doors.spawn(door(listener, hall.clone(), stopping.clone()));
    }
    while doors.join_next().await.is_some() {}
}

async fn door(listener: TcpListener, hall: Hall, mut stopping: watch::Receiver<bool>) {
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stop(&mut stopping) => break,
        };
        match accepted {
            Ok((stream, _)) => {
                connections.spawn(welcome(stream, hall.clone(), stopping.clone()));
            }
            Err(error) => {
                // Out of file descriptors, as a rule: others must end before it can get better.
                tracing::warn!(%error, "the sandbox could not accept a connection");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
        while connections.try_join_next().is_some() {}
    }
    let rest = async { while connections.join_next().await.is_some() {} };
    let _ = tokio::time::timeout(GRACE, rest).await;
}

/// The first byte tells whether the client speaks TLS.
async fn welcome(stream: TcpStream, hall: Hall, mut stopping: watch::Receiver<bool>) {
    let _ = stream.set_nodelay(true);
    let mut first = [0];
    let peeked = tokio::select! {
        peeked = stream.peek(&mut first) => peeked,
        () = stop(&mut stopping) => return,
    };
    if peeked.is_err() || first != [HANDSHAKE] {
        return connection(stream, "http", hall.desk, stopping).await;
    }
    match tokio::time::timeout(PATIENCE, hall.tls.accept(stream)).await {
        Ok(Ok(stream)) => connection(stream, "https", hall.desk, stopping).await,
        Ok(Err(error)) => tracing::debug!(%error, "a client did not come to terms about TLS"),
        Err(_) => tracing::debug!("a client took too long over TLS"),
    }
}

async fn connection(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    scheme: &'static str,
    desk: Desk,
    mut stopping: watch::Receiver<bool>,
) {
    let service = service_fn(move |request: Request<Incoming>| {
        let desk = desk.clone();
        async move { desk.answer(request, scheme).await }
    });
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .serve_connection(TokioIo::new(stream), service);
    tokio::pin!(served);
    let ended = tokio::select! {
        ended = &mut served => Some(ended),
        () = stop(&mut stopping) => None,
    };
    let ended = match ended {
        Some(ended) => ended,
        None => {
            served.as_mut().graceful_shutdown();
            served.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection to the sandbox ended early");
    }
}

/// Completes when the sandbox stops, or when nobody is left to say so.
async fn stop(stopping: &mut watch::Receiver<bool>) {
    let _ = stopping.wait_for(|stop| *stop).await;
}
