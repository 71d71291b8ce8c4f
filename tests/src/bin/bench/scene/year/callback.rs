//! Draws and call-backs: announced by every township, carried out when a month is over, and then the clerk calls whom each chose.

use etong_city::{Deed, Happening};
use etong_core::capture::{self, AnnounceRequest, CaseActRequest, KnownForDraw};
use etong_core::domain::calendar::local_day;
use etong_core::domain::callback::{CallbackRules, Closed, DrawAct, DrawEntry, fold};
use etong_core::domain::dictionary::{built_in, held};
use etong_core::protocol::{OrgPath, PostKind, RecordId, RecordKind, SealedEntry};
use tokio::runtime::Runtime;

use super::books::Draw;
use super::{Play, Year, county_of, entries_of, event, push, request};
use crate::Outcome;
use crate::sender::Sender;

/// A drawn case, where it is, and the draw that chose it.
type Drawn = (RecordId, OrgPath, RecordId);

impl Year {
    /// Month by month: the draws, the calls, and what is done again about what was reopened. `upto`: the last number of the feed.
    /// Gives back how many entries that makes.
    pub(super) fn call_back(
        &mut self,
        runtime: &Runtime,
        (mut desks, clerk): (Vec<Sender>, Sender),
        mut upto: u64,
    ) -> Outcome<usize> {
        let (mut clerks, mut count) = (vec![clerk], 0);
        for month in 1..=12 {
            let (entries, drawn) = self.draw(&mut desks, &format!("2026-{month:02}-01"), upto)?;
            count += entries_of(&entries);
            desks = push(runtime, desks, entries)?.senders;
            let called = self.call(&mut clerks, &drawn)?;
            count += entries_of(&called);
            clerks = push(runtime, clerks, called)?.senders;
            let again = self.again(&mut desks, &drawn)?;
            count += entries_of(&again);
            let pushed = push(runtime, desks, again)?;
            (desks, upto) = (pushed.senders, upto.max(pushed.upto));
        }
        Ok(count)
    }

    /// Carries out what was announced for the month that begins on `first_day`.
    fn draw(
        &mut self,
        desks: &mut [Sender],
        first_day: &str,
        upto: u64,
    ) -> Outcome<(Vec<Vec<SealedEntry>>, Vec<Drawn>)> {
        let mut entries: Vec<Vec<SealedEntry>> = desks.iter().map(|_| Vec::new()).collect();
        let mut drawn = Vec::new();
        let of_month = |draw: &&Draw| draw.first_day == first_day && draw.carry_out.is_some();
        let draws: Vec<RecordId> = self.books.draws.iter().filter(of_month).map(|draw| draw.record).collect();
        for record in draws {
            let scope = self.books.draws.iter().find(|draw| draw.record == record).map(|draw| draw.scope.clone());
            let scope = scope.ok_or("a draw that is not on the books")?;
            let (desk, entries) = county_of(desks, &mut entries, &scope)?;
            drawn.extend(self.play(desk, entries).carry_out(record, upto)?);
        }
        Ok((entries, drawn))
    }

    /// The clerk's own acts.
    fn call(&mut self, clerks: &mut [Sender], drawn: &[Drawn]) -> Outcome<Vec<Vec<SealedEntry>>> {
        let mut entries = vec![Vec::new()];
        let (Some(clerk), Some(own)) = (clerks.first_mut(), entries.first_mut()) else { return Ok(entries) };
        for (case, _, draw) in drawn {
            self.play(clerk, own).say(*case, *draw, true)?;
        }
        Ok(entries)
    }

    /// What the desks and the grid do about it afterwards.
    fn again(&mut self, desks: &mut [Sender], drawn: &[Drawn]) -> Outcome<Vec<Vec<SealedEntry>>> {
        let mut entries: Vec<Vec<SealedEntry>> = desks.iter().map(|_| Vec::new()).collect();
        for (case, scope, draw) in drawn {
            let (desk, entries) = county_of(desks, &mut entries, scope)?;
            self.play(desk, entries).say(*case, *draw, false)?;
        }
        Ok(entries)
    }
}

impl Play<'_> {
    /// Announces, if it is a draw.
    pub(super) fn announce(&mut self, happening: &Happening) -> Outcome<()> {
        if happening.noun != "draw" {
            return Ok(());
        }
        let record = self.desk.new_record();
        let (deed, author) = (&happening.founding, self.author(&happening.founding)?);
        let asked: AnnounceRequest = request(deed)?;
        let today = local_day(deed.at);
        let edition = built_in(CallbackRules::DICTIONARY).ok_or("no rules of drawing are built in")?;
        let editions = std::slice::from_ref(edition);
        let rules = held(editions, CallbackRules::DICTIONARY, &author.unit, today, CallbackRules::read)?;
        let secret = self.desk.secret();
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

    fn carry_out(&mut self, record: RecordId, upto: u64) -> Outcome<Vec<Drawn>> {
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
    fn say(&mut self, case: RecordId, draw: RecordId, by_clerk: bool) -> Outcome<()> {
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
