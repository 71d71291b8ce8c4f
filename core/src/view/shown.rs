//! The one place through which what a person typed leaves the views: with the numbers in it masked. `cargo xtask tidy` looks that
//! a view lets no text out past it.

use crate::domain::field::numbers_in;

/// Something that a person typed.
pub(crate) trait Written {
    type Shown;

    fn shown(self) -> Self::Shown;
}

/// As a screen may show it.
pub(crate) fn shown<T: Written>(written: T) -> T::Shown {
    written.shown()
}

impl Written for &str {
    type Shown = String;

    fn shown(self) -> String {
        #[cfg(feature = "sim")]
        if crate::sim::has_bug(crate::sim::SeededBug::ShowsWhatWasTyped) {
            return self.to_owned();
        }
        numbers_in(self)
    }
}

impl Written for String {
    type Shown = Self;

    fn shown(self) -> Self {
        self.as_str().shown()
    }
}

impl Written for &String {
    type Shown = String;

    fn shown(self) -> String {
        self.as_str().shown()
    }
}

impl<T: Written> Written for Option<T> {
    type Shown = Option<T::Shown>;

    fn shown(self) -> Self::Shown {
        self.map(T::shown)
    }
}

impl<'a, T> Written for &'a Option<T>
where
    &'a T: Written,
{
    type Shown = Option<<&'a T as Written>::Shown>;

    fn shown(self) -> Self::Shown {
        self.as_ref().map(Written::shown)
    }
}

impl<T: Written> Written for Vec<T> {
    type Shown = Vec<T::Shown>;

    fn shown(self) -> Self::Shown {
        self.into_iter().map(T::shown).collect()
    }
}

impl<'a, T> Written for &'a Vec<T>
where
    &'a T: Written,
{
    type Shown = Vec<<&'a T as Written>::Shown>;

    fn shown(self) -> Self::Shown {
        self.iter().map(Written::shown).collect()
    }
}
