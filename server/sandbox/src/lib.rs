//! Stand-ins for the social networks: their pages, endpoints, lifetimes and troubles, spoken to over HTTP only.
//!
//! It must not know Relink: it imports none of our other crates, or a common misunderstanding of a network would pass
//! every test. What it knows of the networks comes from their documentation.

mod audience;
mod base32;
mod call;
mod consent;
pub mod control;
mod courier;
mod desk;
mod hearer;
mod http;
mod listen;
mod networks;
mod pages;
pub mod person;
mod picture;
mod push;
mod push_service;
mod random;
mod tls;
mod world;

use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;

pub use tls::Error as TlsError;
pub use world::Error as WorldError;
use world::World;

/// Where the sandbox listens and keeps its world.
#[derive(Clone, Debug)]
pub struct Config {
    /// A loopback address; the other loopback address is served on the same port. Port 0 takes a free one.
    pub addr: SocketAddr,
    /// The SQLite file, made when it is missing.
    pub database: PathBuf,
}

/// Why the sandbox cannot stand.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Somebody else listens there.
    #[error("port {port} is taken: set RELINK_SANDBOX_ADDR")]
    Taken {
        /// The port.
        port: u16,
    },
    /// Its passwords are public, so nobody but this machine may reach it.
    #[error("the sandbox listens on loopback only, not on {0}: set RELINK_SANDBOX_ADDR")]
    NotLoopback(SocketAddr),
    /// The address cannot be listened on.
    #[error("the sandbox cannot listen: {0}")]
    Listen(#[from] io::Error),
    /// The database cannot be used.
    #[error(transparent)]
    World(#[from] WorldError),
    /// It cannot answer over TLS.
    #[error(transparent)]
    Tls(#[from] TlsError),
}

/// A sandbox that listens already: who connects now is answered as soon as it runs.
pub struct Sandbox {
    listeners: Vec<TcpListener>,
    addr: SocketAddr,
    world: World,
    tls: tls::Tls,
    latency: Duration,
}

/// Opens the world and listens.
///
/// # Errors
/// When the port is taken, the address is not loopback, or the database cannot be used.
pub async fn bind(config: Config) -> Result<Sandbox, Error> {
    let addr = config.addr;
    if !addr.ip().is_loopback() {
        return Err(Error::NotLoopback(addr));
    }
    let listeners = listen::both(addr).await.map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => Error::Taken { port: addr.port() },
        _ => Error::Listen(error),
    })?;
    let addr = match listeners.first() {
        Some(listener) => listener.local_addr()?,
        None => addr,
    };
    let world = World::open(&config.database).await?;
    let tls = tls::prepare(config.database.parent().unwrap_or(Path::new(".")))?;
    Ok(Sandbox { listeners, addr, world, tls, latency: Duration::ZERO })
}

/// Binds and serves until `shutdown` completes.
///
/// # Errors
/// Those of [`bind`].
pub async fn run(config: Config, shutdown: impl Future<Output = ()> + Send) -> Result<(), Error> {
    bind(config).await?.run(shutdown).await
}

impl Sandbox {
    /// The address it listens on, with the port it got.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// The address for browsers, `http://localhost:4000`: another site than the product's, with its own cookies.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://localhost:{}", self.addr.port())
    }

    /// The certificate by which a client trusts the sandbox when it speaks TLS to it, at the same port.
    #[must_use]
    pub fn ca(&self) -> &Path {
        &self.tls.file
    }

    /// Answers every call of a server so much later, as far networks do.
    #[must_use]
    pub fn late_by(self, latency: Duration) -> Self {
        Self { latency, ..self }
    }

    /// Serves until `shutdown` completes.
    ///
    /// # Errors
    /// None at present; kept so that a failing listener can be told.
    pub async fn run(self, shutdown: impl Future<Output = ()> + Send) -> Result<(), Error> {
        let (stop, stopping) = watch::channel(false);
        tracing::info!(ca = %self.tls.file.display(), "the sandbox speaks TLS too, to whoever trusts this file");
        let courier = courier::Courier::new(self.world.clone());
        let carrying = courier.clone().run(stopping.clone());
        let acting = audience::run(self.world.clone(), stopping.clone());
        let desk = desk::Desk::new(self.world, courier, self.tls.pem, stopping.clone());
        let desk = desk.late_by(self.latency);
        let hall = listen::Hall { desk, tls: self.tls.acceptor };
        let serving = listen::serve(self.listeners, hall, stopping);
        let stop = async {
            shutdown.await;
            stop.send_replace(true);
        };
        tokio::join!(serving, carrying, acting, stop);
        Ok(())
    }
}
