//! Every errand an adapter can be sent on.

use std::sync::atomic::{AtomicUsize, Ordering};

use domain::{
    grant::{Grant, Renews},
    network::Network,
    profile::Identity,
    time::{Span, Timestamp},
    verdict::Verdict,
};
use engine::{
    ports::networks::{
        Arrival, AuthorizeRequest, ChannelAccess, Covered, DayRange, Media, MediaKind, NewPost,
        NoDeparture, PostRefusal, Published, ReadBack, Renewed, ReplyTo, SentPost, Tested, Who,
    },
    vault::{Token, Tokens},
};

use crate::recorder::{NOW, REDIRECT_URI, Recorder, Reply, token};

/// What one errand may cost: two lists read to their bounds.
const MOST_CALLS: usize = 100;
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const DID: &str = "did:plc:z72i7hdynmk6r22z27h6tvur";

/// Everything that any network gives: what is judged here by scopes alone is not judged by noise.
const SCOPES: &str = "atproto transition:generic tweet.read tweet.write users.read offline.access \
    pages_show_list pages_manage_posts pages_read_engagement pages_manage_engagement pages_read_user_content \
    read_insights business_management instagram_basic instagram_content_publish instagram_manage_comments \
    instagram_manage_insights instagram_business_basic instagram_business_content_publish \
    instagram_business_manage_comments instagram_business_manage_insights \
    threads_basic threads_content_publish threads_read_replies threads_manage_replies threads_manage_insights \
    openid profile rw_organization_admin w_organization_social r_organization_social \
    https://www.googleapis.com/auth/userinfo.email https://www.googleapis.com/auth/youtube.readonly \
    https://www.googleapis.com/auth/youtube.upload https://www.googleapis.com/auth/youtube.force-ssl \
    https://www.googleapis.com/auth/yt-analytics.readonly \
    user.info.basic user.info.profile user.info.stats video.list video.publish \
    boards:read boards:write pins:read pins:write user_accounts:read \
    read:accounts read:statuses write:statuses write:media";

/// A token as the network's adapter makes them; most are the network's own text.
fn access(recorder: &Recorder, network: Network) -> Token {
    let server = format!("http://{}", recorder.local());
    match network {
        Network::Bluesky => token(&format!(
            r#"{{"token":"a","did":"{DID}","pds":"{server}","issuer":"{server}","client_id":"c","key_id":"key-1",
            "token_endpoint":"{server}/t","revocation_endpoint":"{server}/r",
            "key":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}}"#
        )),
        Network::Mastodon => token(&format!(
            r#"{{"token":"a","server":"{server}","client_id":"c","client_secret":"s"}}"#
        )),
        _ => token("access-1"),
    }
}

/// Sends the adapter on every errand there is, and returns what it says the answers mean for the tokens.
pub(crate) fn every_errand(network: Network, replies: Vec<Reply>) -> Vec<Verdict> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let count = AtomicUsize::new(0);
        let recorder = Recorder::start(network, move |_| {
            replies[count.fetch_add(1, Ordering::Relaxed) % replies.len()].clone()
        })
        .await;
        let mut errands = Errands { recorder, network, verdicts: Vec::new(), calls: 0 };
        errands.log_in().await;
        errands.keep().await;
        errands.work().await;
        errands.verdicts
    })
}

struct Errands {
    recorder: Recorder,
    network: Network,
    verdicts: Vec<Verdict>,
    calls: usize,
}

impl Errands {
    async fn log_in(&mut self) {
        let typed = [None, Some("ada.localhost"), Some(DID)];
        for typed in typed
            .map(|it| it.map(ToOwned::to_owned))
            .into_iter()
            .chain([Some(self.recorder.local())])
        {
            let request = AuthorizeRequest {
                redirect_uri: REDIRECT_URI,
                state: &token("state-1"),
                verifier: Some(&token(VERIFIER)),
                who: Who::AnotherAccount,
                expected: None,
                typed: typed.as_deref(),
            };
            let memo = match self.recorder.adapter().authorize(&request).await {
                Ok(departure) => {
                    assert!(departure.location.starts_with("http"), "{}", departure.location);
                    departure.memo
                }
                Err(NoDeparture::NotFound) => None,
                Err(NoDeparture::Refused(verdict)) => {
                    self.heard(verdict);
                    None
                }
            };
            self.count("authorize");
            let arrival = Arrival {
                code: &token("code-1"),
                verifier: Some(&token(VERIFIER)),
                redirect_uri: REDIRECT_URI,
                memo: memo.as_ref(),
                now: NOW,
            };
            if let Err(verdict) = self.recorder.adapter().exchange(&arrival).await {
                self.heard(verdict);
            }
            self.count("exchange");
        }
    }

    async fn keep(&mut self) {
        let access = access(&self.recorder, self.network);
        let adapter = self.recorder.adapter();
        match adapter.identify(&access).await {
            Ok(identity) => is_bounded(&identity),
            Err(verdict) => self.heard(verdict),
        }
        self.count("identify");
        let probed = self.recorder.adapter().probe(&access, &grant()).await;
        self.verdicts.extend(probed.err());
        self.count("probe");
        match self.recorder.adapter().renew(&access, &grant(), NOW).await {
            Renewed::NotSpent(verdict) => self.heard(verdict),
            Renewed::Granted(granted) => assert!(!granted.tokens.access.expose().is_empty()),
            Renewed::Unknown => {}
        }
        self.count("renew");
        let tokens = Tokens { access: access.clone(), refresh: Some(access) };
        if let Err(verdict) = self.recorder.adapter().revoke(&tokens, "22").await {
            self.heard(verdict);
        }
        self.count("revoke");
    }

    async fn work(&mut self) {
        let access = access(&self.recorder, self.network);
        let scopes: Vec<String> = SCOPES.split_whitespace().map(ToOwned::to_owned).collect();
        let remote_id = if self.network == Network::Bluesky { DID } else { "22" };
        let channel = ChannelAccess { remote_id, token: &access, scopes: &scopes };
        let adapter = self.recorder.adapter();
        match adapter.channels(&access, &[remote_id.to_owned()]).await {
            Ok(Covered { channels, .. }) => {
                assert!(channels.iter().all(|it| !it.remote_id.is_empty() && !it.name.is_empty()));
            }
            Err(verdict) => self.heard(verdict),
        }
        self.count("channels");
        let Tested { publish, comments, statistics } = self.recorder.adapter().test(&channel).await;
        self.verdicts.extend([publish, comments, statistics]);
        self.count("test");
        let media = Media {
            kind: MediaKind::Image,
            mime: "image/png",
            bytes: b"png",
            url: "https://relink.example/a.png",
            alt: "",
        };
        for media in [None, Some(media)] {
            let post = NewPost { text: "Hello", link: None, media, key: "post-1", now: NOW };
            let published = self.recorder.adapter().publish(&channel, &post).await;
            self.published(published);
            self.count("publish");
            let sent = SentPost { post, since: NOW.before(Span::minutes(30)) };
            match self.recorder.adapter().read_back(&channel, &sent).await {
                Ok(ReadBack::There(post)) => assert!(!post.remote_id.is_empty()),
                Ok(ReadBack::NotThere | ReadBack::CannotTell) => {}
                Err(verdict) => self.heard(verdict),
            }
            self.count("read_back");
        }
        self.talk(&channel).await;
        match self.recorder.adapter().comments(&channel, NOW.before(Span::days(1))).await {
            Ok(comments) => assert!(comments.is_sorted_by_key(|comment| comment.at)),
            Err(verdict) => self.heard(verdict),
        }
        self.count("comments");
        let range = DayRange { from: NOW.before(Span::days(2)), until: NOW.after(Span::days(1)) };
        match self.recorder.adapter().statistics(&channel, &range).await {
            Ok(figures) => {
                assert!(figures.iter().all(|it| it.day.millis() % Span::days(1).as_millis() == 0));
            }
            Err(verdict) => self.heard(verdict),
        }
        self.count("statistics");
    }

    async fn talk(&mut self, channel: &ChannelAccess<'_>) {
        // As each network names them.
        let (post, comment) = match self.network {
            Network::Bluesky => (
                "at://did:plc:z72i7hdynmk6r22z27h6tvur/app.bsky.feed.post/3kabc",
                "at://did:plc:ewvi7nxzyoun6zhxrhs64oiz/app.bsky.feed.post/3kabc",
            ),
            Network::LinkedIn => ("urn:li:share:1", "urn:li:comment:(urn:li:activity:9,1)"),
            _ => ("1", "2"),
        };
        let to = ReplyTo { post, comment };
        let adapter = self.recorder.adapter();
        let replied = adapter.reply(channel, &to, "Thanks", "reply-1", NOW).await;
        self.published(replied);
        self.count("reply");
        for on in [true, false] {
            if let Err(refusal) = self.recorder.adapter().hide(channel, &to, on).await {
                self.refused(refusal);
            }
            self.count("hide");
            if let Err(refusal) = self.recorder.adapter().like(channel, &to, on).await {
                self.refused(refusal);
            }
            self.count("like");
        }
    }

    fn published(&mut self, published: Published) {
        match published {
            Published::Done(post) => assert!(!post.remote_id.is_empty()),
            Published::Refused(refusal) => self.refused(refusal),
            Published::Unknown => {}
        }
    }

    fn refused(&mut self, refusal: PostRefusal) {
        match refusal {
            PostRefusal::Channel(verdict) => self.heard(verdict),
            PostRefusal::Content { code, says } => {
                assert!(code.len() <= 64 && says.chars().count() <= 1000, "{code}: {says}");
            }
        }
    }

    /// Nothing that went wrong means that all is well.
    fn heard(&mut self, verdict: Verdict) {
        assert_ne!(verdict, Verdict::Alive, "{}", self.network);
        self.verdicts.push(verdict);
    }

    fn count(&mut self, errand: &str) {
        let calls = self.recorder.seen().len();
        assert!(
            calls - self.calls <= MOST_CALLS,
            "{}: {errand}: {} calls",
            self.network,
            calls - self.calls
        );
        self.calls = calls;
    }
}

fn is_bounded(identity: &Identity) {
    assert!(!identity.subject.is_empty() && identity.subject.len() <= 400, "{identity:?}");
    assert!(!identity.name.is_empty() && identity.name.chars().count() <= 400, "{identity:?}");
}

fn grant() -> Grant {
    Grant {
        scopes: vec!["tweet.read".into()],
        issued_at: Timestamp::from_seconds(1),
        access_until: Some(NOW.after(Span::hours(1))),
        renews: Renews::Alone { until: None },
    }
}
