//! A channel of every network, somebody who lets us in, and what can be done there.

use domain::{grant::Grant, network::Network, time::Span};
use engine::{
    ports::networks::{
        Adapter, Arrival, AuthorizeRequest, ChannelAccess, DayRange, Media, MediaKind,
        Networks as _, NewPost, Published, Who,
    },
    vault::Token,
};
use sandbox::control::client::Post;

use crate::house::{House, agree, house};

/// A channel to work on, and what its network will not have there.
pub(super) struct Place {
    /// What a failure is reported under.
    pub(super) label: &'static str,
    pub(super) network: Network,
    pub(super) person: &'static str,
    /// What to choose where a login has several identities.
    pub(super) identity: Option<&'static str>,
    /// The sandbox's id of the channel.
    pub(super) id: &'static str,
    pub(super) carries: Kind,
    /// What cannot be published there: refused by the adapter, which knows the rule, or by the network itself.
    pub(super) refused: &'static [Unfit],
    /// The permission that figures hang on.
    pub(super) figures: &'static str,
    /// Whether the network knows an attempt again by our key.
    pub(super) takes_key: bool,
}

/// What a post is made of.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Text,
    Picture,
    Film,
}

/// A post that cannot be.
pub(super) enum Unfit {
    /// So many letters.
    Long(usize),
    /// Nothing but a text.
    Bare,
    /// Without a word.
    Silent,
    /// With a picture from nowhere.
    Nowhere,
    /// With a text that cannot be a title.
    Untitled,
}

pub(super) const PLACES: [Place; 11] = [
    Place {
        label: "Facebook",
        network: Network::Facebook,
        person: "Tomas Dvorak",
        identity: None,
        id: "200020000000021",
        carries: Kind::Text,
        refused: &[Unfit::Long(63_207), Unfit::Silent],
        figures: "read_insights",
        takes_key: false,
    },
    Place {
        label: "Instagram through Facebook",
        network: Network::Facebook,
        person: "Nora Becker",
        identity: None,
        id: "17841480000000052",
        carries: Kind::Picture,
        refused: &[Unfit::Bare, Unfit::Long(2_201), Unfit::Nowhere],
        figures: "instagram_manage_insights",
        takes_key: false,
    },
    Place {
        label: "Instagram",
        network: Network::Instagram,
        person: "Clara Winter",
        identity: None,
        id: "",
        carries: Kind::Picture,
        refused: &[Unfit::Bare, Unfit::Long(2_201), Unfit::Nowhere],
        figures: "instagram_business_manage_insights",
        takes_key: false,
    },
    Place {
        label: "X",
        network: Network::X,
        person: "Marta Kral",
        identity: None,
        id: "",
        carries: Kind::Text,
        refused: &[Unfit::Long(281), Unfit::Silent],
        figures: "tweet.read",
        takes_key: false,
    },
    Place {
        label: "LinkedIn",
        network: Network::LinkedIn,
        person: "Daniel Weiss",
        identity: None,
        id: "90412004",
        carries: Kind::Text,
        refused: &[Unfit::Long(3_001), Unfit::Silent],
        figures: "rw_organization_admin",
        takes_key: false,
    },
    Place {
        label: "YouTube",
        network: Network::YouTube,
        person: "Hana Benes",
        identity: Some("Vltava Sailing School"),
        id: "UCz0HbLp4oD9iSa7EyTr2CkJ",
        carries: Kind::Film,
        refused: &[Unfit::Bare, Unfit::Long(5_001), Unfit::Untitled],
        figures: "https://www.googleapis.com/auth/yt-analytics.readonly",
        takes_key: false,
    },
    Place {
        label: "TikTok",
        network: Network::TikTok,
        person: "Mila Horvat",
        identity: None,
        id: "",
        carries: Kind::Film,
        refused: &[Unfit::Bare, Unfit::Long(2_201)],
        figures: "video.list",
        takes_key: false,
    },
    Place {
        label: "Threads",
        network: Network::Threads,
        person: "Emil Hansen",
        identity: None,
        id: "",
        carries: Kind::Text,
        refused: &[Unfit::Long(501), Unfit::Silent, Unfit::Nowhere],
        figures: "threads_manage_insights",
        takes_key: false,
    },
    Place {
        label: "Pinterest",
        network: Network::Pinterest,
        person: "Henrik Dahl Interiors",
        identity: None,
        id: "",
        carries: Kind::Picture,
        refused: &[Unfit::Bare, Unfit::Long(801), Unfit::Nowhere],
        figures: "user_accounts:read",
        takes_key: false,
    },
    Place {
        label: "Mastodon",
        network: Network::Mastodon,
        person: "Greta Holm",
        identity: None,
        id: "",
        carries: Kind::Text,
        refused: &[Unfit::Long(501), Unfit::Silent],
        figures: "read:statuses",
        takes_key: true,
    },
    Place {
        label: "Bluesky",
        network: Network::Bluesky,
        person: "Iris Vondra",
        identity: None,
        id: "",
        carries: Kind::Text,
        refused: &[Unfit::Long(301), Unfit::Long(3_001)],
        figures: "transition:generic",
        takes_key: true,
    },
];

const PICTURE: &str = "https://pictures.example/bread.jpg";
const FILM: &str = "https://pictures.example/bread.mp4";
pub(super) const TEXT: &str = "Fresh bread from seven";

/// A channel that somebody let us into.
pub(super) struct Open {
    pub(super) house: House,
    pub(super) place: &'static Place,
    /// The sandbox's id of the person.
    pub(super) person: String,
    /// The sandbox's id of the channel.
    pub(super) id: String,
    pub(super) remote_id: String,
    pub(super) token: Token,
    /// The login's own token, where the channel has another.
    pub(super) login: Token,
    pub(super) grant: Grant,
}

/// The person of the place lets us in, and the channel's own token is at hand.
pub(super) async fn open(place: &'static Place) -> Open {
    let house = house().await;
    let stranger = house.stranger(place.person).await;
    let adapter = house.registry.adapter(place.network).unwrap();
    let (state, verifier) = (Token::new("s".repeat(43)), Token::new("v".repeat(64)));
    let verifier = adapter.ways().pkce.then_some(&verifier);
    let redirect_uri = house.engine.redirect_uri(place.network);
    let departure = adapter
        .authorize(&AuthorizeRequest {
            redirect_uri: &redirect_uri,
            state: &state,
            verifier,
            who: Who::Whoever,
            expected: None,
            typed: house.typed(&stranger).as_deref(),
        })
        .await
        .unwrap();
    let tick = place.identity.as_ref().map(std::slice::from_ref);
    let back = agree(&stranger, tick, &departure.location).await;
    let granted = adapter
        .exchange(&Arrival {
            code: &Token::new(back["code"].clone()),
            verifier,
            redirect_uri: &redirect_uri,
            memo: departure.memo.as_ref(),
            now: house.now(),
        })
        .await
        .unwrap();
    let covered = adapter.channels(&granted.tokens.access, &[]).await.unwrap();
    let channel = covered.channels.into_iter().find(|it| it.remote_id.ends_with(place.id)).unwrap();
    let id = if place.id.is_empty() { stranger.channels[0].id.clone() } else { place.id.into() };
    let open = Open {
        place,
        person: stranger.id,
        id,
        remote_id: channel.remote_id,
        token: channel.token.unwrap_or_else(|| granted.tokens.access.clone()),
        login: granted.tokens.access,
        grant: granted.grant,
        house,
    };
    // What a network says of a token in its first moments is not believed everywhere.
    open.house.pass(Span::minutes(1)).await;
    open
}

impl Open {
    pub(super) fn adapter(&self) -> &dyn Adapter {
        self.house.registry.adapter(self.place.network).unwrap()
    }

    pub(super) fn access(&self) -> ChannelAccess<'_> {
        ChannelAccess { remote_id: &self.remote_id, token: &self.token, scopes: &self.grant.scopes }
    }

    async fn send(&self, text: &str, kind: Kind, url: &str, key: &str) -> Published {
        let (kind, mime) = match kind {
            Kind::Film => (Some(MediaKind::Video), "video/mp4"),
            Kind::Picture => (Some(MediaKind::Image), "image/jpeg"),
            Kind::Text => (None, ""),
        };
        let alt = "A loaf of bread";
        let media = kind.map(|kind| Media { kind, mime, bytes: b"bread", url, alt });
        let post = NewPost { text, link: None, media, key, now: self.house.now() };
        self.adapter().publish(&self.access(), &post).await
    }

    /// Publishes what this channel carries.
    pub(super) async fn publish(&self, key: &str) -> Published {
        let url = if matches!(self.place.carries, Kind::Film) { FILM } else { PICTURE };
        // Some networks refuse what says the same as the last post.
        let text = if key == "key" { TEXT.to_owned() } else { format!("{TEXT} {key}") };
        self.send(&text, self.place.carries, url, key).await
    }

    pub(super) async fn publish_unfit(&self, unfit: &Unfit) -> Published {
        let carries = self.place.carries;
        match unfit {
            Unfit::Long(letters) => self.send(&"a".repeat(*letters), carries, PICTURE, "key").await,
            Unfit::Bare => self.send(TEXT, Kind::Text, PICTURE, "key").await,
            Unfit::Silent => self.send("", carries, PICTURE, "key").await,
            Unfit::Nowhere => self.send(TEXT, Kind::Picture, "nowhere", "key").await,
            Unfit::Untitled => self.send("Bread <fresh>", carries, FILM, "key").await,
        }
    }

    /// What was published on the channel by anybody but people at the network itself.
    pub(super) async fn published(&self) -> Vec<Post> {
        let posts = self.house.control.posts().await.unwrap().into_iter();
        posts.filter(|post| post.channel == self.id && post.client_id.is_some()).collect()
    }

    /// The last seven whole days.
    pub(super) fn week(&self) -> DayRange {
        let now = self.house.now();
        let until = now.before(Span::millis(now.millis() % Span::days(1).as_millis()));
        DayRange { from: until.before(Span::days(7)), until }
    }

    pub(super) async fn trouble(&self, kinds: &[(&str, u32)]) {
        for (kind, times) in kinds {
            let network = self.place.network.slug();
            self.house.control.fault(network, kind, *times).await.unwrap();
        }
    }

    /// How many requests the network has received.
    pub(super) async fn calls(&self) -> usize {
        let calls = self.house.control.calls().await.unwrap();
        calls.iter().filter(|call| call.network == self.place.network.slug()).count()
    }
}
