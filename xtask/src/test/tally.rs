//! Counts what the runners report, for one closing line each.

use std::fmt;

/// What each runner said in the end.
#[derive(Default)]
pub(super) struct Tally {
    cargo: Counts,
    node: Counts,
    playwright: Counts,
}

#[derive(Default)]
struct Counts {
    passed: u32,
    failed: u32,
    skipped: u32,
    /// Passed, but only when tried again: the suite promises that there are none.
    flaky: u32,
}

impl Tally {
    /// `test result: ok. 12 passed; 0 failed; 1 ignored; …`, one a test binary.
    pub(super) fn cargo(&mut self, line: &str) {
        if let Some(result) = line.trim().strip_prefix("test result: ") {
            let words: Vec<&str> =
                result.split([' ', ';']).filter(|word| !word.is_empty()).collect();
            for pair in words.windows(2) {
                self.cargo.add(pair[1], pair[0]);
            }
        }
    }

    /// `# pass 12` of Node's test runner, or `ℹ pass 12` where it speaks to people.
    pub(super) fn node(&mut self, line: &str) {
        let mut words = line.split_whitespace();
        if let (Some("#" | "ℹ"), Some(kind), Some(count)) =
            (words.next(), words.next(), words.next())
        {
            self.node.add(kind, count);
        }
    }

    /// `  12 passed (1.2m)`, `  1 failed`, `  2 skipped`: lines of their own.
    pub(super) fn playwright(&mut self, line: &str) {
        let mut words = line.split_whitespace();
        if let (Some(count), Some(kind)) = (words.next(), words.next()) {
            self.playwright.add(kind, count);
        }
    }
}

impl Counts {
    fn add(&mut self, kind: &str, count: &str) {
        let Ok(count) = count.parse::<u32>() else {
            return;
        };
        match kind {
            "passed" | "pass" => self.passed += count,
            "flaky" => self.flaky += count,
            "failed" | "fail" | "cancelled" => self.failed += count,
            "ignored" | "skipped" => self.skipped += count,
            _ => {}
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let runners = [
            ("cargo test", &self.cargo),
            ("clients", &self.node),
            ("playwright", &self.playwright),
        ];
        for (name, Counts { passed, failed, skipped, flaky }) in runners {
            if passed + failed + skipped + flaky == 0 {
                continue;
            }
            write!(f, "{name}: {passed} passed, {failed} failed, {skipped} skipped")?;
            if *flaky > 0 {
                write!(f, ", {flaky} flaky")?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_runners_own_words_are_counted() {
        let mut tally = Tally::default();
        tally.cargo("test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out");
        tally.cargo("test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured");
        tally.cargo("test a_name ... ok");
        tally.node("# pass 7");
        tally.node("# duration_ms 1200");
        tally.playwright("  40 passed (1.2m)");
        tally.playwright("  1 flaky");
        tally.playwright("  ✓  3 [desktop] › refresh.spec.ts:4:1 › 2 passed over");
        let text = tally.to_string();
        assert_eq!(
            text,
            "cargo test: 15 passed, 2 failed, 1 skipped\n\
             clients: 7 passed, 0 failed, 0 skipped\n\
             playwright: 40 passed, 0 failed, 0 skipped, 1 flaky\n"
        );
    }
}
