//! What something is drawn with: a class of the style sheet, which plotters carries about as a colour.

use plotters::style::RGBAColor;
use plotters_backend::BackendColor;

use crate::{Kind, MOST_LINES, Pen};

/// What something is drawn with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ink {
    /// An axis, and the words at it.
    Axis,
    /// A line across, at a number of the axis.
    Grid,
    /// A line of figures; whether they may still change.
    Line(Pen, bool),
    /// A marker of such a line.
    Marker(Pen),
    /// A bar; whether its figure may still change.
    Bar(Pen, bool),
    /// The words at a line's end.
    Name,
    /// Days that are marked.
    Band(Kind),
    /// The sign that names them.
    Sign,
}

impl Ink {
    /// The colour that stands for it.
    pub(crate) fn colour(self) -> RGBAColor {
        let (what, pen, more) = match self {
            Self::Axis => (0, 0, 0),
            Self::Grid => (1, 0, 0),
            Self::Line(pen, open) => (2, number(pen), u8::from(open)),
            Self::Marker(pen) => (3, number(pen), 0),
            Self::Bar(pen, open) => (4, number(pen), u8::from(open)),
            Self::Name => (5, 0, 0),
            Self::Band(Kind::Missing) => (6, 0, 0),
            Self::Band(Kind::Open) => (6, 0, 1),
            Self::Sign => (7, 0, 0),
        };
        RGBAColor(what, pen, more, 1.0)
    }

    /// What that colour stands for.
    pub(crate) fn of(colour: BackendColor) -> Self {
        let (what, pen, more) = colour.rgb;
        let (pen, open) = (numbered(pen), more == 1);
        match what {
            1 => Self::Grid,
            2 => Self::Line(pen, open),
            3 => Self::Marker(pen),
            4 => Self::Bar(pen, open),
            5 => Self::Name,
            6 if open => Self::Band(Kind::Open),
            6 => Self::Band(Kind::Missing),
            7 => Self::Sign,
            _ => Self::Axis,
        }
    }

    /// Its class.
    pub(crate) fn class(self) -> String {
        let open = |open: bool| if open { " open" } else { "" };
        match self {
            Self::Axis => "axis".to_owned(),
            Self::Grid => "grid".to_owned(),
            Self::Line(pen, is_open) => format!("line {}{}", class(pen), open(is_open)),
            Self::Marker(pen) => format!("marker {}", class(pen)),
            Self::Bar(pen, is_open) => format!("bar {}{}", class(pen), open(is_open)),
            Self::Name => "name".to_owned(),
            Self::Band(Kind::Missing) => "missing".to_owned(),
            Self::Band(Kind::Open) => "pending".to_owned(),
            Self::Sign => "sign".to_owned(),
        }
    }
}

const PART: u8 = 254;
const BEFORE: u8 = 255;

fn number(pen: Pen) -> u8 {
    match pen {
        Pen::Series(series) => series % MOST_LINES,
        Pen::Part => PART,
        Pen::Before => BEFORE,
    }
}

const fn numbered(number: u8) -> Pen {
    match number {
        PART => Pen::Part,
        BEFORE => Pen::Before,
        series => Pen::Series(series),
    }
}

fn class(pen: Pen) -> String {
    match pen {
        Pen::Series(series) => format!("series-{series}"),
        Pen::Part => "part".to_owned(),
        Pen::Before => "before".to_owned(),
    }
}
