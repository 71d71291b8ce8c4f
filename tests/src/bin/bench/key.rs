//! What is measured, in which unit, and how much is allowed (the budgets of docs/benchmarks.md).

/// One line of the table.
#[derive(Debug)]
pub(crate) struct Key {
    pub(crate) name: &'static str,
    pub(crate) unit: &'static str,
    pub(crate) budget: Budget,
}

/// How much is allowed.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Budget {
    AtMost(f64),
    AtLeast(f64),
    /// Measured to be known; nothing was promised.
    Open,
}

impl Budget {
    /// `None` where nothing was promised.
    pub(crate) fn is_met(self, value: f64) -> Option<bool> {
        match self {
            Self::AtMost(most) => Some(value <= most),
            Self::AtLeast(least) => Some(value >= least),
            Self::Open => None,
        }
    }
}

const fn key(name: &'static str, unit: &'static str, budget: Budget) -> Key {
    Key { name, unit, budget }
}

/// One page of a screen at 200,000 residents and 23,000 cases.
const VIEW: Budget = Budget::AtMost(20.0);

pub(crate) const KEYS: &[Key] = &[
    key("save_form_p50_ms", "ms", Budget::AtMost(1.5)),
    key("save_form_p99_ms", "ms", Budget::AtMost(5.0)),
    key("first_upload_5000_wire_bytes", "B", Budget::AtMost(800_000.0)),
    key("first_upload_5000_s", "s", Budget::Open),
    key("first_download_5000_log_wire_bytes", "B", Budget::AtMost(800_000.0)),
    key("first_download_5000_log_cpu_s", "s", Budget::AtMost(1.8)),
    key("edits_50_wire_bytes", "B", Budget::AtMost(6_000.0)),
    key("noop_wire_bytes", "B", Budget::AtMost(600.0)),
    key("noop_round_trips", "requests", Budget::AtMost(1.0)),
    key("ingest_doc_per_s", "entries/s", Budget::AtLeast(3_000.0)),
    key("ingest_event_per_s", "entries/s", Budget::AtLeast(10_000.0)),
    key("save_form_secured_p50_ms", "ms", Budget::AtMost(1.65)),
    key("save_form_secured_p99_ms", "ms", Budget::AtMost(5.5)),
    key("save_form_no_cipher_p50_ms", "ms", Budget::Open),
    key("save_form_no_cipher_no_chain_p50_ms", "ms", Budget::Open),
    key("reveal_secured_p50_ms", "ms", Budget::Open),
    key("save_form_secured_pin_p50_ms", "ms", Budget::AtMost(1.65)),
    key("unlock_ms", "ms", Budget::Open),
    key("open_with_pin_ms", "ms", Budget::Open),
    key("noop_secured_wire_bytes", "B", Budget::AtMost(600.0)),
    key("ingest_secured_doc_per_s", "entries/s", Budget::AtLeast(2_700.0)),
    key("ingest_secured_event_per_s", "entries/s", Budget::AtLeast(9_000.0)),
    key("ingest_unchecked_doc_per_s", "entries/s", Budget::Open),
    key("ingest_unchecked_event_per_s", "entries/s", Budget::Open),
    key("search_name_200k_p99_ms", "ms", Budget::AtMost(5.0)),
    key("search_pinyin_200k_p99_ms", "ms", Budget::AtMost(5.0)),
    key("search_box_200k_p99_ms", "ms", Budget::AtMost(5.0)),
    key("open_200k_ms", "ms", Budget::Open),
    key("view_residents_p99_ms", "ms", VIEW),
    key("view_resident_p99_ms", "ms", VIEW),
    key("view_board_p99_ms", "ms", VIEW),
    key("view_case_p99_ms", "ms", VIEW),
    key("view_patrols_p99_ms", "ms", VIEW),
    key("view_my_reports_p99_ms", "ms", VIEW),
    key("view_status_p99_ms", "ms", VIEW),
    key("view_home_p99_ms", "ms", VIEW),
    key("view_map_p99_ms", "ms", VIEW),
    key("view_due_p99_ms", "ms", VIEW),
    key("view_board_cut_p99_ms", "ms", VIEW),
    key("view_deadlines_p99_ms", "ms", VIEW),
    key("view_warnings_p99_ms", "ms", VIEW),
    key("view_reminders_p99_ms", "ms", VIEW),
    key("view_duplicates_p99_ms", "ms", VIEW),
    key("view_duplicates_of_p99_ms", "ms", VIEW),
    key("view_posts_p99_ms", "ms", VIEW),
    key("view_vacancies_p99_ms", "ms", VIEW),
    key("view_mediations_p99_ms", "ms", VIEW),
    key("view_mediation_p99_ms", "ms", VIEW),
    key("view_inspections_p99_ms", "ms", VIEW),
    key("view_repeats_p99_ms", "ms", VIEW),
    key("view_rectifications_p99_ms", "ms", VIEW),
    key("view_unseen_p99_ms", "ms", VIEW),
    key("view_visits_p99_ms", "ms", VIEW),
    key("view_notices_p99_ms", "ms", VIEW),
    key("view_notice_readers_p99_ms", "ms", VIEW),
    key("view_campaigns_p99_ms", "ms", VIEW),
    key("view_calls_p99_ms", "ms", VIEW),
    key("view_call_p99_ms", "ms", VIEW),
    key("view_units_p99_ms", "ms", VIEW),
    key("view_unit_p99_ms", "ms", VIEW),
    key("view_helpers_p99_ms", "ms", VIEW),
    key("view_offices_p99_ms", "ms", VIEW),
    key("view_locate_p99_ms", "ms", VIEW),
    key("view_draws_p99_ms", "ms", VIEW),
    key("view_draw_p99_ms", "ms", VIEW),
    key("view_clues_p99_ms", "ms", VIEW),
    key("view_clue_p99_ms", "ms", VIEW),
    key("view_my_clues_p99_ms", "ms", VIEW),
    key("view_assessment_p99_ms", "ms", VIEW),
    key("view_figure_cases_p99_ms", "ms", VIEW),
    key("view_assessments_p99_ms", "ms", VIEW),
    key("view_figure_sums_p99_ms", "ms", VIEW),
    key("view_zero_alarm_p99_ms", "ms", VIEW),
    key("view_recheck_p99_ms", "ms", Budget::AtMost(500.0)),
    key("view_appeals_p99_ms", "ms", VIEW),
    key("view_appeals_to_answer_p99_ms", "ms", VIEW),
    key("view_appeal_view_p99_ms", "ms", VIEW),
    key("view_roster_p99_ms", "ms", VIEW),
    key("view_roster_versions_p99_ms", "ms", VIEW),
    key("view_duty_p99_ms", "ms", VIEW),
    key("view_pair_proposals_p99_ms", "ms", VIEW),
    key("view_my_posts_p99_ms", "ms", VIEW),
    key("view_my_shifts_p99_ms", "ms", VIEW),
    key("view_handbook_p99_ms", "ms", VIEW),
    key("view_places_p99_ms", "ms", VIEW),
    key("view_search_places_p99_ms", "ms", VIEW),
    key("view_place_p99_ms", "ms", VIEW),
    key("view_dwellings_of_p99_ms", "ms", VIEW),
    key("view_merge_proposals_p99_ms", "ms", VIEW),
    key("view_surveys_p99_ms", "ms", VIEW),
    key("view_kept_aside_p99_ms", "ms", VIEW),
    key("view_erasures_p99_ms", "ms", VIEW),
    key("view_mentions_p99_ms", "ms", VIEW),
    key("view_audits_p99_ms", "ms", VIEW),
    key("view_role_changes_p99_ms", "ms", VIEW),
    key("view_looked_p99_ms", "ms", VIEW),
    key("view_held_records_p99_ms", "ms", VIEW),
    key("view_retention_plan_p99_ms", "ms", Budget::AtMost(5_000.0)),
    key("view_retention_rows_p99_ms", "ms", VIEW),
    key("view_patrol_p99_ms", "ms", VIEW),
    key("view_campaign_p99_ms", "ms", VIEW),
    key("view_inspection_p99_ms", "ms", VIEW),
    key("view_notice_p99_ms", "ms", VIEW),
    key("view_nearest_to_case_p99_ms", "ms", VIEW),
    key("view_board_mine_p99_ms", "ms", VIEW),
    key("view_due_mine_p99_ms", "ms", VIEW),
    key("view_board_unclaimed_p99_ms", "ms", VIEW),
    key("publish_assessment_ms", "ms", Budget::Open),
    key("disk_bytes_per_record", "B", Budget::Open),
    key("track_bytes_per_point", "B", Budget::AtMost(3.0)),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::KEYS;

    /// Screens under another name among the keys.
    const UNDER: &[(&str, &str)] = &[
        ("search_residents", "search_name_200k_p99_ms"),
        ("residents_in", "search_box_200k_p99_ms"),
        ("posts_in_reach", "view_posts_p99_ms"),
        ("kept_aside_from", "view_kept_aside_p99_ms"),
        ("my_reports_from", "view_my_reports_p99_ms"),
        ("my_clues_from", "view_my_clues_p99_ms"),
        ("recheck_assessment", "view_recheck_p99_ms"),
    ];

    /// Calls without a key, and why: none gives a list that grows with the city to somebody who waits for a page of it.
    const NOT_TIMED: &[(&str, &str)] = &[
        ("assessment_report", "a whole report, written to a file"),
        ("capture_residents", "writes, and gives what it wrote"),
        ("check_orders", "judges the rows of a file that is imported"),
        ("check_resident", "judges one form"),
        ("checklist", "one dictionary"),
        ("clue_by_code", "one record, by its code"),
        ("clue_guidance", "one text of the centre"),
        ("code_table", "one dictionary"),
        ("drafts", "the forms that one person has not finished"),
        ("erasure", "one record"),
        ("export_cases", "a batch, written to a file"),
        ("export_draw", "one draw, written to a file"),
        ("find_by_citizen_number", "those of one number, by its index"),
        ("heir_of", "one unit"),
        ("history", "the roots of one relay, counted"),
        ("import_orders", "writes, and gives what it wrote"),
        ("masked", "the fields of one record"),
        ("merges", "the merges of one record"),
        ("my_card", "one card"),
        ("opened", "those who opened one record"),
        ("order_answers", "a batch, written to a file and into the log"),
        ("quiet_grid", "the counts of one grid"),
        ("receipts", "the own entries of one record"),
        ("record", "one record"),
        ("seal_outbox", "what is unsent, sealed into a file"),
        ("shared_with", "the units that one record is shared with"),
    ];

    /// Every `App` call that gives a view, a page, rows, several of anything, or what is the owner's own.
    fn screens() -> BTreeSet<String> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../core/src/app");
        let mut found = BTreeSet::new();
        for file in std::fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            // Folders hold the phone's lock, which shows no records.
            let Some(text) = path.is_file().then(|| std::fs::read_to_string(&path).unwrap()) else { continue };
            for part in text.split("    pub fn ").skip(1) {
                let (head, _) = part.split_once('{').unwrap();
                let (name, rest) = head.split_once('(').unwrap();
                let answer = rest.rsplit_once("-> ").map_or("", |(_, answer)| answer);
                let ends = ["Page,", "View,", "View>,", "Row>,", "Rows,"].iter().any(|end| answer.contains(end));
                let shows = ends || ["Result<Vec<", "Result<My"].iter().any(|begin| answer.contains(begin));
                if rest.trim_start().starts_with("&self") && shows {
                    found.insert(name.to_owned());
                }
            }
        }
        found
    }

    #[test]
    fn every_screen_has_a_key_or_is_named_as_one_that_has_none() {
        let screens = screens();
        assert!(screens.len() > 60, "{screens:?}");
        let has_key = |screen: &str| {
            let name = UNDER.iter().find(|(of, _)| *of == screen).map(|(_, key)| (*key).to_owned());
            let name = name.unwrap_or_else(|| format!("view_{screen}_p99_ms"));
            KEYS.iter().any(|key| key.name == name)
        };
        let missing: Vec<&String> =
            screens.iter().filter(|name| !has_key(name) && !NOT_TIMED.iter().any(|(of, _)| of == name)).collect();
        assert!(missing.is_empty(), "give them a key in the bench: {missing:?}");
        let gone: Vec<&str> =
            NOT_TIMED.iter().map(|(of, _)| *of).filter(|name| !screens.contains(*name) || has_key(name)).collect();
        assert!(gone.is_empty(), "no screens any more, or timed by now: {gone:?}");
    }
}
