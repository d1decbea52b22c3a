//! This program started once more: as the sandbox, so that it neither shares a process with what is measured nor its CPU
//! seconds with it.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use anyhow::{Context as _, Result};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader},
    process::{Child, Command},
};

/// A sandbox in a process of its own; gone when this is dropped.
pub(crate) struct Sandbox {
    child: Child,
    /// Where it listens.
    pub(crate) url: String,
    /// Where it keeps its world.
    pub(crate) world: PathBuf,
}

impl Sandbox {
    /// Starts one whose answers to servers are late by `latency`.
    pub(crate) async fn start(folder: &Path, latency: Duration) -> Result<Self> {
        let world = folder.join("sandbox.db");
        let mut child = Command::new(std::env::current_exe()?)
            .arg("sandbox")
            .args([&world, &PathBuf::from(latency.as_millis().to_string())])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let output = child.stdout.take().context("no output")?;
        let url = BufReader::new(output).lines().next_line().await?;
        let url = url.context("the sandbox did not start")?;
        Ok(Self { child, url, world })
    }

    pub(crate) fn id(&self) -> Result<u32> {
        self.child.id().context("the sandbox is gone")
    }
}

/// Stands in for the networks until the input ends, that is, until whoever started this is gone.
pub(crate) async fn be_sandbox(database: PathBuf, latency: Duration) -> Result<()> {
    let addr = "127.0.0.1:0".parse()?;
    let sandbox = sandbox::bind(sandbox::Config { addr, database }).await?.late_by(latency);
    println!("{}", sandbox.url());
    let orphaned = async {
        let _ = tokio::io::stdin().read_to_end(&mut Vec::new()).await;
    };
    Ok(sandbox.run(orphaned).await?)
}
