//! Carries messages to clients, after what they tell of is committed: the person's click never waits for it. A message is
//! sent until it is taken or given up, and at least once: what a stop interrupted is sent again.

mod handshake;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::FromRef;
use axum::http::{Method, Request};
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::task::JoinSet;
use url::Url;

use crate::http::{Answer, Http};
use crate::networks;
use crate::world::pushes::{self, Push, Try};
use crate::world::{Result, World, clients};

/// How long a client may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long the courier rests when the world itself is in trouble.
const REST: Duration = Duration::from_secs(1);

#[derive(Clone)]
pub(crate) struct Courier {
    pub(crate) world: World,
    http: Http,
    /// The messages that are on their way.
    under_way: Arc<watch::Sender<BTreeSet<i64>>>,
}

/// Which messages a round is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Round {
    /// Those whose time has come.
    Due,
    /// Those that nobody has taken yet.
    Undelivered,
    /// The one that was asked for, whatever became of it before.
    Again,
}

impl Round {
    fn is_for(self, push: &Push, now: i64) -> bool {
        match self {
            Self::Due => push.due.is_some_and(|due| due <= now),
            Self::Undelivered => !push.delivered,
            Self::Again => true,
        }
    }
}

/// Switches that send are switches of the world too.
impl FromRef<Courier> for World {
    fn from_ref(courier: &Courier) -> Self {
        courier.world.clone()
    }
}

impl Courier {
    pub(crate) fn new(world: World) -> Self {
        let under_way = Arc::new(watch::Sender::new(BTreeSet::new()));
        Self { world, http: Http::new(), under_way }
    }

    /// Sends what is due, until the sandbox stops.
    pub(crate) async fn run(self, mut stopping: watch::Receiver<bool>) {
        let mut sending = JoinSet::new();
        loop {
            let found =
                self.world.act(|tx| Ok::<_, crate::world::Error>((pushes::due(tx)?, tx.now)));
            let pause = match found.await {
                Ok(((ids, next), now)) => {
                    for way in ids.into_iter().filter_map(|id| self.set_out(id)) {
                        let courier = self.clone();
                        sending.spawn(async move { courier.carry(way, Round::Due).await });
                    }
                    next.map(|next| Duration::from_millis(next.abs_diff(now)))
                }
                Err(error) => {
                    tracing::error!(%error, "the sandbox cannot see what is to be sent");
                    Some(REST)
                }
            };
            let nap = async {
                match pause {
                    Some(pause) => tokio::time::sleep(pause).await,
                    None => std::future::pending().await,
                }
            };
            let stop = async { drop(stopping.wait_for(|stop| *stop).await) };
            tokio::select! {
                () = stop => return,
                () = self.world.alarm() => {}
                () = nap => {}
                Some(done) = sending.join_next(), if !sending.is_empty() => {
                    if let Ok(Err(error)) = done {
                        tracing::error!(%error, "what came of a message was not recorded");
                        tokio::time::sleep(REST).await;
                    }
                }
            }
        }
    }

    /// Tries everything that nobody has taken yet, and gives it with what came of it.
    pub(crate) async fn retry(&self) -> Result<Vec<Push>> {
        self.idle().await;
        let ids = self.world.act(pushes::undelivered).await?;
        let mut sending = JoinSet::new();
        for way in ids.into_iter().filter_map(|id| self.set_out(id)) {
            let courier = self.clone();
            sending.spawn(async move { courier.carry(way, Round::Undelivered).await });
        }
        let mut tried = Vec::new();
        while let Some(done) = sending.join_next().await {
            tried.extend(done??);
        }
        tried.sort_by_key(|push| push.id);
        Ok(tried)
    }

    /// Sends a message once more, the very same; none where there is none with this id.
    pub(crate) async fn again(&self, id: i64) -> Result<Option<Push>> {
        let mut changes = self.under_way.subscribe();
        loop {
            if let Some(way) = self.set_out(id) {
                return self.carry(way, Round::Again).await;
            }
            // It is on its way: what comes of that is not what was asked for.
            let _ = changes.wait_for(|ways| !ways.contains(&id)).await;
        }
    }

    /// Waits until nothing is on its way.
    pub(crate) async fn idle(&self) {
        let _ = self.under_way.subscribe().wait_for(BTreeSet::is_empty).await;
    }

    /// Takes a message, unless somebody carries it already.
    fn set_out(&self, id: i64) -> Option<Way> {
        let taken = self.under_way.send_if_modified(|ways| ways.insert(id));
        taken.then(|| Way { id, ways: Arc::clone(&self.under_way) })
    }

    /// One try: sends a message and writes down what came of it; none where this round is not for it.
    async fn carry(&self, way: Way, round: Round) -> Result<Option<Push>> {
        let id = way.id;
        let found = self.world.act(move |tx| {
            let push = pushes::find(tx, id)?.filter(|push| round.is_for(push, tx.now));
            let Some(push) = push else { return Ok(None) };
            let client = clients::find(tx, &push.network, &push.client_id)?;
            Ok::<_, crate::world::Error>(Some((push, client.and_then(|client| client.push))))
        });
        let Some((push, address)) = found.await? else { return Ok(None) };
        let came = match address {
            Some(address) => self.send(&push, &address.url).await,
            None => Try { trouble: Some("the client has no address".to_owned()), ..Try::default() },
        };
        let wait = wait(&push);
        let done = self.world.act(move |tx| {
            pushes::record(tx, id, &came, wait.map(|wait| tx.now + wait))?;
            pushes::find(tx, id)
        });
        let done = done.await;
        drop(way);
        done
    }

    async fn send(&self, push: &Push, url: &str) -> Try {
        let headers = push.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        match self.post(url, headers, &push.body).await {
            Ok(answer) => judge(push, &answer),
            Err(trouble) => Try { trouble: Some(trouble), ..Try::default() },
        }
    }

    async fn post<'h>(
        &self,
        url: &str,
        headers: impl Iterator<Item = (&'h str, &'h str)>,
        body: &str,
    ) -> std::result::Result<Answer, String> {
        let mut request = Request::builder().method(Method::POST).uri(reachable(url)?);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let request =
            request.body(Body::from(body.to_owned())).map_err(|error| error.to_string())?;
        self.ask(request).await
    }

    async fn ask(&self, request: Request<Body>) -> std::result::Result<Answer, String> {
        match tokio::time::timeout(PATIENCE, self.http.send(request)).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(format!("nobody answers there: {error}")),
            Err(_) => Err(format!("no answer within {} seconds", PATIENCE.as_secs())),
        }
    }
}

/// A message on its way; when it is dropped, somebody else may take it.
struct Way {
    id: i64,
    ways: Arc<watch::Sender<BTreeSet<i64>>>,
}

impl Drop for Way {
    fn drop(&mut self) {
        self.ways.send_modify(|ways| {
            ways.remove(&self.id);
        });
    }
}

/// The sandbox is a tool for a demonstration: it must not be made to call anybody outside of this machine.
fn reachable(url: &str) -> std::result::Result<&str, String> {
    let is_plain = Url::parse(url).is_ok_and(|url| url.scheme() == "http");
    let refusal =
        || format!("the sandbox sends to this machine only, and without TLS: not to {url}");
    is_plain.then_some(url).ok_or_else(refusal)
}

/// How long until the next try of a message, in milliseconds; none when the network gives it up.
fn wait(push: &Push) -> Option<i64> {
    let rule = networks::by_slug(&push.network)?.push().filter(|_| !push.forged)?.waits();
    let seconds = rule.get(usize::try_from(push.tries).ok()?)?;
    Some(seconds * crate::world::clock::SECOND)
}

fn judge(push: &Push, answer: &Answer) -> Try {
    let status = answer.status.as_u16();
    let mut came = Try { status: Some(status), ..Try::default() };
    if !answer.status.is_success() {
        came.trouble = Some(format!("answered with status {status}"));
    } else if push.wants_receipt {
        match receipt(&answer.text) {
            Some(receipt) => came.receipt = Some(receipt),
            None => came.trouble = Some(NO_RECEIPT.to_owned()),
        }
    }
    came
}

const NO_RECEIPT: &str = "the answer to a request to delete must be JSON with a url and an alphanumeric confirmation_code";

/// Where a person can look what became of their request, and by which code (Meta, "Data Deletion Request Callback").
fn receipt(text: &str) -> Option<Value> {
    let answer: Value = serde_json::from_str(text).ok()?;
    let (url, code) = (answer["url"].as_str()?, answer["confirmation_code"].as_str()?);
    let is_code = !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let is_url = Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
    (is_code && is_url).then(|| json!({ "url": url, "confirmation_code": code }))
}
