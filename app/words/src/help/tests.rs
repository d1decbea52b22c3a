use std::collections::BTreeSet;

use domain::{cause::Cure, network::Network};

use super::*;

#[test]
fn every_topic_has_its_page_with_every_part() {
    let mut titles = BTreeSet::new();
    let mut texts = BTreeSet::new();
    for topic in Topic::all() {
        let page = help_page(&topic);
        assert!(titles.insert(page.title), "{topic:?}: another page has its title");
        assert!(texts.insert(page.parts[0].says), "{topic:?}: another page means the same");
        for HelpPart { heading, says } in page.parts {
            assert!(!heading.is_empty(), "{topic:?}");
            assert!(says.ends_with('.') && says.len() > 20, "{topic:?}, {heading}: {says}");
        }
    }
}

#[test]
fn whether_a_login_is_enough_is_what_the_cure_says() {
    for cause in Cause::all() {
        let page = help_page(&Topic::Cause(cause.clone()));
        let enough = page.parts.iter().find(|part| part.heading == say!(help.first)).unwrap();
        let is_enough = match cause.cure() {
            Cure::Login | Cure::LoginAndTick => true,
            Cure::AtNetworkFirst | Cure::ChannelAdminFirst => false,
        };
        assert_eq!(enough.says.starts_with("No."), !is_enough, "{cause:?}: {}", enough.says);
    }
}

#[test]
fn what_a_network_differs_in_names_it_and_says_something() {
    for topic in Topic::all() {
        for (networks, says) in help_page(&topic).at {
            assert!(!networks.is_empty() && says.ends_with('.'), "{topic:?}: {says}");
            let named: BTreeSet<Network> = networks.iter().copied().collect();
            assert_eq!(named.len(), networks.len(), "{topic:?}: one network twice");
        }
    }
}
