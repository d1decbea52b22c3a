//! Figures as a file for spreadsheets (RFC 4180): a row for each channel and day. What is not known is an empty cell, never a
//! zero, and the note says why.

use app::{
    backend::analytics::Figures,
    measure::{Measure, Measured},
};
use domain::{
    channel::LinkedChannel,
    time::Timestamp,
    zone::{Date, Zone},
};
use words::say;

/// Tells a spreadsheet that names are UTF-8, which it would not guess.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// The row that names the columns.
#[must_use]
pub(crate) fn head() -> String {
    let mut head = String::from(BYTE_ORDER_MARK);
    let measures = Measure::ALL.map(Measure::slug);
    row(&mut head, ["day", "network", "channel"].into_iter().chain(measures).chain(["note"]));
    head
}

/// The first row of another file, with the names of its columns.
#[must_use]
pub(crate) fn named<const COLUMNS: usize>(names: [&str; COLUMNS]) -> String {
    let mut head = String::from(BYTE_ORDER_MARK);
    row(&mut head, names);
    head
}

/// A row of texts, whoever wrote them.
#[must_use]
pub(crate) fn texts<const COLUMNS: usize>(texts: [&str; COLUMNS]) -> String {
    let mut line = String::new();
    row(&mut line, texts.map(text));
    line
}

/// The rows of a range for the channel at `place`; `None` after the last. The days before are a range of their own.
#[must_use]
pub(crate) fn rows(figures: &Figures, place: usize) -> Option<String> {
    let (channel, of) = figures.shown().nth(place)?;
    let measured = Measured::new(of);
    let mut rows = String::new();
    for day in figures.days.days() {
        let count = |measure| measured.on(measure, day).value();
        let counts = Measure::ALL.map(|measure| count(measure).map(|it| it.to_string()));
        let head = [date(day).to_string(), channel.network.name().into(), text(&channel.name)];
        let note = text(&note(channel, &measured, day));
        let counts = counts.map(Option::unwrap_or_default);
        row(&mut rows, head.into_iter().chain(counts).chain([note]));
    }
    Some(rows)
}

/// The file's name: its days.
#[must_use]
pub(crate) fn name(figures: &Figures) -> String {
    let first = date(figures.days.from);
    let last = figures.days.days().last().map_or(first, date);
    format!("analytics-{first}-to-{last}.csv")
}

/// Why cells of a row are empty, or not final.
fn note(channel: &LinkedChannel, measured: &Measured<'_>, day: Timestamp) -> String {
    let who = channel.links.first().map(|link| link.name.as_str()).unwrap_or_default();
    let day = match measured.of.gap_on(day) {
        Some(gap) => Some(words::missing(&gap.why, who, channel.network)),
        None => measured.of.may_change(day).then(|| say!(analytics.file_open).to_owned()),
    };
    let silent = Measure::ALL.into_iter().filter(|measure| !measured.tells(*measure));
    let names: Vec<_> = silent.map(Measure::name).collect();
    let silent = (!names.is_empty()).then(|| say!(analytics.cell.silent, names = names.join(", ")));
    day.into_iter().chain(silent).collect::<Vec<_>>().join(" ")
}

fn date(day: Timestamp) -> Date {
    Zone::utc().wall(day).date
}

/// A text that no spreadsheet takes for a formula, whoever wrote it: an apostrophe before it says that it is a text.
fn text(text: &str) -> String {
    let is_formula = text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
        || text.starts_with(['\t', '\r', '\n']);
    if is_formula { format!("'{text}") } else { text.to_owned() }
}

fn row(file: &mut String, cells: impl IntoIterator<Item = impl AsRef<str>>) {
    for (place, cell) in cells.into_iter().enumerate() {
        if place > 0 {
            file.push(',');
        }
        let cell = cell.as_ref();
        if cell.contains([',', '"', '\r', '\n', ';']) || cell != cell.trim() {
            file.push('"');
            file.push_str(&cell.replace('"', "\"\""));
            file.push('"');
        } else {
            file.push_str(cell);
        }
    }
    file.push_str("\r\n");
}

#[cfg(test)]
mod tests;
