//! The session: who is signed in, signing in and out.

use domain::account::Viewer;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::{error::Error, wire::Answer};

/// Who is signed in, if anybody.
#[server(input = GetUrl, output = Answer)]
pub(crate) async fn who() -> Result<Option<Viewer>, Error> {
    Ok(crate::request::asking())
}

/// Opens a session, and leads to the page that was asked for; by way of the second step, where somebody has one.
#[server(output = Answer)]
pub(crate) async fn sign_in(
    email: String,
    password: String,
    #[server(default)] next: String,
) -> Result<(), Error> {
    use crate::{
        backend::Admitted,
        paths,
        request::{answer, backend, set_cookie},
    };
    match answer(backend()?.accounts.sign_in(email, password).await)? {
        Admitted::Session(signed_in) => {
            set_cookie(&signed_in.cookie)?;
            leptos_axum::redirect(paths::after_signing_in(&next, signed_in.viewer.role));
        }
        Admitted::SecondStep { cookie } => {
            set_cookie(&cookie)?;
            leptos_axum::redirect(&paths::second_step_then(&next));
        }
    }
    Ok(())
}

/// Ends the session.
#[server(output = Answer)]
pub(crate) async fn sign_out() -> Result<(), Error> {
    use crate::request::{answer, backend, set_cookie};
    set_cookie(&answer(backend()?.accounts.sign_out().await)?)?;
    leptos_axum::redirect(crate::paths::LOGIN);
    Ok(())
}
