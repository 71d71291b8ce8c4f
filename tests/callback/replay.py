"""Draws a callback sample again and shares no code with etong: python3 replay.py FILE [DIGEST].

FILE is what `etong draw export` writes; DIGEST is what another phone that is shown the draw says of it. Ends with 0 when the
same cases are drawn, 1 with every difference named. That the population is complete, a phone that holds all cases checks
(`etong draw show`); who signed the draw, the evidence of the record (tests/evidence/verify.py); when the relay had it, the receipt of who drew."""

import hashlib
import json
import re
import sys

DAY, ID, ENTRY, UNIT = "[0-9]{4}-[0-9]{2}-[0-9]{2}", "[0-9a-f]{32}", "[0-9a-f]{64}", "(/[0-9]+)*/?"
FORMS = {
    "record": ID, "unit": UNIT, "first_day": DAY, "last_day": DAY, "commit": ENTRY, "announcement": ENTRY, "drawing": ENTRY,
    "secret": ENTRY, "seed": ENTRY, "digest": ENTRY,
}
NUMBERS = ["rate_percent", "at_least", "rules", "announced", "upto"]


def sha(*parts):
    return hashlib.sha256(b"".join(parts))


def misshapen(file):
    """What has not the form it must have. The digest is over lines: a text with a line break would be two of them."""
    def told(name, text, form):
        return [] if isinstance(text, str) and re.fullmatch(form, text) else [f"{name} has not the form it must have"]
    found = [fault for name, form in FORMS.items() for fault in told(name, file[name], form)]
    found += [f"{name} is no number" for name in NUMBERS if type(file[name]) is not int or file[name] < 0]
    for stratum in file["strata"]:
        found += told("the unit of a stratum", stratum["unit"], UNIT)
        if not isinstance(stratum["class"], str) or not stratum["class"].isprintable():
            found.append("the class of a stratum has not the form it must have")
        found += [fault for case in stratum["cases"] for fault in told("the id of a case", case, ID)]
    return found + [fault for case in file["picked"] for fault in told("the id of a drawn case", case, ID)]


def digest_of(file):
    def words(*names):
        return " ".join(str(file[name]) for name in names)
    lines = [
        words("format", "record", "unit", "first_day", "last_day"),
        words("rate_percent", "at_least", "rules", "commit"),
        words("announcement", "announced", "drawing", "upto"),
        words("secret", "seed"),
    ]
    for stratum in file["strata"]:
        lines.append(f"stratum {stratum['unit']} {stratum['class']}")
        lines += stratum["cases"]
    lines += ["picked", *file["picked"]]
    return sha("".join(line + "\n" for line in lines).encode()).hexdigest()


def draw(file, seed):
    """Of each stratum the cases with the lowest SHA-256(seed | case), as many as the rule says."""
    picked = []
    for stratum in file["strata"]:
        numbered = sorted((sha(seed, bytes.fromhex(case)).digest(), case) for case in stratum["cases"])
        share = -(-len(numbered) * file["rate_percent"] // 100)
        count = min(max(share, file["at_least"]), len(numbered))
        picked += [case for _, case in numbered[:count]]
    return picked


def differences(file, told):
    if file["format"] != "etong-draw-1":
        return ["this is no draw"]
    found = misshapen(file)
    if found:
        return found
    secret = file["secret"].encode()
    if sha(b"etong-draw-commit-1", secret).hexdigest() != file["commit"]:
        found.append("the secret is not the one that was announced")
    seed = sha(b"etong-draw-1", bytes.fromhex(file["record"]), secret).digest()
    if seed.hex() != file["seed"]:
        found.append("the seed does not come from the secret")
    if file["announced"] > file["upto"]:
        found.append("it was announced after the population was known")
    places = [(stratum["unit"], stratum["class"]) for stratum in file["strata"]]
    if len(set(places)) != len(places):
        found.append("a stratum stands twice")
    cases = [case for stratum in file["strata"] for case in stratum["cases"]]
    found += [f"case {case} is in the population twice" for case in sorted(set(cases)) if cases.count(case) > 1]
    should, picked = draw(file, seed), file["picked"]
    found += [f"case {case} is drawn and should not be" for case in picked if case not in should]
    found += [f"case {case} should be drawn and is not" for case in should if case not in picked]
    if sorted(should) == sorted(picked) and should != picked:
        found.append("the drawn cases are not in the order of the draw")
    if digest_of(file) != file["digest"]:
        found.append("the file was changed: its digest is another")
    if told is not None and told != digest_of(file):
        found.append("this is not the draw that the phone shows: its digest is another")
    return found


def main():
    try:
        with open(sys.argv[1], encoding="utf-8") as opened:
            file = json.load(opened)
        found = differences(file, sys.argv[2] if len(sys.argv) > 2 else None)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as fault:
        sys.exit(f"REFUSED: not a draw: {fault!r}")
    for difference in found:
        print(difference)
    if found:
        sys.exit(1)
    population = sum(len(stratum["cases"]) for stratum in file["strata"])
    print(f"the same draw: {len(file['picked'])} of {population} cases, digest {file['digest']}")


if __name__ == "__main__":
    main()
