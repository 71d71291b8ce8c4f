SELECT inclusion.epoch AS epoch, inclusion.size AS size, inclusion.leaves AS leaves, inclusion.proof AS proof
FROM included JOIN inclusion ON inclusion.no = included.inclusion
WHERE included.entry = ?1
