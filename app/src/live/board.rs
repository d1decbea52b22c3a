//! What the Social Profiles page shows, kept true by events.

use domain::{
    event::{Change, Event, What},
    health::Health,
    id::{ChannelId, ProfileId, WorkspaceId},
    network::Network,
    standing::Standing,
    time::Timestamp,
};
use leptos::prelude::*;
use words::{say, several};

use super::row::{Row, put};
use crate::{
    backend::{ProfileRow, ProfilesPage},
    error::Error,
};

/// The page's state. Copies name the same state.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Board {
    pub(crate) workspace: WorkspaceId,
    /// When the page was read, on the server's clock.
    read_at: Timestamp,
    /// The server's time.
    pub(crate) now: RwSignal<Timestamp>,
    pub(crate) rows: RwSignal<Vec<Row>>,
    /// How many profiles the workspace has, shown here or not.
    pub(crate) total: RwSignal<u32>,
    /// How many of them are in the red frame.
    pub(crate) mending: RwSignal<u32>,
    pub(crate) standings: RwSignal<Vec<(Network, Standing)>>,
    /// Whether the rows would stand in another order now.
    pub(crate) disordered: RwSignal<bool>,
    /// What was said last to those who cannot see the change.
    pub(crate) said: RwSignal<String>,
    /// Profiles the networks were asked about and have not answered for.
    pub(crate) asked: RwSignal<Vec<ProfileId>>,
    /// Why live changes do not arrive, if they do not.
    pub(crate) cut: RwSignal<Option<Error>>,
}

/// What an event leaves to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Then {
    /// Nothing.
    Nothing,
    /// These profiles must be read anew.
    Read(Vec<ProfileId>),
    /// A profile whose window was out has been mended: lead the person back to it.
    Return(ProfileId),
}

impl Board {
    pub(crate) fn new(page: ProfilesPage) -> Self {
        Self {
            workspace: page.workspace,
            read_at: page.now,
            now: RwSignal::new(page.now),
            rows: RwSignal::new(page.profiles.into_iter().map(Row::sorted).collect()),
            total: RwSignal::new(page.total),
            mending: RwSignal::new(page.mending),
            standings: RwSignal::new(page.standings),
            disordered: RwSignal::new(false),
            said: RwSignal::default(),
            asked: RwSignal::default(),
            cut: RwSignal::new(None),
        }
    }

    /// Takes over what happened.
    pub(crate) fn apply(self, event: Event) -> Then {
        self.advance(event.at);
        match event.what {
            What::Checked { profile, health, checked_at, channels, mending } => {
                self.count(mending);
                // Whom its channels are missed by, before or after.
                let concerned: Vec<_> = channels.iter().map(|(channel, _)| *channel).collect();
                self.asked.maybe_update(|asked| {
                    let before = asked.len();
                    asked.retain(|id| *id != profile);
                    before != asked.len()
                });
                let concerned = if mending.before || mending.after { concerned } else { vec![] };
                let Some(row) = self.row(profile) else {
                    return self.missing(&concerned);
                };
                let was_lost = row.health.with_untracked(Health::is_lost);
                row.patch(health, checked_at, channels, mending.after);
                self.look_at_order();
                self.say_change(&row, mending, was_lost);
                if row.waiting.get_untracked() {
                    row.waiting.set(false);
                    return Then::Return(profile);
                }
                self.missing(&concerned)
            }
            What::Linked { profile, mending } => {
                self.count(mending);
                if self.row(profile).is_some() || self.is_new(profile) {
                    Then::Read(vec![profile])
                } else {
                    Then::Nothing
                }
            }
            What::Asked { profile } => match self.row(profile) {
                Some(_) => Then::Read(vec![profile]),
                None => Then::Nothing,
            },
            What::Removed { profile, mending } => {
                self.count(mending);
                self.total.update(|total| *total = total.saturating_sub(1));
                if let Some(row) = self.row(profile) {
                    self.said.set(say!(
                        say.removed,
                        name = row.name(),
                        network = row.network.name()
                    ));
                    self.rows.update(|rows| rows.retain(|row| row.id != profile));
                }
                Then::Nothing
            }
            What::Posts { channel } | What::Comments { channel } | What::Statistics { channel } => {
                self.missing(&[channel])
            }
            // The Apps follow this.
            What::LinkUsed { .. } | What::Channels => Then::Nothing,
            What::Standing { network, standing } => {
                self.said.set(match &standing {
                    Standing::Fine => say!(say.fine, network = network.name()),
                    Standing::Trouble { .. } => say!(standing.trouble, network = network.name()),
                    Standing::Misconfigured { code, .. } => {
                        say!(standing.misconfigured, network = network.name(), code = code.as_str())
                    }
                });
                self.standings.update(|standings| {
                    standings.retain(|(known, _)| *known != network);
                    if standing != Standing::Fine {
                        standings.push((network, standing));
                    }
                });
                Then::Nothing
            }
        }
    }

    /// Takes over a profile that was read anew. A new one goes to the top, where it is seen.
    pub(crate) fn put(self, profile: ProfileRow) -> Then {
        let Some(row) = self.row(profile.id) else {
            // Whoever has the same channels has a backup now.
            let channels: Vec<_> = profile.channels.iter().map(|channel| channel.id).collect();
            let row = Row::new(profile);
            self.said.set(say!(say.added, name = row.name(), network = row.network.name()));
            self.total.update(|total| *total += 1);
            self.rows.update(|rows| rows.insert(0, row));
            self.look_at_order();
            return self.missing(&channels);
        };
        let id = row.id;
        let change = Change { before: row.mending.get_untracked(), after: profile.mending };
        let was_lost = row.health.with_untracked(Health::is_lost);
        let was_checked = row.checked_at.get_untracked() != profile.checked_at;
        row.read_anew(profile);
        self.look_at_order();
        self.say_change(&row, change, was_lost);
        // One that is read for something else than its health is still waited for.
        if was_checked && row.waiting.get_untracked() {
            row.waiting.set(false);
            return Then::Return(id);
        }
        Then::Nothing
    }

    /// No window is out any more. The page may be gone by then.
    pub(crate) fn wait_no_more(self) {
        let rows = self.rows.try_with_untracked(Clone::clone).unwrap_or_default();
        for row in rows {
            put(&row.waiting, false);
        }
    }

    /// No answer is waited for any more. The page may be gone by then.
    pub(crate) fn ask_no_more(self) {
        let _ = self.asked.try_set(Vec::new());
    }

    /// The server's clock only moves on.
    pub(crate) fn advance(self, now: Timestamp) {
        if now > self.now.get_untracked() {
            self.now.set(now);
        }
    }

    /// Whether live changes do not arrive, as far as is known.
    pub(super) fn is_cut(self) -> bool {
        self.cut.with_untracked(Option::is_some)
    }

    /// Says why live changes do not arrive, or that they do again.
    pub(crate) fn set_cut(self, cut: Option<Error>) {
        if self.cut.with_untracked(|before| *before != cut) {
            self.cut.set(cut);
        }
    }

    pub(crate) fn row(self, profile: ProfileId) -> Option<Row> {
        self.rows.with_untracked(|rows| rows.iter().find(|row| row.id == profile).cloned())
    }

    /// Whether a profile was linked since the page was read; if it was not, it stands on another page of the list.
    fn is_new(self, profile: ProfileId) -> bool {
        profile > ProfileId::new(self.read_at, [0; 10])
    }

    /// Those in the red frame that may miss one of these channels are to be read anew.
    fn missing(self, channels: &[ChannelId]) -> Then {
        let missing: Vec<_> = self.rows.with_untracked(|rows| {
            let missing = rows.iter().filter(|row| channels.iter().any(|one| row.misses(*one)));
            missing.map(|row| row.id).collect()
        });
        if missing.is_empty() { Then::Nothing } else { Then::Read(missing) }
    }

    fn look_at_order(self) {
        let disordered = self.rows.with_untracked(|rows| {
            let costs_more = |(one, other): (&Row, &Row)| other.held() > one.held();
            !rows.iter().all(Row::is_in_order)
                || rows.iter().zip(rows.iter().skip(1)).any(costs_more)
        });
        if disordered != self.disordered.get_untracked() {
            self.disordered.set(disordered);
        }
    }

    fn count(self, change: Change) {
        let mending = self.mending.get_untracked();
        let counted = count(mending, change);
        if counted != mending {
            self.mending.set(counted);
        }
    }

    fn say_change(self, row: &Row, change: Change, was_lost: bool) {
        let name = row.name();
        let network = row.network.name();
        let is_lost = row.health.with_untracked(Health::is_lost);
        let words = match (change.before, change.after) {
            (true, false) => match row.who.with_untracked(|who| who.channel_count) {
                0 => say!(say.back_none, name, network),
                1 => say!(say.back_one, name, network),
                count => several!(count; say.back_few | say.back_many, name, network, count),
            },
            (true, true) if was_lost && !is_lost => say!(say.back_partly, name, network),
            (_, true) if is_lost && !was_lost => say!(say.lost, name, network),
            (false, true) => say!(say.partly, name, network),
            _ => return,
        };
        self.said.set(words);
    }
}

/// The number of profiles in the red frame after a change, whether the changed one is shown or not.
fn count(mending: u32, change: Change) -> u32 {
    match (change.before, change.after) {
        (false, true) => mending.saturating_add(1),
        (true, false) => mending.saturating_sub(1),
        _ => mending,
    }
}

#[cfg(test)]
mod tests;
