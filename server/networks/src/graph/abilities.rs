//! Whether an ability works on a channel: by the login's permissions, and by one cheap read that changes nothing.

use domain::{cause::Cause, verdict::Verdict};
use engine::ports::networks::{ChannelAccess, Tested};
use futures::future::join3;

use super::{Graph, Query};

/// What shows that an ability works.
pub(crate) struct Trial {
    /// The permission it needs.
    pub(crate) scope: &'static str,
    /// The edge of the channel that is read.
    pub(crate) edge: &'static str,
    /// What is asked of it.
    pub(crate) query: &'static [(&'static str, &'static str)],
}

/// The trials of publishing, comments and statistics.
pub(crate) type Trials = [Trial; 3];

/// Tries all three at once on `node`, which is how the API names the channel.
pub(crate) async fn test(
    graph: &Graph,
    trials: &Trials,
    node: &str,
    channel: &ChannelAccess<'_>,
) -> Tested {
    let [publish, comments, statistics] =
        trials.each_ref().map(|trial| trial.run(graph, node, channel));
    let (publish, comments, statistics) = join3(publish, comments, statistics).await;
    Tested { publish, comments, statistics }
}

impl Trial {
    async fn run(&self, graph: &Graph, node: &str, channel: &ChannelAccess<'_>) -> Verdict {
        // Where nobody said what was given, the read alone decides.
        if !channel.scopes.is_empty() && !channel.scopes.iter().any(|given| given == self.scope) {
            return Verdict::Dead(Cause::PermissionLost { missing: vec![self.scope.to_owned()] });
        }
        reading(graph, &[node, self.edge], self.query, channel).await
    }
}

/// Reads one list that needs the permissions of an ability.
pub(crate) async fn reading(
    graph: &Graph,
    path: &[&str],
    query: &Query<'_>,
    channel: &ChannelAccess<'_>,
) -> Verdict {
    match graph.get(path, query, channel.token).await {
        Ok(answer) if answer["data"].is_array() => Verdict::Alive,
        Ok(_) => Verdict::Unavailable,
        Err(refusal) => refusal.verdict,
    }
}
