"""The CBOR (RFC 8949) that entries are written in: definite or indefinite lengths, no tags, no fractions."""


def value(data, at=0):
    """One value and where it ends."""
    kind, info = data[at] >> 5, data[at] & 31
    at += 1
    if kind == 7:
        return {20: False, 21: True, 22: None}[info], at
    size = None if info == 31 else info
    if 24 <= info <= 27:
        width = 1 << (info - 24)
        size, at = int.from_bytes(data[at:at + width], "big"), at + width
    if kind in (0, 1):
        return (size if kind == 0 else -1 - size), at
    if kind in (2, 3) and size is not None:
        if at + size > len(data):
            raise ValueError("CBOR is cut")
        part = bytes(data[at:at + size])
        return (part if kind == 2 else part.decode()), at + size
    if kind not in (4, 5):
        raise ValueError("CBOR of a kind that is not used here")
    items = []
    count = None if size is None else size * (kind - 3)
    while len(items) != count:
        if count is None and data[at] == 255:
            at += 1
            break
        item, at = value(data, at)
        items.append(item)
    return (items if kind == 4 else dict(zip(items[::2], items[1::2]))), at


def whole(data):
    """The one value these bytes are."""
    item, end = value(data)
    if end != len(data):
        raise ValueError("something follows the CBOR")
    return item
