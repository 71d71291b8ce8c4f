SELECT record.record AS record, campaign.name AS name, campaign.scope AS scope, campaign.from_at AS from_at,
       campaign.until_at AS until_at, campaign.closed AS closed, campaign.provisional AS provisional
FROM campaign
JOIN record ON record.no = campaign.record
ORDER BY campaign.from_at DESC, campaign.record DESC
LIMIT ?1 OFFSET ?2
