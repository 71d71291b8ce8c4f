SELECT tombstone_holder.device AS device, tombstone_holder.person AS person, person.name AS name
FROM tombstone_holder LEFT JOIN person ON person.person = tombstone_holder.person
WHERE tombstone_holder.record = ?1
ORDER BY tombstone_holder.device
