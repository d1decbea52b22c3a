//! What is logged in a test's own thread.
//!
//! One subscriber for the whole program, set before any store is opened: tracing keeps for each place that logs whether
//! somebody listens, and asks only the thread that comes by first, so that a subscriber of one test's thread may never
//! hear a place that another test has passed.

use std::{cell::RefCell, io, mem, sync::Once};

thread_local! {
    static WRITTEN: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

static LISTENING: Once = Once::new();

/// From here on what is logged is kept, for each thread.
pub(crate) fn listen() {
    LISTENING.call_once(|| {
        tracing_subscriber::fmt().with_ansi(false).with_writer(|| Thread).init();
    });
}

/// What this thread has logged since it was asked last.
pub(crate) fn take() -> String {
    let written = WRITTEN.with_borrow_mut(mem::take);
    String::from_utf8_lossy(&written).into_owned()
}

struct Thread;

impl io::Write for Thread {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        WRITTEN.with_borrow_mut(|written| written.extend_from_slice(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
