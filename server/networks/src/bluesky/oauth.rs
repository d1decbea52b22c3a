//! Leaving for a server, coming back with a code, and living on from there.

use domain::{
    cause::Cause,
    grant::Grant,
    time::{Span, Timestamp},
    verdict::Verdict,
};
use engine::{
    ports::networks::{
        Answer, Arrival, AuthorizeRequest, Departure, Granted, NoDeparture, Renewed, Who,
    },
    vault::{Token, Tokens},
};
use http::StatusCode;
use serde::Deserialize as _;
use serde_json::Value;
use url::Url;

use super::{
    Bluesky, SCOPES, address,
    address::Typed,
    discovery::Missing,
    errors::token_verdict,
    key::{self, Key},
    session::{self, Account, Bond, Memo, Session},
};
use crate::{
    call::{self, went_well},
    http::{Failure, HttpAnswer},
    oauth::{Life, TokenAnswer},
};

/// How long a session lasts, and with it every refresh token, for the client for development. For others it has no end
/// that is known: the reference server's is two years, and three months without a renewal.
const DEVELOPMENT: Span = Span::days(14);

/// RFC 7523, section 2.2.
const ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

impl Bluesky {
    pub(super) async fn depart(
        &self,
        request: &AuthorizeRequest<'_>,
    ) -> Result<Departure, NoDeparture> {
        let typed = match request.expected {
            Some(expected) => address::did(&expected.subject).map(|it| Typed::Did(it.to_owned())),
            None => request.typed.and_then(address::typed),
        };
        let typed = typed.ok_or(NoDeparture::NotFound)?;
        let ours = |code: &str| NoDeparture::Refused(Verdict::Ours { code: code.into() });
        let verifier = request.verifier.ok_or_else(|| ours("no_verifier"))?;
        let found = self.discovery.find(&typed).await?;

        let presence = self.client.presence(request.redirect_uri);
        let mut bond = Bond {
            client_id: presence.client_id,
            key_id: None,
            issuer: found.server.issuer.clone(),
            token_endpoint: found.server.token,
            revocation_endpoint: found.server.revoke,
            key: Key::fresh(&*self.prover.tools.random).text(),
        };
        let (challenge, scope) = (key::digest(verifier.expose()), SCOPES.join(" "));
        let mut form = vec![
            ("response_type", "code"),
            ("redirect_uri", &presence.redirect_uri),
            ("scope", &scope),
            ("state", request.state.expose()),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        // As it was typed, where it was: people know their handle and not their DID.
        if let (Some(_), Typed::Name(hint) | Typed::Did(hint)) = (&found.account, &typed) {
            form.push(("login_hint", hint));
        }
        if request.who == Who::AnotherAccount {
            form.push(("prompt", "login"));
        }
        let request_uri =
            self.push(&found.server.push, &mut bond, &form).await.map_err(NoDeparture::Refused)?;

        let mut location = found.server.authorize;
        location
            .query_pairs_mut()
            .append_pair("client_id", &bond.client_id)
            .append_pair("request_uri", &request_uri);
        Ok(Departure {
            location: location.into(),
            issuer: found.server.issuer,
            memo: Some(session::pack(&Memo { account: found.account, bond })),
        })
    }

    /// Leaves the request with the server. Servers keep our keys for some time, the reference server for ten minutes: one
    /// that has not seen the newest yet takes the one before.
    async fn push(&self, url: &Url, bond: &mut Bond, form: &[(&str, &str)]) -> Answer<String> {
        let mut outcome = Err(Verdict::Unavailable);
        for key_id in self.client.key_ids() {
            bond.key_id = key_id;
            outcome = pushed(&self.ask(url, bond, form).await?);
            if !matches!(&outcome, Err(Verdict::Ours { code }) if code == "invalid_client") {
                break;
            }
        }
        outcome
    }

    pub(super) async fn arrive(&self, arrival: &Arrival<'_>) -> Answer<Granted> {
        let ours = |code: &str| Verdict::Ours { code: code.into() };
        let memo = arrival.memo.and_then(session::unpack::<Memo>);
        let Memo { account, bond } = memo.ok_or_else(|| ours("no_memo"))?;
        let verifier = arrival.verifier.ok_or_else(|| ours("no_verifier"))?;
        let redirect_uri = self.client.presence(arrival.redirect_uri).redirect_uri;
        let form = [
            ("grant_type", "authorization_code"),
            ("code", arrival.code.expose()),
            ("redirect_uri", &redirect_uri),
            ("code_verifier", verifier.expose()),
        ];
        let answer = self.ask(&bond.token_endpoint, &bond, &form).await?;
        let (tokens, subject) = read(&answer)?.ok_or(Verdict::Unavailable)?;
        let account = match account {
            Some(account) if account.did == subject => account,
            _ => self.account_of(&subject, &bond.issuer).await?,
        };
        let granted = tokens.granted(&self.life(), None, arrival.now);
        // Without it the tokens are of another profile of OAuth, and open nothing here.
        if !granted.grant.scopes.iter().any(|scope| scope == SCOPES[0]) {
            let missing = vec![SCOPES[0].to_owned()];
            return Err(Verdict::Dead(Cause::PermissionLost { missing }));
        }
        Ok(bound(granted, &account, &bond))
    }

    /// The account that a server says has logged in, if that server is the one to say so. Anybody can run a server that names
    /// other people's accounts.
    async fn account_of(&self, did: &str, issuer: &str) -> Answer<Account> {
        let foreign = || Verdict::Dead(Cause::Unrecognised { code: "foreign_subject".into() });
        let found = self.discovery.by_did(did, None).await.map_err(|missing| match missing {
            Missing::Nothing => foreign(),
            Missing::Unreached => Verdict::Unavailable,
            Missing::Trouble(verdict) => verdict,
        })?;
        found.account.filter(|_| found.server.issuer == issuer).ok_or_else(foreign)
    }

    pub(super) async fn prolong(&self, refresh: &Token, grant: &Grant, now: Timestamp) -> Renewed {
        let Some(session) = session::unpack::<Session>(refresh) else {
            return Renewed::NotSpent(Verdict::Ours { code: "unreadable_token".into() });
        };
        let Session { token, account, bond } = session;
        let form = [("grant_type", "refresh_token"), ("refresh_token", token.as_str())];
        let answer = match self.ask(&bond.token_endpoint, &bond, &form).await {
            Ok(answer) => answer,
            Err(Failure::NeverSent) => return Renewed::NotSpent(Verdict::Unavailable),
            Err(Failure::Lost) => return Renewed::Unknown,
        };
        match read(&answer) {
            Ok(Some((tokens, subject))) if subject == account.did => {
                let granted = tokens.granted(&self.life(), Some(grant), now);
                Renewed::Granted(bound(granted, &account, &bond))
            }
            Ok(_) => Renewed::Unknown,
            Err(verdict) => Renewed::NotSpent(verdict),
        }
    }

    /// Ends the session, whichever of its tokens is named.
    pub(super) async fn forget(&self, token: &Token) -> Answer<()> {
        let ours = |code: &str| Verdict::Ours { code: code.into() };
        let Session { token, bond, .. } =
            session::unpack(token).ok_or_else(|| ours("unreadable_token"))?;
        let url = bond.revocation_endpoint.as_ref().ok_or_else(|| ours("no_revocation"))?;
        went_well(&self.ask(url, &bond, &[("token", &token)]).await?, token_verdict)
    }

    /// Asks an authorization server, as the client the bond was made by.
    async fn ask(
        &self,
        url: &Url,
        bond: &Bond,
        form: &[(&str, &str)],
    ) -> Result<HttpAnswer, Failure> {
        let key = Key::read(&bond.key).ok_or(Failure::NeverSent)?;
        let build = || {
            let mut form = form.to_vec();
            form.push(("client_id", &bond.client_id));
            let assertion = bond.key_id.as_ref().and_then(|key_id| {
                let tools = &self.prover.tools;
                let now = tools.clock.now();
                let random = &*tools.random;
                self.client.assertion(&bond.client_id, key_id, &bond.issuer, now, random)
            });
            if let Some(assertion) = &assertion {
                form.extend([
                    ("client_assertion_type", ASSERTION),
                    ("client_assertion", assertion),
                ]);
            }
            self.prover.http.post(url.clone()).form(&form)
        };
        self.prover.send(&key, None, &build).await
    }

    const fn life(&self) -> Life {
        let refresh = if self.client.is_for_development() { Some(DEVELOPMENT) } else { None };
        Life { access: None, refresh, scopes: &[] }
    }
}

/// Where the server keeps the request that was pushed.
fn pushed(answer: &HttpAnswer) -> Answer<String> {
    let body = call::read(answer, token_verdict)?;
    body["request_uri"].as_str().map(ToOwned::to_owned).ok_or(Verdict::Unavailable)
}

/// The tokens an answer brings, and whose they are; `None` where it says to bring some and cannot be read.
fn read(answer: &HttpAnswer) -> Answer<Option<(TokenAnswer, String)>> {
    if !answer.status.is_success() {
        return Err(answer.means(token_verdict));
    }
    let Ok(body) = serde_json::from_slice::<Value>(&answer.body) else {
        return Ok(None);
    };
    let subject = body["sub"].as_str().and_then(address::did).map(ToOwned::to_owned);
    let bound = body["token_type"].as_str().is_some_and(|kind| kind.eq_ignore_ascii_case("dpop"));
    let tokens = TokenAnswer::deserialize(&body).ok();
    Ok(tokens.zip(subject).filter(|_| bound && answer.status == StatusCode::OK))
}

/// Tokens that know what they belong to.
fn bound(granted: Granted, account: &Account, bond: &Bond) -> Granted {
    let pack = |token: &Token| {
        let token = token.expose().to_owned();
        session::pack(&Session { token, account: account.clone(), bond: bond.clone() })
    };
    let Tokens { access, refresh } = &granted.tokens;
    let tokens = Tokens { access: pack(access), refresh: refresh.as_ref().map(pack) };
    Granted { tokens, ..granted }
}
