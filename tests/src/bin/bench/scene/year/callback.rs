//! Month by month: the draws are carried out, the clerk calls whom each chose, and what was reopened is worked on once more.

use etong_core::protocol::{RecordId, SealedEntry};
use etong_tests::year::Drawn;
use etong_tests::year::books::Draw;
use tokio::runtime::Runtime;

use super::{Entering, county_of, entries_of, push};
use crate::Outcome;
use crate::sender::Sender;

impl Entering {
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
        let draws: Vec<RecordId> = self.0.books.draws.iter().filter(of_month).map(|draw| draw.record).collect();
        for record in draws {
            let scope = self.0.books.draws.iter().find(|draw| draw.record == record).map(|draw| draw.scope.clone());
            let scope = scope.ok_or("a draw that is not on the books")?;
            let (desk, entries) = county_of(desks, &mut entries, &scope)?;
            drawn.extend(self.0.play(&mut desk.pen, entries).carry_out(record, upto)?);
        }
        Ok((entries, drawn))
    }

    /// The clerk's own acts.
    fn call(&mut self, clerks: &mut [Sender], drawn: &[Drawn]) -> Outcome<Vec<Vec<SealedEntry>>> {
        let mut entries = vec![Vec::new()];
        let (Some(clerk), Some(own)) = (clerks.first_mut(), entries.first_mut()) else { return Ok(entries) };
        for (case, _, draw) in drawn {
            self.0.play(&mut clerk.pen, own).say(*case, *draw, true)?;
        }
        Ok(entries)
    }

    /// What the desks and the grid do about it afterwards.
    fn again(&mut self, desks: &mut [Sender], drawn: &[Drawn]) -> Outcome<Vec<Vec<SealedEntry>>> {
        let mut entries: Vec<Vec<SealedEntry>> = desks.iter().map(|_| Vec::new()).collect();
        for (case, scope, draw) in drawn {
            let (desk, entries) = county_of(desks, &mut entries, scope)?;
            self.0.play(&mut desk.pen, entries).say(*case, *draw, false)?;
        }
        Ok(entries)
    }
}
