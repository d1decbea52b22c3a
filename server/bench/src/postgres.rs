//! A throw-away PostgreSQL: for tests it forgets what a power cut would, for measurements it is as durable as in production.

use std::{
    error::Error,
    ffi::OsStr,
    fs,
    io::{BufRead as _, BufReader, Write as _},
    os::unix::fs::{MetadataExt as _, chown},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicUsize, Ordering},
};

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// Whoever is nobody: PostgreSQL does not run as root.
const NOBODY: u32 = 65534;
/// Where distributions put what is not in the path.
const ELSEWHERE: &str = "/usr/lib/postgresql";

/// Starts the server, says so, and stops it when its input ends: that is when the process that started it does, however it
/// ends.
const SCRIPT: &str = r#"
"$1/initdb" -D "$2/data" -U relink -A trust -N -E UTF8 --locale=C >/dev/null || exit 1
"$1/postgres" -D "$2/data" -k "$2" -c listen_addresses= -c fsync="$3" -c max_connections=300 2>"$2/log" &
server=$!
until "$1/pg_isready" -q -h "$2"; do kill -0 $server || exit 1; sleep 0.05; done
echo ready
cat >/dev/null
kill -QUIT $server
wait $server
rm -rf "$2"
"#;

/// A server of our own.
pub(crate) struct Server {
    folder: PathBuf,
    binaries: PathBuf,
    databases: AtomicUsize,
    /// Its input ends with this process.
    _child: Child,
}

impl Server {
    /// Starts one; `None`, with a line that says so, where no PostgreSQL is installed.
    pub(crate) fn start(is_durable: bool) -> Result<Option<Self>> {
        let Some(binaries) = binaries() else {
            if std::env::var("RELINK_POSTGRES").is_ok_and(|wish| wish == "required") {
                return Err("RELINK_POSTGRES=required, and no PostgreSQL is installed".into());
            }
            eprintln!("no PostgreSQL is installed: nothing is tried with it");
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
        let fsync = if is_durable { "on" } else { "off" };
        let mut child = shell
            .args(["-c", SCRIPT, "sh"])
            .args([binaries.as_os_str(), folder.as_os_str(), OsStr::new(fsync)])
            .current_dir(&folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut ready = String::new();
        BufReader::new(child.stdout.take().ok_or("no output")?).read_line(&mut ready)?;
        if ready.trim() != "ready" {
            let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
            return Err(format!("PostgreSQL did not start: {log}").into());
        }
        Ok(Some(Self { folder, binaries, databases: AtomicUsize::new(0), _child: child }))
    }

    /// A database that nobody else uses: its name.
    pub(crate) fn database(&self) -> Result<String> {
        let name = format!("relink_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        self.run("postgres", &format!("CREATE DATABASE {name};"))?;
        Ok(name)
    }

    /// How servers name a database of it.
    pub(crate) fn url(&self, database: &str) -> String {
        format!("postgres://relink@localhost/{database}?host={}", self.folder.display())
    }

    /// Runs a script in a database, and returns what it prints.
    pub(crate) fn run(&self, database: &str, script: &str) -> Result<String> {
        self.feed(database, |input| input.write_all(script.as_bytes()))
    }

    /// The same for a script that is written as it is read.
    pub(crate) fn feed(
        &self,
        database: &str,
        script: impl FnOnce(&mut dyn std::io::Write) -> std::io::Result<()>,
    ) -> Result<String> {
        let mut child = Command::new(self.binaries.join("psql"))
            .args(["-qtAX", "-v", "ON_ERROR_STOP=1", "-U", "relink", "-h"])
            .arg(&self.folder)
            .args(["-d", database])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut input = std::io::BufWriter::new(child.stdin.take().ok_or("no input")?);
        script(&mut input)?;
        input.flush()?;
        drop(input);
        let output = child.wait_with_output()?;
        if !output.status.success() {
            return Err(format!("psql ended with {}", output.status).into());
        }
        Ok(String::from_utf8(output.stdout)?)
    }
}

/// Where PostgreSQL's programs are.
fn binaries() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let versions = fs::read_dir(ELSEWHERE).into_iter().flatten().flatten();
    let mut elsewhere: Vec<_> = versions.map(|version| version.path().join("bin")).collect();
    elsewhere.sort();
    let is_whole = |folder: &Path| {
        ["initdb", "postgres", "pg_isready", "psql"].iter().all(|it| folder.join(it).is_file())
    };
    let mut folders = elsewhere.into_iter().rev().chain(std::env::split_paths(&path));
    folders.find(|folder| is_whole(folder))
}
