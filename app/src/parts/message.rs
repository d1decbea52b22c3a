//! The orange message above the profiles.

use domain::health::HealthKind;
use leptos::{either::Either, prelude::*};
use words::{say, several};

use crate::{
    backend::ListQuery,
    live::{Board, Row},
    parts::Icon,
    paths, query,
};

/// "Lost connection" while anything is red, else a calm line. Its place is reserved by an invisible copy, so that
/// nothing moves when it comes or goes.
#[component]
pub(crate) fn Message(board: Board) -> impl IntoView {
    let is_lost = Memo::new(move |_| board.mending.get() > 0);
    view! {
        <div class="message-place">
            <div class="message ghost" aria-hidden="true">
                <Icon name="alert" />
                <div>
                    <p class="message-title">{lost(100)}</p>
                    <p>{say!(profiles.lost_how)}</p>
                </div>
                <span class="button">{say!(profiles.jump)}</span>
                <span class="button">{say!(walk.all)}</span>
            </div>
            {move || {
                if is_lost.get() {
                    Either::Left(view! {
                        <section class="message" aria-label=say!(profiles.lost_region)>
                            <Icon name="alert" />
                            <div>
                                <h2 class="message-title">{move || lost(board.mending.get())}</h2>
                                <p>{say!(profiles.lost_how)}</p>
                            </div>
                            <a class="button" href=move || first(board)>
                                {say!(profiles.jump)}
                            </a>
                            <a class="button" rel="external" href=paths::WALK>
                                {say!(walk.all)}
                            </a>
                        </section>
                    })
                } else {
                    Either::Right(view! {
                        <p class="calm">
                            <Icon name="check" />
                            <span>{move || calm(board.total.get())}</span>
                        </p>
                    })
                }
            }}
        </div>
    }
}

fn lost(count: u32) -> String {
    match count {
        1 => say!(profiles.lost_one).to_owned(),
        count => several!(count; profiles.lost_few | profiles.lost_many, count),
    }
}

fn calm(total: u32) -> String {
    match total {
        0 => say!(profiles.calm_none).to_owned(),
        1 => say!(profiles.calm_one).to_owned(),
        count => say!(profiles.calm_many, count),
    }
}

/// Where the first red frame is: on this page, or on the list of all that are red.
fn first(board: Board) -> String {
    let shown = board.rows.with(|rows| rows.iter().find(|row| row.mending.get()).map(Row::anchor));
    match shown {
        Some(anchor) => format!("#{anchor}"),
        None => query::url(&ListQuery {
            health: Some(HealthKind::Disconnected),
            ..ListQuery::default()
        }),
    }
}
