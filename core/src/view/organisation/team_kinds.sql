SELECT DISTINCT team_kind AS word FROM unit WHERE team_kind <> '' ORDER BY team_kind
