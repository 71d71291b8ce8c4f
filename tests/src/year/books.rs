//! What is known of the year while it is entered: every case as far as it has come, every closing, every draw.

use std::collections::{BTreeMap, BTreeSet};

use etong_city::Deed;
use etong_core::domain::calendar::local_day;
use etong_core::domain::callback::{Closed, DrawEvent};
use etong_core::domain::case::{ActWord, CaseEvent, fold};
use etong_core::protocol::{OrgPath, RecordId, UnitId};

use super::Outcome;

#[derive(Debug, Default)]
pub struct Books {
    number: u64,
    pub cases: BTreeMap<RecordId, File>,
    pub closed: Vec<Closed>,
    pub draws: Vec<Draw>,
    /// The units a case was opened to.
    pub shared: BTreeMap<RecordId, BTreeSet<UnitId>>,
}

/// A case and what its reporter will say.
#[derive(Debug)]
pub struct File {
    pub scope: OrgPath,
    pub events: Vec<CaseEvent>,
    pub when_called: Vec<Deed>,
}

/// A draw that was announced.
#[derive(Debug)]
pub struct Draw {
    pub record: RecordId,
    pub secret: String,
    pub events: Vec<DrawEvent>,
    /// Nothing for one that is still to come at the end of the year.
    pub carry_out: Option<Deed>,
    pub first_day: String,
    pub scope: OrgPath,
}

impl Books {
    /// As if the relay had taken each entry at once: less than the relay's own numbers, in the same order.
    pub fn next_number(&mut self) -> u64 {
        self.number += 1;
        self.number
    }

    /// More was done about a case; its closings are kept for the draws.
    pub fn note(&mut self, case: RecordId, scope: &OrgPath, events: Vec<CaseEvent>) -> Outcome<()> {
        let file = self.cases.entry(case).or_insert_with(|| File {
            scope: scope.clone(),
            events: Vec::new(),
            when_called: Vec::new(),
        });
        for event in events {
            let closes = matches!(event.entry.act.word(), Some(ActWord::Close | ActWord::SelfHandle));
            let (at, seq) = (event.captured_at, event.seq.unwrap_or_default());
            file.events.push(event);
            if closes {
                let class = fold(&file.events).ok_or("a case without a report")?.report.class.as_str().to_owned();
                let day = local_day(at).to_string();
                self.closed.push(Closed { case, scope: scope.clone(), class, seq, day, received_at: None });
            }
        }
        Ok(())
    }

    pub fn is_shared(&self, case: RecordId, unit: &OrgPath) -> bool {
        unit.unit().is_some_and(|unit| self.shared.get(&case).is_some_and(|units| units.contains(&unit)))
    }

    /// Cases whose reporter was called.
    pub fn called(&self) -> usize {
        let called = |event: &CaseEvent| event.entry.act.word() == Some(ActWord::Callback);
        self.cases.values().filter(|file| file.events.iter().any(called)).count()
    }
}
