"""One function per case of cases.json, by chapter."""

import inspect

from . import enrolling, capturing, syncing, meeting, refusing, locking, breaking


def all_by_name():
    chapters = (enrolling, capturing, syncing, meeting, refusing, locking, breaking)
    return {
        name: function
        for chapter in chapters
        for name, function in inspect.getmembers(chapter, inspect.iscoroutinefunction)
        if function.__module__ == chapter.__name__ and not name.startswith("_")
    }
