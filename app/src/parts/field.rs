//! A labelled field of a form.

use leptos::prelude::*;

/// A field nobody may leave empty.
#[component]
pub(crate) fn Field(
    label: &'static str,
    name: &'static str,
    kind: &'static str,
    autocomplete: &'static str,
    #[prop(optional)] minlength: Option<u8>,
    #[prop(optional)] hint: Option<&'static str>,
) -> impl IntoView {
    let hint_id = format!("{name}-hint");
    view! {
        <p class="field">
            <label for=name>{label}</label>
            <input
                id=name
                name=name
                r#type=kind
                autocomplete=autocomplete
                required
                minlength=minlength.map(|length| length.to_string())
                aria-describedby=hint.map(|_| hint_id.clone())
            />
            {hint.map(|hint| view! { <small id=hint_id>{hint}</small> })}
        </p>
    }
}
