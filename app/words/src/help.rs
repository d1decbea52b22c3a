//! The help: a page for every cause, and for whatever stops a reconnect.

mod networks;

use domain::{
    cause::Cause,
    help::{Stop, Topic},
    network::Network,
};

use crate::say;

/// A page of the help.
#[derive(Debug, Clone)]
pub struct HelpPage {
    /// Its title.
    pub title: &'static str,
    /// What it says, each part below its heading.
    pub parts: [HelpPart; 5],
    /// What differs from network to network; empty where nothing does.
    pub at: Vec<(Vec<Network>, &'static str)>,
}

/// A part of a page.
#[derive(Debug, Clone, Copy)]
pub struct HelpPart {
    /// Its heading.
    pub heading: &'static str,
    /// What it says.
    pub says: &'static str,
}

macro_rules! cause_page {
    ($cause:ident) => {
        HelpPage {
            title: say!(help.cause.$cause.title),
            parts: [
                HelpPart { heading: say!(help.what), says: say!(help.cause.$cause.what) },
                HelpPart { heading: say!(help.how), says: say!(help.cause.$cause.how) },
                HelpPart { heading: say!(help.first), says: say!(help.cause.$cause.first) },
                HelpPart { heading: say!(help.refresh), says: say!(help.cause.$cause.refresh) },
                HelpPart { heading: say!(help.again), says: say!(help.cause.$cause.again) },
            ],
            at: Vec::new(),
        }
    };
}

macro_rules! stop_page {
    ($stop:ident) => {
        HelpPage {
            title: say!(help.stop.$stop.title),
            parts: [
                HelpPart { heading: say!(help.happened), says: say!(help.stop.$stop.what) },
                HelpPart { heading: say!(help.how), says: say!(help.stop.$stop.how) },
                HelpPart { heading: say!(help.now), says: say!(help.stop.$stop.now) },
                HelpPart { heading: say!(help.safe), says: say!(help.stop.$stop.safe) },
                HelpPart { heading: say!(help.again), says: say!(help.stop.$stop.again) },
            ],
            at: Vec::new(),
        }
    };
}

/// The page about a topic.
#[must_use]
pub fn help_page(topic: &Topic) -> HelpPage {
    let page = match topic {
        Topic::Cause(cause) => of_cause(cause),
        Topic::Stop(stop) => of_stop(*stop),
    };
    HelpPage { at: networks::notes(topic), ..page }
}

/// Its title alone, for whatever leads there.
#[must_use]
pub fn help_title(topic: &Topic) -> &'static str {
    help_page(topic).title
}

fn of_cause(cause: &Cause) -> HelpPage {
    match cause {
        Cause::Expired => cause_page!(expired),
        Cause::PasswordChanged => cause_page!(password_changed),
        Cause::AppRemoved => cause_page!(app_removed),
        Cause::LoggedOut => cause_page!(logged_out),
        Cause::Checkpoint => cause_page!(checkpoint),
        Cause::AccountDisabled => cause_page!(account_disabled),
        Cause::PermissionLost { .. } => cause_page!(permission_lost),
        Cause::RoleLost => cause_page!(role_lost),
        Cause::NotGranted => cause_page!(not_granted),
        Cause::RotationLost => cause_page!(rotation_lost),
        Cause::ReplacedElsewhere => cause_page!(replaced_elsewhere),
        Cause::Unrecognised { .. } => cause_page!(unrecognised),
    }
}

fn of_stop(stop: Stop) -> HelpPage {
    match stop {
        Stop::WrongPerson => stop_page!(wrong_person),
        Stop::Cancelled => stop_page!(cancelled),
        Stop::TooLate => stop_page!(too_late),
        Stop::Trouble => stop_page!(trouble),
        Stop::Refused => stop_page!(refused),
    }
}

#[cfg(test)]
mod tests;
