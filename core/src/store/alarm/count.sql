SELECT count(*) AS alarms FROM alarm WHERE kind <> 'new_epoch'
