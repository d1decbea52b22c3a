//! What the API answers, as its callers see it. A field that is not known is null, and never left out.

use domain::{
    cause::Cause,
    channel::LinkedChannel,
    comment::{Comment, Reply},
    health::{Ability, Health, channel_health},
    network::Network,
    post::Post,
    profile::Profile,
    uptime::{Doer, State},
};
use engine::ports::store::{audits, forecasts, histories::Noted};
use serde::Serialize;
use utoipa::ToSchema;

use super::moments::moment;

/// The workspace of a key.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Workspace {
    #[schema(format = "uuid")]
    pub(super) id: String,
    pub(super) name: String,
    /// What this key opens.
    pub(super) scopes: Vec<&'static str>,
}

/// How something stands.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Standing {
    /// `connected`, `expiring`, `disconnected` or `uncertain`.
    pub(super) kind: &'static str,
    /// Why it is disconnected.
    pub(super) cause: Option<Reason>,
    /// Since when it is disconnected, or its network has trouble.
    #[schema(format = DateTime)]
    pub(super) since: Option<String>,
    /// When a person will be needed, where that is known.
    #[schema(format = DateTime)]
    pub(super) needed_at: Option<String>,
}

/// Why something is disconnected.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Reason {
    /// A stable word, e.g. `PasswordChanged`.
    pub(super) code: String,
    /// A sentence for people.
    pub(super) says: String,
}

/// A personal profile.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ApiProfile {
    #[schema(format = "uuid")]
    pub(super) id: String,
    pub(super) network: &'static str,
    pub(super) name: String,
    pub(super) handle: Option<String>,
    pub(super) health: Standing,
    /// When its network answered last.
    #[schema(format = DateTime)]
    pub(super) checked_at: Option<String>,
    /// Whether it, or one of its channels, needs somebody.
    pub(super) needs_mending: bool,
    pub(super) channels: Vec<ProfileChannel>,
}

/// A channel of a profile.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ProfileChannel {
    #[schema(format = "uuid")]
    pub(super) id: String,
    pub(super) name: String,
    pub(super) health: Standing,
    /// Of `publish`, `comments` and `statistics` those that are lost.
    pub(super) lost: Vec<&'static str>,
}

/// A channel, however many profiles it is linked from.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ApiChannel {
    #[schema(format = "uuid")]
    pub(super) id: String,
    pub(super) network: &'static str,
    pub(super) name: String,
    /// Its profiles: the linked one first, then its backups.
    pub(super) profiles: Vec<String>,
    /// Of `publish`, `comments` and `statistics` those that work, also through a backup.
    pub(super) works: Vec<&'static str>,
}

/// A change of how a profile stands.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct HistoryChange {
    #[schema(format = DateTime)]
    pub(super) at: String,
    /// `works`, `uncertain`, `partly` or `lost`.
    pub(super) state: &'static str,
    pub(super) cause: Option<Reason>,
    /// Through whom: `person`, `link`, `renewal`, `network` or `beginning`.
    pub(super) by: &'static str,
    pub(super) person: Option<String>,
}

/// A profile that will need a person.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Foreseen {
    #[schema(format = "uuid")]
    pub(super) profile: String,
    pub(super) network: &'static str,
    pub(super) name: String,
    pub(super) channels: u32,
    /// When it stops working.
    #[schema(format = DateTime)]
    pub(super) at: String,
}

/// A post to one channel.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ApiPost {
    #[schema(format = "uuid")]
    pub(super) id: String,
    #[schema(format = "uuid")]
    pub(super) channel: String,
    /// `draft`, `proposed` (waits for somebody's approval), `returned` (by whoever was to approve it), `scheduled`, `held`, `asking`, `publishing`, `published` or `failed`.
    pub(super) state: &'static str,
    pub(super) text: String,
    pub(super) link: Option<String>,
    /// When it is to go out, or was.
    #[schema(format = DateTime)]
    pub(super) at: Option<String>,
    pub(super) version: u32,
}

/// A comment below a post of a channel.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ApiComment {
    #[schema(format = "uuid")]
    pub(super) id: String,
    #[schema(format = "uuid")]
    pub(super) channel: String,
    /// `new`, `answered`, `done` or `own`.
    pub(super) state: &'static str,
    pub(super) author: Option<String>,
    pub(super) text: String,
    #[schema(format = DateTime)]
    pub(super) at: String,
    pub(super) is_hidden: bool,
    pub(super) is_liked: bool,
    /// Answers of the channel to it that are not out yet.
    pub(super) replies: Vec<ApiReply>,
}

/// An answer to a comment.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ApiReply {
    #[schema(format = "uuid")]
    pub(super) id: String,
    /// `proposed`, `waiting`, `sending`, `unknown`, `sent` or `failed`.
    pub(super) state: &'static str,
    pub(super) text: String,
}

/// The figures of a channel.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ChannelFigures {
    #[schema(format = "uuid")]
    pub(super) channel: String,
    pub(super) figures: Vec<ApiFigure>,
    /// Days of which nothing is known. They are no zeros.
    pub(super) missing: Vec<MissingDays>,
}

/// A figure of a day, in UTC.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ApiFigure {
    #[schema(format = DateTime)]
    pub(super) day: String,
    pub(super) metric: &'static str,
    pub(super) value: i64,
}

/// Days without figures.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MissingDays {
    #[schema(format = DateTime)]
    pub(super) from: String,
    /// The first moment after them.
    #[schema(format = DateTime)]
    pub(super) until: String,
}

/// An entry of the audit log.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ApiAuditEntry {
    /// Its number in the workspace, without gaps.
    pub(super) number: u64,
    #[schema(format = DateTime)]
    pub(super) at: String,
    pub(super) what: String,
    pub(super) about: String,
    pub(super) person: Option<String>,
    /// The client's address; empty for Relink itself.
    pub(super) from: String,
    /// SHA-256 of this entry and the hash before it, in hexadecimal digits.
    pub(super) hash: String,
}

/// A page of a list: what it holds, and where the next one begins.
macro_rules! pages {
    ($($name:ident of $item:ident;)*) => {$(
        #[derive(Debug, Serialize, ToSchema)]
        pub(super) struct $name {
            pub(super) items: Vec<$item>,
            /// To be sent as `after` for the next page; null on the last.
            pub(super) next: Option<String>,
        }
    )*};
}

pages! {
    ProfilesPage of ApiProfile;
    ChannelsPage of ApiChannel;
    HistoryPage of HistoryChange;
    ForecastPage of Foreseen;
    PostsPage of ApiPost;
    CommentsPage of ApiComment;
    StatisticsPage of ChannelFigures;
    AuditPage of ApiAuditEntry;
}

const fn ability(ability: Ability) -> &'static str {
    match ability {
        Ability::Publish => "publish",
        Ability::Comments => "comments",
        Ability::Statistics => "statistics",
    }
}

impl Reason {
    pub(crate) fn of(cause: &Cause, who: &str, network: Network) -> Self {
        let code = format!("{cause:?}");
        let code = code.split([' ', '{']).next().unwrap_or_default().to_owned();
        Self { code, says: words::cause(cause, who, network) }
    }
}

impl Standing {
    fn of(health: &Health, who: &str, network: Network) -> Self {
        let (cause, since) = match health {
            Health::Disconnected { cause, since } => {
                (Some(Reason::of(cause, who, network)), Some(*since))
            }
            Health::Uncertain { since, .. } => (None, Some(*since)),
            Health::Connected { .. } | Health::Expiring { .. } => (None, None),
        };
        Self {
            kind: health.kind().slug(),
            cause,
            since: since.map(moment),
            needed_at: health.needed_at().map(moment),
        }
    }
}

impl From<Profile> for ApiProfile {
    fn from(profile: Profile) -> Self {
        let (name, network) = (profile.identity.name.clone(), profile.network);
        let channels = profile.channels.iter().map(|channel| ProfileChannel {
            id: channel.id.to_string(),
            name: channel.name.clone(),
            health: Standing::of(&channel_health(&profile.health, &channel.losses), &name, network),
            lost: channel.losses.lost().map(ability).collect(),
        });
        Self {
            id: profile.id.to_string(),
            network: network.slug(),
            health: Standing::of(&profile.health, &name, network),
            checked_at: profile.checked_at.map(moment),
            needs_mending: profile.needs_mending(),
            channels: channels.collect(),
            handle: profile.identity.handle.clone(),
            name,
        }
    }
}

impl From<LinkedChannel> for ApiChannel {
    fn from(channel: LinkedChannel) -> Self {
        let works = Ability::ALL.into_iter().filter(|one| channel.through(*one).is_some());
        Self {
            works: works.map(ability).collect(),
            id: channel.id.to_string(),
            network: channel.network.slug(),
            profiles: channel.links.iter().map(|link| link.profile.to_string()).collect(),
            name: channel.name,
        }
    }
}

impl HistoryChange {
    pub(super) fn of(noted: Noted, who: &str, network: Network) -> Self {
        let change = noted.change;
        Self {
            at: moment(change.at),
            state: match &change.state {
                State::Works => "works",
                State::Uncertain => "uncertain",
                State::Partly(_) => "partly",
                State::Lost(_) => "lost",
            },
            cause: change.state.cause().map(|cause| Reason::of(cause, who, network)),
            by: match change.by {
                Doer::Person(_) => "person",
                Doer::Link => "link",
                Doer::Renewal => "renewal",
                Doer::Network => "network",
                Doer::Beginning => "beginning",
            },
            person: noted.person,
        }
    }
}

impl From<forecasts::Foreseen> for Foreseen {
    fn from(one: forecasts::Foreseen) -> Self {
        Self {
            profile: one.profile.to_string(),
            network: one.network.slug(),
            name: one.name,
            channels: one.channels,
            at: moment(one.at),
        }
    }
}

impl From<Post> for ApiPost {
    fn from(post: Post) -> Self {
        Self {
            id: post.id.to_string(),
            channel: post.channel.to_string(),
            state: post.state.kind().slug(),
            at: post.at.map(moment),
            text: post.content.text,
            link: post.content.link,
            version: post.version,
        }
    }
}

impl ApiComment {
    pub(super) fn of(comment: Comment, replies: &[Reply]) -> Self {
        Self {
            replies: replies.iter().map(Into::into).collect(),
            id: comment.id.to_string(),
            channel: comment.channel.to_string(),
            state: comment.state.slug(),
            author: comment.author,
            text: comment.text,
            at: moment(comment.at),
            is_hidden: comment.is_hidden,
            is_liked: comment.is_liked,
        }
    }
}

impl From<&Reply> for ApiReply {
    fn from(reply: &Reply) -> Self {
        Self { id: reply.id.to_string(), state: reply.state.slug(), text: reply.text.clone() }
    }
}

impl From<audits::Shown> for ApiAuditEntry {
    fn from(shown: audits::Shown) -> Self {
        let entry = shown.logged.entry;
        Self {
            number: shown.logged.number,
            at: moment(entry.at),
            what: entry.what,
            about: entry.about,
            person: shown.person,
            from: entry.from,
            hash: crate::backend::seeing::hexadecimal(&shown.logged.hash),
        }
    }
}
