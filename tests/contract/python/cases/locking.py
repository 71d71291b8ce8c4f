"""A PIN on a phone, and two people who share one."""

from device import PocketDevice
from etong.etong_core import AppError
from etong.etong_ffi import Phone, SharedPhone, pin_standing, recover_pin
from request import request
from world import equal, open_phone, refused, refused_later

PIN, NEXT = "290417", "271828"


async def a_pin_keeps_the_phone_shut(world):
    hand, phone = world.wang, world.wang.phone
    before = phone.status()
    refused("Invalid", lambda: phone.set_pin("123456"))
    code = phone.set_pin(PIN)
    phone.lock()
    refused("Locked", phone.status)
    refused("Locked", lambda: phone.capture_resident(request("ResidentRequest", name="锁住时")))
    await refused_later("Locked", hand.sync())
    equal(refused("WrongPin", lambda: phone.unlock("135790")).left, 9, "tries left")
    phone.unlock(PIN)
    equal(phone.status(), before, "after unlock")
    refused("Locked", lambda: open_phone(hand.folder, hand.device))
    standing = pin_standing(hand.device)
    equal((standing.has_pin, standing.tries_left, standing.wait_s), (True, 10, 0), "the lock")
    phone.change_pin(PIN, NEXT)
    phone.lock()
    refused("Invalid", lambda: recover_pin(hand.device, "no code", PIN))
    recover_pin(hand.device, code.lower(), PIN)
    refused("WrongPin", lambda: phone.unlock(NEXT))
    phone.unlock(PIN)
    phone.remove_pin(PIN)
    refused("Invalid", phone.lock)
    report = await hand.sync()
    assert report.complete, report


async def two_users_share_a_phone(world):
    device = PocketDevice()
    shared = SharedPhone.at(str(world.folder / "shared"), device)
    first = shared.open(1)
    refused("Invalid", lambda: shared.add_user("小李", "小王"))
    first.set_pin(PIN)
    refused("Invalid", lambda: shared.add_user("小李 13800138000", "小王"))
    second = shared.add_user("小李", "小王")
    other = shared.open(second)
    other.set_pin(NEXT)
    other.lock()
    equal([(user.user, user.name, user.pin.has_pin) for user in shared.users()], [(1, "小王", True), (second, "小李", True)], "users")
    refused("WrongPin", lambda: other.unlock(PIN))
    refused("WrongPin", lambda: shared.open_with_pin(1, NEXT))
    refused("Invalid", lambda: first.remove_pin(PIN))
    refused("NotFound", lambda: shared.open(9))
    assert shared.open_with_pin(second, NEXT).status().device != first.status().device
    assert isinstance(shared.open_locked(second), Phone) and issubclass(AppError.Locked, Exception)
    left = await shared.open_with_pin(second, NEXT).leave_phone(request("LeaveRequest"))
    equal((left.entries, left.delivered, left.lost), (0, True, 0), "nothing to hand over")
    equal([user.user for user in shared.users()], [1], "who is left")
    refused("NotFound", lambda: shared.open(second))
    refused("NotFound", lambda: shared.remove_user(second))
    first.remove_pin(PIN)
