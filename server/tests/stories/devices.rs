//! People are told on their devices what their letters tell: by the same rules, encrypted, sent until it is taken or a day is
//! over, and never to an address inside.

use domain::{
    account::{Role, Viewer},
    device::{LIFE, MOST_DEVICES, wait_after},
    hook::CallAnswer,
    id::DeviceId,
    notice::{Choices, Quiet, Topic, Way},
    time::Span,
    zone::Zone,
};
use engine::{
    Error,
    people::{FirstAccount, SignIn},
    ports::{
        pusher::{NotASubscription, Subscription},
        store::{devices::Device, own_account::Ending},
    },
    telling::{DeviceDraft, DeviceRefused},
    vault::Token,
};
use sandbox::control::client::Pushed;

use crate::house::{House, house};

const FROM: &str = "192.0.2.1";
const AGENT: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
/// A key and a secret of some browser: those of RFC 8291's example.
const KEY: &str =
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
const AUTH: &str = "BTBZMqHH6r4Tts7J_aSIgg";

fn subscription(endpoint: String) -> Subscription {
    let token = |text: &str| Token::new(text.to_owned());
    Subscription { endpoint: Token::new(endpoint), p256dh: token(KEY), auth: token(AUTH) }
}

impl House {
    fn endpoint(&self, name: &str) -> String {
        format!("{}/push-service/{name}", self.url)
    }

    async fn named(
        &self,
        viewer: &Viewer,
        subscription: Subscription,
        session: &str,
    ) -> Result<(), DeviceRefused> {
        let session = Token::new(session.to_owned());
        let draft = DeviceDraft { subscription, agent: AGENT, session: &session };
        self.engine.add_device(viewer, &draft, FROM).await.unwrap()
    }

    /// Has somebody told on a device of that name.
    async fn device(&self, viewer: &Viewer, name: &str) {
        self.named(viewer, subscription(self.endpoint(name)), "session").await.unwrap();
    }

    async fn devices(&self) -> Vec<Device> {
        self.engine.devices(&self.viewer).await.unwrap()
    }

    async fn tries(&self, device: DeviceId) {
        assert!(self.engine.try_device(&self.viewer, device, FROM).await.unwrap());
    }

    /// What a device was sent, and whether it was taken.
    async fn pushed(&self, name: &str) -> Vec<Pushed> {
        let all = self.control.pushed().await.unwrap();
        all.into_iter().filter(|it| it.name == name).collect()
    }

    /// Looks until what is new has been gathered and told.
    async fn has_told(&self) {
        self.engine.tell_due().await.unwrap();
        self.pass(Span::minutes(3)).await;
        self.engine.tell_due().await.unwrap();
    }

    async fn turns_red(&self, name: &str) {
        let profile = self.link(name).await;
        self.cause(name, "change-password").await;
        self.check(profile).await;
        assert!(self.health(profile).await.is_lost());
    }

    async fn colleague(&self, email: &str, role: Role) -> Viewer {
        let password = || Token::new("a long password".into());
        let account = FirstAccount {
            workspace: "Agency".into(),
            name: "Rita".into(),
            email: email.into(),
            password: password(),
        };
        let home = Some(self.viewer.workspace);
        self.engine.create_account(account, home, role, false).await.unwrap().unwrap();
        match self.engine.sign_in(email, password(), FROM).await.unwrap() {
            SignIn::Opened(opened) => opened.viewer,
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn what_is_lost_is_heard_once_on_every_device_and_by_mail() {
    let house = house().await;
    let viewer = house.viewer.clone();
    for name in ["phone", "laptop"] {
        house.device(&viewer, name).await;
    }
    house.turns_red("Ada Novak").await;
    house.turns_red("Tomas Dvorak").await;
    house.has_told().await;
    assert_eq!(house.engine.push_due().await.unwrap(), 2, "one message, on two devices");
    assert_eq!(house.engine.deliver_due().await.unwrap(), 1);
    for _ in 0..3 {
        house.has_told().await;
        assert_eq!(house.engine.push_due().await.unwrap(), 0);
    }
    for name in ["phone", "laptop"] {
        let [one] = house.pushed(name).await.try_into().unwrap();
        assert_eq!((one.status, one.trouble), (201, None));
        assert_eq!(one.headers["urgency"], "high");
        let left = Span::seconds(one.headers["ttl"].parse().unwrap());
        assert!(left <= LIFE && left > LIFE.min(Span::hours(23)), "{left:?}");
        assert!(!one.headers.contains_key("topic"), "it takes nothing's place");
    }
    let devices = house.devices().await;
    assert!(devices.iter().all(|it| it.delivered_at.is_some() && it.due_at.is_none()));
    assert_eq!(devices[0].agent, AGENT);
}

#[tokio::test]
async fn what_is_about_one_profile_takes_the_place_of_what_was_said_of_it() {
    let house = house().await;
    house.device(&house.viewer, "phone").await;
    let ada = house.link("Ada Novak").await;
    house.cause("Ada Novak", "change-password").await;
    house.check(ada).await;
    house.has_told().await;
    house.engine.push_due().await.unwrap();
    house.refresh(ada, "Ada Novak", None).await;
    house.has_told().await;
    house.engine.push_due().await.unwrap();
    let [lost, mended] = house.pushed("phone").await.try_into().unwrap();
    assert_eq!(lost.headers["topic"], mended.headers["topic"]);
    assert_eq!([&lost, &mended].map(|it| &*it.headers["urgency"]), ["high", "normal"]);
    assert_ne!(lost.body, mended.body);
}

#[tokio::test]
async fn in_quiet_hours_no_device_is_woken_and_afterwards_once() {
    let house = house().await;
    house.device(&house.viewer, "phone").await;
    let mut choices = house.engine.notice_choices(&house.viewer).await.unwrap();
    assert!(choices.wants_by(Topic::Lost, Way::Push), "the first device is told");
    let minute = Zone::utc().wall(house.now()).minute;
    let day = 24 * 60;
    choices.quiet = Some(Quiet { from: (minute + day - 60) % day, until: (minute + 180) % day });
    choices.zone = Some(Zone::utc());
    assert!(house.engine.choose_notices(&house.viewer, choices).await.unwrap());
    house.turns_red("Ada Novak").await;
    for _ in 0..5 {
        house.has_told().await;
        house.pass(Span::minutes(20)).await;
        assert_eq!(house.engine.push_due().await.unwrap(), 0, "it is quiet");
    }
    house.pass(Span::minutes(90)).await;
    house.engine.tell_due().await.unwrap();
    assert_eq!(house.engine.push_due().await.unwrap(), 1);
    house.has_told().await;
    assert_eq!(house.engine.push_due().await.unwrap(), 0);
}

#[tokio::test]
async fn a_device_that_is_gone_is_told_nothing_more_and_the_page_says_so() {
    for status in [404, 410] {
        let house = house().await;
        house.device(&house.viewer, "phone").await;
        house.control.answer_push("phone", status).await.unwrap();
        let device = house.devices().await[0].id;
        for _ in 0..2 {
            house.tries(device).await;
        }
        assert_eq!(house.engine.push_due().await.unwrap(), 0);
        assert_eq!(house.pushed("phone").await.len(), 1, "the other is not even tried");
        let [gone] = house.devices().await.try_into().unwrap();
        assert!(gone.gone_at.is_some() && gone.endpoint.is_none(), "{gone:?}");
        assert_eq!(gone.answered.map(|(_, answer)| answer), Some(CallAnswer::Status(status)));
        let tried = house.engine.try_device(&house.viewer, device, FROM).await;
        assert!(matches!(tried, Err(Error::NotFound)), "{tried:?}");

        house.turns_red("Ada Novak").await;
        house.has_told().await;
        assert_eq!(house.engine.push_due().await.unwrap(), 0);
        assert_eq!(house.pushed("phone").await.len(), 1);
        assert_eq!(house.engine.deliver_due().await.unwrap(), 1, "letters go on");
        // The browser subscribes anew: one device, not two.
        house.device(&house.viewer, "phone-anew").await;
        let [anew] = house.devices().await.try_into().unwrap();
        assert!(anew.gone_at.is_none());
    }
}

#[tokio::test]
async fn what_a_push_service_does_not_take_waits_holds_up_nobody_and_ends_within_a_day() {
    let house = house().await;
    for name in ["down", "fine"] {
        house.device(&house.viewer, name).await;
    }
    house.control.answer_push("down", 503).await.unwrap();
    let begun = house.now();
    for device in house.devices().await {
        house.tries(device.id).await;
    }
    assert_eq!(house.engine.push_due().await.unwrap(), 1);
    for (sent, attempts) in (1..).zip(1..) {
        assert_eq!(house.pushed("down").await.len(), sent, "not before its time");
        let Some(wait) = wait_after(attempts) else { break };
        let device = house.devices().await.remove(0);
        assert!(device.due_at.is_some_and(|at| at > house.now()), "{device:?}");
        if attempts == 3 {
            // Too many, says the service: that passes too.
            house.control.answer_push("down", 429).await.unwrap();
        }
        house.pass(wait).await;
        house.engine.push_due().await.unwrap();
    }
    assert!(house.now() < begun.after(LIFE));
    let device = house.devices().await.remove(0);
    assert_eq!((device.due_at, device.gone_at, device.delivered_at), (None, None, None));
    assert_eq!(device.answered.map(|(_, answer)| answer), Some(CallAnswer::Status(429)));
    let ttl = |it: &Pushed| it.headers["ttl"].parse::<i64>().unwrap();
    let left: Vec<_> = house.pushed("down").await.iter().map(ttl).collect();
    assert!(left.is_sorted_by(|one, next| one > next) && left.iter().all(|it| *it > 0), "{left:?}");

    house.control.answer_push("down", 201).await.unwrap();
    house.tries(device.id).await;
    assert_eq!(house.engine.push_due().await.unwrap(), 1, "it is as before");
}

#[tokio::test]
async fn what_a_push_service_refuses_for_good_is_not_sent_again() {
    let house = house().await;
    house.device(&house.viewer, "phone").await;
    house.control.answer_push("phone", 403).await.unwrap();
    let device = house.devices().await[0].id;
    house.tries(device).await;
    house.engine.push_due().await.unwrap();
    house.pass(Span::hours(2)).await;
    house.engine.push_due().await.unwrap();
    assert_eq!(house.pushed("phone").await.len(), 1);
    let stands = house.devices().await.remove(0);
    assert_eq!((stands.due_at, stands.gone_at), (None, None));
    assert_eq!(stands.answered.map(|(_, answer)| answer), Some(CallAnswer::Status(403)));
}

#[tokio::test]
async fn addresses_inside_and_keys_that_are_none_are_refused() {
    let house = house().await;
    for endpoint in ["http://127.0.0.1:1/", "https://10.1.2.3/x", "https://intranet/", "", "x"] {
        let named = house.named(&house.viewer, subscription(endpoint.into()), "s").await;
        let expected = Err(DeviceRefused::Wrong(NotASubscription::Address));
        assert_eq!(named, expected, "{endpoint}");
    }
    let endpoint = house.endpoint("phone");
    for (key, auth) in [("", AUTH), (AUTH, AUTH), (KEY, ""), (KEY, KEY)] {
        let token = |text: &str| Token::new(text.to_owned());
        let wrong = Subscription {
            endpoint: Token::new(endpoint.clone()),
            p256dh: token(key),
            auth: token(auth),
        };
        let named = house.named(&house.viewer, wrong, "s").await;
        assert_eq!(named, Err(DeviceRefused::Wrong(NotASubscription::Keys)));
    }
    assert_eq!(house.devices().await, []);
}

#[tokio::test]
async fn everybody_is_told_what_they_chose_on_as_many_devices_as_they_may_have() {
    let house = house().await;
    let rita = house.colleague("rita@agency.test", Role::Regular).await;
    house.device(&rita, "ritas").await;
    let told = house.engine.notice_choices(&rita).await.unwrap();
    assert!(told.wants_by(Topic::Lost, Way::Push) && !told.wants_by(Topic::Lost, Way::Mail));
    assert!(!told.wants(Topic::LinkUsed), "no business of theirs");
    house.device(&house.viewer, "mine").await;
    let chosen = house.engine.notice_choices(&house.viewer).await.unwrap();
    let by_mail = chosen.with(Way::Push, &Choices::of(Role::MasterAccount));
    assert!(house.engine.choose_notices(&house.viewer, by_mail).await.unwrap());
    for number in 1..MOST_DEVICES {
        house.device(&house.viewer, &format!("more-{number}")).await;
    }
    let chosen = house.engine.notice_choices(&house.viewer).await.unwrap();
    assert!(!chosen.wants_by(Topic::Lost, Way::Push), "only the first device chooses");
    let more = subscription(house.endpoint("too-many"));
    assert_eq!(house.named(&house.viewer, more, "s").await, Err(DeviceRefused::TooMany));

    house.turns_red("Ada Novak").await;
    house.has_told().await;
    assert_eq!(house.engine.push_due().await.unwrap(), 1);
    assert_eq!(house.pushed("ritas").await.len(), 1);
    assert_eq!(house.engine.deliver_due().await.unwrap(), 1);
}

#[tokio::test]
async fn a_browser_tells_one_person_and_goes_on_where_it_is_reached() {
    let house = house().await;
    house.device(&house.viewer, "shared").await;
    let rita = house.colleague("rita@agency.test", Role::MasterAccount).await;
    house.device(&rita, "shared").await;
    assert_eq!(house.devices().await, [], "whoever sits there now");
    let before = Token::new(house.endpoint("shared"));
    let session = Token::new("another session".into());
    let moved = DeviceDraft {
        subscription: subscription(house.endpoint("moved")),
        agent: AGENT,
        session: &session,
    };
    let renewed = house.engine.renew_device(&house.viewer, &before, &moved).await.unwrap();
    assert_eq!(renewed, Ok(0), "not theirs");
    assert_eq!(house.engine.renew_device(&rita, &before, &moved).await.unwrap(), Ok(1));
    let device = house.engine.devices(&rita).await.unwrap()[0].id;
    let foreign = house.engine.try_device(&house.viewer, device, FROM).await;
    assert!(matches!(foreign, Err(Error::NotFound)));
    assert!(house.engine.try_device(&rita, device, FROM).await.unwrap());
    assert_eq!(house.engine.push_due().await.unwrap(), 1);
    assert_eq!((house.pushed("moved").await.len(), house.pushed("shared").await.len()), (1, 0));
}

#[tokio::test]
async fn whoever_leaves_or_signs_out_is_told_on_no_device_of_theirs() {
    let house = house().await;
    for (name, session) in [("here", "this"), ("there", "that"), ("elsewhere", "third")] {
        let subscription = subscription(house.endpoint(name));
        house.named(&house.viewer, subscription, session).await.unwrap();
    }
    house.engine.sign_out(&Token::new("this".into())).await.unwrap();
    assert_eq!(house.devices().await.len(), 2);
    let that = Ending::One(Token::new("that".into()).digest());
    house.engine.end_sessions(&house.viewer, that, FROM).await.unwrap();
    assert_eq!(house.devices().await.len(), 1);
    house.engine.end_sessions(&house.viewer, Ending::All, FROM).await.unwrap();
    assert_eq!(house.devices().await, []);

    let rita = house.colleague("rita@agency.test", Role::MasterAccount).await;
    house.device(&rita, "ritas").await;
    let device = house.engine.devices(&rita).await.unwrap()[0].id;
    assert!(house.engine.try_device(&rita, device, FROM).await.unwrap());
    house.engine.remove_member(&house.viewer, rita.person, FROM).await.unwrap();
    assert_eq!(house.engine.devices(&rita).await.unwrap(), []);
    assert_eq!(house.engine.push_due().await.unwrap(), 0);
    assert_eq!(house.pushed("ritas").await.len(), 0);
}
