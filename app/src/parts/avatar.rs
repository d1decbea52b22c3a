//! A person's picture at the network, or their initials.

use leptos::prelude::*;

use crate::live::Row;

/// Initials, and the picture above them once it has loaded. A picture that does not load leaves the initials.
#[component]
pub(crate) fn Avatar(row: Row) -> impl IntoView {
    let who = row.who;
    let picture = {
        let who = who.clone();
        move || {
            who.with(|who| who.avatar.clone()).map(|src| {
                view! {
                    <img
                        src=src
                        alt=""
                        width="40"
                        height="40"
                        loading="lazy"
                        decoding="async"
                        referrerpolicy="no-referrer"
                    />
                }
            })
        }
    };
    view! {
        <span class="avatar" data-network=row.network.slug() aria-hidden="true">
            {move || who.with(|who| initials(&who.name))}
            {picture}
        </span>
    }
}

fn initials(name: &str) -> String {
    name.split_whitespace()
        .filter_map(|word| word.chars().find(|letter| letter.is_alphanumeric()))
        .take(2)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_of_the_first_two_words() {
        assert_eq!(initials("Ada Novak"), "AN");
        assert_eq!(initials("  Émile (Zola) Ltd"), "ÉZ");
        assert_eq!(initials(""), "");
    }
}
