//! `relink`: the commands.

use std::{future::Future, process::ExitCode};

use engine::{people::FirstAccount, seeing::Broken, vault::Token};
use lexopt::{Arg, ValueExt as _};
use server::config::{self, Config};
use tracing_subscriber::EnvFilter;

const HELP: &str = "\
relink keeps social channels connected.

  relink serve            run the server (RELINK_SANDBOX=on: the demo)
  relink sandbox          run the sandbox of the networks alone, in plain HTTP and in TLS at one port; a client
                          trusts it by sandbox-ca.pem beside its database
  relink migrate          bring the database's tables up to date
  relink account create --workspace NAME --name NAME --email ADDRESS
                          make the first Master Account; the password is read from standard input
  relink account two-factor-off --email ADDRESS
                          switch two-factor sign-in off for somebody who lost phone and recovery codes
  relink account reset --email ADDRESS
                          print a link by which whoever has that address chooses a new password
  relink audit verify     prove that nothing in the audit log was changed or taken away, and print where each chain ends
  relink keys rotate      seal everything anew with the first of RELINK_KEYS, while the server runs
  relink move --to postgres://USER:PASSWORD@HOST/DATABASE
                          move everything from SQLite into an empty PostgreSQL database
  relink config           print a commented relink.toml

Settings are environment variables RELINK_* or relink.toml in the current folder.
";

fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(
            EnvFilter::try_from_env("RELINK_LOG").unwrap_or_else(|_| EnvFilter::new("info")),
        )
        .with_writer(std::io::stderr)
        .init();
    match dispatch() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("relink: {error}");
            ExitCode::FAILURE
        }
    }
}

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn dispatch() -> Outcome {
    let mut arguments = lexopt::Parser::from_env();
    let command = match arguments.next()? {
        Some(Arg::Value(command)) => command.string()?,
        Some(Arg::Long("help") | Arg::Short('h')) | None => "help".into(),
        Some(other) => return Err(other.unexpected().into()),
    };
    match command.as_str() {
        "serve" => on_runtime(server::run(Config::load()?, interrupted())),
        "sandbox" => on_runtime(sandbox::run(Config::load_sandbox()?, interrupted())),
        "migrate" => {
            let config = Config::load()?;
            on_runtime(async { server::migrate(&config).await })
        }
        "account" => account(arguments),
        "audit" => audit(arguments),
        "keys" => keys(arguments),
        "move" => move_to(arguments),
        "config" => {
            print!("{}", config::template());
            Ok(())
        }
        "help" => {
            print!("{HELP}\n{}", client::HELP);
            Ok(())
        }
        word if client::knows(word) => {
            print!("{}", on_runtime(client::run(word, arguments))?);
            Ok(())
        }
        other => Err(format!("no command `{other}`; `relink help` lists them").into()),
    }
}

fn account(mut arguments: lexopt::Parser) -> Outcome {
    match arguments.next()? {
        Some(Arg::Value(word)) if word == "create" => account_create(arguments),
        Some(Arg::Value(word)) if word == "reset" => account_reset(arguments),
        Some(Arg::Value(word)) if word == "two-factor-off" => two_factor_off(arguments),
        Some(other) => Err(other.unexpected().into()),
        None => Err("about accounts there are `create`, `reset` and `two-factor-off`".into()),
    }
}

/// The address that a command is about.
fn whose(mut arguments: lexopt::Parser) -> Result<String, Box<dyn std::error::Error>> {
    match arguments.next()? {
        Some(Arg::Long("email")) => Ok(arguments.value()?.string()?),
        Some(other) => Err(other.unexpected().into()),
        None => Err("say whose: `--email ADDRESS`".into()),
    }
}

fn two_factor_off(arguments: lexopt::Parser) -> Outcome {
    let email = whose(arguments)?;
    let config = Config::load()?;
    on_runtime(async { server::two_factor_off(&config, &email).await })?;
    println!(
        "Two-factor sign-in is off for {email}. The password alone signs in until it is set up anew."
    );
    Ok(())
}

fn account_create(mut arguments: lexopt::Parser) -> Outcome {
    let mut account = FirstAccount {
        workspace: String::new(),
        name: String::new(),
        email: String::new(),
        password: Token::new(String::new()),
    };
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("workspace") => account.workspace = arguments.value()?.string()?,
            Arg::Long("name") => account.name = arguments.value()?.string()?,
            Arg::Long("email") => account.email = arguments.value()?.string()?,
            other => return Err(other.unexpected().into()),
        }
    }
    eprintln!("Password (at least 10 characters):");
    let mut line = String::new();
    std::io::stdin().read_line(&mut line)?;
    account.password = Token::new(line.trim_end_matches(['\r', '\n']).to_owned());
    let config = Config::load()?;
    on_runtime(async { server::account_create(&config, account).await })?;
    println!("The Master Account is made. Start with `relink serve` and sign in.");
    Ok(())
}

fn account_reset(arguments: lexopt::Parser) -> Outcome {
    let email = whose(arguments)?;
    let config = Config::load()?;
    let Some(link) = on_runtime(async { server::account_reset(&config, &email).await })? else {
        return Err(format!(
            "nobody has the address `{email}`, or too many links were made: wait a few minutes"
        )
        .into());
    };
    println!("This link works once, for one hour; all open sessions end with it:\n  {link}");
    Ok(())
}

fn keys(mut arguments: lexopt::Parser) -> Outcome {
    match arguments.next()? {
        Some(Arg::Value(word)) if word == "rotate" => {}
        Some(other) => return Err(other.unexpected().into()),
        None => return Err("`relink keys rotate` is the only command about keys".into()),
    }
    let config = Config::load()?;
    let sealing = on_runtime(async { server::keys_rotate(&config).await })?;
    println!("{} secrets are sealed anew. Secrets by the key that seals them:", sealing.resealed);
    for (id, count) in &sealing.by_key {
        println!("  {id:<32} {count}");
    }
    if let [first, ..] = sealing.closed.as_slice() {
        let count = sealing.closed.len();
        return Err(format!(
            "{count} secrets do not open, {first} among them: is a key missing in RELINK_KEYS?"
        )
        .into());
    }
    let others = sealing.by_key.values().filter(|count| **count > 0).count();
    if others > 1 {
        return Err("a server that runs still seals with another key: restart it with the new key first, then rotate again".into());
    }
    println!("Every other key can be taken out of RELINK_KEYS.");
    Ok(())
}

fn audit(mut arguments: lexopt::Parser) -> Outcome {
    match arguments.next()? {
        Some(Arg::Value(word)) if word == "verify" => {}
        Some(other) => return Err(other.unexpected().into()),
        None => return Err("`relink audit verify` is the only command about the audit log".into()),
    }
    let config = Config::load()?;
    let chains = on_runtime(async { server::audit_verify(&config).await })?;
    println!("{:<36} {:>10}  SHA-256 at its end", "workspace", "entries");
    for (chain, verified) in &chains {
        let name = chain.map_or_else(|| "none".to_owned(), |workspace| workspace.to_string());
        let hash: String = verified.head.hash.iter().map(|byte| format!("{byte:02x}")).collect();
        println!("{name:<36} {:>10}  {hash}", verified.head.number);
    }
    let broken = chains.iter().find_map(|(chain, verified)| Some((chain, verified.broken?)));
    let Some((chain, broken)) = broken else {
        println!(
            "\nEvery chain holds. Keep these lines elsewhere: a chain that ends otherwise later was written anew."
        );
        return Ok(());
    };
    let chain = chain.map_or_else(
        || "the chain of no workspace".to_owned(),
        |workspace| format!("the chain of workspace {workspace}"),
    );
    Err(match broken {
        Broken::Changed(number) => format!("entry {number} of {chain} is not what was written"),
        Broken::Missing(number) => format!("entry {number} of {chain} is missing"),
        Broken::Beyond(number) => format!("entry {number} of {chain} was put behind its end"),
    }
    .into())
}

fn move_to(mut arguments: lexopt::Parser) -> Outcome {
    let to = match arguments.next()? {
        Some(Arg::Long("to")) => arguments.value()?.string()?,
        Some(other) => return Err(other.unexpected().into()),
        None => return Err("say where to: `relink move --to postgres://…`".into()),
    };
    let config = Config::load()?;
    let moved = on_runtime(async { store::move_all(&config.database_url, &to).await })?;
    println!("Everything is moved; both sides agree on every row.\n");
    println!("{:<24} {:>10}  SHA-256 of the rows", "table", "rows");
    for (table, rows, digest) in moved.tables {
        let digest: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        println!("{table:<24} {rows:>10}  {digest}…");
    }
    println!("\nStart every server with RELINK_DATABASE_URL set to the new database from now on.");
    Ok(())
}

fn on_runtime<T, E: std::error::Error + 'static>(
    work: impl Future<Output = Result<T, E>>,
) -> Result<T, Box<dyn std::error::Error>> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    Ok(runtime.block_on(work)?)
}

/// Ctrl-C, or a supervisor's SIGTERM.
async fn interrupted() {
    use tokio::signal::unix::{SignalKind, signal};
    match (signal(SignalKind::interrupt()), signal(SignalKind::terminate())) {
        (Ok(mut interrupt), Ok(mut terminate)) => {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
        }
        _ => std::future::pending().await,
    }
}
