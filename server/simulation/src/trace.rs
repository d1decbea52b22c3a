//! What happened, step by step, as a hash: two runs of a seed are the same run if it is equal.

use std::fmt::{self, Write as _};

use sha2::{Digest as _, Sha256};

/// So much text is gathered before it is hashed.
const GATHERED: usize = 16 * 1024;

/// The steps of one run.
#[derive(Debug)]
pub(crate) struct Trace {
    hash: Sha256,
    text: String,
    steps: u64,
    /// Whether to print every step, for whoever looks for the reason of a violation.
    shown: bool,
}

impl Trace {
    pub(crate) fn new(shown: bool) -> Self {
        Self { hash: Sha256::new(), text: String::new(), steps: 0, shown }
    }

    /// Takes one step down.
    pub(crate) fn step(&mut self, line: fmt::Arguments<'_>) {
        self.steps += 1;
        let start = self.text.len();
        // Writing into a string does not fail.
        let _ = self.text.write_fmt(line);
        self.text.push('\n');
        if self.shown {
            eprint!("{}", &self.text[start..]);
        }
        if self.text.len() > GATHERED {
            self.hash.update(self.text.as_bytes());
            self.text.clear();
        }
    }

    /// How many steps there were, and the hash of them all.
    pub(crate) fn end(&mut self) -> (u64, [u8; 32]) {
        self.hash.update(self.text.as_bytes());
        self.text.clear();
        (self.steps, self.hash.clone().finalize().into())
    }
}
