//! What the Scheduler says above its pages: what needs a decision, what waits for approval, and what will need a renewal.

use domain::post::PostStateKind;
use leptos::prelude::*;
use words::{clock, say, several};

use super::{
    badge::Renew,
    plan::{Plan, View},
};
use crate::{
    backend::scheduler::{Desk, RenewalNeeded},
    parts::Icon,
    paths,
};

/// The notices, or nothing.
#[component]
pub(super) fn Notices(desk: Desk) -> impl IntoView {
    let asks = (desk.asking > 0).then(|| {
        let title = match desk.asking {
            1 => say!(scheduler.late_one).to_owned(),
            count => several!(count; scheduler.late_few | scheduler.late_many, count),
        };
        view! {
            <section class="notice notice-network sched-asks" aria-labelledby="asks">
                <Icon name="question" />
                <div>
                    <h2 id="asks">{title}</h2>
                    <p>{say!(scheduler.late_lead)}</p>
                    <a class="button" href=paths::DECISIONS>
                        {say!(scheduler.decide)}
                    </a>
                </div>
            </section>
        }
    });
    let proposed = (desk.proposed > 0).then(|| {
        let title = match desk.proposed {
            1 => say!(scheduler.approval.one).to_owned(),
            count => several!(count; scheduler.approval.many_few | scheduler.approval.many, count),
        };
        view! {
            <section class="notice sched-asks" aria-labelledby="proposed">
                <Icon name="question" />
                <div>
                    <h2 id="proposed">{title}</h2>
                    <p>{say!(scheduler.approval.waits)}</p>
                    <a class="button" href=waiting_for_approval()>
                        {say!(scheduler.approval.look_all)}
                    </a>
                </div>
            </section>
        }
    });
    let renewals = desk
        .renewals
        .iter()
        .map(|needed| view! { <Needed needed=needed.clone() desk=desk.clone() /> })
        .collect_view();
    let renewals = (!desk.renewals.is_empty()).then(|| {
        view! {
            <section class="notice sched-renewals" aria-label=say!(scheduler.renew_now)>
                <Icon name="clock" />
                <div>
                    <ul>{renewals}</ul>
                </div>
            </section>
        }
    });
    view! {
        {asks}
        {proposed}
        {renewals}
    }
}

/// The list of what is proposed.
fn waiting_for_approval() -> String {
    Plan { view: View::List, state: Some(PostStateKind::Proposed), ..Plan::default() }.url()
}

#[component]
fn Needed(needed: RenewalNeeded, desk: Desk) -> impl IntoView {
    let by = clock::moment(needed.by, &desk.zone, desk.now);
    let first = clock::moment(needed.first, &desk.zone, desk.now);
    let says = match needed.posts {
        1 => say!(scheduler.beyond_one, first, by),
        count => several!(count; scheduler.beyond_few | scheduler.beyond_many, count, first, by),
    };
    view! {
        <li>
            <span>{says}</span>
            <Renew desk profile=needed.profile name=needed.name />
        </li>
    }
}
