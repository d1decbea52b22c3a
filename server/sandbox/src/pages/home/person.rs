//! One person on the sandbox's page: the account, what it granted, and the channels with the roles on them.

use std::collections::BTreeSet;

use maud::{Markup, html};

use super::Switch;
use crate::networks;
use crate::world::channels::{self, Seat};
use crate::world::grants::{self, Grant};
use crate::world::people::{Person, State as Account};
use crate::world::pushes::{self, Push};
use crate::world::{Result, Tx};

const CAUSES: [(&str, &str); 9] = [
    ("change-password", "Change password"),
    ("remove-app", "Remove app"),
    ("request-deletion", "Request deletion"),
    ("expire-tokens", "Expire tokens"),
    ("log-out", "Log out"),
    ("checkpoint", "Checkpoint"),
    ("clear-checkpoint", "Clear checkpoint"),
    ("disable", "Disable"),
    ("enable", "Enable"),
];

pub(super) struct Inhabitant {
    pub(super) person: Person,
    pub(super) seats: Vec<Seat>,
    /// What was granted to whom, and whether that is alive.
    grants: Vec<(Grant, bool)>,
    /// What clients were told of them, newest first.
    pushes: Vec<Push>,
}

/// As many messages are shown.
const SHOWN: usize = 6;

impl Inhabitant {
    pub(super) fn look(tx: &Tx<'_>, person: Person) -> Result<Self> {
        let seats = channels::seats(tx, &person.id)?;
        let grants = grants::of_person(tx, &person.id)?.into_iter().map(|grant| {
            let alive = grants::alive(tx, &grant)?;
            Ok((grant, alive))
        });
        let grants = grants.collect::<Result<_>>()?;
        let mut pushes = pushes::of_person(tx, &person.id)?;
        pushes.truncate(SHOWN);
        Ok(Self { person, seats, grants, pushes })
    }

    /// What the person has not taken back as a whole.
    fn standing(&self) -> impl Iterator<Item = &Grant> {
        self.grants.iter().map(|(grant, _)| grant).filter(|grant| !grant.removed)
    }

    fn can_demand_deletion(&self) -> bool {
        let push = networks::by_slug(&self.person.network).and_then(|network| network.push());
        push.is_some_and(|push| push.demands_deletion())
    }

    fn anchor(&self) -> String {
        format!("person-{}", self.person.id)
    }

    fn switch(&self, cause: &str) -> String {
        format!("{}/people/{}/{cause}", self.person.network, self.person.id)
    }

    pub(super) fn draw(&self) -> Markup {
        let Self { person, grants, .. } = self;
        html! {
            section.tile.gone[person.state != Account::Active] id=(self.anchor()) {
                div.who {
                    img src=(format!("/{}/-/avatars/{}.svg", person.network, person.id)) alt="" width="40" height="40";
                    h3 { (person.name) }
                }
                p { code { (person.login) } " " code { (person.password) } span.soft { " @" (person.handle) } }
                @if person.state != Account::Active { p.dead { "Account: " (person.state.as_str()) } }
                @for (grant, alive) in grants {
                    p {
                        (grant.client_id) ": "
                        @if *alive { span.alive { "grant alive" } } @else { span.dead { "grant dead" } }
                    }
                }
                @if grants.is_empty() { p.soft { "No app has been let in." } }
                (self.causes())
                (self.permissions())
                (self.channels())
                (self.messages())
            }
        }
    }

    fn causes(&self) -> Markup {
        let state = self.person.state;
        let possible = CAUSES.iter().filter(|(cause, _)| match *cause {
            "clear-checkpoint" => state == Account::Checkpoint,
            "enable" => state == Account::Disabled,
            "request-deletion" => self.can_demand_deletion(),
            "checkpoint" | "disable" => state == Account::Active,
            _ => true,
        });
        let back = self.anchor();
        html! {
            div.buttons {
                @for (cause, label) in possible {
                    (Switch { path: self.switch(cause), label, of: None, fields: &[], back: &back }.draw())
                }
            }
        }
    }

    /// Every scope that an app has or had, with the switch to take it back or to give it again.
    fn permissions(&self) -> Markup {
        let given: BTreeSet<_> = self.standing().flat_map(|grant| &grant.scopes).collect();
        let taken = self.standing().flat_map(|grant| &grant.declined);
        let taken: BTreeSet<_> = taken.filter(|scope| !given.contains(scope)).collect();
        if given.is_empty() && taken.is_empty() {
            return html! {};
        }
        let back = format!("scopes-{}", self.person.id);
        let row = |scope: &str, (cause, label): (&str, &str)| {
            let path = self.switch(cause);
            Switch { path, label, of: Some(scope), fields: &[("scope", scope)], back: &back }.draw()
        };
        html! {
            details {
                summary {
                    (counted(given.len(), "permission"))
                    @if !taken.is_empty() { span.dead { ", " (taken.len()) " missing" } }
                }
                div id=(back) {
                    @for scope in &given {
                        div.row { code { (scope) } (row(scope, ("drop-permission", "Take back"))) }
                    }
                    @for scope in &taken {
                        div.row {
                            span { code { (scope) } " " span.dead { "not given" } }
                            (row(scope, ("restore-permission", "Give again")))
                        }
                    }
                }
            }
        }
    }

    fn channels(&self) -> Markup {
        html! {
            details {
                summary { (counted(self.seats.len(), "channel")) }
                div id=(format!("channels-{}", self.person.id)) {
                    @for seat in &self.seats { (self.seat(seat)) }
                }
            }
        }
    }

    /// What clients were told, with the switch to tell it once more.
    fn messages(&self) -> Markup {
        if self.pushes.is_empty() {
            return html! {};
        }
        let back = format!("messages-{}", self.person.id);
        html! {
            details {
                summary { (counted(self.pushes.len(), "message")) " to apps" }
                div id=(back) {
                    @for push in &self.pushes {
                        div.row {
                            span {
                                (push.kind) " " span.soft { (push.client_id) } " "
                                @if push.forged { span.soft { "forged " } }
                                @if push.delivered { span.alive { "taken" } } @else { span.dead { "not taken" } }
                                span.soft { " (" @if let Some(status) = push.status { (status) } @else { "no answer" } ")" }
                            }
                            (Switch {
                                path: format!("push/{}/again", push.id),
                                label: "Send again",
                                of: Some(&push.kind),
                                fields: &[],
                                back: &back,
                            }.draw())
                        }
                    }
                }
            }
        }
    }

    fn seat(&self, seat: &Seat) -> Markup {
        let Seat { channel, role, held } = seat;
        let back = format!("channels-{}", self.person.id);
        let person = [("person", self.person.id.as_str())];
        let switch = |change: &str, label: &str, fields: &[(&str, &str)]| {
            let path = format!("{}/channels/{}/{change}", channel.network, channel.id);
            Switch { path, label, of: Some(&channel.name), fields, back: &back }.draw()
        };
        let ticked = self.standing().any(|grant| grant.covers(&channel.id));
        html! {
            div.row {
                span {
                    (channel.name) " "
                    @if *held { span.soft { (role) } } @else { span.dead { "role dropped" } }
                    @if !ticked && self.standing().next().is_some() { " " span.dead { "not ticked" } }
                }
                span.switches {
                    @if *held { (switch("drop-role", "Drop role", &person)) }
                    @else { (switch("restore-role", "Restore role", &person)) }
                    @if ticked { (switch("untick", "Untick", &person)) }
                    @else if self.standing().next().is_some() { (switch("tick", "Tick", &person)) }
                    (switch("add-comment", "Add comment", &[]))
                }
            }
        }
    }
}

fn counted(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}
