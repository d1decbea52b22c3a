//! The two encodings browsers ask for, each at its smallest.

use std::{fs, io::Write, path::Path};

use anyhow::Result;
use brotli::{BrotliCompress, enc::BrotliEncoderParams};
use flate2::{Compression, write::GzEncoder};

use super::files::listing;

/// Brotli at quality 11: also the measure of every size budget.
pub(crate) fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let parameters = BrotliEncoderParams { quality: 11, ..BrotliEncoderParams::default() };
    let mut compressed = Vec::new();
    BrotliCompress(&mut &content[..], &mut compressed, &parameters)?;
    Ok(compressed)
}

/// Lays a `.br` and a `.gz` beside every file below `directory`.
pub(crate) fn all_below(directory: &Path) -> Result<()> {
    for file in listing(directory)? {
        let path = directory.join(file);
        let content = fs::read(&path)?;
        let name = path.display();
        fs::write(format!("{name}.br"), brotli(&content)?)?;
        fs::write(format!("{name}.gz"), gzip(&content)?)?;
    }
    Ok(())
}

fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?)
}
