//! The kinds of post a person can hold. Rights follow the post that acts, never the sum of a person's posts.

use minicbor::decode::Error as DecodeError;
use minicbor::encode::{Error as EncodeError, Write};
use minicbor::{Decode, Decoder, Encode, Encoder};

use crate::WireError;
use crate::record_kind::open_word;

open_word!(
    /// The kind of a post (domain report, table 3.4).
    PostKind {
        /// 网格员.
        GridWorker = "grid_worker",
        /// 民警.
        PoliceOfficer = "police_officer",
        /// 辅警 / 警务助理.
        AuxiliaryOfficer = "auxiliary_officer",
        /// 队员 of a support team: mediator, lawyer, doctor, guard.
        TeamMember = "team_member",
        /// 平安志愿者.
        Volunteer = "volunteer",
        /// 社区(村) desk.
        CommunityDesk = "community_desk",
        /// 乡镇(街道) centre.
        TownshipDesk = "township_desk",
        /// 县(市、区) desk.
        CountyDesk = "county_desk",
    }
);

impl PostKind {
    /// Desks supervise, dispatch and close; they sit at a unit, not in a grid.
    #[must_use]
    pub fn is_desk(&self) -> bool {
        matches!(self, Self::CommunityDesk | Self::TownshipDesk | Self::CountyDesk)
    }

    /// The two members of one grid (二员): grid worker and officer.
    #[must_use]
    pub fn is_field(&self) -> bool {
        matches!(self, Self::GridWorker | Self::PoliceOfficer | Self::AuxiliaryOfficer)
    }
}
