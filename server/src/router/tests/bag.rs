//! A mailbag: where letters arrive that a test wants to read.

use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use domain::id::LetterId;
use engine::{
    ports::mail::{Courier, NotDelivered},
    telling::Letter,
};

use super::House;

/// Keeps what it is given.
#[derive(Default)]
pub(super) struct Bag(Mutex<Vec<Letter>>);

#[async_trait]
impl Courier for Bag {
    async fn deliver(&self, _: LetterId, letter: &Letter) -> Result<(), NotDelivered> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(letter.clone());
        Ok(())
    }
}

impl Bag {
    /// What is delivered of a house by now, taken out.
    pub(super) async fn delivered(&self, house: &House) -> Vec<Letter> {
        house.state.engine.deliver_due().await.unwrap();
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
