SELECT slot.scope AS scope, slot.day AS day, slot.sheet AS sheet, slot.own AS own, slot.post AS post, post.kind AS kind,
       person.name AS name, slot.partner AS partner, other.name AS partner_name, slot.from_at AS from_at, slot.to_at AS to_at,
       slot.note AS note, slot.waiting AS waiting
FROM roster_slot AS slot
LEFT JOIN post ON post.post = slot.post
LEFT JOIN person ON person.person = post.person
LEFT JOIN post AS partner ON partner.post = slot.partner
LEFT JOIN person AS other ON other.person = partner.person
WHERE (slot.post = :post OR slot.partner = :post) AND slot.to_at > :since
ORDER BY slot.from_at, slot.record, slot.nth
LIMIT :rows
