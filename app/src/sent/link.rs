//! A reconnect link as it was typed.

/// A link as its form has it, and the field that is wrong with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LinkSent {
    /// What for: a profile's id, or a network's word.
    pub target: String,
    /// What its reader is told.
    pub note: String,
    /// How many days it is good.
    pub days: String,
    /// Whom it is for.
    pub recipient: String,
    /// Whether it is sent to them.
    pub send: bool,
    /// The days between two reminders.
    pub remind: String,
    /// The name of the field that is wrong.
    pub wrong: Option<&'static str>,
}
