INSERT INTO post (post, person, kind, unit, path, from_day, to_day, duties, lead)
VALUES (:post, :person, :kind, :unit, :path, :from_day, :to_day, :duties, :lead)
ON CONFLICT (post) DO UPDATE SET
    person = excluded.person, kind = excluded.kind, unit = excluded.unit, path = excluded.path,
    from_day = excluded.from_day, to_day = excluded.to_day, duties = excluded.duties, lead = excluded.lead
