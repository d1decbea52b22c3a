//! Names of rows. Each kind is a type of its own, so that a channel is never asked for by a profile's id.
//!
//! Ids are UUIDv7 (RFC 9562, section 5.7): they sort by age, which keeps indexes dense. The randomness is passed in.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::{Builder, Uuid};

use crate::time::Timestamp;

/// A text that is not an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAnId;

impl fmt::Display for NotAnId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an id")
    }
}

impl std::error::Error for NotAnId {}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// A new id for something made at `now`, from ten random bytes.
            #[must_use]
            pub fn new(now: Timestamp, random: [u8; 10]) -> Self {
                let millis = u64::try_from(now.millis()).unwrap_or(0);
                Self(Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
            }

            /// Its sixteen bytes, for where a text of it would be too long.
            #[must_use]
            pub const fn bytes(self) -> [u8; 16] {
                self.0.into_bytes()
            }

            /// The id of sixteen bytes.
            #[must_use]
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(Uuid::from_bytes(bytes))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, NotAnId> {
                Uuid::try_parse(text).map(Self).map_err(|_| NotAnId)
            }
        }
    )*};
}

ids! {
    /// A workspace: one customer.
    WorkspaceId;
    /// A person who signs in to Relink. Whether and how they belong to a workspace is a membership, not the person.
    PersonId;
    /// A personal profile: one network identity linked to one workspace.
    ProfileId;
    /// A channel linked from a personal profile.
    ChannelId;
    /// One OAuth round trip.
    AuthorizationId;
    /// A reconnect link: how somebody without an account is let in to mend one profile.
    LinkId;
    /// Somebody asked by e-mail to join a workspace.
    InvitationId;
    /// One composition: its posts, one to each of its channels.
    GroupId;
    /// One post to one channel.
    PostId;
    /// A picture kept for posts.
    PictureId;
    /// A comment as Relink keeps it.
    CommentId;
    /// A key of the API.
    ApiKeyId;
    /// An e-mail on its way.
    LetterId;
    /// A webhook: an address of another program that is told.
    HookId;
    /// One message to a webhook.
    DeliveryId;
    /// A passkey: what signs somebody in without a password.
    PasskeyId;
    /// A browser or phone on which somebody hears notices.
    DeviceId;
    /// One push message to a device.
    PushId;
    /// Whoever is told of incidents: a person, or a webhook, by its id.
    ListenerId;
    /// An answer to a comment, from its first word to its place at the network.
    ReplyId;
    /// A conversation with support.
    ConversationId;
}

impl From<PersonId> for ListenerId {
    fn from(person: PersonId) -> Self {
        Self(person.0)
    }
}

impl From<HookId> for ListenerId {
    fn from(hook: HookId) -> Self {
        Self(hook.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_ids_sort_after_earlier_ones_whatever_the_randomness() {
        let earlier = ProfileId::new(Timestamp::from_millis(1_000), [0xff; 10]);
        let later = ProfileId::new(Timestamp::from_millis(1_001), [0; 10]);
        assert!(earlier < later);
        assert_eq!(earlier.to_string().parse(), Ok(earlier));
        assert_eq!("Ada".parse::<ProfileId>(), Err(NotAnId));
    }
}
