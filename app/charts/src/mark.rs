//! The markers of lines, by which they are told apart without colour.

use crate::Pen;

/// The corners of a line's marker around its point, in plotters' pixels; none where a line has no markers.
pub(crate) const fn corners(pen: Pen) -> &'static [(i32, i32)] {
    match pen {
        Pen::Series(0) => &[
            (-13, -30),
            (13, -30),
            (30, -13),
            (30, 13),
            (13, 30),
            (-13, 30),
            (-30, 13),
            (-30, -13),
        ],
        Pen::Series(1) => &[(-28, -28), (28, -28), (28, 28), (-28, 28)],
        Pen::Series(2) => &[(0, -36), (36, 28), (-36, 28)],
        Pen::Series(3) => &[(0, -40), (40, 0), (0, 40), (-40, 0)],
        Pen::Series(4) => &[(0, 36), (36, -28), (-36, -28)],
        Pen::Series(_) => &[
            (-13, -40),
            (13, -40),
            (13, -13),
            (40, -13),
            (40, 13),
            (13, 13),
            (13, 40),
            (-13, 40),
            (-13, 13),
            (-40, 13),
            (-40, -13),
            (-13, -13),
        ],
        Pen::Part => &[(-15, -15), (15, -15), (15, 15), (-15, 15)],
        Pen::Before => &[],
    }
}
