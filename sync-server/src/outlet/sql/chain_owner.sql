SELECT chain.id, device.device, device.key, device.enrolled_at, device.revoked_at, person.person
FROM chain
JOIN device ON device.no = chain.device
JOIN person ON person.no = device.person
WHERE chain.chain = :chain;
