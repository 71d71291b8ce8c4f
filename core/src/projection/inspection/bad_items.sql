SELECT bad.record AS no, record.record AS record, bad.kind AS kind, bad.item AS item, bad.at AS at,
       bad.community AS community, bad.premises AS premises, bad.address_key AS address_key,
       bad.lat_e6 AS lat_e6, bad.lon_e6 AS lon_e6, bad.case_record AS case_record
FROM inspection_item AS bad JOIN record ON record.no = bad.record
WHERE bad.record = ?1 AND bad.answer = 'bad'
