//! The database file: which one a URL names, and making it.

use std::{
    fs, io,
    path::{Path, PathBuf},
    str::FromStr as _,
};

use sqlx::sqlite::SqliteConnectOptions;

use crate::OpenError;

/// The file a URL names, made if it was not there.
pub(super) fn prepare(url: &str) -> Result<(PathBuf, SqliteConnectOptions), OpenError> {
    let options = SqliteConnectOptions::from_str(url).map_err(|_| OpenError::UnknownDatabase)?;
    let path = options.get_filename().to_path_buf();
    // A database in memory belongs to one connection; here readers and writer have their own.
    if path.as_os_str().is_empty() || url.contains(":memory:") || url.contains("mode=memory") {
        return Err(OpenError::UnknownDatabase);
    }
    make(&path).map_err(|source| OpenError::File { path: path.clone(), source })?;
    Ok((path, options))
}

/// Makes folder and file before SQLite would: it gives its helper files the rights of this one.
fn make(path: &Path) -> io::Result<()> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        let mut making = fs::DirBuilder::new();
        making.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut making, 0o700);
        making.create(folder)?;
    }
    let mut making = fs::OpenOptions::new();
    making.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut making, 0o600);
    making.open(path).map(drop)
}
