//! QR codes, as SVG that takes its colours from the page.

use qrcode::{EcLevel, QrCode, types::Color};

/// The empty modules around a code (ISO/IEC 18004, section 9.1).
const QUIET: usize = 4;

/// A code of `text` as one path; empty for what no code can hold. It is drawn dark on light in every theme, because readers
/// of codes expect that: the style does it, by the class.
#[must_use]
pub(crate) fn svg(text: &str) -> String {
    let Ok(code) = QrCode::with_error_correction_level(text, EcLevel::M) else {
        return String::new();
    };
    let width = code.width();
    let modules = code.to_colors();
    let mut path = String::new();
    for (row, line) in modules.chunks(width).enumerate() {
        for (column, color) in line.iter().enumerate() {
            if *color == Color::Dark {
                path += &format!("M{} {}h1v1h-1z", column + QUIET, row + QUIET);
            }
        }
    }
    let side = width + 2 * QUIET;
    format!(
        "<svg class=\"code\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\" \
         aria-hidden=\"true\"><path d=\"{path}\"/></svg>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_three_corners_and_a_margin() {
        let svg = svg("https://relink.test/link/abc");
        for corner in ["M4 4h1", "M4 10h1", "M10 4h1"] {
            assert!(svg.contains(corner), "{corner} in {svg}");
        }
        assert!(!svg.contains("M3 ") && !svg.contains(" 3h1"), "the margin is empty");
        assert!(!svg.contains("style="), "the content security policy forbids it");
    }

    #[test]
    fn what_no_code_can_hold_is_left_out() {
        assert_eq!(svg(&"x".repeat(5_000)), "");
    }
}
