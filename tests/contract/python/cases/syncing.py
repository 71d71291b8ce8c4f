"""The phones meet the relay."""

import asyncio

from etong.etong_core import SyncLimits
from etong.etong_ffi import sync_percent

from device import Eye
from request import request
from world import NO_LIMIT, equal, refused_later


async def a_sync_sends_all_with_true_progress(world):
    unsent, eye = world.wang.phone.status().unsent, Eye()
    report = await world.wang.sync(eye)
    equal((report.sent, report.refused, report.complete), (unsent, 0, True), "report")
    equal(world.wang.phone.kept_aside(), [], "kept aside")
    percents = [sync_percent(step) for step in eye.steps]
    equal((percents[-1], eye.steps[-1].complete, eye.steps[-1].unsent), (100, True, 0), "the last step")
    assert all(percent < 100 for percent, step in zip(percents, eye.steps) if not step.complete), percents
    status = world.wang.phone.status()
    equal((status.unsent, status.complete, status.held), (0, True, status.reach), "status")
    equal(world.wang.phone.case(world.made["case"]).provisional, False, "provisional")


async def the_other_phone_sees_it_all(world):
    report = await world.li.sync()
    assert report.complete and report.received > 0, report
    phone, data, made = world.li.phone, world.data, world.made
    heard = world.li.ear.heard()
    for noun in ("resident", "case", "patrol"):
        assert made[noun] in heard[f"{noun}s"], f"the listener did not hear of the {noun}"

    resident = phone.resident(made["resident"])
    fields = {field.key: field.value for field in resident.fields}
    for key, masked in data["resident_masked"].items():
        equal(fields[key], masked, key)
    for key in ("name", "live_address"):
        equal(fields[key], data["resident"][key], key)
    equal(resident.tags, data["resident"]["tags"], "tags")

    case = phone.case(made["case"])
    equal((case.title, case.state, case.acts[0].by_name), (data["case"]["title"], "reported", "王芳"), "case")
    board = phone.board(request("BoardQuery", state="reported"))
    equal((board.total, [row.record for row in board.rows]), (1, [made["case"]]), "board")
    patrol = phone.patrols(0).rows[0]
    equal((patrol.record, patrol.by_name, patrol.points), (made["patrol"], "王芳", 3), "patrol")
    names = {unit.name for unit in phone.units(0).rows}
    equal(names, {unit["name"] for unit in data["directory"]["units"]}, "units")
    reports = [report.record for report in world.wang.phone.my_reports()]
    equal((reports, phone.my_reports()), ([made["case"]], []), "my reports")


async def receipts_reach_the_relay(world):
    for noun in ("resident", "case", "patrol"):
        receipts = world.wang.phone.receipts(world.made[noun])
        assert receipts, f"no receipt for the {noun}"
        for receipt in receipts:
            equal(receipt.step, "relay", "step")
            assert receipt.seq > 0 and receipt.received_at > 0, receipt
    equal(world.li.phone.receipts(world.made["case"]), [], "li wrote none of it")


async def residents_are_found(world):
    data, found = world.data, world.made["resident"]
    for hand in (world.wang, world.li):
        for typed in data["searches"]:
            rows = [row.record for row in hand.phone.search_residents(typed).rows]
            assert found in rows, f"{typed!r} finds {len(rows)} others"
        equal(hand.phone.search_residents("查无此人").rows, [], "nobody")
        here = hand.phone.residents_in(request("AreaQuery", data["resident_in_box"])).rows
        equal([row.record for row in here], [found], "in the box")
        equal(hand.phone.residents_in(request("AreaQuery", data["box_elsewhere"])).rows, [], "elsewhere")
    equal(world.wang.phone.complete_id(found[-8:]), found, "an id by its end")


async def both_phones_verify_equal(world):
    await world.settle()
    for hand in (world.wang, world.li):
        eye = Eye()
        report = await hand.phone.verify(NO_LIMIT, eye)
        equal((report.equal, report.unsent, report.read_again), (True, 0, False), "verify")
        equal(report.held, report.reach, "held")
        assert eye.steps[-1].complete


async def news_wakes_a_waiting_phone(world):
    await world.settle()
    waiting = asyncio.ensure_future(world.li.phone.wait_for_news())
    done, _ = await asyncio.wait({waiting}, timeout=0.5)
    assert not done, "there is no news yet"
    fresh = world.wang.phone.capture_resident(request("ResidentRequest", name="新住户")).record
    await world.wang.sync()
    await asyncio.wait_for(waiting, 20)
    await world.li.sync()
    equal(world.li.phone.resident(fresh).name, "新住户", "the news")


async def cancel_stops_a_sync(world):
    phone = world.wang.phone
    phone.capture_resident(request("ResidentRequest", name="再来一户"))
    eye = Eye(then=phone.cancel)
    await refused_later("Stopped", world.wang.sync(eye))
    equal(len(eye.steps), 1, "steps after the cancel")
    report = await world.wang.sync()
    assert report.complete, report
    phone.cancel()


async def a_hung_relay_can_be_left(world):
    phone = world.wang.phone
    phone.capture_resident(request("ResidentRequest", name="慢一步"))
    world.relay.freeze()
    try:
        limits = SyncLimits(deadline_ms=300, background=False)
        await asyncio.wait_for(refused_later("Stopped", world.wang.sync(limits=limits)), 10)

        running = asyncio.ensure_future(world.wang.sync())
        for _ in range(100):
            await asyncio.wait({running}, timeout=0.1)
            if running.done():
                break
            phone.cancel()
        await asyncio.wait_for(refused_later("Stopped", running), 1)

        dropped = asyncio.ensure_future(world.wang.sync())
        await asyncio.wait({dropped}, timeout=0.3)
        dropped.cancel()
        await asyncio.wait({dropped}, timeout=10)
        assert dropped.cancelled()
    finally:
        world.relay.thaw()
    report = await world.wang.sync()
    equal((report.complete, phone.status().unsent), (True, 0), "after the relay woke")


async def a_refused_entry_is_kept_and_offered_again(world):
    phone, posts, officer = world.wang.phone, world.data["posts"], world.data["posts"]["wang_officer"]
    phone.act_as(officer)
    record = phone.capture_resident(request("ResidentRequest", name="任期已满")).record
    world.relay.take_directory(_with_post_ended(world.data["directory"], officer, "2020-12-31"), world.folder)
    report = await world.wang.sync()
    equal((report.sent, report.refused), (0, 0), "report")
    assert report.in_custody >= 1, report
    kept = [row for row in phone.kept_aside() if row.record == record]
    equal([(row.side, row.code) for row in kept], [("relay", "InCustody")], "kept aside")
    assert kept[0].detail, kept[0]
    equal([receipt.step for receipt in phone.receipts(record)], ["custody"], "receipts")
    equal([post.post for post in phone.status().posts], [posts["wang_worker"]], "posts left")

    world.relay.take_directory(world.data["directory"], world.folder)
    phone.offer_again(kept[0].entry)
    report = await world.wang.sync()
    left = [row for row in phone.kept_aside() if row.record == record]
    equal((report.sent, report.refused, left), (1, 0, []), "offered again")
    equal([receipt.step for receipt in phone.receipts(record)], ["relay"], "receipts")
    await world.settle()
    equal(world.li.phone.resident(record).name, "任期已满", "on the other phone")
    phone.act_as(posts["wang_worker"])
    await world.settle()


def _with_post_ended(directory, ended, day):
    posts = [post | {"to": day} if post["post"] == ended else post for post in directory["posts"]]
    return {"posts": posts}


async def many_threads_share_a_phone(world):
    phone = world.wang.phone
    before = phone.status().residents

    def work(nth):
        for step in range(10):
            phone.capture_resident(request("ResidentRequest", name=f"并行{nth}{step}"))
            phone.residents(0)
            phone.search_residents("bx")

    threads = [asyncio.to_thread(work, nth) for nth in range(4)]
    await asyncio.gather(*threads, world.wang.sync(), world.li.sync())
    report = await world.wang.sync()
    equal((report.complete, phone.status().residents), (True, before + 40), "all of them, once")


async def a_stopped_relay_is_offline(world):
    phone = world.wang.phone
    world.relay.stop()
    made = phone.capture_resident(request("ResidentRequest", name="断网登记")).record
    await refused_later("Offline", world.wang.sync())
    equal([receipt.step for receipt in phone.receipts(made)], ["phone"], "receipts")
    assert phone.status().next_try is not None
    background = SyncLimits(deadline_ms=None, background=True)
    world.relay.start()
    await refused_later("Offline", world.wang.sync(limits=background))
    report = await world.wang.sync()
    equal((report.sent, report.complete), (1, True), "a person's tap does not wait")
    equal(phone.status().next_try, None, "next try")


async def a_sealed_outbox_is_delivered_by_another_phone(world):
    wang, li = world.wang.phone, world.li.phone
    case = wang.report_case(request("CaseRequest", world.data["case"])).record
    sealed = wang.seal_outbox()
    assert world.data["case"]["title"].encode() not in sealed, "only the relay opens it"
    delivered = await li.deliver_outbox(sealed)
    equal((delivered.entries, delivered.stored, delivered.in_custody, delivered.refused), (1, 1, 0, 0), "delivered")
    equal((await li.deliver_outbox(sealed)).stored, 1, "once more")
    await refused_later("Invalid", li.deliver_outbox(b"no outbox"))
    await world.settle()
    equal((li.case(case).record, li.record(case).kind), (case, "case"), "case")
    equal(sum(row.record == case for row in li.board(request("BoardQuery")).rows), 1, "once")
