//! The build tool, `cargo xtask`: lists of steps over cargo, wasm-bindgen, npm and apt, each of which
//! a person could type as well. It must not know what the product does, only where its parts lie.

mod bench;
mod browser;
mod install;
mod lint;
mod npm;
mod release;
mod run;
mod schemathesis;
mod sim;
mod site;
mod size;
mod steps;
mod test;
mod toolchain;
mod workspace;

use std::{ffi::OsString, path::PathBuf, process::ExitCode};

use anyhow::Result;
use lexopt::prelude::*;

use crate::{install::Consent, workspace::Workspace};

const USAGE: &str = "\
cargo xtask <command>

  run [--release] [--yes]       build the site and the server, serve the demo
  test [--yes] [-- ARGS]        all tests; ARGS go to Playwright
  sim [--world tokens|apps|planning] [--from SEED] [--count N] [--show]
                                simulated worlds; ends with one line, fails on a violation
  lint [--yes]                  formatting, clippy (native and WASM), documentation, types
  size [--yes]                  weigh the first view against its budgets
  release [--out DIR] [--yes]   one self-contained folder (default: release)
  bench [-- ARGS]               measure the server against its budgets; ARGS: --quick, --only NAME

--yes installs missing Debian packages without asking.";

fn main() -> ExitCode {
    match Command::parse().and_then(Command::execute) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("\nxtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

enum Command {
    Help,
    Run(Consent, run::Profile),
    Test(Consent, Vec<OsString>),
    Sim(Vec<OsString>),
    Lint(Consent),
    Size(Consent),
    Release(Consent, PathBuf),
    Bench(Vec<OsString>),
}

impl Command {
    fn parse() -> Result<Self> {
        let mut arguments = lexopt::Parser::from_env();
        let mut name = None;
        let mut consent = Consent::Ask;
        let mut profile = run::Profile::Debug;
        let mut out = PathBuf::from("release");
        let mut rest = Vec::new();
        while let Some(argument) = arguments.next()? {
            match argument {
                Value(value) if name.is_none() => name = Some(value.string()?),
                Value(value) => rest.push(value),
                Long("yes") => consent = Consent::Given,
                Long("release") if name.as_deref() == Some("run") => {
                    profile = run::Profile::Release;
                }
                Long("out") if name.as_deref() == Some("release") => {
                    out = arguments.value()?.into();
                }
                Long(option) if name.as_deref() == Some("sim") => {
                    // The simulation knows its options, and says what is wrong with them.
                    rest.push(format!("--{option}").into());
                }
                Long("help") | Short('h') => return Ok(Self::Help),
                other => return Err(other.unexpected().into()),
            }
        }
        let command = match name.as_deref() {
            Some("test") => return Ok(Self::Test(consent, rest)),
            Some("sim") => return Ok(Self::Sim(rest)),
            Some("bench") => return Ok(Self::Bench(rest)),
            Some("run") => Self::Run(consent, profile),
            Some("lint") => Self::Lint(consent),
            Some("size") => Self::Size(consent),
            Some("release") => Self::Release(consent, out),
            Some(other) => anyhow::bail!("there is no command {other:?}\n\n{USAGE}"),
            None => Self::Help,
        };
        match rest.first() {
            Some(extra) => anyhow::bail!("unexpected argument {extra:?}\n\n{USAGE}"),
            None => Ok(command),
        }
    }

    fn execute(self) -> Result<ExitCode> {
        if let Self::Help = self {
            println!("{USAGE}");
            return Ok(ExitCode::SUCCESS);
        }
        let workspace = Workspace::find()?;
        match self {
            Self::Help => {}
            Self::Run(consent, profile) => run::run(&workspace, consent, profile)?,
            Self::Test(consent, playwright) => test::test(&workspace, consent, &playwright)?,
            Self::Sim(arguments) => return sim::sim(&workspace, &arguments),
            Self::Lint(consent) => lint::lint(&workspace, consent)?,
            Self::Size(consent) => return size::size(&workspace, consent),
            Self::Release(consent, out) => release::release(&workspace, consent, &out)?,
            Self::Bench(arguments) => bench::bench(&workspace, &arguments)?,
        }
        Ok(ExitCode::SUCCESS)
    }
}
