//! 卷宗: which papers the file of a mediation needs, which it has (司法部 file format of 2010). What the log itself records counts
//! where no signature is needed; a written agreement must be there signed. Simple disputes may leave the full record out.

use super::act::MediationAct;
use super::fold::MediationFold;
use crate::domain::word::open_word;

open_word!(
    /// A paper of the file, in the order of the file.
    PaperWord {
        /// 人民调解申请书.
        Application = "application",
        /// 受理登记表.
        Register = "register",
        /// 权利义务告知书.
        RightsNotice = "rights_notice",
        /// 当事人身份证明.
        Identity = "identity",
        /// 授权委托书.
        Authorisation = "authorisation",
        /// 调查记录.
        Investigation = "investigation",
        /// 证据材料.
        Evidence = "evidence",
        /// 调解记录.
        Record = "record",
        /// 调解协议书.
        Agreement = "agreement",
        /// 口头协议登记表.
        OralAgreement = "oral_agreement",
        /// 履行凭证.
        Performance = "performance",
        /// 回访记录.
        FollowUp = "follow_up",
        /// 司法确认书.
        Confirmation = "confirmation",
        /// 卷宗情况说明.
        Explanation = "explanation",
    }
);

/// Must this file hold such a paper?
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PaperNeed {
    Required,
    Optional,
    /// It has no place in this file.
    None,
}

impl PaperNeed {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Optional => "optional",
            Self::None => "none",
        }
    }
}

/// One line of the contents page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperLine {
    pub item: PaperWord,
    pub need: PaperNeed,
    /// The log holds what the paper says.
    pub recorded: bool,
    /// Papers put into the file.
    pub filed: u32,
}

impl PaperLine {
    #[must_use]
    pub fn is_missing(&self) -> bool {
        let signed_only = self.item == PaperWord::Agreement;
        let there = self.filed > 0 || (self.recorded && !signed_only);
        self.need == PaperNeed::Required && !there
    }
}

/// The contents page of the file.
#[must_use]
pub fn papers(mediation: &MediationFold) -> Vec<PaperLine> {
    PaperWord::KNOWN
        .iter()
        .map(|item| PaperLine {
            item: item.clone(),
            need: need(mediation, item),
            recorded: is_recorded(mediation, item),
            filed: filed(mediation, item),
        })
        .collect()
}

/// The papers that must be there and are not.
#[must_use]
pub fn missing(mediation: &MediationFold) -> Vec<PaperWord> {
    papers(mediation).into_iter().filter(PaperLine::is_missing).map(|line| line.item).collect()
}

fn need(mediation: &MediationFold, item: &PaperWord) -> PaperNeed {
    let agreement = mediation.agreement.as_ref();
    let simple = agreement.is_some_and(|agreement| agreement.simple);
    let required_if = |condition| if condition { PaperNeed::Required } else { PaperNeed::None };
    match item {
        PaperWord::Register => PaperNeed::Required,
        PaperWord::RightsNotice | PaperWord::Identity | PaperWord::Record => {
            if simple {
                PaperNeed::Optional
            } else {
                PaperNeed::Required
            }
        }
        PaperWord::Authorisation => required_if(mediation.opening.parties.iter().any(|party| party.agent.is_some())),
        PaperWord::Agreement => required_if(agreement.is_some_and(|agreement| !agreement.oral)),
        PaperWord::OralAgreement => required_if(agreement.is_some_and(|agreement| agreement.oral)),
        PaperWord::Performance | PaperWord::FollowUp | PaperWord::Confirmation if agreement.is_none() => {
            PaperNeed::None
        }
        _ => PaperNeed::Optional,
    }
}

fn is_recorded(mediation: &MediationFold, item: &PaperWord) -> bool {
    let says = |wanted: fn(&MediationAct) -> bool| mediation.effective().any(|act| wanted(&act.act));
    match item {
        PaperWord::Register => true,
        PaperWord::RightsNotice => says(|act| matches!(act, MediationAct::Attempt(attempt) if attempt.told_rights)),
        PaperWord::Record => says(|act| matches!(act, MediationAct::Attempt(_))),
        PaperWord::Agreement => mediation.agreement.as_ref().is_some_and(|agreement| !agreement.oral),
        PaperWord::OralAgreement => mediation.agreement.as_ref().is_some_and(|agreement| agreement.oral),
        PaperWord::Performance => {
            says(|act| matches!(act, MediationAct::Fulfil(done) if done.proof.is_some() || done.hash.is_some()))
        }
        PaperWord::FollowUp => says(|act| matches!(act, MediationAct::FollowUp(_))),
        PaperWord::Confirmation => says(|act| matches!(act, MediationAct::Confirm(_))),
        _ => false,
    }
}

fn filed(mediation: &MediationFold, item: &PaperWord) -> u32 {
    let count = mediation
        .effective()
        .filter(|act| matches!(&act.act, MediationAct::Paper(paper) if paper.item == *item))
        .count();
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
#[path = "papers_tests.rs"]
mod tests;
