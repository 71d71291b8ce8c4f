SELECT office, unit FROM office;
