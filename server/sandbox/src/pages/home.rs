//! The sandbox's own page: who lives here, what they have, and the switches for what can go wrong.

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};

use super::page;
use crate::control::granted;
use crate::desk::broken;
use crate::networks::{self, Network};
use crate::world::calls::Call;
use crate::world::channels::Seat;
use crate::world::people::{self, Person, State as Account};
use crate::world::posts::Post;
use crate::world::{Tx, World, calls, channels, clock, faults, posts};

struct Inhabitant {
    person: Person,
    seats: Vec<Seat>,
    grants: Vec<(String, bool)>,
}

struct Overview {
    ahead: i64,
    waiting: Vec<(String, String, i64)>,
    people: Vec<Inhabitant>,
    posts: Vec<Post>,
    calls: Vec<Call>,
}

const NEWEST: usize = 12;

const CAUSES: [(&str, &str); 8] = [
    ("change-password", "Change password"),
    ("remove-app", "Remove app"),
    ("expire-tokens", "Expire tokens"),
    ("log-out", "Log out"),
    ("checkpoint", "Checkpoint"),
    ("clear-checkpoint", "Clear checkpoint"),
    ("disable", "Disable"),
    ("enable", "Enable"),
];

pub(crate) async fn home(State(world): State<World>) -> Response {
    match world.act(look).await {
        Ok(overview) => {
            page("Sandbox of the networks", "/-/style.css", "sandbox", &draw(&overview))
        }
        Err(error) => broken(&error),
    }
}

fn look(tx: &Tx<'_>) -> crate::world::Result<Overview> {
    let people = people::all(tx)?.into_iter().map(|person| {
        let (seats, grants) = (channels::seats(tx, &person.id)?, granted(tx, &person)?);
        Ok(Inhabitant { person, seats, grants })
    });
    let people = people.collect::<crate::world::Result<_>>()?;
    let mut posts = posts::all(tx)?;
    posts.retain(|post| post.client_id.is_some());
    posts.reverse();
    posts.truncate(NEWEST);
    let mut calls = calls::after(tx, 0)?;
    calls.reverse();
    calls.truncate(NEWEST);
    Ok(Overview { ahead: clock::ahead(tx)?, waiting: faults::waiting(tx)?, people, posts, calls })
}

fn draw(overview: &Overview) -> Markup {
    html! {
        header.bar.broad { p { "Sandbox of the networks" } }
        main.wide {
            h1 { "Sandbox" }
            p { "Stand-ins for the social networks. Every switch takes effect at once; the world survives a restart." }
            h2 { "What can go wrong" }
            div.grid {
                (clock_tile(overview))
                @for network in networks::ALL { (fault_tile(network, overview)) }
            }
            @for network in networks::ALL {
                h2 { (network.title()) }
                div.grid {
                    @for one in overview.people.iter().filter(|one| one.person.network == network.slug()) {
                        (person_tile(one))
                    }
                }
            }
            (posts_and_calls(overview))
        }
    }
}

fn button(path: &str, label: &str, hidden: &[(&str, &str)]) -> Markup {
    html! {
        form method="post" action=(path) {
            @for (name, value) in hidden { input type="hidden" name=(name) value=(value); }
            button { (label) }
        }
    }
}

fn clock_tile(overview: &Overview) -> Markup {
    let ahead = overview.ahead;
    html! {
        section.tile {
            h2 { "Clock" }
            p {
                @if ahead == 0 { "Runs with the machine." }
                @else { (ahead) " seconds ahead of the machine." }
            }
            div.buttons {
                (button("/control/clock", "31 seconds on", &[("advance_seconds", "31")]))
                (button("/control/clock", "3 hours on", &[("advance_seconds", "10800")]))
                (button("/control/clock", "61 days on", &[("advance_seconds", "5270400")]))
                (button("/control/reset", "Reset everything", &[]))
            }
            p.soft { "Reset lifts faults and restores passwords, roles, accounts and the clock. Grants stay as they are." }
        }
    }
}

fn fault_tile(network: &dyn Network, overview: &Overview) -> Markup {
    let slug = network.slug();
    let waiting = overview.waiting.iter().filter(|(of, _, _)| of == slug);
    let waiting: Vec<_> = waiting.map(|(_, kind, times)| format!("{kind} ×{times}")).collect();
    html! {
        section.tile {
            h3 { "Trouble at " (network.title()) }
            p { @if waiting.is_empty() { "None ordered." } @else { "Next calls: " (waiting.join(", ")) } }
            form method="post" action=(format!("/control/{slug}/faults")) {
                label for=(format!("kind-{slug}")) { "Kind" }
                select id=(format!("kind-{slug}")) name="kind" {
                    @for kind in faults::Kind::ALL { option { (kind.as_str()) } }
                }
                label for=(format!("times-{slug}")) { "Calls" }
                input id=(format!("times-{slug}")) name="times" type="number" min="1" max="1000" value="1";
                div.buttons { button { "Order" } }
            }
        }
    }
}

fn person_tile(one: &Inhabitant) -> Markup {
    let Inhabitant { person, seats, grants } = one;
    let slug = &person.network;
    let causes = CAUSES.iter().filter(|(cause, _)| match *cause {
        "clear-checkpoint" => person.state == Account::Checkpoint,
        "checkpoint" => person.state == Account::Active,
        "enable" => person.state == Account::Disabled,
        "disable" => person.state == Account::Active,
        _ => true,
    });
    html! {
        section.tile.gone[person.state != Account::Active] {
            div.who {
                img src=(format!("/{slug}/-/avatars/{}.svg", person.id)) alt="" width="40" height="40";
                h3 { (person.name) }
            }
            p { code { (person.login) } " " code { (person.password) } }
            @if person.state != Account::Active { p.dead { "Account: " (person.state.as_str()) } }
            @for (client, alive) in grants {
                p {
                    (client) ": "
                    @if *alive { span.alive { "grant alive" } } @else { span.dead { "grant dead" } }
                }
            }
            @if grants.is_empty() { p.soft { "No app has been let in." } }
            div.buttons {
                @for (cause, label) in causes {
                    (button(&format!("/control/{slug}/people/{}/{cause}", person.id), label, &[]))
                }
            }
            details {
                summary { (seats.len()) @if seats.len() == 1 { " channel" } @else { " channels" } }
                @for seat in seats { (seat_row(slug, &person.id, seat)) }
            }
        }
    }
}

fn seat_row(slug: &str, person_id: &str, seat: &Seat) -> Markup {
    let path = |change: &str| format!("/control/{slug}/channels/{}/{change}", seat.channel.id);
    let person = [("person", person_id)];
    html! {
        div.row {
            span {
                (seat.channel.name) " "
                @if seat.held { span.soft { (seat.role) } } @else { span.dead { "role dropped" } }
            }
            @if seat.held { (button(&path("drop-role"), "Drop role", &person)) }
            @else { (button(&path("restore-role"), "Restore role", &person)) }
            (button(&path("add-comment"), "Add comment", &[]))
        }
    }
}

fn posts_and_calls(overview: &Overview) -> Markup {
    let name = |id: &str| {
        let seats = overview.people.iter().flat_map(|one| &one.seats);
        seats.map(|seat| &seat.channel).find(|channel| channel.id == id).map(|it| it.name.clone())
    };
    html! {
        h2 { "Newest posts of apps" }
        @if overview.posts.is_empty() { p.soft { "No app has posted yet." } }
        ol.log {
            @for post in &overview.posts {
                li { strong { (name(&post.channel_id).unwrap_or_default()) } " " (post.text) }
            }
        }
        h2 { "Newest calls" }
        @if overview.calls.is_empty() { p.soft { "Nobody has called yet." } }
        ol.log {
            @for call in &overview.calls {
                li { code { (call.status) } " " (call.network) " " (call.method) " " (call.path) }
            }
        }
    }
}
