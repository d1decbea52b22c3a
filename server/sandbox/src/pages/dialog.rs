//! The pages of a network's login dialog. They look like a network in general, not like any in particular.

use axum::response::Response;
use maud::{Markup, html};

use super::page;
use crate::call::Site;
use crate::networks::{Network, Picks};
use crate::world::channels::Channel;
use crate::world::flows::Flow;
use crate::world::people::{Person, State};

pub(crate) const ACT: &str = "act";
pub(crate) const LOG_IN: &str = "log-in";
pub(crate) const CONTINUE: &str = "continue";
pub(crate) const CANCEL: &str = "cancel";
pub(crate) const ANOTHER: &str = "another";

pub(crate) struct Dialog<'a> {
    pub(crate) network: &'static dyn Network,
    pub(crate) site: &'a Site,
}

/// What the person may choose.
pub(crate) struct Offered {
    /// The scopes that may be unticked.
    pub(crate) scopes: Vec<String>,
    pub(crate) picks: Picks,
    pub(crate) choices: Vec<Choice>,
}

/// One channel in the picker.
pub(crate) struct Choice {
    pub(crate) channel: Channel,
    pub(crate) ticked: bool,
}

impl Dialog<'_> {
    fn name(&self) -> String {
        format!("{} (sandbox)", self.network.title())
    }

    fn page(&self, title: &str, inside: &Markup) -> Response {
        let body = html! {
            header.bar { p { (self.name()) } }
            main.card { (inside) }
        };
        let style = self.site.path("/-/style.css");
        page(&format!("{title} · {}", self.name()), &style, self.network.slug(), &body)
    }

    /// Login and password; whoever looks for demo people finds them below.
    pub(crate) fn sign_in(
        &self,
        flow: &Flow,
        login: &str,
        note: Option<&str>,
        people: &[Person],
    ) -> Response {
        let why =
            flow.ask.reauthenticate.then_some("Type the password again, or use another account.");
        self.page(
            "Log in",
            &html! {
                h1 { "Log in to " (self.network.title()) }
                p { "to continue to " strong { (self.network.client_name(&flow.ask)) } }
                @if let Some(note) = note { p.wrong role="alert" { (note) } }
                @else if let Some(why) = why { p.note { (why) } }
                form #sign-in method="post" action=(self.site.path("/-/sign-in")) {
                    input type="hidden" name="flow" value=(flow.id);
                    label for="login" { "Login" }
                    input #login name="login" type="text" value=(login) autocomplete="username"
                        autocapitalize="none" spellcheck="false" required;
                    label for="password" { "Password" }
                    input #password name="password" type="password" autocomplete="current-password" required;
                    div.buttons {
                        button.main name=(ACT) value=(LOG_IN) { "Log in" }
                        button name=(ACT) value=(CANCEL) formnovalidate { "Cancel" }
                    }
                }
                details {
                    summary { "Demo people" }
                    dl.people {
                        @for person in people {
                            dt { (person.name) }
                            dd { code { (person.login) } " " code { (person.password) } }
                        }
                    }
                }
            },
        )
    }

    /// What the client will be able to do, and with which channels.
    pub(crate) fn consent(&self, flow: &Flow, person: &Person, offered: &Offered) -> Response {
        let fixed = flow.ask.scopes.iter().filter(|scope| !offered.scopes.contains(scope));
        let client = self.network.client_name(&flow.ask);
        let words: Vec<_> = fixed.filter_map(|scope| self.network.scope_words(scope)).collect();
        self.page(
            "Give access",
            &html! {
                (self.who(person))
                h1 { "Continue as " (person.name) "?" }
                p { strong { (client) } " would like to:" }
                ul { @for line in &words { li { (line) } } }
                form #consent method="post" action=(self.site.path("/-/consent")) {
                    input type="hidden" name="flow" value=(flow.id);
                    @if !offered.scopes.is_empty() { (self.scopes(offered)) }
                    @if offered.picks != Picks::Nothing { (picker(client, offered)) }
                    div.buttons {
                        button.main name=(ACT) value=(CONTINUE) { "Continue" }
                        button name=(ACT) value=(CANCEL) { "Cancel" }
                        button.quiet name=(ACT) value=(ANOTHER) { "Use another account" }
                    }
                }
            },
        )
    }

    fn scopes(&self, offered: &Offered) -> Markup {
        html! {
            fieldset {
                legend { "Choose what it may do" }
                @for scope in &offered.scopes {
                    label.tick {
                        input type="checkbox" name="scope" value=(scope) checked;
                        span { (self.network.scope_words(scope).unwrap_or(scope)) }
                    }
                }
            }
        }
    }

    /// The network lets the person do nothing until they have done something at the network itself.
    pub(crate) fn blocked(&self, flow: &Flow, person: &Person) -> Response {
        let (title, text) = match person.state {
            State::Disabled => (
                "Your account is disabled",
                "This account cannot be used. In the sandbox, enable it on the sandbox's own page.",
            ),
            State::Checkpoint | State::Active => (
                "Confirm that it is you",
                "We noticed something unusual. You cannot log in to apps until you have confirmed your account \
                 here. In the sandbox, clear the checkpoint on the sandbox's own page, then start again.",
            ),
        };
        self.page(
            title,
            &html! {
                (self.who(person))
                h1 { (title) }
                p.wrong role="alert" { (text) }
                form #blocked method="post" action=(self.site.path("/-/consent")) {
                    input type="hidden" name="flow" value=(flow.id);
                    div.buttons {
                        button name=(ACT) value=(CANCEL) { "Cancel" }
                        button.quiet name=(ACT) value=(ANOTHER) { "Use another account" }
                    }
                }
            },
        )
    }

    /// What the network shows instead of a dialog when the client asked wrongly. It never redirects.
    pub(crate) fn refused(&self, title: &str, text: &str) -> Response {
        self.page(title, &html! { h1 { (title) } p.wrong role="alert" { (text) } })
    }

    fn who(&self, person: &Person) -> Markup {
        html! {
            p.who {
                img src=(self.site.path(&format!("/-/avatars/{}.svg", person.id))) alt="" width="40" height="40";
                span { "Logged in as " strong { (person.name) } }
            }
        }
    }
}

/// One box a channel, named like the channel; a round one where only one can be chosen.
fn picker(client: &str, offered: &Offered) -> Markup {
    let kind = if offered.picks == Picks::One { "radio" } else { "checkbox" };
    html! {
        fieldset {
            legend { "Choose what " (client) " may use" }
            @for choice in &offered.choices {
                label.tick {
                    input type=(kind) name="channel" value=(choice.channel.id) checked[choice.ticked];
                    span { (choice.channel.name) }
                }
            }
            @if offered.choices.is_empty() { p { "You have no role on any page." } }
        }
    }
}
