//! Who is told of what happens: a program and a phone, both in the sandbox.

use std::collections::BTreeMap;

use domain::{hook::HookKind, notice::Topic};
use engine::{
    ports::pusher::Subscription,
    telling::{DeviceDraft, HookDraft},
    vault::Token,
};

use super::World;

/// A key and a secret of some browser: those of RFC 8291's example.
const KEY: &str =
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
const AUTH: &str = "BTBZMqHH6r4Tts7J_aSIgg";
const FROM: &str = "192.0.2.1";

impl World {
    /// Adds a webhook and a device of the Master Account.
    pub(crate) async fn listen_everywhere(&self) {
        let url = format!("{}/hooks/program", self.sandbox);
        let topics = Topic::ALL.into_iter().collect();
        let draft = HookDraft { kind: HookKind::Standard, name: "program", url: &url, topics };
        self.engine.add_hook(&self.viewer, draft, FROM).await.unwrap().unwrap();

        let token = |text: &str| Token::new(text.to_owned());
        let endpoint = Token::new(format!("{}/push-service/phone", self.sandbox));
        let subscription = Subscription { endpoint, p256dh: token(KEY), auth: token(AUTH) };
        let session = token("session");
        let draft = DeviceDraft { subscription, agent: "A phone", session: &session };
        self.engine.add_device(&self.viewer, &draft, FROM).await.unwrap().unwrap();
    }

    /// The messages that the program took, by their id: how often each came.
    pub(crate) async fn messages(&self) -> BTreeMap<String, usize> {
        let mut messages = BTreeMap::new();
        for heard in self.control.heard().await.unwrap() {
            *messages.entry(heard.headers["webhook-id"].clone()).or_default() += 1;
        }
        messages
    }

    /// How many messages the phone's push service took.
    pub(crate) async fn pushes(&self) -> usize {
        let pushed = self.control.pushed().await.unwrap();
        assert!(pushed.iter().all(|it| it.status == 201), "{pushed:?}");
        pushed.len()
    }

    /// Their password changes at the network.
    pub(crate) async fn change_password(&self) {
        let people = self.control.people().await.unwrap();
        let stranger = people.into_iter().find(|person| person.name == self.somebody.name).unwrap();
        self.control.cause(&stranger.network, &stranger.id, "change-password").await.unwrap();
    }
}
