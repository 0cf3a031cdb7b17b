"""SystemProperties: strings and accounts of the household."""

from __future__ import annotations

from typing import Any

import pytest

from sonos_sim.household.music_services import CATALOGUE, TUNE_IN, Auth
from sonos_sim.server.records import ActionRecord
from sonos_sim.wire.soap import parse_request
from tests.support.wire import Fault, call, envelope, post, subscribe

SERVICE = "SystemProperties"
USER_ID = next(s.type for s in CATALOGUE if s.auth is Auth.USER_ID)
APP_LINK = next(s.type for s in CATALOGUE if s.auth is Auth.APP_LINK)
TUNE_IN_TYPE = TUNE_IN * 256 + 7
OAUTH = {
    "AccountToken": "hush-token",
    "AccountKey": "hush-key",
    "OAuthDeviceID": "device 1",
    "AuthorizationCode": "hush-code",
    "RedirectURI": "https://app.example.invalid",
    "UserIdHashCode": "hush-hash",
    "AccountTier": 1,
}


async def add(player: Any, name: str = "ann", password: str = "hush") -> str:
    answer = await call(player, SERVICE, "AddAccountX", AccountType=USER_ID, AccountID=name, AccountPassword=password)
    return answer["AccountUDN"]


async def code_of(player: Any, action: str, **arguments: object) -> int:
    with pytest.raises(Fault) as fault:
        await call(player, SERVICE, action, **arguments)
    return fault.value.code


async def test_a_string_is_told_by_all_players(simulate: Any) -> None:
    sim = await simulate("Kitchen", "Office")
    await call(sim["Kitchen"], SERVICE, "SetString", VariableName="note", StringValue=' <ü> & "x"')
    assert await call(sim["Office"], SERVICE, "GetString", VariableName="note") == {"StringValue": ' <ü> & "x"'}
    await call(sim["Office"], SERVICE, "Remove", VariableName="note")
    for action in ("GetString", "Remove"):
        assert await code_of(sim["Kitchen"], action, VariableName="note") == 800


async def test_strings_count_in_the_events_of_all_players(simulate: Any) -> None:
    sim = await simulate("Kitchen", "Office")
    async with subscribe(sim["Office"], SERVICE) as events:
        assert (await events.next()).properties["CustomerID"] == ""
        await call(sim["Kitchen"], SERVICE, "SetString", VariableName="R_CustomerID", StringValue="4711")
        assert (await events.next()).properties == {"CustomerID": "4711", "UpdateID": "1", "UpdateIDX": "1"}
        await call(sim["Office"], SERVICE, "Remove", VariableName="R_CustomerID")
        assert (await events.next()).properties == {"CustomerID": "", "UpdateID": "2", "UpdateIDX": "2"}
        await events.none()


async def test_the_trial_serial_is_always_there(simulate: Any) -> None:
    sim = await simulate("Kitchen", "Office")
    answer = await call(sim["Office"], SERVICE, "GetString", VariableName="R_TrialZPSerial")
    zone = await call(sim["Kitchen"], "DeviceProperties", "GetZoneInfo")
    assert answer["StringValue"] == zone["SerialNumber"]


async def test_the_store_is_bounded(simulate: Any) -> None:
    kitchen = (await simulate("Kitchen", behaviour={"max_string": 5, "max_strings": 1}))["Kitchen"]
    assert await code_of(kitchen, "SetString", VariableName="", StringValue="x") == 402
    assert await code_of(kitchen, "SetString", VariableName="a", StringValue="123456") == 811
    assert await code_of(kitchen, "SetString", VariableName="123456", StringValue="") == 811
    await call(kitchen, SERVICE, "SetString", VariableName="a", StringValue="1")
    assert await code_of(kitchen, "SetString", VariableName="b", StringValue="1") == 812
    await call(kitchen, SERVICE, "SetString", VariableName="a", StringValue="2")
    assert await call(kitchen, SERVICE, "GetString", VariableName="a") == {"StringValue": "2"}


async def test_an_account_by_name_from_its_beginning_to_its_end(simulate: Any) -> None:
    sim = await simulate("Kitchen", "Office")
    kitchen, office = sim["Kitchen"], sim["Office"]
    async with subscribe(office, SERVICE) as events:
        assert (await events.next()).properties["ThirdPartyHash"] == ""
        udn = await add(kitchen)
        assert udn == f"SA_RINCON{USER_ID}_ann"
        hashes = [""]

        async def seen() -> None:
            properties = (await events.next()).properties
            assert list(properties)[:2] == ["UpdateID", "UpdateIDX"]
            hashes.append(properties.get("ThirdPartyHash", hashes[-1]))

        await seen()
        await call(office, SERVICE, "SetAccountNicknameX", AccountUDN=udn, AccountNickname="Ann's")
        await seen()
        await call(kitchen, SERVICE, "EditAccountMd", AccountType=USER_ID, AccountID="ann", NewAccountMd="2")
        await seen()
        assert len(set(hashes)) == 4
        [account] = sim.household.accounts.accounts
        assert (account.serial, account.nickname, account.metadata) == (1, "Ann's", "2")
        await call(
            kitchen, SERVICE, "EditAccountPasswordX", AccountType=USER_ID, AccountID="ann", NewAccountPassword="hush"
        )
        await seen()
        assert hashes[-1] == hashes[-2]
        await call(kitchen, SERVICE, "RemoveAccount", AccountType=USER_ID, AccountID="ann")
        await seen()
        assert hashes[-1] == ""
        await events.none()
    assert await code_of(kitchen, "SetAccountNicknameX", AccountUDN=udn, AccountNickname="") == 806


async def test_all_players_know_of_an_account(simulate: Any) -> None:
    sim = await simulate("Kitchen", "Office")

    async def known() -> str:
        return (await call(sim["Office"], SERVICE, "GetString", VariableName="R_SvcAccounts"))["StringValue"]

    assert await code_of(sim["Office"], "GetString", VariableName="R_SvcAccounts") == 800
    await add(sim["Kitchen"])
    before = await known()
    await add(sim["Kitchen"], "bob")
    assert before != await known()


async def test_an_account_by_token(simulate: Any) -> None:
    sim = await simulate("Kitchen")
    kitchen = sim["Kitchen"]
    first = await call(kitchen, SERVICE, "AddOAuthAccountX", AccountType=APP_LINK, **OAUTH)
    second = await call(kitchen, SERVICE, "AddOAuthAccountX", AccountType=APP_LINK, **OAUTH)
    assert first["AccountUDN"].startswith(f"SA_RINCON{APP_LINK}_X_#Svc{APP_LINK}-")
    assert first["AccountUDN"].endswith("-Token")
    assert first["AccountUDN"] != second["AccountUDN"]
    assert [a.serial for a in sim.household.accounts.accounts] == [1, 2]
    async with subscribe(kitchen, SERVICE) as events:
        before = (await events.next()).properties
        refresh = {"AccountType": APP_LINK, "AccountUID": 2, "AccountToken": "hush-token", "AccountKey": "hush-key"}
        await call(kitchen, SERVICE, "RefreshAccountCredentialsX", **refresh)
        assert int((await events.next()).properties["UpdateIDX"]) == int(before["UpdateIDX"]) + 1
        assert await code_of(kitchen, "RefreshAccountCredentialsX", **{**refresh, "AccountUID": 9}) == 806
        await events.none()


async def test_another_user_takes_an_account_over(simulate: Any) -> None:
    sim = await simulate("Kitchen")
    kitchen = sim["Kitchen"]
    udn, other = await add(kitchen), await add(kitchen, "bob")
    await call(kitchen, SERVICE, "SetAccountNicknameX", AccountUDN=udn, AccountNickname="Ours")
    rest = {"AccountToken": "", "AccountKey": "", "OAuthDeviceID": "", "NewAccountPassword": "hush"}
    assert await code_of(kitchen, "ReplaceAccountX", AccountUDN=udn, NewAccountID="bob", **rest) == 803
    assert await code_of(kitchen, "ReplaceAccountX", AccountUDN=udn, NewAccountID="", **rest) == 402
    answer = await call(kitchen, SERVICE, "ReplaceAccountX", AccountUDN=udn, NewAccountID="cleo", **rest)
    assert answer == {"NewAccountUDN": f"SA_RINCON{USER_ID}_cleo"}
    assert await code_of(kitchen, "ReplaceAccountX", AccountUDN=udn, NewAccountID="dan", **rest) == 806
    replaced = sim.household.accounts.find(udn=answer["NewAccountUDN"])
    assert (replaced.serial, replaced.nickname) == (1, "Ours")
    assert {a.udn for a in sim.household.accounts.accounts} == {replaced.udn, other}


async def test_what_cannot_be_linked(simulate: Any) -> None:
    kitchen = (await simulate("Kitchen", behaviour={"max_accounts": 2}))["Kitchen"]
    await add(kitchen)
    assert await code_of(kitchen, "AddAccountX", AccountType=USER_ID, AccountID="ann") == 803
    assert await code_of(kitchen, "AddAccountX", AccountType=USER_ID, AccountID="") == 402
    assert await code_of(kitchen, "AddAccountX", AccountType=7, AccountID="ann") == 802
    assert await code_of(kitchen, "AddOAuthAccountX", AccountType=7, **OAUTH) == 802
    # An anonymous service needs no name.
    answer = await call(kitchen, SERVICE, "AddAccountX", AccountType=TUNE_IN_TYPE, AccountID="")
    assert answer == {"AccountUDN": f"SA_RINCON{TUNE_IN_TYPE}_"}
    assert await code_of(kitchen, "AddAccountX", AccountType=USER_ID, AccountID="bob") == 809
    for action, arguments in (
        ("RemoveAccount", {}),
        ("EditAccountMd", {"NewAccountMd": "1"}),
        ("EditAccountPasswordX", {"NewAccountPassword": "hush"}),
    ):
        assert await code_of(kitchen, action, AccountType=USER_ID, AccountID="eve", **arguments) == 806


@pytest.mark.parametrize(
    ("switch", "action", "arguments"),
    [
        ("unknown_service_code", "GetWebCode", {"AccountType": 7}),
        ("duplicate_account_code", "AddAccountX", {"AccountType": USER_ID, "AccountID": "ann"}),
        ("unknown_account_code", "RemoveAccount", {"AccountType": USER_ID, "AccountID": "eve"}),
        ("withdrawn_action_code", "ResetThirdPartyCredentials", {}),
        ("withdrawn_action_code", "ProvisionCredentialedTrialAccountX", {"AccountType": USER_ID, "AccountID": "ann"}),
    ],
)
async def test_guessed_codes_are_switches(
    simulate: Any, switch: str, action: str, arguments: dict[str, object]
) -> None:
    kitchen = (await simulate("Kitchen", behaviour={switch: 501}))["Kitchen"]
    await add(kitchen)
    assert await code_of(kitchen, action, **arguments) == 501


async def test_secrets_leave_no_trace(simulate: Any) -> None:
    sim = await simulate("Kitchen")
    kitchen, records = sim["Kitchen"], []
    sim.observe(records.append)
    udn = await add(kitchen)
    await call(kitchen, SERVICE, "AddOAuthAccountX", AccountType=APP_LINK, **OAUTH)
    await code_of(kitchen, "AddAccountX", AccountType=USER_ID, AccountID="ann", AccountPassword="hush")
    reply = await post(kitchen, SERVICE, "AddAccountX", {"AccountType": "x", "AccountPassword": "hush"})
    assert b"hush" not in reply.body
    kept = [r for r in records if isinstance(r, ActionRecord)]
    assert [r.fault for r in kept] == [None, None, 803, 402]
    assert kept[0].arguments["AccountID"] == "ann"
    assert kept[0].arguments["AccountPassword"] == "(not kept)"
    everything = f"{records} {sim.household.accounts!r} {vars(sim.household.accounts)}"
    assert udn in everything
    assert "hush" not in everything


def test_bodies_with_secrets_are_not_kept_for_a_next_time() -> None:
    plain = envelope(SERVICE, "GetString", {"VariableName": "note"})
    secret = envelope(SERVICE, "AddAccountX", {"AccountType": USER_ID, "AccountID": "ann", "AccountPassword": "hush"})
    assert parse_request(plain) is parse_request(plain)
    assert parse_request(secret) is not parse_request(secret)


async def test_web_codes_belong_to_a_service(simulate: Any) -> None:
    sim = await simulate("Kitchen", "Office")
    codes = [
        (await call(sim[room], SERVICE, "GetWebCode", AccountType=kind))["WebCode"]
        for room, kind in (("Kitchen", USER_ID), ("Office", USER_ID), ("Kitchen", APP_LINK))
    ]
    assert codes[0] == codes[1] != codes[2]
    assert {len(code) for code in codes} == {6}


async def test_rdm_is_switched_for_all(simulate: Any) -> None:
    sim = await simulate("Kitchen", "Office")
    assert await call(sim["Office"], SERVICE, "GetRDM") == {"RDMValue": "1"}
    await call(sim["Kitchen"], SERVICE, "EnableRDM", RDMValue="false")
    assert await call(sim["Office"], SERVICE, "GetRDM") == {"RDMValue": "0"}


async def test_what_does_nothing_and_what_is_refused(simulate: Any) -> None:
    sim = await simulate("Kitchen")
    kitchen = sim["Kitchen"]
    await add(kitchen)
    async with subscribe(kitchen, SERVICE) as events:
        await events.next()
        assert await call(kitchen, SERVICE, "DoPostUpdateTasks") == {}
        assert await code_of(kitchen, "ResetThirdPartyCredentials") == 401
        trial = {"AccountType": USER_ID, "AccountID": "bob", "AccountPassword": "hush"}
        assert await code_of(kitchen, "ProvisionCredentialedTrialAccountX", **trial) == 401
        await events.none()
    assert len(sim.household.accounts.accounts) == 1
