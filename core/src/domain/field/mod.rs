//! What a field of a co-edited record is: key, Chinese word, how two edits of it meet, how it is masked, and what it may hold. Each
//! noun lists its fields in a catalogue of its own.

mod id_document;
mod mask;
mod numbers;
mod privacy;
mod reading;

use super::codes::CodeName;

pub use id_document::IdDocument;
pub use mask::{Sight, is_masked};
pub use numbers::numbers_in;
pub use privacy::{DataClass, Keep, Privacy, Purpose, SensitiveKind, privacy_of};
pub use reading::{Conflict, Reading};

/// One field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldSpec {
    pub key: &'static str,
    pub zh: &'static str,
    pub class: FieldClass,
    pub group: FieldGroup,
    /// Masked by default, on every screen.
    pub sensitive: bool,
    /// Whether it may be collected; a field that is off is still shown where it was collected elsewhere.
    pub on: bool,
    /// A date after which somebody should look again.
    pub expires: bool,
    pub form: FieldForm,
    /// Characters.
    pub max_len: usize,
}

/// What happens when two people changed the field at the same time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldClass {
    /// Says who or which this is: both values are kept and shown until somebody decides.
    Identity,
    /// One value wins, the other stays in the history.
    Simple,
    /// Values that only make sense together, kept as one.
    Coupled,
    /// An element of a set: each is a field of its own.
    SetElement,
}

/// The part of the form it stands in. Whoever is not of a group leaves its fields blank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FieldGroup {
    Core,
    /// 户籍人口.
    Registered,
    /// 流动人口.
    Floating,
    /// 留守人员.
    LeftBehind,
    /// 境外人员.
    Foreign,
}

impl FieldGroup {
    pub const ALL: [Self; 5] = [Self::Core, Self::Registered, Self::Floating, Self::LeftBehind, Self::Foreign];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Core => "core",
            Self::Registered => "registered",
            Self::Floating => "floating",
            Self::LeftBehind => "left_behind",
            Self::Foreign => "foreign",
        }
    }
}

/// What the value may be. All are stored as text, set elements as a flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldForm {
    Text,
    /// `2026-01-31`.
    Date,
    /// A code of the list.
    Code(CodeName),
    /// `type:number`, the type from GA/T 517.
    IdDocument,
    /// Digits, half-width.
    Phone,
    /// Six digits of GB/T 2260.
    Division,
    /// A number that is not negative, as in `86.5`.
    Number,
    /// `lat_e6,lon_e6,accuracy_m`.
    Place,
    /// The id of another record: a weak link, for the other record may not be on this phone.
    Record,
    Flag,
}

/// Keys of set elements start with this.
pub const TAG_PREFIX: &str = "tag/";

/// The field of this key in a catalogue; all tags share one.
#[must_use]
pub fn find(catalogue: &'static [FieldSpec], key: &str) -> Option<&'static FieldSpec> {
    let key = if key.starts_with(TAG_PREFIX) { TAG_PREFIX } else { key };
    catalogue.iter().find(|spec| spec.key == key)
}

pub(crate) const fn text(key: &'static str, zh: &'static str, max_len: usize) -> FieldSpec {
    field(key, zh, FieldForm::Text, max_len)
}

pub(crate) const fn field(key: &'static str, zh: &'static str, form: FieldForm, max_len: usize) -> FieldSpec {
    FieldSpec {
        key,
        zh,
        class: FieldClass::Simple,
        group: FieldGroup::Core,
        sensitive: false,
        on: true,
        expires: false,
        form,
        max_len,
    }
}

pub(crate) const fn coded(key: &'static str, zh: &'static str, list: CodeName) -> FieldSpec {
    field(key, zh, FieldForm::Code(list), 3)
}

pub(crate) const fn date(key: &'static str, zh: &'static str) -> FieldSpec {
    field(key, zh, FieldForm::Date, 10)
}

pub(crate) const fn expiry(key: &'static str, zh: &'static str) -> FieldSpec {
    FieldSpec { expires: true, ..date(key, zh) }
}

pub(crate) const fn record(key: &'static str, zh: &'static str) -> FieldSpec {
    field(key, zh, FieldForm::Record, 36)
}

pub(crate) const fn sensitive(spec: FieldSpec) -> FieldSpec {
    FieldSpec { sensitive: true, ..spec }
}

/// Sensitive, and not collected unless a law of its own asks for it.
pub(crate) const fn off(spec: FieldSpec) -> FieldSpec {
    FieldSpec { on: false, ..sensitive(spec) }
}

pub(crate) const fn classed(class: FieldClass, spec: FieldSpec) -> FieldSpec {
    FieldSpec { class, ..spec }
}

pub(crate) const fn of(group: FieldGroup, spec: FieldSpec) -> FieldSpec {
    FieldSpec { group, ..spec }
}
