//! The port's verbs at a simulated network.

use async_trait::async_trait;
use domain::{
    cause::Cause,
    grant::Grant,
    network::Network,
    profile::Identity,
    time::{Span, Timestamp},
    verdict::Verdict,
};
use engine::{
    ports::networks::{
        Adapter, Answer, Arrival, AuthorizeRequest, ChannelAccess, Comment, Covered, DayRange,
        Departure, Figure, Granted, Heard, NewPost, NoDeparture, PostRefusal, Published,
        PushAnswer, PushMessage, ReadBack, RemoteChannel, RemotePost, Renewed, ReplyTo, SentPost,
        Signal, Tested, Unheard, Ways,
    },
    vault::{Token, Tokens},
};

use super::{
    NoAnswer, SimAdapter, kinds,
    kinds::Kind,
    numbers,
    truth::{Fact, Fresh},
    wall::Put,
};
use crate::{Mutant, process::Weight};

#[async_trait]
impl Adapter for SimAdapter {
    fn ways(&self) -> Ways {
        kinds::ways(self.network)
    }

    async fn authorize(&self, request: &AuthorizeRequest<'_>) -> Result<Departure, NoDeparture> {
        let issuer = match (request.expected, request.typed) {
            (Some(expected), _) => expected.issuer.clone(),
            (None, Some(typed)) => typed.to_owned(),
            (None, None) => self.network.slug().to_owned(),
        };
        Ok(Departure { location: request.state.expose().to_owned(), issuer, memo: None })
    }

    async fn exchange(&self, arrival: &Arrival<'_>) -> Answer<Granted> {
        let code = arrival.code.expose().to_owned();
        let fresh = self.call("exchange", Weight::Heavy, |truth, now| {
            let person = truth.codes.remove(&code)?;
            Some(truth.log_in(person, now))
        });
        let fresh = self.back(fresh.await, Weight::Heavy).await?;
        let used = || Verdict::Dead(Cause::Unrecognised { code: "invalid_grant".to_owned() });
        fresh.map(|fresh| self.granted(fresh, arrival.now)).ok_or_else(used)
    }

    async fn identify(&self, access: &Token) -> Answer<Identity> {
        let token = access.expose().to_owned();
        let identity = self.call("identify", Weight::Light, |truth, now| {
            let refusal = truth.refusal(&token, now);
            let person = truth.person_of(&token).map(|(_, person)| person.identity.clone());
            person.filter(|_| refusal.is_none()).ok_or(refusal)
        });
        let identity = self.back(identity.await, Weight::Light).await?;
        identity.map_err(|refusal| Verdict::Dead(refusal.unwrap_or(Cause::Expired)))
    }

    async fn channels(&self, access: &Token, known: &[String]) -> Answer<Covered> {
        let token = access.expose().to_owned();
        let kind = kinds::kind(self.network);
        let covered = self.call("channels", Weight::Light, |truth, now| {
            if let Some(cause) = truth.refusal(&token, now) {
                return Err(cause);
            }
            let grant = truth.fact(&token).map(Fact::grant).unwrap_or_default();
            let person = truth.person_of(&token).map(|(_, person)| person);
            let channels = person.map(|person| person.channels.iter()).into_iter().flatten();
            let (covered, lost): (Vec<_>, Vec<_>) = channels.partition(|channel| channel.has_role);
            let ids = |channels: Vec<&super::truth::Channel>| -> Vec<_> {
                channels.into_iter().map(|channel| channel.remote_id.clone()).collect()
            };
            let (covered, lost) = (ids(covered), ids(lost));
            let missing = if kind == Kind::Pages { Cause::NotGranted } else { Cause::RoleLost };
            let missing = Verdict::Dead(missing);
            let channels = covered.into_iter().map(|remote_id| RemoteChannel {
                token: (kind == Kind::Pages)
                    .then(|| Token::new(truth.channel_token(grant, &remote_id))),
                name: remote_id.clone(),
                remote_id,
                avatar: None,
            });
            let channels = channels.collect();
            let lost = lost.into_iter().filter(|id| known.contains(id));
            Ok(Covered { channels, missing: lost.map(|id| (id, missing.clone())).collect() })
        });
        let covered = self.back(covered.await, Weight::Light).await?;
        covered.map_err(Verdict::Dead)
    }

    async fn test(&self, channel: &ChannelAccess<'_>) -> Tested {
        let (token, remote_id) = (channel.token.expose().to_owned(), channel.remote_id.to_owned());
        let tested = self.call(format!("test {token}"), Weight::Light, |truth, now| {
            truth.refusal_at(&token, &remote_id, now).map_or(Verdict::Alive, Verdict::Dead)
        });
        let tested = self.back(tested.await, Weight::Light).await;
        Tested::all(&tested.unwrap_or_else(|verdict| verdict))
    }

    async fn probe(&self, access: &Token, grant: &Grant) -> Answer<Grant> {
        let token = access.expose().to_owned();
        let refusal = self
            .call(format!("probe {token}"), Weight::Light, |truth, now| truth.refusal(&token, now));
        match self.back(refusal.await, Weight::Light).await? {
            None => Ok(grant.clone()),
            Some(cause) => Err(Verdict::Dead(cause)),
        }
    }

    async fn renew(&self, refresh: &Token, _: &Grant, now: Timestamp) -> Renewed {
        let life = &self.life;
        let world = &life.world;
        let is_strict = kinds::kind(self.network) == Kind::Strict;
        let (token, digest) = (refresh.expose().to_owned(), refresh.digest().0);
        life.pass(Weight::Heavy).await;
        self.send_once(&token, is_strict.then_some(digest));
        let fresh = self.send(format!("renew {token}"), |truth, now| {
            let refusal = truth.refusal(&token, now);
            let Some(cause) = refusal else {
                return Ok(truth.renew(&token, now));
            };
            if let Some(Fact::Refresh { grant, spent: true }) = truth.fact(&token).cloned() {
                // Sent again: the network takes it for stolen.
                let cause = Cause::Unrecognised { code: "replayed".to_owned() };
                truth.end(grant, &cause, now);
            }
            Err(cause)
        });
        let fresh = fresh.await;
        let is_spent = is_strict
            && matches!(world.truth().fact(&token), Some(Fact::Refresh { spent: true, .. }));
        {
            let mut book = world.book();
            book.under_way.remove(&token);
            if is_spent {
                book.sent.insert(digest, true);
            }
        }
        life.pass(Weight::Heavy).await;
        match fresh {
            Ok(Ok(Some(fresh))) => Renewed::Granted(self.granted(fresh, now)),
            Ok(Ok(None)) => Renewed::NotSpent(Verdict::Unavailable),
            Ok(Err(cause)) => Renewed::NotSpent(Verdict::Dead(cause)),
            Err(NoAnswer::Unknown) => Renewed::Unknown,
            Err(otherwise) => Renewed::NotSpent(otherwise.verdict()),
        }
    }

    async fn revoke(&self, tokens: &Tokens, _: &str) -> Answer<()> {
        let token = tokens.access.expose().to_owned();
        let ways = kinds::ways(self.network);
        let revoked = self.call("revoke", Weight::Light, |truth, now| {
            let Some(grant) = truth.fact(&token).map(Fact::grant) else { return };
            if ways.revoking == engine::ports::networks::Revoking::WholePerson {
                truth.end_all(truth.grants[grant].person, &Cause::AppRemoved, now);
            } else {
                truth.end(grant, &Cause::AppRemoved, now);
            }
        });
        self.back(revoked.await, Weight::Light).await
    }

    async fn publish(&self, channel: &ChannelAccess<'_>, post: &NewPost<'_>) -> Published {
        let (token, remote_id) = (channel.token.expose().to_owned(), channel.remote_id.to_owned());
        let (key, text) = (post.key.to_owned(), post.text.to_owned());
        let network = self.network;
        let put = self.call(format!("publish {key}"), Weight::Heavy, |truth, now| {
            match truth.refusal_at(&token, &remote_id, now) {
                None => Ok(truth.wall.put(network, &remote_id, &key, &text, now)),
                Some(cause) => Err(cause),
            }
        });
        let put = put.await;
        self.judge_wall(&remote_id, &key);
        self.life.pass(Weight::Heavy).await;
        match put {
            Ok(Ok(Put::Shown(remote_id) | Put::Known(remote_id))) => {
                Published::Done(RemotePost { remote_id, link: None })
            }
            Ok(Ok(Put::Unwanted)) => {
                let (code, says) = ("unwanted".to_owned(), "Not here.".to_owned());
                Published::Refused(PostRefusal::Content { code, says })
            }
            Ok(Err(cause)) => Published::Refused(PostRefusal::Channel(Verdict::Dead(cause))),
            Err(NoAnswer::Unknown) => Published::Unknown,
            Err(otherwise) => Published::Refused(PostRefusal::Channel(otherwise.verdict())),
        }
    }

    async fn read_back(
        &self,
        channel: &ChannelAccess<'_>,
        sent: &SentPost<'_>,
    ) -> Answer<ReadBack> {
        let (token, remote_id) = (channel.token.expose().to_owned(), channel.remote_id.to_owned());
        let (text, since, network) = (sent.post.text.to_owned(), sent.since, self.network);
        let read =
            self.call(format!("read back {}", sent.post.key), Weight::Light, |truth, now| {
                match truth.refusal_at(&token, &remote_id, now) {
                    None => Ok(truth.wall.read_back(network, &remote_id, &text, since)),
                    Some(cause) => Err(cause),
                }
            });
        let read = self.back(read.await, Weight::Light).await?;
        if self.life.world.mutant == Some(Mutant::ReadsBackNothing) {
            return Ok(ReadBack::NotThere);
        }
        read.map_err(Verdict::Dead)
    }

    async fn reply(
        &self,
        channel: &ChannelAccess<'_>,
        to: &ReplyTo<'_>,
        text: &str,
        key: &str,
        _: Timestamp,
    ) -> Published {
        let (token, remote_id) = (channel.token.expose().to_owned(), channel.remote_id.to_owned());
        let (network, below) = (self.network, (to.post, to.comment));
        let said = self.call(format!("reply {key}"), Weight::Heavy, |truth, now| {
            match truth.refusal_at(&token, &remote_id, now) {
                None => Ok(truth.crowd.answer(network, &remote_id, below, (key, text), now)),
                Some(cause) => Err(cause),
            }
        });
        let said = said.await;
        self.judge_crowd(&remote_id, key);
        self.life.pass(Weight::Heavy).await;
        match said {
            Ok(Ok(remote_id)) => Published::Done(RemotePost { remote_id, link: None }),
            Ok(Err(cause)) => Published::Refused(PostRefusal::Channel(Verdict::Dead(cause))),
            Err(NoAnswer::Unknown) => Published::Unknown,
            Err(otherwise) => Published::Refused(PostRefusal::Channel(otherwise.verdict())),
        }
    }

    async fn comments(
        &self,
        channel: &ChannelAccess<'_>,
        since: Timestamp,
    ) -> Answer<Vec<Comment>> {
        let (token, remote_id) = (channel.token.expose().to_owned(), channel.remote_id.to_owned());
        let network = self.network;
        let forgets = self.life.world.mutant == Some(Mutant::ForgetsGaps);
        let told = self.call(format!("comments {remote_id}"), Weight::Light, |truth, now| {
            match truth.refusal_at(&token, &remote_id, now) {
                None => {
                    let since =
                        if forgets { since.max(now.before(Span::minutes(15))) } else { since };
                    Ok(truth.crowd.since(network, &remote_id, since, now))
                }
                Some(cause) => Err(cause),
            }
        });
        self.back(told.await, Weight::Light).await?.map_err(Verdict::Dead)
    }

    async fn statistics(
        &self,
        channel: &ChannelAccess<'_>,
        range: &DayRange,
    ) -> Answer<Vec<Figure>> {
        let (token, remote_id) = (channel.token.expose().to_owned(), channel.remote_id.to_owned());
        let told = self.call(format!("statistics {remote_id}"), Weight::Light, |truth, now| {
            match truth.refusal_at(&token, &remote_id, now) {
                None => Ok(numbers::told(&remote_id, range, now)),
                Some(cause) => Err(cause),
            }
        });
        self.back(told.await, Weight::Light).await?.map_err(Verdict::Dead)
    }

    async fn hear(&self, message: &PushMessage<'_>) -> Result<Heard, Unheard> {
        let text = std::str::from_utf8(message.body).map_err(|_| Unheard::Malformed)?;
        let mut parts = text.split('|').map(str::to_owned);
        let (Some(id), Some(issuer), Some(subject)) = (parts.next(), parts.next(), parts.next())
        else {
            return Err(Unheard::Malformed);
        };
        let cause = Cause::AppRemoved;
        Ok(Heard {
            answer: PushAnswer { status: 200, content_type: "text/plain", body: String::new() },
            signals: vec![Signal { id, issuer, subject, cause, at: message.now }],
        })
    }
}

impl SimAdapter {
    /// The answer reaches the process, unless that died meanwhile.
    async fn back<T>(&self, answer: Result<T, NoAnswer>, weight: Weight) -> Answer<T> {
        self.life.pass(weight).await;
        if self.life.world.mutant == Some(Mutant::BelievesNoise)
            && answer.as_ref().err() == Some(&NoAnswer::Unknown)
        {
            return Err(Verdict::Dead(Cause::LoggedOut));
        }
        answer.map_err(NoAnswer::verdict)
    }

    /// Whether a post stands there more than once by now.
    fn judge_wall(&self, channel: &str, key: &str) {
        let world = &self.life.world;
        let shown =
            world.truth().wall.of(self.network, channel).iter().filter(|it| it.key == key).count();
        if shown > 1 {
            world.violated(12, format!("{key} is {shown} times on {channel} of {}", self.network));
        }
    }

    /// Whether an answer stands there more than once by now.
    fn judge_crowd(&self, channel: &str, key: &str) {
        let world = &self.life.world;
        let shown = world.truth().crowd.answers(self.network, channel, key).count();
        if shown > 1 {
            world.violated(16, format!("{key} is {shown} times on {channel} of {}", self.network));
        }
    }

    fn granted(&self, fresh: Fresh, now: Timestamp) -> Granted {
        let grant = self.facts(&fresh, now);
        let refresh = fresh.refresh.map(Token::new);
        Granted { tokens: Tokens { access: Token::new(fresh.access), refresh }, grant }
    }

    /// Writes down that a token is on its way, and judges whether it may be.
    fn send_once(&self, token: &str, single_use: Option<[u8; 32]>) {
        let (life, network): (_, Network) = (&self.life, self.network);
        let mut book = life.world.book();
        book.counts.renewals += 1;
        let is_first = book.under_way.insert(token.to_owned());
        let again = single_use.is_some_and(|digest| book.sent.insert(digest, false) == Some(true));
        drop(book);
        if !is_first {
            life.world
                .violated(6, format!("{life} sends {token} to {network} while it is on its way"));
        }
        if again {
            life.world.violated(1, format!("{life} sends {token} to {network} once more"));
        }
    }
}
