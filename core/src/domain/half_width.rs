//! Chinese keyboards type full-width digits and letters; they mean the half-width ones.

/// The half-width form of a full-width ASCII character, or the character itself.
pub(crate) fn half_width(letter: char) -> char {
    match u32::from(letter) {
        0x3000 => ' ',
        code @ 0xff01..=0xff5e => char::from_u32(code - 0xfee0).unwrap_or(letter),
        _ => letter,
    }
}
