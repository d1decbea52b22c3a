//! Notices: what is so in a workspace, and what was told of it.

use std::collections::BTreeMap;

use async_trait::async_trait;
use domain::{
    event::EventId,
    id::{PersonId, WorkspaceId},
    notice::{Choices, Fact, Incident, Subject},
    post::PostStateKind,
    profile::Profile,
    standing::Standing,
    time::Timestamp,
    zone::Zone,
};
use engine::ports::store::{
    Notices, Stored,
    notices::{Board, Member, NoticesTold},
};

use super::{MemStore, State, forecasts::ends_at};

/// Everything of notices.
#[derive(Debug, Default)]
pub(super) struct Told {
    turns: BTreeMap<WorkspaceId, Turn>,
    incidents: BTreeMap<(WorkspaceId, Subject), Incident>,
    pub(super) choices: BTreeMap<(WorkspaceId, PersonId), Choices>,
}

#[derive(Debug, Clone, Copy)]
struct Turn {
    looked: u64,
    heard: EventId,
    look_at: Option<Timestamp>,
}

#[async_trait]
impl Notices for MemStore {
    async fn notices_due(&self, now: Timestamp, limit: u32) -> Stored<Vec<WorkspaceId>> {
        let state = self.state();
        let turns = state.told.turns.iter();
        let mut due: Vec<_> = turns
            .filter_map(|(workspace, turn)| {
                Some((turn.look_at.filter(|at| *at <= now)?, *workspace))
            })
            .collect();
        due.sort_unstable();
        Ok(due.into_iter().take(limit as usize).map(|(_, workspace)| workspace).collect())
    }

    async fn next_notice(&self) -> Stored<Option<Timestamp>> {
        Ok(self.state().told.turns.values().filter_map(|turn| turn.look_at).min())
    }

    async fn unheard_workspaces(&self) -> Stored<Vec<WorkspaceId>> {
        let state = self.state();
        let heard = |workspace| state.told.turns.get(workspace).map_or(0, |turn| turn.heard.0);
        let unheard = state.workspaces.iter().filter(|(id, home)| home.last > heard(id));
        Ok(unheard.map(|(id, _)| *id).collect())
    }

    async fn notice_board(
        &self,
        workspace: WorkspaceId,
        ending_before: Timestamp,
    ) -> Stored<Option<Board>> {
        Ok(self.state().board(workspace, ending_before))
    }

    async fn write_notices(&self, told: &NoticesTold) -> Stored<bool> {
        let mut state = self.state();
        let looked = state.told.turns.get(&told.workspace).map_or(0, |turn| turn.looked);
        if looked != told.looked {
            return Ok(false);
        }
        let turn = Turn { looked: looked + 1, heard: told.heard, look_at: told.look_at };
        state.told.turns.insert(told.workspace, turn);
        for incident in &told.changed {
            let key = (told.workspace, incident.fact.subject);
            state.told.incidents.insert(key, incident.clone());
        }
        for subject in &told.settled {
            state.told.incidents.remove(&(told.workspace, *subject));
        }
        for letter in &told.letters {
            state.post(Some(letter));
        }
        for message in &told.deliveries {
            state.switchboard.post(message);
        }
        for push in &told.pushes {
            state.drawer.post(push);
        }
        Ok(true)
    }

    async fn notice_choices(
        &self,
        workspace: WorkspaceId,
        person: PersonId,
    ) -> Stored<Option<Choices>> {
        Ok(self.state().told.choices.get(&(workspace, person)).cloned())
    }

    async fn keep_notice_choices(
        &self,
        workspace: WorkspaceId,
        person: PersonId,
        choices: &Choices,
        now: Timestamp,
    ) -> Stored<()> {
        let mut state = self.state();
        if state.member(person, workspace).is_some() {
            state.told.choices.insert((workspace, person), choices.clone());
        }
        state.told.look_at(workspace, now);
        Ok(())
    }
}

impl Told {
    /// Has a workspace looked at, if it ever was.
    pub(super) fn look_at(&mut self, workspace: WorkspaceId, now: Timestamp) {
        if let Some(turn) = self.turns.get_mut(&workspace) {
            turn.look_at = Some(now);
        }
    }
}

impl State {
    fn board(&self, workspace: WorkspaceId, ending_before: Timestamp) -> Option<Board> {
        let home = self.workspaces.get(&workspace)?;
        let rows = self.profiles.iter().filter(|((here, _), _)| *here == workspace);
        let profiles: Vec<_> = rows.map(|(_, row)| &row.profile).collect();
        let mut facts: Vec<_> =
            profiles.iter().filter(|it| it.needs_mending()).map(|it| lost(it)).collect();
        let ends = profiles.iter().filter_map(|it| Some((ends_at(&it.health)?, it)));
        facts.extend(
            ends.clone().filter(|(at, _)| *at < ending_before).map(|(at, it)| ending(it, at)),
        );
        let here = |network| profiles.iter().any(|it| it.network == network);
        let standings = self.not_fine().into_iter().filter(|(network, _)| here(*network));
        facts.extend(standings.map(|(network, standing)| Fact {
            subject: Subject::Outage(network),
            network,
            name: match standing {
                Standing::Misconfigured { code, .. } => code,
                Standing::Fine | Standing::Trouble { .. } => String::new(),
            },
            count: 0,
            cause: None,
            at: None,
        }));
        facts.extend(self.waiting(workspace));
        let turn = self.told.turns.get(&workspace);
        let incidents = self.told.incidents.iter().filter(|((here, _), _)| *here == workspace);
        Some(Board {
            name: home.name.clone(),
            zone: self.desk.zone(workspace).unwrap_or_else(Zone::utc),
            as_of: EventId(home.last),
            heard: turn.map(|turn| turn.heard),
            looked: turn.map_or(0, |turn| turn.looked),
            look_at: turn.and_then(|turn| turn.look_at),
            facts,
            next_end: ends.map(|(at, _)| at).filter(|at| *at >= ending_before).min(),
            incidents: incidents.map(|(_, incident)| incident.clone()).collect(),
            members: self.members_to_tell(workspace),
            hooks: self.switchboard.ears(workspace),
        })
    }

    fn members_to_tell(&self, workspace: WorkspaceId) -> Vec<Member> {
        let members = self.people.keys().filter_map(|person| self.member(*person, workspace));
        members
            .map(|it| Member {
                person: it.person,
                name: it.name,
                email: it.email,
                role: it.role,
                choices: self.told.choices.get(&(workspace, it.person)).cloned(),
                devices: self.drawer.listening(workspace, it.person),
            })
            .collect()
    }

    /// Channels of which posts are held or ask.
    fn waiting(&self, workspace: WorkspaceId) -> Vec<Fact> {
        let mut counts = BTreeMap::new();
        for post in self.desk.posts_of(workspace) {
            let subject = match post.state.kind() {
                PostStateKind::Held => Subject::Held(post.channel),
                PostStateKind::Asking => Subject::Asks(post.channel),
                _ => continue,
            };
            *counts.entry((subject, post.channel)).or_default() += 1;
        }
        let known = counts.into_iter().filter_map(|((subject, channel), count)| {
            let (network, name) = self.channel_name(workspace, channel)?;
            Some(Fact { subject, network, name, count, cause: None, at: None })
        });
        known.collect()
    }
}

fn lost(profile: &Profile) -> Fact {
    let lost = profile.channels.iter().filter(|it| it.health(&profile.health).is_lost());
    Fact {
        subject: Subject::Lost(profile.id),
        network: profile.network,
        name: profile.identity.name.clone(),
        count: u32::try_from(lost.count()).unwrap_or(u32::MAX),
        cause: profile.lost().map(|(cause, _)| cause.clone()),
        at: None,
    }
}

fn ending(profile: &Profile, at: Timestamp) -> Fact {
    Fact {
        subject: Subject::Ending(profile.id),
        network: profile.network,
        name: profile.identity.name.clone(),
        count: u32::try_from(profile.channels.len()).unwrap_or(u32::MAX),
        cause: None,
        at: Some(at),
    }
}
