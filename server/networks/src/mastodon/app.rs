//! Our registration at each server: made when somebody first comes from there, remembered, and made again when the server
//! has forgotten it. Servers before 4.3 forget apps that nobody uses.

use domain::{network::Network, verdict::Verdict};
use engine::{
    ports::networks::{Answer, Memory, NoDeparture},
    vault::Token,
};
use http::StatusCode;
use serde::{Deserialize, Serialize};

use super::{
    Mastodon, SCOPES,
    server::{Server, credentials},
    token_verdict,
};
use crate::{
    http::Failure,
    json,
    oauth::{NoTokens, OAuth},
};

/// What people read at the server when they are asked to agree.
const NAME: &str = "Relink";

/// A scope that every registration of ours has, to try it with. Without one a server assumes `read`, which none has.
const TRIED_WITH: &str = SCOPES[0];

/// Longer than any client id or secret a server gives.
const LONGEST_CREDENTIAL: usize = 512;

/// A registration.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct App {
    pub(super) server: String,
    pub(super) client_id: String,
    pub(super) client_secret: String,
    pub(super) redirect_uri: String,
    pub(super) scopes: String,
}

impl App {
    pub(super) fn sealed(&self) -> Option<Token> {
        serde_json::to_string(self).ok().map(Token::new)
    }

    pub(super) fn opened(token: &Token) -> Option<Self> {
        serde_json::from_str(token.expose()).ok()
    }

    /// OAuth as this app.
    pub(super) fn oauth(&self, mastodon: &Mastodon) -> Option<OAuth> {
        let endpoints = Server::named(&self.server)?.endpoints()?;
        let credentials = credentials(&self.client_id, &self.client_secret);
        Some(OAuth::new(&credentials, &endpoints, mastodon.http.clone(), token_verdict))
    }
}

/// Our registration at `server`: the remembered one if it still serves, else a new one. `known` says that somebody did come
/// from there before: then silence is trouble, not a wrong name.
pub(super) async fn at(
    mastodon: &Mastodon,
    server: &Server,
    redirect_uri: &str,
    known: bool,
) -> Result<App, NoDeparture> {
    let (origin, redirect_uri) = (server.origin(), server.redirect_uri(redirect_uri));
    let kept = remembered(&*mastodon.memory, &origin)
        .await
        .filter(|app| app.redirect_uri == redirect_uri && app.scopes == SCOPES.join(" "));
    if let Some(app) = kept
        && serves(mastodon, &app).await.map_err(NoDeparture::Refused)?
    {
        return Ok(app);
    }
    let app = register(mastodon, server, redirect_uri, known).await?;
    // Not to be remembered costs one more registration, next time.
    if let Some(sealed) = app.sealed() {
        _ = mastodon.memory.keep(Network::Mastodon, &origin, &sealed).await;
    }
    Ok(app)
}

async fn remembered(memory: &dyn Memory, origin: &str) -> Option<App> {
    let kept = memory.recall(Network::Mastodon, origin).await.ok()??;
    App::opened(&kept).filter(|app| app.server == origin)
}

/// Whether the server still takes the registration.
async fn serves(mastodon: &Mastodon, app: &App) -> Answer<bool> {
    let Some(oauth) = app.oauth(mastodon) else {
        return Ok(false);
    };
    match oauth.app_token(TRIED_WITH).await {
        Ok(_) => Ok(true),
        Err(NoTokens::Refused(Verdict::Ours { .. } | Verdict::Dead(_))) => Ok(false),
        Err(NoTokens::Refused(verdict)) => Err(verdict),
        Err(NoTokens::Unknown) => Err(Verdict::Unavailable),
    }
}

async fn register(
    mastodon: &Mastodon,
    server: &Server,
    redirect_uri: String,
    known: bool,
) -> Result<App, NoDeparture> {
    let nobody = || {
        if known { NoDeparture::Refused(Verdict::Unavailable) } else { NoDeparture::NotFound }
    };
    let scopes = SCOPES.join(" ");
    let request = mastodon.http.post(server.at(&["api", "v1", "apps"])).form(&[
        ("client_name", NAME),
        ("redirect_uris", &redirect_uri),
        ("scopes", &scopes),
        ("website", &mastodon.public_url),
    ]);
    let answer = match mastodon.http.send(request).await {
        Ok(answer) => answer,
        Err(Failure::NeverSent) => return Err(nobody()),
        Err(Failure::Lost) => return Err(NoDeparture::Refused(Verdict::Unavailable)),
    };
    match answer.means(token_verdict) {
        Verdict::Alive => {}
        limited @ Verdict::Limited { .. } => return Err(NoDeparture::Refused(limited)),
        _ if answer.status.is_server_error() => {
            return Err(NoDeparture::Refused(Verdict::Unavailable));
        }
        // It speaks our language, and does not want us.
        _ if answer.status == StatusCode::UNPROCESSABLE_ENTITY
            || answer.status == StatusCode::FORBIDDEN =>
        {
            let code = format!("apps/{}", answer.status.as_u16());
            return Err(NoDeparture::Refused(Verdict::Ours { code }));
        }
        _ => return Err(nobody()),
    }
    let body = answer.json();
    let credential = |name: &str| {
        json::secret(&body[name])
            .map(|secret| secret.expose().to_owned())
            .filter(|text| text.len() <= LONGEST_CREDENTIAL)
    };
    match (credential("client_id"), credential("client_secret")) {
        (Some(client_id), Some(client_secret)) => {
            Ok(App { server: server.origin(), client_id, client_secret, redirect_uri, scopes })
        }
        _ => Err(nobody()),
    }
}
