//! Pages that look back: HTML, all of them.

mod audit;

pub(crate) use self::audit::Audit;
