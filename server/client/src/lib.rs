//! The commands that ask a running Relink over its API: `relink profiles`, `relink forecast`, `relink link …`.
//!
//! It knows what the API's document says, and nothing else of ours: what it can do, any program can.

mod api;
mod command;
mod table;

use std::env;

pub use self::api::Error;
use self::{api::Api, command::Command};

/// The lines about these commands for `relink help`.
pub const HELP: &str = "\
  relink profiles [--network NETWORK] [--health HEALTH]
                          list profiles with how they stand, worst first
  relink forecast         list profiles that will need somebody, soonest first
  relink link create --profile NAME-OR-ID | --network NETWORK [--days DAYS] [--note TEXT]
                     [--to ADDRESS] [--remind DAYS]
                          make a reconnect link and print its address; with --to it is sent there by e-mail
  relink link list        list reconnect links and what became of them
  relink link revoke ID   take a reconnect link back

These five ask a running Relink at RELINK_API_URL (http://127.0.0.1:3000, if it is not set) with the key in RELINK_API_KEY,
which is made at Settings, API; --json prints what was answered.
";

/// Whether the first word of a command line is one of these commands.
#[must_use]
pub fn knows(word: &str) -> bool {
    matches!(word, "profiles" | "forecast" | "link")
}

/// Does what a command line asks, and returns what is to be printed.
///
/// # Errors
/// [`Error`], whose message is one line for whoever typed it.
pub async fn run(word: &str, arguments: lexopt::Parser) -> Result<String, Error> {
    let asked = command::read(word, arguments)?;
    let url = env::var("RELINK_API_URL").unwrap_or_else(|_| "http://127.0.0.1:3000".to_owned());
    let key = env::var("RELINK_API_KEY").map_err(|_| Error::NoKey)?;
    let api = Api::new(&url, key)?;
    let answer = match &asked.command {
        Command::Profiles { network, health } => {
            let query = [("network", network.as_deref()), ("health", health.as_deref())];
            api.all("profiles", &query).await?
        }
        Command::Forecast => api.all("forecast", &[]).await?,
        Command::Links => api.all("links", &[]).await?,
        Command::Revoke(link) => {
            api.delete(&format!("links/{link}")).await?;
            return Ok("The link is taken back.\n".to_owned());
        }
        Command::Create(wanted) => {
            let mut wanted = wanted.clone();
            if let Some(name) = wanted.profile.take() {
                wanted.profile = Some(profile(&api, name).await?);
            }
            api.post("links", &wanted).await?
        }
    };
    if asked.is_json {
        return Ok(format!("{answer:#}\n"));
    }
    Ok(match asked.command {
        Command::Profiles { .. } => table::profiles(&answer),
        Command::Forecast => table::forecast(&answer),
        Command::Links => table::links(&answer),
        Command::Create(_) => table::made(&answer),
        Command::Revoke(_) => String::new(),
    })
}

/// The id of a profile that somebody named, by its id or by its name.
async fn profile(api: &Api, named: String) -> Result<String, Error> {
    let is_id = named.len() == 36 && named.bytes().filter(|byte| *byte == b'-').count() == 4;
    if is_id {
        return Ok(named);
    }
    let all = api.all("profiles", &[]).await?;
    let all = all.as_array().into_iter().flatten();
    let is_named =
        |name: &serde_json::Value| name.as_str().is_some_and(|it| it.eq_ignore_ascii_case(&named));
    let mut ids = all
        .filter(|one| is_named(&one["name"]) || is_named(&one["handle"]))
        .filter_map(|one| one["id"].as_str());
    match (ids.next(), ids.next()) {
        (Some(id), None) => Ok(id.to_owned()),
        (None, _) => Err(Error::NoProfile(named)),
        (Some(_), Some(_)) => Err(Error::SeveralProfiles(named)),
    }
}
