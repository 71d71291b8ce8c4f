-- Before `duplicates` and `duplicates_of`: what a pair shows.
SELECT one.record AS record, two.record AS other, first.name AS name, second.name AS other_name,
       first.id_masked AS id_masked, second.id_masked AS other_id_masked, first.address AS address,
       second.address AS other_address, duplicate.likenesses AS likenesses,
       (SELECT merging.state FROM merging
        WHERE (merging.kept = duplicate.low AND merging.other = two.record)
           OR (merging.kept = duplicate.high AND merging.other = one.record)
        LIMIT 1) AS state
FROM duplicate
JOIN record AS one ON one.no = duplicate.low
JOIN record AS two ON two.no = duplicate.high
JOIN resident AS first ON first.record = duplicate.low
JOIN resident AS second ON second.record = duplicate.high
