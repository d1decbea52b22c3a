//! Pages, one a file.

mod account;
mod analytics;
mod calendar;
mod channels;
mod community;
mod forgotten;
mod hooks;
mod links;
mod login;
mod mail;
mod not_found;
mod scheduler;
mod seeing;
mod setup;
mod social_profiles;
mod team;

use domain::account::Viewer;
use leptos::prelude::Resource;

pub(crate) use self::{
    account::{AccountPage, NoticesPage, ResetPage},
    analytics::Analytics,
    calendar::Calendar,
    channels::Channels,
    community::{Community, CommunityRoles, ThreadPage},
    forgotten::Forgotten,
    hooks::HooksPage,
    links::Links,
    login::Login,
    mail::MailPage,
    not_found::NotFound,
    scheduler::{Decisions, NewPost, PostPage, Scheduler, SchedulerSettings, Slots},
    seeing::{Audit, KeysPage, OverviewPage, TimelinePage},
    setup::SetUp,
    social_profiles::SocialProfiles,
    team::{InvitationPage, LeavingPage, TeamPage},
};
use crate::error::Error;

/// Who is signed in, as the document was told.
type Signed = Resource<Result<Option<Viewer>, Error>>;
