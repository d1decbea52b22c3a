//! What plotters draws on: elements of SVG, with classes in place of colours, and without a style of their own.
//!
//! It is drawn on in tenths of a unit, since plotters counts in whole numbers.

use std::{convert::Infallible, fmt::Write as _};

use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    text_anchor::{HPos, VPos},
};

use crate::{Kind, ink::Ink};

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

/// So many of plotters' pixels are a unit of the SVG.
pub(crate) const FINE: i32 = 10;

/// A canvas.
#[derive(Debug)]
pub(crate) struct Canvas<'a> {
    /// Where the elements are written.
    pub(crate) out: &'a mut String,
    /// Width and height, in units.
    pub(crate) size: (u32, u32),
    /// The id of the pattern of missing days.
    pub(crate) hatch: &'a str,
}

impl Canvas<'_> {
    fn path(&mut self, points: impl IntoIterator<Item = BackendCoord>, ink: Ink, close: &str) {
        let mut way = String::new();
        for (x, y) in points {
            let step = if way.is_empty() { 'M' } else { 'L' };
            let _ = write!(way, "{step}{} {}", units(x), units(y));
        }
        self.element(&format!(r#"<path class="{}" d="{way}{close}"/>"#, ink.class()));
    }

    fn element(&mut self, element: &str) {
        self.out.push_str(element);
    }
}

impl DrawingBackend for Canvas<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        let fine = FINE.unsigned_abs();
        (self.size.0 * fine, self.size.1 * fine)
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Drawn {
        self.draw_rect(point, (point.0 + FINE, point.1 + FINE), &color, true)
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        _fill: bool,
    ) -> Drawn {
        let ink = Ink::of(style.color());
        let fill = match ink {
            Ink::Band(Kind::Missing) => format!(r#" fill="url(#{})""#, escape(self.hatch)),
            _ => String::new(),
        };
        let (x, y) = upper_left;
        let (width, height) = (bottom_right.0 - x, bottom_right.1 - y);
        self.element(&format!(
            r#"<rect class="{}"{fill} x="{}" y="{}" width="{}" height="{}"/>"#,
            ink.class(),
            units(x),
            units(y),
            units(width),
            units(height)
        ));
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        self.path(path, Ink::of(style.color()), "");
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        _fill: bool,
    ) -> Drawn {
        let (class, radius) = (Ink::of(style.color()).class(), i32::try_from(radius).unwrap_or(0));
        let (x, y, radius) = (units(center.0), units(center.1), units(radius));
        self.element(&format!(r#"<circle class="{class}" cx="{x}" cy="{y}" r="{radius}"/>"#));
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        vert: I,
        style: &S,
    ) -> Drawn {
        self.path(vert, Ink::of(style.color()), "Z");
        Ok(())
    }

    fn draw_text<T: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &T,
        pos: BackendCoord,
    ) -> Drawn {
        let anchor = match style.anchor().h_pos {
            HPos::Left => "start",
            HPos::Right => "end",
            HPos::Center => "middle",
        };
        // In ems, because how large text is the style sheet says.
        let down = match style.anchor().v_pos {
            VPos::Top => "0.8em",
            VPos::Center => "0.33em",
            VPos::Bottom => "-0.2em",
        };
        self.element(&format!(
            r#"<text class="{}" x="{}" y="{}" dy="{down}" text-anchor="{anchor}">{}</text>"#,
            Ink::of(style.color()).class(),
            units(pos.0),
            units(pos.1),
            escape(text)
        ));
        Ok(())
    }
}

/// Text as XML has it, between tags and within quotation marks.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            // No control character but white space is a character of XML.
            other if other.is_control() && !other.is_whitespace() => {}
            other => escaped.push(other),
        }
    }
    escaped
}

/// A number of plotters' pixels, in units.
fn units(pixels: i32) -> String {
    let (whole, tenths) = (pixels.abs() / FINE, pixels.abs() % FINE);
    let sign = if pixels < 0 { "-" } else { "" };
    if tenths == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{tenths}") }
}
