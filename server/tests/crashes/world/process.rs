//! A server in a process of its own, as the stories see it.

use std::{process::Stdio, time::Duration};

use rustix::process::{Pid, Signal, kill_process};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines},
    process::{Child, ChildStdin, ChildStdout, Command},
};

use crate::server::{ORDERS, Orders};

/// Longer than anything a server does; who waits longer waits for what never comes.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server.
pub(crate) struct Server {
    child: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
    /// The steps it has told, oldest first.
    pub(crate) steps: Vec<String>,
}

impl Server {
    pub(crate) async fn start(orders: &Orders) -> Self {
        // A limit on files must fail the write, and not end the process: whoever execs passes an ignored signal on.
        let mut child = Command::new("sh")
            .args(["-c", r#"trap '' XFSZ; exec "$0""#])
            .arg(std::env::current_exe().unwrap())
            .env(ORDERS, serde_json::to_string(orders).unwrap())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let input = child.stdin.take().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut server = Self { child, input, output, steps: Vec::new() };
        assert_eq!(server.hear().await.as_deref(), Some("ready"), "a server did not start");
        server
    }

    pub(crate) async fn say(&mut self, line: &str) {
        self.input.write_all(format!("{line}\n").as_bytes()).await.unwrap();
    }

    /// The next thing it tells beside steps; `None` if it is gone.
    pub(crate) async fn hear(&mut self) -> Option<String> {
        loop {
            let line = self.line().await?;
            if !self.is_step(&line) {
                return Some(line);
            }
        }
    }

    /// Waits until it takes this step.
    pub(crate) async fn step(&mut self, wanted: &str) {
        while self.steps.last().is_none_or(|step| step != wanted) {
            let line = self.line().await.unwrap();
            assert!(self.is_step(&line), "{line} came before {wanted}");
        }
    }

    /// Says something and waits for what it leads to.
    pub(crate) async fn ask(&mut self, line: &str) -> String {
        self.say(line).await;
        self.hear().await.unwrap()
    }

    async fn line(&mut self) -> Option<String> {
        let line = tokio::time::timeout(PATIENCE, self.output.next_line()).await;
        line.unwrap_or_else(|_| panic!("nothing comes after {:?}", self.steps.last())).unwrap()
    }

    fn is_step(&mut self, line: &str) -> bool {
        match line.strip_prefix("step ") {
            Some(step) => {
                self.steps.push(step.to_owned());
                true
            }
            None => false,
        }
    }

    pub(crate) fn has_taken(&self, step: &str) -> bool {
        self.steps.iter().any(|taken| taken == step)
    }

    /// Stops it where it is, or lets it go on.
    pub(crate) fn signal(&self, signal: Signal) {
        let id = self.child.id().and_then(|id| Pid::from_raw(id.try_into().unwrap())).unwrap();
        kill_process(id, signal).unwrap();
    }

    /// It was killed, and is gone.
    pub(crate) async fn bury(mut self) {
        use std::os::unix::process::ExitStatusExt as _;
        let status = self.child.wait().await.unwrap();
        assert_eq!(status.signal(), Some(Signal::KILL.as_raw()), "{status}");
    }

    /// The same. Returns how often it had begun something that it did not end.
    pub(crate) async fn bury_with(mut self, begun: &str, ended: &str) -> usize {
        while let Some(line) = self.line().await {
            self.is_step(&line);
        }
        let (begun, ended) = (format!("before {begun}"), format!("after {ended}"));
        let count = |wanted: &str| self.steps.iter().filter(|step| *step == wanted).count();
        let left = count(&begun) - count(&ended);
        self.bury().await;
        left
    }

    /// Lets it end by itself.
    pub(crate) async fn end(self) {
        let Self { mut child, input, output, .. } = self;
        drop((input, output));
        assert!(child.wait().await.unwrap().success());
    }
}
