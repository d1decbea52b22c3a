//! The language that one is spoken to in, on one's own account's page.

use domain::language::Language;
use leptos::prelude::*;
use words::say;

use crate::paths;

/// The form to choose it. `chosen` is `None` for what the browser asks for.
#[component]
pub(super) fn LanguageChoice(chosen: Option<Language>, workspace: String) -> impl IntoView {
    let options = Language::ALL
        .into_iter()
        .map(|language| {
            let tag = language.tag();
            view! {
                <option value=tag lang=tag selected=chosen == Some(language)>
                    {language.own_name()}
                </option>
            }
        })
        .collect_view();
    view! {
        <section class="panel" aria-labelledby="language-title">
            <h2 id="language-title">{say!(account.language.title)}</h2>
            <form class="form" method="post" action=paths::ACCOUNT_LANGUAGE>
                <input type="hidden" name="workspace" value=workspace />
                <p class="field">
                    <label for="language">{say!(account.language.label)}</label>
                    <select id="language" name="language">
                        <option value="">{say!(account.language.browser)}</option>
                        {options}
                    </select>
                    <small>{say!(account.language.hint)}</small>
                </p>
                <button class="button">{say!(account.language.save)}</button>
            </form>
        </section>
    }
}
