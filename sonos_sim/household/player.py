"""One player of a household."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from sonos_sim.household.battery import Battery, BatteryLife
from sonos_sim.household.behaviour import Behaviour, resolve
from sonos_sim.household.device import Autoplay, DeviceState
from sonos_sim.household.home_theatre import HomeTheatre
from sonos_sim.household.line_in import LineIn
from sonos_sim.household.observed import Aspect, Observed
from sonos_sim.household.queue import Fate, PlayQueue
from sonos_sim.household.rendering import CHANNELS, MASTER, Rendering
from sonos_sim.household.transport import Transport
from sonos_sim.household.update_counters import UpdateCounters
from sonos_sim.household.virtual_line_in import VirtualLineIn

if TYPE_CHECKING:
    import random

    from sonos_sim.catalogue import Profile
    from sonos_sim.household.bonding import Bond
    from sonos_sim.household.groups import ZoneGroup
    from sonos_sim.household.household import Household
    from sonos_sim.household.identity import Identity

PartT = TypeVar("PartT", bound=Observed)


class Player:
    """A player: its identity, its model, its state, and its place in the household.

    Its parts (:attr:`rendering`, :attr:`device`, :attr:`transport`) report their changes to the household.
    """

    def __init__(self, household: Household, identity: Identity, profile: Profile, name: str) -> None:
        self.household = household
        self.identity = identity
        self.profile = profile
        self.address = ""
        """Its IP address; empty until the simulator or the household file gives it one."""
        self.port = 1400
        self.is_running = True
        """Whether it is on the network."""
        self.bond: Bond | None = None
        self.group_counter = household.first_group_number(self)
        self._overrides: dict[str, Any] = {}
        self._behaviour: Behaviour | None = None
        volumes = dict.fromkeys(CHANNELS, 100) | {MASTER: self.behaviour.initial_volume}
        self.rendering = self._part(Rendering(volumes=volumes))
        self.device = self._part(DeviceState(name, icon=household.default_icon(profile)))
        if profile.can("home-theatre"):
            # A television that is switched on takes its room unasked (measured on an Arc Ultra, 2026).
            self.device.autoplay = {"TV": Autoplay(room_uuid=identity.uuid)}
        self.queues: dict[int, PlayQueue] = {}
        """Its play queues by number, 0 first; see :meth:`add_queue`."""
        self.add_queue()
        self.transport = self._part(Transport(self))
        self.line_in = self._part(LineIn())
        self.virtual_line_in = self._part(VirtualLineIn())
        self.home_theatre = self._part(HomeTheatre())
        self.update_counters = self._part(UpdateCounters())
        self.battery: Battery | None = None
        """None on models that have none."""
        if profile.can("battery"):
            self.battery = Battery()
            BatteryLife(self, self.battery)

    def __repr__(self) -> str:
        return f"<Player {self.name} {self.uuid} {self.profile.key}>"

    def _part(self, part: PartT) -> PartT:
        part.observe(self.touch)
        return part

    # Queues

    @property
    def queue(self) -> PlayQueue:
        """``Q:0``."""
        return self.queues[0]

    def add_queue(self, owner_id: str = "", context: str = "", policy: str = "") -> PlayQueue:
        """A further play queue, empty."""
        number = len(self.queues)
        queue = self._part(PlayQueue(number, owner_id, context, policy, _edited=self._queue_edited))
        self.queues = {**self.queues, number: queue}
        self.touch(Aspect.QUEUE)
        return queue

    def _queue_edited(self, queue: PlayQueue, fate: Fate) -> None:
        self.household.content.changed(f"Q:{queue.id}", self)
        self.transport.edited(queue, fate)

    @property
    def shuffling(self) -> random.Random:
        """The chance that decides its orders of play."""
        return self.household.random.stream(f"shuffle {self.uuid}")

    # Identity

    @property
    def uuid(self) -> str:
        """``RINCON_<MAC>01400``; the identity of a player, whatever its address."""
        return self.identity.uuid

    @property
    def name(self) -> str:
        """The room name; a bonded player shows that of its primary."""
        return self.primary.device.name

    @property
    def more_info(self) -> str:
        """MoreInfo: the battery, and ``TargetRoomName:`` (captured; that SetZoneAttributes sets it is inferred)."""
        charge_first = self.profile.firmware.battery_charge_first
        battery = self.battery.more_info(charge_first=charge_first) if self.battery is not None else ""
        target = f"TargetRoomName:{self.device.target_room_name}" if self.device.target_room_name else ""
        return ",".join(filter(None, (battery, target)))

    @property
    def base_url(self) -> str:
        """``http://address:port``."""
        return f"http://{self.address}:{self.port}"

    # Behaviour

    @property
    def behaviour(self) -> Behaviour:
        """Switches and defaults in force for this player."""
        if self._behaviour is None:
            self._behaviour = resolve(self._overrides, self.profile.behaviour, self.household.behaviour_overrides)
        return self._behaviour

    def override(self, **switches: Any) -> None:
        """Set behaviour switches of this player alone.

        Raises UnknownBehaviourError for a name that is no field of Behaviour.
        """
        resolve(switches)
        self._overrides |= switches
        self.forget_behaviour()

    def replace_overrides(self, **switches: Any) -> None:
        """Let ``switches`` be all that is set for this player alone."""
        resolve(switches)
        self._overrides = switches
        self.forget_behaviour()

    @property
    def overrides(self) -> dict[str, Any]:
        """The switches set for this player alone."""
        return dict(self._overrides)

    def forget_behaviour(self) -> None:
        """Look the switches up anew at the next use."""
        self._behaviour = None

    # Place in the household

    @property
    def primary(self) -> Player:
        """The player that stands for the room: itself, or the primary of its bond."""
        return self if self.bond is None else self.bond.primary

    @property
    def is_bridge(self) -> bool:
        """Whether it is a Bridge or Boost: no sound, never in a group with others."""
        return self.profile.can("bridge")

    @property
    def is_invisible(self) -> bool:
        """Whether apps hide it: bridges, and bonded players other than the primary."""
        return self.is_bridge or self.primary is not self

    @property
    def has_bonded_sub(self) -> bool:
        """Whether a Sub is bonded to its room."""
        return self.bond is not None and any(p.profile.can("sub") for p in self.bond.players)

    @property
    def group(self) -> ZoneGroup:
        """The zone group it is in."""
        return self.household.groups.group_of(self.primary)

    @property
    def coordinator(self) -> Player:
        """The coordinator of its group."""
        return self.group.coordinator

    @property
    def is_coordinator(self) -> bool:
        """Whether it coordinates its group; a bonded invisible player never does."""
        return self.coordinator is self

    @property
    def is_idle(self) -> bool:
        """Whether its group is silent."""
        return not self.coordinator.transport.is_active

    def place(self, address: str, port: int) -> None:
        """Give it an address on the network."""
        self.address, self.port = address, port
        self.touch(Aspect.TOPOLOGY)

    def touch(self, aspect: Aspect) -> None:
        """Report that ``aspect`` of this player may look different."""
        self.household.touch(self, aspect)

    def next_group_id(self) -> str:
        """A new group id of this player's making; a bridge has one for ever (captured)."""
        if self.is_bridge:
            return f"{self.uuid}:0"
        group_id = f"{self.uuid}:{self.group_counter}"
        self.group_counter = (self.group_counter + 1) % 2**32
        return group_id
