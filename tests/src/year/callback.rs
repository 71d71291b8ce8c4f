//! Draws and call-backs: announced by every township, carried out when a month is over, and then the clerk calls whom each chose.

use etong_city::{Deed, Happening};
use etong_core::capture::{self, AnnounceRequest, CaseActRequest, KnownForDraw};
use etong_core::domain::calendar::local_day;
use etong_core::domain::callback::{CallbackRules, Closed, DrawAct, DrawEntry, fold};
use etong_core::domain::dictionary::{built_in, held};
use etong_core::protocol::{OrgPath, PostKind, RecordId, RecordKind};

use super::books::Draw;
use super::{Outcome, Play, event, request};

/// A drawn case, where it is, and the draw that chose it.
pub type Drawn = (RecordId, OrgPath, RecordId);

impl Play<'_> {
    /// Announces, if it is a draw.
    ///
    /// # Errors
    /// What a rule refuses.
    pub fn announce(&mut self, happening: &Happening) -> Outcome<()> {
        if happening.noun != "draw" {
            return Ok(());
        }
        let record = self.pen.new_record();
        let (deed, author) = (&happening.founding, self.author(&happening.founding)?);
        let asked: AnnounceRequest = request(deed)?;
        let today = local_day(deed.at);
        let edition = built_in(CallbackRules::DICTIONARY).ok_or("no rules of drawing are built in")?;
        let editions = std::slice::from_ref(edition);
        let rules = held(editions, CallbackRules::DICTIONARY, &author.unit, today, CallbackRules::read)?;
        let secret = self.pen.secret();
        let drafts = capture::announce_draw(&author, &asked, &rules, &secret, today, record)?;
        let events = self.seal(deed, drafts, &RecordKind::Draw, event(DrawEntry::from_payload))?;
        self.books.draws.push(Draw {
            record,
            secret,
            events,
            carry_out: happening.then.first().cloned(),
            first_day: asked.first_day,
            scope: author.unit,
        });
        Ok(())
    }

    /// Draws from the cases closed in its period; `upto`: the last number of the relay's feed.
    ///
    /// # Errors
    /// What a rule refuses.
    pub fn carry_out(&mut self, record: RecordId, upto: u64) -> Outcome<Vec<Drawn>> {
        let draw = self.books.draws.iter().find(|draw| draw.record == record).ok_or("a draw that nobody announced")?;
        let deed = draw.carry_out.clone().ok_or("a draw that is still to come")?;
        let so_far = fold(&draw.events).ok_or("a draw without an announcement")?;
        let period = so_far.plan.first_day.as_str()..=so_far.plan.last_day.as_str();
        let of_unit = |one: &&Closed| so_far.unit.covers(&one.scope) && period.contains(&one.day.as_str());
        let closed: Vec<Closed> = self.books.closed.iter().filter(of_unit).cloned().collect();
        let known = KnownForDraw { secret: &draw.secret, today: local_day(deed.at), upto, closed: &closed };
        let shared = |case| Ok(self.books.shared.get(&case).cloned().unwrap_or_default());
        let drafts = capture::carry_out_draw(&self.author(&deed)?, &so_far, record, &known, shared)?;
        let mut drawn = Vec::new();
        for event in self.seal(&deed, drafts, &RecordKind::Draw, event(DrawEntry::from_payload))? {
            let DrawAct::Draw(done) = event.entry.act else { continue };
            for case in done.picked {
                let file = self.books.cases.get(&case).ok_or("a case that is not on the books")?;
                drawn.push((case, file.scope.clone(), record));
                self.books.shared.entry(case).or_default().extend(so_far.unit.unit());
            }
        }
        Ok(drawn)
    }

    /// What comes of a call: the clerk's acts, or those of the others.
    ///
    /// # Errors
    /// What a rule refuses.
    pub fn say(&mut self, case: RecordId, draw: RecordId, by_clerk: bool) -> Outcome<()> {
        let Some(file) = self.books.cases.get_mut(&case) else { return Ok(()) };
        let is_clerk =
            |deed: &Deed| self.posts.get(&deed.post).is_some_and(|author| author.post_kind == PostKind::CallbackClerk);
        let said: Vec<Deed> = file.when_called.extract_if(.., |deed| is_clerk(deed) == by_clerk).collect();
        for deed in said {
            let mut act: CaseActRequest = request(&deed)?;
            if let Some(answer) = &mut act.callback {
                answer.draw = Some(draw.to_string());
            }
            self.act(case, &deed, &act)?;
        }
        Ok(())
    }
}
