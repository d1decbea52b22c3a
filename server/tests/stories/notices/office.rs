//! A house that tells notices, and whoever may be told.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use domain::{
    account::{Role, Viewer},
    id::ProfileId,
    network::Network,
    time::{Span, Timestamp},
};
use engine::{
    Engine, Foundations, Settings,
    people::{FirstAccount, SignIn},
    ports::{Clock as _, store::profiles::ProfileQuery},
    telling::{Letter, Message, Notice},
    vault::Token,
};
use server::{
    clock::{SystemClock, SystemRandom},
    vault::KeyRing,
};

use crate::house::{House, house};

pub(super) struct Office {
    pub(super) house: House,
    delivered: Mutex<Vec<Letter>>,
}

pub(super) async fn office() -> Office {
    Office { house: house().await, delivered: Mutex::default() }
}

impl Office {
    /// Another process on the same store.
    pub(super) fn start_again(&mut self) {
        let house = &self.house;
        let uri = house.engine.redirect_uri(Network::Facebook);
        let public_url = uri.trim_end_matches("/oauth/facebook/callback").to_owned();
        self.house.engine = Engine::new(Foundations {
            store: house.store.clone(),
            networks: house.registry.clone(),
            vault: Arc::new(KeyRing::of_demo(&house.folder.path().join("key")).unwrap()),
            courier: Some(house.mailbag.clone()),
            caller: Some(house.calls.clone()),
            pusher: Some(house.pushes.clone()),
            relying_party: None,
            clock: house.clock(),
            random: Arc::new(SystemRandom),
            settings: Settings {
                public_url,
                check_every: Span::hours(1),
                gather_for: Span::minutes(2),
                paces: BTreeMap::new(),
            },
        });
    }

    /// Somebody more in the workspace.
    pub(super) async fn join(&self, name: &str, email: &str, role: Role) -> Viewer {
        let password = || Token::new("a long password".into());
        let account = FirstAccount {
            workspace: "Agency".into(),
            name: name.into(),
            email: email.into(),
            password: password(),
        };
        let (engine, home) = (&self.house.engine, self.house.viewer.workspace);
        engine.create_account(account, Some(home), role, false).await.unwrap().unwrap();
        match engine.sign_in(email, password(), "192.0.2.1").await.unwrap() {
            SignIn::Opened(opened) => opened.viewer,
            other => panic!("{other:?}"),
        }
    }

    pub(super) async fn pass(&self, span: Span) {
        self.house.pass(span).await;
    }

    pub(super) async fn pass_to(&self, at: Timestamp) {
        self.pass(at.since(self.house.now())).await;
    }

    /// The network answers again; the clocks go on.
    pub(super) async fn end_fault(&self) {
        self.house.control.reset().await.unwrap();
        let moved = self.house.now().since(SystemClock { ahead: Span::millis(0) }.now());
        self.house.control.advance_clock(moved.as_millis() / 1000).await.unwrap();
    }

    /// Looks once. How many letters were posted.
    pub(super) async fn tell(&self) -> usize {
        self.house.engine.tell_due().await.unwrap()
    }

    /// Looks until what is new has been gathered and told.
    pub(super) async fn settle(&self) {
        self.tell().await;
        self.pass(Span::minutes(3)).await;
        self.tell().await;
    }

    /// Days on which letters were posted, and how many.
    pub(super) async fn days(&self, days: u32) -> Vec<(u32, usize)> {
        let mut told = Vec::new();
        for day in 1..=days {
            self.pass(Span::days(1)).await;
            let posted = self.tell().await;
            told.extend((posted > 0).then_some((day, posted)));
        }
        told
    }

    /// Every notice that was delivered, the oldest first, with whom it was for.
    pub(super) async fn letters(&self) -> Vec<(String, Notice)> {
        self.house.engine.deliver_due().await.unwrap();
        let mut delivered = self.delivered.lock().unwrap();
        delivered.extend(self.house.mailbag.empty());
        let notice = |letter: &Letter| match &letter.message {
            Message::Notice(notice) => (letter.to.clone(), notice.clone()),
            other => panic!("{other:?}"),
        };
        delivered.iter().map(notice).collect()
    }

    pub(super) async fn profiles(&self) -> Vec<ProfileId> {
        let query = ProfileQuery { limit: 100, ..ProfileQuery::default() };
        let found = self.house.engine.list_profiles(&self.house.viewer, &query).await.unwrap();
        found.0.profiles.into_iter().map(|profile| profile.id).collect()
    }
}
