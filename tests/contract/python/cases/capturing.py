"""What a worker records, with no network at all."""

import time

from request import request
from world import equal, refused_later


async def captures_without_network(world):
    world.wang.device.is_online = False
    phone, data, made = world.wang.phone, world.data, world.made
    made["resident"] = phone.capture_resident(request("ResidentRequest", data["resident"])).record
    made["case"] = phone.report_case(request("CaseRequest", data["case"])).record
    made["patrol"] = _walk(phone, data)

    heard = world.wang.ear.heard()
    equal(heard, {"residents": {made["resident"]}, "cases": {made["case"]}, "patrols": {made["patrol"]}}, "heard")
    status = phone.status()
    equal((status.residents, status.cases, status.patrols), (1, 1, 1), "records")
    assert status.unsent >= 3 and not status.complete, status
    for record in (made["resident"], made["case"], made["patrol"]):
        steps = {receipt.step for receipt in phone.receipts(record)}
        equal(steps, {"phone"}, "receipts before any sync")
    case = phone.case(made["case"])
    equal((case.state, case.provisional), ("reported", True), "the case")
    assert {"accept", "handle", "return"} <= set(case.next), case.next
    patrol = phone.patrols(0).rows[0]
    equal((patrol.state, patrol.points, patrol.findings), ("ended", 3, 1), "the patrol")
    # Half a thousandth of a degree of latitude; what lies between pause and resume does not count.
    assert 54 <= patrol.distance_m <= 57, patrol.distance_m


def _walk(phone, data):
    """Start, walk, pause, go on, find something, own up to a gap, end."""
    now = time.time_ns() // 1_000_000
    fixes = [fix | {"at": now + 1_000 * nth} for nth, fix in enumerate(data["walk"])]
    patrol = phone.start_patrol(request("PatrolRequest", data["patrol"])).record
    for fix in fixes[:2]:
        phone.add_fix(patrol, request("FixRequest", fix))
    phone.pause_patrol(patrol)
    phone.resume_patrol(patrol)
    phone.add_fix(patrol, request("FixRequest", fixes[2]))
    phone.note_finding(patrol, request("FindingRequest", data["finding"]))
    gap = {"from": now + 3_000, "to": now + 9_000, "cause": "no_signal"}
    phone.note_gap(patrol, request("GapRequest", gap))
    phone.end_patrol(patrol, request("FixRequest", fixes[2]))
    return patrol


async def a_sync_without_network_is_offline(world):
    before = world.wang.phone.status().unsent
    await refused_later("Offline", world.wang.sync())
    equal(world.wang.phone.status().unsent, before, "unsent")
    world.wang.device.is_online = True


async def an_odd_value_is_flagged(world):
    phone, odd = world.wang.phone, request("ResidentRequest", world.data["odd_resident"])
    before = phone.status()
    remarks = phone.check_resident(odd)
    equal([remark.field for remark in remarks], ["id"], "remarks")
    equal(phone.status(), before, "checking writes nothing")
    captured = phone.capture_resident(odd)
    equal(captured.remarks, remarks, "the same remarks")
    assert odd.id_no not in str(remarks), "a remark never repeats the number"


async def lists_come_in_pages(world):
    phone, have = world.wang.phone, world.wang.phone.status().residents
    for nth in range(int(130 - have)):
        phone.capture_resident(request("ResidentRequest", name=f"住户{nth:03}"))
    first, second = phone.residents(0), phone.residents(100)
    equal((len(first.rows), first.more), (100, True), "first page")
    equal((len(second.rows), second.more), (30, False), "second page")
    equal(len({row.record for row in first.rows + second.rows}), 130, "different residents")
    await world.settle()
    equal(world.li.phone.status().residents, 130, "residents on the other phone")
