//! The one unit of work in which a connect or reconnect lands.

use std::collections::BTreeMap;

use domain::{
    authorization::{Authorization, Purpose},
    event::{Change, What},
    id::ChannelId,
    link::uses_up,
    profile::{Channel, Profile},
    uptime::Doer,
};
use engine::{ports::store::authorizations::Landing, vault::Sealed};

use super::{Key, Row, State, profiles::sort_channels};

impl State {
    /// Writes a landing; `None`, and nothing is written, if there is nothing to land on any more.
    pub(super) fn land(&mut self, landing: &Landing) -> Option<()> {
        let kept = self.authorizations.get(&landing.binding.id)?;
        let Authorization::Completed(binding) = kept.authorization.clone() else { return None };
        if binding.workspace != landing.binding.workspace {
            return None;
        }
        let key = (binding.workspace, landing.profile);
        let owner = self.owner(&binding, landing);
        match (binding.purpose, owner) {
            (Purpose::Connect, None) => {}
            // Added although it is linked already: that one is mended.
            (Purpose::Connect, Some(owner)) if owner == key => {}
            (Purpose::Reconnect { profile }, Some(owner))
                if profile == landing.profile && owner == key => {}
            (Purpose::Connect | Purpose::Reconnect { .. }, _) => return None,
        }
        if let Some(link) = binding.back.link() {
            if !self.lets_in(key.0, link) {
                return None;
            }
            if uses_up(binding.purpose.profile(), &landing.outcome) {
                self.use_up(key.0, link, landing.now);
            }
        }
        let before = self.profiles.get(&key).cloned();
        let (mut channels, mut tokens) = before
            .as_ref()
            .map(|row| (row.profile.channels.clone(), row.channel_tokens.clone()))
            .unwrap_or_default();
        let ids: Vec<_> =
            landing.channels.iter().map(|landed| self.know(landing, landed)).collect();
        let regrouped = land_channels(&mut channels, &mut tokens, landing, &ids);
        let renamed = before.as_ref().is_none_or(|row| row.profile.identity != landing.identity);
        let row = Row {
            profile: Profile {
                id: landing.profile,
                network: binding.network,
                identity: landing.identity.clone(),
                health: landing.health.clone(),
                checked_at: Some(landing.now),
                channels,
            },
            grant: landing.grant.clone(),
            version: before.as_ref().map_or(1, |row| row.version + 1),
            access: landing.access.clone(),
            refresh: landing
                .refresh
                .clone()
                .or_else(|| before.as_ref().and_then(|row| row.refresh.clone())),
            intent: None,
            plan: landing.plan,
            fingerprint: landing.fingerprint,
            told_as: landing.told_as,
            fence: before.as_ref().map_or(0, |row| row.fence),
            leased: false,
            channel_tokens: tokens,
            lane: landing.plan.lane(binding.network),
            due_at: landing.plan.due_at(),
        };
        let mending = Change {
            before: before.is_some_and(|row| row.profile.needs_mending()),
            after: row.profile.needs_mending(),
        };
        let what = if renamed || regrouped {
            What::Linked { profile: landing.profile, mending }
        } else {
            super::grants::checked(&row.profile, mending.before)
        };
        let by = match landing.binding.back.link() {
            Some(_) => Doer::Link,
            None => Doer::Person(landing.binding.person),
        };
        self.note_login(key, &row.profile, by, landing.now);
        self.put_as_planned(key, row);
        match binding.back.link() {
            Some(_) => self.connectors.remove(&key),
            None => self.connectors.insert(key, binding.person),
        };
        self.end(Authorization::Consumed(binding, landing.outcome.clone()), landing.now);
        self.audit.push(landing.audit.clone());
        self.tell(key.0, landing.now, what);
        if landing.binding.back.link().is_some() {
            self.tell(key.0, landing.now, What::LinkUsed { profile: landing.profile });
        }
        Some(())
    }

    /// The profile that the landing's identity has in its workspace.
    fn owner(&self, binding: &domain::authorization::Binding, landing: &Landing) -> Option<Key> {
        let mut all = self.profiles.iter();
        let found = all.find(|((home, _), row)| {
            *home == binding.workspace
                && row.profile.network == binding.network
                && row.profile.identity.is_same_person(&landing.identity)
        });
        found.map(|(key, _)| *key)
    }
}

/// Puts the landed channels among those that are linked. True if one of them is new or is called otherwise than before.
fn land_channels(
    channels: &mut Vec<Channel>,
    tokens: &mut BTreeMap<ChannelId, Sealed>,
    landing: &Landing,
    ids: &[ChannelId],
) -> bool {
    let mut regrouped = false;
    for (landed, id) in landing.channels.iter().zip(ids) {
        let known = channels.iter_mut().find(|channel| channel.remote_id == landed.remote_id);
        let fresh = Channel {
            id: *id,
            remote_id: landed.remote_id.clone(),
            name: landed.name.clone(),
            avatar: landed.avatar.clone(),
            losses: landed.losses.clone(),
        };
        // A login at the same moment may have linked this channel under another id: a token sealed for that one would
        // not open here.
        if let Some(token) = landed.token.clone().filter(|_| fresh.id == landed.id) {
            tokens.insert(fresh.id, token);
        }
        match known {
            Some(known) => {
                regrouped |= (&known.name, &known.avatar) != (&fresh.name, &fresh.avatar);
                *known = fresh;
            }
            None => {
                regrouped = true;
                channels.push(fresh);
            }
        }
    }
    sort_channels(channels);
    regrouped
}
