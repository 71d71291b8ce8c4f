UPDATE quarantine SET code = 'Offered', detail = 'it is offered to the relay again' WHERE lsn = ?1
