"""Makes a request record of the core from the plain data of data.json; what the data leaves out is left out."""

import inspect
import re

from etong import etong_core

ABSENT = {"str": "", "bool": False, "float": 0.0, "int": 0}
KEYWORDS = {"from": "_from", "class": "_class"}


def request(record_name, /, given=None, **more):
    """`request("CaseActRequest", act="accept")`; nested records are made from nested objects."""
    record = getattr(etong_core, record_name)
    given = {KEYWORDS.get(key, key): value for key, value in ({} if given is None else given).items()} | more
    hints = {key: hint for key, hint in inspect.get_annotations(record.__init__).items() if key != "return"}
    unknown = given.keys() - hints.keys()
    assert not unknown, f"{record_name} has no {unknown}"
    return record(**{key: _value(hint, given[key]) if key in given else _absent(hint) for key, hint in hints.items()})


def _value(hint, value):
    inner = re.sub(r"^typing\.(Optional|List)\[(.*)\]$", r"\2", hint)
    if isinstance(value, list):
        return [_value(inner, item) for item in value]
    return request(inner, value) if isinstance(value, dict) else value


def _absent(hint):
    if hint.startswith("typing.Optional["):
        return None
    return [] if hint.startswith("typing.List[") else ABSENT[hint]
