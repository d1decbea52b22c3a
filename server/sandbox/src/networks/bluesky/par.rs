//! Pushed authorization requests (RFC 9126): what a client asks for arrives here first, and the browser brings its name.

use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::NETWORK;
use super::answers::{OAuth, Refusal, finish, kept};
use super::assertion::Credentials;
use super::client::{Auth, Client, split};
use super::dpop::{self, Proof};
use super::fetch;
use crate::call::Call;
use crate::desk::broken;
use crate::random;
use crate::world::Tx;
use crate::world::clock::SECOND;
use crate::world::notes::{self, Book};

pub(super) const REQUESTS: Book = Book { network: NETWORK, kind: "request" };

const LIFETIME: i64 = 300;

const PROMPTS: [&str; 5] = ["none", "login", "consent", "select_account", "create"];

/// A request as it waits for the browser.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Pushed {
    pub(super) client_id: String,
    pub(super) client_name: String,
    pub(super) redirect_uri: String,
    pub(super) state: String,
    pub(super) scopes: Vec<String>,
    pub(super) challenge: String,
    pub(super) login_hint: Option<String>,
    pub(super) prompt: Option<String>,
    /// The key to which tokens will be bound, where it is known already.
    pub(super) jkt: Option<String>,
    pub(super) client_key: Option<String>,
}

pub(super) async fn push(call: Call) -> Response {
    let (nonce, proof) = match dpop::open(&call, "/oauth/par").await {
        Ok(opened) => opened,
        Err(error) => return broken(&error),
    };
    let outcome = match proof {
        Ok(proof) => accept(&call, proof).await,
        Err(refusal) => Err(refusal),
    };
    finish(outcome.map(|body| (StatusCode::CREATED, body)), &nonce)
}

async fn accept(call: &Call, proof: Option<Proof>) -> Result<serde_json::Value, Refusal> {
    let id = call.get("client_id").unwrap_or_default();
    if id.is_empty() {
        return Err(OAuth::request("Validation of \"client_id\" failed: Required").into());
    }
    let client = fetch::client(id).await?;
    let credentials = Credentials::of(call);
    let wish = Wish::of(call);
    call.world
        .act(move |tx| {
            kept(credentials.check(tx, &client, proof.as_ref()).and_then(|client_key| {
                let pushed = wish.check(&client, proof, client_key)?;
                write(tx, &pushed)
            }))
        })
        .await?
}

fn write(tx: &Tx<'_>, pushed: &Pushed) -> Result<serde_json::Value, Refusal> {
    let uri = format!("urn:ietf:params:oauth:request_uri:req-{}", random::token(16));
    notes::put(tx, REQUESTS, &uri, pushed, tx.now + LIFETIME * SECOND)?;
    Ok(json!({ "request_uri": uri, "expires_in": LIFETIME }))
}

/// The request as it was posted.
struct Wish {
    response_type: String,
    response_mode: Option<String>,
    redirect_uri: String,
    state: Option<String>,
    scope: Option<String>,
    challenge: Option<String>,
    method: Option<String>,
    login_hint: Option<String>,
    prompt: Option<String>,
    jkt: Option<String>,
    unsupported: Option<&'static str>,
}

impl Wish {
    fn of(call: &Call) -> Self {
        let given = |name: &str| call.get(name).filter(|text| !text.is_empty()).map(str::to_owned);
        let unsupported = ["request", "request_uri", "claims", "id_token_hint", "nonce"];
        Self {
            response_type: given("response_type").unwrap_or_default(),
            response_mode: given("response_mode"),
            redirect_uri: given("redirect_uri").unwrap_or_default(),
            state: given("state"),
            scope: given("scope"),
            challenge: given("code_challenge"),
            method: given("code_challenge_method"),
            login_hint: given("login_hint"),
            prompt: given("prompt"),
            jkt: given("dpop_jkt"),
            unsupported: unsupported.into_iter().find(|name| call.get(name).is_some()),
        }
    }

    fn check(
        self,
        client: &Client,
        proof: Option<Proof>,
        client_key: Option<String>,
    ) -> Result<Pushed, OAuth> {
        let wrong = |words: &str| Err(OAuth::request(words));
        if let Some(name) = self.unsupported {
            return wrong(&format!("Unsupported \"{name}\" parameter"));
        }
        if self.response_type != "code" {
            return Err(OAuth::response_type(&self.response_type));
        }
        if self.response_mode.is_some_and(|mode| mode != "query") {
            return wrong("The sandbox answers in the query only");
        }
        if !client.allows(&self.redirect_uri) {
            return wrong(&format!("Invalid redirect_uri {}", self.redirect_uri));
        }
        let Some(state) = self.state else { return wrong("Missing \"state\"") };
        let scopes = split(self.scope.as_deref().unwrap_or_default());
        if let Some(scope) = scopes.iter().find(|scope| !client.scopes.contains(scope)) {
            let words = format!("Scope \"{scope}\" is not declared in the client metadata");
            return Err(OAuth::scope(words));
        }
        if !scopes.iter().any(|scope| scope == "atproto") {
            return Err(OAuth::scope("The \"atproto\" scope is required"));
        }
        let Some(challenge) = self.challenge else { return wrong("Use of PKCE is required") };
        if self.method.as_deref() != Some("S256") {
            return wrong("atproto requires use of \"S256\" code_challenge_method");
        }
        if let Some(prompt) = self.prompt.as_ref().filter(|it| !PROMPTS.contains(&it.as_str())) {
            return wrong(&format!("Invalid prompt \"{prompt}\""));
        }
        if self.prompt.as_deref() == Some("none") && matches!(client.auth, Auth::Public) {
            return Err(OAuth::silent());
        }
        let login_hint = self.login_hint.map(|hint| hint.to_lowercase());
        if let Some(hint) = login_hint.as_ref().filter(|hint| !is_identifier(hint)) {
            return wrong(&format!("Invalid login_hint \"{hint}\""));
        }
        let proven = proof.map(|proof| proof.jkt);
        if self.jkt.is_some() && proven.is_some() && self.jkt != proven {
            return Err(OAuth::token("Invalid DPoP key binding"));
        }
        Ok(Pushed {
            client_id: client.id.clone(),
            client_name: client.name.clone(),
            redirect_uri: self.redirect_uri,
            state,
            scopes,
            challenge,
            login_hint,
            prompt: self.prompt,
            jkt: self.jkt.or(proven),
            client_key,
        })
    }
}

/// A handle or a DID.
fn is_identifier(text: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty() && label.chars().all(|it| it.is_ascii_alphanumeric() || it == '-')
    };
    let did = text.strip_prefix("did:plc:").or_else(|| text.strip_prefix("did:web:"));
    did.is_some_and(|rest| !rest.is_empty()) || (text.contains('.') && text.split('.').all(label))
}
