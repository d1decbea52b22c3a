//! Analytics, an App: HTML, all of it; what the browser adds is the workbench's.

use leptos::prelude::*;
use leptos_meta::Title;
use words::say;

use super::Signed;
use crate::parts::{AppMain, AppPage};

/// The page.
#[component]
pub(crate) fn Analytics(viewer: Signed) -> impl IntoView {
    view! {
        <Title text=say!(page.analytics) />
        <AppPage viewer>
            <AppMain>
                <div class="heading">
                    <h1>{say!(page.analytics)}</h1>
                </div>
            </AppMain>
        </AppPage>
    }
}
