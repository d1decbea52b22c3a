//! What the pages about letters read, from the engine.

use app::{
    backend::mail::{Carried, LetterRow, LetterState, Letters, Mail},
    error::Error,
};
use async_trait::async_trait;
use domain::account::Viewer;
use engine::ports::store::letters::LetterShown;

use super::{Bound, wire};

#[async_trait]
impl Mail for Bound {
    fn carried(&self) -> Carried {
        match (self.state.engine.sends_letters(), self.state.engine.keeps_letters()) {
            (false, _) => Carried::Nowhere,
            (true, true) => Carried::Here,
            (true, false) => Carried::Away,
        }
    }

    async fn letters(&self, viewer: &Viewer) -> Result<Letters, Error> {
        let letters = self.state.engine.letters(viewer).await.map_err(wire)?;
        Ok(Letters {
            workspace: viewer.workspace,
            email: viewer.email.clone(),
            carried: self.carried(),
            now: self.state.clock.now(),
            letters: letters.into_iter().map(row).collect(),
        })
    }
}

fn row(letter: LetterShown) -> LetterRow {
    let LetterShown { to, kind, at, attempts, answer, .. } = letter;
    let state = match (letter.delivered_at, letter.given_up_at, letter.due_at) {
        (Some(at), _, _) => LetterState::Delivered(at),
        (None, Some(at), _) => LetterState::GivenUp(at),
        // One that is under way for the first time is on its way, like one that nobody has taken yet.
        (None, None, due) if answer.is_none() => LetterState::Waits(0, due.unwrap_or(at)),
        (None, None, due) => LetterState::Waits(attempts, due.unwrap_or(at)),
    };
    LetterRow { to, kind, at, state, answer }
}
