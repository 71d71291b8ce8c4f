INSERT INTO case_file (record, class, kind, level, urgent, title, state, open, responsible_post, responsible_kind,
                       responsible_scope, scope, reported_at, moved_at, reporter_post, reporter_device, receipted,
                       duplicate_of, supervised, lat_e6, lon_e6, provisional, superseded, fallback_kind)
VALUES (:record, :class, :kind, :level, :urgent, :title, :state, :open, :responsible_post, :responsible_kind,
        :responsible_scope, :scope, :reported_at, :moved_at, :reporter_post, :reporter_device, :receipted,
        :duplicate_of, :supervised, :lat_e6, :lon_e6, :provisional, :superseded, :fallback_kind)
ON CONFLICT (record) DO UPDATE SET
    class = excluded.class, kind = excluded.kind, level = excluded.level, urgent = excluded.urgent,
    title = excluded.title, state = excluded.state, open = excluded.open,
    responsible_post = excluded.responsible_post, responsible_kind = excluded.responsible_kind,
    responsible_scope = excluded.responsible_scope, scope = excluded.scope, reported_at = excluded.reported_at,
    moved_at = excluded.moved_at, reporter_post = excluded.reporter_post,
    reporter_device = excluded.reporter_device, receipted = excluded.receipted,
    duplicate_of = excluded.duplicate_of, supervised = excluded.supervised,
    lat_e6 = excluded.lat_e6, lon_e6 = excluded.lon_e6,
    provisional = excluded.provisional, superseded = excluded.superseded, fallback_kind = excluded.fallback_kind
