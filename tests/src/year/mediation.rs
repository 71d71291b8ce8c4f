//! Mediations of disputes.

use etong_city::Happening;
use etong_core::capture::{self, Asking, MediationActRequest, MediationRequest};
use etong_core::domain::mediation::{MediationAct, fold};
use etong_core::protocol::{OrgPath, RecordId, RecordKind};

use super::{Outcome, Play, act_and_text, event, request, request_about};

impl Play<'_> {
    pub(super) fn mediation(&mut self, happening: &Happening, case: RecordId) -> Outcome<()> {
        let record = self.pen.new_record();
        let scope: OrgPath = happening.scope.parse()?;
        let author = self.author(&happening.founding)?;
        let asked: MediationRequest = request_about(&happening.founding, "case", case)?;
        let drafts = capture::open_mediation(&author, &asked, case, &scope, record)?;
        let mut events =
            self.seal(&happening.founding, drafts, &RecordKind::Mediation, event(MediationAct::from_payload))?;
        for deed in &happening.then {
            let author = self.author(deed)?;
            let so_far = fold(&events).ok_or("a mediation that nobody opened")?;
            let act: MediationActRequest = request(deed)?;
            let asking = Asking { author: &author, name: "众人", now_ms: deed.at };
            let drafts = capture::act_on_mediation(asking, &so_far, record, &act)
                .map_err(|error| format!("{} by a {}: {error}", act_and_text(deed).0, author.post_kind))?;
            events.extend(self.seal(deed, drafts, &RecordKind::Mediation, event(MediationAct::from_payload))?);
        }
        Ok(())
    }
}
