//! A throw-away server for the tests of this process, and a database in it for each of them.

use std::{
    error::Error,
    fs,
    os::unix::fs::{MetadataExt as _, chown},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicUsize, Ordering},
};

use sqlx::{ConnectOptions as _, Connection as _, postgres::PgConnectOptions};
use tokio::sync::OnceCell;

/// Whoever is nobody: PostgreSQL does not run as root.
const NOBODY: u32 = 65534;
/// Where distributions put what is not in the path.
const ELSEWHERE: &str = "/usr/lib/postgresql";

/// Starts the server, tells its socket to whoever reads, and stops it when its input ends: that is when the process of the
/// tests does, however it ends.
const SCRIPT: &str = r#"
"$1/initdb" -D "$2/data" -U relink -A trust -N -E UTF8 --locale=C >/dev/null || exit 1
"$1/postgres" -D "$2/data" -k "$2" -c listen_addresses= -c fsync=off -c max_connections=500 2>"$2/log" &
server=$!
until "$1/pg_isready" -q -h "$2"; do kill -0 $server || exit 1; sleep 0.05; done
echo ready
cat >/dev/null
kill -QUIT $server
wait $server
rm -rf "$2"
"#;

/// A database that nobody else uses; `None` where there is no PostgreSQL.
pub(crate) async fn database() -> Result<Option<String>, Box<dyn Error + Send + Sync>> {
    static SERVER: OnceCell<Option<Server>> = OnceCell::const_new();
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    let server = SERVER.get_or_try_init(async || Server::start()).await?;
    let Some(Server { folder, .. }) = server else { return Ok(None) };
    let name = format!("relink_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
    let options = PgConnectOptions::new_without_pgpass()
        .socket(folder)
        .username("relink")
        .database("postgres");
    let mut connection = options.connect().await?;
    let create = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
    sqlx::query(create).execute(&mut connection).await?;
    connection.close().await?;
    Ok(Some(format!("postgres://relink@localhost/{name}?host={}", folder.display())))
}

struct Server {
    folder: PathBuf,
    /// Its input ends with this process.
    _child: Child,
}

impl Server {
    fn start() -> Result<Option<Self>, Box<dyn Error + Send + Sync>> {
        let Some(binaries) = binaries() else {
            if std::env::var("RELINK_POSTGRES").is_ok_and(|wish| wish == "required") {
                return Err("RELINK_POSTGRES=required, and no PostgreSQL is installed".into());
            }
            println!("no PostgreSQL is installed: nothing of it is tested");
            return Ok(None);
        };
        let folder = tempfile::Builder::new().prefix("relink-pg").tempdir()?.keep();
        let mut shell = if fs::metadata(&folder)?.uid() == 0 {
            chown(&folder, Some(NOBODY), Some(NOBODY))?;
            let mut shell = Command::new("setpriv");
            let nobody = NOBODY.to_string();
            shell.args(["--reuid", &nobody, "--regid", &nobody, "--clear-groups", "sh"]);
            shell
        } else {
            Command::new("sh")
        };
        let mut child = shell
            .args(["-c", SCRIPT, "sh"])
            .args([&binaries, &folder])
            .current_dir(&folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut ready = String::new();
        let output = child.stdout.take().ok_or("no output")?;
        std::io::BufRead::read_line(&mut std::io::BufReader::new(output), &mut ready)?;
        if ready.trim() != "ready" {
            let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
            return Err(format!("PostgreSQL did not start: {log}").into());
        }
        Ok(Some(Self { folder, _child: child }))
    }
}

/// Where PostgreSQL's programs are.
fn binaries() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let versions = fs::read_dir(ELSEWHERE).into_iter().flatten().flatten();
    let mut elsewhere: Vec<_> = versions.map(|version| version.path().join("bin")).collect();
    elsewhere.sort();
    let is_whole = |folder: &Path| {
        ["initdb", "postgres", "pg_isready"].iter().all(|name| folder.join(name).is_file())
    };
    let mut folders = elsewhere.into_iter().rev().chain(std::env::split_paths(&path));
    folders.find(|folder| is_whole(folder))
}
