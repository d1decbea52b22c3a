use app::backend::{
    Lost, Mending,
    analytics::{BestTimes, OfChannel},
};
use domain::{
    cause::Cause,
    channel::Link,
    event::EventId,
    figure::{DayRange, Figure, Gap, Metric, Missing},
    health::{Health, Losses},
    id::{ChannelId, ProfileId, WorkspaceId},
    network::Network,
    time::Span,
};

use super::*;

/// 2026-11-20T00:00:00Z.
const FRIDAY: Timestamp = Timestamp::from_millis(1_795_132_800_000);

fn day(days: i64) -> Timestamp {
    FRIDAY.after(Span::days(days))
}

/// Three days of a Facebook page: one is counted, one is missing, one may still change.
fn three_days_of(name: &str) -> Figures {
    let link = Link {
        profile: ProfileId::new(FRIDAY, [1; 10]),
        name: "Ada, \"the baker\"".into(),
        health: Health::Connected { until: None },
        losses: Losses::default(),
    };
    let channel = LinkedChannel {
        id: ChannelId::new(FRIDAY, [1; 10]),
        network: Network::Facebook,
        remote_id: "1".into(),
        name: name.into(),
        avatar: None,
        links: vec![link],
    };
    let figure = |metric, days, value| Figure { metric, day: day(days), value };
    let of = OfChannel {
        channel: channel.id,
        figures: vec![
            figure(Metric::Reach, 0, 1_200),
            figure(Metric::Reach, 1, 7),
            figure(Metric::Reach, 2, 30),
            figure(Metric::Engagement, 0, -2),
        ],
        before: vec![],
        posts: vec![(day(0), 1)],
        posts_before: 0,
        gaps: vec![Gap {
            days: DayRange { from: day(1), until: day(2) },
            why: Missing::Forgotten { cause: Some(Cause::Expired) },
        }],
        metrics: vec![Metric::Reach, Metric::Engagement],
        counted_until: Some(day(2)),
    };
    Figures {
        workspace: WorkspaceId::new(FRIDAY, [0; 10]),
        mends: true,
        now: day(3),
        as_of: EventId(0),
        zone: Zone::utc(),
        channels: vec![channel],
        days: DayRange { from: day(0), until: day(3) },
        before: None,
        of: vec![of],
        lost: Lost { now: day(3), profiles: vec![], mending: Mending::Refresh },
        best: BestTimes { comments: 0, slots: vec![], hours: vec![] },
    }
}

/// The whole file.
fn file(figures: &Figures) -> String {
    let rows = (0..).map_while(|place| rows(figures, place));
    std::iter::once(head()).chain(rows).collect()
}

#[test]
fn a_row_a_day_and_what_is_not_known_is_empty() {
    let file = file(&three_days_of("Káva"));
    let rows: Vec<_> = file.split("\r\n").collect();
    assert_eq!(rows[0], "\u{feff}day,network,channel,followers,reach,views,engagement,posts,note");
    assert_eq!(rows[1], "2026-11-20,Facebook,Káva,,1200,,-2,1,\"Not told: Followers, Views.\"");
    let missing = "2026-11-21,Facebook,Káva,,,,,0,\"";
    assert!(rows[2].starts_with(missing), "{}", rows[2]);
    assert!(rows[2].contains("Facebook no longer has these days."), "{}", rows[2]);
    assert_eq!(
        rows[3],
        "2026-11-22,Facebook,Káva,,30,,,0,\"May still change. Not told: Followers, Views.\""
    );
    assert_eq!(rows[4..], [""]);
    assert_eq!(name(&three_days_of("Káva")), "analytics-2026-11-20-to-2026-11-22.csv");
}

#[test]
fn a_name_is_one_cell_and_no_formula() {
    // (name, cell)
    for (name, cell) in [
        ("Bread, butter", "\"Bread, butter\""),
        ("The \"best\"", "\"The \"\"best\"\"\""),
        ("two\nlines", "\"two\nlines\""),
        ("=HYPERLINK(\"https://evil.test\")", "\"'=HYPERLINK(\"\"https://evil.test\"\")\""),
        ("+1", "'+1"),
        ("-1+2", "'-1+2"),
        ("@sum", "'@sum"),
        (" =1", "' =1"),
        ("\t=1", "'\t=1"),
        ("＝1", "'＝1"),
        ("1-2", "1-2"),
    ] {
        let file = file(&three_days_of(name));
        assert!(file.contains(&format!("\r\n2026-11-20,Facebook,{cell},,1200,")), "{file}");
    }
}
