//! People: signing in and out, the first Master Account, and who belongs to a workspace.

mod account;
mod api_keys;
mod fields;
mod idempotency;
mod invitations;
mod passkeys;
mod password;
mod recovery;
mod second_factor;
mod second_step;
mod sessions;
mod set_up;
mod team;
mod totp;

pub use account::{PasswordChanged, RESET_LIFETIME, Sights};
pub(crate) use fields::is_email;
pub use idempotency::{Request, Requested};
pub use invitations::{Acceptance, Accepted, INVITATION_LIFETIME, InvitationRefused, Opening};
pub use passkeys::{Ceremony, MOST_PASSKEYS, PasskeyRefused, PasskeySignIn};
pub use second_factor::SecondFactorRefused;
pub use second_step::{SECOND_STEP_LIFETIME, SecondStep};
pub use sessions::{Opened, SESSION_LIFETIME, SignIn};
pub use set_up::{AccountRefused, FirstAccount};
pub use team::{Hanging, Leaving, Taker, Team};
