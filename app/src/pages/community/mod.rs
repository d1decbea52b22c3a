//! Community Management, an App: HTML, all of it; what the browser adds is the workbench's.

use leptos::prelude::*;
use leptos_meta::Title;
use words::say;

use super::Signed;
use crate::parts::{AppMain, AppPage};

/// The page.
#[component]
pub(crate) fn Community(viewer: Signed) -> impl IntoView {
    view! {
        <Title text=say!(page.community) />
        <AppPage viewer>
            <AppMain>
                <div class="heading">
                    <h1>{say!(page.community)}</h1>
                </div>
            </AppMain>
        </AppPage>
    }
}
