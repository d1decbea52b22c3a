//! Pages that look back: HTML, all of them.

mod audit;
mod keys;
mod overview;
mod strip;
mod timeline;

pub(crate) use self::{
    audit::Audit, keys::KeysPage, overview::OverviewPage, timeline::TimelinePage,
};
