from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from sonos_sim.household.favourites import Favourite
from sonos_sim.household.library import Library
from sonos_sim.household.library_generator import NAMES_THAT_HURT, GeneratedSongs
from sonos_sim.household.media import Track
from tests.support.library import stock
from tests.support.wire import Fault, call, post, subscribe

DIDL = "{urn:schemas-upnp-org:metadata-1-0/DIDL-Lite/}"
TITLE = "{http://purl.org/dc/elements/1.1/}title"
ROOT = (
    '<DIDL-Lite xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:upnp="urn:schemas-upnp-org:metadata-1-0/upnp/" '
    'xmlns:r="urn:schemas-rinconnetworks-com:metadata-1-0/" xmlns="urn:schemas-upnp-org:metadata-1-0/DIDL-Lite/">'
)
OWL_ART = "/getaa?u=x-file-cifs%3a%2f%2fnas%2fmusic%2fThe%2520Owls%2fDay%2f01%2520Owl%2520Song.mp3&amp;v=1"


async def browse(player, object_id, flag="BrowseDirectChildren", start=0, count=0):
    return await call(
        player,
        "ContentDirectory",
        "Browse",
        ObjectID=object_id,
        BrowseFlag=flag,
        Filter="*",
        StartingIndex=start,
        RequestedCount=count,
        SortCriteria="",
    )


async def inner(player, object_id, flag="BrowseDirectChildren"):
    """What is in the document, as text."""
    result = (await browse(player, object_id, flag))["Result"]
    assert result.startswith(ROOT)
    return result.removeprefix(ROOT).removesuffix("</DIDL-Lite>")


async def titles(player, object_id, **page):
    answer = await browse(player, object_id, **page)
    found = [element.findtext(TITLE) for element in ET.fromstring(answer["Result"])]
    assert len(found) == int(answer["NumberReturned"])
    return found


async def ids(player, object_id):
    return [element.get("id") for element in ET.fromstring((await browse(player, object_id))["Result"])]


@pytest.fixture
async def kitchen(simulate):
    simulator = await simulate("Kitchen")
    stock(simulator["Kitchen"])
    return simulator["Kitchen"]


# The tree


async def test_the_top_leads_to_every_list(kitchen):
    top = await ids(kitchen, "0")
    assert top == ["A:", "S:", "Q:", "SQ:", "FV:2", "R:0", "AI:", "EN:"]
    for container in top:
        assert (await browse(kitchen, container, "BrowseMetadata"))["TotalMatches"] == "1"


@pytest.mark.parametrize(
    ("container", "children"),
    [
        ("A:", ["Contributor", "Artist", "Album", "Genre", "Composer", "Tracks", "Playlists"]),
        ("A:ARTIST", ["A+B: 100%", "The Owls", "Öwl'n, Co."]),
        ("A:ALBUMARTIST", ["A+B: 100%", "The Owls", "Öwl'n, Co."]),
        ("A:ARTIST/The%20Owls", ["All", "Day", "Night [Live]"]),
        ("A:ARTIST/The%20Owls/", ["First & <foremost>", "Owl Song", "Second"]),
        ("A:ARTIST/The%20Owls/Night%20%5bLive%5d", ["First & <foremost>", "Second"]),
        ("A:ALBUM", ["Day", "Night [Live]", "Weird / Names?"]),
        ("A:ALBUM/Day", ["Howl", "Owl Song"]),
        ("A:GENRE", ["Pop", "R&B", "Rock"]),
        ("A:GENRE/R%26B", ["All", "Öwl'n, Co."]),
        ("A:GENRE/Rock/The%20Owls", ["All", "Day", "Night [Live]"]),
        ("A:GENRE/Rock/The%20Owls/Day", ["Owl Song"]),
        ("A:COMPOSER", ["A B/C D"]),
        ("A:COMPOSER/A%20B%2fC%20D", ["All", "Day", "Night [Live]", "Weird / Names?"]),
        ("A:TRACKS", ["First & <foremost>", "Howl", "Owl Song", "Second", "Sowl \U0001f989"]),
        ("A:PLAYLISTS", ["best of.m3u"]),
        ("S:", ["//nas/music"]),
        ("S://nas/music", ["A+B: 100%", "lists", "The Owls", "Öwl'n, Co."]),
        ("S://nas/music/The%20Owls/Day", ["Owl Song"]),
        ("S://nas/music/lists", ["best of.m3u"]),
        ("S://nas/music/lists/best%20of.m3u", ["Owl Song", "Second"]),
        ("R:0", ["My Radio Stations", "My Radio Shows"]),
        ("Q:", ["Queue Instance 0"]),
        ("EN:", []),
    ],
)
async def test_children(kitchen, container, children):
    assert await titles(kitchen, container) == children


async def test_every_id_of_the_library_can_be_browsed_and_is_its_own(kitchen):
    todo, seen = ["A:", "S:"], set()
    while todo:
        object_id = todo.pop()
        seen.add(object_id)
        metadata = ET.fromstring((await browse(kitchen, object_id, "BrowseMetadata"))["Result"])
        assert [element.get("id") for element in metadata] == [object_id]
        for child in ET.fromstring((await browse(kitchen, object_id))["Result"]):
            # A search, a track or a playlist file is listed in more places than its parent.
            if child.get("parentID") not in {"A:TRACKS", "A:PLAYLISTS"}:
                assert child.get("parentID") == object_id
            if child.get("id") not in seen:
                todo.append(child.get("id"))
    assert len(seen) > 50


@pytest.mark.parametrize(
    "unknown",
    ["A:ARTIST/Nobody", "A:FOO", "A:ARTIST/", "A:TRACKS/x", "A:ALBUM/Day/x", "A:NOPE:x", "S://nas/none", "S:x", "Q:7",
     "Q:0/1", "SQ:9", "SQ:x", "FV:3", "FV:2/0", "R:0/0/4", "R:5", "AI:x", "1", "", "EN:x", "Q:-1"],
)  # fmt: skip
@pytest.mark.parametrize("flag", ["BrowseMetadata", "BrowseDirectChildren"])
async def test_what_is_not_there_is_701(kitchen, unknown, flag):
    with pytest.raises(Fault, match="701"):
        await browse(kitchen, unknown, flag)


async def test_an_unknown_flag_is_402(kitchen):
    with pytest.raises(Fault, match="402"):
        await browse(kitchen, "A:", "BrowseEverything")


async def test_names_match_in_any_case_and_spelling_and_come_back_as_asked(kitchen):
    assert await ids(kitchen, "A:ARTIST/the owls") == [
        "A:ARTIST/the owls/",
        "A:ARTIST/the owls/Day",
        "A:ARTIST/the owls/Night%20%5bLive%5d",
    ]
    assert await titles(kitchen, "a:artist/THE%20OWLS/night%20%5Blive%5D") == ["First & <foremost>", "Second"]
    assert await titles(kitchen, "A:ARTIST/%C3%B6wl'n%2C%20co.") == ["All", "Day"]


# Documents


async def test_an_album(kitchen):
    assert (await inner(kitchen, "A:ALBUM")).startswith(
        '<container id="A:ALBUM/Day" parentID="A:ALBUM" restricted="true"><dc:title>Day</dc:title>'
        '<upnp:class>object.container.album.musicAlbum</upnp:class><res protocolInfo="x-rincon-playlist:*:*:*">'
        f"x-rincon-playlist:{kitchen.uuid}#A:ALBUM/Day</res><dc:creator>The Owls</dc:creator>"
        f"<upnp:albumArtURI>{OWL_ART}</upnp:albumArtURI></container>"
    )


async def test_an_artist_and_all_songs(kitchen):
    assert await inner(kitchen, "A:ARTIST/The%20Owls", "BrowseMetadata") == (
        '<container id="A:ARTIST/The%20Owls" parentID="A:ARTIST" restricted="true"><dc:title>The Owls</dc:title>'
        '<upnp:class>object.container.person.musicArtist</upnp:class><res protocolInfo="x-rincon-playlist:*:*:*">'
        f"x-rincon-playlist:{kitchen.uuid}#A:ARTIST/The%20Owls</res></container>"
    )
    assert (await inner(kitchen, "A:ARTIST/The%20Owls")).startswith(
        '<container id="A:ARTIST/The%20Owls/" parentID="A:ARTIST/The%20Owls" restricted="true"><dc:title>All</dc:title>'
        "<upnp:class>object.container.playlistContainer.sameArtist</upnp:class>"
        '<res protocolInfo="x-rincon-playlist:*:*:*">'
    )


async def test_a_track(kitchen):
    assert await inner(kitchen, "A:ARTIST/The%20Owls/Day") == (
        '<item id="S://nas/music/The%20Owls/Day/01%20Owl%20Song.mp3" parentID="A:TRACKS" restricted="true">'
        '<res protocolInfo="x-file-cifs:*:audio/mpeg:*">x-file-cifs://nas/music/The%20Owls/Day/01%20Owl%20Song.mp3</res>'
        f"<upnp:albumArtURI>{OWL_ART}</upnp:albumArtURI><dc:title>Owl Song</dc:title>"
        "<upnp:class>object.item.audioItem.musicTrack</upnp:class><dc:creator>The Owls</dc:creator>"
        "<upnp:album>Day</upnp:album><upnp:originalTrackNumber>1</upnp:originalTrackNumber></item>"
    )


async def test_a_playlist_file_and_a_share(kitchen):
    path = "//nas/music/lists/best%20of.m3u"
    assert await inner(kitchen, "A:PLAYLISTS") == (
        f'<container id="S:{path}" parentID="A:PLAYLISTS" restricted="true">'
        f'<res protocolInfo="x-file-cifs:*:audio/mpegurl:*">x-file-cifs:{path}</res><dc:title>best of.m3u</dc:title>'
        "<upnp:class>object.container.playlistContainer</upnp:class></container>"
    )
    assert await inner(kitchen, "S:") == (
        '<container id="S://nas/music" parentID="S:" restricted="true"><dc:title>//nas/music</dc:title>'
        '<upnp:class>object.container</upnp:class><res protocolInfo="x-rincon-playlist:*:*:*">'
        f"x-rincon-playlist:{kitchen.uuid}#S://nas/music</res></container>"
    )


async def test_saved_queues_by_title_with_four_arts(kitchen):
    tracks = [
        Track(f"x-sonos-http:{n}.mp4?sid=1", title=f"T{n}", art_uri=f"/a{n // 2}", duration=61) for n in range(12)
    ]
    saved = kitchen.household.content.saved_queues
    saved.create("b", [], kitchen)
    saved.create("A", tracks, kitchen)
    arts = "".join(f"<upnp:albumArtURI>/a{n}</upnp:albumArtURI>" for n in range(4))
    assert await inner(kitchen, "SQ:") == (
        '<container id="SQ:1" parentID="SQ:" restricted="true"><dc:title>A</dc:title>'
        '<res protocolInfo="file:*:audio/mpegurl:*">file:///jffs/settings/savedqueues.rsq#1</res>'
        f"<upnp:class>object.container.playlistContainer</upnp:class>{arts}</container>"
        '<container id="SQ:0" parentID="SQ:" restricted="true"><dc:title>b</dc:title>'
        '<res protocolInfo="file:*:audio/mpegurl:*">file:///jffs/settings/savedqueues.rsq#0</res>'
        "<upnp:class>object.container.playlistContainer</upnp:class></container>"
    )
    assert (await browse(kitchen, "SQ:"))["UpdateID"] == "0"
    assert (await browse(kitchen, "SQ:1", start=10))["UpdateID"] == "1"
    assert await inner(kitchen, "SQ:1/12", "BrowseMetadata") == (
        '<item id="SQ:1/12" parentID="SQ:1" restricted="true"><res protocolInfo="sonos.com-http:*:audio/mp4:*" '
        'duration="0:01:01">x-sonos-http:11.mp4?sid=1</res><upnp:albumArtURI>/a5</upnp:albumArtURI>'
        "<dc:title>T11</dc:title><upnp:class>object.item.audioItem.musicTrack</upnp:class></item>"
    )


async def test_a_favourite_and_a_shortcut(kitchen):
    favourites = kitchen.household.content.favourites
    favourites.create(Favourite("S & T", "x-sonosapi-stream:s1?sid=254&flags=32", "<DIDL-Lite/>", "D"), kitchen)
    favourites.create(Favourite("Cut", metadata="<x/>", kind="shortcut", art_uri="http://a/b.png"), kitchen)
    assert await inner(kitchen, "FV:2") == (
        '<item id="FV:2/0" parentID="FV:2" restricted="false"><dc:title>S &amp; T</dc:title>'
        "<upnp:class>object.itemobject.item.sonos-favorite</upnp:class><r:ordinal>0</r:ordinal>"
        '<res protocolInfo="sonos.com-http:*:application/octet-stream:*">'
        "x-sonosapi-stream:s1?sid=254&amp;flags=32</res>"
        "<r:type>instantPlay</r:type><r:description>D</r:description><r:resMD>&lt;DIDL-Lite/&gt;</r:resMD></item>"
        '<item id="FV:2/1" parentID="FV:2" restricted="false"><dc:title>Cut</dc:title>'
        "<upnp:class>object.itemobject.item.sonos-favorite</upnp:class><r:ordinal>1</r:ordinal><res></res>"
        "<upnp:albumArtURI>http://a/b.png</upnp:albumArtURI><r:type>shortcut</r:type><r:resMD>&lt;x/&gt;</r:resMD></item>"
    )


async def test_stations_and_shows(kitchen):
    content = kitchen.household.content
    content.radio.create("b", "x-sonosapi-stream:s2?sid=254&flags=32", kitchen)
    content.radio.create("A", "x-sonosapi-stream:s1", kitchen)
    content.shows.create("Show", "x-sonosapi-show:p1", kitchen)
    assert await ids(kitchen, "R:0/0") == ["R:0/0/1", "R:0/0/0"]
    assert await inner(kitchen, "R:0/0/0", "BrowseMetadata") == (
        '<item id="R:0/0/0" parentID="R:0/0" restricted="false"><dc:title>b</dc:title>'
        '<upnp:class>object.item.audioItem.audioBroadcast</upnp:class><res protocolInfo="x-rincon-mp3radio:*:*:*">'
        "x-sonosapi-stream:s2?sid=254&amp;flags=32</res></item>"
    )
    assert await inner(kitchen, "R:0/1") == (
        '<container id="R:0/1/0" parentID="R:0/1" restricted="false"><dc:title>Show</dc:title>'
        '<upnp:class>object.container.radioShow</upnp:class><res protocolInfo="x-sonosapi-show:*:*:*">'
        "x-sonosapi-show:p1</res></container>"
    )


async def test_an_empty_container(kitchen):
    answer = await browse(kitchen, "FV:2")
    assert answer == {"Result": f"{ROOT}</DIDL-Lite>", "NumberReturned": "0", "TotalMatches": "0", "UpdateID": "0"}


async def test_line_ins_of_the_household(simulate):
    simulator = await simulate("Kitchen", "Port:S16", "Five:S6")
    assert await titles(simulator["Kitchen"], "AI:") == ["Port: Audio Component", "Five: Audio Component"]
    object_id = f"AI:{simulator['Port'].uuid}"
    assert f">x-rincon-stream:{simulator['Port'].uuid}</res>" in await inner(
        simulator["Kitchen"], object_id, "BrowseMetadata"
    )


# The queue


async def test_the_queue_tells_its_size_and_its_tracks(kitchen):
    await call(
        kitchen,
        "AVTransport",
        "AddURIToQueue",
        EnqueuedURI="x-file-cifs://nas/music/The%20Owls/Day/01%20Owl%20Song.mp3",
        EnqueuedURIMetaData="",
        DesiredFirstTrackNumberEnqueued=0,
        EnqueueAsNext=0,
    )
    queue = ET.fromstring((await browse(kitchen, "Q:0", "BrowseMetadata"))["Result"])[0]
    assert (queue.get("childCount"), queue.findtext(f"{DIDL}res")) == ("1", f"x-rincon-queue:{kitchen.uuid}#0")
    answer = await browse(kitchen, "Q:0")
    assert (answer["TotalMatches"], answer["UpdateID"]) == ("1", "1")
    assert await inner(kitchen, "Q:0") == (
        '<item id="Q:0/1" parentID="Q:0" restricted="true"><res protocolInfo="x-file-cifs:*:audio/mpeg:*">'
        "x-file-cifs://nas/music/The%20Owls/Day/01%20Owl%20Song.mp3</res>"
        f"<upnp:albumArtURI>{OWL_ART}</upnp:albumArtURI><dc:title>Owl Song</dc:title>"
        "<upnp:class>object.item.audioItem.musicTrack</upnp:class><dc:creator>The Owls</dc:creator>"
        "<upnp:album>Day</upnp:album><upnp:originalTrackNumber>1</upnp:originalTrackNumber></item>"
    )
    assert await ids(kitchen, "q:0") == ["q:0/1"]


# Pages


async def test_pages_of_a_large_library(simulate):
    kitchen = (await simulate("Kitchen"))["Kitchen"]
    kitchen.household.content.set_library(Library([GeneratedSongs(tracks=2500)]), kitchen)
    first = await browse(kitchen, "A:TRACKS")
    assert (first["NumberReturned"], first["TotalMatches"]) == ("1000", "2500")
    found = await titles(kitchen, "A:TRACKS")
    for start in (1000, 2000):
        found += await titles(kitchen, "A:TRACKS", start=start, count=5000)
    songs = kitchen.household.content.library.songs
    assert found == sorted((song.title for song in songs), key=str.casefold)
    assert await titles(kitchen, "A:TRACKS", start=10, count=5) == found[10:15]
    behind = await browse(kitchen, "A:TRACKS", start=2500, count=100)
    assert (behind["NumberReturned"], behind["TotalMatches"]) == ("0", "2500")


async def test_pages_where_the_first_entry_stands_for_all(kitchen):
    everything = await titles(kitchen, "A:ARTIST/The%20Owls")
    assert everything == ["All", "Day", "Night [Live]"]
    for start in range(4):
        for count in range(1, 4):
            page = await titles(kitchen, "A:ARTIST/The%20Owls", start=start, count=count)
            assert page == everything[start : start + count]


async def test_the_page_size_is_a_switch(simulate):
    kitchen = (await simulate("Kitchen", behaviour={"browse_cap": 2}))["Kitchen"]
    stock(kitchen)
    assert len(await titles(kitchen, "A:TRACKS", count=100)) == 2


async def test_names_that_hurt_survive_the_way_to_the_client(simulate):
    kitchen = (await simulate("Kitchen"))["Kitchen"]
    kitchen.household.content.set_library(Library([GeneratedSongs(albums=3)]), kitchen)
    seen = set(await titles(kitchen, "A:TRACKS"))
    for root in ("A:ARTIST", "A:ALBUM", "A:COMPOSER"):
        seen |= set(await titles(kitchen, root))
        for object_id in await ids(kitchen, root):
            assert await titles(kitchen, object_id)
    assert set(NAMES_THAT_HURT) <= seen


async def test_browse_is_chunked_whatever_its_size(kitchen):
    arguments = {"ObjectID": "0", "BrowseFlag": "BrowseMetadata", "Filter": "*", "StartingIndex": 0}
    reply = await post(kitchen, "ContentDirectory", "Browse", {**arguments, "RequestedCount": 0, "SortCriteria": ""})
    assert reply.header("Content-Length") is None
    assert reply.header("Transfer-Encoding") == "chunked"


# Search


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("A:ARTIST:owl", ["The Owls"]),
        ("A:ARTIST:THE%20owl", ["The Owls"]),
        ("A:TRACKS:OWL", ["Owl Song"]),
        ("A:TRACKS:foremost", ["First & <foremost>"]),
        ("A:ALBUM:live", ["Night [Live]"]),
        ("A:ALBUM:zzz", []),
        ("A:ARTIST:", ["A+B: 100%", "The Owls", "Öwl'n, Co."]),
        ("A:PLAYLISTS:of", ["best of.m3u"]),
        ("A:ALBUMARTIST/The%20Owls:night", ["Night [Live]"]),
        ("A:ALBUMARTIST/The%20Owls/:sec", ["Second"]),
        ("A:ALBUMARTIST/the%20owls/night%20%5blive%5d:f", ["First & <foremost>"]),
    ],
)
async def test_search(kitchen, search, found):
    assert await titles(kitchen, search) == found


async def test_what_was_found_has_its_own_id(kitchen):
    assert await ids(kitchen, "A:ARTIST:the") == ["A:ARTIST/The%20Owls"]
    assert 'parentID="A:ARTIST"' in await inner(kitchen, "A:ARTIST:the")


@pytest.mark.parametrize(
    ("mode", "found"), [("prefix", ["Owl Song"]), ("substring", ["Howl", "Owl Song", "Sowl \U0001f989"])]
)
async def test_how_a_term_matches_is_a_switch(kitchen, mode, found):
    kitchen.override(search_mode=mode)
    assert await titles(kitchen, "A:TRACKS:owl") == found


async def test_a_name_with_a_raw_colon_is_no_search(kitchen):
    assert await titles(kitchen, "A:ARTIST/A+B: 100%25") == ["All", "Weird / Names?"]


@pytest.mark.parametrize(
    ("container", "prefix", "place"),
    [("A:TRACKS", "ow", 2), ("A:TRACKS", "", 0), ("A:TRACKS", "t", 5), ("A:ARTIST/The%20Owls", "N", 2)],
)
async def test_prefixes(kitchen, container, prefix, place):
    answer = await call(kitchen, "ContentDirectory", "FindPrefix", ObjectID=container, Prefix=prefix)
    assert answer == {"StartingIndex": str(place), "UpdateID": "0"}
    behind = await titles(kitchen, container, start=place)
    assert all(title.casefold() >= prefix.casefold() for title in behind)


async def test_all_prefixes(kitchen):
    answer = await call(kitchen, "ContentDirectory", "GetAllPrefixLocations", ObjectID="A:TRACKS")
    assert answer == {"TotalPrefixes": "4", "PrefixAndIndexCSV": "F,0,H,1,O,2,S,3", "UpdateID": "0"}


@pytest.mark.parametrize(("container", "code"), [("FV:2", 800), ("A:ARTIST/Nobody", 701)])
async def test_where_there_are_no_prefixes(kitchen, container, code):
    for action, more in (("FindPrefix", {"Prefix": "a"}), ("GetAllPrefixLocations", {})):
        with pytest.raises(Fault, match=str(code)):
            await call(kitchen, "ContentDirectory", action, ObjectID=container, **more)


# The index


@pytest.mark.parametrize(
    ("action", "answer"),
    [
        ("GetSearchCapabilities", {"SearchCaps": ""}),
        ("GetSortCapabilities", {"SortCaps": ""}),
        ("GetSystemUpdateID", {"Id": "2"}),
        ("GetAlbumArtistDisplayOption", {"AlbumArtistDisplayOption": "WMP"}),
        ("GetLastIndexChange", {"LastIndexChange": "F2026-01-01 12:00:00"}),
        ("GetShareIndexInProgress", {"IsIndexing": "0"}),
        ("GetBrowseable", {"IsBrowseable": "1"}),
    ],
)
async def test_getters(kitchen, action, answer):
    assert await call(kitchen, "ContentDirectory", action) == answer


async def test_what_players_refuse_or_pass_over(kitchen):
    before = await inner(kitchen, "A:TRACKS")
    await call(kitchen, "ContentDirectory", "RequestResort", SortOrder="title")
    assert await inner(kitchen, "A:TRACKS") == before
    with pytest.raises(Fault, match="800"):
        await call(kitchen, "ContentDirectory", "SetBrowseable", Browseable=0)
    assert await call(kitchen, "ContentDirectory", "GetBrowseable") == {"IsBrowseable": "1"}


async def test_an_update_of_the_index_runs_on_the_clock(simulate):
    simulator = await simulate("Kitchen", "Office", behaviour={"index_time": 30})
    kitchen, office = simulator["Kitchen"], simulator["Office"]
    stock(kitchen)
    async with subscribe(office, "ContentDirectory") as events:
        await events.next()
        await call(kitchen, "ContentDirectory", "RefreshShareIndex", AlbumArtistDisplayOption="NONE")
        assert (await events.next()).properties == {"ShareIndexInProgress": "1"}
        assert await call(office, "ContentDirectory", "GetShareIndexInProgress") == {"IsIndexing": "1"}
        with pytest.raises(Fault, match="720"):
            await call(office, "ContentDirectory", "RefreshShareIndex", AlbumArtistDisplayOption="")
        await simulator.clock.advance(seconds=29)
        await events.none()
        await simulator.clock.advance(seconds=1)
        assert (await events.next()).properties == {
            "SystemUpdateID": "3",
            "ContainerUpdateIDs": "S:,2",
            "ShareIndexInProgress": "0",
            "ShareListUpdateID": f"{kitchen.uuid},2",
        }
    option = await call(office, "ContentDirectory", "GetAlbumArtistDisplayOption")
    assert option == {"AlbumArtistDisplayOption": "NONE"}
    last = await call(office, "ContentDirectory", "GetLastIndexChange")
    assert last == {"LastIndexChange": "F2026-01-01 12:00:30"}
    assert "&amp;v=2<" in await inner(office, "A:TRACKS")


async def test_an_unknown_display_option_starts_nothing(kitchen):
    with pytest.raises(Fault, match="402"):
        await call(kitchen, "ContentDirectory", "RefreshShareIndex", AlbumArtistDisplayOption="ALL")
    assert await call(kitchen, "ContentDirectory", "GetShareIndexInProgress") == {"IsIndexing": "0"}
