"""Two people change the same thing."""

from request import request
from world import equal


def _edit(phone, record, field, value):
    change = request("FieldChange", field=field, value=value)
    return phone.edit_resident(record, request("EditRequest", set=[change]))


def _act(phone, record, act, **more):
    return phone.act_on_case(record, request("CaseActRequest", act=act, **more))


def _field(phone, record, key):
    return next(field for field in phone.resident(record).fields if field.key == key)


async def an_edit_travels(world):
    record = world.made["resident"]
    captured = _edit(world.li.phone, record, "note", "每周二上门")
    equal((captured.record, len(captured.entries)), (record, 1), "captured")
    equal(_edit(world.li.phone, record, "note", "每周二上门").entries, [], "the same again writes nothing")
    await world.settle()
    equal(_field(world.wang.phone, record, "note").value, "每周二上门", "the note")
    equal(_field(world.wang.phone, record, "name").value, world.data["resident"]["name"], "the name")


async def a_case_runs_its_course(world):
    case, wang, li = world.made["case"], world.wang.phone, world.li.phone
    _act(wang, case, "accept")
    _act(wang, case, "handle", note="约双方周三见面")
    _act(wang, case, "report_back", text="纸箱已搬走，双方和解")
    equal(wang.case(case).provisional, True, "provisional")
    await world.settle()
    equal((li.case(case).state, "close" in li.case(case).next), ("reported_back", True), "at the desk")
    _act(li, case, "close")
    await world.settle()
    for phone in (wang, li):
        shown = phone.case(case)
        equal((shown.state, shown.provisional), ("closed", False), "the case")
        equal([act.act for act in shown.acts], ["report", "accept", "handle", "report_back", "close"], "acts")
        equal({act.standing for act in shown.acts}, {"effective"}, "standings")
        equal([act.by_name for act in shown.acts], ["王芳"] * 4 + ["李强"], "who")
    equal(world.wang.phone.board(request("BoardQuery", state="closed")).total, 1, "board")


async def two_edits_of_one_name_meet(world):
    record = world.made["resident"]
    _edit(world.wang.phone, record, "name", "曾国安甲")
    _edit(world.li.phone, record, "name", "曾国安乙")
    await world.settle()
    shown = [_field(hand.phone, record, "name") for hand in (world.wang, world.li)]
    equal(shown[0].value, shown[1].value, "the same winner")
    for field in shown:
        equal({field.value, *field.others}, {"曾国安甲", "曾国安乙"}, "both values are kept")
    for hand in (world.wang, world.li):
        assert hand.phone.resident(record).needs_review
    _edit(world.li.phone, record, "name", world.data["resident"]["name"])
    await world.settle()
    equal(world.wang.phone.resident(record).needs_review, False, "after somebody decided")


async def two_acts_on_one_case_meet(world):
    wang, li = world.wang.phone, world.li.phone
    case = wang.report_case(request("CaseRequest", world.data["case"])).record
    await world.settle()
    _act(li, case, "accept")
    _act(wang, case, "accept")
    equal([act.standing for act in wang.case(case).acts], ["effective", "effective"], "as wang sees it offline")
    await world.li.sync()
    await world.settle()
    views = [phone.case(case) for phone in (wang, li)]
    acts = [[(act.entry, act.standing, act.because) for act in view.acts] for view in views]
    equal(acts[0], acts[1], "the same on both phones")
    equal([standing for _, standing, _ in acts[0]], ["effective", "effective", "superseded"], "standings")
    assert "李强" in acts[0][2][2], acts[0][2][2]
    equal({view.responsible_name for view in views}, {"李强"}, "the one responsible")
    row = next(row for row in wang.board(request("BoardQuery")).rows if row.record == case)
    equal((row.superseded, row.provisional), (1, False), "board")
