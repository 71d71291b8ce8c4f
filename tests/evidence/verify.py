"""Checks an evidence bundle offline and shares no code with etong: python3 verify.py FILE RELAY_KEY_HEX.

Says who signed each entry of one record, where the relay's history has it, and which files it names by their hashes.
Ends with 0 when all of it is proven, 1 when nothing of it is to be believed, 3 when entries are in it that no device signed for.
An entry that was left out is noticed only as a gap between the links that are shown."""

import base64
import hashlib
import json
import sys

import cbor
import ed25519

# Keys whose values are hashes of something else than a file.
OTHERS = {"base", "handover", "code_hash", "commit"}
UNSIGNED = "nobody signed for it"


class Refused(Exception):
    pass


def need(true, words):
    if not true:
        raise Refused(words)


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def b64(text):
    return base64.b64decode(text, validate=True)


def signed(key, tag, body, signature, what):
    need(ed25519.verify(key, tag + b"\0" + body, signature), f"the signature of {what} does not match")


def root_of(leaves, low, high, proof):
    """The Merkle root (RFC 6962) over leaves low..high; `leaves`: index -> hash of the known ones."""
    if not any(low <= index < high for index in leaves):
        need(proof, "the proof of the history is too short")
        return proof.pop(0)
    if high - low == 1:
        return leaves[low]
    middle = low + (1 << ((high - low - 1).bit_length() - 1))
    if any(low <= index < middle for index in leaves):
        left = root_of(leaves, low, middle, proof)
        return sha(b"\1", left, root_of(leaves, middle, high, proof))
    right = root_of(leaves, middle, high, proof)
    return sha(b"\1", root_of(leaves, low, middle, proof), right)


def batch_of(device, key, chain, batch):
    """The ids of a stretch of a device's chain as it signed them, and the head behind them."""
    before = head = b64(batch["head_before"])
    if batch["first"] == 1:
        need(before == sha(b"etong-chain-1\0", device, chain), "a chain does not start where it must")
    ids = [bytes.fromhex(entry) for entry in batch["ids"]]
    for entry in ids:
        head = sha(head, entry)
    places = batch["first"].to_bytes(8, "big") + len(ids).to_bytes(8, "big")
    signed(key, b"etong-batch-1", device + chain + places + before + head, b64(batch["signature"]), "a batch")
    return ids, head


def files(value, name=""):
    """Every SHA-256 of a file, wherever it stands."""
    if isinstance(value, dict):
        return [one for key, part in value.items() for one in files(part, key)]
    if isinstance(value, list):
        return [one for part in value for one in files(part, name)]
    is_hash = isinstance(value, str) and len(value) == 64 and not value.strip("0123456789abcdef")
    return [value] if is_hash and name not in OTHERS else []


def verify(bundle, relay):
    need(bundle["format"] == "etong-evidence-1", "not an evidence bundle")
    keys, owners = {}, {}
    for device in bundle["devices"]:
        signed(relay, b"etong-device-1", b64(device["body"]), b64(device["signature"]), "a device")
        number, key, person = cbor.whole(b64(device["body"]))[:3]
        keys[number], owners[number] = key, person
    batches = []
    for batch in bundle["batches"]:
        device = bytes.fromhex(batch["device"])
        need(device in keys, "a device the relay does not vouch for")
        batches.append((device, batch_of(device, keys[device], bytes.fromhex(batch["chain"]), batch)[0]))
    leaves, entries, last = {}, [], 0
    for entry in bundle["entries"]:
        data = b64(entry["bytes"])
        identity = sha(data)
        need(identity.hex() == entry["id"], "an entry is not what its id stands for")
        envelope = cbor.whole(data)
        need(envelope[2].hex() == bundle["record"], "an entry of another record")
        number = entry["batch"]
        need(number is None or type(number) is int and 0 <= number < len(batches), "an entry of a batch that is not here")
        device, ids = batches[number] if number is not None else (envelope[4], [identity])
        need(device == envelope[4] and identity in ids, "an entry its device did not sign")
        need(entry["seq"] > last, "the entries are not in the order of the history")
        last = entry["seq"]
        leaves[entry["seq"] - 1] = sha(b"\0", entry["seq"].to_bytes(8, "big"), identity)
        payload = cbor.whole(envelope[9]) if envelope[0] == 1 else {}
        who = owners[device].hex() if number is not None else UNSIGNED
        entries.append((entry["seq"], envelope[1], payload.get("a", ""), who, ",".join(files(payload))))
    need(entries, "there is no entry")
    body = b64(bundle["root"]["body"])
    signed(relay, b"etong-root-1", body, b64(bundle["root"]["signature"]), "the root")
    _, size, root, at = cbor.whole(body)[:4]
    need(max(leaves) < size, "an entry beyond the history")
    proof = [b64(piece) for piece in bundle["included"]]
    need(root_of(leaves, 0, size, proof) == root and not proof, "the entries are not in the relay's history")
    return entries, size, at


def main():
    try:
        with open(sys.argv[1], encoding="utf-8") as file:
            entries, size, at = verify(json.load(file), bytes.fromhex(sys.argv[2]))
    except (Refused, ValueError, KeyError, IndexError, TypeError, AttributeError) as fault:
        sys.exit(f"REFUSED: {fault}")
    for seq, kind, act, who, file in entries:
        print(f"{seq}\t{kind}\t{act}\t{who}\t{file}")
    history = f"under the relay's history of {size} entries as of {at}"
    unsigned = sum(who == UNSIGNED for _, _, _, who, _ in entries)
    if unsigned:
        print(f"NOT PROVEN: {history}, but nobody signed for {unsigned} of {len(entries)}")
        sys.exit(3)
    print(f"all signed, and {history}")


if __name__ == "__main__":
    main()
