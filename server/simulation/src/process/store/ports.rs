//! The rest of the port. Only where a reconnect lands could a death tear something apart in a way of its own.

use async_trait::async_trait;
use domain::{
    account::Viewer,
    authorization::Authorization,
    channel::LinkedChannel,
    event::EventId,
    id::{
        ApiKeyId, AuthorizationId, ChannelId, LetterId, LinkId, PersonId, ProfileId, WorkspaceId,
    },
    network::Network,
    outcome::{Outcome, Refusal},
    profile::Profile,
    standing::Standing,
    time::Timestamp,
    verdict::Verdict,
    walk::{self, Passed},
};
use engine::{
    ports::store::{
        Accounts, ApiKeys, Asks, Audits, Authorizations, Channels, Events, Forecasts, Histories,
        Letters, Links, Profiles, Secrets, Servers, Signals, Stored, Walks,
        accounts::{
            AccountCreated, Attempt, AttemptLimit, AuditEntry, Credentials, NewAccount, NewSession,
        },
        api_keys::{ApiKey, KeyUse, NewApiKey, NewRequest, OpenKey, RequestBegan, RequestEnded},
        asks::{Ask, NewAsk},
        audits::{AuditQuery, Head, Logged, Shown},
        authorizations::{Landing, NewAuthorization, Taken, Taking},
        channels::{HeldChannel, NewFirst},
        events::EventsRead,
        forecasts::{Foreseen, NewFeed},
        histories::{History, Noted, RenewalCount},
        letters::{LetterShown, NewLetter, Posted, Settled},
        links::{DueReminder, LinkMark, LinkShown, NewLink, Reminding},
        profiles::{ProfileList, ProfileQuery},
        secrets::{Resealed, SealedAt, Walk},
        signals::TakenSignal,
    },
    vault::{Sealed, TokenDigest},
};
use tokio::sync::broadcast;

use super::{Door, Weight, light};
use crate::store::Key;

#[async_trait]
impl ApiKeys for Door {
    async fn add_api_key(&self, new: &NewApiKey) -> Stored<()> {
        light!(self.add_api_key(new))
    }

    async fn api_keys(&self, home: WorkspaceId) -> Stored<Vec<ApiKey>> {
        light!(self.api_keys(home))
    }

    async fn remove_api_key(
        &self,
        home: WorkspaceId,
        key: ApiKeyId,
        audit: &AuditEntry,
    ) -> Stored<bool> {
        light!(self.remove_api_key(home, key, audit))
    }

    async fn find_api_key(
        &self,
        digest: TokenDigest,
        from: &str,
        day: Timestamp,
        now: Timestamp,
    ) -> Stored<Option<OpenKey>> {
        light!(self.find_api_key(digest, from, day, now))
    }

    async fn note_key_use(&self, used: &KeyUse) -> Stored<()> {
        light!(self.note_key_use(used))
    }

    async fn begin_request(&self, new: &NewRequest) -> Stored<Option<RequestBegan>> {
        light!(self.begin_request(new))
    }

    async fn end_request(&self, ended: &RequestEnded) -> Stored<()> {
        light!(self.end_request(ended))
    }
}

#[async_trait]
impl Asks for Door {
    async fn ask(&self, ask: &NewAsk) -> Stored<bool> {
        light!(self.ask(ask))
    }

    async fn asks(&self, home: WorkspaceId) -> Stored<Vec<Ask>> {
        light!(self.asks(home))
    }
}

#[async_trait]
impl Audits for Door {
    async fn audit_log(&self, home: WorkspaceId, query: &AuditQuery) -> Stored<Vec<Shown>> {
        light!(self.audit_log(home, query))
    }

    async fn audit_chain(
        &self,
        chain: Option<WorkspaceId>,
        after: u64,
        limit: u32,
    ) -> Stored<Vec<Logged>> {
        light!(self.audit_chain(chain, after, limit))
    }

    async fn audit_head(&self, chain: Option<WorkspaceId>) -> Stored<Option<Head>> {
        light!(self.audit_head(chain))
    }

    async fn audit_chains(&self) -> Stored<Vec<Option<WorkspaceId>>> {
        light!(self.audit_chains())
    }

    async fn audited_people(&self, home: WorkspaceId) -> Stored<Vec<(PersonId, String)>> {
        light!(self.audited_people(home))
    }
}

#[async_trait]
impl Authorizations for Door {
    async fn begin_authorization(&self, new: &NewAuthorization) -> Stored<()> {
        light!(self.begin_authorization(new))
    }

    async fn take_authorization(&self, taking: &Taking) -> Stored<Result<Taken, Refusal>> {
        light!(self.take_authorization(taking))
    }

    async fn fail_authorization(
        &self,
        id: AuthorizationId,
        outcome: &Outcome,
        audit: &AuditEntry,
    ) -> Stored<()> {
        light!(self.fail_authorization(id, outcome, audit))
    }

    async fn authorization(
        &self,
        home: WorkspaceId,
        id: AuthorizationId,
    ) -> Stored<Option<Authorization>> {
        light!(self.authorization(home, id))
    }

    async fn authorization_of_browser(
        &self,
        id: AuthorizationId,
        cookie: TokenDigest,
    ) -> Stored<Option<Authorization>> {
        light!(self.authorization_of_browser(id, cookie))
    }

    async fn land(&self, landing: &Landing) -> Stored<Option<()>> {
        let work = self.0.world.store.land(landing);
        let landed = self.through("land", Weight::Heavy, work).await?;
        if landed.is_some() {
            self.0.world.book().counts.landed += 1;
        }
        Ok(landed)
    }
}

#[async_trait]
impl Histories for Door {
    async fn history(
        &self,
        home: WorkspaceId,
        id: ProfileId,
        since: Timestamp,
    ) -> Stored<Vec<Noted>> {
        light!(self.history(home, id, since))
    }

    async fn histories(&self, home: WorkspaceId, since: Timestamp) -> Stored<Vec<History>> {
        light!(self.histories(home, since))
    }

    async fn forget_histories(&self, before: Timestamp) -> Stored<()> {
        light!(self.forget_histories(before))
    }

    async fn count_renewals(&self, counts: &[RenewalCount]) -> Stored<()> {
        light!(self.count_renewals(counts))
    }

    async fn renewals_counted(
        &self,
        home: WorkspaceId,
        since: Timestamp,
    ) -> Stored<Vec<(Network, u64)>> {
        light!(self.renewals_counted(home, since))
    }
}

#[async_trait]
impl Events for Door {
    async fn events_after(
        &self,
        home: WorkspaceId,
        after: EventId,
        limit: u32,
    ) -> Stored<EventsRead> {
        light!(self.events_after(home, after, limit))
    }

    fn alarm(&self) -> broadcast::Receiver<WorkspaceId> {
        self.0.world.store.alarm()
    }

    async fn forget_events(&self, before: Timestamp) -> Stored<()> {
        light!(self.forget_events(before))
    }

    async fn standings(&self) -> Stored<Vec<(Network, Standing)>> {
        self.through("standings", Weight::Idle, self.0.world.store.standings()).await
    }

    async fn count_verdict(
        &self,
        network: Network,
        verdict: &Verdict,
        now: Timestamp,
    ) -> Stored<Option<Standing>> {
        light!(self.count_verdict(network, verdict, now))
    }
}

#[async_trait]
impl Links for Door {
    async fn make_link(&self, new: &NewLink) -> Stored<bool> {
        light!(self.make_link(new))
    }

    async fn links(&self, home: WorkspaceId, limit: u32) -> Stored<Vec<LinkShown>> {
        light!(self.links(home, limit))
    }

    async fn link(&self, home: WorkspaceId, id: LinkId) -> Stored<Option<LinkShown>> {
        light!(self.link(home, id))
    }

    async fn link_of_secret(&self, secret: TokenDigest) -> Stored<Option<LinkShown>> {
        light!(self.link_of_secret(secret))
    }

    async fn mark_link(
        &self,
        home: WorkspaceId,
        id: LinkId,
        mark: &LinkMark,
        audit: &AuditEntry,
    ) -> Stored<bool> {
        light!(self.mark_link(home, id, mark, audit))
    }

    async fn reminders_due(&self, now: Timestamp, limit: u32) -> Stored<Vec<DueReminder>> {
        light!(self.reminders_due(now, limit))
    }

    async fn next_reminder(&self) -> Stored<Option<Timestamp>> {
        light!(self.next_reminder())
    }

    async fn remind(&self, reminding: &Reminding) -> Stored<bool> {
        light!(self.remind(reminding))
    }
}

#[async_trait]
impl Letters for Door {
    async fn post_letter(&self, letter: &NewLetter, audit: &AuditEntry) -> Stored<()> {
        light!(self.post_letter(letter, audit))
    }

    async fn take_letter(&self, now: Timestamp, lease: Timestamp) -> Stored<Option<Posted>> {
        light!(self.take_letter(now, lease))
    }

    async fn next_letter(&self) -> Stored<Option<Timestamp>> {
        light!(self.next_letter())
    }

    async fn settle_letter(&self, letter: LetterId, settled: &Settled) -> Stored<()> {
        light!(self.settle_letter(letter, settled))
    }

    async fn letters(&self, home: WorkspaceId, limit: u32) -> Stored<Vec<LetterShown>> {
        light!(self.letters(home, limit))
    }

    async fn letters_kept(&self, limit: u32) -> Stored<Vec<Posted>> {
        light!(self.letters_kept(limit))
    }

    async fn forget_letters(&self, before: Timestamp) -> Stored<()> {
        light!(self.forget_letters(before))
    }
}

#[async_trait]
impl Profiles for Door {
    async fn list_profiles(&self, home: WorkspaceId, query: &ProfileQuery) -> Stored<ProfileList> {
        light!(self.list_profiles(home, query))
    }

    async fn find_profile(
        &self,
        home: WorkspaceId,
        id: ProfileId,
    ) -> Stored<Option<(Profile, EventId)>> {
        light!(self.find_profile(home, id))
    }
}

#[async_trait]
impl Signals for Door {
    async fn take_signal(&self, signal: &TakenSignal) -> Stored<Option<Vec<Key>>> {
        light!(self.take_signal(signal))
    }

    async fn forget_signals(&self, before: Timestamp) -> Stored<()> {
        light!(self.forget_signals(before))
    }
}

#[async_trait]
impl Accounts for Door {
    async fn is_set_up(&self) -> Stored<bool> {
        light!(self.is_set_up())
    }

    async fn create_account(&self, account: &NewAccount) -> Stored<AccountCreated> {
        light!(self.create_account(account))
    }

    async fn credentials(&self, email: &str) -> Stored<Option<Credentials>> {
        light!(self.credentials(email))
    }

    async fn count_attempt(&self, keys: &[AttemptLimit], now: Timestamp) -> Stored<Attempt> {
        light!(self.count_attempt(keys, now))
    }

    async fn forget_attempts(&self, key: &str) -> Stored<()> {
        light!(self.forget_attempts(key))
    }

    async fn open_session(&self, session: &NewSession) -> Stored<()> {
        light!(self.open_session(session))
    }

    async fn viewer(&self, session: TokenDigest, now: Timestamp) -> Stored<Option<Viewer>> {
        light!(self.viewer(session, now))
    }

    async fn close_session(&self, session: TokenDigest) -> Stored<()> {
        light!(self.close_session(session))
    }

    async fn master_accounts(&self, home: WorkspaceId) -> Stored<Vec<(String, String)>> {
        light!(self.master_accounts(home))
    }

    async fn audit(&self, entry: &AuditEntry) -> Stored<()> {
        light!(self.audit(entry))
    }
}

#[async_trait]
impl Forecasts for Door {
    async fn foreseen(
        &self,
        home: WorkspaceId,
        until: Timestamp,
        limit: u32,
    ) -> Stored<Vec<Foreseen>> {
        light!(self.foreseen(home, until, limit))
    }

    async fn keep_feed(&self, feed: &NewFeed) -> Stored<()> {
        light!(self.keep_feed(feed))
    }

    async fn feed(&self, secret: TokenDigest) -> Stored<Option<Viewer>> {
        light!(self.feed(secret))
    }
}

#[async_trait]
impl Secrets for Door {
    async fn sealed_after(&self, after: Option<&Walk>, limit: u32) -> Stored<Vec<SealedAt>> {
        light!(self.sealed_after(after, limit))
    }

    async fn installation_secret(&self, name: &str) -> Stored<Option<Sealed>> {
        light!(self.installation_secret(name))
    }

    async fn keep_installation_secret(&self, name: &str, secret: &Sealed) -> Stored<Sealed> {
        light!(self.keep_installation_secret(name, secret))
    }

    async fn reseal(&self, secrets: &[Resealed]) -> Stored<u64> {
        light!(self.reseal(secrets))
    }
}

#[async_trait]
impl Servers for Door {
    async fn server_secret(&self, network: Network, server: &str) -> Stored<Option<Sealed>> {
        light!(self.server_secret(network, server))
    }

    async fn keep_server_secret(
        &self,
        network: Network,
        server: &str,
        secret: &Sealed,
        now: Timestamp,
    ) -> Stored<()> {
        light!(self.keep_server_secret(network, server, secret, now))
    }
}

#[async_trait]
impl Channels for Door {
    async fn linked_channels(&self, home: WorkspaceId) -> Stored<Vec<LinkedChannel>> {
        light!(self.linked_channels(home))
    }

    async fn linked_channel(
        &self,
        home: WorkspaceId,
        channel: ChannelId,
    ) -> Stored<Option<LinkedChannel>> {
        light!(self.linked_channel(home, channel))
    }

    async fn held_channel(
        &self,
        home: WorkspaceId,
        channel: ChannelId,
    ) -> Stored<Option<HeldChannel>> {
        light!(self.held_channel(home, channel))
    }

    async fn channel_ids(
        &self,
        home: WorkspaceId,
        network: Network,
        issuer: &str,
        remote_ids: &[String],
    ) -> Stored<Vec<(String, ChannelId)>> {
        light!(self.channel_ids(home, network, issuer, remote_ids))
    }

    async fn put_first(&self, change: &NewFirst) -> Stored<u32> {
        light!(self.put_first(change))
    }
}

#[async_trait]
impl Walks for Door {
    async fn walk(&self, home: WorkspaceId, person: PersonId) -> Stored<Option<walk::Walk>> {
        light!(self.walk(home, person))
    }

    async fn keep_walk(
        &self,
        home: WorkspaceId,
        person: PersonId,
        walk: &walk::Walk,
    ) -> Stored<()> {
        light!(self.keep_walk(home, person, walk))
    }

    async fn walked(
        &self,
        home: WorkspaceId,
        person: PersonId,
        profile: ProfileId,
        passed: Option<Passed>,
    ) -> Stored<()> {
        light!(self.walked(home, person, profile, passed))
    }
}
