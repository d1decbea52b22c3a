//! Reconnect links.

use async_trait::async_trait;
use domain::{
    id::{LinkId, PersonId, WorkspaceId},
    link::Link,
    time::Timestamp,
};
use engine::{
    ports::store::{
        Links, Stored,
        accounts::AuditEntry,
        links::{DueReminder, LinkMark, LinkShown, NewLink, Reminding},
    },
    vault::{Sealed, TokenDigest},
};

use super::{MemStore, State};

/// A link with what guards it.
#[derive(Debug)]
pub(super) struct Kept {
    link: Link,
    secret: TokenDigest,
    pub(super) sealed: Option<Sealed>,
    remind_at: Option<Timestamp>,
}

impl State {
    fn shown(&self, link: &Link) -> LinkShown {
        let profile = link.profile.and_then(|id| self.profiles.get(&(link.workspace, id)));
        LinkShown {
            link: link.clone(),
            workspace_name: self
                .workspaces
                .get(&link.workspace)
                .map(|workspace| workspace.name.clone())
                .unwrap_or_default(),
            asker: self
                .people
                .get(&link.made_by)
                .map(|person| person.name().to_owned())
                .unwrap_or_default(),
            asker_speech: self
                .people
                .get(&link.made_by)
                .map(|person| person.speech)
                .unwrap_or_default(),
            profile_name: profile.map(|row| row.profile.identity.name.clone()),
        }
    }

    /// The link with this id, if it is neither used up nor taken back.
    fn usable(&mut self, workspace: WorkspaceId, id: LinkId) -> Option<&mut Kept> {
        let kept = self.links.get_mut(&(workspace, id))?;
        (kept.link.done_at.is_none() && kept.link.revoked_at.is_none()).then_some(kept)
    }

    /// Whether a link still lets in what is about to land.
    pub(super) fn lets_in(&mut self, workspace: WorkspaceId, id: LinkId) -> bool {
        self.usable(workspace, id).is_some()
    }

    /// Takes back the open links of somebody.
    pub(super) fn withdraw_links(&mut self, workspace: WorkspaceId, by: PersonId, now: Timestamp) {
        for kept in self.links.values_mut() {
            let is_theirs = (kept.link.workspace, kept.link.made_by) == (workspace, by);
            if is_theirs && kept.link.done_at.is_none() && kept.link.revoked_at.is_none() {
                kept.link.revoked_at = Some(now);
                (kept.remind_at, kept.sealed) = (None, None);
            }
        }
    }

    /// Uses a link up.
    pub(super) fn use_up(&mut self, workspace: WorkspaceId, id: LinkId, now: Timestamp) {
        if let Some(kept) = self.usable(workspace, id) {
            kept.link.done_at = Some(now);
            (kept.remind_at, kept.sealed) = (None, None);
        }
    }
}

#[async_trait]
impl Links for MemStore {
    async fn make_link(&self, new: &NewLink) -> Stored<bool> {
        let mut state = self.state();
        let workspace = new.link.workspace;
        if new.link.profile.is_some_and(|id| !state.profiles.contains_key(&(workspace, id))) {
            return Ok(false);
        }
        let NewLink { link, secret, sealed, remind_at, audit, letter } = new.clone();
        state.post(letter.as_ref());
        state.links.insert((workspace, link.id), Kept { link, secret, sealed, remind_at });
        state.audit.push(audit);
        Ok(true)
    }

    async fn links(&self, workspace: WorkspaceId, limit: u32) -> Stored<Vec<LinkShown>> {
        let state = self.state();
        let here = state.links.values().filter(|kept| kept.link.workspace == workspace);
        let mut links: Vec<_> = here.map(|kept| state.shown(&kept.link)).collect();
        links.sort_by_key(|shown| (shown.link.made_at, shown.link.id));
        links.reverse();
        links.truncate(limit as usize);
        Ok(links)
    }

    async fn link(&self, workspace: WorkspaceId, id: LinkId) -> Stored<Option<LinkShown>> {
        let state = self.state();
        Ok(state.links.get(&(workspace, id)).map(|kept| state.shown(&kept.link)))
    }

    async fn link_of_secret(&self, secret: TokenDigest) -> Stored<Option<LinkShown>> {
        let state = self.state();
        let found = state.links.values().find(|kept| kept.secret == secret);
        Ok(found.map(|kept| state.shown(&kept.link)))
    }

    async fn mark_link(
        &self,
        workspace: WorkspaceId,
        id: LinkId,
        mark: &LinkMark,
        audit: &AuditEntry,
    ) -> Stored<bool> {
        let mut state = self.state();
        let Some(kept) = state.usable(workspace, id) else { return Ok(false) };
        match mark {
            LinkMark::Opened if kept.link.opened_at.is_some() => return Ok(false),
            LinkMark::Opened => kept.link.opened_at = Some(audit.at),
            LinkMark::WrongPerson(face) => kept.link.wrong = Some((audit.at, face.clone())),
            LinkMark::Revoked => {
                kept.link.revoked_at = Some(audit.at);
                (kept.remind_at, kept.sealed) = (None, None);
            }
        }
        state.audit.push(audit.clone());
        Ok(true)
    }

    async fn reminders_due(&self, now: Timestamp, limit: u32) -> Stored<Vec<DueReminder>> {
        let state = self.state();
        let mut due: Vec<_> = state
            .links
            .values()
            .filter_map(|kept| {
                let due_at = kept.remind_at.filter(|at| *at <= now)?;
                let (shown, sealed) = (state.shown(&kept.link), kept.sealed.clone()?);
                Some(DueReminder { shown, sealed, due_at })
            })
            .collect();
        due.sort_by_key(|it| it.due_at);
        due.truncate(limit as usize);
        Ok(due)
    }

    async fn next_reminder(&self) -> Stored<Option<Timestamp>> {
        Ok(self.state().links.values().filter_map(|kept| kept.remind_at).min())
    }

    async fn remind(&self, reminding: &Reminding) -> Stored<bool> {
        let mut state = self.state();
        let kept = state.usable(reminding.workspace, reminding.link);
        let Some(kept) = kept.filter(|kept| kept.remind_at == Some(reminding.due_at)) else {
            return Ok(false);
        };
        kept.remind_at = reminding.next_at;
        kept.link.reminded += u32::from(reminding.letter.is_some());
        kept.sealed.take_if(|_| reminding.next_at.is_none());
        state.post(reminding.letter.as_ref());
        Ok(true)
    }
}
