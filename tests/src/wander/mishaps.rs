//! What goes wrong on random days, beside the weather: phones and relay die anywhere, clocks jump, copies are put back,
//! the directory changes under everybody's feet.

use std::sync::Arc;

use etong_server::directory::{Import, PersonRow};
use etong_server::sim::CRASH_POINTS;
use rand::RngExt;

use super::Walk;
use crate::clock::DAY;
use crate::network::Weather;
use crate::phone::Phone;
use crate::town::Person;

impl Walk<'_> {
    pub(super) async fn has_a_mishap(&mut self, phone: &Arc<Phone>) {
        let mishap = self.draw.random_range(0..12_u32);
        self.field.trace(|| format!("{} has mishap {mishap}", phone.name));
        match mishap {
            0..=1 => phone.restarts(),
            2 => {
                phone.app().suspend(1_000).unwrap();
                phone.app().resume().unwrap();
            }
            3 => self.clock_jumps(phone),
            4..=5 => {
                let point = self.pick(CRASH_POINTS).unwrap_or_default();
                let nth = self.draw.random_range(1..=4);
                self.field.office.crash_at(point, nth);
            }
            6 => self.field.office.restart().await,
            7 => {
                let off = self.one_in(2);
                phone.device.set_online(!off);
                let dead = self.one_in(4);
                phone.wire.set_dead(dead);
            }
            8 => {
                let weather = if self.one_in(2) { Weather::CALM } else { self.plan.weather };
                phone.wire.set_weather(weather);
            }
            9 => self.copies_or_puts_back(phone).await,
            10 => self.dies_while_opening(phone),
            _ => self.directory_changes(),
        }
    }

    fn clock_jumps(&mut self, phone: &Phone) {
        let days = self.pick(&[0, 0, 3, 40, -1, -400]).unwrap_or_default();
        phone.device.set_clock_wrong_by(days * DAY);
    }

    async fn copies_or_puts_back(&mut self, phone: &Arc<Phone>) {
        let nth = self.phones.iter().position(|other| Arc::ptr_eq(other, phone)).unwrap_or_default();
        let kept = self.backups.iter().position(|(whose, _)| *whose == nth);
        match kept {
            None => self.backups.push((nth, self.field.backup(phone))),
            Some(at) => {
                let (_, backup) = self.backups.remove(at);
                self.field.restore(phone, &backup).await;
            }
        }
    }

    /// The database notes that it was opened, and the phone dies before the key store does.
    fn dies_while_opening(&mut self, phone: &Phone) {
        phone.dies();
        phone.device.die_before_keeping();
        if phone.try_open().is_ok() {
            phone.mistake(&format!("{} opened without keeping its generation", phone.name));
        }
        let _open = phone.app();
        // Its database counts as restored now, and takes another chain.
        phone.starts_over();
    }

    fn directory_changes(&mut self) {
        let name = self.fresh("黄志国");
        if self.directory_changed || self.field.office.died_at().is_some() {
            return;
        }
        self.directory_changed = true;
        let (huang, lin) = (Person::called("huang"), Person::called("lin"));
        self.field.import(&Import {
            people: vec![PersonRow::new(huang.id(), &name)],
            posts: vec![lin.second_post("grid_worker", 1212)],
            ..Import::default()
        });
    }
}
