//! Charts: figures by the day, drawn as SVG.
//!
//! Drawn by plotters on a canvas of our own, which names a class wherever others name a colour: what a line looks like, in
//! the light and in the dark, is the style sheet's. It knows neither pages nor sentences nor what is counted. The browser draws
//! no charts: for it this crate is these descriptions alone, and plotters is not compiled.

#[cfg(not(target_family = "wasm"))]
mod canvas;
#[cfg(not(target_family = "wasm"))]
mod draw;
#[cfg(not(target_family = "wasm"))]
mod ink;
#[cfg(not(target_family = "wasm"))]
mod mark;
#[cfg(not(target_family = "wasm"))]
mod scale;

use std::ops::Range;

/// So many lines are told apart by their patterns and markers.
pub const MOST_LINES: u8 = 6;

/// A chart of figures by the day.
#[derive(Debug, Clone)]
pub struct Chart {
    /// Its id in the document; ids inside of it begin with it.
    pub id: String,
    /// What it shows, for those who do not see it.
    pub says: String,
    /// The name of each day, which stands below the axis where there is room for it.
    pub days: Vec<String>,
    /// What is drawn.
    pub lines: Vec<Line>,
    /// Days that are marked.
    pub bands: Vec<Band>,
    /// How it is drawn.
    pub shape: Shape,
    /// A number as it stands at the axis.
    pub number: fn(i64) -> String,
}

/// A line, or a row of bars.
#[derive(Debug, Clone)]
pub struct Line {
    /// What stands at its end; nothing if it is empty.
    pub name: String,
    /// What it looks like.
    pub pen: Pen,
    /// The figure of each day. The line is broken where there is none.
    pub values: Vec<Option<i64>>,
}

/// What a line looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pen {
    /// One of [`MOST_LINES`], each with its own pattern and marker.
    Series(u8),
    /// What there is where something is missing.
    Part,
    /// What was before, to compare with.
    Before,
}

/// Days that are marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Band {
    /// Which, counted from 0.
    pub days: Range<usize>,
    /// Why.
    pub kind: Kind,
    /// The sign at its top that names it in the text beside the chart.
    pub mark: String,
}

/// Why days are marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Figures are missing: hatched.
    Missing,
    /// Figures may still come: lighter.
    Open,
}

/// How figures are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Lines, on a scale of what is there: a level such as followers.
    Level,
    /// Lines, on a scale from nought.
    Flow,
    /// Bars, on a scale from nought.
    Bars,
}

#[cfg(not(target_family = "wasm"))]
impl Chart {
    /// The chart as an element `<svg>`; `None` if it has no days.
    #[must_use]
    pub fn svg(&self) -> Option<String> {
        draw::chart(self)
    }
}

#[cfg(not(target_family = "wasm"))]
impl Pen {
    /// A piece of such a line as an element `<svg>`, for a list that says which line is which.
    #[must_use]
    pub fn key(self) -> Option<String> {
        draw::key(self)
    }
}

#[cfg(target_family = "wasm")]
impl Chart {
    /// Nothing: the browser draws no charts.
    #[must_use]
    pub const fn svg(&self) -> Option<String> {
        None
    }
}

#[cfg(target_family = "wasm")]
impl Pen {
    /// Nothing: the browser draws no charts.
    #[must_use]
    pub const fn key(self) -> Option<String> {
        None
    }
}

#[cfg(all(test, not(target_family = "wasm")))]
mod tests;
