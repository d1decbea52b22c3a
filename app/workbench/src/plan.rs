//! Which of the children that are there become which of the children that shall be.

/// What a child is recognised by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key {
    /// The name of its element and its id: it stays itself wherever it goes.
    Named(String, String),
    /// Only what it is; it is the next one like it.
    Alike(String),
}

/// For each of the `new` children the index of the `old` one that becomes it; `None` is drawn anew, and whoever of the old is
/// in nobody's place goes.
#[must_use]
pub fn plan(old: &[Key], new: &[Key]) -> Vec<Option<usize>> {
    let mut is_free = vec![true; old.len()];
    // Those without a name keep their order among each other.
    let mut from = 0;
    new.iter()
        .map(|key| {
            let start = if matches!(key, Key::Alike(_)) { from } else { 0 };
            let mut candidates = old.iter().zip(&mut is_free).enumerate().skip(start);
            let (index, (_, free)) = candidates.find(|(_, (old, free))| **free && *old == key)?;
            *free = false;
            if matches!(key, Key::Alike(_)) {
                from = index + 1;
            }
            Some(index)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Vec<Key> {
        text.split_whitespace()
            .map(|word| match word.split_once('#') {
                Some((tag, id)) => Key::Named(tag.into(), id.into()),
                None => Key::Alike(word.into()),
            })
            .collect()
    }

    #[test]
    fn children_keep_their_place_or_are_found_by_name() {
        for (old, new, expected) in [
            ("p p", "p p", vec![Some(0), Some(1)]),
            ("p p", "p", vec![Some(0)]),
            ("p", "p p", vec![Some(0), None]),
            ("li#a li#b li#c", "li#c li#a", vec![Some(2), Some(0)]),
            ("li#a li#b", "li#new li#a li#b", vec![None, Some(0), Some(1)]),
            ("p ul p", "ul p", vec![Some(1), Some(2)]),
            ("p#a", "p", vec![None]),
            ("p#a", "div#a", vec![None]),
            ("li#a li#a", "li#a", vec![Some(0)]),
        ] {
            assert_eq!(plan(&keys(old), &keys(new)), expected, "{old} -> {new}");
        }
    }
}
