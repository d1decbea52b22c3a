use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

use super::*;

/// What a server does with each connection, once the request has arrived.
#[derive(Clone, Copy)]
enum Server {
    Says(&'static str),
    NeverStopsTalking,
    NeverAnswers,
    HangsUp,
}

struct Running {
    url: Url,
    connections: Arc<AtomicUsize>,
}

async fn start(server: Server) -> Running {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/here", listener.local_addr().unwrap());
    let connections = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&connections);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            counter.fetch_add(1, Ordering::SeqCst);
            tokio::spawn(serve(server, stream));
        }
    });
    Running { url: Url::parse(&url).unwrap(), connections }
}

async fn serve(server: Server, mut stream: TcpStream) {
    let mut request = [0; 4096];
    _ = stream.read(&mut request).await;
    match server {
        Server::Says(answer) => _ = stream.write_all(answer.as_bytes()).await,
        Server::NeverStopsTalking => {
            let start = b"HTTP/1.1 200 OK\r\nContent-Length: 9000000000\r\n\r\n";
            let mut more = stream.write_all(start).await;
            while more.is_ok() {
                more = stream.write_all(&[b'x'; 64 * 1024]).await;
            }
        }
        // Until the client gives up and closes.
        Server::NeverAnswers => _ = stream.read(&mut request).await,
        Server::HangsUp => {}
    }
}

fn http(total: Duration) -> Http {
    let timeouts = Timeouts { total, ..Timeouts::default() };
    Http::new(timeouts, Trust::Nobody).unwrap()
}

const PATIENT: Duration = Duration::from_secs(10);

async fn failure(server: Server, total: Duration) -> Failure {
    let running = start(server).await;
    let http = http(total);
    http.send(http.get(running.url)).await.unwrap_err()
}

#[tokio::test]
async fn an_answer_comes_with_status_headers_and_body() {
    let server = Server::Says("HTTP/1.1 418 Teapot\r\nX-Pot: tea\r\nContent-Length: 3\r\n\r\nhot");
    let running = start(server).await;
    let http = http(PATIENT);
    let answer = http.send(http.get(running.url)).await.unwrap();
    assert_eq!(answer.status, StatusCode::IM_A_TEAPOT);
    assert_eq!(answer.headers["x-pot"], "tea");
    assert_eq!(answer.body, b"hot");
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_nobody_goes_there() {
    let server =
        Server::Says("HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n");
    let running = start(server).await;
    let http = http(PATIENT);
    let answer = http.send(http.get(running.url)).await.unwrap();
    assert_eq!(answer.status, StatusCode::FOUND);
    assert_eq!(running.connections.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_body_without_end_is_cut_off() {
    assert_eq!(failure(Server::NeverStopsTalking, PATIENT).await, Failure::Lost);
}

#[tokio::test]
async fn after_a_timeout_the_request_may_have_arrived() {
    let short = Duration::from_millis(100);
    assert_eq!(failure(Server::NeverAnswers, short).await, Failure::Lost);
}

#[tokio::test]
async fn after_a_reset_the_request_may_have_arrived() {
    assert_eq!(failure(Server::HangsUp, PATIENT).await, Failure::Lost);
}

#[tokio::test]
async fn a_closed_port_never_sees_the_request() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    drop(listener);
    let http = http(PATIENT);
    let request = http.post(Url::parse(&url).unwrap());
    assert_eq!(http.send(request).await.unwrap_err(), Failure::NeverSent);
}

#[tokio::test]
async fn without_tls_on_the_other_side_the_request_is_never_sent() {
    let mut running = start(Server::Says("HTTP/1.1 200 OK\r\n\r\n")).await;
    running.url.set_scheme("https").unwrap();
    let http = http(PATIENT);
    let request = http.post(running.url);
    assert_eq!(http.send(request).await.unwrap_err(), Failure::NeverSent);
}

#[test]
fn segments_are_escaped_below_an_address() {
    let base = Url::parse("http://127.0.0.1:4000/facebook/").unwrap();
    let url = below(&base, &["v26.0", "1/../2?x", "feed"]);
    assert_eq!(url.as_str(), "http://127.0.0.1:4000/facebook/v26.0/1%2F..%2F2%3Fx/feed");
}

#[tokio::test]
async fn a_guarded_client_does_not_connect_inside() {
    let server = start(Server::Says("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")).await;
    let guarded = Http::outside(Timeouts::default(), Trust::Nobody, &[]).unwrap();
    let asked = guarded.send(guarded.get(server.url.clone())).await;
    assert_eq!(asked.unwrap_err(), Failure::NeverSent);
    assert_eq!(server.connections.load(Ordering::SeqCst), 0);

    let port = server.url.port().unwrap();
    let by_name = Url::parse(&format!("http://social.localhost:{port}/")).unwrap();
    let allowed =
        Http::outside(Timeouts::default(), Trust::Nobody, &[format!("localhost:{port}")]).unwrap();
    assert!(allowed.send(allowed.get(by_name)).await.is_ok());
    let elsewhere = allowed.send(allowed.get(server.url)).await;
    assert_eq!(elsewhere.unwrap_err(), Failure::NeverSent, "by its address it was not allowed");
}
