//! Components, one a file. They draw what they are given and hold no rule.

mod about;
mod add_profile;
mod app_page;
mod avatar;
mod bare;
mod card;
mod channel_filter;
mod channel_list;
mod check_now;
mod cut;
mod field;
mod filters;
mod framed;
mod header;
mod icon;
mod lost_channels;
mod masters;
mod message;
mod month;
mod network_mark;
mod remove;
mod renew_soon;
mod settings_nav;
mod skeleton;
mod sort_again;
mod standings;
mod status;
mod told;
mod trouble;

pub(crate) use self::{
    about::{About, Helps},
    add_profile::{AddProfile, Hint, variables},
    app_page::{AppMain, AppPage},
    bare::{Bare, Logo},
    card::Card,
    channel_filter::ChannelFilter,
    check_now::CheckNow,
    cut::Cut,
    field::Field,
    filters::{Filters, send_when_chosen},
    framed::Framed,
    header::Header,
    icon::Icon,
    lost_channels::LostChannels,
    masters::Masters,
    message::Message,
    month::MonthOf,
    network_mark::NetworkMark,
    renew_soon::RenewSoon,
    settings_nav::SettingsNav,
    skeleton::Skeleton,
    sort_again::SortAgain,
    standings::Standings,
    status::Status,
    trouble::Trouble,
};
