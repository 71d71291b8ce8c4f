INSERT INTO resident_text (resident_text) VALUES ('optimize')
