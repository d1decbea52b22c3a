//! The Scheduler, an App: HTML, all of it; what the browser adds is the workbench's.

use leptos::prelude::*;
use leptos_meta::Title;
use words::say;

use super::Signed;
use crate::parts::{AppMain, AppPage};

/// The page.
#[component]
pub(crate) fn Scheduler(viewer: Signed) -> impl IntoView {
    view! {
        <Title text=say!(page.scheduler) />
        <AppPage viewer>
            <AppMain>
                <div class="heading">
                    <h1>{say!(page.scheduler)}</h1>
                </div>
            </AppMain>
        </AppPage>
    }
}
