//! What people write below the posts of the demo's channels, and what the regular account is for which of them.

use domain::{
    account::Viewer, channel::LinkedChannel, community::CommunityRole, scheduling::SchedulerRole,
};
use engine::Engine;
use sandbox::control::client::Client;

use super::{Error, REGULAR, plan::of};

/// What was written just now, below the newest post of a channel that is linked from somebody. What was written before is in the
/// sandbox.
#[rustfmt::skip]
const WRITTEN: [(&str, &str); 5] = [
    ("Lena Fischer", "Is the model of the school on show somewhere? My daughter would love to see it."),
    ("Nordic Bikes", "Do you have winter tyres in 28 inches? Mine are worn."),
    ("Iris Vondra", "Can I join on Sunday with a cargo bike?"),
    ("Greta Holm", "Which way does the ride go when it rains?"),
    ("Lena Fischer", "Walked past the new library this morning. What light!"),
];

/// What the regular account is for the comments of channels, by whom they are linked from.
const ROLES: [(&str, CommunityRole); 2] =
    [("Iris Vondra", CommunityRole::Operator), ("Lena Fischer", CommunityRole::Editor)];

/// What it is for the posts of everything that is linked from them.
const POSTS: [(&str, SchedulerRole); 4] = [
    ("Lena Fischer", SchedulerRole::Editor),
    ("Iris Vondra", SchedulerRole::Client),
    ("Daniel Weiss", SchedulerRole::Admin),
    ("Ada Novak", SchedulerRole::Client),
];

/// Lets people write, and gives the regular account its roles.
///
/// # Errors
/// The engine's, and the sandbox's.
pub(super) async fn make(engine: &Engine, sandbox: &Client, viewer: &Viewer) -> Result<(), Error> {
    let channels = engine.channels(viewer).await?;
    for (person, text) in WRITTEN {
        if let Some(channel) = of(&channels, person) {
            sandbox.comment(channel.network.slug(), &channel.remote_id, text).await?;
        }
    }
    let people = engine.roles(viewer).await?.people;
    let Some(regular) = people.into_iter().find(|one| one.member.email == REGULAR) else {
        return Ok(());
    };
    let roles: Vec<_> = ROLES
        .into_iter()
        .filter_map(|(person, role)| Some((of(&channels, person)?.id, role)))
        .collect();
    engine.keep_community_roles(viewer, regular.member.person, &roles, "").await?;
    let role_for = |channel: &LinkedChannel| {
        let first = channel.links.first()?;
        let (_, role) = POSTS.into_iter().find(|(person, _)| first.name == *person)?;
        Some((channel.id, role))
    };
    let roles: Vec<_> = channels.iter().filter_map(role_for).collect();
    engine.keep_scheduler_roles(viewer, regular.member.person, &roles, "").await?;
    Ok(())
}
