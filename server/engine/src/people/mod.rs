//! People: signing in and out, and the first Master Account.

mod password;
mod sessions;
mod set_up;

pub use sessions::{Opened, SESSION_LIFETIME, SignIn};
pub use set_up::{AccountRefused, FirstAccount};
