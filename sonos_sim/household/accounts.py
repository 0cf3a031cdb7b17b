"""What SystemProperties keeps for the whole household: named strings, and accounts at music services.

No secret is kept: an account has neither password nor token nor key.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any, ClassVar

from sonos_sim.catalogue.errors import (
    INVALID_ARGS,
    NO_SUCH_STRING,
    STRING_STORE_FULL,
    STRING_TOO_LONG,
    TOO_MANY_ACCOUNTS,
    UPnPError,
)
from sonos_sim.household.observed import Aspect, Observed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sonos_sim.household.household import Household
    from sonos_sim.household.music_services import MusicService

CUSTOMER_ID = "R_CustomerID"
"""The string that CustomerID in events repeats (that they are the same is inferred)."""
TRIAL_SERIAL = "R_TrialZPSerial"
"""A serial number that is always there (SoCo reads it before it talks to a music service)."""

SERVICE_ACCOUNTS = "R_SvcAccounts"
"""A string that says which accounts there are, enciphered (SoCo accounts.py); here a digest of them."""


@dataclass(frozen=True, slots=True)
class Account:
    """The household's account at one music service."""

    type: int
    """The service type: 256 times the service's id, and 7."""
    serial: int
    """SerialNum, from 1 up, never used again; the account actions call it AccountUID (inferred)."""
    id: str
    """The user name; of an account linked by token, the part of the UDN behind the type."""
    nickname: str = ""
    metadata: str = "1"
    """MD; what it means is unknown (recorded: always 1)."""
    oauth_device_id: str = ""
    tier: int = 0

    @property
    def udn(self) -> str:
        """``SA_RINCON<type>_<id>``, which clients repeat in the metadata of what they play (SoCo)."""
        return f"SA_RINCON{self.type}_{self.id}"


@dataclass(eq=False)
class Accounts(Observed):
    """Strings and accounts; each change counts in both update ids (that it does is inferred)."""

    aspect: ClassVar[Aspect] = Aspect.ACCOUNTS

    household: Household
    strings: Mapping[str, str] = field(default_factory=dict)
    accounts: tuple[Account, ...] = ()
    next_serial: int = 1
    update_id: int = 0
    update_id_x: int = 0
    voice_update_id: int = 0
    """Never changes by itself: voice services are not simulated."""
    rdm: bool = True
    """What GetRDM tells; what it does is unknown."""

    # Events

    @property
    def customer_id(self) -> str:
        """CustomerID."""
        return self.strings.get(CUSTOMER_ID, "")

    @property
    def third_party_hash(self) -> str:
        """ThirdPartyHash: empty without accounts (recorded), else a digest of them (inferred)."""
        if not self.accounts:
            return ""
        parts = [(a.udn, a.nickname, a.metadata, a.tier) for a in self.accounts]
        return b64encode(sha256(repr(parts).encode()).digest()).decode()

    def count_change(self) -> None:
        """Count a change of strings or accounts."""
        self.update_id, self.update_id_x = (self.update_id + 1) % 2**32, (self.update_id_x + 1) % 2**32

    # Strings

    def string(self, name: str) -> str:
        """The string ``name``; raises UPnPError 800 if nobody set it and players do not keep it by themselves."""
        if name in self.strings:
            return self.strings[name]
        if name == TRIAL_SERIAL:
            return self.household[self.household.first_uuid].identity.serial
        if name == SERVICE_ACCOUNTS and self.accounts:
            return self.third_party_hash
        raise UPnPError(NO_SUCH_STRING, f"there is no string {name[:80]!r}")

    def set_string(self, name: str, value: str) -> None:
        """Keep ``value`` as ``name``.

        Raises UPnPError 402 for an empty name, 811 for a name or value longer than ``max_string`` characters, 812
        when there are ``max_strings`` already.
        """
        behaviour = self.household.behaviour
        if not name:
            raise UPnPError(INVALID_ARGS, "a string needs a name")
        if max(len(name), len(value)) > behaviour.max_string:
            raise UPnPError(STRING_TOO_LONG, f"strings have at most {behaviour.max_string} characters")
        if name not in self.strings and len(self.strings) >= behaviour.max_strings:
            raise UPnPError(STRING_STORE_FULL, f"there are {behaviour.max_strings} strings already")
        self.strings = {**self.strings, name: value}
        self.count_change()

    def remove_string(self, name: str) -> None:
        """Forget the string ``name``; raises UPnPError 800 if nobody set it."""
        if name not in self.strings:
            raise UPnPError(NO_SUCH_STRING, f"there is no string {name[:80]!r}")
        self.strings = {other: value for other, value in self.strings.items() if other != name}
        self.count_change()

    # Accounts

    def service(self, account_type: int) -> MusicService:
        """The service that ``account_type`` belongs to; raises UPnPError ``unknown_service_code``."""
        for service in self.household.music_services.services:
            if service.type == account_type:
                return service
        raise UPnPError(self.household.behaviour.unknown_service_code, f"no service has the type {account_type}")

    def add(self, account_type: int, account_id: str, **details: Any) -> Account:
        """Add an account and return it; ``details`` are further fields of :class:`Account`.

        Raises UPnPError ``unknown_service_code``, 402 for an empty id at a service that is not anonymous,
        ``duplicate_account_code`` when the account is there already, and 809 beyond ``max_accounts``.
        """
        self._check_new(account_type, account_id)
        if len(self.accounts) >= self.household.behaviour.max_accounts:
            raise UPnPError(TOO_MANY_ACCOUNTS, f"there are {len(self.accounts)} accounts already")
        account = Account(account_type, self.next_serial, account_id, **details)
        self.next_serial += 1
        self.accounts += (account,)
        self.count_change()
        return account

    def add_by_token(self, account_type: int, oauth_device_id: str, tier: int) -> Account:
        """Add an account whose name nobody tells: its id is made up in the form of those that clients know."""
        self.service(account_type)
        token = self.household.random.hexadecimal("accounts", 8)
        return self.add(account_type, f"X_#Svc{account_type}-{token}-Token", oauth_device_id=oauth_device_id, tier=tier)

    def find(self, **wanted: Any) -> Account:
        """The account whose fields are as ``wanted``; raises UPnPError ``unknown_account_code`` if there is none."""
        for account in self.accounts:
            if all(getattr(account, name) == value for name, value in wanted.items()):
                return account
        raise UPnPError(self.household.behaviour.unknown_account_code, f"no account with {wanted}")

    def edit(self, account: Account, **details: Any) -> None:
        """Change fields of ``account``; without any, only count that its credentials are new."""
        changed = replace(account, **details)
        self.accounts = tuple(changed if other is account else other for other in self.accounts)
        self.count_change()

    def hand_over(self, account: Account, account_id: str, oauth_device_id: str) -> Account:
        """Put another user in the place of ``account``, which gets another UDN; raises what :meth:`add` raises."""
        if account_id != account.id:
            self._check_new(account.type, account_id)
        self.edit(account, id=account_id, oauth_device_id=oauth_device_id)
        return self.find(type=account.type, id=account_id)

    def remove(self, account: Account) -> None:
        """Forget ``account``."""
        self.accounts = tuple(other for other in self.accounts if other is not account)
        self.count_change()

    def _check_new(self, account_type: int, account_id: str) -> None:
        service = self.service(account_type)
        if not account_id and not service.is_anonymous:
            raise UPnPError(INVALID_ARGS, "the account needs a name")
        if any((a.type, a.id) == (account_type, account_id) for a in self.accounts):
            raise UPnPError(self.household.behaviour.duplicate_account_code, "the account is there already")
