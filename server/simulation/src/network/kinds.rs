//! The kinds of networks: how each gives, renews and ends tokens, as the real ones of that kind do.

use domain::{
    budget::Pace,
    network::{Asks, Network},
    time::Span,
};
use engine::ports::networks::{Issuer, Moderation, Renewal, Revoking, Ways};

/// How a network gives tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Two hours, and a refresh token that is spent by its use: sent again it kills the grant.
    Strict,
    /// One hour, and a refresh token that stays.
    Reusable,
    /// Sixty days, prolonged with the token itself once it is older than a day.
    Prolonged,
    /// Sixty days or a year, and then a person.
    Fixed,
    /// Sixty days, and channels whose own tokens do not end.
    Pages,
    /// A token that does not end.
    Endless,
}

/// The networks of the world.
pub(crate) const NETWORKS: [Network; 7] = [
    Network::X,
    Network::Bluesky,
    Network::YouTube,
    Network::Instagram,
    Network::LinkedIn,
    Network::Facebook,
    Network::Mastodon,
];

/// Of which kind a network is.
pub(crate) const fn kind(network: Network) -> Kind {
    match network {
        Network::X | Network::Bluesky | Network::TikTok | Network::Pinterest => Kind::Strict,
        Network::YouTube => Kind::Reusable,
        Network::Instagram | Network::Threads => Kind::Prolonged,
        Network::LinkedIn => Kind::Fixed,
        Network::Facebook => Kind::Pages,
        Network::Mastodon => Kind::Endless,
    }
}

/// How often a network's grants are asked about.
pub(crate) const fn ask_every(network: Network) -> Span {
    match network {
        Network::Facebook | Network::Instagram | Network::Threads | Network::Bluesky => {
            Span::hours(1)
        }
        Network::TikTok | Network::Mastodon => Span::hours(2),
        Network::X | Network::YouTube => Span::hours(6),
        Network::LinkedIn | Network::Pinterest => Span::hours(12),
    }
}

/// Whether its people are on servers of their own.
pub(crate) const fn has_servers(network: Network) -> bool {
    matches!(network, Network::Bluesky | Network::Mastodon)
}

/// Whether a refusal for too many calls is about all of us.
pub(crate) const fn limits_all(network: Network) -> bool {
    matches!(network, Network::Bluesky | Network::Mastodon | Network::YouTube | Network::TikTok)
}

/// For how long it knows a post again by the client's name for it.
pub(crate) const fn remembers_key(network: Network) -> Option<Span> {
    match network {
        Network::Mastodon => Some(Span::hours(1)),
        Network::Bluesky => Some(Span::days(365)),
        _ => None,
    }
}

/// Whether what was published there can be read.
pub(crate) const fn reads_back(network: Network) -> bool {
    !matches!(network, Network::LinkedIn)
}

/// For how long it tells comments; X's search goes back for days, which here are hours, so that a gap may reach further.
pub(crate) const fn keeps_comments(network: Network) -> Option<Span> {
    match network {
        Network::X => Some(Span::hours(6)),
        _ => None,
    }
}

/// How often comments are read: less often than anywhere, so that a day of many channels stays affordable.
const LISTEN_EVERY: Span = Span::minutes(10);

/// For how long every network tells statistics.
pub(crate) const KEEPS_STATISTICS: Span = Span::days(30);

/// How long after a day ended every network still counts it.
pub(crate) const STATISTICS_LATE: Span = Span::hours(5);

/// What the use cases know of a network.
pub(crate) const fn ways(network: Network) -> Ways {
    let kind = kind(network);
    Ways {
        pkce: false,
        issuer: if has_servers(network) {
            Issuer::EachServer
        } else {
            Issuer::Fixed(network.slug())
        },
        asks: Asks::Nothing,
        renewal: match kind {
            Kind::Strict => Renewal::SingleUse,
            Kind::Reusable | Kind::Prolonged => Renewal::Reusable,
            Kind::Fixed | Kind::Pages | Kind::Endless => Renewal::None,
        },
        revoking: match kind {
            Kind::Strict | Kind::Fixed => Revoking::ThisToken,
            Kind::Prolonged => Revoking::Impossible,
            Kind::Reusable | Kind::Pages | Kind::Endless => Revoking::WholePerson,
        },
        login_replaces_grant: matches!(kind, Kind::Pages),
        identity_per_login: false,
        reads_comments: true,
        listen_every: LISTEN_EVERY,
        keeps_comments: keeps_comments(network),
        lists_replies_at_once: reads_back(network),
        moderation: Moderation { reply: true, hide: false, like: false },
        remembers_key: remembers_key(network),
        keeps_statistics: Some(KEEPS_STATISTICS),
        statistics_late: STATISTICS_LATE,
        ask_every: ask_every(network),
        pace: Pace { calls: 10, per: Span::seconds(1) },
        limits_all: limits_all(network),
    }
}
