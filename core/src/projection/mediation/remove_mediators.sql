DELETE FROM mediator WHERE record = ?1
