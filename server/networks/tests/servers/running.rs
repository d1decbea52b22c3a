//! A server as a child process.

use std::{
    collections::BTreeSet,
    io::{BufRead as _, BufReader, Write as _},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::Mutex,
};

use serde_json::Value;

/// A server on this machine. It ends with this value.
pub(crate) struct Running {
    /// What it says of itself.
    pub(crate) facts: Value,
    child: Child,
    /// It ends when this does; killed, it would leave its folder behind.
    words: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Running {
    /// npm's oidc-provider.
    pub(crate) fn oidc() -> Option<Self> {
        let installed = home().join("node_modules/oidc-provider").is_dir();
        start("oidc.js", installed.then(|| PathBuf::from("node")))
    }

    /// Bluesky's own server.
    pub(crate) fn bluesky() -> Option<Self> {
        let node = std::fs::read_to_string(home().join("node_modules/.bluesky-node"));
        start("bluesky.js", node.ok().map(PathBuf::from).filter(|node| node.is_file()))
    }

    pub(crate) fn text(&self, fact: &str) -> &str {
        self.facts[fact].as_str().unwrap_or_else(|| panic!("no {fact}: {}", self.facts))
    }

    /// Tells it something, and waits until it has heard.
    pub(crate) fn tell(&mut self, what: &Value) {
        writeln!(self.words.as_mut().unwrap(), "{what}").unwrap();
        read(&mut self.answers).unwrap_or_else(|| panic!("the server has ended"));
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.words.take());
        _ = self.child.wait();
    }
}

fn home() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("servers")
}

/// `None`, and a line for whoever runs the tests, where it is not installed.
fn start(script: &'static str, node: Option<PathBuf>) -> Option<Running> {
    let Some(node) = node else {
        assert!(
            std::env::var("RELINK_SERVERS").as_deref() != Ok("required"),
            "{script} is not installed: npm ci && npm run setup in server/networks/servers"
        );
        say_once(script);
        return None;
    };
    let mut child = Command::new(&node)
        .arg(script)
        .current_dir(home())
        // What it warns of is that it is no place for secrets.
        .env("NODE_NO_WARNINGS", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap_or_else(|error| panic!("{}: {error}", node.display()));
    let words = child.stdin.take();
    let mut answers = BufReader::new(child.stdout.take().unwrap());
    let facts = read(&mut answers).unwrap_or_else(|| panic!("{script} does not start"));
    Some(Running { facts, child, words, answers })
}

/// Past the test runner, which keeps what passing tests print to itself.
fn say_once(script: &'static str) {
    static SAID: Mutex<BTreeSet<&str>> = Mutex::new(BTreeSet::new());
    if SAID.lock().unwrap().insert(script) {
        let how = "npm ci && npm run setup in server/networks/servers";
        let line = format!("\nskipped: {script} is not installed ({how})\n");
        std::io::stderr().write_all(line.as_bytes()).unwrap();
    }
}

/// The next line of JSON; other lines are passed over.
fn read(answers: &mut BufReader<ChildStdout>) -> Option<Value> {
    let mut line = String::new();
    while answers.read_line(&mut line).unwrap() > 0 {
        if let Ok(value) = serde_json::from_str(&line) {
            return Some(value);
        }
        line.clear();
    }
    None
}
