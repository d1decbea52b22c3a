//! One look at a workspace: what is told, to whom, and when to look again.

use std::collections::BTreeMap;

use domain::{
    event::{Event, What},
    id::{ListenerId, WorkspaceId},
    notice::{self, BEFORE_THE_END, Choices, Fact, Incident, News, Subject, Turn, Way},
    time::Timestamp,
};

use super::{EVENTS_AT_ONCE, letter::items};
use crate::{
    Engine, Error,
    ports::store::{
        Stored,
        events::EventsRead,
        notices::{Board, Ear, Member, NoticesTold},
    },
    profiles::last_of,
};

/// So often it is tried again where somebody else looked meanwhile.
const TRIES: u32 = 3;
/// So many events are heard again after a start at most; before that, nothing is written down for them alone.
const HEARD_AGAIN: u64 = 200;

impl Engine {
    /// Looks at a workspace and tells what is to be told. Returns how many letters were posted.
    pub(super) async fn tell_in(&self, workspace: WorkspaceId) -> Result<usize, Error> {
        for _ in 0..TRIES {
            let now = self.clock.now();
            let until = now.after(BEFORE_THE_END[0]);
            let Some(mut board) = self.store.notice_board(workspace, until).await? else {
                return Ok(0);
            };
            board.facts.extend(self.links_used(workspace, &board).await?);
            let told = self.turn_of(workspace, &board, now).await?;
            if !is_worth_writing(&board, &told) {
                return Ok(0);
            }
            if self.store.write_notices(&told).await? {
                self.outbox.stir();
                self.calls.stir();
                self.pushes.stir();
                return Ok(told.letters.len());
            }
        }
        Ok(0)
    }

    async fn turn_of(
        &self,
        workspace: WorkspaceId,
        board: &Board,
        now: Timestamp,
    ) -> Result<NoticesTold, Error> {
        let mut incidents = board.incidents.clone();
        notice::see(&mut incidents, &board.facts, now);
        let turn = Turn { now, window: self.settings.gather_for, zone: &board.zone };
        let listeners = self.listeners(board);
        let (mut letters, mut deliveries, mut pushes) = (Vec::new(), Vec::new(), Vec::new());
        let mut lost = None;
        for (listener, (who, choices)) in &listeners {
            let news = notice::gather(&incidents, *listener, choices, turn).news;
            if news.is_empty() {
                continue;
            }
            let lost = match &mut lost {
                Some(lost) => lost,
                none @ None => none.insert(self.lost_in(workspace).await?),
            };
            let told = |way| items(&incidents, &news, (choices, way), lost);
            match who {
                Listener::Person(member) => {
                    let whom = (*member, choices);
                    letters.extend(self.notice(workspace, board, whom, told(Way::Mail)));
                    let items = told(Way::Push);
                    pushes.extend(self.notice_on_devices(workspace, board, whom, items));
                }
                Listener::Hook(ear) => {
                    deliveries.extend(self.messages(workspace, board, ear, told(Way::Hook)));
                }
            }
            for (place, news) in news {
                if let Some(incident) = incidents.get_mut(place) {
                    incident.tell(*listener, news);
                }
            }
        }
        let listeners = listeners.into_iter().map(|(id, (_, choices))| (id, choices)).collect();
        notice::settle(&mut incidents, &listeners, now);
        Ok(NoticesTold {
            workspace,
            looked: board.looked,
            heard: board.as_of,
            look_at: look_at(board, &incidents, &listeners, turn),
            changed: changed(&board.incidents, &incidents),
            settled: settled(&board.incidents, &incidents),
            letters,
            deliveries,
            pushes,
        })
    }

    /// Everybody who can be told, with what they chose.
    fn listeners<'a>(&self, board: &'a Board) -> BTreeMap<ListenerId, (Listener<'a>, Choices)> {
        let people = board.members.iter().filter_map(|it| {
            let ways = self.ways_to(it);
            let choices = || chosen(it).by(&ways);
            (!ways.is_empty()).then(|| (it.person.into(), (Listener::Person(it), choices())))
        });
        let hooks = board.hooks.iter().filter(|_| self.caller.is_some());
        let hooks = hooks
            .map(|ear| (ear.hook.into(), (Listener::Hook(ear), Choices::of_hook(&ear.topics))));
        people.chain(hooks).collect()
    }

    /// The ways that reach somebody.
    fn ways_to(&self, member: &Member) -> Vec<Way> {
        let by_mail = self.sends_letters().then_some(Way::Mail);
        let on_devices = self.pusher.is_some() && !member.devices.is_empty();
        by_mail.into_iter().chain(on_devices.then_some(Way::Push)).collect()
    }

    /// Links that were used since the workspace was heard. One that was never heard begins now.
    async fn links_used(&self, workspace: WorkspaceId, board: &Board) -> Result<Vec<Fact>, Error> {
        let mut used = Vec::new();
        let Some(mut heard) = board.heard else { return Ok(used) };
        while heard < board.as_of {
            let read = self.store.events_after(workspace, heard, EVENTS_AT_ONCE).await?;
            let EventsRead::Events(events) = read else { break };
            if events.is_empty() {
                break;
            }
            heard = last_of(&events, heard);
            for event in events.iter().filter(|event| event.id <= board.as_of) {
                used.extend(self.link_used(workspace, event).await?);
            }
        }
        Ok(used)
    }

    async fn link_used(&self, workspace: WorkspaceId, event: &Event) -> Stored<Option<Fact>> {
        let What::LinkUsed { profile } = event.what else { return Ok(None) };
        let Some((found, _)) = self.store.find_profile(workspace, profile).await? else {
            return Ok(None);
        };
        Ok(Some(Fact {
            subject: Subject::LinkUsed(profile, event.id),
            network: found.network,
            name: found.identity.name,
            count: u32::try_from(found.channels.len()).unwrap_or(u32::MAX),
            cause: None,
            at: None,
        }))
    }
}

/// Whoever is told.
enum Listener<'a> {
    /// By letters, and on their devices.
    Person(&'a Member),
    /// By messages.
    Hook(&'a Ear),
}

/// What somebody is told: what they chose, as far as it is any business of theirs.
pub(super) fn chosen(member: &Member) -> Choices {
    let choices = member.choices.clone().unwrap_or_else(|| Choices::of(member.role));
    choices.within(member.role)
}

/// When the next of anything is to be told, as things stand.
fn look_at(
    board: &Board,
    incidents: &[Incident],
    listeners: &BTreeMap<ListenerId, Choices>,
    turn: Turn<'_>,
) -> Option<Timestamp> {
    let again = listeners
        .iter()
        .filter_map(|(id, choices)| notice::gather(incidents, *id, choices, turn).again_at);
    let end = board.next_end.map(|at| at.before(BEFORE_THE_END[0]));
    again.chain(end).min()
}

fn changed(before: &[Incident], after: &[Incident]) -> Vec<Incident> {
    after.iter().filter(|incident| !before.contains(incident)).cloned().collect()
}

fn settled(before: &[Incident], after: &[Incident]) -> Vec<Subject> {
    let left = |subject| after.iter().any(|incident| incident.fact.subject == subject);
    before.iter().map(|it| it.fact.subject).filter(|subject| !left(*subject)).collect()
}

/// Most of what happens changes nothing that is told, and costs no write.
fn is_worth_writing(board: &Board, told: &NoticesTold) -> bool {
    let heard = board.heard.map_or(u64::MAX, |heard| told.heard.0.saturating_sub(heard.0));
    !told.changed.is_empty()
        || !told.settled.is_empty()
        || told.look_at != board.look_at
        || heard > HEARD_AGAIN
}

/// What somebody hears a piece of news under.
pub(super) fn topic(incident: &Incident, news: News) -> Option<notice::Topic> {
    let subject = incident.fact.subject;
    match news {
        News::Step(_) => Some(subject.topic()),
        News::Over => subject.topic_of_end(),
    }
}
