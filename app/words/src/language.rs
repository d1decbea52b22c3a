//! The language that is spoken here and now.
//!
//! A bundle speaks one language, which it is built for (the features `cs` and `de`): no visitor loads the words of another. The
//! server speaks all of them: what is drawn or composed at once is so in the language of [`speaking`].

pub use domain::language::Form;
#[cfg(not(target_arch = "wasm32"))]
use domain::language::Language;

use crate::i18n::Locale;

#[cfg(not(target_arch = "wasm32"))]
mod here {
    use std::cell::Cell;

    use domain::language::Language;

    thread_local! {
        static SPOKEN: Cell<Language> = const { Cell::new(Language::English) };
    }

    /// The language that is spoken.
    #[must_use]
    pub fn language() -> Language {
        SPOKEN.get()
    }

    /// Does `work`, all of it at once on this thread, in that language.
    pub fn speaking<T>(language: Language, work: impl FnOnce() -> T) -> T {
        /// Puts back what was spoken before, whatever ends the work.
        struct Before(Language);

        impl Drop for Before {
            fn drop(&mut self) {
                SPOKEN.set(self.0);
            }
        }

        let _before = Before(SPOKEN.replace(language));
        work()
    }
}

#[cfg(target_arch = "wasm32")]
mod here {
    use domain::language::Language;

    /// The language that this bundle is built for.
    #[must_use]
    pub const fn language() -> Language {
        if cfg!(feature = "cs") {
            Language::Czech
        } else if cfg!(feature = "de") {
            Language::German
        } else {
            Language::English
        }
    }
}

pub use here::language;
#[cfg(not(target_arch = "wasm32"))]
pub use here::speaking;

/// The catalogue of the language that is spoken.
#[doc(hidden)]
#[must_use]
#[cfg(not(target_arch = "wasm32"))]
pub fn locale() -> Locale {
    match language() {
        Language::English => Locale::en,
        Language::Czech => Locale::cs,
        Language::German => Locale::de,
    }
}

/// The one catalogue that this bundle has.
#[doc(hidden)]
#[must_use]
#[cfg(target_arch = "wasm32")]
pub fn locale() -> Locale {
    Locale::default()
}

/// The form of a noun after `count`, in the language that is spoken. A number that cannot be is many.
#[must_use]
pub fn form(count: impl TryInto<u64>) -> Form {
    count.try_into().map_or(Form::Many, |count| language().form(count))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{channels, say};

    #[test]
    fn what_is_said_is_said_in_the_language_of_the_work() {
        let says = |language| speaking(language, || (say!(login.submit), channels(3), channels(5)));
        let (czech, german) = (says(Language::Czech), says(Language::German));
        assert_eq!(czech, ("Přihlásit se", "3 kanály".into(), "5 kanálů".into()));
        assert_eq!(german, ("Anmelden", "3 Kanäle".into(), "5 Kanäle".into()));
        assert_eq!(says(Language::English), ("Sign in", "3 channels".into(), "5 channels".into()));
        let within = speaking(Language::Czech, || says(Language::German));
        assert_eq!(within, german);
        assert_eq!(language(), Language::English);
    }

    #[test]
    fn it_is_spoken_as_before_whatever_ends_the_work() {
        let ended = std::panic::catch_unwind(|| speaking(Language::Czech, || panic!("on purpose")));
        assert!(ended.is_err());
        assert_eq!(language(), Language::English);
    }
}
