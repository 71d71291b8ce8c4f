INSERT INTO post (post, person, kind, unit, from_day, to_day)
SELECT :post, person.no, :kind, :unit, :from, :to FROM person WHERE person.person = :person
ON CONFLICT (post) DO UPDATE SET from_day = excluded.from_day, to_day = excluded.to_day
WHERE (from_day, to_day) IS NOT (excluded.from_day, excluded.to_day);
