//! Which part of the queue is shown, as the URL says it. A word it misspells is as if it were not there.

use domain::{
    comment::Shown,
    id::{ChannelId, CommentId, PersonId},
    network::Network,
};
use leptos_router::params::ParamsMap;

use crate::{backend::community::CommentsQuery, paths};

/// What the URL asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Asked {
    /// Only that part.
    pub(super) shown: Option<Shown>,
    /// Of this channel only.
    pub(super) channel: Option<ChannelId>,
    /// Of this network only.
    pub(super) network: Option<Network>,
    /// Only what the viewer takes care of.
    pub(super) mine: bool,
    /// Where the page begins.
    pub(super) after: Option<String>,
    /// A comment that a form was about: it is drawn even where it is not on this page.
    pub(super) with: Option<CommentId>,
    /// What that form did.
    pub(super) done: Option<String>,
}

impl Asked {
    /// Reads a URL's query.
    pub(super) fn read(parameters: &ParamsMap) -> Self {
        let value = |key| parameters.get(key).filter(|value| !value.is_empty());
        Self {
            shown: value("shown").and_then(|slug| Shown::from_slug(&slug)),
            channel: value("channel").and_then(|id| id.parse().ok()),
            network: value("network").and_then(|slug| slug.parse().ok()),
            mine: value("mine").is_some(),
            after: value("after"),
            with: value("with").and_then(|id| id.parse().ok()),
            done: value("done"),
        }
    }

    /// The URL that reads as this, without what a form did.
    pub(super) fn url(&self) -> String {
        let parameters = [
            ("shown", self.shown.map(|shown| shown.slug().to_owned())),
            ("channel", self.channel.map(|id| id.to_string())),
            ("network", self.network.map(|network| network.slug().to_owned())),
            ("mine", self.mine.then(|| "1".to_owned())),
            ("after", self.after.clone()),
        ];
        paths::with_query(paths::COMMUNITY, &parameters)
    }

    /// The same filter, from the newest comment on: where forms lead back to.
    pub(super) fn newest_first(&self) -> Self {
        Self { after: None, with: None, done: None, ..self.clone() }
    }

    /// Whether something is left out.
    pub(super) const fn is_filtered(&self) -> bool {
        self.shown.is_some() || self.channel.is_some() || self.network.is_some() || self.mine
    }

    /// The comments to read for `viewer`.
    pub(super) fn query(&self, viewer: PersonId) -> CommentsQuery {
        CommentsQuery {
            channel: self.channel,
            network: self.network,
            shown: self.shown,
            assignee: self.mine.then_some(viewer),
            after: self.after.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_read_as_it_is_written() {
        for (pairs, url) in [
            (&[][..], "/community"),
            (&[("shown", "new"), ("network", "x")], "/community?shown=new&network=x"),
            (&[("mine", "1"), ("after", "5.a&b")], "/community?mine=1&after=5.a%26b"),
            (&[("shown", "old"), ("network", "myspace"), ("channel", "x")], "/community"),
            (&[("done", "liked"), ("with", "x")], "/community"),
        ] {
            let parameters: ParamsMap =
                pairs.iter().map(|(key, value)| (*key, (*value).to_owned())).collect();
            assert_eq!(Asked::read(&parameters).url(), url);
        }
    }
}
