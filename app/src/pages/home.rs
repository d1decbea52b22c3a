//! The home page: where a regular account lands until it has an App, and where anybody learns whom to ask.

use domain::account::Viewer;
use leptos::prelude::*;
use leptos_meta::Title;
use words::say;

use super::Signed;
use crate::{
    api,
    parts::{Framed, Masters, Trouble},
    paths,
};

/// The home page.
#[component]
pub(crate) fn Home(viewer: Signed) -> impl IntoView {
    let masters = Resource::new(|| (), |()| api::master_accounts());
    view! {
        <Title text=say!(page.home) />
        <Framed viewer>
            <Suspense>
                {move || Suspend::new(async move {
                    let viewer = viewer.await.ok().flatten();
                    match masters.await {
                        Ok(masters) => {
                            view! {
                                {viewer.map(|viewer| view! { <Greeting viewer /> })}
                                <section class="panel">
                                    <h2>{say!(home.masters)}</h2>
                                    <p>{say!(home.masters_lead)}</p>
                                    <Masters masters />
                                </section>
                            }
                                .into_any()
                        }
                        Err(error) => {
                            view! { <Trouble error here=paths::HOME /> }.into_any()
                        }
                    }
                })}
            </Suspense>
        </Framed>
    }
}

#[component]
fn Greeting(viewer: Viewer) -> impl IntoView {
    let mends = viewer.role.mends_profiles();
    view! {
        <h1>{say!(home.hello, name = viewer.name)}</h1>
        {mends
            .then(|| {
                view! {
                    <p class="lead">{say!(home.to_profiles_lead)}</p>
                    <p>
                        <a class="button button-main" href=paths::SOCIAL_PROFILES>
                            {say!(home.to_profiles)}
                        </a>
                    </p>
                }
            })}
    }
}
