"""Becoming known to a relay."""

from request import request
from world import Hand, equal, refused, refused_later


async def opens_and_is_not_enrolled(world):
    world.wang = Hand(world.folder / "wang")
    world.li = Hand(world.folder / "li")
    for hand in (world.wang, world.li):
        status = hand.phone.status()
        equal((status.enrolled, status.posts, status.unsent), (False, [], 0), "a new phone")
        refused("SignedOut", lambda: hand.phone.capture_resident(request("ResidentRequest", world.data["resident"])))
        hand.phone.connect_url(world.relay.url)


async def a_wrong_code_is_refused(world):
    error = await refused_later("Refused", world.wang.phone.enrol("ZZZZ-ZZZZ", "王芳的手机"))
    assert error.code and error.detail, "a refusal says what and why"
    equal(world.wang.phone.status().enrolled, False, "enrolled")


async def enrols_with_a_one_time_code(world):
    posts = world.data["posts"]
    world.made["wang_code"] = world.relay.code_for(posts["wang_worker"])
    status = await world.wang.phone.enrol(world.made["wang_code"], "王芳的手机")
    equal((status.enrolled, status.person_name), (True, "王芳"), "wang")
    mine = {post.post: (post.kind, post.unit, post.unit_name) for post in status.posts}
    equal(
        mine,
        {
            posts["wang_worker"]: ("grid_worker", world.data["grid"], "第一网格"),
            posts["wang_officer"]: ("auxiliary_officer", world.data["grid"], "第一网格"),
        },
        "wang's posts",
    )
    equal(sum(post.acting for post in status.posts), 1, "acting posts")
    world.wang.phone.act_as(posts["wang_worker"])

    status = await world.li.phone.enrol(world.relay.code_for(posts["li_desk"]), "社区电脑")
    equal((status.person_name, [post.kind for post in status.posts]), ("李强", ["community_desk"]), "li")


async def a_used_code_is_refused(world):
    thief = Hand(world.folder / "thief")
    thief.phone.connect_url(world.relay.url)
    await refused_later("Refused", thief.phone.enrol(world.made["wang_code"], "另一部手机"))
    equal(thief.phone.status().enrolled, False, "enrolled")


async def another_post_acts(world):
    posts, phone = world.data["posts"], world.wang.phone
    phone.act_as(posts["wang_officer"])
    acting = [post.kind for post in phone.status().posts if post.acting]
    equal(acting, ["auxiliary_officer"], "acting post")
    case = phone.report_case(request("CaseRequest", world.data["case"])).record
    equal(phone.case(case).acts[0].by_kind, "auxiliary_officer", "who reported")
    equal(refused("Invalid", lambda: phone.act_as(posts["li_desk"])).field, "post", "field")
    phone.act_as(posts["wang_worker"])


async def a_revoked_phone_is_signed_out(world):
    world.relay.revoke(world.wang.phone.status().device)
    world.wang.phone.capture_resident(request("ResidentRequest", world.data["resident"]))
    await refused_later("SignedOut", world.wang.sync())
    equal(world.wang.phone.status().unsent, 1, "what was captured is still there")
