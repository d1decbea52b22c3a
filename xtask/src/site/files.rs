//! Files of the site: named by content, written only when they differ, removed when nobody names
//! them.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

/// Content and the name it gives itself.
pub(crate) struct Named {
    /// What it is part of: `relink` is what Leptos looks for.
    pub(crate) name: &'static str,
    /// Also the file's extension.
    pub(crate) kind: &'static str,
    pub(crate) hash: String,
    pub(crate) content: Vec<u8>,
}

impl Named {
    pub(super) fn new(name: &'static str, kind: &'static str, content: Vec<u8>) -> Self {
        Self { name, kind, hash: digest(&content), content }
    }

    fn file_name(&self) -> String {
        format!("{}.{}.{}", self.name, self.hash, self.kind)
    }

    /// The key in `hash.txt`; Leptos knows its own by their kind alone.
    pub(super) fn key(&self) -> String {
        if self.name == super::PRODUCT {
            self.kind.to_owned()
        } else {
            format!("{}-{}", self.name, self.kind)
        }
    }
}

/// Sixteen hexadecimal digits: enough to tell versions of one file apart.
pub(super) fn digest(content: &[u8]) -> String {
    Sha256::digest(content).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// Makes `directory` hold the named files and what the directories of snippets hold, and nothing else.
pub(super) fn publish<'a>(
    named: impl Iterator<Item = &'a Named>,
    snippets: &[&Path],
    directory: &Path,
) -> Result<()> {
    let mut names = BTreeSet::new();
    for file in named {
        let name = PathBuf::from(file.file_name());
        write_if_changed(&directory.join(&name), &file.content)?;
        names.insert(name);
    }
    for from in snippets {
        for file in listing(from)? {
            let name = Path::new("snippets").join(&file);
            copy_if_changed(&from.join(file), &directory.join(&name))?;
            names.insert(name);
        }
    }
    clear(directory, |file| names.contains(file))
}

/// Makes `to` hold what `from` holds and, besides, only the directory `other`.
pub(super) fn mirror(from: &Path, to: &Path, other: Option<&str>) -> Result<()> {
    let files = listing(from)?;
    for file in &files {
        copy_if_changed(&from.join(file), &to.join(file))?;
    }
    clear(to, |file| files.contains(file) || other.is_some_and(|other| file.starts_with(other)))
}

pub(super) fn copy_if_changed(from: &Path, to: &Path) -> Result<()> {
    let content = fs::read(from).with_context(|| from.display().to_string())?;
    write_if_changed(to, &content)
}

pub(super) fn write_if_changed(file: &Path, content: &[u8]) -> Result<()> {
    if fs::read(file).is_ok_and(|present| present == content) {
        return Ok(());
    }
    if let Some(directory) = file.parent() {
        fs::create_dir_all(directory)?;
    }
    fs::write(file, content).with_context(|| file.display().to_string())
}

/// All files below a directory, by their path inside it; none where there is no directory.
pub(super) fn listing(directory: &Path) -> Result<BTreeSet<PathBuf>> {
    let mut files = BTreeSet::new();
    let mut open = vec![PathBuf::new()];
    while let Some(inner) = open.pop() {
        let entries = match fs::read_dir(directory.join(&inner)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error.into()),
        };
        for entry in entries {
            let entry = entry?;
            let path = inner.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                open.push(path);
            } else {
                files.insert(path);
            }
        }
    }
    Ok(files)
}

fn clear(directory: &Path, keep: impl Fn(&Path) -> bool) -> Result<()> {
    for file in listing(directory)? {
        if !keep(&file) {
            fs::remove_file(directory.join(file))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stale_name_goes_when_the_content_changes() {
        let directory = std::env::temp_dir().join(format!("xtask-files-{}", std::process::id()));
        let package = directory.join("pkg");
        let old = Named::new("relink", "js", b"old".to_vec());
        let new = Named::new("relink", "js", b"new".to_vec());
        let expected = new.file_name();
        publish([old].iter(), &[], &package).unwrap();
        publish([new].iter(), &[], &package).unwrap();
        let found = listing(&package).unwrap();
        fs::remove_dir_all(&directory).unwrap();
        assert_eq!(found, BTreeSet::from([PathBuf::from(expected)]));
    }

    #[test]
    fn a_mirror_spares_the_other_directory() {
        let directory = std::env::temp_dir().join(format!("xtask-mirror-{}", std::process::id()));
        let (from, to) = (directory.join("from"), directory.join("to"));
        write_if_changed(&from.join("icons/a.svg"), b"a").unwrap();
        write_if_changed(&to.join("icons/gone.svg"), b"gone").unwrap();
        write_if_changed(&to.join("pkg/relink.js"), b"js").unwrap();
        mirror(&from, &to, Some("pkg")).unwrap();
        let found = listing(&to).unwrap();
        fs::remove_dir_all(&directory).unwrap();
        assert_eq!(found, BTreeSet::from(["icons/a.svg".into(), "pkg/relink.js".into()]));
    }
}
