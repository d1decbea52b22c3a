//! The diagnosis in words: what is shown before it is sent, and sent as it was shown.

use domain::{
    support::{LONGEST_DIAGNOSIS, cleaned, limited, one_line, without_addresses},
    time::Timestamp,
    zone::Zone,
};
use engine::support::{Diagnosis, Stands};
use words::{say, several};

/// The longest name of a browser that is told.
const LONGEST_AGENT: usize = 200;

/// The diagnosis, line by line. `agent` is what the viewer's browser calls itself.
pub(crate) fn diagnosis(facts: &Diagnosis, agent: &str) -> String {
    let at = |moment: Timestamp| words::clock::moment(moment, &Zone::utc(), facts.at);
    let role = match facts.role.mends_profiles() {
        true => say!(team.master),
        false => say!(team.regular),
    };
    let (agent, _) = limited(agent, LONGEST_AGENT);
    let mut lines = vec![
        say!(support.facts.version, version = env!("CARGO_PKG_VERSION"), at = at(facts.at)),
        say!(support.facts.workspace, name = facts.workspace.as_str()),
        say!(support.facts.role, role),
        say!(support.facts.agent, agent),
    ];
    match &facts.profiles {
        None => lines.push(say!(support.facts.hidden).to_owned()),
        Some((profiles, _)) if profiles.is_empty() => {
            lines.push(say!(support.facts.none).to_owned());
        }
        Some((profiles, more)) => {
            lines.extend(profiles.iter().map(|profile| stands(profile, &at)));
            if *more > 0 {
                lines.push(several!(*more; support.facts.more_one | support.facts.more | support.facts.more, count = *more));
            }
        }
    }
    lines.extend(facts.held.map(|(channels, posts)| match posts {
        0 => say!(support.facts.held_none).to_owned(),
        _ => say!(support.facts.held, posts, channels),
    }));
    // Names may hold anything, an address too.
    let lines = lines.iter().map(|line| one_line(line));
    let text = lines.collect::<Vec<_>>().join("\n");
    let text = without_addresses(&text, say!(support.facts.left_out));
    cleaned(&limited(&text, LONGEST_DIAGNOSIS).0)
}

fn stands(profile: &Stands, at: &impl Fn(Timestamp) -> String) -> String {
    let Stands { name, network, health, lost, channels, checked_at } = profile;
    let health = words::kind(health.kind());
    let health = match lost {
        Some((cause, since)) => {
            let why = words::cause(cause, name, *network);
            let why = say!(support.facts.since, why, at = at(*since));
            format!("{health}. {why}").trim_end_matches('.').to_owned()
        }
        None => health.to_owned(),
    };
    let checked = match checked_at {
        Some(checked) => say!(support.facts.checked, at = at(*checked)),
        None => say!(support.facts.unchecked).to_owned(),
    };
    let channels = words::channels(u32::try_from(*channels).unwrap_or(u32::MAX));
    let (name, network) = (name.as_str(), network.name());
    say!(support.facts.profile, name, network, health, channels, checked)
}

#[cfg(test)]
mod tests {
    use domain::{account::Role, cause::Cause, health::Health, network::Network};

    use super::*;

    fn facts(profiles: Option<Vec<Stands>>) -> Diagnosis {
        Diagnosis {
            at: Timestamp::from_seconds(1_795_813_200),
            workspace: "Havel & Weber <info@havel.example>".into(),
            role: Role::MasterAccount,
            held: profiles.as_ref().map(|_| (2, 5)),
            profiles: profiles.map(|profiles| (profiles, 3)),
        }
    }

    fn ada() -> Stands {
        let since = Timestamp::from_seconds(1_795_800_000);
        let cause = Cause::PasswordChanged;
        Stands {
            name: "Ada ada@client.example\nNovak\0".into(),
            network: Network::Facebook,
            health: Health::Disconnected { cause: cause.clone(), since },
            lost: Some((cause, since)),
            channels: 12,
            checked_at: Some(since),
        }
    }

    #[test]
    fn it_says_how_things_stand_and_names_no_address() {
        let text = diagnosis(&facts(Some(vec![ada()])), "Firefox (me@home.example)");
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines.len(), 7, "{text}");
        assert!(lines[0].starts_with(concat!("Relink ", env!("CARGO_PKG_VERSION"))), "{text}");
        for part in [
            "Havel & Weber",
            "Firefox",
            "Facebook",
            "12 channels",
            "posts: 5, in queues of channels: 2",
            "3 more",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
        assert!(lines[4].contains("Disconnected") && lines[4].contains("password"), "{text}");
        assert!(!text.contains('@') && !text.contains('\0'), "{text}");
    }

    #[test]
    fn what_a_regular_account_does_not_see_is_not_told() {
        let text = diagnosis(&facts(None), "");
        assert!(text.contains(say!(support.facts.hidden)), "{text}");
        assert!(!text.contains("Held"), "{text}");
    }

    #[test]
    fn it_is_as_long_as_can_be_kept_and_proven_again_as_it_comes_back() {
        let long = vec![ada(); 500];
        let text = diagnosis(&facts(Some(long)), &"x".repeat(10_000));
        assert!(text.chars().count() <= LONGEST_DIAGNOSIS);
        // A form sends line ends as CR and LF.
        assert_eq!(cleaned(&text.replace('\n', "\r\n")), text);
    }
}
