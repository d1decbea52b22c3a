//! What every handler is given.

use std::{net::IpAddr, sync::Arc};

use app::{Needs, paths};
use axum::extract::FromRef;
use domain::language::Language;
use engine::{Engine, vault::TokenDigest};
use leptos::config::LeptosOptions;
use tokio::sync::watch;

use crate::{config::PublicUrl, cookies::Cookies, demo::DemoAccounts, set_up::SetUpLink};

/// What every handler is given. Cheap to clone.
#[derive(Clone)]
pub struct AppState {
    /// The use cases.
    pub engine: Engine,
    /// Names and attributes of cookies.
    pub cookies: Cookies,
    /// The address people reach us at.
    pub public_url: Arc<PublicUrl>,
    /// Whose X-Forwarded-For is believed.
    pub trusted_proxies: Arc<[IpAddr]>,
    /// Where the built site is.
    pub leptos: LeptosOptions,
    /// The stylesheet's path, with its hash.
    pub stylesheet: Arc<str>,
    /// The bundle of the Apps' pages.
    pub workbench: app::Workbench,
    /// The path of the style of pages that are neither Social Profiles nor an App's.
    pub office: Arc<str>,
    /// Further origins that pictures may come from: the sandbox, in the demo.
    pub picture_origins: Arc<str>,
    /// In the demo, an address of the sandbox that takes messages to webhooks, and shows them.
    pub hears: Option<Arc<str>>,
    /// The demo's accounts, in the demo.
    pub demo: Option<DemoAccounts>,
    /// The one-time set-up link, while nobody has used it.
    pub set_up: Arc<SetUpLink>,
    /// The clock, for what pages say about times.
    pub clock: Arc<dyn engine::ports::Clock>,
    /// How often keys of the API were used in this minute.
    pub api_meter: Arc<crate::api::Meter>,
    /// What `/metrics` is opened by, if that was set.
    pub metrics_token: Option<TokenDigest>,
    /// Becomes true when the server stops, so that event streams end.
    pub stopping: watch::Receiver<bool>,
}

impl AppState {
    /// What Leptos is told about the site: its names in a language, whose bundle pages load.
    #[must_use]
    pub fn leptos_in(&self, language: Language) -> LeptosOptions {
        let mut options = self.leptos.clone();
        options.hash_file = hash_file(language);
        options
    }

    /// What the document at `path` needs.
    pub fn needs(&self, path: &str) -> Needs {
        if paths::is_of_an_app(path) {
            Needs::Workbench(self.workbench.clone())
        } else if paths::is_of_the_office(path) {
            Needs::Office(self.office.to_string())
        } else {
            Needs::Islands
        }
    }
}

/// Where the names of the site's files stand in a language, beside the executable.
#[must_use]
pub(crate) fn hash_file(language: Language) -> Arc<str> {
    format!("hash.{}.txt", language.tag()).into()
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.leptos.clone()
    }
}
