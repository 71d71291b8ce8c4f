SELECT device.device, person.person, person.no AS person_no
FROM device JOIN person ON person.no = device.person
WHERE device.revoked_at IS NULL
ORDER BY device.no;
