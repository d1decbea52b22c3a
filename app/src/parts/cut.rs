//! Live changes do not arrive.

use leptos::{either::Either, prelude::*};
use words::say;

use super::trouble::{Trouble, explain};
use crate::{error::Error, live::Board};

/// Nothing while all is well. What passes by itself is said quietly; where the person must act, they are told how.
#[component]
pub(crate) fn Cut(board: Board, again: Callback<()>, here: String) -> impl IntoView {
    move || {
        board.cut.get().map(|error| match error {
            Error::NotSignedIn | Error::Forbidden | Error::WorkspaceSwitched => {
                Either::Left(view! { <Trouble error again here=here.clone() /> })
            }
            error => Either::Right(view! {
                <p class="cut" role="alert">
                    {explain(&error)} " " {say!(trouble.interrupted)}
                </p>
            }),
        })
    }
}
