//! How a chart is put together: marked days, axes, then figures.

use std::convert::Infallible;

use plotters::{
    chart::{ChartBuilder, ChartContext},
    coord::{
        Shift,
        cartesian::Cartesian2d,
        combinators::{BindKeyPoints as _, WithKeyPoints},
        types::RangedCoordi64,
    },
    drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea as _},
    element::{EmptyElement, PathElement, Polygon, Rectangle, Text},
    style::{
        Color as _, FontDesc, FontFamily, FontStyle, TextStyle,
        text_anchor::{HPos, Pos, VPos},
    },
};

use crate::{
    Chart, Kind, Line, Pen, Shape,
    canvas::{Canvas, FINE, escape},
    ink::Ink,
    mark, scale,
};

/// Width and height of a chart, in units; a unit is about a pixel of a laptop, and less on a phone.
const SIZE: (u32, u32) = (480, 240);
/// The same of a piece of a line.
const KEY: (u32, u32) = (28, 12);
/// The room for the words at the lines' ends.
const NAMES: i32 = 118;
/// So many characters of a name are shown there.
const NAME: usize = 17;
/// The room right of the last day.
const RIGHT: i32 = 18;
/// Half of what a digit takes at the signs' size.
const HALF_A_DIGIT: i32 = 7 * FINE / 2;
/// A day has this width, so that a bar's edges lie within it.
const DAY: i64 = 10;

type Axis = WithKeyPoints<RangedCoordi64>;
type Area<'a> = DrawingArea<Canvas<'a>, Shift>;
type Plot<'a> = ChartContext<'a, Canvas<'a>, Cartesian2d<Axis, Axis>>;
type Painted = Result<(), DrawingAreaErrorKind<Infallible>>;

/// A chart as an element `<svg>`.
pub(crate) fn chart(chart: &Chart) -> Option<String> {
    if chart.days.is_empty() {
        return None;
    }
    let hatch = format!("{}-hatch", chart.id);
    let (width, height) = SIZE;
    let mut svg = format!(
        r#"<svg class="chart" viewBox="0 0 {width} {height}" role="img" aria-label="{}">"#,
        escape(&chart.says)
    );
    if chart.bands.iter().any(|band| band.kind == Kind::Missing) {
        svg.push_str(&format!(
            r#"<defs><pattern id="{}" class="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0V7"/></pattern></defs>"#,
            escape(&hatch)
        ));
    }
    let canvas = Canvas { out: &mut svg, size: SIZE, hatch: &hatch };
    paint(chart, &canvas.into_drawing_area()).ok()?;
    svg.push_str("</svg>");
    Some(svg)
}

/// A piece of a line with its marker, as an element `<svg>`.
pub(crate) fn key(pen: Pen) -> Option<String> {
    let (width, height) = KEY;
    let mut svg = format!(r#"<svg class="key" viewBox="0 0 {width} {height}" aria-hidden="true">"#);
    let area = Canvas { out: &mut svg, size: KEY, hatch: "" }.into_drawing_area();
    let (right, middle) = (280, 60);
    area.draw(&PathElement::new([(0, middle), (right, middle)], Ink::Line(pen, false).colour()))
        .ok()?;
    marker(&area, pen, (right / 2, middle)).ok()?;
    drop(area);
    svg.push_str("</svg>");
    Some(svg)
}

fn paint(chart: &Chart, area: &Area<'_>) -> Painted {
    let (first, last) = ends(chart);
    let numbers = scale::numbers(first, last);
    let (low, high) = (numbers.first().copied().unwrap_or(0), numbers.last().copied().unwrap_or(1));
    let named = scale::days(chart.days.len()).into_iter().map(middle).collect();
    let has_names = chart.lines.iter().any(|line| !line.name.is_empty());
    let mut plot = ChartBuilder::on(area)
        .margin_top(16 * FINE)
        .margin_right(if has_names { NAMES * FINE } else { RIGHT * FINE })
        .x_label_area_size(24 * FINE)
        .y_label_area_size(44 * FINE)
        .build_cartesian_2d(
            (0..start(chart.days.len())).with_key_points(named),
            (low..high).with_key_points(numbers),
        )?;
    for band in &chart.bands {
        let (from, until) = (start(band.days.start), start(band.days.end));
        let ink = Ink::Band(band.kind).colour().filled();
        plot.plotting_area().draw(&Rectangle::new([(from, low), (until, high)], ink))?;
    }
    axes(chart, &mut plot)?;
    for line in &chart.lines {
        match chart.shape {
            Shape::Bars => bars(chart, line, &plot)?,
            Shape::Level | Shape::Flow => pieces(chart, line, &plot)?,
        }
    }
    for band in chart.bands.iter().filter(|band| !band.mark.is_empty()) {
        let centre = (start(band.days.start) + start(band.days.end)) / 2;
        let (x, y) = plot.backend_coord(&(centre, high));
        let (right, _) = plot.backend_coord(&(start(chart.days.len()), high));
        let half = i32::try_from(band.mark.chars().count()).unwrap_or(i32::MAX) * HALF_A_DIGIT;
        let x = x.min(right + RIGHT * FINE - half);
        let style = text(Ink::Sign, HPos::Center, VPos::Bottom);
        area.draw(&Text::new(band.mark.as_str(), (x, y - 2 * FINE), style))?;
    }
    if has_names { names(chart, &plot, area, (low, high)) } else { Ok(()) }
}

/// The lowest and highest number that must be seen.
fn ends(chart: &Chart) -> (i64, i64) {
    let values = || chart.lines.iter().flat_map(|line| line.values.iter().flatten().copied());
    let (low, high) = (values().min().unwrap_or(0), values().max().unwrap_or(0));
    match chart.shape {
        Shape::Level if low == high => (low.saturating_sub(1), high),
        Shape::Level => (low, high),
        Shape::Flow | Shape::Bars => (low.min(0), high),
    }
}

fn axes(chart: &Chart, plot: &mut Plot<'_>) -> Painted {
    let day = |at: &i64| {
        let day = usize::try_from(at / DAY).ok().and_then(|day| chart.days.get(day));
        day.cloned().unwrap_or_default()
    };
    let number = |at: &i64| (chart.number)(*at);
    plot.configure_mesh()
        .disable_x_mesh()
        .bold_line_style(Ink::Grid.colour())
        .axis_style(Ink::Axis.colour())
        .label_style(text(Ink::Axis, HPos::Left, VPos::Top))
        .set_all_tick_mark_size(5 * FINE)
        .x_label_formatter(&day)
        .y_label_formatter(&number)
        .draw()
}

fn bars(chart: &Chart, line: &Line, plot: &Plot<'_>) -> Painted {
    for (day, value) in line.values.iter().enumerate() {
        let Some(value) = value.filter(|value| *value != 0) else { continue };
        let ink = Ink::Bar(line.pen, is_open(chart, day)).colour().filled();
        let (from, until) = (start(day) + 1, start(day) + DAY - 1);
        plot.plotting_area().draw(&Rectangle::new([(from, 0), (until, value)], ink))?;
    }
    Ok(())
}

/// A line, in as many pieces as it has: a day without a figure breaks it.
fn pieces(chart: &Chart, line: &Line, plot: &Plot<'_>) -> Painted {
    let named = scale::days(chart.days.len());
    let value = |day: usize| line.values.get(day).copied().flatten();
    let mut piece: Vec<(i64, i64)> = Vec::new();
    for day in 0..=line.values.len() {
        let before = day.checked_sub(1);
        let Some(height) = value(day) else {
            stroke(chart, line, before, &mut piece, plot)?;
            continue;
        };
        // Figures that may still change are a piece of their own, which hangs on the one before.
        if before.is_some_and(|before| is_open(chart, before) != is_open(chart, day)) {
            let last = piece.last().copied();
            stroke(chart, line, before, &mut piece, plot)?;
            piece.extend(last);
        }
        piece.push((middle(day), height));
        let is_end = before.and_then(value).is_none() || value(day + 1).is_none();
        if is_end || named.contains(&day) {
            let at = plot.backend_coord(&(middle(day), height));
            marker(&plot.plotting_area().strip_coord_spec(), line.pen, inside(plot, at))?;
        }
    }
    Ok(())
}

/// Draws a piece that ends on `day`.
fn stroke(
    chart: &Chart,
    line: &Line,
    day: Option<usize>,
    piece: &mut Vec<(i64, i64)>,
    plot: &Plot<'_>,
) -> Painted {
    let piece = std::mem::take(piece);
    let Some(day) = day.filter(|_| piece.len() > 1) else { return Ok(()) };
    let ink = Ink::Line(line.pen, is_open(chart, day)).colour();
    plot.plotting_area().draw(&PathElement::new(piece, ink))
}

/// A place on the whole canvas, as seen from the corner of the plot.
fn inside(plot: &Plot<'_>, at: (i32, i32)) -> (i32, i32) {
    let (left, top) = plot.plotting_area().get_base_pixel();
    (at.0 - left, at.1 - top)
}

fn marker(area: &Area<'_>, pen: Pen, at: (i32, i32)) -> Painted {
    let corners = mark::corners(pen);
    if corners.is_empty() {
        return Ok(());
    }
    let ink = Ink::Marker(pen).colour();
    area.draw(&(EmptyElement::at(at) + Polygon::new(corners.to_vec(), ink)))
}

/// The names of lines at their ends, none upon another.
fn names(chart: &Chart, plot: &Plot<'_>, area: &Area<'_>, (low, high): (i64, i64)) -> Painted {
    let (right, bottom) = plot.backend_coord(&(start(chart.days.len()), low));
    let (_, top) = plot.backend_coord(&(0, high));
    let ends: Vec<_> = chart
        .lines
        .iter()
        .filter(|line| !line.name.is_empty())
        .filter_map(|line| Some((line, line.values.iter().rev().flatten().next()?)))
        .map(|(line, end)| (line, plot.backend_coord(&(0, *end)).1))
        .collect();
    let wanted: Vec<_> = ends.iter().map(|(_, y)| *y).collect();
    let heights = scale::apart(&wanted, 15 * FINE, top, bottom);
    for ((line, _), y) in ends.into_iter().zip(heights) {
        let style = text(Ink::Name, HPos::Left, VPos::Center);
        area.draw(&Text::new(shortened(&line.name), (right + 6 * FINE, y), style))?;
    }
    Ok(())
}

fn shortened(name: &str) -> String {
    if name.chars().count() <= NAME {
        return name.to_owned();
    }
    let start: String = name.chars().take(NAME - 1).collect();
    format!("{}…", start.trim_end())
}

/// A text's style. Its font is for plotters' reckoning alone: how the text looks, the style sheet says.
fn text(ink: Ink, h_pos: HPos, v_pos: VPos) -> TextStyle<'static> {
    let font = FontDesc::new(FontFamily::SansSerif, 120.0, FontStyle::Normal);
    TextStyle { font, color: ink.colour().to_backend_color(), pos: Pos::new(h_pos, v_pos) }
}

fn is_open(chart: &Chart, day: usize) -> bool {
    chart.bands.iter().any(|band| band.kind == Kind::Open && band.days.contains(&day))
}

/// Where a day begins on its axis.
fn start(day: usize) -> i64 {
    i64::try_from(day).unwrap_or(i64::MAX / DAY).saturating_mul(DAY)
}

/// Its middle.
fn middle(day: usize) -> i64 {
    start(day) + DAY / 2
}
