"""Checks a worker's receipt file offline and shares no code with etong: python3 receipt.py FILE RELAY_KEY_HEX.

Says of each entry where the phone's chain, the relay's feed and its history have it, and which unit opened the record.
Ends with 0 when all of it is proven, 1 when nothing of it is to be believed, 3 when a look in it is not proven to be of the unit it names:
no supervisor's phone signed for it, its envelope names no unit, or the file does not show the record, so that it may be the author's own."""

import base64
import json
import sys

import cbor
from verify import Refused, b64, batch_of, need, root_of, sha, signed

# Posts that supervise cases, inspections, mediations and patrols; of clues, which the police alone read, the other two.
DESKS = {"community_desk", "township_desk", "county_desk", "department", "police_chief"}
POLICE = {"police_officer", "police_chief"}
# What lives under the id of a record and says nothing of what the record is.
COMPANIONS = {"visit", "merge", "reply", "read", "opened", "grant", "tombstone"}


def plain(text):
    return bytes.fromhex(text.replace("-", ""))


def history(file, relay):
    """Entries under roots of the relay: id -> seq."""
    proven = {}
    for shown in file["inclusions"]:
        need(shown["root"].startswith("ETONGR1:") and shown["leaves"], "not a root")
        text = shown["root"][8:]
        body, signature = cbor.whole(base64.b32decode(text + "=" * (-len(text) % 8)))
        signed(relay, b"etong-root-1", body, signature, "a root")
        size, root = cbor.whole(body)[1:3]
        leaves = {seq - 1: sha(b"\0", seq.to_bytes(8, "big"), bytes.fromhex(entry)) for seq, entry in shown["leaves"]}
        proof = [b64(piece) for piece in shown["proof"]]
        need(max(leaves) < size and len(leaves) == len(shown["leaves"]), "an entry beyond the history")
        need(root_of(leaves, 0, size, proof) == root and not proof, "an entry is not in the relay's history")
        proven |= {bytes.fromhex(entry): seq for seq, entry in shown["leaves"]}
    return proven


def answers(file, device, key, relay):
    """Of each batch: id -> link, seq at the relay or None."""
    for batch in file["batches"]:
        chain, body = plain(batch["chain"]), b64(batch["receipt_body"])
        ids, head = batch_of(device, key, chain, batch)
        signed(relay, b"etong-receipt-1", body, b64(batch["receipt_signature"]), "a receipt")
        said = cbor.whole(body)
        need(said[1:6] == [device, chain, batch["first"], b64(batch["head_before"]), head], "a receipt for something else")
        seqs = []
        for count, seq, *_ in (run + [None] * (3 - len(run)) for run in said[6]):
            seqs += [None if seq is None else seq + nth for nth in range(count)]
        need(len(seqs) == len(ids), "a receipt for other entries")
        yield {entry: (batch["first"] + nth, seq) for nth, (entry, seq) in enumerate(zip(ids, seqs))}


def look(shown, file, device, own, proven, relay):
    """Who looked, and what is not proven of that."""
    entry = cbor.whole(b64(shown["bytes"]))
    identity = sha(b64(shown["bytes"]))
    need(identity in proven and entry[1] == "opened" and entry[2] == plain(file["record"]), "a look at something else")
    who, by = "nobody's signature", shown.get("signed")
    if by:
        signed(relay, b"etong-device-1", b64(by["device_body"]), b64(by["device_signature"]), "a phone")
        phone, key, person = cbor.whole(b64(by["device_body"]))[:3]
        need(phone == entry[4] and identity in batch_of(phone, key, plain(by["chain"]), by)[0], "a look its phone did not sign")
        who = f"signed by phone {phone.hex()} of {person.hex()}"
    words, unit = cbor.whole(entry[9]), entry[10] if len(entry) > 10 else None
    kinds = {envelope[1] for envelope in own} - COMPANIONS
    known = bool(kinds) and all(entry["bytes"] is not None for entry in file["entries"])
    desks = POLICE if any(kind == "clue" or kind.startswith("clue.") for kind in kinds) else DESKS if kinds else DESKS | POLICE
    authors = {(device, None)} | {(None, envelope[5]) for envelope in own}
    nobody = entry[6] not in desks or (entry[4], None) in authors or (None, entry[5]) in authors
    if nobody or any(envelope[3] != entry[3] for envelope in own) or unit is not None and words["unit"].split("/")[-1] != str(unit):
        return "calls itself a look and is nobody's", False
    hidden = "" if known else ", at a record that the file does not show: perhaps its author's own"
    return f"opened by {entry[6]} of unit {unit or 'not proven'}, {who}{hidden}", bool(by and unit and known)


def check(text, relay):
    file = json.loads(text)
    need(file["format"] == "etong-receipt-1", "not a receipt file")
    need(json.dumps(file, indent=2, ensure_ascii=False) == text.rstrip("\r\n"), "not written as the phone writes")
    device, key = plain(file["device"]), b64(file["device_key"])
    signed(key, b"etong-shown-1", json.dumps(file | {"signature": ""}, indent=2).encode(), b64(file["signature"]), "the file")
    batches, proven, lines, own = list(answers(file, device, key, relay)), history(file, relay), [], []
    for shown in file["entries"]:
        identity = bytes.fromhex(shown["id"])
        if shown["bytes"] is not None:
            own.append(cbor.whole(b64(shown["bytes"])))
            fits = sha(b64(shown["bytes"])) == identity and own[-1][2] == plain(file["record"]) and own[-1][4] == device
            need(fits, "an entry is not what its id stands for")
        link, seq = (None, None) if shown["batch"] is None else batches[shown["batch"]][identity]
        lines.append(f"{identity.hex()}\tlink {link}\tseq {seq}\thistory {proven.get(identity) == seq is not None}")
    looks = [look(shown, file, device, own, proven, relay) for shown in file["opened"]]
    return lines + [line for line, _ in looks], all(good for _, good in looks)


def main():
    try:
        with open(sys.argv[1], encoding="utf-8", newline="") as file:
            lines, good = check(file.read(), bytes.fromhex(sys.argv[2]))
    except (Refused, ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as fault:
        sys.exit(f"REFUSED: {fault}")
    print("\n".join(lines))
    if not good:
        print("NOT PROVEN: which unit opened the record")
        sys.exit(3)


if __name__ == "__main__":
    main()
