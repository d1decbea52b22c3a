//! One step: says what it does, does it, says how long it took.

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
    time::Duration,
};

use anyhow::{Context, Result, bail};

/// Does `work` under a name, and prints both the name and the time taken.
pub(crate) fn step<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("==> {name}");
    let start = now();
    let result = work();
    let took = display(start.elapsed());
    match &result {
        Ok(_) => println!("    {name} … {took}"),
        Err(_) => println!("    {name} … failed after {took}"),
    }
    result.with_context(|| format!("{name} failed"))
}

/// A step that is one command, its output shown as it comes.
pub(crate) fn run(name: &str, command: &mut Command) -> Result<()> {
    step(name, || {
        let status = command.status().with_context(|| shown(command))?;
        if !status.success() {
            bail!("{} ended with {status}", shown(command));
        }
        Ok(())
    })
}

/// As [`run`], and hands every line of standard output to `see` on its way to the terminal. The
/// command's own failure is the caller's to judge, after it has said what it saw.
pub(crate) fn watch(name: &str, command: &mut Command, mut see: impl FnMut(&str)) -> Result<()> {
    step(name, || {
        let mut child = command.stdout(Stdio::piped()).spawn().with_context(|| shown(command))?;
        if let Some(output) = child.stdout.take() {
            for line in BufReader::new(output).lines() {
                let line = line?;
                println!("{line}");
                see(&line);
            }
        }
        let status = child.wait()?;
        if !status.success() {
            bail!("{} ended with {status}", shown(command));
        }
        Ok(())
    })
}

/// What a command prints, without showing it.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| shown(command))?;
    if !output.status.success() {
        let complaint = String::from_utf8_lossy(&output.stderr);
        bail!("{} ended with {}: {}", shown(command), output.status, complaint.trim());
    }
    Ok(String::from_utf8(output.stdout)?)
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

fn display(took: Duration) -> String {
    match took.as_secs() {
        0..10 => format!("{:.1}s", took.as_secs_f64()),
        seconds @ 10..60 => format!("{seconds}s"),
        seconds => format!("{}m{:02}s", seconds / 60, seconds % 60),
    }
}

#[expect(clippy::disallowed_methods, reason = "a build step is timed by the real clock")]
fn now() -> std::time::Instant {
    std::time::Instant::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_short_to_read() {
        assert_eq!(display(Duration::from_millis(140)), "0.1s");
        assert_eq!(display(Duration::from_millis(59_900)), "59s");
        assert_eq!(display(Duration::from_secs(121)), "2m01s");
    }

    #[test]
    fn a_failing_command_is_named() {
        let error = run("no", Command::new("false").arg("--now")).unwrap_err();
        assert!(format!("{error:#}").contains("false --now ended with exit status: 1"));
    }
}
