//! What somebody is told, worst first, by mail and on their devices. Facts; its sentences are made when it is delivered.

use domain::{
    account::Role,
    cost::Cost,
    id::WorkspaceId,
    notice::{Choices, Fact, Incident, News, Subject, Way},
    time::Timestamp,
    zone::Zone,
};
use serde::{Deserialize, Serialize};

use super::turn::topic;
use crate::{
    Engine,
    apps::lost::Lost,
    ports::store::{
        devices::NewPush,
        letters::NewLetter,
        notices::{Board, Member},
    },
    telling::Message,
};

/// So many are listed one by one in a letter.
const LISTED: usize = 100;
/// And so many on a device, which shows a few lines.
const LISTED_ON_A_DEVICE: usize = 10;

/// What somebody is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// The workspace's name.
    pub workspace: String,
    /// What the reader is there.
    pub role: Role,
    /// Where the reader is.
    pub zone: Zone,
    /// What is told, worst first.
    pub items: Vec<Item>,
    /// So many more were not listed.
    pub more: usize,
}

/// One piece of news.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// What is so, or was.
    pub fact: Fact,
    /// What is new of it.
    pub news: News,
    /// Since when we know.
    pub since: Timestamp,
    /// What it costs that a profile is lost.
    pub cost: Cost,
}

impl Engine {
    /// The letter that tells somebody their news.
    pub(super) fn notice(
        &self,
        workspace: WorkspaceId,
        board: &Board,
        (member, choices): (&Member, &Choices),
        items: Vec<Item>,
    ) -> Option<NewLetter> {
        if items.is_empty() {
            return None;
        }
        let notice = notice(board, (member, choices), items, LISTED);
        self.letter(Some(workspace), &member.email, &Message::Notice(notice), None)
    }

    /// The messages that tell it on somebody's devices.
    pub(super) fn notice_on_devices(
        &self,
        workspace: WorkspaceId,
        board: &Board,
        (member, choices): (&Member, &Choices),
        items: Vec<Item>,
    ) -> Vec<NewPush> {
        if items.is_empty() {
            return Vec::new();
        }
        let notice = notice(board, (member, choices), items, LISTED_ON_A_DEVICE);
        self.push_messages(workspace, &member.devices, notice)
    }
}

fn notice(
    board: &Board,
    (member, choices): (&Member, &Choices),
    mut items: Vec<Item>,
    most: usize,
) -> Notice {
    let more = items.len().saturating_sub(most);
    items.truncate(most);
    Notice {
        workspace: board.name.clone(),
        role: member.role,
        zone: choices.zone.clone().unwrap_or_else(|| board.zone.clone()),
        items,
        more,
    }
}

/// What is told of some news by one way, worst first.
pub(super) fn items(
    incidents: &[Incident],
    news: &[(usize, News)],
    (choices, way): (&Choices, Way),
    lost: &Lost,
) -> Vec<Item> {
    let told_so = |incident: &Incident, news| {
        topic(incident, news).is_some_and(|topic| choices.wants_by(topic, way))
    };
    let mut items: Vec<_> = news
        .iter()
        .filter_map(|(place, news)| Some((incidents.get(*place)?, *news)))
        .filter(|(incident, news)| told_so(incident, *news))
        .map(|(incident, news)| item(incident, news, lost))
        .collect();
    items.sort_by_cached_key(place);
    items
}

fn item(incident: &Incident, news: News, lost: &Lost) -> Item {
    let cost = match incident.fact.subject {
        Subject::Lost(profile) => lost.costs.get(&profile).copied().unwrap_or_default(),
        _ => Cost::default(),
    };
    Item { fact: incident.fact.clone(), news, since: incident.since, cost }
}

/// Where a piece of news stands: what is over comes last, and of lost profiles first what costs most.
fn place(item: &Item) -> impl Ord + use<> {
    let group = match (item.news, item.fact.subject) {
        (News::Over, Subject::Outage(_)) => 5,
        (News::Over, _) => 6,
        (_, Subject::Outage(_)) => 0,
        (_, Subject::Lost(_)) => 1,
        (_, Subject::Asks(_)) => 2,
        (_, Subject::Held(_)) => 3,
        (_, Subject::Ending(_)) => 4,
        (_, Subject::LinkUsed(..)) => 7,
    };
    (group, item.cost.rank(), item.fact.at, item.fact.name.clone())
}
