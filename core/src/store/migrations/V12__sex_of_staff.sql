-- 性别 of a person of the directory, GB/T 2261.1, for complementary pairs only; NULL: not said.
ALTER TABLE person ADD COLUMN sex TEXT;
