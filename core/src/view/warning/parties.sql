SELECT party, at, case_id FROM case_party INDEXED BY case_party_again WHERE again = 1 AND at > ?1 AND at <= ?2
