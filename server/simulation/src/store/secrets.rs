//! Everything that is kept sealed, in one walk.

use async_trait::async_trait;
use engine::{
    ports::store::{
        Secrets, Stored,
        secrets::{Resealed, SealedAt, Walk},
    },
    vault::{Place, Sealed, TokenDigest},
};
use sha2::{Digest as _, Sha256};

use super::{MemStore, State};

#[async_trait]
impl Secrets for MemStore {
    async fn sealed_after(&self, after: Option<&Walk>, limit: u32) -> Stored<Vec<SealedAt>> {
        let mut state = self.state();
        let mut walked: Vec<_> = state
            .sealed()
            .into_iter()
            .map(|(place, sealed)| SealedAt {
                walk: Walk(format!("{place:?}")),
                place,
                sealed: sealed.clone(),
            })
            .collect();
        walked.sort_by(|one, other| one.walk.0.cmp(&other.walk.0));
        walked.retain(|one| after.is_none_or(|after| one.walk.0 > after.0));
        walked.truncate(limit as usize);
        Ok(walked)
    }

    async fn installation_secret(&self, name: &str) -> Stored<Option<Sealed>> {
        Ok(self.state().installation.get(name).cloned())
    }

    async fn keep_installation_secret(&self, name: &str, secret: &Sealed) -> Stored<Sealed> {
        let mut state = self.state();
        Ok(state.installation.entry(name.to_owned()).or_insert_with(|| secret.clone()).clone())
    }

    async fn reseal(&self, secrets: &[Resealed]) -> Stored<u64> {
        let mut state = self.state();
        let mut replaced = 0;
        for (place, sealed) in state.sealed() {
            let at = Walk(format!("{place:?}"));
            if let Some(one) = secrets.iter().find(|one| one.at == at && one.from == *sealed) {
                *sealed = one.to.clone();
                replaced += 1;
            }
        }
        Ok(replaced)
    }
}

impl State {
    fn sealed(&mut self) -> Vec<(Place, &mut Sealed)> {
        let mut all = Vec::new();
        for ((workspace, profile), row) in &mut self.profiles {
            all.push((Place::Access(*workspace, *profile), &mut row.access));
            let refresh = row.refresh.as_mut();
            all.extend(refresh.map(|sealed| (Place::Refresh(*workspace, *profile), sealed)));
            let channels = row.channel_tokens.iter_mut();
            all.extend(channels.map(|(id, token)| (Place::Channel(*workspace, *id), token)));
        }
        for (id, kept) in &mut self.authorizations {
            let workspace = kept.authorization.binding().workspace;
            let verifier = kept.verifier.as_mut();
            all.extend(verifier.map(|sealed| (Place::Verifier(workspace, *id), sealed)));
            let memo = kept.memo.as_mut();
            all.extend(memo.map(|sealed| (Place::Memo(workspace, *id), sealed)));
        }
        for ((workspace, id), kept) in &mut self.links {
            let sealed = kept.sealed.as_mut();
            all.extend(sealed.map(|sealed| (Place::Link(*workspace, *id), sealed)));
        }
        for (id, kept) in &mut self.letters {
            all.extend(kept.sealed.as_mut().map(|sealed| (Place::Letter(*id), sealed)));
        }
        for ((workspace, id), kept) in &mut self.switchboard.hooks {
            all.push((Place::Hook(*workspace, *id), &mut kept.hook.sealed));
        }
        all.extend(self.drawer.devices.iter_mut().filter_map(|((workspace, id), kept)| {
            Some((Place::Device(*workspace, *id), kept.sealed.as_mut()?))
        }));
        for ((network, server), sealed) in &mut self.servers {
            let digest = TokenDigest(Sha256::digest(server.as_bytes()).into());
            all.push((Place::Server(*network, digest), sealed));
        }
        for (person, kept) in &mut self.second_factors {
            all.push((Place::SecondFactor(*person), &mut kept.seed));
        }
        for (name, sealed) in &mut self.installation {
            let digest = TokenDigest(Sha256::digest(name.as_bytes()).into());
            all.push((Place::Installation(digest), sealed));
        }
        all
    }
}
