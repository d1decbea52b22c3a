//! TLS for whoever keeps the networks' real addresses: a certificate authority of the sandbox's own, made once and kept
//! beside the database, and certificates for every host name it answers to, made at each start.

use std::collections::HashMap;
use std::fmt;
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use rustls::ServerConfig;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use time::{Duration, OffsetDateTime};
use tokio_rustls::TlsAcceptor;

use crate::networks;
use crate::world::clock;

/// With this byte a TLS client begins to speak, and no HTTP client does.
pub(crate) const HANDSHAKE: u8 = 0x16;

const CERTIFICATE: &str = "sandbox-ca.pem";
const KEY: &str = "sandbox-ca.key";

const AUTHORITY_LIFE: Duration = Duration::days(3_650);
/// Some clients take no certificate that lives longer.
const LIFE: Duration = Duration::days(397);

const LOCAL: &str = ".localhost";

/// Hosts below `localhost` get a certificate each when they are first asked for; nobody needs more of them.
const MOST_LOCAL: usize = 256;

/// Why the sandbox cannot speak TLS.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The files of the authority cannot be read or written.
    #[error("the sandbox's certificate authority in {folder}: {source}", folder = .folder.display())]
    Files {
        /// Where they are.
        folder: PathBuf,
        /// What happened.
        source: io::Error,
    },
    /// A certificate cannot be made.
    #[error("a certificate of the sandbox: {0}")]
    Certificate(#[from] rcgen::Error),
    /// The certificates do not work.
    #[error("the sandbox's TLS: {0}")]
    Tls(#[from] rustls::Error),
}

/// What the listeners and the desk need of it.
#[derive(Clone)]
pub(crate) struct Tls {
    pub(crate) acceptor: TlsAcceptor,
    /// The file by which a client trusts the sandbox, and what it says.
    pub(crate) file: PathBuf,
    pub(crate) pem: String,
}

/// Reads the authority of this folder, or makes one, and certifies every host name.
pub(crate) fn prepare(folder: &Path) -> Result<Tls, Error> {
    let now = now();
    let files = |source| Error::Files { folder: folder.to_owned(), source };
    let (pem, key) = match read(folder).map_err(files)? {
        Some(kept) => kept,
        None => {
            let made = found(now)?;
            write(folder, &made).map_err(files)?;
            made
        }
    };
    let issuer = Issuer::new(authority(now), KeyPair::from_pem(&key)?);
    let provider = Arc::new(ring::default_provider());
    let hosts = networks::ALL.into_iter().flat_map(|network| network.hosts().iter());
    let own = ["localhost", "*.localhost", "127.0.0.1", "::1"];
    let names = hosts.copied().chain(own).map(str::to_owned).collect();
    let certificates = Certificates {
        ordinary: Arc::new(certify(&issuer, &provider, names, now)?),
        local: Mutex::default(),
        issuer,
        provider: Arc::clone(&provider),
    };
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(certificates));
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Tls { acceptor: TlsAcceptor::from(Arc::new(config)), file: folder.join(CERTIFICATE), pem })
}

/// Certificates are judged by the machines' clock, not by the world's.
fn now() -> OffsetDateTime {
    let seconds = clock::machine() / clock::SECOND;
    OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

/// Certificate and key, where both are there.
fn read(folder: &Path) -> io::Result<Option<(String, String)>> {
    let text = |name| match std::fs::read_to_string(folder.join(name)) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    };
    Ok(text(CERTIFICATE)?.zip(text(KEY)?))
}

fn write(folder: &Path, (pem, key): &(String, String)) -> io::Result<()> {
    let file = folder.join(KEY);
    // An older key would keep its mode.
    match std::fs::remove_file(&file) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)?.write_all(key.as_bytes())?;
    std::fs::write(folder.join(CERTIFICATE), pem)
}

fn found(now: OffsetDateTime) -> Result<(String, String), Error> {
    let key = KeyPair::generate()?;
    let certificate = authority(now).self_signed(&key)?;
    Ok((certificate.pem(), key.serialize_pem()))
}

/// What the authority is: the same at every start, so that what it signs fits the certificate in the file.
fn authority(now: OffsetDateTime) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.remove(DnType::CommonName);
    params.distinguished_name.push(DnType::CommonName, "Sandbox of the networks");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.not_before = now - Duration::DAY;
    params.not_after = now + AUTHORITY_LIFE;
    params
}

fn certify(
    issuer: &Issuer<'static, KeyPair>,
    provider: &CryptoProvider,
    names: Vec<String>,
    now: OffsetDateTime,
) -> Result<CertifiedKey, Error> {
    let mut params = CertificateParams::new(names)?;
    params.distinguished_name.remove(DnType::CommonName);
    params.distinguished_name.push(DnType::CommonName, "A host of the sandbox");
    params.use_authority_key_identifier_extension = true;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.not_before = now - Duration::DAY;
    params.not_after = now + LIFE;
    let key = KeyPair::generate()?;
    let certificate = params.signed_by(&key, issuer)?;
    let key = PrivatePkcs8KeyDer::from(key.serialize_der());
    Ok(CertifiedKey::from_der(vec![certificate.der().clone()], key.into(), provider)?)
}

/// Which certificate a client sees.
struct Certificates {
    ordinary: Arc<CertifiedKey>,
    /// A wildcard over `localhost` is one that many clients refuse, so its hosts get one each.
    local: Mutex<HashMap<String, Arc<CertifiedKey>>>,
    issuer: Issuer<'static, KeyPair>,
    provider: Arc<CryptoProvider>,
}

impl Certificates {
    fn local(&self, name: &str) -> Option<Arc<CertifiedKey>> {
        let mut known = self.local.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(certificate) = known.get(name) {
            return Some(Arc::clone(certificate));
        }
        if known.len() >= MOST_LOCAL {
            return None;
        }
        let made = certify(&self.issuer, &self.provider, vec![name.to_owned()], now());
        let made = Arc::new(made.inspect_err(|error| tracing::warn!(%error, name)).ok()?);
        known.insert(name.to_owned(), Arc::clone(&made));
        Some(made)
    }
}

impl ResolvesServerCert for Certificates {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let name = hello.server_name().filter(|name| name.ends_with(LOCAL));
        let local = name.and_then(|name| self.local(name));
        Some(local.unwrap_or_else(|| Arc::clone(&self.ordinary)))
    }
}

impl fmt::Debug for Certificates {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Certificates").finish_non_exhaustive()
    }
}
