//! What a command line asks for.

use lexopt::{Arg, Parser, ValueExt as _};
use serde::Serialize;

use crate::Error;

/// A command, and how its answer is printed.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) command: Command,
    /// Whether it is printed as it was answered.
    pub(crate) is_json: bool,
}

/// A command.
#[derive(Debug)]
pub(crate) enum Command {
    Profiles { network: Option<String>, health: Option<String> },
    Forecast,
    Links,
    Create(WantedLink),
    Revoke(String),
}

/// A reconnect link, as the API takes it.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct WantedLink {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) profile: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    network: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    days: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recipient: Option<String>,
    send: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    remind_days: Option<i64>,
}

impl From<lexopt::Error> for Error {
    fn from(error: lexopt::Error) -> Self {
        Self::Arguments(error.to_string())
    }
}

/// Reads what follows the command's first word.
pub(crate) fn read(word: &str, mut arguments: Parser) -> Result<Asked, Error> {
    let mut is_json = false;
    let command = match word {
        "profiles" => profiles(&mut arguments, &mut is_json)?,
        "forecast" => bare(Command::Forecast, &mut arguments, &mut is_json)?,
        _ => match value(&mut arguments, "say `link create`, `link list` or `link revoke`")?
            .as_str()
        {
            "create" => create(&mut arguments, &mut is_json)?,
            "list" => bare(Command::Links, &mut arguments, &mut is_json)?,
            "revoke" => {
                let link = value(&mut arguments, "say which link: its id")?;
                if !link.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
                    return Err(Error::Arguments(format!("`{link}` is no id of a link")));
                }
                bare(Command::Revoke(link), &mut arguments, &mut is_json)?
            }
            other => return Err(Error::Arguments(format!("there is no command `link {other}`"))),
        },
    };
    Ok(Asked { command, is_json })
}

fn profiles(arguments: &mut Parser, is_json: &mut bool) -> Result<Command, Error> {
    let (mut network, mut health) = (None, None);
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("network") => network = Some(arguments.value()?.string()?),
            Arg::Long("health") => health = Some(arguments.value()?.string()?),
            Arg::Long("json") => *is_json = true,
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Command::Profiles { network, health })
}

fn create(arguments: &mut Parser, is_json: &mut bool) -> Result<Command, Error> {
    let mut wanted = WantedLink::default();
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("profile") => wanted.profile = Some(arguments.value()?.string()?),
            Arg::Long("network") => wanted.network = Some(arguments.value()?.string()?),
            Arg::Long("days") => wanted.days = Some(arguments.value()?.parse()?),
            Arg::Long("note") => wanted.note = Some(arguments.value()?.string()?),
            Arg::Long("to") => wanted.recipient = Some(arguments.value()?.string()?),
            Arg::Long("remind") => wanted.remind_days = Some(arguments.value()?.parse()?),
            Arg::Long("json") => *is_json = true,
            other => return Err(other.unexpected().into()),
        }
    }
    wanted.send = wanted.recipient.is_some();
    match (&wanted.profile, &wanted.network) {
        (Some(_), None) | (None, Some(_)) => Ok(Command::Create(wanted)),
        _ => Err(Error::Arguments("name what it is for: `--profile` or `--network`".into())),
    }
}

/// A command that takes nothing but `--json`.
fn bare(command: Command, arguments: &mut Parser, is_json: &mut bool) -> Result<Command, Error> {
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("json") => *is_json = true,
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(command)
}

fn value(arguments: &mut Parser, missing: &str) -> Result<String, Error> {
    match arguments.next()? {
        Some(Arg::Value(value)) => Ok(value.string()?),
        Some(other) => Err(other.unexpected().into()),
        None => Err(Error::Arguments(missing.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn line(line: &str) -> Result<Asked, Error> {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        read(word, Parser::from_args(rest.split_whitespace()))
    }

    #[test]
    fn what_is_typed_is_what_is_asked() {
        let asked = line("profiles --network x --health disconnected --json").unwrap();
        let Command::Profiles { network, health } = asked.command else { panic!() };
        assert_eq!((network.as_deref(), health.as_deref()), (Some("x"), Some("disconnected")));
        assert!(asked.is_json);
        let asked = line("link create --profile ada --days 3 --to ada@x.test --remind 1").unwrap();
        let Command::Create(wanted) = asked.command else { panic!() };
        let body = json!({
            "profile": "ada", "days": 3, "recipient": "ada@x.test", "send": true, "remind_days": 1
        });
        assert_eq!(serde_json::to_value(wanted).unwrap(), body);
        assert!(matches!(line("link revoke 0199-a").unwrap().command, Command::Revoke(_)));
        assert!(matches!(line("link list").unwrap().command, Command::Links));
        assert!(matches!(line("forecast").unwrap().command, Command::Forecast));
    }

    #[test]
    fn what_cannot_be_understood_is_said() {
        for wrong in [
            "profiles --colour red",
            "profiles ada",
            "forecast --network x",
            "link",
            "link make",
            "link create",
            "link create --profile ada --network x",
            "link create --network x --days soon",
            "link revoke",
            "link revoke ../webhooks/1",
        ] {
            assert!(matches!(line(wrong), Err(Error::Arguments(_))), "{wrong}");
        }
    }
}
