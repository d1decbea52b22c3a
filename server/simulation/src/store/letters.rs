//! Letters on their way.

use async_trait::async_trait;
use domain::{
    id::{LetterId, WorkspaceId},
    time::Timestamp,
};
use engine::{
    ports::store::{
        Letters, Stored,
        accounts::AuditEntry,
        letters::{LetterShown, NewLetter, Posted, Settled},
    },
    vault::Sealed,
};

use super::{MemStore, State};

/// A letter with where it stands.
#[derive(Debug)]
pub(super) struct Kept {
    workspace: Option<WorkspaceId>,
    pub(super) sealed: Option<Sealed>,
    shown: LetterShown,
}

impl Kept {
    fn posted(&self) -> Option<Posted> {
        Some(Posted {
            id: self.shown.id,
            to: self.shown.to.clone(),
            sealed: self.sealed.clone()?,
            at: self.shown.at,
            attempts: self.shown.attempts,
        })
    }
}

impl State {
    /// Posts a letter, if there is one.
    pub(super) fn post(&mut self, letter: Option<&NewLetter>) {
        let Some(letter) = letter.cloned() else { return };
        let shown = LetterShown {
            id: letter.id,
            to: letter.to,
            kind: letter.kind,
            at: letter.at,
            attempts: 0,
            delivered_at: None,
            given_up_at: None,
            due_at: Some(letter.at),
            answer: None,
        };
        let kept = Kept { workspace: letter.workspace, sealed: Some(letter.sealed), shown };
        self.letters.insert(letter.id, kept);
    }
}

#[async_trait]
impl Letters for MemStore {
    async fn post_letter(&self, letter: &NewLetter, audit: &AuditEntry) -> Stored<()> {
        let mut state = self.state();
        state.post(Some(letter));
        state.audit.push(audit.clone());
        Ok(())
    }

    async fn take_letter(&self, now: Timestamp, lease: Timestamp) -> Stored<Option<Posted>> {
        let mut state = self.state();
        let due = state.letters.values_mut().filter(|kept| kept.sealed.is_some());
        let due = due.filter(|kept| kept.shown.due_at.is_some_and(|at| at <= now));
        let Some(kept) = due.min_by_key(|kept| kept.shown.due_at) else { return Ok(None) };
        kept.shown.attempts += 1;
        kept.shown.due_at = Some(lease);
        Ok(kept.posted())
    }

    async fn next_letter(&self) -> Stored<Option<Timestamp>> {
        Ok(self.state().letters.values().filter_map(|kept| kept.shown.due_at).min())
    }

    async fn settle_letter(&self, letter: LetterId, settled: &Settled) -> Stored<()> {
        let mut state = self.state();
        let Some(kept) = state.letters.get_mut(&letter) else { return Ok(()) };
        let is_open = kept.shown.due_at.is_some();
        match settled.clone() {
            Settled::Delivered { at, keep } if kept.shown.delivered_at.is_none() => {
                kept.shown.delivered_at = Some(at);
                (kept.shown.due_at, kept.shown.answer) = (None, None);
                kept.sealed.take_if(|_| !keep);
            }
            Settled::Again { at, answer } if is_open => {
                (kept.shown.due_at, kept.shown.answer) = (Some(at), Some(answer));
            }
            Settled::GivenUp { at, answer } if is_open => {
                (kept.shown.given_up_at, kept.shown.answer) = (Some(at), Some(answer));
                (kept.shown.due_at, kept.sealed) = (None, None);
            }
            _ => {}
        }
        Ok(())
    }

    async fn letters(&self, workspace: WorkspaceId, limit: u32) -> Stored<Vec<LetterShown>> {
        let state = self.state();
        let here = state.letters.values().filter(|kept| kept.workspace == Some(workspace));
        let mut letters: Vec<_> = here.map(|kept| kept.shown.clone()).collect();
        letters.sort_by_key(|it| std::cmp::Reverse((it.at, it.id)));
        letters.truncate(limit as usize);
        Ok(letters)
    }

    async fn letters_kept(&self, limit: u32) -> Stored<Vec<Posted>> {
        let state = self.state();
        let delivered = state.letters.values().filter(|kept| kept.shown.delivered_at.is_some());
        let mut kept: Vec<_> = delivered.filter_map(Kept::posted).collect();
        kept.sort_by_key(|it| std::cmp::Reverse((it.at, it.id)));
        kept.truncate(limit as usize);
        Ok(kept)
    }

    async fn forget_letters(&self, before: Timestamp) -> Stored<()> {
        let mut state = self.state();
        state.letters.retain(|_, kept| kept.shown.due_at.is_some() || kept.shown.at >= before);
        Ok(())
    }
}
