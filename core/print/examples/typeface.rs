//! Names the Chinese font that papers are set in here, or says what to install. `cargo xtask test` asks before it runs the tests of the
//! papers.

use std::io::Write;

use etong_print::Typeface;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    Ok(writeln!(std::io::stdout(), "{}", Typeface::of_system()?.name)?)
}
