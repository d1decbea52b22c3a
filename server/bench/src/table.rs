//! One table: what, its budget, what was reached.

use std::fmt;

/// One line of it.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    what: String,
    budget: String,
    reached: String,
    kept: Option<bool>,
}

impl Row {
    /// Something that has no budget, and explains the others.
    pub(crate) fn fact(what: impl Into<String>, reached: impl Into<String>) -> Self {
        Self { what: what.into(), budget: String::new(), reached: reached.into(), kept: None }
    }

    /// Something with a budget.
    pub(crate) fn budget(
        what: impl Into<String>,
        budget: impl Into<String>,
        reached: impl Into<String>,
        kept: bool,
    ) -> Self {
        Self { what: what.into(), budget: budget.into(), reached: reached.into(), kept: Some(kept) }
    }

    /// Whether its budget was exceeded.
    pub(crate) fn is_exceeded(&self) -> bool {
        self.kept == Some(false)
    }
}

/// All of them.
#[derive(Debug, Default)]
pub(crate) struct Table(pub(crate) Vec<Row>);

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| what | budget | reached | |")?;
        writeln!(f, "|---|---|---|---|")?;
        for Row { what, budget, reached, kept } in &self.0 {
            let verdict = match kept {
                Some(true) => "kept",
                Some(false) => "EXCEEDED",
                None => "",
            };
            writeln!(f, "| {what} | {budget} | {reached} | {verdict} |")?;
        }
        Ok(())
    }
}
