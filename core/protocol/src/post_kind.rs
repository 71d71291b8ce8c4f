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
        /// 网格长 / 楼栋长 / 组长: knows a few households by name.
        GridLeader = "grid_leader",
        /// 网格群众: a resident with the app.
        Resident = "resident",
        /// 派出所领导.
        PoliceChief = "police_chief",
        /// 部门: 政法, 公安, 信访, 司法, 城管, 住建 and others that cases are sent to (分流).
        Department = "department",
        /// 回访员.
        CallbackClerk = "callback_clerk",
        /// 审计.
        Auditor = "auditor",
        /// 系统管理.
        Administrator = "administrator",
        /// 专属网格宿主单位人员: staff of the university, scenic area or park that is a grid of its own.
        HostStaff = "host_staff",
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

    /// Police posts see clues and police-only files.
    #[must_use]
    pub fn is_police(&self) -> bool {
        matches!(self, Self::PoliceOfficer | Self::PoliceChief)
    }

    /// Posts whose people are out there and can go to somebody.
    #[must_use]
    pub fn goes_out(&self) -> bool {
        self.is_field() || matches!(self, Self::TeamMember | Self::HostStaff)
    }

    /// Posts that work for all of their unit and so read all of it. The others read what is their own, what is shared with
    /// their unit, and the boards.
    #[must_use]
    pub fn reads_below(&self) -> bool {
        self.is_field() || self.is_desk() || matches!(self, Self::GridLeader | Self::PoliceChief | Self::Department)
    }

    /// Posts that read what is shared with their unit, because they work on it. Volunteers and residents live there, a host's staff
    /// sees no persons, auditors read the audit log.
    #[must_use]
    pub fn reads_shared(&self) -> bool {
        self.reads_below() || matches!(self, Self::TeamMember | Self::CallbackClerk)
    }

    /// Posts that read the cases and inspections of all of their unit, and of its people nothing (专属网格 host staff see no
    /// persons).
    #[must_use]
    pub fn reads_events_below(&self) -> bool {
        *self == Self::HostStaff
    }

    /// Everybody who is appointed to serve: not the teams, volunteers and residents who help.
    #[must_use]
    pub fn is_staff(&self) -> bool {
        self.reads_below()
            || self.reads_events_below()
            || matches!(self, Self::CallbackClerk | Self::Auditor | Self::Administrator)
    }
}
