//! The frame of every page below Settings.

use domain::account::Viewer;
use leptos::prelude::*;

use crate::{
    error::Error,
    parts::{Header, SettingsNav},
};

/// Header and content.
#[component]
pub(crate) fn Framed(
    viewer: Resource<Result<Option<Viewer>, Error>>,
    children: Children,
) -> impl IntoView {
    view! {
        <Header viewer />
        <SettingsNav />
        <main id="content">{children()}</main>
    }
}
