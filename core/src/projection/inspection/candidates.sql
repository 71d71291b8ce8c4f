SELECT bad.record AS no, record.record AS record, bad.kind AS kind, bad.item AS item, bad.at AS at,
       bad.community AS community, bad.premises AS premises, bad.address_key AS address_key,
       bad.lat_e6 AS lat_e6, bad.lon_e6 AS lon_e6, bad.case_record AS case_record
FROM (
    SELECT record, item FROM inspection_item
    WHERE answer = 'bad' AND premises IS NOT NULL AND premises = ?3 AND kind = ?1 AND item = ?2
    UNION
    SELECT record, item FROM inspection_item
    WHERE answer = 'bad' AND address_key IS NOT NULL AND address_key = ?4 AND kind = ?1 AND item = ?2
    UNION
    SELECT record, item FROM inspection_item
    WHERE answer = 'bad' AND lat_e6 IS NOT NULL AND kind = ?1 AND item = ?2 AND lat_e6 BETWEEN ?5 AND ?6
) AS candidate
JOIN inspection_item AS bad ON bad.record = candidate.record AND bad.item = candidate.item
JOIN record ON record.no = bad.record
WHERE bad.at BETWEEN ?7 AND ?8 AND bad.community = ?9
