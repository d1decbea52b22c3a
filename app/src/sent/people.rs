//! What the pages about people say after a form.

/// What is said, above the page it was sent from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// A link was made; it is shown this once.
    Link {
        /// For whom.
        email: String,
        /// It.
        url: String,
        /// Whether it is on its way to them.
        is_sent: bool,
    },
    /// Nobody would be left as Master Account.
    LastMaster,
    /// That cannot be an address.
    NoAddress,
    /// That address is a member's.
    MemberAlready,
    /// That cannot be a name.
    NoName,
    /// What was chosen is no language that Relink speaks.
    NoLanguage,
    /// That cannot be a password.
    NoPassword,
    /// The password is not right.
    WrongPassword,
    /// Too many attempts.
    Locked,
    /// The code is not right, or was used.
    WrongCode,
    /// Too many codes were tried.
    CodesLocked,
    /// The second step was not set up in time, or is on already.
    SecondStepOver,
    /// There are as many passkeys as somebody may have.
    TooManyPasskeys,
    /// The passkey was not made in time, or was added already.
    PasskeyOver,
    /// The browser's answer is not right, or the passkey is known already.
    WrongPasskey,
}
