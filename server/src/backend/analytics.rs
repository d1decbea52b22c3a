//! What the pages of Analytics read, from the engine.

use std::collections::BTreeSet;

use app::{
    backend::{
        MasterAccount,
        analytics::{Analytics, BestTimes, Days, Figures, FiguresQuery, OfChannel},
    },
    error::Error,
};
use async_trait::async_trait;
use domain::{
    account::Viewer,
    figure::{DayRange, Missing},
    health::Ability,
};
use engine::apps::analytics::{FiguresOf, FiguresQuery as Wanted};

use super::{Bound, lost::lost, wire};

#[async_trait]
impl Analytics for Bound {
    async fn figures(&self, viewer: &Viewer, query: FiguresQuery) -> Result<Figures, Error> {
        let engine = &self.state.engine;
        let now = self.state.clock.now();
        let days = match query.days {
            Days::Last(count) => DayRange::last(count, now),
            Days::Between(days) => days,
        };
        let wanted = Wanted { channels: query.channels, days, compares: query.compares };
        let read = engine.read_figures(viewer, &wanted).await.map_err(wire)?;
        let masters = engine.master_accounts(viewer).await.map_err(wire)?;
        let masters: Vec<_> =
            masters.into_iter().map(|(name, email)| MasterAccount { name, email }).collect();
        let mut asked = read.channels.clone();
        asked.retain(|channel| read.of.iter().any(|of| of.channel == channel.id));
        let lost = lost(viewer, now, &asked, Ability::Statistics, &masters, |ids| {
            let of = read.of.iter().filter(|of| ids.contains(&of.channel));
            words::missing_days(of.flat_map(lost_days).collect::<BTreeSet<_>>().len())
        });
        let lost = self.with_asks(viewer, lost, &read.channels).await?;
        Ok(Figures {
            workspace: viewer.workspace,
            mends: viewer.role.mends_profiles(),
            now,
            as_of: read.as_of,
            zone: read.zone,
            channels: read.channels,
            days: read.days,
            before: read.before,
            of: read.of.into_iter().map(of_channel).collect(),
            lost,
            best: BestTimes {
                comments: read.best.comments,
                slots: read.best.slots,
                hours: read.best.hours,
            },
        })
    }
}

/// The days that a channel's figures are missing of because it cannot be reached.
fn lost_days(of: &FiguresOf) -> impl Iterator<Item = domain::time::Timestamp> {
    let lost = of.gaps.iter().filter(|gap| matches!(gap.why, Missing::Lost { .. }));
    lost.flat_map(|gap| gap.days.days())
}

fn of_channel(of: FiguresOf) -> OfChannel {
    OfChannel {
        channel: of.channel,
        figures: of.figures,
        before: of.before,
        posts: of.posts,
        posts_before: of.posts_before,
        gaps: of.gaps,
        metrics: of.metrics,
        counted_until: of.counted_until,
    }
}
