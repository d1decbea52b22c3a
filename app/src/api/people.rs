//! People: the first of them, and those of the demo.

use leptos::{prelude::*, server_fn::codec::GetUrl};

use crate::{
    backend::{DemoAccount, FirstAccount},
    error::Error,
    wire::Answer,
};

/// What the login page tells: in demo mode the accounts to sign in with.
#[server(input = GetUrl, output = Answer)]
pub(crate) async fn demo_accounts() -> Result<Vec<DemoAccount>, Error> {
    use crate::request::{answer, backend};
    answer(backend()?.accounts.demo_accounts().await)
}

/// Makes the first Master Account, and signs it in.
#[server(output = Answer)]
pub(crate) async fn set_up(secret: String, account: FirstAccount) -> Result<(), Error> {
    use crate::request::{answer, backend, set_cookie};
    let signed_in = answer(backend()?.accounts.set_up(secret, account).await)?;
    set_cookie(&signed_in.cookie)?;
    leptos_axum::redirect(crate::paths::SOCIAL_PROFILES);
    Ok(())
}
