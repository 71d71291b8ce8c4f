INSERT INTO actor (actor, device) VALUES (:actor, :device) ON CONFLICT (actor) DO NOTHING;
