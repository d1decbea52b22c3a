//! The world of one run: time, chance, truth, weather, the store, and the book in which everything is written down.

use std::sync::{
    Arc, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use domain::time::{Span, Timestamp};
use tokio::time::Instant;

use crate::{
    book::Book, dice::Dice, network::truth::Truth, store::MemStore, trace::Trace, weather::Weather,
};

/// When every world begins.
pub(crate) const BEGINNING: Timestamp = Timestamp::from_seconds(1_800_000_000);
/// So many violations find a fault out; some faults would go on without an end.
const FOUND_OUT: usize = 50;

/// The world.
pub(crate) struct World {
    beginning: Instant,
    dice: Mutex<Dice>,
    trace: Mutex<Trace>,
    truth: Mutex<Truth>,
    book: Mutex<Book>,
    pub(crate) weather: Weather,
    pub(crate) store: Arc<MemStore>,
    /// Whether the weather counts: not while the first logins land, nor in the quiet at the end.
    rough: AtomicBool,
    /// Whether the Apps are used in it; their background is not kept where nobody would notice.
    pub(crate) has_apps: bool,
    /// A test's fault in the store, which the invariants must find.
    pub(crate) mutant: Option<crate::Mutant>,
}

impl World {
    pub(crate) fn new(
        dice: Dice,
        weather: Weather,
        shown: bool,
        mutant: Option<crate::Mutant>,
    ) -> Self {
        Self {
            beginning: Instant::now(),
            dice: Mutex::new(dice),
            trace: Mutex::new(Trace::new(shown)),
            truth: Mutex::default(),
            book: Mutex::default(),
            weather,
            store: Arc::default(),
            rough: AtomicBool::new(false),
            has_apps: false,
            mutant,
        }
    }

    /// A world in which the Apps are used.
    pub(crate) fn with_apps(
        dice: Dice,
        weather: Weather,
        shown: bool,
        mutant: Option<crate::Mutant>,
    ) -> Self {
        Self { has_apps: true, ..Self::new(dice, weather, shown, mutant) }
    }

    /// The true time.
    pub(crate) fn now(&self) -> Timestamp {
        let passed = Instant::now().duration_since(self.beginning).as_millis();
        BEGINNING.after(Span::millis(i64::try_from(passed).unwrap_or(i64::MAX)))
    }

    pub(crate) fn dice(&self) -> MutexGuard<'_, Dice> {
        self.dice.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn truth(&self) -> MutexGuard<'_, Truth> {
        self.truth.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn trace(&self) -> MutexGuard<'_, Trace> {
        self.trace.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes down what happened.
    pub(crate) fn step(&self, line: std::fmt::Arguments<'_>) {
        let at = self.now().since(BEGINNING).as_millis();
        self.trace().step(format_args!("{at} {line}"));
    }

    /// Takes down that something happened which never may.
    pub(crate) fn violated(&self, rule: u8, what: String) {
        self.step(format_args!("VIOLATED {rule}: {what}"));
        let at = self.now().since(BEGINNING).as_millis();
        self.book().violations.push((rule, format!("after {} min: {what}", at / 60_000)));
    }

    /// Whether the fault of this world showed itself so often that the run need not go on.
    pub(crate) fn is_found_out(&self) -> bool {
        self.mutant.is_some() && self.book().violations.len() >= FOUND_OUT
    }

    pub(crate) fn set_rough(&self, rough: bool) {
        self.rough.store(rough, Ordering::Relaxed);
    }

    pub(crate) fn is_rough(&self) -> bool {
        self.rough.load(Ordering::Relaxed)
    }

    /// Whether something happens by chance now.
    pub(crate) fn happens(&self, millionths: u32) -> bool {
        millionths > 0 && self.is_rough() && self.dice().chance(millionths)
    }

    pub(crate) fn within(&self, from: i64, to: i64) -> i64 {
        self.dice().within(from, to)
    }
}

/// Sleeps for so many virtual milliseconds.
pub(crate) async fn sleep(millis: i64) {
    tokio::time::sleep(std::time::Duration::from_millis(millis.unsigned_abs())).await;
}
