//! The pages with islands for a browser, in the language of the package: one for each, since cargo lays what a browser loads
//! under its package's name.

#[cfg(feature = "hydrate")]
pub use app::hydrate;
