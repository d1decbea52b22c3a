use super::*;

fn prague() -> Zone {
    Zone::named("Europe/Prague").unwrap()
}

fn at(text: &str) -> Timestamp {
    from_jiff(text.parse().unwrap())
}

#[test]
fn a_wall_time_is_one_moment_or_says_that_it_is_not() {
    let table = [
        ("2026-11-25T21:45", Moment::One(at("2026-11-25T20:45:00Z"))),
        ("2026-07-01T00:00", Moment::One(at("2026-06-30T22:00:00Z"))),
        // Put forward at two o'clock to three.
        ("2026-03-29T01:59", Moment::One(at("2026-03-29T00:59:00Z"))),
        ("2026-03-29T02:00", Moment::Never { instead: at("2026-03-29T01:00:00Z") }),
        ("2026-03-29T02:59", Moment::Never { instead: at("2026-03-29T01:00:00Z") }),
        ("2026-03-29T03:00", Moment::One(at("2026-03-29T01:00:00Z"))),
        // Put back at three o'clock to two.
        (
            "2026-10-25T02:30",
            Moment::Twice { first: at("2026-10-25T00:30:00Z"), second: at("2026-10-25T01:30:00Z") },
        ),
        ("2026-10-25T03:00", Moment::One(at("2026-10-25T02:00:00Z"))),
    ];
    for (wall, moment) in table {
        assert_eq!(prague().moment(wall.parse().unwrap()), Ok(moment), "{wall}");
    }
}

#[test]
fn what_the_wall_says_is_what_was_asked_for() {
    for wall in ["2026-11-25T21:45", "2026-03-29T03:00", "2026-10-25T02:30", "2026-12-31T23:59"] {
        let asked: WallTime = wall.parse().unwrap();
        match prague().moment(asked).unwrap() {
            Moment::One(at) => assert_eq!(prague().wall(at), asked),
            Moment::Twice { first, second } => {
                assert_eq!((prague().wall(first), prague().wall(second)), (asked, asked));
            }
            Moment::Never { .. } => panic!("{wall}"),
        }
        assert_eq!(asked.to_string(), wall);
    }
}

#[test]
fn a_day_begins_where_midnight_is_or_would_be() {
    // In Cairo the clock is put forward at midnight itself.
    let cairo = Zone::named("Africa/Cairo").unwrap();
    let start = cairo.start_of("2026-04-24".parse().unwrap()).unwrap();
    assert_eq!(start, at("2026-04-23T22:00:00Z"));
    assert_eq!(cairo.wall(start).to_string(), "2026-04-24T01:00");
}

#[test]
fn names_and_days_that_do_not_exist_are_refused() {
    assert_eq!(Zone::named("Europe/Brno"), Err(UnknownZone));
    assert_eq!(Zone::named("europe/prague").unwrap().name(), "Europe/Prague");
    assert!(Zone::names().iter().any(|name| name == "Asia/Tokyo"));
    assert!("2026-02-29T10:00".parse::<WallTime>().is_err());
    let date: Date = "2026-11-30".parse().unwrap();
    assert_eq!(date.plus(1).unwrap().to_string(), "2026-12-01");
    assert_eq!(date.weekday(), Ok(Weekday::Monday));
    let none = WallTime { date, minute: 1_440 };
    assert_eq!(prague().moment(none), Err(NotADate));
}
