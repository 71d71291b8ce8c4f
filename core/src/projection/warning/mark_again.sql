UPDATE case_party SET again = (SELECT count(*) > 1 FROM case_party AS all_of WHERE all_of.party = ?1) WHERE party = ?1
