//! TLS at the port that speaks plain HTTP too: a client that trusts the sandbox's authority keeps the real host names.

use std::path::Path;
use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt as _;
use hyper_util::rt::TokioIo;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use crate::pinterest::{HENRIK, Pinterest};
use crate::support::Sandbox;
use crate::tiktok::TikTok;

/// What a client brings that has been told to trust this file.
fn trusting(ca: &Path) -> TlsConnector {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(ca).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    TlsConnector::from(Arc::new(config))
}

fn ca(sandbox: &Sandbox) -> std::path::PathBuf {
    sandbox.database.with_file_name("sandbox-ca.pem")
}

/// Asks the real host name, though the connection leads to the sandbox.
async fn ask(
    sandbox: &Sandbox,
    host: &str,
    request: axum::http::request::Builder,
    body: String,
) -> std::io::Result<(u16, String)> {
    let port: u16 = sandbox.url.rsplit_once(':').unwrap().1.parse().unwrap();
    let stream = TcpStream::connect(("127.0.0.1", port)).await?;
    let name = ServerName::try_from(host.to_owned()).unwrap();
    let stream = trusting(&ca(sandbox)).connect(name, stream).await?;
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    let request = request.header("host", host).body(Body::from(body)).unwrap();
    let (parts, body) = sender.send_request(request).await.unwrap().into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    Ok((parts.status.as_u16(), String::from_utf8_lossy(&body).into_owned()))
}

async fn get(sandbox: &Sandbox, host: &str, path: &str, access: &str) -> (u16, String) {
    let request = Request::get(path).header("authorization", format!("Bearer {access}"));
    ask(sandbox, host, request, String::new()).await.unwrap()
}

#[tokio::test]
async fn the_real_api_host_answers_over_tls_and_writes_https_links() {
    let pinterest = Pinterest::start().await;
    let (access, _) = pinterest.login().await;
    let (status, text) = get(&pinterest.0, "api.pinterest.com", "/v5/user_account", &access).await;
    assert_eq!(status, 200, "{text}");
    let account: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(account["id"], HENRIK);
    let picture = account["profile_image"].as_str().unwrap();
    assert!(picture.starts_with("https://api.pinterest.com/-/avatars/"), "{picture}");
    let plain = pinterest.get("user_account", &access).await.json();
    let picture = plain["profile_image"].as_str().unwrap();
    assert!(picture.starts_with("http://localhost:"), "in plain HTTP as before: {picture}");
}

#[tokio::test]
async fn an_upload_address_is_https_where_it_was_asked_for_so() {
    let tiktok = TikTok::start().await;
    let (access, _) = tiktok.login().await;
    let body = json!({
        "post_info": { "title": "Hello", "privacy_level": "SELF_ONLY" },
        "source_info": { "source": "FILE_UPLOAD", "video_size": 3, "chunk_size": 3, "total_chunk_count": 1 },
    });
    let request = Request::post("/v2/post/publish/video/init/")
        .header("authorization", format!("Bearer {access}"))
        .header("content-type", "application/json");
    let (_, text) = ask(&tiktok.0, "open.tiktokapis.com", request, body.to_string()).await.unwrap();
    let begun: Value = serde_json::from_str(&text).unwrap();
    let url = begun["data"]["upload_url"].as_str().unwrap();
    let path = url.strip_prefix("https://open-upload.tiktokapis.com").unwrap();
    let request = Request::put(path)
        .header("content-type", "video/mp4")
        .header("content-range", "bytes 0-2/3");
    let answer = ask(&tiktok.0, "open-upload.tiktokapis.com", request, "abc".to_owned()).await;
    assert_eq!(answer.unwrap().0, 201);
}

#[tokio::test]
async fn every_host_has_its_certificate() {
    let sandbox = Sandbox::start().await;
    for host in ["localhost", "127.0.0.1"] {
        let (status, text) = get(&sandbox, host, "/control/people", "").await;
        assert_eq!(status, 200, "{host}: {text}");
    }
    for host in [
        "graph.facebook.com",
        "api.x.com",
        "www.tiktok.com",
        "www.pinterest.com",
        "social.localhost",
        "anybody.pds.localhost",
    ] {
        let (status, _) = get(&sandbox, host, "/nowhere", "").await;
        assert!((400..500).contains(&status), "{host}");
    }
    let stranger = ask(&sandbox, "bank.example", Request::get("/"), String::new()).await;
    assert!(stranger.is_err(), "the sandbox is nobody else");
}

#[tokio::test]
async fn the_authority_is_made_once_and_its_key_is_nobodys() {
    let sandbox = Sandbox::start().await;
    let file = ca(&sandbox);
    let before = std::fs::read_to_string(&file).unwrap();
    assert!(!before.contains("PRIVATE"));
    assert_eq!(sandbox.get("/-/ca.pem").await.text, before);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let key = std::fs::metadata(file.with_extension("key")).unwrap();
        assert_eq!(key.permissions().mode() & 0o777, 0o600);
    }
    let database = sandbox.stop().await;
    let sandbox = Sandbox::open(database).await;
    assert_eq!(std::fs::read_to_string(&file).unwrap(), before);
    assert_eq!(get(&sandbox, "localhost", "/control/people", "").await.0, 200);

    let other = Sandbox::start().await;
    let port: u16 = other.url.rsplit_once(':').unwrap().1.parse().unwrap();
    let stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    assert!(trusting(&file).connect(name, stream).await.is_err(), "another sandbox's");
}
