//! What desks ask of the grids: notices, campaigns, calls and their answers.

use etong_city::Happening;
use etong_core::capture::{
    self, CallAnswerRequest, CallRequest, CampaignActRequest, CampaignRequest, MusterActRequest, NoticeRequest,
};
use etong_core::domain::campaign::{self, CampaignEntry};
use etong_core::domain::mobilisation::{CallEntry, CallFold, MusterEntry, fold_call, fold_muster};
use etong_core::domain::notice::{self, NoticeEntry};
use etong_core::protocol::{RecordId, RecordKind};

use super::{Outcome, Play, event, request};

impl Play<'_> {
    pub(super) fn notice(&mut self, happening: &Happening) -> Outcome<()> {
        let record = self.pen.new_record();
        let asked: NoticeRequest = request(&happening.founding)?;
        let kind = if asked.public { RecordKind::PublicNotice } else { RecordKind::Notice };
        let drafts = capture::publish_notice(&self.author(&happening.founding)?, &asked, record, None)?;
        let events = self.seal(&happening.founding, drafts, &kind, event(NoticeEntry::from_payload))?;
        let notice = notice::fold(&kind, &events).ok_or("a notice that nobody published")?;
        for deed in &happening.then {
            let drafts = capture::acknowledge_notice(&self.author(deed)?, &notice, record, false)?;
            self.seal(deed, drafts, &RecordKind::Read, |_, _| Ok(()))?;
        }
        Ok(())
    }

    pub(super) fn campaign(&mut self, happening: &Happening) -> Outcome<()> {
        let record = self.pen.new_record();
        let asked: CampaignRequest = request(&happening.founding)?;
        let drafts = capture::publish_campaign(&self.author(&happening.founding)?, &asked, record)?;
        let read = event(CampaignEntry::from_payload);
        let mut events = self.seal(&happening.founding, drafts, &RecordKind::Campaign, &read)?;
        let published = campaign::fold(&events).ok_or("a campaign that nobody published")?;
        happening.about_it.iter().try_for_each(|patrol| self.patrol(patrol, Some((record, &published))))?;
        for deed in &happening.then {
            let so_far = campaign::fold(&events).ok_or("a campaign that nobody published")?;
            let act: CampaignActRequest = request(deed)?;
            let drafts = capture::act_on_campaign(&self.author(deed)?, &so_far, record, &act)?;
            events.extend(self.seal(deed, drafts, &RecordKind::Campaign, &read)?);
        }
        Ok(())
    }

    pub(super) fn call(&mut self, happening: &Happening) -> Outcome<()> {
        let record = self.pen.new_record();
        let asked: CallRequest = request(&happening.founding)?;
        let drafts = capture::publish_call(&self.author(&happening.founding)?, &asked, record)?;
        let events = self.seal(&happening.founding, drafts, &RecordKind::Call, event(CallEntry::from_payload))?;
        let call = fold_call(&events).ok_or("a call that nobody published")?;
        happening.about_it.iter().try_for_each(|muster| self.muster(muster, (record, &call)))
    }

    fn muster(&mut self, happening: &Happening, call: (RecordId, &CallFold)) -> Outcome<()> {
        let record = self.pen.new_record();
        let answer: CallAnswerRequest = request(&happening.founding)?;
        let author = self.author(&happening.founding)?;
        let drafts = capture::answer_call(&author, call, None, record, &answer, happening.founding.at)?;
        let read = event(MusterEntry::from_payload);
        let mut events = self.seal(&happening.founding, drafts, &RecordKind::Muster, &read)?;
        for deed in &happening.then {
            let so_far = fold_muster(&events, &[]).ok_or("an answer to nothing")?;
            let act: MusterActRequest = request(deed)?;
            let drafts = capture::act_on_muster(&self.author(deed)?, &so_far, record, &act, deed.at)?;
            events.extend(self.seal(deed, drafts, &RecordKind::Muster, &read)?);
        }
        Ok(())
    }
}
