"""The two phones, their relay, and what earlier cases left for later ones."""

from etong.etong_core import AppError, SyncLimits
from etong.etong_ffi import Phone

from device import Ear, PocketDevice

NO_LIMIT = SyncLimits(deadline_ms=None, background=False)


class Hand:
    """A phone in somebody's hand: the core, the device under it, the listener above it."""

    def __init__(self, folder, secrets=None):
        self.folder = folder
        self.device = PocketDevice(secrets)
        self.ear = Ear()
        self.phone = open_phone(folder, self.device)
        self.phone.on_changed(self.ear)

    async def sync(self, progress=None, limits=NO_LIMIT):
        return await self.phone.sync(limits, progress)


def open_phone(folder, device):
    """The core alone."""
    return Phone.open(str(folder), device)


class World:
    def __init__(self, relay, folder, data):
        self.relay = relay
        self.folder = folder
        self.data = data
        self.wang = None
        self.li = None
        # Ids of records made on the way, by what they are in the story.
        self.made = {}

    async def settle(self):
        """Both phones have sent and read everything."""
        await self.wang.sync()
        await self.li.sync()
        report = await self.wang.sync()
        assert report.complete, "all is sent and read, but the digests differ"


def refused(kind, call):
    """The error of the one kind that `call` must answer with."""
    try:
        outcome = call()
    except AppError as error:
        return _of_kind(kind, error)
    raise AssertionError(f"expected {kind}, got {outcome!r}")


async def refused_later(kind, awaited):
    try:
        outcome = await awaited
    except AppError as error:
        return _of_kind(kind, error)
    raise AssertionError(f"expected {kind}, got {outcome!r}")


def _of_kind(kind, error):
    assert type(error).__name__ == kind, f"expected {kind}, got {error!r}"
    return error


def equal(actual, expected, about):
    assert actual == expected, f"{about}: expected {expected!r}, got {actual!r}"
