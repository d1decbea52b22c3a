//! Simulated years of Relink, to find what no test thought of: the production engine in a world where everything that can go
//! wrong goes wrong, and the same again whenever its seed is given.
//!
//! It must not know axum, SQL, HTTP, or the real clock: of the house it knows `engine` and `domain` only.

mod apps;
mod book;
mod deeds;
mod dice;
mod judge;
mod network;
mod office;
mod people;
pub mod planning;
mod process;
mod stage;
pub mod store;
mod street;
mod tokens;
mod trace;
mod vault;
mod weather;
mod world;

pub use book::Counts;

/// What came of a seed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// How many steps it had.
    pub steps: u64,
    /// SHA-256 over all of them.
    pub hash: [u8; 32],
    /// Its numbers.
    pub counts: Counts,
    /// Rotations whose successor never arrived, by what cut them off.
    pub losses: Vec<(String, u64)>,
    /// What never may happen and did.
    pub violations: Vec<String>,
}

impl Report {
    /// Its numbers by their names, for adding up.
    #[must_use]
    pub fn numbers(&self) -> Vec<(String, u64)> {
        let Counts {
            renewals,
            crashes,
            pauses,
            lost_answers,
            turned_red,
            rotations_lost,
            landed,
            published,
            comments,
            answers,
            figures,
            pages_read,
            pages_needed,
            hours,
        } = self.counts;
        let counts = [
            ("renewals", renewals),
            ("crashes", crashes),
            ("pauses", pauses),
            ("lost answers", lost_answers),
            ("turned red", turned_red),
            ("rotations lost", rotations_lost),
            ("logins landed", landed),
            ("posts published", published),
            ("comments known", comments),
            ("answers", answers),
            ("figures", figures),
            ("pages of comments", pages_read),
            ("pages needed", pages_needed),
            ("virtual hours", hours),
            ("steps", self.steps),
        ];
        let losses = self.losses.iter().map(|(why, count)| (format!("lost: {why}"), *count));
        counts.into_iter().map(|(name, count)| (name.to_owned(), count)).chain(losses).collect()
    }
}

/// A fault built into the world, to see that the invariants find it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mutant {
    /// The store does not write down which refresh token is about to be spent.
    ForgetsIntents,
    /// The store gives a lease to whoever asks.
    ForgetsLeases,
    /// The store does not write down what came of a renewal, and says that it did.
    ForgetsResults,
    /// What a process takes is not given to another if it dies.
    TakesForGood,
    /// An adapter takes an answer that it cannot read for one about the token.
    BelievesNoise,
    /// An adapter finds no post when it reads a channel back.
    ReadsBackNothing,
    /// The store does not write down that an attempt to publish begins, and says that it did.
    ForgetsAttempts,
    /// The store does not write down that an answer is on its way, and says that it did.
    ForgetsAnswers,
    /// An adapter tells the comments of the last quarter of an hour, from whenever on it is asked for them.
    ForgetsGaps,
}

/// Runs the world `tokens` with this seed.
///
/// # Errors
/// If the runtime cannot be built.
pub fn tokens(seed: u64, shown: bool, mutant: Option<Mutant>) -> std::io::Result<Report> {
    Ok(runtime()?.block_on(tokens::run(seed, shown, mutant)))
}

/// Runs the world `apps` with this seed.
///
/// # Errors
/// If the runtime cannot be built.
pub fn apps(seed: u64, shown: bool, mutant: Option<Mutant>) -> std::io::Result<Report> {
    Ok(runtime()?.block_on(apps::run(seed, shown, mutant)))
}

/// A runtime whose time passes when nothing is left to do.
fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build()
}
