SELECT office.office AS office, office.unit AS unit, unit.path AS path, office.name AS name
FROM office JOIN unit ON unit.unit = office.unit
ORDER BY unit.path, office.office;
