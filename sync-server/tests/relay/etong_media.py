"""Tells schemathesis how to send application/etong: as it is."""

import schemathesis


@schemathesis.serializer("application/etong")
def as_it_is(ctx, value):
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")
