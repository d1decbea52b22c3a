use domain::{cause::Cause, event::EventId, health::Losses, id::ChannelId};

use super::*;
use crate::backend::ChannelRow;

const NOW: Timestamp = Timestamp::from_millis(1_000_000);

fn id(number: u8) -> ProfileId {
    ProfileId::new(NOW.before(domain::time::Span::days(1)), [number; 10])
}

fn channel(number: u8) -> ChannelId {
    ChannelId::new(NOW, [number; 10])
}

fn lost() -> Health {
    Health::Disconnected { cause: Cause::Expired, since: NOW }
}

fn profile(number: u8, health: Health) -> ProfileRow {
    ProfileRow {
        id: id(number),
        network: Network::Facebook,
        name: "Ada Novak".into(),
        handle: None,
        login: None,
        avatar: None,
        mending: health.is_lost(),
        meanwhile: String::new(),
        held: 0,
        health,
        checked_at: None,
        channels: vec![ChannelRow {
            id: channel(number),
            name: "Bakery".into(),
            losses: Losses::default(),
        }],
        channel_count: 12,
    }
}

fn board(profiles: Vec<ProfileRow>) -> Board {
    Board::new(ProfilesPage {
        workspace: WorkspaceId::new(NOW, [9; 10]),
        now: NOW,
        as_of: EventId(0),
        mending: u32::try_from(profiles.iter().filter(|p| p.mending).count()).unwrap(),
        total: u32::try_from(profiles.len()).unwrap(),
        found: u32::try_from(profiles.len()).unwrap(),
        profiles,
        next: None,
        first_mending: None,
        standings: vec![],
    })
}

fn event(what: What) -> Event {
    Event { id: EventId(1), at: NOW, what }
}

fn checked(profile: ProfileId, health: Health, before: bool, after: bool) -> Event {
    event(What::Checked {
        profile,
        health,
        checked_at: Some(NOW),
        channels: vec![],
        mending: Change { before, after },
    })
}

#[test]
fn a_count_follows_profiles_that_are_not_shown() {
    Owner::new().with(|| {
        let board = board(vec![]);
        let elsewhere = id(7);
        assert_eq!(board.apply(checked(elsewhere, lost(), false, true)), Then::Nothing);
        assert_eq!(board.mending.get_untracked(), 1);
        board.apply(checked(elsewhere, lost(), true, true));
        assert_eq!(board.mending.get_untracked(), 1);
        board.apply(checked(elsewhere, Health::Connected { until: None }, true, false));
        assert_eq!(board.mending.get_untracked(), 0);
    });
}

#[test]
fn a_mended_profile_is_announced_once_and_its_window_awaited_no_more() {
    Owner::new().with(|| {
        let board = board(vec![profile(1, lost())]);
        let row = board.row(id(1)).unwrap();
        row.waiting.set(true);
        let healthy = Health::Connected { until: None };
        assert_eq!(board.apply(checked(id(1), healthy.clone(), true, false)), Then::Return(id(1)));
        assert_eq!(
            board.said.get_untracked(),
            "Ada Novak on Facebook is connected again: 12 channels."
        );
        assert!(!row.waiting.get_untracked());
        assert!(board.disordered.get_untracked(), "it is not among the worst any more");
        board.said.set(String::new());
        assert_eq!(board.apply(checked(id(1), healthy, false, false)), Then::Nothing);
        assert_eq!(board.said.get_untracked(), "", "nothing changed");
    });
}

#[test]
fn a_lost_channel_is_patched_in_place() {
    Owner::new().with(|| {
        let board = board(vec![profile(1, Health::Connected { until: None })]);
        let row = board.row(id(1)).unwrap();
        let losses = Losses::all(&Cause::RoleLost, NOW);
        board.apply(event(What::Checked {
            profile: id(1),
            health: Health::Connected { until: None },
            checked_at: Some(NOW),
            channels: vec![(channel(1), losses.clone()), (channel(2), Losses::default())],
            mending: Change { before: false, after: true },
        }));
        let shown = row.channels.get_untracked();
        assert_eq!(shown[0].losses.get_untracked(), losses);
        assert!(row.mending.get_untracked());
        assert_eq!(
            board.said.get_untracked(),
            "Ada Novak on Facebook: some channels have lost their connection."
        );
    });
}

#[test]
fn a_linked_profile_is_read_if_it_is_shown_or_new() {
    Owner::new().with(|| {
        let board = board(vec![profile(1, lost())]);
        let mending = Change { before: true, after: false };
        let linked = |profile| event(What::Linked { profile, mending });
        assert_eq!(board.apply(linked(id(1))), Then::Read(vec![id(1)]));
        assert_eq!(board.apply(linked(id(2))), Then::Nothing, "it stands on another page");
        let new = ProfileId::new(NOW.after(domain::time::Span::seconds(1)), [0; 10]);
        assert_eq!(board.apply(linked(new)), Then::Read(vec![new]));
        let row = ProfileRow { id: new, ..profile(1, Health::Connected { until: None }) };
        board.put(row);
        assert_eq!(board.rows.with_untracked(Vec::len), 2);
        assert_eq!(board.total.get_untracked(), 2);
        assert_eq!(board.said.get_untracked(), "Ada Novak on Facebook was added.");
    });
}

#[test]
fn what_a_red_profile_costs_is_read_when_its_channels_have_news() {
    Owner::new().with(|| {
        let mut pair = vec![profile(1, lost()), profile(2, lost())];
        pair[1].channels[0].id = channel(2);
        pair[1].channel_count = 1;
        pair[0].channel_count = 1;
        let board = board(pair.clone());
        let row = board.row(id(2)).unwrap();
        let posts = |number| event(What::Posts { channel: channel(number) });
        assert_eq!(board.apply(posts(2)), Then::Read(vec![id(2)]));
        assert_eq!(board.apply(posts(3)), Then::Nothing);

        row.waiting.set(true);
        let words = "3 posts held.".to_owned();
        let dear = ProfileRow { held: 3, meanwhile: words.clone(), ..pair[1].clone() };
        assert_eq!(board.put(dear), Then::Nothing);
        assert!(row.waiting.get_untracked(), "its window is still out");
        assert_eq!(row.who.get_untracked().meanwhile, words);
        assert!(board.disordered.get_untracked(), "it costs more than what stands before it");

        let healthy = Health::Connected { until: None };
        assert_eq!(board.apply(checked(id(2), healthy, true, false)), Then::Return(id(2)));
        assert_eq!(row.who.get_untracked().meanwhile, "");
        assert_eq!(board.apply(posts(2)), Then::Nothing, "it is not red any more");
        let again = event(What::Checked {
            profile: id(2),
            health: lost(),
            checked_at: Some(NOW),
            channels: vec![(channel(2), Losses::default())],
            mending: Change { before: false, after: true },
        });
        assert_eq!(board.apply(again), Then::Read(vec![id(2)]), "to know what it costs");
        let backup = event(What::Checked {
            profile: id(7),
            health: lost(),
            checked_at: Some(NOW),
            channels: vec![(channel(2), Losses::default())],
            mending: Change { before: false, after: true },
        });
        assert_eq!(board.apply(backup), Then::Read(vec![id(2)]), "who took over is lost too");
        let asked = |number| event(What::Asked { profile: id(number) });
        assert_eq!(board.apply(asked(2)), Then::Read(vec![id(2)]));
        assert_eq!(board.apply(asked(7)), Then::Nothing, "it stands on another page");
    });
}

#[test]
fn a_channel_that_is_shown_follows_its_profile_however_that_is_read() {
    Owner::new().with(|| {
        let lost = ChannelRow {
            id: channel(2),
            name: "Hotel".into(),
            losses: Losses::all(&Cause::RoleLost, NOW),
        };
        let mut read =
            ProfileRow { mending: true, ..profile(1, Health::Connected { until: None }) };
        read.channels.push(lost);
        let board = board(vec![read.clone()]);
        let row = board.row(id(1)).unwrap();
        let hotel = row.channels.with_untracked(|channels| channels[1].clone());
        read.channels.reverse();
        assert_eq!(board.put(read), Then::Nothing);
        let order: Vec<_> = row.channels.with_untracked(|c| c.iter().map(|one| one.id).collect());
        assert_eq!(order, [channel(2), channel(1)]);
        let mended = event(What::Checked {
            profile: id(1),
            health: Health::Connected { until: None },
            checked_at: Some(NOW),
            channels: vec![(channel(2), Losses::default())],
            mending: Change { before: true, after: false },
        });
        board.apply(mended);
        assert_eq!(hotel.losses.get_untracked(), Losses::default(), "it is what the page shows");
    });
}

#[test]
fn a_removed_profile_leaves() {
    Owner::new().with(|| {
        let board = board(vec![profile(1, lost())]);
        let mending = Change { before: true, after: false };
        board.apply(event(What::Removed { profile: id(1), mending }));
        assert!(board.rows.with_untracked(Vec::is_empty));
        assert_eq!(board.total.get_untracked(), 0);
        assert_eq!(board.mending.get_untracked(), 0);
    });
}

#[test]
fn a_networks_standing_is_shown_until_it_is_fine() {
    Owner::new().with(|| {
        let board = board(vec![]);
        let trouble = Standing::Trouble { since: NOW };
        let standing = |standing| event(What::Standing { network: Network::X, standing });
        board.apply(standing(trouble.clone()));
        board.apply(standing(trouble.clone()));
        assert_eq!(board.standings.get_untracked(), vec![(Network::X, trouble)]);
        board.apply(standing(Standing::Fine));
        assert_eq!(board.standings.get_untracked(), vec![]);
    });
}
