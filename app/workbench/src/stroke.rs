//! What a key asks for.

/// A key, as the browser tells it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Stroke<'a> {
    /// `KeyboardEvent.key`.
    pub key: &'a str,
    /// Whether Ctrl, Alt or Meta is held.
    pub is_modified: bool,
    /// Whether somebody types in a field, or chooses in one.
    pub is_typing: bool,
    /// Whether the focus is in the list.
    pub is_in_queue: bool,
    /// Whether it is on an item itself, and on no control within.
    pub is_on_item: bool,
}

/// What it asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish<'a> {
    /// The next item of the list.
    Next,
    /// The one before.
    Previous,
    /// The control that is marked with this key.
    Control(&'a str),
    /// Nothing of ours.
    Nothing,
}

impl<'a> Stroke<'a> {
    /// Arrows scroll the page unless the focus is in the list; whatever has modifiers is the browser's.
    #[must_use]
    pub fn wish(self) -> Wish<'a> {
        if self.is_modified || self.is_typing {
            return Wish::Nothing;
        }
        match self.key {
            "j" => Wish::Next,
            "k" => Wish::Previous,
            "ArrowDown" if self.is_in_queue => Wish::Next,
            "ArrowUp" if self.is_in_queue => Wish::Previous,
            "Enter" if self.is_on_item => Wish::Control("Enter"),
            key if key.chars().count() == 1 && key != " " => Wish::Control(key),
            _ => Wish::Nothing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_ask_for_items_and_controls_and_leave_the_rest_to_the_browser() {
        let bare = Stroke::default();
        let inside = Stroke { is_in_queue: true, ..bare };
        for (stroke, expected) in [
            (Stroke { key: "j", ..bare }, Wish::Next),
            (Stroke { key: "k", ..bare }, Wish::Previous),
            (Stroke { key: "ArrowDown", ..inside }, Wish::Next),
            (Stroke { key: "ArrowUp", ..inside }, Wish::Previous),
            (Stroke { key: "ArrowDown", ..bare }, Wish::Nothing),
            (Stroke { key: "r", ..bare }, Wish::Control("r")),
            (Stroke { key: "?", ..bare }, Wish::Control("?")),
            (Stroke { key: " ", ..bare }, Wish::Nothing),
            (Stroke { key: "Enter", ..inside }, Wish::Nothing),
            (Stroke { key: "Enter", is_on_item: true, ..inside }, Wish::Control("Enter")),
            (Stroke { key: "j", is_typing: true, ..inside }, Wish::Nothing),
            (Stroke { key: "r", is_modified: true, ..bare }, Wish::Nothing),
        ] {
            assert_eq!(stroke.wish(), expected, "{stroke:?}");
        }
    }
}
