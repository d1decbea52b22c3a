//! Notices: what somebody is told, in a headline and a few lines.

use domain::{
    account::Role,
    cost::Cost,
    hook::HookKind,
    notice::{Fact, News, Subject, Topic, Way},
    time::Timestamp,
    zone::Zone,
};

use crate::{cause, channels, clock, cost, say, several};

/// What can be chosen, as a role reads it: who does not see profiles hears of channels.
#[must_use]
pub fn topic(topic: Topic, role: Role) -> &'static str {
    match topic {
        Topic::Lost if !role.mends_profiles() => say!(notice.topic.channels_lost),
        Topic::Mended if !role.mends_profiles() => say!(notice.topic.channels_mended),
        Topic::Lost => say!(notice.topic.lost),
        Topic::Ending => say!(notice.topic.ending),
        Topic::Mended => say!(notice.topic.mended),
        Topic::Outage => say!(notice.topic.outage),
        Topic::Held => say!(notice.topic.held),
        Topic::Asks => say!(notice.topic.asks),
        Topic::LinkUsed => say!(notice.topic.link_used),
    }
}

/// The ways to be told.
#[must_use]
pub fn way(way: Way) -> &'static str {
    match way {
        Way::Mail => say!(notice.mail),
        Way::Push => say!(notice.push),
        Way::Hook => say!(notice.hook),
    }
}

/// What a webhook understands.
#[must_use]
pub fn hook_kind(kind: HookKind) -> &'static str {
    match kind {
        HookKind::Standard => say!(hook.standard),
        HookKind::Slack => say!(hook.slack),
    }
}

/// "4 profiles need you": the worst of everything that is told, in one line. The worst comes first.
#[must_use]
pub fn headline(news: &[(&Fact, News)], role: Role) -> String {
    let Some((first, what)) = news.first() else { return String::new() };
    let is_alike = |(fact, other): &&(&Fact, News)| {
        let is_over = |news| news == News::Over;
        is_over(*other) == is_over(*what) && fact.subject.topic() == first.subject.topic()
    };
    let alike = || news.iter().filter(is_alike);
    let (count, name, network) = (alike().count(), first.name.as_str(), first.network.name());
    let sum = alike().fold(0_u32, |sum, (fact, _)| sum.saturating_add(fact.count));
    let channels = channels(sum);
    let is_reminder = alike().all(|(_, news)| matches!(news, News::Step(2..)));
    match (first.subject, *what) {
        (Subject::Lost(_), News::Step(_)) if !role.mends_profiles() => {
            say!(told.channels, channels)
        }
        (Subject::Lost(_), News::Over) if !role.mends_profiles() => {
            say!(told.channels_back, channels)
        }
        (Subject::Lost(_), News::Step(_)) => match (count, is_reminder) {
            (1, false) => say!(told.one, name, channels),
            (1, true) => say!(told.still_one, name, channels),
            (_, false) => several!(count; told.many_few | told.many, count),
            (_, true) => several!(count; told.still_few | told.still_many, count),
        },
        (Subject::Lost(_), News::Over) if count == 1 => say!(told.mended_one, name),
        (Subject::Lost(_), News::Over) => {
            several!(count; told.mended_few | told.mended_many, count)
        }
        (Subject::Outage(_), News::Over) => say!(told.outage_over, network),
        (Subject::Outage(_), _) if name.is_empty() => say!(told.trouble, network),
        (Subject::Outage(_), _) => say!(told.refused, network),
        (Subject::Asks(_), _) if sum == 1 => say!(told.asks_one).to_owned(),
        (Subject::Asks(_), _) => several!(sum; told.asks_few | told.asks_many, count = sum),
        (Subject::Held(_), _) if sum == 1 => say!(told.held_one).to_owned(),
        (Subject::Held(_), _) => several!(sum; told.held_few | told.held_many, count = sum),
        (Subject::Ending(_), _) if count == 1 => say!(told.ending_one, name),
        (Subject::Ending(_), _) => say!(told.ending_many, count),
        (Subject::LinkUsed(..), _) => say!(told.link_used, name),
    }
}

/// The same for a device, which shows little more than its heading: "12 channels of Ada Novak are disconnected".
#[must_use]
pub fn on_a_device(news: &[(&Fact, News)], role: Role) -> String {
    match news {
        [(fact, News::Step(1))]
            if matches!(fact.subject, Subject::Lost(_)) && role.mends_profiles() =>
        {
            let name = fact.name.as_str();
            match fact.count {
                0 => say!(device.text.profile, name),
                1 => say!(device.text.channel, name),
                count => say!(device.text.channels, name, channels = channels(count)),
            }
        }
        _ => headline(news, role),
    }
}

/// What is told of one incident, a line each.
#[must_use]
pub fn lines(
    (fact, news): (&Fact, News),
    since: Timestamp,
    costs: &Cost,
    (role, zone): (Role, &Zone),
    now: Timestamp,
) -> Vec<String> {
    let (name, network) = (fact.name.as_str(), fact.network.name());
    let channels = || channels(fact.count);
    let moment = |at| clock::moment(at, zone, now);
    match (fact.subject, news) {
        (Subject::Lost(_), News::Step(_)) if !role.mends_profiles() => {
            vec![say!(told.at_network, network, channels = channels())]
        }
        (Subject::Lost(_), News::Over) if !role.mends_profiles() => {
            vec![say!(told.network_back, network, channels = channels())]
        }
        (Subject::Lost(_), News::Step(step)) => {
            let why = fact.cause.as_ref().map(|it| cause(it, name, fact.network));
            let since = (step > 1).then(|| say!(told.since, moment = moment(since)));
            let costs = Some(cost(costs, zone, now)).filter(|costs| !costs.is_empty());
            let first = say!(told.profile, name, network, channels = channels());
            [Some(first), why, since, costs].into_iter().flatten().collect()
        }
        (Subject::Lost(_), News::Over) => vec![say!(told.mended, name, network)],
        (Subject::Outage(_), News::Over) => {
            vec![say!(told.outage_over, network) + ".", say!(told.outage_over_how).to_owned()]
        }
        (Subject::Outage(_), _) if name.is_empty() => {
            vec![say!(told.trouble, network) + ".", say!(told.trouble_how).to_owned()]
        }
        (Subject::Outage(_), _) => {
            vec![say!(told.refused, network) + ".", say!(told.refused_how, network, code = name)]
        }
        (Subject::Asks(_), _) => {
            vec![say!(told.post_asks, name, network, posts = posts(fact.count))]
        }
        (Subject::Held(_), _) => {
            vec![say!(told.post_held, name, network, posts = posts(fact.count))]
        }
        (Subject::Ending(_), _) => {
            let moment = fact.at.map(moment).unwrap_or_default();
            let first = say!(told.ends, name, network, moment, channels = channels());
            vec![first, say!(told.ends_how).to_owned()]
        }
        (Subject::LinkUsed(..), _) => vec![say!(told.by_link, name, network)],
    }
}

fn posts(count: u32) -> String {
    match count {
        1 => say!(told.post).to_owned(),
        count => several!(count; told.posts_few | told.posts, count),
    }
}

#[cfg(test)]
mod tests {
    use domain::{cause::Cause, id::ProfileId, network::Network};

    use super::*;

    const NOW: Timestamp = Timestamp::from_seconds(1_795_003_200);

    fn lost(name: &str, count: u32) -> Fact {
        Fact {
            subject: Subject::Lost(ProfileId::new(NOW, [1; 10])),
            network: Network::Facebook,
            name: name.into(),
            count,
            cause: Some(Cause::PasswordChanged),
            at: None,
        }
    }

    #[test]
    fn the_headline_counts_what_is_worst() {
        let (ada, bela) = (lost("Ada Novak", 12), lost("Bela Kral", 1));
        let (first, again, over) = (News::Step(1), News::Step(2), News::Over);
        let (master, regular) = (Role::MasterAccount, Role::Regular);
        for (news, role, words) in [
            (vec![(&ada, first)], master, "Ada Novak needs you: 12 channels"),
            (vec![(&ada, first), (&bela, again)], master, "2 profiles need you"),
            (vec![(&ada, again), (&bela, again)], master, "2 profiles are still disconnected"),
            (vec![(&ada, first), (&bela, over)], master, "Ada Novak needs you: 12 channels"),
            (vec![(&ada, over)], master, "Ada Novak is connected again"),
            (vec![(&ada, first), (&bela, first)], regular, "Not reached: 13 channels"),
            (vec![], master, ""),
        ] {
            assert_eq!(headline(&news, role), words);
        }
    }

    #[test]
    fn a_lost_profile_is_told_with_its_cause_and_what_it_costs() {
        let costs = Cost { held: 3, ..Cost::default() };
        let told = |step, role| {
            let reader = (role, &Zone::utc());
            lines((&lost("Ada Novak", 12), News::Step(step)), NOW, &costs, reader, NOW).join(" ")
        };
        assert_eq!(
            told(1, Role::MasterAccount),
            "Ada Novak, Facebook: 12 channels The password at Facebook was changed. 3 posts held."
        );
        assert!(told(2, Role::MasterAccount).contains("Disconnected since "));
        let regular = told(1, Role::Regular);
        assert!(!regular.contains("Ada"), "{regular}");
    }
}
