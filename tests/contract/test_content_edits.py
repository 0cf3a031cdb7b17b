from __future__ import annotations

import xml.etree.ElementTree as ET
from html import escape

import pytest

from sonos_sim.household.media import Track
from tests.contract.test_content_directory import ROOT, TITLE, browse, ids, titles
from tests.support.library import stock
from tests.support.wire import Fault, call, subscribe

ORDINAL = "{urn:schemas-rinconnetworks-com:metadata-1-0/}ordinal"
URI = "x-sonosapi-stream:s{}?sid=254&flags=32"


@pytest.fixture
async def kitchen(simulate):
    return (await simulate("Kitchen", "Office"))["Kitchen"]


@pytest.fixture
def office(kitchen):
    return kitchen.household["Office"]


def favourite(number=1, **elements):
    values = {"dc:title": f"Station {number}", "res": URI.format(number), "r:resMD": f"<DIDL-Lite>{number}</DIDL-Lite>"}
    values = {**values, "r:type": "instantPlay", **{name.replace("_", ":"): text for name, text in elements.items()}}
    inner = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in values.items())
    return f'{ROOT}<item id="" parentID="FV:2" restricted="false">{inner}</item></DIDL-Lite>'


async def create(player, elements, container="FV:2"):
    return await call(player, "ContentDirectory", "CreateObject", ContainerID=container, Elements=elements)


async def update(player, object_id, current, new):
    await call(player, "ContentDirectory", "UpdateObject", ObjectID=object_id, CurrentTagValue=current, NewTagValue=new)


async def destroy(player, object_id):
    await call(player, "ContentDirectory", "DestroyObject", ObjectID=object_id)


# CreateObject


async def test_a_favourite_is_created_and_every_player_shows_it(kitchen, office):
    answer = await create(kitchen, favourite(1, r_description="from <TuneIn>"))
    assert answer["ObjectID"] == "FV:2/0"
    assert (await browse(office, "FV:2"))["Result"] == answer["Result"]
    assert (
        f'<res protocolInfo="sonos.com-http:*:application/octet-stream:*">{escape(URI.format(1))}</res>'
        in (answer["Result"])
    )
    assert "<r:description>from &lt;TuneIn&gt;</r:description>" in answer["Result"]
    assert "<r:resMD>&lt;DIDL-Lite&gt;1&lt;/DIDL-Lite&gt;</r:resMD>" in answer["Result"]


async def test_favourites_come_at_the_end_and_ids_are_not_given_again(kitchen):
    for number in range(3):
        await create(kitchen, favourite(number))
    await destroy(kitchen, "FV:2/1")
    answer = await create(kitchen, favourite(9))
    assert answer["ObjectID"] == "FV:2/3"
    result = ET.fromstring((await browse(kitchen, "FV:2"))["Result"])
    assert [(item.get("id"), item.findtext(ORDINAL)) for item in result] == [
        ("FV:2/0", "0"),
        ("FV:2/2", "1"),
        ("FV:2/3", "2"),
    ]


async def test_the_event_of_a_favourite(kitchen, office):
    async with subscribe(office, "ContentDirectory") as events:
        first = (await events.next()).properties
        assert (first["FavoritesUpdateID"], first["ContainerUpdateIDs"]) == ("RINCON_FFFFFFFFFFFF99999,0", "")
        await create(kitchen, favourite())
        assert list((await events.next()).properties.items()) == [
            ("SystemUpdateID", "2"),
            ("ContainerUpdateIDs", "FV:2,1"),
            ("FavoritesUpdateID", f"{kitchen.uuid},1"),
        ]
        await destroy(office, "FV:2/0")
        assert (await events.next()).properties["FavoritesUpdateID"] == f"{office.uuid},2"
        await events.none()
    assert (await browse(office, "FV:2"))["UpdateID"] == "2"


async def test_the_same_favourite_twice_is_803(kitchen):
    await create(kitchen, favourite())
    with pytest.raises(Fault, match="803"):
        await create(kitchen, favourite(dc_title="Other name"))
    assert await titles(kitchen, "FV:2") == ["Station 1"]


async def test_the_list_is_full(simulate):
    kitchen = (await simulate("Kitchen", behaviour={"favorites_limit": 2}))["Kitchen"]
    for number in range(2):
        await create(kitchen, favourite(number))
    with pytest.raises(Fault, match="805"):
        await create(kitchen, favourite(2))
    assert len(await titles(kitchen, "FV:2")) == 2


@pytest.mark.parametrize(
    "elements",
    ["", "no xml", ROOT + "</DIDL-Lite>", favourite(dc_title=""), favourite(res="", r_resMD=""),
     f"<!DOCTYPE x [<!ENTITY e 'v'>]>{favourite()}"],
)  # fmt: skip
async def test_elements_that_describe_no_favourite(kitchen, elements):
    with pytest.raises(Fault, match="712"):
        await create(kitchen, elements)
    assert await titles(kitchen, "FV:2") == []


@pytest.mark.parametrize(
    ("container", "code"), [("A:ALBUM", 711), ("SQ:", 711), ("Q:0", 711), ("FV:9", 710), ("", 710)]
)
async def test_containers_that_take_nothing(kitchen, container, code):
    with pytest.raises(Fault, match=str(code)):
        await create(kitchen, favourite(), container)
    assert await titles(kitchen, "FV:2") == []


async def test_clients_write_sloppy_documents(kitchen):
    answer = await create(kitchen, '<item id=""><dc:title>R & B</dc:title><res>x-sonosapi-stream:s1</res>')
    assert ET.fromstring(answer["Result"])[0].findtext(TITLE) in {"R & B", "R  B"}


async def test_a_station_is_created(kitchen, office):
    uri = escape(URI.format(1))
    elements = f'{ROOT}<item id="" parentID="R:0/0"><dc:title>FM</dc:title><res>{uri}</res></item></DIDL-Lite>'
    async with subscribe(office, "ContentDirectory") as events:
        await events.next()
        answer = await create(kitchen, elements, "R:0/0")
        assert answer["ObjectID"] == "R:0/0/0"
        assert (await events.next()).properties == {
            "SystemUpdateID": "2",
            "ContainerUpdateIDs": "R:0/0,1",
            "RadioFavoritesUpdateID": f"{kitchen.uuid},1",
        }
    shown = await browse(office, "R:0/0")
    assert (shown["Result"], shown["UpdateID"]) == (answer["Result"], "1")
    assert kitchen.household.content.track_for(URI.format(1)).title == "FM"


async def test_a_show_is_created_and_a_station_without_a_uri_is_not(kitchen):
    elements = f'{ROOT}<container id=""><dc:title>S</dc:title><res>x-sonosapi-show:p1</res></container></DIDL-Lite>'
    assert (await create(kitchen, elements, "R:0/1"))["ObjectID"] == "R:0/1/0"
    with pytest.raises(Fault, match="712"):
        await create(kitchen, elements.replace("x-sonosapi-show:p1", ""), "R:0/1")
    assert await titles(kitchen, "R:0/1") == ["S"]


# UpdateObject


async def test_title_and_description_of_a_favourite_change(kitchen, office):
    await create(kitchen, favourite())
    await update(
        office,
        "FV:2/0",
        "<dc:title>Station 1</dc:title>,",
        "<dc:title>A, B &amp; C</dc:title>,<r:description>new</r:description>",
    )
    shown = (await browse(kitchen, "FV:2"))["Result"]
    assert "<dc:title>A, B &amp; C</dc:title>" in shown
    assert "<r:description>new</r:description>" in shown
    assert escape(URI.format(1)) in shown
    await update(kitchen, "FV:2/0", "<dc:title>A, B &amp; C</dc:title>", "<dc:title>D</dc:title>")
    assert await titles(kitchen, "FV:2") == ["D"]


async def test_a_favourite_moves_by_its_ordinal(kitchen):
    for number in range(3):
        await create(kitchen, favourite(number))
    await update(kitchen, "FV:2/2", "<r:ordinal>2</r:ordinal>", "<r:ordinal>0</r:ordinal>")
    assert await ids(kitchen, "FV:2") == ["FV:2/2", "FV:2/0", "FV:2/1"]


@pytest.mark.parametrize(
    ("current", "new", "code"),
    [
        ("<dc:title>Wrong</dc:title>", "<dc:title>B</dc:title>", 702),
        ("garbage", "<dc:title>B</dc:title>", 702),
        ("<r:type>x</r:type>", "<dc:title>B</dc:title>", 702),
        ("", "<dc:title>B</dc:title>", 702),
        ("<dc:title>Station 1</dc:title>", "<dc:title>B</dc:title>x", 703),
        ("", "<upnp:class>object.item</upnp:class>", 703),
        ("<r:ordinal>0</r:ordinal>", "<r:ordinal>-1</r:ordinal>", 703),
        ("<dc:title>Station 1</dc:title>", "<dc:title>B</dc:title>,<r:description>d</r:description>", 706),
        ("<dc:title>Station 1</dc:title>", "", 712),
        ("<dc:title>Station 1</dc:title>", "<dc:title></dc:title>", 712),
        ("<dc:title>Station 1</dc:title>", "<dc:title/>", 712),
    ],
)
async def test_an_update_that_does_not_fit_changes_nothing(kitchen, current, new, code):
    await create(kitchen, favourite())
    before = await browse(kitchen, "FV:2")
    with pytest.raises(Fault, match=str(code)):
        await update(kitchen, "FV:2/0", current, new)
    assert await browse(kitchen, "FV:2") == before


async def test_a_playlist_and_a_station_get_another_name(kitchen):
    content = kitchen.household.content
    content.saved_queues.create("Old", [Track("x-sonos-http:1.mp3")], kitchen)
    content.radio.create("Old", "x-sonosapi-stream:s1", kitchen)
    for object_id in ("SQ:0", "R:0/0/0"):
        await update(kitchen, object_id, "<dc:title>Old</dc:title>", "<dc:title>New</dc:title>")
    assert await titles(kitchen, "SQ:") == await titles(kitchen, "R:0/0") == ["New"]
    assert len(await ids(kitchen, "SQ:0")) == 1


@pytest.mark.parametrize(
    ("object_id", "code"), [("FV:2/7", 701), ("SQ:7", 701), ("R:0/0/7", 701), ("A:ALBUM", 711), ("zz", 701)]
)
async def test_objects_that_cannot_be_changed(kitchen, object_id, code):
    with pytest.raises(Fault, match=str(code)):
        await update(kitchen, object_id, "", "<dc:title>A</dc:title>")


# DestroyObject


async def test_a_playlist_a_station_and_a_show_are_deleted(kitchen, office):
    content = kitchen.household.content
    content.saved_queues.create("P", [], kitchen)
    content.radio.create("S", "x-sonosapi-stream:s1", kitchen)
    content.shows.create("S", "x-sonosapi-show:p1", kitchen)
    async with subscribe(office, "ContentDirectory") as events:
        assert (await events.next()).properties["ContainerUpdateIDs"] == "SQ:0,1,R:0/0,1,R:0/1,1"
        for object_id, container, changed in (
            ("SQ:0", "SQ:", {"SavedQueuesUpdateID": f"{kitchen.uuid},2"}),
            ("r:0/0/0", "R:0/0", {"RadioFavoritesUpdateID": f"{kitchen.uuid},3"}),
            ("R:0/1/0", "R:0/1", {"RadioFavoritesUpdateID": f"{kitchen.uuid},4"}),
        ):
            await destroy(kitchen, object_id)
            assert await ids(office, container) == []
            properties = (await events.next()).properties
            assert properties.items() >= changed.items()
            assert properties["ContainerUpdateIDs"].startswith(f"{container},")


async def test_a_share_leaves_the_library(kitchen):
    stock(kitchen)
    await destroy(kitchen, "S://nas/music")
    assert await ids(kitchen, "S:") == await ids(kitchen, "A:TRACKS") == await ids(kitchen, "A:PLAYLISTS") == []
    version = kitchen.household.content.versions["ShareListUpdateID"]
    assert version == f"{kitchen.uuid},2"


@pytest.mark.parametrize(
    ("object_id", "code"),
    [("FV:2/0", 701), ("SQ:0", 701), ("R:0/0/0", 701), ("S://nas/other", 701), ("nonsense", 701), ("A:ALBUM", 711),
     ("FV:2", 711), ("Q:0", 711), ("SQ:", 711), ("S://nas/music/lists", 711)],
)  # fmt: skip
async def test_objects_that_cannot_be_deleted(kitchen, object_id, code):
    stock(kitchen)
    with pytest.raises(Fault, match=str(code)):
        await destroy(kitchen, object_id)
    assert len(await ids(kitchen, "A:TRACKS")) == 5


# Counters


async def test_a_queue_counts_for_its_own_player_alone(kitchen, office):
    async with subscribe(kitchen, "ContentDirectory") as own, subscribe(office, "ContentDirectory") as other:
        await own.next()
        await other.next()
        kitchen.queue.insert([Track("x-sonos-http:1.mp3")], 0, kitchen.shuffling, 100)
        assert (await own.next()).properties == {"SystemUpdateID": "2", "ContainerUpdateIDs": "Q:0,1"}
        await other.none()
    assert (await call(office, "ContentDirectory", "GetSystemUpdateID"))["Id"] == "1"


async def test_after_a_reboot_nothing_has_changed_yet(kitchen):
    await create(kitchen, favourite())
    kitchen.household.reboot(kitchen)
    async with subscribe(kitchen, "ContentDirectory") as events:
        first = (await events.next()).properties
    assert (first["ContainerUpdateIDs"], first["FavoritesUpdateID"]) == ("", f"{kitchen.uuid},1")
    assert (await browse(kitchen, "FV:2"))["UpdateID"] == "1"


@pytest.mark.parametrize(("model", "presets"), [("S18", False), ("S13", True), ("S5", True)])
async def test_the_variables_of_the_first_event(simulate, model, presets):
    room = (await simulate(f"Room:{model}"))["Room"]
    async with subscribe(room, "ContentDirectory") as events:
        names = list((await events.next()).properties)
    assert names == [
        "SystemUpdateID", "ContainerUpdateIDs", "ShareIndexInProgress", "ShareIndexLastError", "FavoritesUpdateID",
        *(["FavoritePresetsUpdateID"] if presets else []),
        "RadioFavoritesUpdateID", "RadioLocationUpdateID", "SavedQueuesUpdateID", "ShareListUpdateID",
    ]  # fmt: skip
