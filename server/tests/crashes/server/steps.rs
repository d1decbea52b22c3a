//! The steps a server takes at the edge of what is its own: it tells each, and dies at the one it was ordered to.

use std::sync::atomic::{AtomicUsize, Ordering};

use rustix::process::{Resource, Rlimit, Signal, getpid, getrlimit, kill_process, setrlimit};

/// The steps of this process.
#[derive(Debug)]
pub(super) struct Steps {
    taken: AtomicUsize,
    kill_at: Option<usize>,
    full_between: Option<(String, String)>,
}

impl Steps {
    pub(super) const fn new(
        kill_at: Option<usize>,
        full_between: Option<(String, String)>,
    ) -> Self {
        Self { taken: AtomicUsize::new(0), kill_at, full_between }
    }

    /// One step: `before` or `after` a call.
    pub(super) fn take(&self, moment: &str, place: &str, call: &str) {
        let number = self.taken.fetch_add(1, Ordering::SeqCst) + 1;
        let step = format!("{moment} {place} {call}");
        println!("step {step}");
        if self.kill_at == Some(number) {
            kill_process(getpid(), Signal::KILL).unwrap();
            // Nobody comes here: a process is dead before the call that kills it returns.
            std::process::abort();
        }
        match &self.full_between {
            Some((from, _)) if *from == step => starve(),
            Some((_, to)) if *to == step => room(),
            _ => {}
        }
    }
}

/// From now on no file of this process can be written to: the disk is full.
pub(super) fn starve() {
    limit(Some(0));
}

/// There is room again.
pub(super) fn room() {
    limit(getrlimit(Resource::Fsize).maximum);
}

fn limit(current: Option<u64>) {
    let maximum = getrlimit(Resource::Fsize).maximum;
    setrlimit(Resource::Fsize, Rlimit { current, maximum }).unwrap();
}
