SELECT
  EXISTS (SELECT 1 FROM entry WHERE record = :no AND seq IS NULL AND state IN (0, 2) AND bytes IS NOT NULL) AS unsent,
  EXISTS (SELECT 1 FROM entry WHERE record = :no AND state IN (1, 2))
    OR EXISTS (SELECT 1 FROM entry JOIN quarantine ON quarantine.lsn = entry.lsn WHERE entry.record = :no)
    OR EXISTS (SELECT 1 FROM entry JOIN held_back ON held_back.lsn = entry.lsn WHERE entry.record = :no)
    OR EXISTS (SELECT 1 FROM track_fix WHERE record = :no) AS kept_aside,
  EXISTS (SELECT 1 FROM tombstone WHERE record = :no AND held = 1) AS on_hold,
  EXISTS (SELECT 1 FROM tombstone WHERE record = :no AND state = 'asked') AS erasure_asked,
  EXISTS (SELECT 1 FROM deadline WHERE record = :no AND what <> 'callback') AS deadline,
  EXISTS (
    SELECT 1 FROM draw_case JOIN draw ON draw.record = draw_case.draw
    WHERE draw_case.case_id = :id AND draw.state <> 'withdrawn'
      AND NOT EXISTS (SELECT 1 FROM callback WHERE callback.record = :no AND callback.at >= draw.drawn_at)
  ) OR EXISTS (
    SELECT 1 FROM closed_case JOIN draw ON closed_case.day BETWEEN draw.first_day AND draw.last_day
    WHERE closed_case.record = :no AND draw.state = 'announced'
  ) AS callback,
  EXISTS (
    SELECT 1 FROM appeal
    JOIN record AS assessed ON assessed.record = appeal.assessment
    WHERE appeal.state = 'open' AND (
      EXISTS (SELECT 1 FROM figure_case WHERE figure_case.assessment = assessed.no AND figure_case.case_id = :id)
      OR NOT EXISTS (SELECT 1 FROM counted_assessment WHERE counted_assessment.record = assessed.no)
    )
  ) AS appeal,
  EXISTS (
    SELECT 1 FROM case_file AS second WHERE second.duplicate_of = :id AND second.open = 1
  ) OR EXISTS (
    SELECT 1 FROM case_file AS this
    JOIN record AS main ON main.record = this.duplicate_of
    JOIN case_file AS first ON first.record = main.no
    WHERE this.record = :no AND first.open = 1
  ) AS second_report,
  EXISTS (
    SELECT 1 FROM mediation
    WHERE mediation."case" = :id AND (mediation.due_at IS NOT NULL OR mediation.state IN ('open', 'underway', 'agreed'))
  ) AS mediation,
  EXISTS (SELECT 1 FROM draft WHERE instr(draft.body, :text) > 0) AS draft,
  EXISTS (SELECT 1 FROM opening WHERE record = :id) AS look,
  EXISTS (SELECT 1 FROM entry WHERE record = :no AND seq IS NOT NULL AND counted = 0 AND state = 0) AS leaving
