//! 姓名 on a screen that others can see.

/// `张*` for two characters, `张*明` for three and more.
#[must_use]
pub fn mask_name(name: &str) -> String {
    let length = name.chars().count();
    let last_shows = length > 2;
    let shown = |index: usize| (index == 0 && length > 1) || (last_shows && index + 1 == length);
    name.chars().enumerate().map(|(index, letter)| if shown(index) { letter } else { '*' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_masked_name_shows_enough_to_address_somebody() {
        for (name, masked) in
            [("张三", "张*"), ("张建明", "张*明"), ("欧阳建明", "欧**明"), ("张", "*"), ("", ""), ("Ann", "A*n")]
        {
            assert_eq!(mask_name(name), masked);
        }
    }
}
