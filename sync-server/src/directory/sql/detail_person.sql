UPDATE person SET row = :row WHERE person = :person AND row IS NOT :row;
