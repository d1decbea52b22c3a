//! The way from something that does not work to the page that explains it.

use domain::{cause::Cause, help::Topic};
use leptos::prelude::*;
use words::say;

use crate::paths;

/// "Help: The password was changed", a link that speaks for itself.
#[component]
pub(crate) fn About(topic: Topic) -> impl IntoView {
    let title = words::help_title(&topic);
    view! {
        <a class="about" rel="external" href=paths::help(&topic)>
            {say!(help.about, title)}
        </a>
    }
}

/// "What helps", a link beside a sentence that says the cause already. Its name repeats it for those who go from link to link.
#[component]
pub(crate) fn Helps(cause: Cause) -> impl IntoView {
    let topic = Topic::Cause(cause);
    let label = say!(help.helps_name, title = words::help_title(&topic));
    view! {
        <a class="about" rel="external" href=paths::help(&topic) aria-label=label>
            {say!(help.helps)}
        </a>
    }
}
