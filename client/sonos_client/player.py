"""One player: its sound, its name, its place in a group."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sonos_client import description
from sonos_client.errors import NotFoundError, SonosError, UPnPError
from sonos_client.service import refusal
from sonos_client.services import SERVICES, Services
from sonos_client.services.enums import ButtonLockState, Channel, LEDState
from sonos_client.watch import ChangeT, Watch

if TYPE_CHECKING:
    from collections.abc import Callable

    from sonos_client.description import PlayerDescription
    from sonos_client.group import Group
    from sonos_client.household import Household
    from sonos_client.topology import ZoneMember
    from sonos_client.values import Value

_PERCENT = re.compile(r"[0-9]{1,3}")
_BUSY = frozenset({501, 1001})
"""UPnP errors of a join while groups are changing (SoCo#643, home-assistant/core#167754; the cause is inferred)."""
_SETTLING = 3.0
"""Seconds after which it is worth another try."""


@dataclass(frozen=True, slots=True)
class Battery:
    """The battery of a portable player."""

    percent: int
    charging: bool


class Player:
    """A player, known by its UUID; address, room and group follow the household's topology.

    Its methods raise what :class:`sonos_client.service.Service` lists.

    Attributes:
        uuid: ``RINCON_...``.
        household: that it belongs to.
        services: all 16 services with all actions; not every model has all.
        member: what the topology says of it, None before it was listed.
        gone: why it left: the reason of its goodbye, such as ``sleeping`` or ``powered off``, ``UNKNOWN`` where it gave
            none. None while it is there, or as far as anybody has said.

    """

    def __init__(self, household: Household, uuid: str, address: str) -> None:
        self.uuid = uuid
        self.household = household
        self.services = Services(household.transport, self)
        self.member: ZoneMember | None = None
        self.gone: str | None = None
        self._address = address
        self._boots: int | None = None

    def __repr__(self) -> str:
        return f"<Player {self.room!r} {self.uuid} at {self._address}>"

    @property
    def address(self) -> str:
        """Where it is at this moment, ``host:port``."""
        return self._address

    @property
    def boot_sequence(self) -> int | None:
        """How often it has started, None as long as nobody has told."""
        return self._boots

    @property
    def room(self) -> str:
        """Name of its room, empty before it was listed."""
        return self.member.room if self.member else ""

    @property
    def is_visible(self) -> bool:
        """Whether it is a room of its own: no second player of a pair, no subwoofer, no bridge."""
        return self.member is not None and not self.member.invisible and not self.member.is_bridge

    @property
    def is_present(self) -> bool:
        """Whether the topology lists it now."""
        return self.uuid in self.household.players

    @property
    def group(self) -> Group:
        """The group it plays in; raises NotFoundError while the topology does not list it."""
        for group in self.household.groups:
            if self in group.members or self in group.hidden:
                return group
        raise NotFoundError(f"{self!r} is in no group")

    @property
    def is_coordinator(self) -> bool:
        """Whether it leads its group."""
        return self.is_present and self.group.coordinator is self

    @property
    def battery(self) -> Battery | None:
        """The battery as the topology tells it; None for players on mains."""
        info = self.member.more_info if self.member else {}
        percent = _PERCENT.match(info.get("BattPct", ""))
        return Battery(int(percent[0]), info.get("BattChg") == "CHARGING") if percent else None

    def note(self, address: str, boot_sequence: int | None) -> str:
        """Take note of where it is and how often it has started; what is news about that, empty for nothing."""
        if boot_sequence is not None and self._boots is not None and boot_sequence < self._boots:
            return ""  # Told by a player that has not heard of the reboot yet.
        news = []
        if address and address != self._address:
            news.append(f"it moved from {self._address} to {address}")
            self._address = address
        if boot_sequence is not None:
            if self._boots is not None and boot_sequence > self._boots:
                news.append(f"it rebooted ({self._boots} to {boot_sequence})")
            self._boots = boot_sequence
        return " and ".join(news)

    def lost(self) -> None:
        """Its events cannot be subscribed to: have it looked for."""
        self.household.lost(self)

    def answered(self) -> None:
        """It answered a request about events: it is no longer gone if it was."""
        self.household.presence.answered(self)

    async def relocate(self) -> bool:
        """Look for it after it could not be reached; whether it was found at another address."""
        return await self.household.relocate(self)

    async def call(self, service: str, action: str, /, **arguments: Value) -> dict[str, str]:
        """Call any action of any service by name, known to this library or not; out arguments come as text.

        Raises NotFoundError for a service that Sonos players do not have.
        """
        if service not in SERVICES:
            raise NotFoundError(f"no service {service!r}; there are {', '.join(SERVICES)}")
        return await SERVICES[service](self.household.transport, self).call(action, **arguments)

    async def describe(self) -> PlayerDescription:
        """Model, versions and services."""
        reply = await self.household.transport.request("GET", self.address, description.PATH)
        if reply.status != 200:
            raise refusal(self.address, reply.status, "description")
        return description.read_description(reply.body)

    def watch(self, *kinds: type[ChangeT], callback: Callable[[ChangeT], None] | None = None) -> Watch[ChangeT]:
        """Its changes of these kinds, such as ``RenderingControlChange``.

        ``async with player.watch(RenderingControlChange) as changes`` and iterate, or give a callback.
        """
        return Watch(self.household.hub, (self,), kinds, callback)

    async def volume(self, channel: Channel = Channel.MASTER) -> int:
        """Volume, 0 to 100; 100 where it is fixed."""
        return await self.services.rendering_control.get_volume(channel)

    async def set_volume(self, volume: int, channel: Channel = Channel.MASTER) -> None:
        """Set the volume, 0 to 100; UPnPError 501 where it is fixed."""
        await self.services.rendering_control.set_volume(volume, channel)

    async def adjust_volume(self, steps: int) -> int:
        """Change the volume by ``steps``; the volume it became."""
        return await self.services.rendering_control.set_relative_volume(steps)

    async def mute(self) -> bool:
        """Whether it is muted."""
        return await self.services.rendering_control.get_mute()

    async def set_mute(self, muted: bool) -> None:
        """Mute or unmute."""
        await self.services.rendering_control.set_mute(muted)

    async def equalizer(self, name: str) -> int:
        """A sound setting: ``NightMode``, ``DialogLevel``, ``SubGain``...; UPnPError 402 where the model lacks it."""
        return await self.services.rendering_control.get_eq(name)

    async def set_equalizer(self, name: str, value: int) -> None:
        """Set a sound setting."""
        await self.services.rendering_control.set_eq(name, value)

    async def rename(self, room: str) -> None:
        """Rename the room."""
        await self.services.device_properties.set_zone_attributes(room, "", "")

    async def set_light(self, on: bool) -> None:
        """Switch the white status light."""
        await self.services.device_properties.set_led_state(LEDState.ON if on else LEDState.OFF)

    async def lock_buttons(self, locked: bool) -> None:
        """Lock or unlock the buttons."""
        state = ButtonLockState.ON if locked else ButtonLockState.OFF
        await self.services.device_properties.set_button_lock_state(state)

    async def join(self, other: Player) -> None:
        """Join the group that ``other`` plays in; does nothing when it is there already.

        The household's topology follows with the next event. Where players refuse, as they do while other groups are
        changing, it looks who leads now and tries once more, 3 seconds later.
        """
        try:
            await self._follow(other)
        except UPnPError as error:
            if error.code not in _BUSY:
                raise
            await self.household.hub.timers.sleep(_SETTLING)
            with suppress(SonosError):  # Events may have told it already, and large households tell it no other way.
                await self.household.refresh()
            await self._follow(other)

    async def follows(self) -> Player | None:
        """Whose music it plays, as it says itself; None while it leads, and for nobody that the household knows.

        That is sooner than the topology tells it: the group is right again with the next event.
        """
        scheme, _, uuid = (await self.services.av_transport.get_media_info()).current_uri.partition(":")
        return self.household.known(uuid) if scheme == "x-rincon" and uuid != self.uuid else None

    async def _follow(self, other: Player) -> None:
        coordinator = other.group.coordinator
        if coordinator is not self.group.coordinator:
            await self.services.av_transport.set_av_transport_uri(f"x-rincon:{coordinator.uuid}")

    async def leave(self) -> None:
        """Leave its group; when it led, another member goes on with the music."""
        await self.services.av_transport.become_coordinator_of_standalone_group()
