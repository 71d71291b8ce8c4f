SELECT slot.scope AS scope, slot.day AS day, slot.sheet AS sheet, slot.own AS own, slot.post AS post, post.kind AS kind,
       person.name AS name, slot.partner AS partner, other.name AS partner_name, slot.from_at AS from_at, slot.to_at AS to_at,
       slot.note AS note, slot.waiting AS waiting
FROM roster_slot AS slot
LEFT JOIN post ON post.post = slot.post
LEFT JOIN person ON person.person = post.person
LEFT JOIN post AS partner ON partner.post = slot.partner
LEFT JOIN person AS other ON other.person = partner.person
WHERE slot.day = :day AND slot.scope >= :start AND slot.scope < :end
ORDER BY slot.scope, slot.sheet, slot.from_at, slot.record, slot.nth
LIMIT :rows OFFSET :offset
