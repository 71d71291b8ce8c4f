//! What nobody erases by hand, two people neither: what says who did what, and the rows of the centre.

use crate::record_kind::RecordKind;

/// May two people have records of this kind erased? One list for the phone, which does not offer it, and for the relay, which takes no step
/// towards it.
#[must_use]
pub fn may_be_erased(kind: &RecordKind) -> bool {
    *kind != RecordKind::Audit && !kind.is_custody() && !kind.is_directory()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_audit_log_decisions_on_custody_and_the_directory_are_erased_by_nobody() {
        let stay: Vec<&str> =
            RecordKind::KNOWN.iter().filter(|kind| !may_be_erased(kind)).map(RecordKind::as_str).collect();
        let expected =
            ["audit", "custody_release", "custody_refusal", "unit", "person", "post", "office", "dictionary"];
        assert_eq!(stay, expected);
        assert!(may_be_erased(&RecordKind::Unknown("drone_flight".into())));
    }
}
