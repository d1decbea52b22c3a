//! One stylesheet out of many: `@import`s are put in place, the rest is minified.

use std::path::Path;

use anyhow::{Result, anyhow};
use lightningcss::{
    bundler::{Bundler, FileProvider},
    printer::PrinterOptions,
    stylesheet::{MinifyOptions, ParserOptions},
};

/// No browser targets: the stylesheets are written for browsers that can run today's WASM, and those
/// understand what is in them.
pub(super) fn bundle(entry: &Path) -> Result<String> {
    let files = FileProvider::new();
    let mut bundler = Bundler::new(&files, None, ParserOptions::default());
    let mut sheet = bundler.bundle(entry).map_err(|error| anyhow!("{error}"))?;
    sheet.minify(MinifyOptions::default()).map_err(|error| anyhow!("{error}"))?;
    Ok(sheet.to_css(PrinterOptions { minify: true, ..PrinterOptions::default() })?.code)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn imports_are_put_in_place() {
        let directory = std::env::temp_dir().join(format!("xtask-css-{}", std::process::id()));
        fs::create_dir_all(&directory).unwrap();
        fs::write(directory.join("main.css"), "@import \"./part.css\";\nb { color: red }\n")
            .unwrap();
        fs::write(directory.join("part.css"), "a { color: blue }\n").unwrap();
        let bundled = bundle(&directory.join("main.css"));
        fs::remove_dir_all(&directory).unwrap();
        assert_eq!(bundled.unwrap(), "a{color:#00f}b{color:red}");
    }
}
