//! The sandbox's own page: who lives here, what they have, and the switches for what can go wrong.

mod person;

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};

use self::person::Inhabitant;
use super::page;
use crate::desk::broken;
use crate::networks::{self, Network};
use crate::world::calls::Call;
use crate::world::people;
use crate::world::posts::Post;
use crate::world::{Tx, World, calls, clock, faults, posts};

struct Overview {
    per_minute: u32,
    ahead: i64,
    waiting: Vec<(String, String, i64)>,
    people: Vec<Inhabitant>,
    posts: Vec<Post>,
    calls: Vec<Call>,
}

const NEWEST: usize = 12;

/// What a switch does: `/control/{path}` with these fields, and where the page goes on afterwards.
struct Switch<'a> {
    path: String,
    label: &'a str,
    /// What is meant, where the label alone would stand on many buttons.
    of: Option<&'a str>,
    fields: &'a [(&'a str, &'a str)],
    /// The id of the element that the browser comes back to.
    back: &'a str,
}

pub(crate) async fn home(State(world): State<World>) -> Response {
    let per_minute = *world.pace().borrow();
    match world.act(move |tx| look(tx, per_minute)).await {
        Ok(overview) => {
            page("Sandbox of the networks", "/-/style.css", "sandbox", &draw(&overview))
        }
        Err(error) => broken(&error),
    }
}

fn look(tx: &Tx<'_>, per_minute: u32) -> crate::world::Result<Overview> {
    let people = people::all(tx)?.into_iter().map(|person| Inhabitant::look(tx, person));
    let people = people.collect::<crate::world::Result<_>>()?;
    let posts = posts::of_clients(tx, i64::try_from(NEWEST).unwrap_or(i64::MAX))?;
    let mut calls = calls::after(tx, 0)?;
    calls.reverse();
    calls.truncate(NEWEST);
    Ok(Overview {
        ahead: clock::ahead(tx)?,
        per_minute,
        waiting: faults::waiting(tx)?,
        people,
        posts,
        calls,
    })
}

fn draw(overview: &Overview) -> Markup {
    html! {
        header.bar.broad { p { "Sandbox of the networks" } }
        (jumps())
        main.wide {
            h1 { "Sandbox" }
            p {
                "Stand-ins for the social networks. Every switch takes effect at once; the world survives a restart. "
                "This port speaks TLS too, to whoever trusts " a href="/-/ca.pem" { "this certificate" } "."
            }
            (clock_tile(overview))
            (audience_tile(overview.per_minute))
            @for network in networks::ALL { (section(network, overview)) }
            (posts_and_calls(overview))
        }
    }
}

/// One link a network; it stays in sight.
fn jumps() -> Markup {
    html! {
        nav.jumps aria-label="Sections" {
            ul {
                li { a href="#clock" { "Clock" } }
                @for network in networks::ALL {
                    li { a href=(format!("#{}", network.slug())) { (network.title()) } }
                }
                li { a href="#posts" { "Posts" } }
                li { a href="#calls" { "Calls" } }
            }
        }
    }
}

impl Switch<'_> {
    fn draw(&self) -> Markup {
        let name = self.of.map(|of| format!("{} {of}", self.label));
        html! {
            form method="post" action=(format!("/control/{}", self.path)) {
                @for (name, value) in self.fields { input type="hidden" name=(name) value=(value); }
                input type="hidden" name="back" value=(self.back);
                button aria-label=[name] { (self.label) }
            }
        }
    }
}

fn clock_tile(overview: &Overview) -> Markup {
    let ahead = overview.ahead;
    let on = |seconds: &str, label: &str| {
        let fields = [("advance_seconds", seconds)];
        Switch { path: "clock".to_owned(), label, of: None, fields: &fields, back: "clock" }.draw()
    };
    let reset = Switch {
        path: "reset".to_owned(),
        label: "Reset everything",
        of: None,
        fields: &[],
        back: "clock",
    };
    html! {
        section.tile id="clock" {
            h2 { "Clock" }
            p {
                @if ahead == 0 { "Runs with the machine." }
                @else { (ahead) " seconds ahead of the machine." }
            }
            div.buttons {
                (on("31", "31 seconds on"))
                (on("10800", "3 hours on"))
                (on("5270400", "61 days on"))
                (reset.draw())
            }
            p.soft { "Reset lifts faults and restores passwords, roles, accounts and the clock. Grants stay as they are." }
        }
    }
}

/// Whether those who read what channels say act of their own accord.
fn audience_tile(per_minute: u32) -> Markup {
    let (word, next) =
        if per_minute == 0 { ("Let the audience in", "true") } else { ("Send it home", "false") };
    html! {
        section.tile id="audience" {
            h2 { "Audience" }
            p {
                @if per_minute == 0 { "Nobody comments or likes of their own accord." }
                @else { "Comments and likes come " (per_minute) " times a minute." }
            }
            form.buttons method="post" action="/control/audience" {
                input type="hidden" name="back" value="audience";
                input type="hidden" name="on" value=(next);
                button { (word) }
            }
        }
    }
}

fn section(network: &dyn Network, overview: &Overview) -> Markup {
    let slug = network.slug();
    html! {
        section id=(slug) {
            div.head {
                h2 { (network.title()) }
                (trouble(network, overview))
            }
            div.grid {
                @for one in overview.people.iter().filter(|one| one.person.network == slug) { (one.draw()) }
            }
        }
    }
}

/// What is ordered for the next calls, and what else can be.
fn trouble(network: &dyn Network, overview: &Overview) -> Markup {
    let slug = network.slug();
    let waiting = overview.waiting.iter().filter(|(of, _, _)| of == slug);
    let waiting: Vec<_> = waiting.map(|(_, kind, times)| format!("{kind} ×{times}")).collect();
    html! {
        form.trouble method="post" action=(format!("/control/{slug}/faults")) {
            input type="hidden" name="back" value=(slug);
            label for=(format!("kind-{slug}")) { "Trouble" }
            select id=(format!("kind-{slug}")) name="kind" {
                @for kind in faults::Kind::ALL { option { (kind.as_str()) } }
            }
            label for=(format!("times-{slug}")) { "calls" }
            input id=(format!("times-{slug}")) name="times" type="number" min="1" max="1000" value="1";
            button aria-label=(format!("Order trouble at {}", network.title())) { "Order" }
            @if waiting.is_empty() { span.soft { "none ordered" } }
            @else { span.dead { "next calls: " (waiting.join(", ")) } }
        }
    }
}

fn posts_and_calls(overview: &Overview) -> Markup {
    let name = |id: &str| {
        let seats = overview.people.iter().flat_map(|one| &one.seats);
        seats.map(|seat| &seat.channel).find(|channel| channel.id == id).map(|it| it.name.clone())
    };
    html! {
        section id="posts" {
            h2 { "Newest posts of apps" }
            @if overview.posts.is_empty() { p.soft { "No app has posted yet." } }
            ol.log {
                @for post in &overview.posts {
                    li { strong { (name(&post.channel_id).unwrap_or_default()) } " " (post.text) }
                }
            }
        }
        section id="calls" {
            h2 { "Newest calls" }
            @if overview.calls.is_empty() { p.soft { "Nobody has called yet." } }
            ol.log {
                @for call in &overview.calls {
                    li { code { (call.status) } " " (call.network) " " (call.method) " " (call.path) }
                }
            }
        }
    }
}
