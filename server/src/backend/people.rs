//! What the pages about people read, from the engine.

use app::{
    backend::team::{
        Account, Hanging, Home, Invitation, InvitationState, Invited, Leaving, Member, PasskeyRow,
        People, Session, Team,
    },
    error::Error,
};
use async_trait::async_trait;
use domain::{account::Viewer, id::PersonId};
use engine::{
    ports::store::{own_account::SessionSeen, passkeys::Passkey, team},
    vault::{Token, TokenDigest},
};

use super::{Bound, wire};

#[async_trait]
impl People for Bound {
    async fn team(&self, viewer: &Viewer) -> Result<Team, Error> {
        let team = self.state.engine.team(viewer).await.map_err(wire)?;
        let now = self.state.clock.now();
        let members = team.members.into_iter().map(|member| Member {
            profiles: team.hanging.get(&member.person).copied().unwrap_or_default(),
            person: member.person,
            name: member.name,
            email: member.email,
            role: member.role,
        });
        let invitations = team.invitations.into_iter().map(|it| Invited {
            id: it.id,
            email: it.email,
            role: it.role,
            by: it.by,
            ends_at: it.ends_at,
            state: match it.state {
                team::InvitationState::Open if it.ends_at <= now => InvitationState::Expired,
                team::InvitationState::Open => InvitationState::Open,
                team::InvitationState::Accepted => InvitationState::Accepted,
                team::InvitationState::Revoked => InvitationState::Revoked,
            },
        });
        Ok(Team {
            workspace: viewer.workspace,
            viewer: viewer.person,
            now,
            members: members.collect(),
            invitations: invitations.collect(),
        })
    }

    async fn leaving(&self, viewer: &Viewer, person: PersonId) -> Result<Leaving, Error> {
        let leaving = self.state.engine.leaving(viewer, person).await.map_err(wire)?;
        let hanging = leaving.hanging.into_iter().map(|it| Hanging {
            profile: it.profile,
            network: it.network,
            name: it.name,
            takers: it
                .takers
                .into_iter()
                .map(|taker| (taker.name, u32::try_from(taker.channels.len()).unwrap_or(u32::MAX)))
                .collect(),
            stuck: it.stuck,
        });
        Ok(Leaving {
            workspace: viewer.workspace,
            viewer: viewer.person,
            person,
            name: leaving.member.name,
            is_last_master: leaving.is_last_master,
            hanging: hanging.collect(),
        })
    }

    async fn account(&self, viewer: &Viewer) -> Result<Account, Error> {
        let this = self.asking.session.as_ref().map(Token::digest);
        let sessions = self.state.engine.sessions(viewer).await.map_err(wire)?;
        let workspaces = self.state.engine.workspaces(viewer).await.map_err(wire)?;
        let recovery_codes = self.state.engine.recovery_codes_left(viewer).await.map_err(wire)?;
        let passkeys = self.state.engine.passkeys(viewer).await.map_err(wire)?;
        Ok(Account {
            workspace: viewer.workspace,
            now: self.state.clock.now(),
            name: viewer.name.clone(),
            email: viewer.email.clone(),
            language: viewer.speech.chosen,
            recovery_codes,
            passkeys: passkeys.map(|all| all.into_iter().map(passkey).collect()),
            sessions: sessions.into_iter().map(|it| session(it, this)).collect(),
            workspaces: workspaces
                .into_iter()
                .map(|it| Home { workspace: it.workspace, name: it.name, role: it.role })
                .collect(),
        })
    }

    async fn invitation(
        &self,
        viewer: Option<&Viewer>,
        secret: String,
    ) -> Result<Option<Invitation>, Error> {
        let secret = Token::new(secret);
        let opening = self.state.engine.invitation(&secret, viewer, &self.asking.from).await;
        Ok(opening.map_err(wire)?.map(|opening| {
            let (is_viewer, it) = (opening.is_viewer, opening.invitation);
            Invitation {
                workspace: it.workspace_name,
                by: it.by,
                email: it.email,
                role: it.role,
                has_account: it.person.is_some(),
                is_viewer,
                other: viewer.filter(|_| !is_viewer).map(|viewer| viewer.name.clone()),
            }
        }))
    }

    async fn reset(&self, secret: String) -> Result<Option<String>, Error> {
        let found = self.state.engine.reset(&Token::new(secret), &self.asking.from).await;
        Ok(found.map_err(wire)?.map(|(_, email)| email))
    }
}

fn passkey(it: Passkey) -> PasskeyRow {
    PasskeyRow { id: it.id, agent: it.agent, made_at: it.made_at, used_at: it.used_at }
}

fn session(it: SessionSeen, this: Option<TokenDigest>) -> Session {
    Session {
        handle: handle(it.digest),
        workspace: it.workspace_name,
        opened_at: it.opened_at,
        seen_at: it.seen_at,
        from: it.from,
        agent: it.agent,
        is_this: this == Some(it.digest),
    }
}

/// What a form names a session by: a part of its digest, of which nobody can make the secret.
pub(crate) fn handle(digest: TokenDigest) -> String {
    digest.0.iter().take(12).map(|byte| format!("{byte:02x}")).collect()
}
