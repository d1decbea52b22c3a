//! Pages that look back: HTML, all of them.

mod audit;
mod overview;
mod strip;
mod timeline;

pub(crate) use self::{audit::Audit, overview::OverviewPage, timeline::TimelinePage};
