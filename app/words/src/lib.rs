//! The words of Relink: sentences for people, keyed by the variants of `domain`. They serve page, mail and API.
//!
//! It knows no page and no server. The sentences themselves stand in the catalogue, `locales/en.json`; a crate of its
//! own keeps the code that is made from it out of every rebuild of a page.

mod audit;
mod cause;
pub mod clock;
mod community;
mod cost;
mod count;
mod day;
mod feed;
mod health;
mod help;
mod language;
#[cfg(test)]
mod languages;
mod link;
mod missing;
mod notice;
mod number;
mod scheduler;
mod scope;

pub use audit::{DEEDS, deed};
pub use cause::{cause, channel_cure, cure, lost_because};
pub use community::{
    comment_state, community_role, community_role_may, missing_comments, reply_state, shown,
    why_reply,
};
pub use cost::{asked_for, cost, on_backup, you_asked};
pub use count::{channels, missing_days, posts_after, some_of};
pub use day::{month, month_of, week, weekday};
pub use feed::{feed_description, feed_name, feed_summary};
pub use health::{ability, channel_state, kind};
pub use help::{HelpPage, HelpPart, help_page, help_title};
pub use language::*;
pub use link::{granted, not_granted, passed};
pub use missing::missing;
pub use notice::{headline, hook_kind, lines, on_a_device, topic, way};
pub use number::{change, number, percent, percent_tenths, short_number};
pub use scheduler::{
    attempt, fault, hold, not_now, picture_format, post_kind, post_state, question, scheduler_role,
    scheduler_role_may, size, unpublished, waiting_posts,
};

pub use scope::scope;

pub use catalogue::i18n;

#[expect(
    missing_docs,
    unreachable_pub,
    clippy::expect_used,
    clippy::all,
    reason = "made by leptos_i18n"
)]
mod catalogue {
    include!(concat!(env!("OUT_DIR"), "/i18n.rs"));
}

/// A sentence of the catalogue: `say!(login.title)`, `say!(home.hello, name = person)`.
///
/// The crate that uses it lists `leptos_i18n` too, because that library's macros name it.
#[macro_export]
macro_rules! say {
    ($($key:tt)*) => {
        leptos_i18n::td_string!($crate::locale(), $($key)*)
    };
}

/// A sentence about several things, in the form that its language has for so many: `several!(count; told.few | told.many, count)`.
#[macro_export]
macro_rules! several {
    ($count:expr; $($few:ident).+ | $($many:ident).+ $(, $($rest:tt)*)?) => {
        match $crate::form($count) {
            $crate::Form::Few => $crate::say!($($few).+ $(, $($rest)*)?),
            _ => $crate::say!($($many).+ $(, $($rest)*)?),
        }
    };
    ($count:expr; $($one:ident).+ | $($few:ident).+ | $($many:ident).+ $(, $($rest:tt)*)?) => {
        match $crate::form($count) {
            $crate::Form::One => $crate::say!($($one).+ $(, $($rest)*)?),
            $crate::Form::Few => $crate::say!($($few).+ $(, $($rest)*)?),
            $crate::Form::Many => $crate::say!($($many).+ $(, $($rest)*)?),
        }
    };
}
