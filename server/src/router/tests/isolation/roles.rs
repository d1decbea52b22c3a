//! What a regular account may do with the posts of the channels of its own workspace, and with those of others.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::StatusCode;
use domain::scheduling::SchedulerRole;

use super::{
    Known,
    agencies::Street,
    asking::{Asked, By},
};

/// In the Scheduler a regular account is what its roles say: of other channels it finds nothing, and what its role does not
/// include it is refused, whatever form it makes up.
pub(super) async fn asked(street: &Street, known: &Known) -> Vec<String> {
    let rows = known.now();
    let given = rows.all("scheduler_roles", "channel").into_iter();
    let given: BTreeMap<_, _> = given.zip(rows.all("scheduler_roles", "role")).collect();
    let posts = rows.all("posts", "id").into_iter().zip(rows.all("posts", "channel"));
    let by = By::Cookie(&street.regular.cookie);
    let before = known.now().without("sessions");
    let (mut wrong, mut met) = (Vec::new(), BTreeSet::new());
    for (post, channel) in posts {
        let role = given.get(&channel).and_then(|word| SchedulerRole::from_slug(word));
        met.insert(role);
        let at = format!("/scheduler/posts/{post}");
        // Nobody has seen this version: whoever may is told of a conflict.
        let seen = [("version", "99"), ("note", "No"), ("to", "2030-01-01"), ("do", "now")];
        let forged = |path: &str| {
            let fields = seen.map(|(name, value)| (name.to_owned(), value.to_owned()));
            let own = [
                ("workspace", known.workspace.clone()),
                ("id", format!("{post}.99")),
                ("posts", post.clone()),
            ];
            let own = own.map(|(name, value)| (name.to_owned(), value));
            Asked::post(path, fields.into_iter().chain(own).collect())
        };
        let answer = |may: fn(SchedulerRole) -> bool| match role {
            None => StatusCode::NOT_FOUND,
            Some(role) if may(role) => StatusCode::CONFLICT,
            Some(_) => StatusCode::FORBIDDEN,
        };
        let approves = answer(SchedulerRole::may_approve);
        let writes = answer(SchedulerRole::may_write);
        // What is not there is deleted already, and nothing is asked about it.
        let gone = |is: StatusCode| if role.is_none() { StatusCode::SEE_OTHER } else { is };
        let mut all = vec![
            (Asked::get(&at), if role.is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND }),
            (forged(&format!("{at}/approve")), approves),
            (forged(&format!("{at}/return")), approves),
            (forged(&format!("{at}/delete")), gone(writes)),
            (forged(app::paths::MOVE_POST), writes),
        ];
        if role != Some(SchedulerRole::Admin) {
            all.push((forged(app::paths::DECISIONS), gone(StatusCode::FORBIDDEN)));
        }
        for (asked, expected) in all {
            let told = street.house.told(by, &asked).await;
            if told.status != expected {
                wrong.push(format!("{role:?} {asked:?}: {} and not {expected}", told.status));
            }
        }
    }
    let roles = SchedulerRole::ALL.map(Some).into_iter().chain([None]);
    assert_eq!(met, roles.collect(), "each role is somebody's for a post");
    wrong.extend(before.difference(&known.now().without("sessions")));
    wrong
}
