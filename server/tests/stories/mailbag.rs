//! A courier that keeps what it was given, or refuses it.

use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use domain::id::LetterId;
use engine::{
    ports::mail::{Courier, NotDelivered},
    telling::Letter,
};

#[derive(Default)]
pub(crate) struct Mailbag(Mutex<Inside>);

#[derive(Default)]
struct Inside {
    letters: Vec<Letter>,
    refusal: Option<NotDelivered>,
}

impl Mailbag {
    /// Takes out what was delivered.
    pub(crate) fn empty(&self) -> Vec<Letter> {
        std::mem::take(&mut self.inside().letters)
    }

    /// Refuses everything from now on, or nothing.
    pub(crate) fn refuse(&self, refusal: Option<NotDelivered>) {
        self.inside().refusal = refusal;
    }

    fn inside(&self) -> std::sync::MutexGuard<'_, Inside> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Courier for Mailbag {
    async fn deliver(&self, _: LetterId, letter: &Letter) -> Result<(), NotDelivered> {
        let mut inside = self.inside();
        match inside.refusal.clone() {
            Some(refusal) => Err(refusal),
            None => {
                inside.letters.push(letter.clone());
                Ok(())
            }
        }
    }
}
