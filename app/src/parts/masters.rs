//! Whom to ask.

use leptos::prelude::*;

use crate::backend::MasterAccount;

/// Master Accounts with their addresses.
#[component]
pub(crate) fn Masters(masters: Vec<MasterAccount>) -> impl IntoView {
    let people = masters
        .into_iter()
        .map(|master| {
            let link = format!("mailto:{}", master.email);
            view! {
                <li>
                    <strong>{master.name}</strong>
                    " "
                    <a href=link rel="external">
                        {master.email}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="people">{people}</ul> }
}
