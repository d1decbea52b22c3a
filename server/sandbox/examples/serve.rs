//! A sandbox by itself: `cargo run -p sandbox --example serve -- --addr 127.0.0.1:4000 --database sandbox.db`.

use std::error::Error;
use std::path::PathBuf;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut addr = "127.0.0.1:4000".to_owned();
    let mut database = PathBuf::from("data/sandbox.db");
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let value = arguments.next().ok_or(format!("{argument} needs a value"))?;
        match argument.as_str() {
            "--addr" => addr = value,
            "--database" => database = PathBuf::from(value),
            _ => return Err(format!("unknown argument {argument}").into()),
        }
    }
    let sandbox = sandbox::bind(sandbox::Config { addr: addr.parse()?, database }).await?;
    println!("sandbox: {}", sandbox.url());
    println!("TLS at the same port: trust {}", sandbox.ca().display());
    sandbox.run(async { drop(tokio::signal::ctrl_c().await) }).await?;
    Ok(())
}
