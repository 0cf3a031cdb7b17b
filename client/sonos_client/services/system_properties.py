"""SystemProperties: Strings and accounts that the whole household shares."""

# Written by client/generate.py from the catalogue and client/facts.toml; change those, not this file.

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from sonos_client import values
from sonos_client.changes import Change
from sonos_client.errors import ErrorMeaning
from sonos_client.service import Service
from sonos_client.services.errors import COMMON_ERRORS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True)
class ProvisionCredentialedTrialAccountXResult:
    """What ProvisionCredentialedTrialAccountX answers."""

    is_expired: bool
    """Whether the trial is over."""
    account_udn: str
    """Id of the account, ``SA_RINCON...``."""


@dataclass(frozen=True, slots=True)
class AddOAuthAccountXResult:
    """What AddOAuthAccountX answers."""

    account_udn: str
    """Id of the account, ``SA_RINCON...``."""
    account_nickname: str
    """What the account is called."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SystemPropertiesChange(Change):
    """What an event of SystemProperties says; None where it does not mention a variable."""

    customer_id: str | None = None
    """Id of the customer."""
    update_id: int | None = None
    """Rises when a string changes."""
    update_idx: int | None = None
    """Rises when an account changes."""
    voice_update_id: int | None = None
    """Rises when voice accounts change."""
    third_party_hash: str | None = None
    """Changes with the accounts."""
    service: ClassVar[str] = "SystemProperties"
    readers: ClassVar[Mapping[str, tuple[str, Callable[[str], Any]]]] = {
        "CustomerID": ("customer_id", values.string),
        "UpdateID": ("update_id", values.integer),
        "UpdateIDX": ("update_idx", values.integer),
        "VoiceUpdateID": ("voice_update_id", values.integer),
        "ThirdPartyHash": ("third_party_hash", values.string),
    }


class SystemProperties(Service):
    """Strings and accounts that the whole household shares."""

    name: ClassVar[str] = "SystemProperties"
    urn: ClassVar[str] = "urn:schemas-upnp-org:service:SystemProperties:1"
    path: ClassVar[str] = "/SystemProperties"
    change: ClassVar[type[Change]] = SystemPropertiesChange
    errors: ClassVar[Mapping[int, ErrorMeaning]] = {
        **COMMON_ERRORS,
        800: ErrorMeaning("NO_SUCH_VARIABLE", "There is no such string."),
        803: ErrorMeaning("ACCOUNT_REFUSED", "The account is refused."),
        806: ErrorMeaning("NO_SUCH_ACCOUNT", "There is no such account."),
    }

    async def set_string(self, variable_name: str, string_value: str) -> None:
        """Store a string.

        Args:
            variable_name: Name of the string.
            string_value: The text.

        """
        await self._call("SetString", {"VariableName": variable_name, "StringValue": string_value})

    async def get_string(self, variable_name: str) -> str:
        """Read a string.

        Args:
            variable_name: Name of the string.

        Returns:
            The text.

        Raises:
            UPnPError: 800 NO_SUCH_VARIABLE.

        """
        answer = await self._call("GetString", {"VariableName": variable_name})
        return answer.read("StringValue", values.string)

    async def remove(self, variable_name: str) -> None:
        """Remove a string.

        Args:
            variable_name: Name of the string.

        Raises:
            UPnPError: 800 NO_SUCH_VARIABLE.

        """
        await self._call("Remove", {"VariableName": variable_name})

    async def get_web_code(self, account_type: int) -> str:
        """A code for registering an account.

        Args:
            account_type: Type of the account: service id times 256 plus 7.

        Returns:
            The code.

        """
        answer = await self._call(
            "GetWebCode", {"AccountType": values.checked("account_type", account_type, 0, 4294967295)}
        )
        return answer.read("WebCode", values.string)

    async def provision_credentialed_trial_account_x(
        self, account_type: int, account_id: str, account_password: str
    ) -> ProvisionCredentialedTrialAccountXResult:
        """Make a trial account; refused by newer firmware.

        Args:
            account_type: Type of the account: service id times 256 plus 7.
            account_id: Name of the account.
            account_password: Its password.

        Raises:
            UPnPError: 401 INVALID_ACTION.

        """
        answer = await self._call(
            "ProvisionCredentialedTrialAccountX",
            {
                "AccountType": values.checked("account_type", account_type, 0, 4294967295),
                "AccountID": account_id,
                "AccountPassword": account_password,
            },
        )
        return ProvisionCredentialedTrialAccountXResult(
            answer.read("IsExpired", values.boolean), answer.read("AccountUDN", values.string)
        )

    async def add_account_x(self, account_type: int, account_id: str, account_password: str) -> str:
        """Add an account with a password.

        Args:
            account_type: Type of the account: service id times 256 plus 7.
            account_id: Name of the account.
            account_password: Its password.

        Returns:
            Id of the account, ``SA_RINCON...``.

        """
        answer = await self._call(
            "AddAccountX",
            {
                "AccountType": values.checked("account_type", account_type, 0, 4294967295),
                "AccountID": account_id,
                "AccountPassword": account_password,
            },
        )
        return answer.read("AccountUDN", values.string)

    async def add_oauth_account_x(
        self,
        account_type: int,
        account_token: str,
        account_key: str,
        oauth_device_id: str,
        authorization_code: str,
        redirect_uri: str,
        user_id_hash_code: str,
        account_tier: int,
    ) -> AddOAuthAccountXResult:
        """Add an account with a token.

        Args:
            account_type: Type of the account: service id times 256 plus 7.
            account_token: Its token.
            account_key: Key of the token.
            oauth_device_id: Device of the token.
            authorization_code: Code of the authorisation.
            redirect_uri: Redirection.
            user_id_hash_code: Hash of the user.
            account_tier: Tier of the account.

        """
        answer = await self._call(
            "AddOAuthAccountX",
            {
                "AccountType": values.checked("account_type", account_type, 0, 4294967295),
                "AccountToken": account_token,
                "AccountKey": account_key,
                "OAuthDeviceID": oauth_device_id,
                "AuthorizationCode": authorization_code,
                "RedirectURI": redirect_uri,
                "UserIdHashCode": user_id_hash_code,
                "AccountTier": values.checked("account_tier", account_tier, 0, 4294967295),
            },
        )
        return AddOAuthAccountXResult(
            answer.read("AccountUDN", values.string), answer.read("AccountNickname", values.string)
        )

    async def remove_account(self, account_type: int, account_id: str) -> None:
        """Remove an account.

        Args:
            account_type: Type of the account: service id times 256 plus 7.
            account_id: Name of the account.

        Raises:
            UPnPError: 806 NO_SUCH_ACCOUNT.

        """
        await self._call(
            "RemoveAccount",
            {"AccountType": values.checked("account_type", account_type, 0, 4294967295), "AccountID": account_id},
        )

    async def edit_account_password_x(self, account_type: int, account_id: str, new_account_password: str) -> None:
        """Change a password.

        Args:
            account_type: Type of the account: service id times 256 plus 7.
            account_id: Name of the account.
            new_account_password: The password.

        """
        await self._call(
            "EditAccountPasswordX",
            {
                "AccountType": values.checked("account_type", account_type, 0, 4294967295),
                "AccountID": account_id,
                "NewAccountPassword": new_account_password,
            },
        )

    async def set_account_nickname_x(self, account_udn: str, account_nickname: str) -> None:
        """Rename an account.

        Args:
            account_udn: Id of the account, ``SA_RINCON...``.
            account_nickname: What the account is called.

        """
        await self._call("SetAccountNicknameX", {"AccountUDN": account_udn, "AccountNickname": account_nickname})

    async def refresh_account_credentials_x(
        self, account_type: int, account_uid: int, account_token: str, account_key: str
    ) -> None:
        """Renew a token.

        Args:
            account_type: Type of the account: service id times 256 plus 7.
            account_uid: Number of the account.
            account_token: Its token.
            account_key: Key of the token.

        """
        await self._call(
            "RefreshAccountCredentialsX",
            {
                "AccountType": values.checked("account_type", account_type, 0, 4294967295),
                "AccountUID": values.checked("account_uid", account_uid, 0, 4294967295),
                "AccountToken": account_token,
                "AccountKey": account_key,
            },
        )

    async def edit_account_md(self, account_type: int, account_id: str, new_account_md: str) -> None:
        """Change an account's metadata.

        Args:
            account_type: Type of the account: service id times 256 plus 7.
            account_id: Name of the account.
            new_account_md: Metadata.

        """
        await self._call(
            "EditAccountMd",
            {
                "AccountType": values.checked("account_type", account_type, 0, 4294967295),
                "AccountID": account_id,
                "NewAccountMd": new_account_md,
            },
        )

    async def do_post_update_tasks(self) -> None:
        """Finish a software update."""
        await self._call("DoPostUpdateTasks", {})

    async def reset_third_party_credentials(self) -> None:
        """Forget all credentials; refused by newer firmware.

        Raises:
            UPnPError: 401 INVALID_ACTION.

        """
        await self._call("ResetThirdPartyCredentials", {})

    async def enable_rdm(self, rdm_value: bool) -> None:
        """Switch remote desktop messages.

        Args:
            rdm_value: Whether they are on.

        """
        await self._call("EnableRDM", {"RDMValue": rdm_value})

    async def get_rdm(self) -> bool:
        """Whether remote desktop messages are on.

        Returns:
            Whether they are on.

        """
        answer = await self._call("GetRDM", {})
        return answer.read("RDMValue", values.boolean)

    async def replace_account_x(
        self,
        account_udn: str,
        new_account_id: str,
        new_account_password: str,
        account_token: str,
        account_key: str,
        oauth_device_id: str,
    ) -> str:
        """Put another account in the place of one.

        Args:
            account_udn: Id of the account, ``SA_RINCON...``.
            new_account_id: Name of the account.
            new_account_password: The password.
            account_token: Its token.
            account_key: Key of the token.
            oauth_device_id: Device of the token.

        Returns:
            Id of the account.

        """
        answer = await self._call(
            "ReplaceAccountX",
            {
                "AccountUDN": account_udn,
                "NewAccountID": new_account_id,
                "NewAccountPassword": new_account_password,
                "AccountToken": account_token,
                "AccountKey": account_key,
                "OAuthDeviceID": oauth_device_id,
            },
        )
        return answer.read("NewAccountUDN", values.string)
