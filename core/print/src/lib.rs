//! Papers as PDF, in the form of the 司法部 file format of 2010: the agreement (人民调解协议书) and the whole case file; and the report of
//! an assessment. Takes what `App::print_mediation` and `App::assessment` hand out; reads and stores nothing itself. The phone's library does not link this crate.

mod agreement;
mod assessment;
mod case_file;
mod font;
mod say;
mod sheet;

use etong_core::view::{AssessmentView, MediationPapers};

pub use font::Typeface;

/// Why there is no paper.
#[derive(Debug, thiserror::Error)]
pub enum PrintError {
    #[error(
        "no Chinese font was found on this system; install one (Debian: apt-get install fonts-noto-cjk, or \
         fonts-wqy-zenhei) or name a font file"
    )]
    NoFont,
    #[error("{path}: {source}")]
    FontFile { path: String, source: std::io::Error },
    #[error("{path} is no font with the Chinese characters a paper needs; name another font file")]
    NotChinese { path: String },
    #[error("this mediation has no agreement to print yet")]
    NoAgreement,
    #[error("the PDF could not be written: {0}")]
    Pdf(String),
}

/// 人民调解协议书, or 口头协议登记表 for an oral one.
///
/// # Errors
/// `NoAgreement`; `Pdf` when the font cannot be embedded.
pub fn agreement(papers: &MediationPapers, typeface: &Typeface) -> Result<Vec<u8>, PrintError> {
    let mut sheet = sheet::Sheet::new(typeface);
    agreement::write(&mut sheet, papers)?;
    sheet.finish("人民调解协议书")
}

/// 人民调解卷宗: cover, contents and every paper the log can write.
///
/// # Errors
/// `Pdf` when the font cannot be embedded.
pub fn case_file(papers: &MediationPapers, typeface: &Typeface) -> Result<Vec<u8>, PrintError> {
    let mut sheet = sheet::Sheet::new(typeface);
    case_file::write(&mut sheet, papers)?;
    sheet.finish("人民调解卷宗")
}

/// 考评报表, with all units of `view`.
///
/// # Errors
/// `Pdf` when the font cannot be embedded.
pub fn assessment(view: &AssessmentView, typeface: &Typeface) -> Result<Vec<u8>, PrintError> {
    let mut sheet = sheet::Sheet::new(typeface);
    assessment::write(&mut sheet, view);
    sheet.finish("平安建设考评报表")
}
