//! Two agencies in one installation: one with everything that a workspace can have, and one that would like to see it.

use std::sync::Arc;

use async_trait::async_trait;
use domain::{
    account::Viewer, authorization::WayBack, hook::HookKind, id::LetterId, link::Rhythm,
    notice::Topic, post::Content, scope::Scope,
};
use engine::{
    apps::{
        community::Wanted,
        scheduler::{Composition, When},
    },
    ports::{
        mail::{Courier, NotDelivered},
        networks::Who,
        pusher::Subscription,
    },
    reconnect::{Begin, NewLink, Step, Target},
    support::{Desk, Draft},
    telling::{DeviceDraft, HookDraft, Letter},
};
use tokio::sync::oneshot;

use super::super::*;
use crate::demo;

/// Whoever carries letters here throws them away.
struct Nowhere;

#[async_trait]
impl Courier for Nowhere {
    async fn deliver(&self, _: LetterId, _: &Letter) -> Result<(), NotDelivered> {
        Ok(())
    }
}

/// Somebody who is signed in.
pub(in super::super) struct Side {
    pub(in super::super) viewer: Viewer,
    pub(super) cookie: String,
    email: &'static str,
    password: &'static str,
}

/// The house with both agencies in it.
pub(in super::super) struct Street {
    pub(in super::super) house: House,
    /// The Master Account of the agency that has everything: the demo's.
    pub(in super::super) master: Side,
    /// The regular account there.
    pub(super) regular: Side,
    /// A key of the API there.
    pub(in super::super) key: String,
    /// The Master Account of the other agency.
    pub(super) stranger: Side,
    /// A key of the API there.
    pub(super) strange_key: String,
    _stop: oneshot::Sender<()>,
}

/// Builds it: a sandbox, the demo's agency with all its profiles, and another with one.
pub(in super::super) async fn street() -> Street {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = sandbox::bind(sandbox::Config {
        addr: "127.0.0.1:0".parse().unwrap(),
        database: folder.path().join("sandbox.db"),
    });
    let sandbox = sandbox.await.unwrap();
    let url = sandbox.url();
    let (stop, stopped) = oneshot::channel::<()>();
    tokio::spawn(sandbox.run(async move {
        let _ = stopped.await;
    }));
    let networks = networks::config::Config {
        networks: demo::apps(&url),
        inside: demo::inside(&url),
        ..networks::config::Config::default()
    };
    let mut house = house_among(networks, Some(Arc::new(Nowhere))).await;
    let desk = Desk { key: Some(Token::new("a key".into())), ..Desk::default() };
    let engine = house.state.engine.clone().with_support(desk);
    let answers = demo::support(&engine).await.unwrap();
    house.state.engine = engine.answered_by(answers);
    let engine = house.state.engine.clone();
    demo::seed(&engine, &url, folder.path(), house.state.clock.now()).await.unwrap();
    let master = house.enter("master@relink.test", "relink-demo").await;
    let regular = house.enter("regular@relink.test", "relink-demo").await;
    let key = fill(&engine, &master.viewer, &regular.viewer).await;

    let account = FirstAccount {
        workspace: "Otherside".into(),
        name: "Eve".into(),
        email: "eve@otherside.test".into(),
        password: Token::new("a long password".into()),
    };
    engine.create_account(account, None, Role::MasterAccount, false).await.unwrap().unwrap();
    let stranger = house.enter("eve@otherside.test", "a long password").await;
    let people = sandbox::control::client::Client::new(url.clone()).people().await.unwrap();
    let petr = people.iter().find(|person| person.name == "Petr Svoboda").unwrap();
    let member = demo::member(Network::Facebook, "Petr Svoboda", demo::Fate::Lives);
    demo::link(&engine, &stranger.viewer, &member, petr, &url).await.unwrap();
    let made = engine.make_api_key(&stranger.viewer, "Eves key", Scope::ALL.into(), DAY, HERE);
    let strange_key = made.await.unwrap().unwrap().expose().to_owned();
    Street { house, master, regular, key, stranger, strange_key, _stop: stop }
}

const DAY: Span = Span::days(1);
/// A browser's key: that of RFC 8291's example.
const KEY: &str =
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";

/// What the demo's agency does not have by itself. A key of its API.
async fn fill(engine: &Engine, master: &Viewer, regular: &Viewer) -> String {
    engine.listen_due().await.unwrap();
    engine.count_due().await.unwrap();
    let channels = engine.channels(master).await.unwrap();
    let profile = channels[0].links[0].profile;
    let new = NewLink {
        target: Target::Profile(profile),
        lasts: DAY,
        note: "Please do this before Friday noon".into(),
        recipient: Some("reader@marker.test".into()),
        send: true,
        rhythm: Rhythm::Daily,
    };
    engine.make_link(master, new, HERE).await.unwrap().unwrap();
    engine.invite(master, "newcomer@marker.test", Role::Regular, HERE).await.unwrap().unwrap();
    engine.open_feed(master, HERE).await.unwrap();
    let draft = HookDraft {
        kind: HookKind::Standard,
        name: "The marked listener",
        url: "https://hooks.marker.test/heard",
        topics: Topic::ALL.into(),
    };
    engine.add_hook(master, draft, HERE).await.unwrap().unwrap();
    let hook = engine.hooks(master).await.unwrap()[0].id;
    assert!(engine.try_hook(master, hook, HERE).await.unwrap());
    let token = |text: &str| Token::new(text.into());
    let draft = DeviceDraft {
        subscription: Subscription {
            endpoint: token("https://push.marker.test/the/marked/endpoint"),
            p256dh: token(KEY),
            auth: token("BTBZMqHH6r4Tts7J_aSIgg"),
        },
        agent: "The marked browser",
        session: &token("a session of the master's"),
    };
    engine.add_device(master, &draft, HERE).await.unwrap().unwrap();
    let begin = Begin {
        viewer: master,
        target: Target::Profile(profile),
        who: Who::Whoever,
        typed: None,
        back: WayBack::Tab,
        from: HERE,
    };
    engine.begin(begin).await.unwrap();
    engine.walk(master, Step::Anew).await.unwrap();
    let choices = engine.notice_choices(master).await.unwrap();
    assert!(engine.choose_notices(master, choices).await.unwrap());
    let dead = channels.iter().flat_map(|channel| &channel.links);
    let mut asked = false;
    for link in dead {
        asked |= engine.ask_to_reconnect(regular, link.profile, HERE).await.is_ok();
    }
    assert!(asked, "for a dead profile");
    let png = [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A].to_vec();
    let picture =
        engine.keep_picture(master, png, "A loaf of marked bread").await.unwrap().unwrap();
    let content = Content {
        text: "A post of the marked bread".into(),
        picture: Some(picture),
        ..Content::default()
    };
    let mastodon = channels.iter().find(|channel| channel.network == Network::Mastodon).unwrap();
    let when = When::Draft(None);
    let composition = Composition { content, channels: vec![mastodon.id], when, not_after: None };
    engine.compose(master, &composition, HERE).await.unwrap().unwrap();
    answer(engine, master, regular).await;
    let draft = Draft {
        subject: "A subject of the marked bread",
        text: "A question about the marked bread",
        diagnosis: None,
        form: "one",
    };
    engine.ask_support(master, draft, HERE).await.unwrap().unwrap();
    let key = engine.make_api_key(master, "The marked dashboard", Scope::ALL.into(), DAY, HERE);
    key.await.unwrap().unwrap().expose().to_owned()
}

/// Both answer comments: one sends, one proposes.
async fn answer(engine: &Engine, master: &Viewer, regular: &Viewer) {
    let wanted = Wanted {
        channel: None,
        network: None,
        shown: None,
        assignee: None,
        after: None,
        limit: 100,
    };
    let mut answered = [false; 2];
    for (at, viewer) in [master, regular].into_iter().enumerate() {
        for (comment, _) in engine.comments(viewer, &wanted).await.unwrap().comments {
            let text = "An answer with marked words";
            let done = engine.answer(viewer, comment.id, comment.version, text).await;
            if matches!(done, Ok(Ok(_))) {
                answered[at] = true;
                break;
            }
        }
    }
    assert_eq!(answered, [true; 2], "master, regular");
}

impl House {
    /// Signs somebody in.
    pub(super) async fn enter(&self, email: &'static str, password: &'static str) -> Side {
        let secret = Token::new(password.into());
        let signed_in = self.state.engine.sign_in(email, secret, HERE).await.unwrap();
        let SignIn::Opened(opened) = signed_in else { panic!("{signed_in:?}") };
        let cookie = self.state.cookies.set_session(&opened.secret);
        let cookie = cookie.split(';').next().unwrap().to_owned();
        Side { viewer: opened.viewer, cookie, email, password }
    }

    /// Signs somebody in again whose session was ended by what they did.
    pub(super) async fn stay(&self, side: &mut Side) {
        let secret = Token::new(side.cookie.split_once('=').unwrap().1.to_owned());
        let viewer = self.state.engine.viewer(&secret).await.unwrap();
        if viewer.is_none_or(|viewer| viewer.workspace != side.viewer.workspace) {
            *side = self.enter(side.email, side.password).await;
        }
    }

    /// The file of the database.
    pub(super) fn database(&self) -> String {
        self._folder.path().join("relink.db").to_str().unwrap().to_owned()
    }
}
