//! People: signing in and out, and the first Master Account.

mod password;
mod sessions;
mod set_up;

pub use sessions::{Opened, SESSION_LIFETIME, SignIn};
pub(crate) use set_up::is_email;
pub use set_up::{AccountRefused, FirstAccount};
