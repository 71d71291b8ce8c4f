"""What breaks around the core: the store, the key store, the device, the shell's own listeners."""

import asyncio
import gc
import hashlib
import shutil

from device import Eye, PocketDevice
from request import request
from world import NO_LIMIT, Hand, equal, open_phone, refused, refused_later


def _files(folder):
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(folder.iterdir())}


def _copy(world, name):
    """Wang's phone, closed and copied."""
    world.wang.phone.suspend(1000)
    folder = shutil.copytree(world.wang.folder, world.folder / name)
    world.wang.phone.resume()
    return folder


async def a_suspended_phone_is_locked(world):
    phone, before = world.wang.phone, world.wang.phone.status()
    phone.suspend(1000)
    wal = world.wang.folder / "etong.db-wal"
    assert not wal.exists() or wal.stat().st_size == 0, "the log is folded into the file"
    refused("StorageLocked", phone.status)
    refused("StorageLocked", lambda: phone.residents(0))
    refused("StorageLocked", lambda: phone.capture_resident(request("ResidentRequest", world.data["resident"])))
    await refused_later("StorageLocked", world.wang.sync())
    await refused_later("StorageLocked", phone.verify(NO_LIMIT, None))
    phone.suspend(1000)
    phone.resume()
    phone.resume()
    equal(phone.status(), before, "after resume")
    report = await world.wang.sync()
    assert report.complete, report


async def suspend_stops_a_running_sync(world):
    phone = world.wang.phone
    phone.capture_resident(request("ResidentRequest", name="切到后台"))
    world.relay.freeze()
    try:
        running = asyncio.ensure_future(world.wang.sync())
        await asyncio.wait({running}, timeout=0.3)
        assert not running.done(), "the relay hangs"
        phone.suspend(1000)
        await asyncio.wait_for(refused_later("Stopped", running), 5)
    finally:
        world.relay.thaw()
    refused("StorageLocked", phone.status)
    phone.resume()
    report = await world.wang.sync()
    equal((report.complete, phone.status().unsent), (True, 0), "after resume")


async def a_failing_listener_changes_nothing(world):
    hand = world.wang
    hand.ear.fails = True
    made = hand.phone.capture_resident(request("ResidentRequest", name="听众不在")).record

    def fail():
        raise RuntimeError("the bar is gone")

    report = await hand.sync(Eye(then=fail))
    hand.ear.fails = False
    equal((report.sent, report.complete), (1, True), "report")
    assert made in hand.ear.heard()["residents"]
    equal(hand.phone.resident(made).name, "听众不在", "the resident")


async def an_exception_in_the_device_is_an_error(world):
    hand, resident = world.wang, request("ResidentRequest", world.data["resident"])
    before = hand.phone.status()
    for method, kind in (("now_ms", "Bug"), ("random", "Bug")):
        hand.device.breaks = method
        refused(kind, lambda: hand.phone.capture_resident(resident))
        if method == "now_ms":
            await refused_later(kind, hand.sync())
        hand.device.breaks = None
        equal(hand.phone.status(), before, f"after {method} broke")
    await hand.sync()
    device = hand.device
    device.breaks = "secret"
    refused("Bug", lambda: open_phone(world.folder / "never", device))
    device.breaks = None
    assert not (world.folder / "never").exists(), "no store without a key"


async def a_locked_key_store_is_not_a_broken_one(world):
    folder = _copy(world, "rebooted")
    device = PocketDevice(dict(world.wang.device.secrets))
    device.is_locked = True
    before = _files(folder)
    refused("StorageLocked", lambda: open_phone(folder, device))
    equal(_files(folder), before, "files")
    device.is_locked = False
    equal(open_phone(folder, device).status().enrolled, True, "after the unlock")


async def a_reopened_phone_goes_on(world):
    before = world.wang.phone.status()
    secrets, folder = world.wang.device.secrets, world.wang.folder
    world.wang.phone.suspend(1000)
    world.wang = None
    gc.collect()
    world.wang = Hand(folder, secrets)
    equal(world.wang.phone.status(), before, "as it was closed")
    await refused_later("SignedOut", world.wang.sync())
    world.wang.phone.reconnect()
    report = await world.wang.sync()
    equal((report.sent, report.complete), (0, True), "report")


async def a_wrong_key_leaves_the_file_alone(world):
    folder = _copy(world, "stolen")
    before, secrets = _files(folder), world.wang.device.secrets
    # Both names of the key: a phone that died while its key was renewed opens with the second one.
    wrong = PocketDevice(secrets | {"etong.database": bytes(32), "etong.database.next": bytes(32)})
    error = refused("StorageBroken", lambda: open_phone(folder, wrong))
    assert error.detail, error
    equal(_files(folder), before, "files")
    empty = PocketDevice({})
    refused("StorageBroken", lambda: open_phone(folder, empty))
    equal((_files(folder), empty.secrets), (before, {}), "files, and no new key")
    equal(open_phone(folder, PocketDevice(dict(secrets))).status().enrolled, True, "with the right key")


async def a_damaged_file_is_left_alone(world):
    folder = _copy(world, "dropped")
    file = folder / "etong.db"
    damaged = bytearray(file.read_bytes())
    for at in range(0, min(len(damaged), 8192), 64):
        damaged[at] ^= 0xFF
    file.write_bytes(damaged)
    refused("StorageBroken", lambda: open_phone(folder, PocketDevice(dict(world.wang.device.secrets))))
    equal(file.read_bytes(), bytes(damaged), "the damaged file")
