"""What is refused, and the words of it."""

from request import request
from world import equal, refused


async def an_invalid_value_names_its_field(world):
    phone, made = world.wang.phone, world.made
    before = phone.status()
    resident = lambda **given: lambda: phone.capture_resident(request("ResidentRequest", **given))
    edit = lambda field, value: lambda: phone.edit_resident(
        made["resident"], request("EditRequest", set=[request("FieldChange", field=field, value=value)])
    )
    for field, call in (
        ("name", resident(name="  ")),
        ("sex", resident(name="某人", sex="外星")),
        ("birth", resident(name="某人", birth="去年")),
        ("scope", resident(name="某人", scope="not/a/path")),
        ("belief", edit("belief", "某")),
        ("colour", edit("colour", "红")),
        ("class", lambda: phone.report_case(request("CaseRequest", _class="party", title="某事"))),
        ("server", lambda: phone.connect_url("http://relay.example.org")),
    ):
        error = refused("Invalid", call)
        equal(error.field, field, "field")
        assert error.reason and "外星" not in error.reason, error.reason
    equal(phone.status(), before, "nothing was written")


async def not_allowed_names_who_may(world):
    phone = world.wang.phone
    case = phone.report_case(request("CaseRequest", world.data["case"])).record
    for act in ("dispatch", "close"):
        dispatch = {"to": world.data["posts"]["li_desk"], "to_kind": "community_desk"} if act == "dispatch" else {}
        error = refused("NotAllowed", lambda: phone.act_on_case(case, request("CaseActRequest", act=act, **dispatch)))
        assert "community_desk" in error.who_may and "grid_worker" not in error.who_may, error
        assert error.rule, error
        equal((error.instead.rule, error.instead.asked, error.instead.state), ("post", act, "reported"), "instead")
        assert "accept" in error.instead.steps and act not in error.instead.steps, error
        assert error.instead.todo, error
    equal(len(phone.case(case).acts), 1, "acts")
    patrol = world.made["patrol"]
    refused("NotAllowed", lambda: phone.pause_patrol(patrol))
    refused("NotAllowed", lambda: world.li.phone.note_finding(patrol, request("FindingRequest", world.data["finding"])))


async def what_is_not_there_is_not_found(world):
    phone, missing = world.wang.phone, world.data["unknown_resident"]
    edit = request("EditRequest", set=[request("FieldChange", field="note", value="x")])
    for noun, call in (
        ("resident", lambda: phone.resident(missing)),
        ("resident", lambda: phone.edit_resident(missing, edit)),
        ("resident", lambda: phone.resident("not an id")),
        # The id of a case is no resident's.
        ("resident", lambda: phone.edit_resident(world.made["case"], edit)),
        ("case", lambda: phone.case(missing)),
        ("case", lambda: phone.act_on_case(missing, request("CaseActRequest", act="accept"))),
        ("patrol", lambda: phone.end_patrol(missing, None)),
        ("record", lambda: phone.receipts(missing)),
        ("refused entry", lambda: phone.offer_again("00" * 32)),
    ):
        error = refused("NotFound", call)
        equal(error.noun, noun, "noun")
    refused("NotFound", lambda: phone.complete_id("deadbeefdead"))
