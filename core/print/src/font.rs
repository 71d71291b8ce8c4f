//! A Chinese font: the one that is named, or one found where the system keeps its fonts. Song and serif faces come first, as
//! official papers are set.

use std::path::Path;

use fontdb::{Database, ID};

use crate::PrintError;

/// Families in the order of preference.
const FAMILIES: &[&str] = &[
    "FangSong",
    "仿宋",
    "SimSun",
    "宋体",
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei",
    "AR PL UMing CN",
    "AR PL SungtiL GB",
];
/// A font must have all of these to be of use.
const PROBE: &str = "人民调解协议书当事人卷宗〇，。";

/// A font that can set these papers.
#[derive(Clone)]
pub struct Typeface {
    data: Vec<u8>,
    index: u32,
    /// The family's name.
    pub name: String,
}

impl std::fmt::Debug for Typeface {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Typeface({})", self.name)
    }
}

impl Typeface {
    /// Looks where the system keeps its fonts.
    ///
    /// # Errors
    /// `NoFont`, naming what to install.
    pub fn of_system() -> Result<Self, PrintError> {
        let mut fonts = Database::new();
        fonts.load_system_fonts();
        let named = |family: &&str| {
            fonts
                .faces()
                .filter(|face| face.families.iter().any(|(name, _)| name == *family))
                .map(|face| face.id)
                .collect::<Vec<ID>>()
        };
        FAMILIES
            .iter()
            .flat_map(named)
            .chain(fonts.faces().map(|face| face.id))
            .find_map(|id| Self::of_face(&fonts, id))
            .ok_or(PrintError::NoFont)
    }

    /// The font in `path`; of a collection the first face that has what is needed.
    ///
    /// # Errors
    /// `FontFile`, `NotChinese`.
    pub fn of_file(path: &Path) -> Result<Self, PrintError> {
        let shown = path.display().to_string();
        let mut fonts = Database::new();
        fonts.load_font_file(path).map_err(|source| PrintError::FontFile { path: shown.clone(), source })?;
        let ids: Vec<ID> = fonts.faces().map(|face| face.id).collect();
        ids.into_iter().find_map(|id| Self::of_face(&fonts, id)).ok_or(PrintError::NotChinese { path: shown })
    }

    fn of_face(fonts: &Database, id: ID) -> Option<Self> {
        let name = fonts.face(id)?.families.first()?.0.clone();
        let (data, index) = fonts.with_face_data(id, |data, index| {
            let face = ttf_parser::Face::parse(data, index).ok()?;
            PROBE.chars().all(|letter| face.glyph_index(letter).is_some()).then(|| (data.to_vec(), index))
        })??;
        Some(Self { data, index, name })
    }

    /// The font as the writer of the PDF wants it.
    pub(crate) fn embedded(&self) -> Result<krilla::text::Font, PrintError> {
        let refused = || PrintError::Pdf(format!("the font {} cannot be embedded", self.name));
        krilla::text::Font::new(self.data.clone().into(), self.index).ok_or_else(refused)
    }

    pub(crate) fn metrics(&self) -> Option<Metrics<'_>> {
        let face = ttf_parser::Face::parse(&self.data, self.index).ok()?;
        Some(Metrics { face })
    }
}

/// How wide letters are.
pub(crate) struct Metrics<'a> {
    face: ttf_parser::Face<'a>,
}

impl Metrics<'_> {
    /// Width of a text at `size` points; a letter the font lacks counts as a square.
    pub(crate) fn width(&self, text: &str, size: f32) -> f32 {
        let em = f32::from(self.face.units_per_em());
        let advance = |letter| {
            let glyph = self.face.glyph_index(letter)?;
            self.face.glyph_hor_advance(glyph).map(f32::from)
        };
        text.chars().map(|letter| advance(letter).unwrap_or(em)).sum::<f32>() * size / em
    }
}
