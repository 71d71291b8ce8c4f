SELECT EXISTS (SELECT 1 FROM sharing WHERE record = :record AND unit = :unit AND receipted = 1) AS shared
