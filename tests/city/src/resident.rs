//! 实有人口: what is collected about one person who lives in a grid, under the names an import file uses.

use serde::Serialize;

/// Codes as in GA/T 517 (`id_type`), GB/T 2261.1 (`sex`), 3304 (`nation`), 4658 (`education`), 2261.2 (`marriage`),
/// 4762 (`politics`). What was not asked is absent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Resident {
    pub name: String,
    /// Always `111`, 居民身份证.
    pub id_type: &'static str,
    /// 18 characters with a right check character; nobody's.
    pub id_no: String,
    /// `1` man, `2` woman.
    pub sex: &'static str,
    /// `YYYY-MM-DD`.
    pub birth: String,
    pub nation: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub education: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marriage: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub politics: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub occupation: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workplace: Option<String>,
    /// 11 digits with the prefix 154, which no operator was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    pub household_address: String,
    pub live_address: String,
    /// Degrees north, degrees east, metres: `24.511000,117.654000,8`.
    pub place: String,
    pub tags: Vec<&'static str>,
    /// `/county/township/community/grid`.
    pub scope: String,
}
