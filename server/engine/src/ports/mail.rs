//! Who carries letters, as the use cases see it.

use async_trait::async_trait;
use domain::id::LetterId;

use crate::telling::Letter;

/// Carries letters.
#[async_trait]
pub trait Courier: Send + Sync {
    /// Hands a letter over. `id` is the same for every attempt, so that a letter that arrives twice is known as one.
    ///
    /// # Errors
    /// [`NotDelivered`], whose text is shown to Master Accounts: the mail server's answer, and no secret.
    async fn deliver(&self, id: LetterId, letter: &Letter) -> Result<(), NotDelivered>;

    /// Whether what delivered letters say is kept, because Relink itself is where they are read: in the demo.
    fn keeps_copies(&self) -> bool {
        false
    }
}

/// Why a letter was not delivered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotDelivered {
    /// Perhaps it will be later: the server is down, or wants to be asked again, or does not know us.
    #[error("{0}")]
    Yet(String),
    /// It never will be: the server refuses this letter.
    #[error("{0}")]
    Ever(String),
}
