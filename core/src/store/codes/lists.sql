SELECT dictionary, body FROM dictionary
WHERE dictionary >= 'code.' AND dictionary < 'code/'
ORDER BY dictionary, length(path) DESC, version
